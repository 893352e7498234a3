"""The table 排放量复算 as a list that is painted row by row."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.checking import CalculationRow, RowKind
from app.ui.keys import key_map
from app.ui.review.recalculation_rows import HEIGHTS, ROW, cells, number, paint_head, paint_row
from app.ui.table.painted import set_up_list

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Rows(QAbstractListModel):
    """The rows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[CalculationRow, ...] = ()

    def set_rows(self, rows: tuple[CalculationRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        row = self.rows[index.row()]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        outcome = row.outcome.label if row.outcome else ""
        return f"{row.name}，报告 {number(row.stated)}，复算 {number(row.recomputed)}，{outcome}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.rows[index.row()].kind is RowKind.GROUP:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    """Paints the rows."""

    def __init__(self, view: RecalculationList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, HEIGHTS.get(self._view.model_rows.rows[index.row()].kind, ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self._view
        row = view.model_rows.rows[index.row()]
        is_current = index.row() == view.currentIndex().row()
        width = view.viewport().width()
        paint_row(painter, QRectF(option.rect), row, width, is_current, view.hasFocus())


class RecalculationHead(QWidget):
    """The heads of the columns."""

    def __init__(self, view: RecalculationList) -> None:
        super().__init__()
        self._view = view
        self.setFixedHeight(ROW)
        self.setAccessibleName("表头")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint_head(painter, QRectF(self.rect()), self._view.viewport().width())


class RecalculationList(QListView):
    """Keys: ↑↓ J K row, W or Enter the working, P the place. A click on 出处 or 复算值 does the same."""

    working_wanted = Signal(object)
    place_wanted = Signal(object)
    left = Signal()
    current_changed = Signal(object)  # CalculationRow | None

    def __init__(self) -> None:
        super().__init__()
        self.model_rows = _Rows()
        self.model_rows.setParent(self)
        self.setModel(self.model_rows)
        self.setItemDelegate(_Delegate(self))
        set_up_list(self, "排放量复算")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def currentChanged(self, now: Index, before: Index) -> None:
        """Tell which row is looked at."""
        super().currentChanged(now, before)
        self.current_changed.emit(self.current)

    @property
    def current(self) -> CalculationRow | None:
        """The current row."""
        place = self.currentIndex().row()
        return self.model_rows.rows[place] if 0 <= place < len(self.model_rows.rows) else None

    def show_rows(self, rows: tuple[CalculationRow, ...]) -> None:
        """Show rows; the same one stays current."""
        key = self.current.key if self.current else ""
        self.model_rows.set_rows(rows)
        places = [n for n, row in enumerate(rows) if row.kind is not RowKind.GROUP]
        place = next((n for n in places if rows[n].key == key), places[0] if places else -1)
        if place >= 0:
            self.setCurrentIndex(self.model_rows.index(place))

    def working_rect(self) -> QRect:
        """Where the current row shows our result: the popover points there."""
        rect = self.visualRect(self.currentIndex())
        cell = next(place for cell, place in cells(self.viewport().width()) if cell.key == "recomputed")
        return QRect(QPoint(round(cell.x()), rect.top()), QSize(round(cell.width()), rect.height()))

    def _step(self, by: int) -> None:
        place = self.currentIndex().row()
        while 0 <= (place := place + by) < len(self.model_rows.rows):
            if self.model_rows.rows[place].kind is not RowKind.GROUP:
                self.setCurrentIndex(self.model_rows.index(place))
                self.viewport().update()
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on, never to Qt's search by typing."""
        key, row = Qt.Key(event.key()), self.current
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif step := key_map.step(key):
            self._step(step)
        elif key is Qt.Key.Key_Escape:
            self.left.emit()
        elif row is not None and (key_map.action(key) == "recalculation" or key in _ENTER):
            self.working_wanted.emit(row)
        elif row is not None and key_map.action(key) == "place":
            self.place_wanted.emit(row)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make current; on the place or our result also open it."""
        super().mousePressEvent(event)
        self.viewport().update()
        row = self.current
        index = self.indexAt(event.position().toPoint())
        if row is None or index.row() != self.currentIndex().row():
            return
        x = event.position().x()
        for cell, place in cells(self.viewport().width()):
            if place.left() <= x < place.right() and cell.key == "place" and row.place:
                self.place_wanted.emit(row)
            elif place.left() <= x < place.right() and cell.key == "recomputed":
                self.working_wanted.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The bar of the current row takes its colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The bar of the current row turns grey."""
        super().focusOutEvent(event)
        self.viewport().update()
