"""The choice of one among many in a list that opens below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.kit.fields import paint_field

_ROW = 28
_ARROW = 24
SEPARATOR = ("", None)


class Combo(QComboBox):
    """A closed list. `chosen` tells the value of a choice by the user. Looks: "" field, "flat" heading,
    "cell" small.
    """

    chosen = Signal(object)

    def __init__(
        self,
        options: Iterable[tuple[str, Any]] = (),
        value: Any = None,
        width: int = 0,
        look: str = "",
        name: str = "",
        hint: str = "",
    ) -> None:
        """`options`: (word, value); `hint` is shown while nothing is chosen; `name` is for screen readers."""
        super().__init__()
        self._look, self._hint, self._is_bad = look, hint, False
        # Kept here and not as item data: Qt would make a plain text of a member of a vocabulary.
        self._values: list[Any] = []
        self.setView(_Options())
        self.setItemDelegate(_OptionDelegate(self))
        self.setMaxVisibleItems(12)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name or hint)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if width:
            self.setFixedWidth(width)
        self.set_options(options, value)
        self.activated.connect(self._on_activated)

    def set_options(self, options: Iterable[tuple[str, Any]], value: Any = None) -> None:
        """Replace the options; `SEPARATOR` draws a line."""
        self.clear()
        self._values = []
        for words, data in options:
            if (words, data) == SEPARATOR:
                self.insertSeparator(self.count())
            else:
                self.addItem(words)
            self._values.append(data)
        self.set_value(value)
        self.updateGeometry()

    def value(self) -> Any:
        """The chosen value, or None."""
        number = self.currentIndex()
        return self._values[number] if 0 <= number < len(self._values) else None

    def values(self) -> list[Any]:
        """The values of all options, in their order; None for separators."""
        return list(self._values)

    def set_value(self, value: Any) -> None:
        """Choose a value without telling `chosen`; an unknown one chooses nothing if there is a hint, else
        the first.
        """
        for number in range(self.count()):
            if self.itemText(number) and self._values[number] == value:
                self.setCurrentIndex(number)
                return
        self.setCurrentIndex(-1 if self._hint or not self.count() else 0)

    def set_bad(self, bad: bool) -> None:
        """Show or take away the ring of a wrong value."""
        self._is_bad = bad
        self.update()

    @Slot(int)
    def _on_activated(self, number: int) -> None:
        self.set_bad(False)
        self.chosen.emit(self._values[number])

    def _weight(self) -> int:
        return fonts.SEMIBOLD if self._look == "flat" else fonts.REGULAR

    def sizeHint(self) -> QSize:
        """The size it likes."""
        words = [self.itemText(number) for number in range(self.count())] or [self._hint]
        widest = max(fonts.width(one, weight=self._weight()) for one in words)
        return QSize(round(widest) + 10 + _ARROW + 2, 26 if self._look == "cell" else 30)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return QSize(min(64, self.sizeHint().width()), self.sizeHint().height())

    def showPopup(self) -> None:
        """Open the list."""
        frame = self.view().window()
        if isinstance(frame, QFrame) and not frame.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground):
            # The list has round corners; its window must not show square ones behind them.
            frame.setWindowFlags(
                Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
            )
            frame.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
            frame.setFrameStyle(QFrame.Shape.NoFrame)
        needed = self.view().sizeHintForColumn(0) + 24
        self.view().setMinimumWidth(max(self.width(), min(needed, 480)))
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        # Scrolling a page must not change what happens to lie under the pointer.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            enabled, hovered = self.isEnabled(), self.underMouse()
            if self._look == "flat":
                if hovered and enabled:
                    paint.round_rect(painter, rect, paint.RADIUS, "hover")
                if self.hasFocus():
                    paint.focus_ring(painter, rect)
            else:
                paint_field(painter, rect, self.hasFocus(), hovered, enabled, self._is_bad)
            empty = self.currentIndex() < 0
            words = self._hint if empty else self.currentText()
            token = "ink-3" if not enabled else "ink-2" if empty else "ink"
            room = QRectF(10, 0, rect.width() - 10 - _ARROW, rect.height())
            taken = paint.text(painter, room, words, token, weight=self._weight())
            left = 10 + taken + 8 if self._look == "flat" else rect.width() - _ARROW + 2
            icons.draw(
                painter, "chevron-down", left, rect.height() / 2 - 7, 14, "ink-2" if enabled else "ink-3"
            )
            self.setToolTip(words if fonts.width(words, weight=self._weight()) > room.width() + 0.5 else "")


class _Options(QListView):
    """The open list: a raised ground with round corners."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)

    def minimumSizeHint(self) -> QSize:
        """One row; a scroll area would ask for more."""
        return QSize(40, _ROW + 10)


class _OptionDelegate(QStyledItemDelegate):
    """Rows of the open list: hover ground, a check at the chosen one."""

    def __init__(self, combo: Combo) -> None:
        super().__init__(combo)
        self._combo = combo

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The size it likes."""
        words = index.data() or ""
        if not words:
            return QSize(10, 9)
        return QSize(round(fonts.width(words)) + 10 + 34, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one item."""
        rect = QRectF(option.rect)
        words = index.data() or ""
        if not words:
            paint.line(painter, rect.left() + 8, rect.right() - 8, rect.center().y())
            return
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            paint.round_rect(painter, rect, 4, "selected")
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        room = rect.adjusted(8, 0, -28, 0)
        is_chosen = index.row() == self._combo.currentIndex()
        weight = fonts.SEMIBOLD if is_chosen else fonts.REGULAR
        paint.text(painter, room, words, "ink" if enabled else "ink-3", weight=weight)
        if is_chosen:
            icons.draw(painter, "check", rect.right() - 22, rect.center().y() - 7, 14, "accent")
