"""Things that are on or off: segmented switch, filter chips, check box, radio button, switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
)

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.theme import theme

_SPACING = 8  # between box and word
_SWITCH = QSize(32, 18)
_CROSS_ZONE = 26


class _Segment(QAbstractButton):
    """One part of a segmented switch: word, maybe a count in small print, maybe an icon."""

    def __init__(self, words: str, count: int | None, icon: str, height: int) -> None:
        super().__init__()
        self.count, self._icon, self._height = count, icon, height
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def set_count(self, count: int | None) -> None:
        """Change the number behind the word; None shows none."""
        self.count = count
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self.text() if self.count is None else f"{self.text()} {self.count}")

    def _count_text(self) -> str:
        return "" if self.count is None else f"{self.count:,}"

    def sizeHint(self) -> QSize:
        """The size it likes."""
        width = 24 + fonts.width(self.text(), fonts.BASE, fonts.SEMIBOLD)
        if self._icon:
            width += 20
        if self.count is not None:
            width += 6 + fonts.width(self._count_text(), fonts.CAPTION)
        return QSize(round(width), self._height)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            chosen = self.isChecked()
            if chosen:
                paint.round_rect(painter, rect, 5, "seg-on", "border" if theme.is_dark else "hairline")
            token = "ink" if chosen or self.underMouse() else "ink-2"
            if not self.isEnabled():
                token = "ink-3"
            left, middle = 12.0, rect.height() / 2
            if self._icon:
                icons.draw(painter, self._icon, left - 2, middle - 8, 16, "accent" if chosen else "ink-2")
                left += 20
            weight = fonts.SEMIBOLD if chosen else fonts.REGULAR
            # Laid out in bold, so that the word stays where it is when it is chosen.
            slack = fonts.width(self.text(), fonts.BASE, fonts.SEMIBOLD) - fonts.width(
                self.text(), fonts.BASE, weight
            )
            room = QRectF(left + slack / 2, 0, rect.width(), rect.height())
            left += slack + paint.text(painter, room, self.text(), token, weight=weight)
            if self.count is not None:
                room = QRectF(left + 6, 0, rect.width(), rect.height())
                paint.text(painter, room, self._count_text(), "ink-2", fonts.CAPTION)
            if self.hasFocus():
                paint.focus_ring(painter, rect, 5)


class SegmentedSwitch(QFrame):
    """A choice of one among few, all visible. ← and → move it. `chosen` tells the key of a choice by the
    user.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str] | tuple[str, str, int | None] | tuple[str, str, int | None, str]],
        current: str = "",
        height: int = 32,
        name: str = "",
    ) -> None:
        """`options`: (key, word), then maybe count and icon; `name` is for screen readers."""
        super().__init__()
        self._keys: list[str] = []
        self._segments: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for number, (key, words, *rest) in enumerate(options):
            count = rest[0] if rest else None
            icon = rest[1] if len(rest) > 1 else ""
            assert count is None or isinstance(count, int)
            segment = _Segment(words, count, str(icon), height - 4)
            self._keys.append(key)
            self._segments[key] = segment
            self._group.addButton(segment, number)
            layout.addWidget(segment)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.set_current(current or self._keys[0])
        self._group.idClicked.connect(self._on_clicked)

    @property
    def current(self) -> str:
        """The key of the chosen option."""
        return self._keys[self._group.checkedId()]

    def set_current(self, key: str) -> None:
        """Choose an option without telling `chosen`."""
        self._segments[key].setChecked(True)

    def set_count(self, key: str, count: int | None) -> None:
        """Change the number of an option."""
        self._segments[key].set_count(count)

    def segment(self, key: str) -> QAbstractButton:
        """The button of an option, for tests and shortcuts."""
        return self._segments[key]

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._keys[number])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint.round_rect(painter, QRectF(self.rect()), 7, "quiet-tint")


