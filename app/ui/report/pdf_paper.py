"""A PDF. Qt's own thread draws the pages that are seen, one at a time; three pictures are kept."""

from __future__ import annotations

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QObject,
    QPointF,
    QRectF,
    QSize,
    QTimer,
    Slot,
)
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer

from app.models.errors import InputError
from app.ui.report.paper import Paper, Span

PAGE_LIMIT = 5_000
KEPT = 3
_WIDEST = 2400
_FIRST = 8
_SIZE_LIMIT = 14_400  # points, the largest page the format knows
_LONG = 5_000  # milliseconds after which a page is said to take long


class PdfPaper(Paper):
    """The pages of a PDF file.

    Raises:
        InputError: protected by a password, damaged, or without pages.
    """

    def __init__(self, name: str, data: bytes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Qt deletes children in this order: the thread ends before what it draws is gone.
        self._renderer = QPdfPageRenderer(self)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._check(name)
        document = self._document
        # Asking for a size opens the page: the first pages are asked now, the rest while they show.
        first = [document.pagePointSize(page) for page in range(min(_FIRST, document.pageCount()))]
        self.sizes = first + [first[0]] * (document.pageCount() - len(first))
        self._are_settled = len(first) == len(self.sizes)
        self._texts: dict[int, str] = {}
        self._images: dict[int, QImage] = {}
        self._wanted: list[tuple[int, int]] = []  # page and width in pixels
        self._drawing: tuple[int, int] | None = None
        self._is_closed = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LONG)
        self._late.timeout.connect(self._on_late)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(document)
        self._renderer.pageRendered.connect(self._on_rendered)

    def _check(self, name: str) -> None:
        document = self._document
        outside = "请用其他程序打开查看。"
        if document.error() in (
            QPdfDocument.Error.IncorrectPassword,
            QPdfDocument.Error.UnsupportedSecurityScheme,
        ):
            raise InputError(f"“{name}”设了打开密码。", f"请让单位取消密码后重新报送，或{outside[1:]}")
        if document.status() != QPdfDocument.Status.Ready or not document.pageCount():
            raise InputError(f"“{name}”已损坏，不能读取。", f"请让单位重新报送，或{outside[1:]}")
        count = document.pageCount()
        if count > PAGE_LIMIT:
            raise InputError(f"“{name}”有 {count:,} 页，太长，不能在这里显示。", outside)
        size = document.pagePointSize(0)
        if not (1 <= size.width() <= _SIZE_LIMIT and 1 <= size.height() <= _SIZE_LIMIT):
            raise InputError(f"“{name}”的页面大小不合理，可能已损坏。", outside)

    def text(self, page: int) -> str:
        """The text of a page."""
        if page not in self._texts:
            self._texts[page] = self._document.getAllText(page).text()
        return self._texts[page]

    def boxes(self, page: int, span: Span) -> list[QRectF]:
        """Where the signs of a span stand."""
        found = self._document.getSelectionAtIndex(page, *span)
        return [polygon.boundingRect() for polygon in found.bounds()]

    def span(self, page: int, first: QPointF, last: QPointF) -> Span:
        """The signs between two places."""
        found = self._document.getSelection(page, first, last)
        return (found.startIndex(), found.endIndex() - found.startIndex()) if found.isValid() else (0, 0)

    def want(self, pages: list[int], scale: float) -> None:
        """Draw these pages, the first one first."""
        self._wanted = [
            (page, min(_WIDEST, max(1, round(self.sizes[page].width() * scale)))) for page in pages[:KEPT]
        ]
        keep = {page for page, _ in self._wanted}
        self._images = {page: image for page, image in self._images.items() if page in keep}
        self._next()

    def _next(self) -> None:
        if self._drawing is not None:
            return
        for page, width in self._wanted:
            image = self._images.get(page)
            if image is None or image.width() != width:
                size = self.sizes[page]
                high = max(1, round(width * size.height() / max(1.0, size.width())))
                self._drawing = (page, width)
                self._late.start()
                self._renderer.requestPage(page, QSize(width, min(high, 4 * _WIDEST)))
                return

    def settle(self) -> None:
        """Ask all pages for their size."""
        if not self._are_settled:
            self._are_settled = True
            sizes = [self._document.pagePointSize(page) for page in range(len(self.sizes))]
            if sizes != self.sizes:
                self.sizes = sizes
                self.resized.emit()

    @Slot(int, QSize, QImage, QPdfDocumentRenderOptions, int)
    def _on_rendered(
        self, page: int, size: QSize, image: QImage, options: QPdfDocumentRenderOptions, number: int
    ) -> None:
        self._drawing = None
        self._late.stop()
        if self._is_closed:
            self.deleteLater()
            return
        if any(page == wanted for wanted, _ in self._wanted):
            # A page that cannot be drawn counts as drawn, or it would be asked for again and again.
            self._images[page] = image if not image.isNull() else QImage(size, QImage.Format.Format_ARGB32)
            self.drawn.emit()
        self._next()

    def has_picture(self, page: int) -> bool:
        """Whether a page can be painted."""
        return page in self._images

    def paint(self, painter: QPainter, page: int, target: QRectF) -> None:
        """Paint what there is of a page."""
        image = self._images.get(page)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, image)

    @Slot()
    def _on_late(self) -> None:
        if self._drawing is not None:
            self.slow.emit(self._drawing[0])

    def close(self) -> None:
        """Let go of the file. A page that is being drawn cannot be broken off; nobody waits for it."""
        self._wanted = []
        self._is_closed = True
        self._late.stop()
        if self._drawing is None:
            self.deleteLater()
        else:
            self.setParent(QCoreApplication.instance())
