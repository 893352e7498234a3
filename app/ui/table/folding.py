"""A list whose heads open and close what stands below them: walking, folding, hovering, focus, tooltips.

Who uses it says what its lines are (`FoldingLines`), what clicks and keys do (`FoldingView`), and paints.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip

from app.ui.table.painted import set_up_list
from app.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_WALKING = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)

Line = TypeVar("Line")


class FoldingLines(QAbstractListModel, Generic[Line]):
    """The lines that are to be seen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def lines_now(self) -> Iterable[Line]:
        """The lines to show, of what is chosen and open."""
        raise NotImplementedError

    def identity_of(self, line: Line) -> Hashable:
        """What makes a line the same line after its contents have changed."""
        raise NotImplementedError

    def spoken(self, line: Line) -> str:
        """A line as a screen reader says it."""
        raise NotImplementedError

    def head_of(self, line: Line) -> Line:
        """The line that opens and closes `line`; a head is its own."""
        raise NotImplementedError

    def shows_below(self, head: Line) -> bool:
        """Whether a head is open."""
        raise NotImplementedError

    def fold(self, head: Line) -> None:
        """Open a head, or close it."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Show what there is now."""
        self.beginResetModel()
        self._lines = list(self.lines_now())
        self.endResetModel()

    def line_at(self, row: int) -> Line:
        """The line in a row of the list."""
        return self._lines[row]

    def place_of(self, wanted: Line) -> int | None:
        """Where a line stands now; None where it is not shown."""
        identity = self.identity_of(wanted)
        same = (place for place, line in enumerate(self._lines) if self.identity_of(line) == identity)
        return next(same, None)

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line, and for screen readers its words."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        return self.spoken(line) if role in _SPOKEN else None


class FoldingView(QListView, Generic[Line]):
    """Shows `FoldingLines`. ↑↓ walk, ← → close and open, Enter acts, Space ticks."""

    def __init__(self, lines: FoldingLines[Line], name: str) -> None:
        super().__init__()
        self.hovered = -1
        self.shows_ring = False
        self._shown = lines
        self._kept: Line | None = None
        self._scroll = 0
        self.setModel(lines)
        set_up_list(self, name)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        lines.modelAboutToBeReset.connect(self._remember)
        lines.modelReset.connect(self._return)
        theme.changed.connect(self.viewport().update)

    # What the lines do

    def act(self, line: Line) -> None:
        """What Enter does."""
        raise NotImplementedError

    def press(self, line: Line, rect: QRectF, place: QPointF) -> None:
        """What the left button does at a place of the line shown in `rect`."""
        self.act(line)

    def tick(self, line: Line) -> None:
        """What the space bar does."""

    def is_hot(self, line: Line, rect: QRectF, place: QPointF) -> bool:
        """Whether a click at this place would do something."""
        raise NotImplementedError

    def tip_of(self, line: Line) -> str:
        """A line whole."""
        raise NotImplementedError

    # How it behaves

    def line_of(self, index: Index) -> Line | None:
        """The line of an index; None where there is none."""
        return self._shown.line_at(index.row()) if index.isValid() else None

    @Slot()
    def _remember(self) -> None:
        at = self.currentIndex().row()
        self._kept = self._shown.line_at(at) if 0 <= at < self._shown.rowCount() else None
        self._scroll = self.verticalScrollBar().value()

    @Slot()
    def _return(self) -> None:
        self.hovered = -1
        place = None
        if self._kept is not None:
            place = self._shown.place_of(self._kept)
            if place is None:
                place = self._shown.place_of(self._shown.head_of(self._kept))
        if place is not None:
            flag = self.selectionModel().SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._shown.index(place), flag)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(self._scroll)

    def _open(self, line: Line, wanted: bool) -> None:
        head = self._shown.head_of(line)
        if self._shown.identity_of(head) == self._shown.identity_of(line):
            if self._shown.shows_below(head) != wanted:
                self._shown.fold(head)
        elif not wanted:
            place = self._shown.place_of(head)
            if place is not None:
                self.setCurrentIndex(self._shown.index(place))

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do what the line does."""
        self.shows_ring = False
        index = self.indexAt(event.position().toPoint())
        line = self.line_of(index)
        super().mousePressEvent(event)
        if line is not None and event.button() is Qt.MouseButton.LeftButton:
            self.press(line, QRectF(self.visualRect(index)), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = self.line_of(index)
        hot = line is not None and self.is_hot(line, QRectF(self.visualRect(index)), event.position())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hot else Qt.CursorShape.ArrowCursor)
        self._hover(index.row())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        self.shows_ring = True
        line, key = self.line_of(self.currentIndex()), event.key()
        is_plain = event.modifiers() in _PLAIN
        if is_plain and key in _WALKING:
            super().keyPressEvent(event)
        elif line is None or not is_plain:
            event.ignore()
        elif key in _ENTER:
            self.act(line)
        elif key == Qt.Key.Key_Space:
            self.tick(line)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._open(line, key == Qt.Key.Key_Right)
        else:
            event.ignore()
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the page."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.shows_ring = True
        if not self.currentIndex().isValid() and self._shown.rowCount():
            self.setCurrentIndex(self._shown.index(0))
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a line whole as tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self.line_of(self.indexAt(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip_of(line) if line else "", self.viewport())
            return True
        return super().viewportEvent(event)
