"""The lists of read data: values, doubts, and what was not recognised, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.intake import Doubt, Leftover, SheetRow
from app.ui.kit import Button, EmptyState, button, caption, column, row
from app.ui.table import Column, RowsModel, TableView

_PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class DoubtLine:
    """A doubt in the list. `is_kept`: a person has looked and wants it to stay."""

    key: str
    doubt: Doubt
    is_kept: bool = False
    is_loud: bool = False


@dataclass(frozen=True)
class LeftoverLine:
    """Something that was not recognised."""

    key: str
    leftover: Leftover


def place_of(line: DoubtLine | LeftoverLine) -> str:
    """Where it stands in the file."""
    where = line.doubt.where if isinstance(line, DoubtLine) else line.leftover.where
    return where.text if where.file else "整份报告"


def _value(each: SheetRow) -> str | None:
    if each.is_unclear:
        return "读不出数值"
    return each.value or None


def _value_tone(each: SheetRow) -> str:
    if each.is_unclear:
        return "bad"
    return "warn" if each.is_corrected else ""


def _value_glyph(each: SheetRow) -> str:
    if each.is_unclear:
        return "alert-circle"
    return "pencil" if each.is_corrected else ""


def _value_tip(each: SheetRow) -> str:
    return f"已更正，报告原文：{each.as_it_stood or '空'}" if each.is_corrected else ""


def _table(each: SheetRow) -> str:
    return each.title


def _label(each: SheetRow) -> str:
    return each.label


def _unit(each: SheetRow) -> str:
    return each.unit


def _stood(each: SheetRow) -> str | None:
    return each.as_it_stood or None


def _place(each: SheetRow) -> str | None:
    return each.place or None


VALUES = (
    Column("table", "表", _table, kind="small", width=170, min_width=120, wide=220, gives_way=1),
    Column("label", "项目", _label, kind="strong", width=210, min_width=150, wide=300, stretch=True),
    Column(
        "value",
        "数值",
        _value,
        kind="number",
        tone=_value_tone,
        glyph=_value_glyph,
        tip=_value_tip,
        width=150,
        min_width=120,
        wide=200,
        is_sortable=False,
    ),
    Column("unit", "单位", _unit, kind="small", width=96, min_width=80),
    Column("stood", "报告原文", _stood, kind="small", width=150, min_width=110, wide=220),
    Column("place", "位置", _place, kind="small", width=170, min_width=130, wide=240),
)


def _sentence(line: DoubtLine) -> str:
    return line.doubt.sentence


def _decision(line: DoubtLine) -> str:
    if line.is_kept:
        return "保留"
    return "先处理" if line.is_loud else "未处理"


def _decision_tone(line: DoubtLine) -> str:
    if line.is_kept:
        return "good"
    return "bad" if line.is_loud else "warn"


def _decision_glyph(line: DoubtLine) -> str:
    return "check" if line.is_kept else "alert-triangle"


DOUBTS = (
    Column("decision", "处理", _decision, kind="chip", tone=_decision_tone, glyph=_decision_glyph, width=104),
    Column("sentence", "存疑", _sentence, width=420, min_width=240, stretch=True),
    Column("place", "位置", place_of, kind="small", width=220, min_width=150, wide=300),
)


def _text(line: LeftoverLine) -> str:
    return line.leftover.text


def _headings(line: LeftoverLine) -> str | None:
    return line.leftover.headings or None


LEFTOVERS = (
    Column("text", "内容", _text, kind="strong", width=220, min_width=140, stretch=True),
    Column(
        "headings",
        "旁边和上方的文字",
        _headings,
        kind="small",
        width=320,
        min_width=180,
        wide=420,
        gives_way=1,
    ),
    Column("place", "位置", place_of, kind="small", width=220, min_width=150, wide=300),
)


def row_name(each: SheetRow) -> str:
    """The key of a value."""
    return each.name


def line_key(line: DoubtLine | LeftoverLine) -> str:
    """The key of a doubt or leftover."""
    return line.key


class _List(QWidget):
    """A table, what is said under it, and two buttons about the current line."""

    dismissed = Signal(object)
    can_edit = True

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        note: str,
        empty: EmptyState,
        *,
        keep: Button,
        drop: Button,
    ) -> None:
        super().__init__()
        self.drop = drop
        self.model = RowsModel(columns, line_key)
        self.table = TableView(self.model, 36, name)
        self.table.set_empty(empty)
        self.buttons = (keep, drop)
        self.note = caption(note)
        foot = row(self.note, None, *self.buttons, gap=8, margins=(16, 8, 16, 8))
        self.setLayout(column((self.table, 1), foot, gap=0))
        self.table.current_changed.connect(self._on_current)
        drop.clicked.connect(self._on_drop)
        self._on_current(None)

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show other lines; the place stays, also when the current line is gone."""
        line = self.table.current_line
        self.model.set_rows(lines)
        if self.table.current_line < 0 and lines and line >= 0:
            self.table.go_to(self.model.key_at(min(line, len(lines) - 1)))
        self._on_current(self.table.current_row)

    @property
    def current(self) -> Any | None:
        """The current line, or None."""
        return self.table.current_row

    @Slot(object)
    def _on_current(self, line: object) -> None:
        for each in self.buttons:
            each.setEnabled(line is not None and self.can_edit)

    @Slot()
    def _on_drop(self) -> None:
        if self.current is not None and self.can_edit:
            self.dismissed.emit(self.current)


class DoubtList(_List):
    """存疑: 1 keeps the current one, 2 takes it away."""

    kept = Signal(object)

    def __init__(self) -> None:
        self.keep = button("保留存疑", key="1", tip="留在审核件里，供审核时核实")
        drop = button("不是问题", key="2", tip="已核对，从存疑中去掉")
        empty = EmptyState("circle-check", "没有存疑", "读到的数据写法清楚，单位和年度也对得上。")
        note = "没有处理的存疑也会一起保存，可在“填报数据”中继续处理"
        super().__init__(DOUBTS, "存疑", note, empty, keep=self.keep, drop=drop)
        self.keep.clicked.connect(self._on_keep)

    @Slot()
    def _on_keep(self) -> None:
        if self.current is not None and self.can_edit:
            self.kept.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2; the rest goes on."""
        if event.key() == Qt.Key.Key_1 and event.modifiers() in (_PLAIN, Qt.KeyboardModifier.KeypadModifier):
            self._on_keep()
        elif event.key() == Qt.Key.Key_2 and event.modifiers() in (
            _PLAIN,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._on_drop()
        else:
            super().keyPressEvent(event)


class LeftoverList(_List):
    """未识别内容: Enter gives the current one a place, Delete takes it away."""

    place_wanted = Signal(object)

    def __init__(self) -> None:
        self.place = button("放到数据项…", key="Enter", tip="选择它是哪个数据项")
        drop = button("不是数据", key="Delete", tip="已核对，从未识别内容中去掉")
        empty = EmptyState("circle-check", "没有未识别内容", "报告里的内容都已归入数据项。")
        note = "没有处理的内容也会一起保存，不会丢失"
        super().__init__(LEFTOVERS, "未识别内容", note, empty, keep=self.place, drop=drop)
        self.place.clicked.connect(self._on_place)
        self.table.activated_row.connect(self._on_place)

    @Slot()
    def _on_place(self) -> None:
        if self.current is not None and self.can_edit:
            self.place_wanted.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete; the rest goes on."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_drop()
        else:
            super().keyPressEvent(event)
