"""The table that is seen: rows, heads, keys, and how the columns share the width."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QHeaderView,
    QTableView,
    QToolTip,
    QWidget,
)

from app.ui.kit import paint
from app.ui.kit.labels import paint_skeleton
from app.ui.table.arrangement import Arrangement
from app.ui.table.model import RowsModel
from app.ui.table.paint import PAD, RowDelegate, TableHeader, is_cut
from app.ui.theme import theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class TableView(QTableView):
    """Rows of a `RowsModel`. One row is current (shown elsewhere), any number may be ticked.

    Keys: ↑↓ J K, Home End, PageUp PageDown, Space ticks, Shift+↑↓ ticks a range, Ctrl+A all shown, Enter
    opens. Letters and arrows to the sides are left to the page.
    """

    current_changed = Signal(object)  # the row, or None
    activated_row = Signal(object)  # Enter or double click
    link_clicked = Signal(object, str)  # row and key of the column
    menu_wanted = Signal(object, QPoint)  # row and place on the screen
    layout_changed = Signal()  # widths, order, sort or visible columns were changed by the user

    def __init__(self, model: RowsModel, row_height: int = 32, name: str = "") -> None:
        super().__init__()
        self.rows = model
        self.row_height = row_height
        self.hovered_line = -1
        self.current_line = -1
        self.is_box_hovered = False
        self._shows_ring = False
        self._current: Hashable | None = None
        self._anchor = -1
        self._loading = False
        self._empty: QWidget | None = None
        self._kept: tuple[Hashable | None, int] = (None, 0)
        self._dress(name)
        self.columns = Arrangement(self)
        self._connect()
        self.columns.fit()

    def _dress(self, name: str) -> None:
        if self.rows.parent() is None:
            self.rows.setParent(self)  # it must not go before the view does
        self.setModel(self.rows)
        self.heads = TableHeader(self, self.rows)
        self.setHorizontalHeader(self.heads)
        self.setItemDelegate(RowDelegate(self, self.rows))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        sides = self.verticalHeader()
        sides.hide()
        sides.setMinimumSectionSize(self.row_height)
        sides.setDefaultSectionSize(self.row_height)
        sides.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _connect(self) -> None:
        self.rows.modelAboutToBeReset.connect(self._remember)
        self.rows.modelReset.connect(self._return)
        self.rows.headerDataChanged.connect(self._on_heads_changed)
        self.heads.sectionClicked.connect(self._on_head_clicked)
        self.columns.changed.connect(self.layout_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        theme.changed.connect(self.viewport().update)

    # Rows

    @property
    def current_row(self) -> Any | None:
        """The current row, or None."""
        return None if self.current_line < 0 else self.rows.row_at(self.current_line)

    @property
    def first_section(self) -> int:
        """The section at the left edge."""
        return self.heads.logicalIndex(0)

    def go_to(self, key: Hashable | None) -> bool:
        """Make the row with a key current and visible; None takes the mark away. False if it is not shown."""
        line = None if key is None else self.rows.line_of(key)
        self._set_line(-1 if line is None else line)
        return line is not None or key is None

    def set_empty(self, widget: QWidget) -> None:
        """What is shown in place of rows when there are none."""
        if self._empty is not None:
            self._empty.deleteLater()
        self._empty = widget
        widget.setParent(self.viewport())
        self._place_empty()

    def set_loading(self, loading: bool) -> None:
        """Show quiet bars in place of rows that are being read."""
        self._loading = loading
        self._place_empty()
        self.viewport().update()

    def ground_of(self, line: int) -> str:
        """The token of a row's ground."""
        if line == self.current_line or (self.rows.checkable and self.rows.is_checked(line)):
            return "selected"
        return "hover" if line == self.hovered_line else "surface"

    def _set_line(self, line: int) -> None:
        if line < 0:
            self.selectionModel().clearCurrentIndex()
            self._on_current(QModelIndex(), QModelIndex())
            return
        index = self.rows.index(line, self.rows.first)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._update_line(self.current_line)
        self.current_line = current.row()
        self._update_line(self.current_line)
        key = self.rows.key_at(current.row()) if current.isValid() else None
        if key != self._current:
            self._current = key
            self.current_changed.emit(self.current_row)

    @Slot()
    def _remember(self) -> None:
        """Before the lines change: which row is current, and how far below the top edge it is seen."""
        bar = self.verticalScrollBar()
        key, line = self._current, self.current_line
        top = line * self.row_height - bar.value()
        if line < 0 or not 0 <= top < self.viewport().height():
            line = bar.value() // self.row_height
            key = self.rows.key_at(line) if 0 <= line < self.rows.rowCount() else None
            top = line * self.row_height - bar.value()
        self._kept = (key, top)

    @Slot()
    def _return(self) -> None:
        """After the lines changed: the same row is current and stands where it stood, if it is still
        shown.
        """
        self.hovered_line = -1
        line = None if self._current is None else self.rows.line_of(self._current)
        self.current_line = -1
        self._anchor = -1
        if line is None:
            self._on_current(QModelIndex(), QModelIndex())
        else:
            index = self.rows.index(line, self.rows.first)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.current_line = line
        key, top = self._kept
        line = None if key is None else self.rows.line_of(key)
        self.updateGeometries()
        self.verticalScrollBar().setValue(0 if line is None else line * self.row_height - top)
        self._place_empty()
        self.columns.fit()

    # Columns

    def sort_by(self, key: str, descending: bool = False) -> None:
        """Sort as the user wants it; `layout_changed` follows."""
        self.rows.sort_by(key, descending)
        self.layout_changed.emit()

    def layout_state(self) -> dict[str, Any]:
        """Order, widths, hidden columns and sort, as plain values to be stored."""
        return self.columns.state()

    def restore_layout(self, state: Mapping[str, Any]) -> None:
        """Take up what `layout_state` gave."""
        self.columns.restore(state)

    @Slot(int)
    def _on_head_clicked(self, section: int) -> None:
        column = self.rows.column_at(section)
        if column is None:
            self.rows.check_all(self.rows.check_state is not Qt.CheckState.Checked)
        elif column.is_sortable:
            same = self.rows.sort_key == column.key
            self.sort_by(column.key, same and not self.rows.descending)

    @Slot()
    def _on_heads_changed(self) -> None:
        self.heads.viewport().update()

    # Mouse and keys

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        if index.isValid() and self.rows.column_at(index.column()) is not None:
            self.activated_row.emit(self.rows.row_at(index.row()))

    def _update_line(self, line: int) -> None:
        if line >= 0:
            top = self.rowViewportPosition(line)
            self.viewport().update(QRect(0, top - 1, self.viewport().width(), self.row_height + 2))

    def _hover(self, line: int, over_box: bool = False) -> None:
        if (line, over_box) != (self.hovered_line, self.is_box_hovered):
            before, self.hovered_line = self.hovered_line, line
            self.is_box_hovered = over_box
            self._update_line(before)
            self._update_line(line)

    @Slot()
    def _on_scrolled(self) -> None:
        """The pointer stands still, but over another row."""
        if self.hovered_line >= 0:
            place = self.viewport().mapFromGlobal(QCursor.pos())
            self._hover(self.rowAt(place.y()) if self.viewport().rect().contains(place) else -1)

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(not self._loading and not self.rows.rowCount())

    def _take_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        line, last = self.current_line, self.rows.rowCount() - 1
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if last < 0:
            return False
        page = max(1, self.viewport().height() // self.row_height - 1)
        targets = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        targets[Qt.Key.Key_PageDown] = min(line + page, last)
        targets[Qt.Key.Key_PageUp] = max(line - page, 0)
        if plain and key in _STEPS:
            self._walk(max(0, min(line + _STEPS[key], last)))
        elif plain and key in targets:
            self._walk(targets[key])
        elif plain and key in _ENTER and line >= 0:
            self.activated_row.emit(self.rows.row_at(line))
        elif not self.rows.checkable:
            return False
        elif plain and key == Qt.Key.Key_Space and line >= 0:
            self.rows.check([self.rows.key_at(line)], not self.rows.is_checked(line))
            self._anchor = line
        elif modifiers == Qt.KeyboardModifier.ShiftModifier and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._stretch_range(line, max(0, min(line + _STEPS[key], last)))
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            self.rows.check_all()
        else:
            return False
        return True

    def _walk(self, line: int) -> None:
        self._anchor = -1
        self._set_line(line)

    def _stretch_range(self, line: int, wanted: int) -> None:
        """Shift and an arrow: the range from the anchor grows, or gives a row back."""
        anchor = line if self._anchor < 0 else self._anchor
        if abs(wanted - anchor) < abs(line - anchor):
            self.rows.check([self.rows.key_at(line)], False)
        self._set_line(wanted)
        self._anchor = max(anchor, 0)
        self.rows.check_lines(self._anchor, wanted)

    def _tip_at(self, index: QModelIndex | QPersistentModelIndex) -> str:
        column = self.rows.column_at(index.column()) if index.isValid() else None
        if column is None:
            return ""
        row = self.rows.row_at(index.row())
        tip = column.tip(row) if column.tip else ""
        cut = is_cut(column, row, self.heads.sectionSize(index.column()))
        return "\n".join(filter(None, (column.shown(row) if cut else "", tip)))

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a press."""
        self._shows_ring = False
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
            return
        line, modifiers = index.row(), event.modifiers()
        over_box = self.rows.column_at(index.column()) is None
        if self.rows.checkable and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.rows.check_lines(self._anchor if self._anchor >= 0 else line, line)
        elif self.rows.checkable and (over_box or modifiers & Qt.KeyboardModifier.ControlModifier):
            self.rows.check([self.rows.key_at(line)], not self.rows.is_checked(line))
            self._anchor = line
            if over_box:
                return
        else:
            self._anchor = line
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        column = self.rows.column_at(index.column()) if index.isValid() else None
        if column is not None and column.kind == "link" and event.button() is Qt.MouseButton.LeftButton:
            self.link_clicked.emit(self.rows.row_at(index.row()), column.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows.column_at(index.column()) is None:
            self.mousePressEvent(event)  # a quick second click on the box is a click
            return
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        index = self.indexAt(event.position().toPoint())
        column = self.rows.column_at(index.column()) if index.isValid() else None
        self._hover(index.row(), index.isValid() and column is None)
        is_link = column is not None and column.kind == "link"
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        )
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            line = self.rowAt(event.pos().y())
            if line >= 0:
                self._set_line(line)
        line, place = self.current_line, event.globalPos()
        if line >= 0:
            if event.reason() is not QContextMenuEvent.Reason.Mouse:
                below = self.rowViewportPosition(line) + self.row_height
                place = self.viewport().mapToGlobal(QPoint(PAD * 4, below))
            self.menu_wanted.emit(self.rows.row_at(line), place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        self._shows_ring = True
        if not self._take_key(Qt.Key(event.key()), event.modifiers()):
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the page."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is. Qt's own would make the first row current unasked."""
        QAbstractScrollArea.focusInEvent(self, event)
        if event.reason() in _KEYBOARD:
            self._shows_ring = True
            if self.current_line < 0 and self.rows.rowCount():
                self._set_line(0)
        self._update_line(self.current_line)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The accent bar rests."""
        super().focusOutEvent(event)
        self._update_line(self.current_line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self.columns.fit()
        self._place_empty()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show cut texts whole."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(self.indexAt(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._loading:
            with QPainter(self.viewport()) as painter:
                paint_skeleton(painter, QRectF(self.viewport().rect()), row_height=self.row_height)
                return
        super().paintEvent(event)
        if self._shows_ring and self.hasFocus() and self.current_line >= 0:
            top = self.rowViewportPosition(self.current_line)
            frame = QRectF(0, top, self.viewport().width(), self.row_height)
            with QPainter(self.viewport()) as painter:
                paint.focus_ring(painter, frame, 4)
