"""The tables of the project ledger as a grid to type in; the last line is empty and waits for a new row."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.measures import counters
from app.services.performance.ledger_cells import CellKind, LedgerColumn, LedgerTable
from app.services.performance.pasting import read_cells
from app.ui import fonts, icons
from app.ui.kit import Menu, paint
from app.ui.performance.cells import CellGrid
from app.ui.performance.ledger_model import LedgerModel
from app.ui.theme import theme

ROW, HEAD = 34, 32
_GUTTER = 42
_PAD = 8
_BAR = 12
Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    def __init__(self, grid: LedgerGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        grid, model = self._grid, self._grid.ledger
        row, column = index.row(), index.column()
        rect = QRectF(option.rect)
        if row == grid.row:
            painter.fillRect(rect, theme.color("selected"))
        painter.save()
        if column == 0:
            self._paint_number(painter, rect, row)
        else:
            what = model.column(column)
            room = rect.adjusted(_PAD, 0, -_PAD, 0)
            text = model.text_at(row, column)
            is_computed = row < len(model.rows) and column - 1 in model.rows[row].computed
            tone = "ink-2" if is_computed or not text else "ink"
            weight = fonts.SEMIBOLD if column == 1 else fonts.REGULAR
            if not text and row == grid.row and column == grid.column:
                is_new = column == 1 and row >= len(model.rows)
                text, tone, weight = what.hint or ("输入即新增一行" if is_new else ""), "ink-3", fonts.REGULAR
            elif is_computed and what.kind is not CellKind.SUM and text:
                icons.draw(painter, "database", rect.left() + 4, rect.center().y() - 6, 12, "accent")
            align = paint.RIGHT if what.is_number else paint.LEFT
            paint.text(painter, room, text, tone, weight=weight, align=align)
        painter.restore()
        paint.line(painter, rect.left(), rect.right() + 1, int(rect.bottom()))
        if row == grid.row and column == grid.column and grid.hasFocus():
            paint.focus_ring(painter, rect.adjusted(1, 1, -1, -1))

    def _paint_number(self, painter: QPainter, rect: QRectF, row: int) -> None:
        model = self._grid.ledger
        if row >= len(model.rows):
            icons.draw(painter, "plus", rect.right() - 22, rect.center().y() - 7, 14, "ink-2")
        elif model.rows[row].doubt:
            icons.draw(painter, "alert-triangle", rect.right() - 22, rect.center().y() - 7, 14, "warn")
        else:
            room = rect.adjusted(0, 0, -_PAD, 0)
            paint.text(painter, room, str(row + 1), "ink-2", fonts.CAPTION, align=paint.RIGHT)


class LedgerGrid(CellGrid):
    """The grid of one table."""

    row_deleted = Signal()
    pasted = Signal(int)

    def __init__(self, model: LedgerModel) -> None:
        self.ledger = model
        self._kept, self._is_wanted = ("", 1), False
        super().__init__(model, "项目台账")
        self.setItemDelegate(_Delegate(self))
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        model.modelAboutToBeReset.connect(self._note_current)
        model.replaced.connect(self._on_replaced)
        model.modelReset.connect(self.fit_columns)
        model.rowsInserted.connect(self._on_inserted)
        model.changed.connect(self.viewport().update)
        model.failed.connect(self.refused)
        model.pasted.connect(self._on_pasted)

    @Slot()
    def _note_current(self) -> None:
        if self.row >= 0 and not self._is_wanted:
            self._kept = (self.ledger.key_at(self.row), self.column)

    @Slot()
    def _on_replaced(self) -> None:
        key, column = self._kept
        self._is_wanted = False
        row = self.ledger.row_of(key)
        self.go_to(row if row >= 0 else len(self.ledger.rows), min(column, self.ledger.columnCount() - 1))
        self.place_editor()

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        """What was typed in the empty row has become a row: one goes on in it."""
        self.go_to(first, self.column)

    def want(self, key: str) -> None:
        """Stand at a row once it is there."""
        self._kept, self._is_wanted = (key, 1), True

    @Slot()
    def fit_columns(self) -> None:
        """The columns share the width as they like it; texts take what is left."""
        wide = widths(self.viewport().width(), self.ledger.table)
        for column, width in enumerate(wide):
            self.setColumnWidth(column, width)

    def begin(self, text: str | None = None) -> None:
        """Edit a cell; what counts the pieces is chosen from a list."""
        row, column = self.row, self.column
        is_counter = column > 0 and self.ledger.column(column).kind is CellKind.COUNTER
        if is_counter and self.ledger.is_editable(row, column):
            self.counter_menu().popup(self.viewport().mapToGlobal(self.cell_rect(row, column).bottomLeft()))
            return
        if column > 0 and row < len(self.ledger.rows) and column - 1 in self.ledger.rows[row].computed:
            self.refused.emit("这个数量由左边的“数量来源”统计得出；要手工填写，请先清空数量来源。")
            return
        super().begin(text)

    def counter_menu(self) -> Menu:
        """What the price list may count pieces with."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for spec in counters():
            menu.add(spec.label).setData(str(spec))
        menu.addSeparator()
        menu.add("手工填写数量", icon="pencil").setData("")
        menu.triggered.connect(self._on_counter)
        return menu

    @Slot(QAction)
    def _on_counter(self, entry: QAction) -> None:
        self.ledger.keep(self.row, self.column, str(entry.data()))

    def add_below(self) -> None:
        """Ctrl+Enter: on to the empty row."""
        self.end()
        self.go_to(len(self.ledger.rows), 1)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def paste(self, text: str) -> None:
        """One cell like typing; a block from Excel as one action."""
        cells = read_cells(text)
        if self.row < 0 or not text:
            return
        if len(cells) == 1 and len(cells[0]) == 1:
            self.ledger.keep(self.row, self.column, cells[0][0].strip())
            return
        self.end()
        self.ledger.paste_block(self.row, self.column, cells)

    @Slot(int, str)
    def _on_pasted(self, count: int, key: str) -> None:
        self._kept = (key, max(self.column, 1))
        self._is_wanted = True
        self.pasted.emit(count)

    @Slot()
    def delete_row(self) -> None:
        """Delete the current row."""
        if 0 <= self.row < len(self.ledger.rows):
            self.end()
            self.ledger.delete(self.row)
            self.row_deleted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rows go with the keyboard too."""
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if control == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Delete:
            self.delete_row()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a row."""
        row, column = self.cell_at(self.viewport().mapFrom(self, event.pos()))
        if 0 <= row < len(self.ledger.rows):
            self.end()
            self.go_to(row, max(column, 1))
            menu = Menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.add("照抄上一行的这一格", self.copy_from_above, "copy", "Ctrl+D")
            menu.add("删除这一行", self.delete_row, "trash", "Ctrl+Del")
            menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self.fit_columns()
        self.place_editor()

    def tip_at(self, place: QPoint) -> str:
        """What a tooltip says at a place."""
        row, column = self.cell_at(place)
        if not 0 <= row < len(self.ledger.rows):
            return ""
        if column == 0:
            return self.ledger.rows[row].doubt
        text = self.ledger.text_at(row, column)
        return text if fonts.width(text) > self.cell_rect(row, column).width() - 2 * _PAD else ""


