"""All records behind a figure: counted, left out and why, and what moved since the table was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.performance.counting.filing import Provenance
from app.services.performance.counting.tally import Counted
from app.ui.dialog import Dialog
from app.ui.kit import EmptyState, SearchField, SegmentedSwitch, button, holder, row
from app.ui.performance.record_lines import widest
from app.ui.table import Column, RowsModel, TableView

_NOTES = {
    "counted": "双击或按 Enter 打开一条记录",
    "left": "这些记录没有计入，原因在最后一列",
    "difference": "报送之后的变化",
}


@dataclass(frozen=True)
class _Line:
    record: Counted
    mark: str = ""

    @property
    def key(self) -> str:
        return f"{self.mark}/{self.record.id}"


class RecordsDialog(Dialog):
    """Three lists in one: which of them is shown, the switch says."""

    record_wanted = Signal(object)
    export_wanted = Signal(str, object)

    def __init__(self, parent: QWidget, found: Provenance, part: str = "counted") -> None:
        figure = found.found
        assert figure is not None
        super().__init__(
            parent,
            figure.spec.label,
            f"{figure.text or '—'}　{figure.tally.note}",
            820,
            540,
            is_resizable=True,
        )
        self.heads = figure.spec.measure.heads
        self._lists = {
            "counted": [_Line(one) for one in figure.tally.records],
            "left": [_Line(one, one.why) for one in figure.tally.left_out],
        }
        names = [("counted", "计入"), ("left", "未计入")]
        if found.binding.filed is not None:
            self._lists["difference"] = _differences(found)
            names.append(("difference", "与报送数的差别"))
        self.switch = SegmentedSwitch(
            [(key, name, len(self._lists[key])) for key, name in names], height=30, name="哪些记录"
        )
        self.search = SearchField("查找", width=220, name="在清单里查找")
        self.add(holder(row(self.switch, None, self.search)))
        self.stack = QStackedWidget()
        self.tables = {key: self._table(key) for key in self._lists}
        for table in self.tables.values():
            self.stack.addWidget(table)
        self.add(self.stack, 1)
        self.export_button = button("导出清单…", icon="file-spreadsheet")
        self.export_button.clicked.connect(self._on_export)
        self.add_button(self.export_button, at_left=True)
        self.add_cancel("关闭")
        self.asks_before_loss = False
        self.switch.chosen.connect(self.show_part)
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self._on_down)
        self.show_part(part if part in self._lists else "counted")
        self.starts_at = self.table

    def _table(self, part: str) -> TableView:
        wide = widest(self.heads, [one.record for one in self._lists[part]])
        columns = [
            Column(
                f"c{number}",
                head,
                partial(_cell, number),
                kind="strong" if number == wide else "text",
                width=200 if number == wide else 120,
                min_width=110 if number == wide else 70,
                stretch=number == wide,
                is_optional=False,
            )
            for number, head in enumerate(self.heads)
        ]
        if part != "counted":
            title = "未计入的原因" if part == "left" else "变化"
            columns.append(
                Column("why", title, attrgetter("mark"), width=190, min_width=140, is_optional=False)
            )
        table = TableView(RowsModel(columns, attrgetter("key")), name=title_of(part))
        table.rows.set_rows(self._lists[part])
        empty = {"counted": "没有计入的记录", "left": "没有漏计的记录", "difference": "与报送时相同"}[part]
        table.set_empty(EmptyState("list-check", empty, ""))
        table.activated_row.connect(self._on_activated)
        return table

    @property
    def table(self) -> TableView:
        """The list that is shown."""
        return self.tables[self.switch.current]

    @Slot(str)
    def show_part(self, key: str) -> None:
        """Show one of the lists."""
        self.switch.set_current(key)
        self.stack.setCurrentWidget(self.tables[key])
        self.set_note(_NOTES[key])
        self._on_search(self.search.text())

    @Slot(str)
    def _on_search(self, words: str) -> None:
        self.table.rows.set_filter(words)
        self.export_button.setEnabled(self.table.rows.rowCount() > 0)

    @Slot()
    def _on_down(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _on_activated(self, line: _Line) -> None:
        self.accept()
        self.record_wanted.emit(line.record)

    @Slot()
    def _on_export(self) -> None:
        shown: Sequence[_Line] = self.table.rows.shown_rows()
        records = [replace(one.record, why=one.mark) for one in shown]
        self.export_wanted.emit(title_of(self.switch.current), records)


def title_of(part: str) -> str:
    """What a list is called."""
    return {"counted": "计入的记录", "left": "未计入的记录", "difference": "与报送数的差别"}[part]


def _differences(found: Provenance) -> list[_Line]:
    moved = found.difference
    lines = [_Line(one, "报送后新增") for one in moved.came_in]
    lines += [_Line(one, "报送后减少") for one in moved.went_out]
    lines += [_Line(now, f"有变动，报送时：{before.words}") for before, now in moved.changed]
    return lines


def _cell(number: int, line: _Line) -> str:
    cells = line.record.cells
    return cells[number] if number < len(cells) else ""