class FilterChip(QAbstractButton):
    """A filter that is on: `属地：示例区` and a cross. The word opens its choice, the cross or Delete removes
    it.
    """

    opened = Signal()
    removed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Change the filter that is shown."""
        self.setText(words)
        self.setAccessibleName(f"筛选 {words}，按 Delete 去掉")
        self.setToolTip(f"{words}\n点文字修改，点叉去掉")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(min(round(fonts.width(self.text(), fonts.CAPTION)) + 42, 260), 28)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click."""
        was_down = self.isDown()
        super().mouseReleaseEvent(event)
        if (
            was_down
            and event.button() is Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            if event.position().x() >= self.width() - _CROSS_ZONE:
                self.removed.emit()
            else:
                self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            paint.round_rect(painter, rect, paint.RADIUS, "tint", "accent" if self.underMouse() else None)
            room = QRectF(9, 0, rect.width() - 9 - _CROSS_ZONE, rect.height())
            paint.text(painter, room, self.text(), "accent", fonts.CAPTION)
            icons.draw(painter, "x", rect.width() - 20, rect.height() / 2 - 6, 12, "accent", 2.2)
            if self.hasFocus():
                paint.focus_ring(painter, rect)


class CheckBox(QCheckBox):
    """A check box; also tri-state."""

    def __init__(self, words: str = "", name: str = "") -> None:
        super().__init__(words.replace("&", "&&"))
        self.words = words
        self.setAccessibleName(name or words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        word = _SPACING + fonts.width(self.words) + 4 if self.words else 0
        return QSize(round(paint.BOX + word), 24)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:
        """The word belongs to the box."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            middle = self.height() / 2
            hovered, enabled = self.underMouse(), self.isEnabled()
            paint.paint_box(painter, 0, middle - 8, self.checkState(), hovered, enabled)
            _paint_word(painter, self, self.words, paint.BOX + _SPACING)
            if self.hasFocus():
                _ring_box(painter, middle, 4, self.checkState() is Qt.CheckState.Unchecked)


class RadioButton(QRadioButton):
    """One answer of a list of answers; `note` stands behind it in small print."""

    def __init__(self, words: str, note: str = "") -> None:
        super().__init__(words.replace("&", "&&"))
        self.words, self._note = words, note
        self.setAccessibleName(f"{words} {note}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        width = paint.BOX + 4 + _SPACING + fonts.width(self.words, weight=fonts.SEMIBOLD)
        if self._note:
            width += 10 + fonts.width(self._note, fonts.CAPTION)
        return QSize(round(width), 28)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:
        """The word belongs to the box."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            middle = self.height() / 2
            paint.paint_radio(painter, 0, middle - 8, self.isChecked(), self.underMouse(), self.isEnabled())
            weight = fonts.SEMIBOLD if self.isChecked() else fonts.REGULAR
            left = paint.BOX + _SPACING + _paint_word(painter, self, self.words, paint.BOX + _SPACING, weight)
            if self._note:
                room = QRectF(left + 10, 0, self.width(), self.height())
                paint.text(painter, room, self._note, "ink-2", fonts.CAPTION)
            if self.hasFocus():
                _ring_box(painter, middle, 8, not self.isChecked())


class Switch(CheckBox):
    """A check box that looks like a switch: for settings that act at once."""

    def sizeHint(self) -> QSize:
        """The size it likes."""
        word = _SPACING + fonts.width(self.words) + 4 if self.words else 0
        return QSize(round(_SWITCH.width() + word), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            top = (self.height() - _SWITCH.height()) / 2
            track = QRectF(0, top, _SWITCH.width(), _SWITCH.height())
            on, enabled = self.isChecked(), self.isEnabled()
            fill = "accent" if on else "quiet-tint"
            border = None if on else ("accent" if self.underMouse() else "ink-3")
            paint.round_rect(
                painter, track, 9, fill if enabled else "window", border if enabled else "border"
            )
            knob = track.right() - 9 if on else track.left() + 9
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("on-accent" if on else "ink-3"))
            painter.drawEllipse(QPointF(knob, track.center().y()), 5.5, 5.5)
            _paint_word(painter, self, self.words, _SWITCH.width() + _SPACING)
            if self.hasFocus():
                paint.focus_ring(painter, track, 9, "ink" if on else "accent")


def _paint_word(
    painter: QPainter, owner: QAbstractButton, words: str, left: float, weight: int = fonts.REGULAR
) -> float:
    """The word behind a box; returns its width."""
    room = QRectF(left, 0, owner.width() - left, owner.height())
    token = "ink" if owner.isEnabled() else "ink-3"
    return paint.text(painter, room, words, token, weight=weight) if words else 0.0


def _ring_box(painter: QPainter, middle: float, radius: float, is_empty: bool) -> None:
    """The focus ring on the box itself, so that the box stands at the edge where the other fields stand."""
    box = QRectF(0, middle - paint.BOX / 2, paint.BOX, paint.BOX)
    paint.focus_ring(painter, box, radius, "accent" if is_empty else "ink")
