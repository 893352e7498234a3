"""The sheets of a workbook, one at a time, as they are: no formula is worked out, nothing is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from app.services.reading.places import Cells
from app.services.sheets.grid import Grid, column_letters
from app.ui import fonts
from app.ui.keys import key_map
from app.ui.report.marks import Mark, badge_width, paint_badge, paint_mark
from app.ui.theme import theme

_ROW = 26
_NARROWEST, _WIDEST = 56, 260
_MEASURED_ROWS = 200
_SPAN_LIMIT = 3_000
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)


@dataclass(frozen=True)
class CellMark:
    """A marked range of the shown sheet, counted in its grid."""

    mark: Mark
    cells: Cells


class _Model(QAbstractTableModel):
    """A grid as Qt asks for it."""

    def __init__(self) -> None:
        super().__init__()
        self.grid: Grid | None = None

    def show(self, grid: Grid | None) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Rows of the sheet."""
        return len(self.grid.rows) if self.grid is not None and not parent.isValid() else 0

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Columns of the sheet."""
        return self.grid.width if self.grid is not None and not parent.isValid() else 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> object:
        """The text of a cell; numbers stand at the right."""
        if self.grid is None or role not in (_DISPLAY, _TIP, _ALIGN):
            return None
        text = self.grid.rows[index.row()][index.column()]
        if role != _ALIGN:
            return text
        is_number = text.replace(",", "").replace(".", "", 1).lstrip("-−").isdecimal()
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Letters and numbers as Excel gives them."""
        if self.grid is None or role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return column_letters(self.grid.origin[1] + section)
        return str(self.grid.row_number(section))


class SheetsView(QTableView):
    """One sheet. `chosen` is the selected range; E and Esc are told by `wished`."""

    chosen_changed = Signal()
    mark_clicked = Signal(str)
    wished = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Model()
        self._marks: tuple[CellMark, ...] = ()
        self.setModel(self._lines)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("工作表")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setAccessibleName("列号")
        self.verticalHeader().setAccessibleName("行号")
        self.selectionModel().selectionChanged.connect(self._on_selection)
        theme.changed.connect(self.viewport().update)

    @property
    def grid(self) -> Grid | None:
        """The sheet that is shown."""
        return self._lines.grid

    def show_grid(self, grid: Grid | None) -> None:
        """Show a sheet from its first cell."""
        self.clearSpans()
        self._marks = ()
        self._lines.show(grid)
        if grid is None:
            return
        for merge in grid.merged[:_SPAN_LIMIT]:
            high, wide = merge.bottom - merge.top + 1, merge.right - merge.left + 1
            if high > 1 or wide > 1:
                self.setSpan(merge.top, merge.left, high, wide)
        for column, wide in enumerate(_widths(grid)):
            self.setColumnWidth(column, wide)
        self.scrollToTop()
        self.horizontalScrollBar().setValue(0)

    def set_marks(self, marks: Sequence[CellMark]) -> None:
        """Show these marks."""
        self._marks = tuple(marks)
        self.viewport().update()

    @property
    def chosen(self) -> Cells | None:
        """The selected range, counted in the grid."""
        found = self.selectionModel().selection()
        if found.isEmpty():
            return None
        one = found.first()
        return Cells(one.top(), one.left(), one.bottom(), one.right())

    def go(self, cells: Cells, select: bool = True) -> None:
        """Bring a range into sight."""
        first = self._lines.index(cells.top, cells.left)
        if not first.isValid():
            return
        self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtCenter)
        if select:
            last = self._lines.index(cells.bottom, cells.right)
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            self.selectionModel().select(QItemSelection(first, last), flags.ClearAndSelect)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection(self, chosen: QItemSelection, left: QItemSelection) -> None:
        self.chosen_changed.emit()

    def _rect(self, cells: Cells) -> QRectF:
        first = self.visualRect(self._lines.index(cells.top, cells.left))
        last = self.visualRect(self._lines.index(cells.bottom, cells.right))
        return QRectF(first.united(last))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click into a marked cell is a click on its mark."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        chosen = self.chosen
        if event.button() is not Qt.MouseButton.LeftButton or chosen is None or not index.isValid():
            return
        if (chosen.top, chosen.left) == (chosen.bottom, chosen.right) == (index.row(), index.column()):
            row, column = index.row(), index.column()
            for one in self._marks:
                cells = one.cells
                if cells.top <= row <= cells.bottom and cells.left <= column <= cells.right:
                    self.mark_clicked.emit(one.mark.key)
                    return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving and copying; E and Esc are told; letters never search."""
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
        elif key_map.action(event.key()) == "evidence" and not event.isAutoRepeat():
            self.wished.emit("evidence")
        elif (event.text().isprintable() and event.text()) or event.key() in (
            Qt.Key.Key_Escape,
            Qt.Key.Key_F6,
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, and the marks over them."""
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            for one in self._marks:
                rect = self._rect(one.cells)
                paint_mark(painter, rect, one.mark)
                # Beside the cells, never on them.
                right = rect.right() + badge_width(one.mark.number) + 4
                if right > self.viewport().width():
                    right = rect.left() - 4
                paint_badge(painter, right, rect.top() + _ROW / 2, one.mark)


def _widths(grid: Grid) -> list[int]:
    """Wide enough for most of what stands in a column."""
    covered = {(m.top, m.left) for m in grid.merged if m.right > m.left}
    widths: dict[int, float] = {}
    for row, cells in enumerate(grid.rows[:_MEASURED_ROWS]):
        for column, text in enumerate(cells):
            if text and (row, column) not in covered:
                wide = fonts.width(text[:40], fonts.BASE) + 18
                widths[column] = max(widths.get(column, 0.0), wide)
    return [round(min(max(widths.get(n, 0), _NARROWEST), _WIDEST)) for n in range(grid.width)]
