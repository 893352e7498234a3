"""How long a form takes as PDF, beside drawing the same strings and rules without any layout.

    python benchmarks/pdf_forms.py

The floor is what reportlab needs for the strings alone: fonts made small, pages packed.
"""

from __future__ import annotations

import io
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reportlab.pdfgen.canvas import Canvas

from app.models.enums import FundingRole
from app.services.documents.drawing import Style
from app.services.documents.fonts import SERIF, face
from app.services.documents.form_pdf import form_blocks, form_sheet
from app.services.documents.pdf_pages import MILLIMETRE, paginate
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import profile
from app.services.printing import preview_performance
from app.services.printing.layout import lay_out

SENTENCE = "完成76家排放单位（重点排放单位49家）的排放报告和核查报告的审核，按季度分析碳排放总量和强度；"


class Recorder:
    """A canvas, its text object in one, that only notes what is drawn."""

    def __init__(self) -> None:
        self.strings: list[tuple[float, float, float, str]] = []
        self.rules: list[tuple[float, float, float, float]] = []

    def beginText(self) -> Recorder:
        return self

    def setTextOrigin(self, x: float, y: float) -> None:
        self._place = x, y

    def setFont(self, name: str, size: float) -> None:
        self._size = size

    def textOut(self, text: str) -> None:
        self.strings.append((*self._place, self._size, text))

    def lines(self, rules: list[tuple[float, float, float, float]]) -> None:
        self.rules += rules

    def ignore(self, *_: Any) -> None:
        """What the floor does without."""

    setCharSpace = drawText = setLineWidth = setLineCap = ignore


def page(rows: int, sentences: int, profile_id: str = "beijing_2020") -> SelfEvaluation:
    by = profile(profile_id)
    pairs = [(level.name, child) for level in by.levels for child in level.children]
    return SelfEvaluation(
        title=by.labels.title,
        year=2024,
        profile=by.id,
        money_unit=by.money_unit,
        headings=tuple((label, f"示例{label}") for label in by.all_labels),
        funding=tuple(FundingLine(role, "49.00", "48.65", "48.65", "10") for role in FundingRole),
        goal_expected=SENTENCE * 6,
        goal_actual=SENTENCE * 5,
        indicators=tuple(
            IndicatorLine(
                *pairs[row * len(pairs) // rows], SENTENCE, SENTENCE * sentences, "76家", "1", reason="/"
            )
            for row in range(rows)
        ),
    )


def milliseconds(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(15):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measure(name: str, given: SelfEvaluation) -> None:
    paper = lay_out(given, profile(given.profile))
    widths = [width * MILLIMETRE for width in paper.widths]
    sheet, style = form_sheet(paper, widths), Style(face("serif"))
    pages = paginate(form_blocks(paper, widths, style), sheet.room)
    recorders = []
    for placed in pages:
        recorders.append(recorder := Recorder())
        for down, block in placed:
            block.draw(recorder, sheet.left, sheet.height - sheet.top - down)

    def floor() -> None:
        canvas = Canvas(io.BytesIO(), pageCompression=1, initialFontName=SERIF)
        for recorder in recorders:
            canvas.lines(recorder.rules)
            for x, y, size, text in recorder.strings:
                canvas.setFont(SERIF, size)
                canvas.drawString(x, y, text)
            canvas.showPage()
        canvas.save()

    whole, least = milliseconds(lambda: preview_performance(given)), milliseconds(floor)
    print(f"{name}: {len(pages)} pages, {whole:.1f} ms, floor {least:.1f} ms, {whole / least:.2f} x")


def batch(count: int) -> None:
    """Many tables one after another: the time of each half, and the memory that is taken."""
    given = [replace(page(25, 1), year=2000 + number % 90) for number in range(count)]
    preview_performance(given[0])
    marks = []
    for half in (given[: count // 2], given[count // 2 :]):
        start = time.perf_counter()
        for one in half:
            preview_performance(one)
        marks.append(
            (time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        )
    (first, before), (second, after) = marks
    print(f"{count} tables: {first:.1f} s and {second:.1f} s, at most {before} MB and {after} MB")


if __name__ == "__main__":
    measure("10 indicators", page(10, 1))
    measure("25 indicators, long cells", page(25, 3))
    measure("90 indicators", page(90, 1))
    measure("declaration of 90 indicators", page(90, 1, "shanghai_declaration"))
    batch(200)
