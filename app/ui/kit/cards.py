"""Grounds for content (card, band, empty state) and cards that are one button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.kit.buttons import Button, icon_button
from app.ui.kit.labels import Icon, Label, caption, section
from app.ui.kit.layout import Margins, row

_BAND_ICONS = {"info": "info-circle", "warn": "alert-triangle", "bad": "alert-circle", "good": "circle-check"}


class Card(QFrame):
    """A surface with hairline border; `body` is its column."""

    def __init__(
        self,
        heading: str = "",
        note: str = "",
        *actions: QWidget,
        margins: Margins = (16, 14, 16, 14),
        gap: int = 10,
        inset: int = 0,
    ) -> None:
        """`heading` with a small `note` behind it, `actions` at the right of the same line.

        `inset` moves the heading in, for cards whose rows have a padding of their own.
        """
        super().__init__()
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(gap)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.heading = section(heading)
        self.note = caption(note)
        if heading:
            self.body.addLayout(row(self.heading, self.note, None, *actions, margins=(inset, 0, inset, 0)))

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append to the body."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)


class Band(QFrame):
    """A strip in a tone: icon, sentence, buttons, maybe a cross. Tones: info, warn, bad, good, quiet."""

    dismissed = Signal()

    def __init__(
        self, words: str, tone: str = "info", *actions: QWidget, icon: str = "", can_close: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("band", tone)
        self.setMinimumHeight(36)
        self._icon = Icon(icon or _BAND_ICONS.get(tone, "info-circle"), tone, 16)
        self.label = Label(words, tone="" if tone == "quiet" else tone, wrap=True)
        if tone == "quiet":
            self.label.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self.label, 1)
        for action in actions:
            layout.addWidget(action)
        if can_close:
            self.close_button = icon_button("x", "关闭提示")
            self.close_button.clicked.connect(self._on_close)
            layout.addWidget(self.close_button)

    def set_words(self, words: str) -> None:
        """Change the sentence."""
        self.label.setText(words)

    @Slot()
    def _on_close(self) -> None:
        self.hide()
        self.dismissed.emit()


class EmptyState(QWidget):
    """Why nothing is here and what to do: icon, title, one sentence, up to two buttons; a little above the
    middle.
    """

    def __init__(self, icon: str, heading: str, sentence: str = "", *buttons: Button) -> None:
        super().__init__()
        self._icon = Icon(icon, "ink-3", 40)
        self.heading = section(heading)
        self.sentence = Label(sentence, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.sentence.setMaximumWidth(460)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(0)
        layout.addStretch(45)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(self._icon, 0, middle)
        layout.addSpacing(12)
        layout.addWidget(self.heading, 0, middle)
        layout.addSpacing(6)
        layout.addLayout(_centred(self.sentence))
        # Not before it is inside: shown on its own it would be a window for a moment.
        self.sentence.setVisible(bool(sentence))
        layout.addSpacing(16)
        layout.addLayout(self._buttons)
        layout.addStretch(55)
        self.set_buttons(buttons)

    def set_words(self, heading: str, sentence: str = "", icon: str = "") -> None:
        """Say something else, maybe with another icon."""
        if icon:
            self._icon.set_icon(icon)
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def set_buttons(self, buttons: Sequence[Button]) -> None:
        """Offer other buttons."""
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._buttons.addStretch(1)
        for one in buttons:
            self._buttons.addWidget(one)
        self._buttons.addStretch(1)


def _centred(widget: QWidget) -> QBoxLayout:
    """A wrapped label takes its full width in the middle."""
    layout = QHBoxLayout()
    layout.addStretch(1)
    layout.addWidget(widget, 1000)
    layout.addStretch(1)
    return layout


class CardButton(QAbstractButton):
    """Base of cards that are one button: ground, hover, ring, Enter and Space; `paint_content` draws the
    rest.
    """

    def __init__(self, name: str, height: int, is_card: bool = True) -> None:
        super().__init__()
        self._is_card = is_card
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what stands on the card."""

    def content_width(self) -> int:
        """The least width at which everything is readable."""
        return 160

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(self.content_width(), self.height())

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return QSize(self.content_width(), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            is_hot = self.isEnabled() and (self.underMouse() or self.isDown())
            radius = paint.CARD_RADIUS if self._is_card else paint.RADIUS
            if self._is_card:
                paint.round_rect(painter, rect, radius, "hover" if is_hot else "surface", "hairline")
            elif is_hot:
                paint.round_rect(painter, rect, radius, "hover")
            self.paint_content(painter, rect)
            if self.hasFocus():
                paint.focus_ring(painter, rect, radius)


class ActionCard(CardButton):
    """A large button: icon, title, caption, key cap at the right."""

    def __init__(self, icon: str, words: str, note: str, key: str = "") -> None:
        super().__init__(f"{words}，{note}", 60)
        self._icon, self._words, self._note, self._key = icon, words, note, key

    def content_width(self) -> int:
        """The least width at which everything is readable."""
        widest = max(
            fonts.width(self._words, fonts.SECTION, fonts.SEMIBOLD), fonts.width(self._note, fonts.CAPTION)
        )
        return round(52 + widest + 16 + (paint.key_cap_width(self._key) + 12 if self._key else 0))

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what stands on the card."""
        icons.draw(painter, self._icon, 17, rect.height() / 2 - 11, 22, "accent")
        right = rect.right() - 16
        if self._key:
            right -= paint.key_cap_width(self._key)
            paint.paint_key_cap(painter, right, rect.height() / 2, self._key)
            right -= 12
        room = QRectF(52, 10, right - 52, 20)
        paint.text(painter, room, self._words, px=fonts.SECTION, weight=fonts.SEMIBOLD)
        paint.text(painter, room.translated(0, 20), self._note, "ink-2", fonts.CAPTION)


class NumberCard(CardButton):
    """A big number that opens its list: caption, number with unit, a note with glyph and tone."""

    def __init__(self, heading: str, number: str = "…", unit: str = "") -> None:
        super().__init__(heading, 92)
        self._heading = heading
        self.set_number(number, unit)

    def set_number(
        self, number: str, unit: str = "", note: str = "", tone: str = "quiet", icon: str = ""
    ) -> None:
        """Show a number; `…` until it is known, `—` where there is none."""
        self._number, self._unit = number, unit
        self._note, self._tone, self._icon = note, tone, icon
        self.setAccessibleName(f"{self._heading} {number} {unit} {note}".strip())
        self.update()

    def content_width(self) -> int:
        """The least width at which everything is readable."""
        number = (
            fonts.width(self._number, fonts.BIG, fonts.SEMIBOLD) + fonts.width(self._unit, fonts.CAPTION) + 5
        )
        note = fonts.width(self._note, fonts.CAPTION) + (18 if self._icon else 0)
        return round(max(number, note, fonts.width(self._heading, fonts.CAPTION))) + 33

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what stands on the card."""
        wide = rect.width() - 33
        paint.text(painter, QRectF(17, 10, wide, 18), self._heading, "ink-2", fonts.CAPTION)
        room = QRectF(17, 28, wide, 36)
        taken = paint.text(painter, room, self._number, px=fonts.BIG, weight=fonts.SEMIBOLD)
        unit = QRectF(17 + taken + 5, 34, wide - taken - 5, 30)
        paint.text(painter, unit, self._unit, "ink-2", fonts.CAPTION)
        left = 17.0
        if self._icon:
            icons.draw(painter, self._icon, left, 65, 13, self._tone)
            left += 18
        paint.text(painter, QRectF(left, 62, wide, 20), self._note, self._tone, fonts.CAPTION)


class CountRow(CardButton):
    """A line of a to-do list: glyph, label with caption, count, chevron. At zero it rests in grey."""

    def __init__(self, icon: str, tone: str, words: str, note: str = "", is_alarming: bool = False) -> None:
        """`is_alarming`: the count itself takes the tone, as for 已逾期."""
        super().__init__(words, 46, is_card=False)
        self._icon, self._tone, self._words, self._alarming = icon, tone, words, is_alarming
        self.set_count(None, note)

    def set_count(self, count: int | None, note: str = "") -> None:
        """Show the count; None hides it (not known, or no file is open)."""
        self._count, self._note = count, note
        self.setAccessibleName(f"{self._words} {'' if count is None else count} {note}".strip())
        self.update()

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what stands on the card."""
        middle = rect.height() / 2
        is_zero = not self._count
        icons.draw(painter, self._icon, 8, middle - 9, 18, "ink-3" if is_zero else self._tone)
        room = QRectF(38, 4 if self._note else middle - 10, rect.width() - 110, 20)
        paint.text(painter, room, self._words)
        if self._note:
            paint.text(painter, QRectF(38, 23, room.width(), 18), self._note, "ink-2", fonts.CAPTION)
        right = rect.right() - 8
        icons.draw(painter, "chevron-right", right - 14, middle - 8, 16, "ink-2")
        if self._count is not None:
            token = "ink-2" if is_zero else (self._tone if self._alarming else "ink")
            px, weight = (fonts.BASE, fonts.REGULAR) if is_zero else (fonts.VALUE, fonts.SEMIBOLD)
            counted = QRectF(right - 90, 0, 66, rect.height())
            paint.text(painter, counted, f"{self._count:,}", token, px, weight, paint.RIGHT)
