"""The report beside the list: a PDF of 200 pages until its first page shows, and the next item with it open.

The floor is Qt's own viewer on the same file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QEventLoop, QIODevice, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from app.ui import fonts
from app.ui.report.pdf_paper import PdfPaper
from app.ui.report.view import ReportView
from app.ui.theme import Mode, theme

ROUNDS = 9
SIZE = (620, 560)


def sample(pages: int) -> bytes:
    """A report of tables, as dense as a real one."""
    path = Path(tempfile.mkdtemp()) / "sample.pdf"
    canvas = Canvas(str(path))
    for page in range(pages):
        for line in range(46):
            canvas.drawString(
                60, 790 - line * 16, f"{page}.{line}  123.45  389.31  0.0153  99  21.62  2 696.22"
            )
            canvas.line(56, 786 - line * 16, 530, 786 - line * 16)
        canvas.showPage()
    canvas.save()
    return path.read_bytes()


def spin(is_done: Callable[[], bool]) -> None:
    """Run the event loop until something is so."""
    loop = QEventLoop()
    while not is_done():
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


class Watch(QObject):
    """Counts how often a widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.paints = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        self.paints += event.type() == QEvent.Type.Paint
        return False


def is_dark(view: QPdfView | ReportView) -> bool:
    """Whether words are seen in the view."""
    image = view.viewport().grab().toImage().copy(100, 100, 300, 60)
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return min(bytes(gray.constBits())) < 90


def floor(data: bytes) -> float:
    """Seconds until Qt's viewer shows words."""
    view = QPdfView()
    view.resize(*SIZE)
    view.setPageMode(QPdfView.PageMode.MultiPage)
    view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
    view.show()
    QTest.qWait(30)
    start = time.perf_counter()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    view.setDocument(document)
    spin(lambda: is_dark(view))
    taken = time.perf_counter() - start
    view.close()
    view.setDocument(QPdfDocument(view))
    return taken


def ours(data: bytes) -> float:
    """Seconds until our view shows words."""
    view = ReportView()
    view.resize(*SIZE)
    view.show()
    QTest.qWait(30)
    start = time.perf_counter()
    paper = PdfPaper("sample.pdf", data)
    view.show_paper(paper)
    spin(lambda: is_dark(view))
    taken = time.perf_counter() - start
    view.show_paper(None)
    paper.close()
    view.close()
    return taken


def next_item(data: bytes, folder: Path) -> float:
    """Seconds from the key ↓ in the list until list, card and the page with its mark are painted."""
    from tests.ui.report.bench_desk import bench_with

    bench = bench_with(folder, data)
    pane = bench.bench.report.pane
    spin(lambda: pane.texts.is_done)
    times = []
    watch = Watch()
    pane.view.viewport().installEventFilter(watch)
    for number in range(ROUNDS):
        before = watch.paints
        start = time.perf_counter()
        bench.press(Qt.Key.Key_J)
        pane.view.go_page((number + 1) * 20)
        page = pane.view.page
        paper = pane._paper
        assert isinstance(paper, PdfPaper)
        spin(lambda page=page, paper=paper: paper.has_picture(page))
        spin(lambda before=before: watch.paints > before)
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> None:
    """Measure and print."""
    app = QApplication(["bench", "-style", "Fusion"])
    fonts.load()
    folder = Path(tempfile.mkdtemp())
    theme.install(app, Mode.LIGHT, folder)
    data = sample(200)
    floors, times = [], []
    for _ in range(ROUNDS):
        floors.append(floor(data))
        times.append(ours(data))
    ratio = median(times) / median(floors)
    print(f"report_view {date.today()}")
    print(
        f"first page of 200: {median(times) * 1000:.0f} ms, Qt's viewer {median(floors) * 1000:.0f} ms,",
        end=" ",
    )
    print(f"ratio {ratio:.2f} (aim 1.5)")
    print(f"next item with another page: {next_item(data, folder) * 1000:.0f} ms (aim 100 ms)")


if __name__ == "__main__":
    main()