class LedgerHead(QWidget):
    """The names of the columns."""

    def __init__(self, model: LedgerModel) -> None:
        super().__init__()
        self._model = model
        self.setFixedHeight(HEAD)
        model.modelReset.connect(self.update)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(700, HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("surface"))
            left = _GUTTER
            wide = widths(self.width() - _BAR, self._model.table)
            for column, width in zip(self._model.table.columns, wide[1:], strict=True):
                room = QRectF(left + _PAD, 0, width - 2 * _PAD, HEAD)
                align = paint.RIGHT if column.is_number else paint.LEFT
                paint.text(painter, room, column.title, "ink-2", fonts.CAPTION, align=align)
                left += width
            paint.line(painter, 0, self.width(), HEAD - 1)


def widths(total: int, table: LedgerTable) -> list[int]:
    """The number, and the columns: as they like, shrunk or grown together; numbers keep theirs."""
    room = total - _GUTTER
    wanted = [one.width for one in table.columns]
    fixed = sum(w for w, one in zip(wanted, table.columns, strict=True) if _is_stiff(one))
    loose = sum(wanted) - fixed
    share = max(0.55, (room - fixed) / loose) if loose else 1.0
    made = [w if _is_stiff(one) else int(w * share) for w, one in zip(wanted, table.columns, strict=True)]
    made[-1] += room - sum(made) if room > sum(made) else 0
    return [_GUTTER, *made]


def _is_stiff(column: LedgerColumn) -> bool:
    return column.is_number or column.kind is CellKind.DAY
