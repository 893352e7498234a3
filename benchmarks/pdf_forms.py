"""How long a form takes as PDF, beside drawing the same strings and rules without any layout.

    python benchmarks/pdf_forms.py

The floor is what reportlab needs for the strings alone: fonts made small, pages packed.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reportlab.pdfgen.canvas import Canvas

from app.services.documents import self_evaluation_pdf as form
from app.services.documents.drawing import Style
from app.services.documents.fonts import SERIF, face
from app.services.documents.pdf_pages import paginate

SENTENCE = "完成76家排放单位（重点排放单位49家）的排放报告和核查报告的审核，按季度分析碳排放总量和强度；"
LEVELS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)


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


def page(rows: int, sentences: int) -> form.SelfEvaluationPage:
    pairs = [(one, two) for one, twos in LEVELS for two in twos]
    return form.SelfEvaluationPage(
        title="项目支出绩效自评表",
        year_line="（2024年度）",
        heading=(
            ("项目名称", "示例项目"),
            ("主管部门", "示例区生态环境局"),
            ("实施单位", "示例区生态环境局"),
        ),
        money_label="项目资金（万元）",
        funding=(form.FundingRow("年度资金总额", "49.00", "48.65", "48.65", "10", "100.00%", "10"),) * 4,
        expected=SENTENCE * 6,
        actual=SENTENCE * 5,
        indicators=tuple(
            form.IndicatorRow(
                *pairs[row * len(pairs) // rows], SENTENCE, SENTENCE * sentences, "76家", "1", "1", "/"
            )
            for row in range(rows)
        ),
        total_weight="100",
        total_score="98.5",
    )


def milliseconds(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(15):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measure(name: str, given: form.SelfEvaluationPage) -> None:
    sheet, widths = form._sheet(given)
    style = Style(face("serif"))
    pages = paginate(
        [*form._titles(given, sum(widths), style), *form._tables(given, widths, style)], sheet.room
    )
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

    whole, least = milliseconds(lambda: form.draw_self_evaluation(given)), milliseconds(floor)
    print(f"{name}: {len(pages)} pages, {whole:.1f} ms, floor {least:.1f} ms, {whole / least:.2f} x")


if __name__ == "__main__":
    measure("10 indicators", page(10, 1))
    measure("25 indicators, long cells", page(25, 3))
    measure("90 indicators", page(90, 1))
