"""Buttons. All paint themselves, so that icon, word, key cap and ring sit alike in both themes.

A click with the mouse does not move the focus (`Qt.TabFocus`); Enter and Space press the focused button.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.kit.labels import paint_avatar
from app.ui.looks import look
from app.ui.tokens import ground_of

_GAP = 6  # between icon and word
_KEY_GAP = 8  # between word and key cap
_CHEVRON = 14


class _Style(NamedTuple):
    """Tokens of one kind of button at rest; "" paints nothing."""

    fill: str
    border: str
    text: str
    icon: str
    hover_fill: str
    pressed_fill: str
    pad: int = 13
    px: int = fonts.BASE
    weight: int = fonts.REGULAR
    icon_size: int = 16


_STYLES = {
    "plain": _Style("surface", "border", "ink", "ink-2", "hover", "pressed"),
    "primary": _Style(
        "accent",
        "",
        "on-accent",
        "on-accent",
        "accent-hover",
        "accent-pressed",
        weight=fonts.SEMIBOLD,
    ),
    "ghost": _Style("", "", "ink", "ink-2", "veil", "pressed"),
    "quiet": _Style("", "", "ink-2", "ink-2", "veil", "pressed", pad=8),
    "bar": _Style("", "", "ink", "ink-2", "veil", "pressed", pad=8),
    "link": _Style("", "", "accent", "accent", "", "", pad=2, icon_size=14),
    "add": _Style("", "border", "ink-2", "ink-2", "veil", "pressed", pad=9, px=12, icon_size=14),
    "toggle": _Style("surface", "border", "ink", "ink-2", "hover", "pressed", pad=12, icon_size=14),
    "choice": _Style("surface", "border", "ink", "ink-2", "hover", "pressed"),
    "fold": _Style("", "", "ink-2", "ink-2", "", "", pad=2, px=12, icon_size=14),
    "status": _Style("", "", "ink-2", "ink-2", "veil", "pressed", pad=4, px=12, icon_size=14),
}
_HEIGHTS = {"link": 24, "fold": 22, "add": 28, "toggle": 28, "status": 22}


class Button(QPushButton):
    """A button of one of the kinds; see `button` for the arguments."""

    def __init__(self, words: str = "", kind: str = "plain", icon: str = "", key: str = "") -> None:
        super().__init__()
        self._words, self._icon, self._key = "", icon, key
        self._style = _STYLES[kind]
        self._tone = ""
        self._icon_tone = ""
        self._avatar = ""
        self._limit = 0
        self.kind = kind
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if kind in ("toggle", "choice"):
            self.setCheckable(True)
        if kind == "toggle":
            self.toggled.connect(self.updateGeometry)  # the check mark takes room
        self.set_words(words)

    @property
    def words(self) -> str:
        """What stands on the button."""
        return self._words

    def set_words(self, words: str) -> None:
        """Change what stands on the button; an `&` is only a character."""
        self._words = words
        self.setText(words.replace("&", "&&"))
        if self._limit:
            self.set_limit(self._limit)
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Change the icon ("" for none)."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Change the key cap ("" for none)."""
        self._key = key
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """The tone of a chosen `choice`, or of the word on a `status` or `link` button."""
        self._tone = tone
        self.update()

    def set_icon_tone(self, tone: str) -> None:
        """The tone of the icon alone."""
        self._icon_tone = tone
        self.update()

    def set_avatar(self, letter: str) -> None:
        """Show a person's disc in place of an icon."""
        self._avatar = letter[:1]
        self.updateGeometry()
        self.update()

    def set_limit(self, pixels: int) -> None:
        """How wide the word may be; a longer one is cut with `…` and shown whole as tooltip."""
        self._limit = pixels
        self.setToolTip(self._words if self._word_width() < self._full_width() else "")
        self.updateGeometry()
        self.update()

    def stretch(self) -> Button:
        """Fill the width of the place; word and icon stay in the middle."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self

    def _content_width(self) -> float:
        width = 0.0
        glyph = self._glyph_size()
        if glyph:
            width += glyph
        if self._words:
            width += self._word_width() + (_GAP if glyph else 0)
        if self._key:
            width += _KEY_GAP + paint.key_cap_width(self._key)
        if self._has_chevron():
            width += 4 + _CHEVRON if self._words else 0
        return width

    def _full_width(self) -> float:
        # The bold width, so that nothing moves when a choice is made.
        weight = fonts.SEMIBOLD if self.isCheckable() else self._style.weight
        return fonts.width(self._words, self._style.px, weight)

    def _word_width(self) -> float:
        full = self._full_width()
        return min(full, self._limit) if self._limit else full

    def _glyph_size(self) -> int:
        if self._avatar:
            return 24
        return self._icon_size() if self._shown_icon() else 0

    def _icon_size(self) -> int:
        return self._style.icon_size if self._words else 18

    def _shown_icon(self) -> str:
        if self.kind == "toggle" and self.isChecked():
            return "check"
        return self._icon

    def _has_chevron(self) -> bool:
        return self.menu() is not None and bool(self._words)

    def _tokens(self) -> tuple[str, str, str, str]:
        """Fill, border, word and icon of the present state."""
        style = self._style
        fill, border, words, icon = style.fill, style.border, style.text, style.icon
        if not self.isEnabled():
            if self.kind == "primary":
                # Its word says what is missing, so it must be readable.
                return "quiet-tint", "", "ink-2", "ink-3"
            return ("window" if fill else ""), ("hairline" if border else ""), "ink-3", "ink-3"
        if self._tone and self.kind in ("status", "link"):
            words = icon = self._tone
        if self.isChecked():
            tone = self._tone or "accent"
            ground = ground_of(tone)
            if self.kind in ("toggle", "choice"):
                return ground, tone, tone, tone
            fill, icon = ground, tone
        elif self.isDown() or (self.menu() is not None and self.menu().isVisible()):
            fill = style.pressed_fill or fill
        elif self.underMouse():
            fill = style.hover_fill or fill
            if self.kind == "link":
                words = "accent-hover" if words == "accent" else words
        return fill, border, words, self._icon_tone or icon

    def _paint_content(self, painter: QPainter, rect: QRectF, words: str, icon: str) -> None:
        style, middle = self._style, rect.height() / 2
        weight = fonts.SEMIBOLD if self.isCheckable() and self.isChecked() else style.weight
        inner = rect.width() - 2 * style.pad
        if not self._words and not self._key and not self._avatar:
            size = self._icon_size()
            left = (rect.width() - size) / 2
            icons.draw(painter, self._shown_icon(), left, middle - size / 2, size, icon)
            return
        free = inner - self._content_width()
        left = style.pad + (free / 2 if free > 0 else 0)
        if self._avatar:
            disc = QRectF(left, middle - 12, 24, 24)
            paint_avatar(painter, disc, self._avatar)
            left += 24 + _GAP
        elif self._shown_icon():
            size = self._icon_size()
            icons.draw(painter, self._shown_icon(), left, middle - size / 2, size, icon)
            left += size + (_GAP if self._words else 0)
        if self._words:
            room = QRectF(left, 0, self._word_width(), rect.height())
            wide = paint.text(painter, room, self._words, words, style.px, weight)
            if self.kind == "link" and self.underMouse() and self.isEnabled():
                paint.line(painter, left, left + wide, round(middle + style.px * 0.6), words)
            left += wide
        if self._key:
            cap = icon if self.isChecked() else "ink-2"
            paint.paint_key_cap(painter, left + _KEY_GAP, middle, self._key, cap)
        if self._has_chevron():
            icons.draw(painter, "chevron-down", left + 4, middle - _CHEVRON / 2 + 1, _CHEVRON, icon)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        height = _HEIGHTS.get(self.kind, 30)
        if not self._words and not self._key and not self._avatar:
            return QSize(height, height)
        return QSize(round(self._content_width() + 2 * self._style.pad), height)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            fill, border, words, icon = self._tokens()
            if fill or border:
                pen = Qt.PenStyle.DashLine if self.kind == "add" else Qt.PenStyle.SolidLine
                paint.round_rect(painter, rect, paint.RADIUS, fill or None, border or None, style=pen)
            self._paint_content(painter, rect, words, icon)
            if self.hasFocus():
                paint.focus_ring(painter, rect, token="ink" if self.kind == "primary" else "accent")


def button(words: str, kind: str = "plain", icon: str = "", key: str = "", tip: str = "") -> Button:
    """A button with a word.

    Kinds: `plain` (outline), `primary` (one per surface), `ghost`, `quiet` (ghost in ink-2),
    `bar` (ghost with less padding), `link`, `add` (dashed),
    `toggle` (a filter that is on or off), `choice` (one of several answers, in a tone),
    `fold` (opens and closes what is below), `status` (status bar).
    `key` shows a key cap; `tip` a tooltip.
    """
    made = Button(words, kind, icon, key)
    if tip:
        made.setToolTip(tip)
    return made


def link(words: str, icon: str = "") -> Button:
    """A link."""
    return Button(words, "link", icon)


def icon_button(icon: str, name: str, key: str = "", kind: str = "quiet") -> Button:
    """A button without a word: its name is the tooltip (with the key) and what screen readers say."""
    made = Button("", kind, icon)
    made.setAccessibleName(name)
    made.setToolTip(f"{name}  {key}".strip())
    return made


def choice(words: str, key: str = "", tone: str = "", icon: str | None = None) -> Button:
    """One of several answers; chosen, it takes the tone of its word (是 good, 否 bad, 严重 bad ...)."""
    known = look(words)
    made = Button(words, "choice", known.icon if icon is None else icon, key)
    made.set_tone(tone or known.tone)
    return made
