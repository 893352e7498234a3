"""How long a table takes to filter, sort and paint: `python benchmarks/table.py [rows ...]`.

Run offscreen, 1342 x 620 pixels, eight columns, medians of nine runs in milliseconds.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui import fonts
from app.ui.table import Column, RowsModel, TableView
from app.ui.theme import Mode, theme

STATES = ("待报送", "初审中", "复审中", "退回修改", "待审定", "通过", "不通过")


@dataclass(frozen=True)
class Unit:
    uid: int
    name: str
    code: str
    category: str
    industry: str
    state: str
    tonnes: float | None
    person: str
    day: str


COLUMNS = (
    Column(
        "name", "单位名称", lambda r: r.name, kind="strong", stretch=True, min_width=176, is_optional=False
    ),
    Column("code", "统一社会信用代码", lambda r: r.code, kind="small", width=170, min_width=150),
    Column("category", "类别", lambda r: r.category, kind="outline", width=92, min_width=80),
    Column("industry", "行业", lambda r: r.industry, width=136, min_width=134, gives_way=2),
    Column("state", "审核状态", lambda r: r.state, kind="chip", width=110, min_width=94),
    Column(
        "tonnes",
        "排放量（tCO₂）",
        lambda r: r.tonnes,
        lambda r: f"{r.tonnes:,.2f}" if r.tonnes else "—",
        "number",
    ),
    Column("person", "负责人", lambda r: r.person, width=72, min_width=58, gives_way=1),
    Column("day", "更新时间", lambda r: r.day, kind="small", width=100, min_width=84, gives_way=3),
)


def make(count: int) -> list[Unit]:
    pick = random.Random(7)
    words = (
        "热力",
        "数据中心",
        "燃气发电",
        "医院",
        "大学",
        "水泥制品",
        "酒店",
        "食品加工",
        "物流仓储",
        "印刷",
    )
    return [
        Unit(
            number,
            f"示例{pick.choice(words)}{number}号有限公司",
            f"91110106MA{pick.randrange(10**8):08d}",
            pick.choice(("本市重点", "一般报告", "全国重点")),
            pick.choice(words) + "生产",
            pick.choice(STATES),
            pick.random() * 1e6 if pick.random() > 0.1 else None,
            pick.choice("王李陈赵") + "甲",
            f"3月{pick.randrange(1, 32)}日",
        )
        for number in range(count)
    ]


def measure(action: Callable[[], object], again: Callable[[], object] | None = None) -> float:
    times = []
    for _ in range(9):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
        if again:
            again()
    return statistics.median(times)


def main() -> None:
    app = QApplication([])
    families = fonts.load(Path(os.environ["KIT_FONTS"]) if "KIT_FONTS" in os.environ else None)
    theme.install(app, Mode.LIGHT, Path(tempfile.mkdtemp()))
    print("font:", families or "none bundled", "| columns:", len(COLUMNS))
    for count in [int(text) for text in sys.argv[1:]] or [10_000, 100_000]:
        run(make(count))


def run(rows: list[Unit]) -> None:
    model = RowsModel(
        COLUMNS, key=lambda r: r.uid, haystack=lambda r: f"{r.name} {r.code} {r.person}", checkable=True
    )
    table = TableView(model)
    table.resize(1342, 620)
    table.show()
    image = QImage(table.viewport().size(), QImage.Format.Format_ARGB32_Premultiplied)

    def paint() -> None:
        table.viewport().render(image)

    def report(name: str, value: float) -> None:
        print(f"{len(rows):>7} rows  {name:<34}{value:7.1f} ms")

    report("set rows", measure(lambda: model.set_rows(rows)))
    table.go_to(rows[len(rows) // 2].uid)
    report("paint a full page", measure(paint))
    words = iter(["热力", "医院 王", "示例", "1", "91110106", "大学", "王甲", "号", "有限"] * 9)

    def filter_and_paint() -> None:
        model.set_filter(next(words))
        paint()

    def first_filter_and_paint() -> None:
        model.set_filter("热力")
        paint()

    report("first filter (words are prepared)", measure(first_filter_and_paint, lambda: model.set_rows(rows)))
    model.set_filter("先备好")
    report("filter by words and paint", measure(filter_and_paint))
    model.set_filter()

    def chips_and_paint() -> None:
        model.set_filter(accept=lambda r: r.state == "初审中")
        paint()

    report("filter by a condition and paint", measure(chips_and_paint, lambda: model.set_filter()))
    for key in ("name", "tonnes", "state"):

        def sort_and_paint(key: str = key) -> None:
            model.sort_by(key)
            paint()

        report(f"sort by {key} (first) and paint", measure(sort_and_paint, lambda: model.replace(rows[0])))

    turn = iter([True, False] * 20)

    def turn_and_paint() -> None:
        model.sort_by("name", next(turn))
        paint()

    report("turn the sort round and paint", measure(turn_and_paint))
    bar = table.verticalScrollBar()

    def scroll_and_paint() -> None:
        bar.setValue((bar.value() + 617) % max(1, bar.maximum()))
        paint()

    report("scroll one page and paint", measure(scroll_and_paint))
    model.set_filter("热力")
    report(
        "tick all shown and paint",
        measure(lambda: (model.check_all(), paint()), lambda: model.check_all(False)),
    )


if __name__ == "__main__":
    main()
