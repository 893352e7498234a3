"""The list of the queue: grouped cases, one of them current, any number ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from app.services.review.cases import CaseRow
from app.ui.kit.labels import paint_skeleton
from app.ui.review.queue_model import QueueModel
from app.ui.review.queue_paint import BOX_ZONE, LEFT, ROW_HEIGHT, LineDelegate
from app.ui.table import Column
from app.ui.table.columns import fit_columns
from app.ui.table.paint import is_cut
from app.ui.table.painted import set_up_list
from app.ui.theme import theme

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class QueueList(QListView):
    """Keys: ↑↓ J K, Home End, PageUp PageDown, Space ticks, Shift+↑↓ ticks a range, Ctrl+A all, Enter opens,
    ← folds the group, → unfolds it. Other letters are left to the page.
    """

    current_changed = Signal(object)  # the case, or None
    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, model: QueueModel) -> None:
        super().__init__()
        self.rows = model
        self.today = date.min
        self.current_line = self.hovered_line = -1
        self.is_box_hovered = self.shows_ring = False
        self._columns: Sequence[Column] = ()
        self._cells: list[tuple[Column, float, int]] = []
        self._current = ""
        self._anchor = -1
        self._top = 0
        self._is_loading = False
        self._empty: QWidget | None = None
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        set_up_list(self, "审核队列")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._return)
        model.checks_changed.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)

    # What is shown

    def set_columns(self, columns: Sequence[Column], today: date) -> None:
        """The columns of the list, and the day against which deadlines are held."""
        self._columns, self.today = columns, today
        self._fit()

    def cells(self) -> list[tuple[Column, float, int]]:
        """The columns that fit, each with its left edge and width."""
        return self._cells

    def set_empty(self, widget: QWidget) -> None:
        """What is shown in place of lines when there are none."""
        self._empty = widget
        widget.setParent(self.viewport())
        self._place_empty()

    def set_loading(self, is_loading: bool) -> None:
        """Show quiet bars in place of lines that are being read."""
        self._is_loading = is_loading
        self._place_empty()
        self.viewport().update()

    def set_room_below(self, pixels: int) -> None:
        """Leave room for what floats over the foot, so that the last lines can be seen."""
        self.setViewportMargins(0, 0, 0, pixels)

    @property
    def current_case(self) -> CaseRow | None:
        """The current case, or None."""
        return self.rows.case_at(self.current_line)

    def go_to(self, key: str) -> bool:
        """Make the line with a key current and visible. False if it is not shown."""
        line = self.rows.line_of(key)
        if line >= 0:
            self._set_line(line)
        return line >= 0

    def go_to_first(self) -> None:
        """Make the first case current."""
        cases = self.rows.shown_cases()
        self._set_line(self.rows.line_of(cases[0].report_id) if cases else -1)

    def _set_line(self, line: int) -> None:
        self.current_line = line
        key = self.rows.lines[line].key if line >= 0 else ""
        if line >= 0:
            self._scroll_to(line)
        if key != self._current:
            self._current = key
            self.current_changed.emit(self.current_case)
        self.viewport().update()

    def _scroll_to(self, line: int) -> None:
        self.scrollTo(self.rows.index(line))
        if line == 1 and self.rows.lines[0].case is None:
            self.scrollToTop()  # the head of the first group belongs to it

    @Slot()
    def _remember(self) -> None:
        """Before the lines change: how far below the top edge the current one is seen."""
        self._top = self._rect_of(self.current_line).top()

    @Slot()
    def _return(self) -> None:
        """After the lines changed: the same line is current and stands where it stood, if it is still there;
        else the one that took its place.
        """
        self.hovered_line = self._anchor = -1
        before, key = self.current_line, self._current
        line = self.rows.line_of(key)
        self.doItemsLayout()
        if line >= 0:
            self.current_line = line
            top = self._rect_of(line).top()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + top - self._top)
            self._scroll_to(line)
            self.current_changed.emit(self.current_case)
        else:
            self.current_line, self._current = -1, ""
            last = len(self.rows.lines) - 1
            self._set_line(self._near(min(before, last)) if key and last >= 0 else -1)
            if self.current_line < 0:
                self.current_changed.emit(None)
        self._fit()
        self._place_empty()

    def _near(self, line: int) -> int:
        """`line`, or the next one with a case."""
        lines = self.rows.lines
        order = [*range(line, len(lines)), *range(line - 1, -1, -1)]
        return next((number for number in order if number >= 0 and lines[number].case), line)

    def _rect_of(self, line: int) -> QRect:
        return self.visualRect(self.rows.index(line)) if line >= 0 else QRect()

    def _fit(self) -> None:
        # The place of the scroll bar is left free, so that nothing moves when it comes.
        free = self.width() - self.verticalScrollBar().sizeHint().width() - LEFT
        widths, _ = fit_columns(self._columns, free, {})
        self._cells, left = [], float(LEFT)
        for column in self._columns:
            if column.key in widths:
                self._cells.append((column, left, widths[column.key]))
                left += widths[column.key]
        self.viewport().update()

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(not self._is_loading and not self.rows.lines)

    # Keys

    def _take_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        lines, line = self.rows.lines, self.current_line
        if not lines:
            return False
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in _STEPS:
            self._walk(line, _STEPS[key])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._walk(*((-1, 1) if key == Qt.Key.Key_Home else (len(lines), -1)))
        elif plain and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            page = max(1, self.viewport().height() // ROW_HEIGHT - 1)
            step = page if key == Qt.Key.Key_PageDown else -page
            wanted = max(0, min(line + step, len(lines) - 1))
            self._set_line(self._near(wanted))
        elif plain and key in _ENTER and line >= 0:
            self._open(line)
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and line >= 0:
            self._fold(line, key == Qt.Key.Key_Left)
        elif plain and key == Qt.Key.Key_Space and line >= 0:
            self._tick(line)
        elif modifiers == Qt.KeyboardModifier.ShiftModifier and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._stretch_range(line, _STEPS[key])
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            self.rows.check(self.rows.shown_cases())
        else:
            return False
        return True

    def _walk(self, line: int, step: int) -> None:
        """To the next case, or to the head of a folded group."""
        self._anchor = -1
        lines = self.rows.lines
        line += step
        while 0 <= line < len(lines):
            group = lines[line].group
            if lines[line].case is not None or group in self.rows.closed:
                self._set_line(line)
                return
            line += step

    def _stretch_range(self, line: int, step: int) -> None:
        """Shift and an arrow: the range from the anchor grows, or gives a case back."""
        anchor = self._anchor if self._anchor >= 0 else max(line, 0)
        self._walk(line, step)
        after = self.current_line
        if abs(after - anchor) < abs(line - anchor) and (case := self.rows.case_at(line)):
            self.rows.check([case], False)
        self._anchor = anchor
        self.rows.check_range(anchor, after)

    def _tick(self, line: int) -> None:
        case = self.rows.case_at(line)
        if case is None:
            self._open(line)
        else:
            self.rows.check([case], not self.rows.is_checked(case))
            self._anchor = line

    def _open(self, line: int) -> None:
        case = self.rows.case_at(line)
        group = self.rows.lines[line].group
        if case is not None:
            self.opened.emit(case)
        elif group is not None:
            self.rows.toggle(group)

    def _fold(self, line: int, closes: bool) -> None:
        group = self.rows.lines[line].group
        if group is not None and (group in self.rows.closed) != closes:
            if closes:
                self._set_line(self.rows.line_of(f"group:{group}"))
            self.rows.toggle(group)
            if not closes:
                self._walk(self.current_line, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on to the page, never into Qt's search by letters."""
        self.shows_ring = True
        is_held_down = event.isAutoRepeat() and event.key() not in _STEPS
        if is_held_down or not self._take_key(Qt.Key(event.key()), event.modifiers()):
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the page."""

    # Mouse

    def _line_at(self, place: QPoint) -> int:
        return self.indexAt(place).row()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose, tick, or fold."""
        self.shows_ring = False
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        line = self._line_at(event.position().toPoint())
        if line < 0 or event.button() is not Qt.MouseButton.LeftButton:
            return
        case, modifiers = self.rows.case_at(line), event.modifiers()
        if case is None:
            self._open(line)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.rows.check_range(self._anchor if self._anchor >= 0 else line, line)
        elif modifiers & Qt.KeyboardModifier.ControlModifier or event.position().x() < BOX_ZONE:
            self._tick(line)
        else:
            self._anchor = line
            self._set_line(line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """All is done at the press."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open; on a box or a head it is only a second click."""
        line = self._line_at(event.position().toPoint())
        if self.rows.case_at(line) is None or event.position().x() < BOX_ZONE:
            self.mousePressEvent(event)
        else:
            self._open(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        line = self._line_at(event.position().toPoint())
        over_box = event.position().x() < BOX_ZONE and self.rows.case_at(line) is not None
        if (line, over_box) != (self.hovered_line, self.is_box_hovered):
            self.hovered_line, self.is_box_hovered = line, over_box
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        self.hovered_line = -1
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a case."""
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            line = self._line_at(event.pos())
            if self.rows.case_at(line) is not None:
                self._set_line(line)
        else:
            below = self._rect_of(self.current_line).bottomLeft() + QPoint(LEFT, 0)
            place = self.viewport().mapToGlobal(below)
        if self.current_case is not None:
            self.menu_wanted.emit(self.current_case, place)

    # Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        if event.reason() in _KEYBOARD:
            self.shows_ring = True
        if self.current_line < 0:
            self.go_to_first()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The accent bar rests."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self._fit()
        self._place_empty()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show cut texts whole."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip_at(self, place: QPoint) -> str:
        case = self.rows.case_at(self._line_at(place))
        if case is None:
            return ""
        if BOX_ZONE <= place.x() < LEFT:
            return f"已判定 {case.answered} / {case.total} 项"
        for column, left, width in self._cells:
            if left <= place.x() < left + width:
                cut = column.shown(case) if is_cut(column, case, width) else ""
                return "\n".join(filter(None, (cut, column.tip(case) if column.tip else "")))
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._is_loading:
            with QPainter(self.viewport()) as painter:
                paint_skeleton(painter, QRectF(self.viewport().rect()), row_height=ROW_HEIGHT)
                return
        super().paintEvent(event)
