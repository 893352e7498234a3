"""The list of items: one key per item. Keys act here and nowhere else, and never while a text is written.

The items are not editable, so Qt switches the input method off here and letters arrive as plain keys even in
Chinese mode. No key reaches the base class: its search by typing would eat the letters.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QPoint,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from app.models.enums import Verdict
from app.services.review.form import ItemRow
from app.ui.keys import key_map
from app.ui.kit import paint
from app.ui.review.checklist_model import ChecklistModel, Head, Index
from app.ui.review.checklist_paint import HEAD, ROW, ChecklistDelegate, buttons, paint_head
from app.ui.table.painted import set_up_list

_SECTION_MILLISECONDS = 1000
_VERDICTS = {"yes": Verdict.YES, "no": Verdict.NO, "na": Verdict.NOT_APPLICABLE, "clear": None}
_ARROWS = (Qt.Key.Key_Down, Qt.Key.Key_Up)
_FIXED_WISHES = {Qt.Key.Key_Return: "write", Qt.Key.Key_Enter: "write", Qt.Key.Key_Escape: "back"}
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class _StickyHead(QWidget):
    """The head of the section whose items are at the top of the list."""

    def __init__(self, view: ChecklistView) -> None:
        super().__init__(view)
        self._view = view
        self.head: Head | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self.head is not None:
            with QPainter(self) as painter:
                paint_head(painter, QRectF(self.rect()), self.head)


class ChecklistView(QListView):
    """Items by section. `judged` tells a verdict (None clears it), `wished` what else a key or click asks:
    evidence, file, place, history, finding, filter, write, page_down, page_up, back, recalculation,
    and for hits confirm, false alarm, verify.
    """

    current_changed = Signal(str)  # item code
    judged = Signal(str, object)
    wished = Signal(str)
    section_awaited = Signal(bool)  # G was pressed: a letter is expected
    said = Signal(str)  # a quiet remark about a key that could not act

    def __init__(self, lines: ChecklistModel) -> None:
        super().__init__()
        self.lines = lines
        self.can_judge = True
        self.is_tall = False
        self.hovered = -1
        self.hovered_button: tuple[str, Verdict] | None = None
        self._sticky = _StickyHead(self)
        self._awaits = QTimer(self)
        self._awaits.setSingleShot(True)
        self._awaits.setInterval(_SECTION_MILLISECONDS)
        self._awaits.timeout.connect(self._stop_waiting)
        self.setModel(lines)
        self.setItemDelegate(ChecklistDelegate(self))
        set_up_list(self, "审核清单")
        self.setUniformItemSizes(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(ROW)
        self.verticalScrollBar().valueChanged.connect(self._place_sticky)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    @property
    def current_row(self) -> ItemRow | None:
        """The item that is current."""
        return self.lines.item(self.currentIndex().row())

    def select(self, place: int) -> None:
        """Make the item at a place current and show it."""
        if self.lines.item(place) is None:
            return
        index = self.lines.index(place)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_place(place)

    def go_open(self, step: int = 1) -> bool:
        """On to the next item still to be judged; False where there is none."""
        place = self.lines.next_open(self.currentIndex().row(), step)
        if place < 0:
            self.said.emit("全部条目都已判定")
            return False
        self.select(place)
        return True

    def judge(self, verdict: Verdict | None) -> None:
        """Give the current item a verdict. The good one moves on, the bad one and an unfinished one stay."""
        row = self.current_row
        if row is None or not self.can_judge:
            return
        if not row.item.judged:
            self.said.emit(f"{row.code} 不作判定，按 Enter 填写“{row.item.prompt}”")
            return
        if verdict is Verdict.NOT_APPLICABLE and not row.item.na:
            self.said.emit(f"{row.code} 对每家单位都适用，不能判“不适用”")
            return
        self.judged.emit(row.code, verdict)
        after = self.current_row
        if verdict is None or after is None or row.item.is_bad(verdict):
            return
        if self.lines.open_hits.get(row.code):
            doubts = "、".join(key_map.cap(name) for name in ("confirm", "false alarm", "verify"))
            self.said.emit(f"{row.code} 还有未定的疑点，按 {doubts} 判定")
        elif after.is_answered:
            self.go_open()
        else:
            self.said.emit(f"{row.code} 还要填写“{row.item.prompt}”，按 Enter")

    def set_tall(self, is_tall: bool) -> None:
        """Two lines for each item, with the whole question, or one."""
        self.is_tall = is_tall
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self._place_sticky()
        self._show_place(self.currentIndex().row())

    def go_section(self, code: str) -> bool:
        """To the first item of a section still to be judged, else to its first."""
        first = self.lines.place_of_section(code)
        if first < 0:
            return False
        still_open = self.lines.next_open(first - 1)
        row = self.lines.item(still_open)
        self.select(still_open if row is not None and row.item.section == code else first)
        return True

    def _show_place(self, place: int) -> None:
        """Scroll so that the item and one neighbour on each side are seen, below the sticky head."""
        index = self.lines.index(place)
        if not index.isValid():
            return
        rect = self.visualRect(index)
        bar, high = self.verticalScrollBar(), self.viewport().height()
        above = rect.top() - HEAD - rect.height()
        below = rect.bottom() + rect.height() - high
        if above < 0:
            bar.setValue(bar.value() + above)
        elif below > 0:
            bar.setValue(bar.value() + below)

    @Slot()
    def _place_sticky(self) -> None:
        top = self.indexAt(QPoint(4, 0)).row()
        head = None
        for place in range(top, -1, -1):
            line = self.lines.line(place)
            if isinstance(line, Head):
                head = line
                break
        sticky = self._sticky
        sticky.head = head
        sticky.setVisible(head is not None)
        if head is None:
            return
        area = self.viewport().geometry()
        pushed = 0
        for place in range(top + 1, min(top + 3, len(self.lines.lines))):
            if isinstance(self.lines.line(place), Head):
                gap = self.visualRect(self.lines.index(place)).top() - HEAD
                pushed = min(0, gap)
                break
        sticky.setGeometry(area.x(), area.y() + pushed, area.width(), HEAD)
        sticky.update()

    @Slot()
    def _stop_waiting(self) -> None:
        self._awaits.stop()
        self.section_awaited.emit(False)

    def _step(self, by: int) -> None:
        place = self.currentIndex().row()
        while 0 <= (place := place + by) < len(self.lines.lines):
            if self.lines.item(place) is not None:
                self.select(place)
                return
        if by < 0:
            self.verticalScrollBar().setValue(0)

    def _page(self, by: int) -> None:
        rows = max(1, self.viewport().height() // ROW - 2)
        places = [place for place, _ in self.lines.items()]
        here = self.currentIndex().row()
        if here in places:
            there = max(0, min(places.index(here) + by * rows, len(places) - 1))
            self.select(places[there])

    def _edge(self, is_end: bool) -> None:
        places = [place for place, _ in self.lines.items()]
        if places:
            self.select(places[-1] if is_end else places[0])
        if not is_end:
            self.verticalScrollBar().setValue(0)

    def _take_letter(self, event: QKeyEvent, key: Qt.Key) -> bool:
        """Keys that act once per press."""
        if self._awaits.isActive():
            self._stop_waiting()
            if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
                if not self.go_section(chr(int(key))):
                    self.said.emit(f"这里没有 {chr(int(key))} 节")
                return True
        name = _FIXED_WISHES.get(key) or key_map.action(key)
        if name in _VERDICTS:
            self.judge(_VERDICTS[name])
        elif name == "next open":
            self.go_open()
        elif name == "section":
            self._awaits.start()
            self.section_awaited.emit(True)
        elif name:
            self.wished.emit(name)
        else:
            return False
        return True

    def _take(self, event: QKeyEvent) -> bool:
        """Act on a key; False where it is none of ours."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == _SHIFT and key_map.action(key) == "next open" and not event.isAutoRepeat():
            self.go_open(-1)
            return True
        if modifiers == _SHIFT and key is Qt.Key.Key_Space:
            self.wished.emit("page_up")
            return True
        if modifiers != _NO_MODIFIER:
            return False
        step = key_map.step(key)
        if step and (key in _ARROWS or not self._awaits.isActive()):
            self._step(step)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._page(1 if key is Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._edge(key is Qt.Key.Key_End)
        elif key is Qt.Key.Key_Space:
            self.wished.emit("page_down")
        elif event.isAutoRepeat():
            return bool(key_map.action(key)) or key in _FIXED_WISHES
        else:
            return self._take_letter(event, key)
        return True

    def _button_at(self, place: QPoint) -> tuple[int, str, Verdict] | None:
        index = self.indexAt(place)
        row = self.lines.item(index.row())
        if row is None or not self.can_judge:
            return None
        shown = index.row() in (self.currentIndex().row(), self.hovered) or row.verdict is None
        for verdict, rect in buttons(row, QRectF(self.visualRect(index))).items():
            allowed = verdict is not Verdict.NOT_APPLICABLE or row.item.na
            if shown and allowed and rect.contains(place):
                return index.row(), row.code, verdict
        return None

    def _hover(self, place: int, button: tuple[str, Verdict] | None) -> None:
        if (place, button) == (self.hovered, self.hovered_button):
            return
        changed = {self.hovered, place}
        self.hovered, self.hovered_button = place, button
        for one in changed:
            self.update(self.lines.index(one))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which item is current; both lines are painted anew."""
        super().currentChanged(current, previous)
        self.update(previous)
        self.update(current)
        row = self.lines.item(current.row())
        if row is not None:
            self.current_changed.emit(row.code)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Keep the pinned head right when the lines change."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._place_sticky)
            model.dataChanged.connect(self._place_sticky)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on to the workbench, never to Qt's search by typing."""
        if self._take(event):
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a verdict gives it (on the given one: takes it back); elsewhere it makes current."""
        hit = self._button_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and hit is not None:
            place, code, verdict = hit
            self.select(place)
            row = self.lines.item(place)
            self.judged.emit(code, None if row is not None and row.verdict is verdict else verdict)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click writes the remark; on a verdict it is a second click."""
        if self._button_at(event.position().toPoint()) is not None:
            self.mousePressEvent(event)
        elif self.lines.item(self.indexAt(event.position().toPoint()).row()) is not None:
            self.wished.emit("write")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the verdicts of the line under the pointer."""
        place = event.position().toPoint()
        hit = self._button_at(place)
        self._hover(self.indexAt(place).row(), hit[1:] if hit else None)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self._hover(-1, None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The bar of the current line takes its colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The bar of the current line turns grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it; say so where the filter finds nothing."""
        super().paintEvent(event)
        if not self.lines.lines:
            with QPainter(self.viewport()) as painter:
                room = QRectF(0, self.viewport().height() * 0.3, self.viewport().width(), 24)
                paint.text(painter, room, "没有符合条件的条目", "ink-2", align=paint.CENTER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pinned head and the current line in place."""
        current, high = self.currentIndex(), event.oldSize().height()
        rect = self.visualRect(current)
        was_seen = current.isValid() and rect.bottom() > 0 and rect.top() < high
        super().resizeEvent(event)
        if was_seen and event.size().height() != high:
            self._show_place(current.row())
        self._place_sticky()
