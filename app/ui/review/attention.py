"""需要先看: the units by risk, each with one sentence why; and the verification bodies by their scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.amounts import show_amount
from app.models.enums import Severity
from app.services.checking import BodyRow, RiskRow, body_rows, item_of_hit, risk_rows
from app.ui.context import Context
from app.ui.kit import (
    EmptyState,
    SegmentedSwitch,
    button,
    caption,
    frame,
    hline,
    is_composing,
    row,
    title,
    vline,
)
from app.ui.table import Column, RowsModel, TableView

_UNITS, _BODIES = "units", "bodies"


@dataclass(frozen=True)
class Attention:
    """What is read for the page; `items`: by report, the checklist item at which to begin."""

    units: tuple[RiskRow, ...]
    bodies: tuple[BodyRow, ...]
    items: dict[str, str]


def read_attention(workspace: Any, year: int, catalog: Any) -> Attention:
    """The ranking of a year."""
    with workspace.read() as session:
        units = tuple(risk_rows(session, year, catalog))
        items = {one.report_id: item_of_hit(session, one.hit_id, catalog) for one in units if one.hit_id}
        return Attention(units, tuple(body_rows(session, year, catalog)), items)


def _swing(one: RiskRow) -> str:
    if one.swing is None:
        return "—"
    return ("+" if one.swing > 0 else "") + show_amount(one.swing, 1) + "%"


def _swing_tone(one: RiskRow) -> str:
    return "warn" if one.swing is not None and abs(one.swing) >= Decimal(20) else "ink-2"


def _sentence(one: RiskRow) -> str:
    return one.sentence


def _count(number: int) -> str:
    return str(number or "")


def _severity_column(severity: Severity) -> Column:
    def found(one: BodyRow) -> int:
        return one.findings.get(severity, 0)

    def words(one: BodyRow) -> str:
        return _count(found(one))

    return Column(severity.value, f"{severity.label}问题", found, words, "number", width=96)


UNIT_COLUMNS = (
    Column("rank", "次序", lambda r: r.rank, width=56, align="right"),
    Column("name", "单位", lambda r: r.unit_name, kind="strong", width=230, min_width=150),
    Column(
        "why",
        "为什么",
        lambda r: r.sentence,
        width=420,
        min_width=220,
        stretch=True,
        tip=lambda r: r.sentence,
    ),
    Column("errors", "错误", lambda r: r.errors, lambda r: _count(r.errors), "number", width=60),
    Column("warnings", "警告", lambda r: r.warnings, lambda r: _count(r.warnings), "number", width=60),
    Column(
        "emission",
        "报告总量（tCO₂）",
        lambda r: r.emission,
        lambda r: show_amount(r.emission, 2),
        "number",
        width=130,
        gives_way=2,
    ),
    Column("swing", "较上年", lambda r: r.swing, _swing, "number", tone=_swing_tone, width=84, gives_way=1),
    Column("body", "核查机构", lambda r: r.body or None, kind="small", width=180, needs=1300),
)
BODY_COLUMNS = (
    Column("body", "核查机构", lambda r: r.body, kind="strong", width=300, stretch=True, wide=520),
    Column("reports", "报告份数", lambda r: len(r.reports), kind="number", width=96),
    Column("mean", "平均分", lambda r: r.mean, lambda r: show_amount(r.mean, 1), "number", width=96),
    Column("grade", "评级", lambda r: r.grade or None, lambda r: r.grade or "份数不足", width=120),
    *(_severity_column(severity) for severity in Severity),
    Column("room", "", lambda r: "", width=20, is_sortable=False),
)


def _unit_key(one: RiskRow) -> str:
    return one.unit_id


def _body_key(one: BodyRow) -> str:
    return one.body


class AttentionPane(QWidget):
    """`open_wanted`: the report and the item to begin at."""

    open_wanted = Signal(str, str)
    back_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._items: dict[str, str] = {}
        self.back = button("队列", "bar", "chevron-left", tip="回到队列  Esc")
        self.switch = SegmentedSwitch(
            ((_UNITS, "单位", 0), (_BODIES, "核查机构", 0)), height=30, name="看什么"
        )
        self.year = caption()
        self.units = RowsModel(UNIT_COLUMNS, key=_unit_key)
        self.bodies = RowsModel(BODY_COLUMNS, key=_body_key)
        self.unit_table = TableView(self.units, name="需要先看的单位")
        self.body_table = TableView(self.bodies, name="核查机构")
        self._no_units = EmptyState(
            "clipboard-check", "还没有收到报告", "收到并导入报告后，这里按风险排出先后。"
        )
        self._no_bodies = EmptyState(
            "users", "还没有核查报告", "登记核查报告并填写核查机构后，这里按得分排列。"
        )
        self.unit_table.set_empty(self._no_units)
        self.body_table.set_empty(self._no_bodies)
        self.tables = QStackedWidget()
        self.tables.addWidget(self.unit_table)
        self.tables.addWidget(self.body_table)
        hint = caption("分数由未定的疑点、已确认的问题、排放量、年际变化和核查机构得分合成")
        bar = row(
            *(self.back, vline(18), 4, title("需要先看"), self.year, 8, self.switch, None, hint),
            margins=(8, 0, 16, 0),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(frame("panel", bar, 52))
        layout.addWidget(hline())
        layout.addWidget(self.tables, 1)
        self.back.clicked.connect(self.back_wanted)
        self.switch.chosen.connect(self._on_view)
        self.unit_table.activated_row.connect(self._on_open)

    def load(self) -> None:
        """Read the ranking of the year."""
        c = self._context
        self.year.setText(f"{c.year} 年度")
        c.jobs.read("需要先看", read_attention, c.workspace, c.year, c.catalog, then=self._on_read)

    def _on_read(self, found: Attention) -> None:
        self._items = found.items
        self.units.set_rows(list(found.units))
        self.bodies.set_rows(list(found.bodies))
        self.switch.set_count(_UNITS, len(found.units))
        self.switch.set_count(_BODIES, len(found.bodies))
        for table, keys in (
            (self.unit_table, [one.unit_id for one in found.units]),
            (self.body_table, [one.body for one in found.bodies]),
        ):
            if keys and table.current_row is None:
                table.go_to(keys[0])
        if self.isVisible():
            self._focus()

    def _focus(self) -> None:
        table = self.tables.currentWidget()
        assert table is not None
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_view(self, view: str) -> None:
        self.tables.setCurrentWidget(self.unit_table if view == _UNITS else self.body_table)
        self._focus()

    @Slot(object)
    def _on_open(self, one: RiskRow) -> None:
        self.open_wanted.emit(one.report_id, self._items.get(one.report_id, ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the queue."""
        if event.key() == Qt.Key.Key_Escape and not is_composing():
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)
