"""Which columns are shown and how the rows are sorted, without a mouse too."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QButtonGroup

from app.ui.kit.buttons import Button, icon_button, link
from app.ui.kit.combo import Combo
from app.ui.kit.labels import caption, section
from app.ui.kit.layout import hline, row
from app.ui.kit.switches import CheckBox, SegmentedSwitch
from app.ui.popover import Popover
from app.ui.table.view import TableView

_UNSORTED = "原有顺序"


class ColumnChooser(Popover):
    """Check boxes for the columns that may be hidden, the sort, and a way back to how it was designed."""

    def __init__(self, table: TableView) -> None:
        super().__init__(320)
        self._table = table
        self._boxes = QButtonGroup(self)
        self._boxes.setExclusive(False)
        self._keys: list[str] = []
        self.reset_link = link("恢复默认")
        self.reset_link.clicked.connect(self._on_reset)
        self.add(section("显示的列"))
        for column in table.rows.columns:
            if column.is_optional and not column.stretch:
                self._add_box(column.key, column.title)
        sortable = [(column.title, column.key) for column in table.rows.columns if column.is_sortable]
        self.sort = Combo([(_UNSORTED, ""), *sortable], table.rows.sort_key, name="排序")
        self.direction = SegmentedSwitch([("up", "升序"), ("down", "降序")], name="顺序", height=30)
        self.direction.set_current("down" if table.rows.descending else "up")
        self.add(hline())
        self.add(row(caption("排序"), (self.sort, 1), self.direction))
        self.add(row(self.reset_link, None))
        self._boxes.idToggled.connect(self._on_toggled)
        self.sort.chosen.connect(self._on_sort)
        self.direction.chosen.connect(self._on_sort)

    def _add_box(self, key: str, words: str) -> None:
        arrangement = self._table.columns
        box = CheckBox(words)
        box.setChecked(arrangement.is_shown(key))
        self._boxes.addButton(box, len(self._keys))
        self._keys.append(key)
        note = "窗口变宽后显示" if key in arrangement.given_way else ""
        self.add(row(box, None, caption(note)))

    @Slot(int, bool)
    def _on_toggled(self, number: int, on: bool) -> None:
        self._table.columns.show(self._keys[number], on)

    @Slot()
    def _on_sort(self) -> None:
        self._table.sort_by(str(self.sort.value()), self.direction.current == "down")

    @Slot()
    def _on_reset(self) -> None:
        self._table.columns.reset()
        self.dismiss()


class _Opener(QObject):
    """Opens the chooser at its button."""

    def __init__(self, table: TableView, button: Button) -> None:
        super().__init__(button)
        self._table, self._button = table, button
        button.clicked.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Show the chooser."""
        ColumnChooser(self._table).open_at(self._button)


def columns_button(table: TableView) -> Button:
    """The button for the filter row that opens the column chooser."""
    made = icon_button("columns-3", "显示的列与排序")
    _Opener(table, made)
    return made
