"""统计分析: the numbers of the year, the charts, and the list behind each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.enums import DocumentKind, Topic
from app.services.statistics.facts import YearFacts, year_facts
from app.services.statistics.figures import Bar, Card, Chart, Filter, Summary, findings_of, reports_of
from app.services.statistics.summary import summarize
from app.services.units.rows import years
from app.ui.context import Context
from app.ui.kit import (
    Combo,
    EmptyState,
    Icon,
    Menu,
    NumberCard,
    button,
    caption,
    column,
    holder,
    row,
    scroll_area,
    title,
    vline,
)
from app.ui.page import KeyGroup, Page
from app.ui.statistics.chart_card import ChartCard
from app.ui.statistics.columns import Record
from app.ui.statistics.exporter import Exporter
from app.ui.statistics.filter_bar import FilterBar
from app.ui.statistics.records import RecordsPanel

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

CHARTS = (
    *(("progress", "审核进度"), ("weeks", "每周累计通过"), ("people", "按负责人")),
    *(("findings", "问题项"), ("industries", "分行业排放量"), ("largest", "排放量最大的单位")),
)
CARDS = (
    *(("passed", "已通过"), ("returned", "退回修改中"), ("overdue", "已逾期")),
    *(("findings", "未关闭的问题"), ("emission", "已报排放量")),
)
# What the note of a card is about -> icon and tone.
_NOTES = {
    "up": ("trending-up", "quiet"),
    "down": ("trending-down", "quiet"),
    "time": ("clock", "quiet"),
    "good": ("circle-check", "good"),
    "bad": ("alert-triangle", "bad"),
    "": ("", "quiet"),
}
_NARROW = 1180
_LOWEST_ROW = 190
_HINT, _HINT_USES = "statistics-bars", 3
_FIRST: Filter = {"kind": frozenset({DocumentKind.ER.label})}


@dataclass(frozen=True)
class _Opened:
    """What a list was opened from: a card, or a bar of a chart."""

    key: str
    row: str = ""
    column: str = ""

    @property
    def is_card(self) -> bool:
        return not self.row


@dataclass(frozen=True)
class _Reading:
    """What the page needs of the file; `number` tells which request it answers."""

    number: int
    facts: YearFacts
    summary: Summary
    years: tuple[int, ...]


def _read(
    number: int, workspace: Workspace, catalog: Catalog, year: int, chosen: Filter, now: datetime
) -> _Reading:
    with workspace.read() as session:
        facts = year_facts(session, year, catalog)
        known = tuple(years(session))
    return _Reading(number, facts, summarize(facts, now.date(), chosen), known)


class StatisticsPage(Page):
    """Head, five number cards, six charts; a click on a number or bar opens the records it counts."""

    topics = frozenset({Topic.UNITS, Topic.REPORTS, Topic.REVIEW, Topic.FINDINGS, Topic.PEOPLE})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.facts: YearFacts | None = None
        self.summary: Summary | None = None
        self._counted_at: datetime | None = None
        self._opened: _Opened | None = None
        self._columns = 0
        self._asked = 0
        self.exporter = Exporter(context, self)
        self._make_head()
        self._make_cards()
        self._make_charts()
        self.records = RecordsPanel(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._overview())
        self.stack.addWidget(self.records)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.filters.follow(self.year_combo)
        self.records.left.connect(self.close_list)
        self.records.export_wanted.connect(self._on_export_records)

    # Building

    def _make_head(self) -> None:
        self.year_combo = Combo(look="flat", width=112, name="年度")
        self.year_combo.chosen.connect(self._on_year)
        self.filters = FilterBar(_FIRST)
        self.filters.changed.connect(self._on_filter)
        self.hint = holder(row(Icon("click", "ink-2", 16), caption("点击柱条打开对应清单"), gap=6))
        self.export_button = button("导出…", icon="download")
        self.export_button.clicked.connect(self._on_export)
        self.export_button.setEnabled(False)  # until there is something to export
        self.head = holder(
            row(
                *(title("统计分析"), self.year_combo, vline(18), self.filters, None),
                *(self.hint, self.export_button),
                gap=10,
                margins=(24, 0, 24, 0),
            )
        )
        self.head.setFixedHeight(44)

    def _make_cards(self) -> None:
        self.cards = {key: NumberCard(heading) for key, heading in CARDS}
        for key, card in self.cards.items():
            card.clicked.connect(partial(self._open_card, key))

    def _make_charts(self) -> None:
        self.charts = {key: ChartCard(self.context, key, heading) for key, heading in CHARTS}
        for card in self.charts.values():
            card.opened.connect(self._on_bar)
            card.copied.connect(self._on_copied)
            card.export_wanted.connect(self._on_export_chart)

    def _overview(self) -> QWidget:
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._body = QWidget()
        self._body.setLayout(
            column(
                row(*((card, 1) for card in self.cards.values()), gap=12),
                (self._grid, 1),
                gap=10,
                margins=(24, 0, 24, 14),
            )
        )
        self.area = scroll_area(self._body)
        self.empty = EmptyState("chart-bar", "这一年还没有名单")
        self.empty.set_words(
            "还没有可以统计的内容", "导入或新建这一年的单位以后，这里显示进度、问题和排放量。"
        )
        self.inner = QStackedWidget()
        self.inner.addWidget(self.area)
        self.inner.addWidget(self.empty)
        return holder(column(8, self.head, 8, (self.inner, 1), gap=0))

    def _arrange(self) -> None:
        """Three charts in a row, two where it is narrow."""
        across = 2 if self.width() < _NARROW else 3
        if across == self._columns:
            return
        self._columns = across
        for number, card in enumerate(self.charts.values()):
            self._grid.addWidget(card, number // across, number % across)
        for number, stretch in enumerate((5, 4, 4) if across == 3 else (1, 1, 0)):
            self._grid.setColumnStretch(number, stretch)
        for number in range(3):
            is_used = number < 6 // across
            # The lower rows have more bars.
            self._grid.setRowStretch(number, (10 if number == 0 else 12) if is_used else 0)
            self._grid.setRowMinimumHeight(number, _LOWEST_ROW if is_used else 0)
        self._fit()

    def _fit(self) -> None:
        """The charts are never lower than their names need; then the page scrolls."""
        if (layout := self._body.layout()) is not None:
            layout.activate()
            self._body.setMinimumHeight(layout.minimumSize().height())

    # Reading

    def load(self) -> None:
        """Count the year beside the window."""
        c = self.context
        self._asked += 1
        wanted = (c.workspace, c.catalog, c.year, self.filters.filter, c.clock())
        c.jobs.read("统计", _read, self._asked, *wanted, then=self._on_read)

    def _on_read(self, reading: _Reading) -> None:
        if reading.number != self._asked:
            return  # another year or filter was chosen meanwhile; its numbers are on their way
        self.facts = reading.facts
        known = sorted({*reading.years, self.context.year}, reverse=True)
        self.year_combo.set_options([(f"{year} 年度", year) for year in known], self.context.year)
        self.filters.set_facts(reading.facts)
        self._counted_at = self.context.clock()
        self._show(reading.summary)

    def _show(self, summary: Summary) -> None:
        self.summary = summary
        is_empty = not (self.facts and self.facts.cases)
        self.inner.setCurrentWidget(self.empty if is_empty else self.area)
        self.filters.setVisible(not is_empty)
        self.export_button.setVisible(not is_empty)
        self.export_button.setEnabled(True)
        self._show_hint()
        for card in summary.cards:
            icon, tone = _NOTES[card.note_kind]
            self.cards[card.key].set_number(card.value, card.unit, card.note, tone, icon)
        for key, chart in summary.charts.items():
            self.charts[key].set_chart(chart)
        self._fit()
        if self._opened is not None:
            self._show_list()
        self.context.shell.status_changed()

    def status_text(self) -> str:
        """What is counted, and when that was."""
        if self.summary is None or self._counted_at is None:
            return ""
        s = self.summary
        counted = f"应审 {s.cases:,} {s.unit}" + (f"（{s.units:,} 家单位）" if s.unit == "件" else "")
        return f"统计口径：{counted}，截至今天 {self._counted_at:%H:%M}"

    def keys(self) -> Sequence[KeyGroup]:
        """The keys of this page."""
        return (
            (
                "统计分析",
                (
                    ("Tab", "到下一张卡片或图"),
                    ("← → ↑ ↓", "在图中逐项查看"),
                    ("Enter", "打开对应清单"),
                    ("Ctrl C", "复制图中的数字"),
                    ("Esc", "从清单返回统计"),
                ),
            ),
        )

    # The list

    def _open_card(self, key: str) -> None:
        self._open(_Opened(key))

    @Slot(str, object)
    def _on_bar(self, key: str, bar: Bar) -> None:
        self._open(_Opened(key, bar.row, bar.column))

    def _open(self, opened: _Opened) -> None:
        if self.summary is None:
            return
        self._opened = opened
        self._count_use()
        self._show_list()
        self.stack.setCurrentWidget(self.records)
        self.records.start()

    def _show_list(self) -> None:
        """Show the records that the opened card or bar counts now."""
        assert self._opened is not None and self.summary is not None and self.facts is not None
        name, source, keys = self._source(self._opened, self.summary)
        found: list[Record] = []
        found += findings_of(self.facts, keys) if source.is_findings else reports_of(self.facts, keys)
        unit = "项" if source.is_findings else self.summary.unit
        self.records.set_records(name, found, unit, source.is_findings)

    def _source(self, opened: _Opened, summary: Summary) -> tuple[str, Card | Chart, tuple[str, ...]]:
        """Name, card or chart, and keys of what was opened; a bar that is gone counts nothing."""
        if opened.is_card:
            card = next(card for card in summary.cards if card.key == opened.key)
            return card.title, card, card.keys
        chart = summary.charts[opened.key]
        bar = chart.bar(opened.row, opened.column)
        place = chart.place(bar or Bar(opened.row, opened.column, chart.scale * 0))
        return place, chart, bar.keys if bar else ()

    @Slot()
    def close_list(self) -> None:
        """Back to the numbers; the keyboard is where it left them."""
        opened, self._opened = self._opened, None
        self.stack.setCurrentIndex(0)
        if opened is not None:
            came_from = self.cards[opened.key] if opened.is_card else self.charts[opened.key].view
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_use(self) -> None:
        """The hint has said enough after some uses."""
        seen = dict(self.context.settings.value.hints_seen)
        if seen.get(_HINT, 0) < _HINT_USES:
            seen[_HINT] = seen.get(_HINT, 0) + 1
            self.context.settings.update(hints_seen=seen)
        self._show_hint()

    def _show_hint(self) -> None:
        seen = self.context.settings.value.hints_seen.get(_HINT, 0)
        has_bars = self.inner.currentWidget() is self.area
        self.hint.setVisible(has_bars and seen < _HINT_USES and self.width() >= _NARROW)

    # Choices

    @Slot(object)
    def _on_year(self, year: int) -> None:
        self.context.set_year(year)

    @Slot(object)
    def _on_filter(self, chosen: Filter) -> None:
        self.load()

    @Slot(object)
    def _on_copied(self, chart: Chart) -> None:
        self.context.shell.toast(f"已复制“{chart.title}”的数字，可粘贴到 Excel")

    @Slot()
    def _on_export(self) -> None:
        menu = self.make_export_menu()
        corner = QPoint(self.export_button.width() - menu.sizeHint().width(), self.export_button.height() + 2)
        menu.popup(self.export_button.mapToGlobal(corner))

    def make_export_menu(self) -> Menu:
        """What can be exported of the whole page."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assert self.summary is not None
        has_charts = any(not chart.is_empty for chart in self.summary.charts.values())
        for kind in ("png", "svg"):
            words = f"全部图：{kind.upper()} 图片…"
            pictures = partial(self.exporter.export_pictures, self.summary, kind)
            menu.add(words, pictures, "photo", is_enabled=has_charts)
        numbers = partial(self.exporter.export_numbers, self.summary)
        menu.add("全部图：Excel 数据…", numbers, "file-spreadsheet")
        menu.addSeparator()
        ledger = partial(self.exporter.export_ledger, self.summary.year)
        menu.add("导出台账…", ledger, "table-export")
        return menu

    @Slot(str, str)
    def _on_export_chart(self, key: str, kind: str) -> None:
        if self.summary is None:
            return
        if kind == "xlsx":
            self.exporter.export_numbers(self.summary, key)
        else:
            self.exporter.export_picture(self.summary, key, kind)

    @Slot(str, object)
    def _on_export_records(self, name: str, records: Sequence[Record]) -> None:
        if self.summary is not None:
            self.exporter.export_records(self.summary, name, records)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two or three charts in a row, as wide as the page is."""
        super().resizeEvent(event)
        self._arrange()
        self._show_hint()
