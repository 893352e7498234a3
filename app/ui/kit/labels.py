"""What is only read: labels, chips, key caps, avatars, icons, rings and bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.looks import look
from app.ui.theme import theme

# What a character of the name's owner looks like in an avatar of 24 pixels.
_AVATAR_LETTER = 0.46


class Label(QLabel):
    """A text in one of the sheet's roles: title, section, strong, caption, muted, value, big; maybe in a
    tone.
    """

    def __init__(self, words: str = "", role: str = "", tone: str = "", wrap: bool = False) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("role", role)
        self.setProperty("tone", tone)

    def set_tone(self, tone: str) -> None:
        """Change the tone ("" for the role's own colour)."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


def title(words: str) -> Label:
    """The name of a page."""
    return Label(words, "title")


def section(words: str) -> Label:
    """The name of a card or part."""
    return Label(words, "section")


def caption(words: str = "", wrap: bool = False) -> Label:
    """A small explaining text."""
    return Label(words, "caption", wrap=wrap)


class ElidedLabel(Label):
    """A line that is cut with `…` where it does not fit, and then shows itself whole as tooltip."""

    def __init__(
        self,
        words: str = "",
        role: str = "",
        tone: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        minimum: int = 40,
    ) -> None:
        super().__init__(words, role, tone)
        self._mode = mode
        self._minimum = minimum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def is_cut(self) -> bool:
        """Whether the text is shown shortened."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.width()

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        whole = super().minimumSizeHint()
        return QSize(min(self._minimum, whole.width()), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.is_cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            painter.setFont(self.font())
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
            painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)


class Painted(QWidget):
    """Base of small painted things: a fixed size that follows what they show, and a name for screen
    readers.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)

    def fit(self, width: float, height: float) -> None:
        """Take a new fixed size and paint again."""
        self.setFixedSize(round(width), round(height))
        self.update()


class Icon(Painted):
    """An icon in a token's colour."""

    def __init__(self, name: str, token: str = "ink-2", size: int = 16) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.fit(size, size)

    def set_icon(self, name: str, token: str = "") -> None:
        """Show another drawing, maybe in another colour."""
        self._name = name
        self._token = token or self._token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._name:
            with QPainter(self) as painter:
                icons.draw(painter, self._name, 0, 0, self._size, self._token)


class Mark(Painted):
    """The product mark: the leaf on accent ground."""

    def __init__(self, size: int = 24) -> None:
        super().__init__()
        self.fit(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            icons.draw_mark(painter, QRectF(self.rect()))


class Chip(Painted):
    """A state as glyph + word + tone; tone and glyph follow the word unless given."""

    def __init__(self, words: str, tone: str = "", glyph: str | None = None, outline: bool = False) -> None:
        super().__init__()
        self._outline = outline
        self.set_state(words, tone, glyph)

    def set_state(self, words: str, tone: str = "", glyph: str | None = None) -> None:
        """Show another state. Words may end in a count: `严重 1` looks like `严重`."""
        known = look(words.rsplit(" ", 1)[0] if words[-1:].isdigit() else words)
        self.words = words
        self.tone = tone or known.tone
        self._glyph = "" if self._outline else (known.icon if glyph is None else glyph)
        self.setAccessibleName(words)
        self.fit(paint.chip_width(words, self._glyph), paint.CHIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        middle = self.height() / 2
        with QPainter(self) as painter:
            paint.paint_chip(painter, 0, middle, self.words, self.tone, self._glyph, outline=self._outline)


class KeyCap(Painted):
    """The name of a key that works here and now."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.fit(paint.key_cap_width(words), paint.KEY_CAP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint.paint_key_cap(painter, 0, self.height() / 2, self._words)


class Avatar(Painted):
    """The first character of a person's name in a disc."""

    def __init__(self, name: str = "", size: int = 24, tone: str = "accent") -> None:
        super().__init__()
        self._tone = tone
        self.fit(size, size)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show another person."""
        self._letter = name[:1]
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint_avatar(painter, QRectF(self.rect()), self._letter, self._tone)


def paint_avatar(painter: QPainter, rect: QRectF, letter: str, tone: str = "accent") -> None:
    """The disc of an avatar, for widgets and delegates."""
    paint.round_rect(painter, rect, rect.height() / 2, theme.ground(tone))
    px = round(rect.height() * _AVATAR_LETTER)
    paint.text(painter, rect, letter, tone, px, fonts.SEMIBOLD, paint.CENTER)


class ProgressRing(Painted):
    """A ring that shows which share is done; full, it becomes a check."""

    def __init__(self, done: int = 0, total: int = 0, size: int = 18) -> None:
        super().__init__()
        self.fit(size, size)
        self.set_progress(done, total)

    def set_progress(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        self._share = done / total if total else 0.0
        self.setAccessibleName(f"{done} / {total}")
        self.setToolTip(f"已完成 {done} / {total}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            if self._share >= 1:
                icons.draw(painter, "circle-check", 0, 0, self.width(), "good")
                return
            centre = QPointF(self.width() / 2, self.height() / 2)
            paint.paint_ring(painter, centre, self.width() / 2 - 1.5, self._share)


class Bar(QWidget):
    """A progress bar of a few pixels; as wide as its place, or `width`."""

    def __init__(self, width: int = 0, height: int = 4, token: str = "accent") -> None:
        super().__init__()
        self._share, self._token = 0.0, token
        self.setFixedHeight(height)
        if width:
            self.setFixedWidth(width)
        else:
            self.setMinimumWidth(40)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: float, total: float, token: str = "") -> None:
        """Fill `done` of `total`."""
        self._share = done / total if total else 0.0
        self._token = token or self._token
        self.setAccessibleName(f"{self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(120, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint.paint_bar(painter, QRectF(self.rect()), self._share, self._token)


class Skeleton(QWidget):
    """Quiet bars in place of rows while they are being read; nothing moves."""

    def __init__(self, rows: int = 8, row_height: int = 32) -> None:
        super().__init__()
        self._rows, self._row_height = rows, row_height
        self.setAccessibleName("正在读取")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(240, self._rows * self._row_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint_skeleton(painter, QRectF(self.rect()), self._rows, self._row_height)


def paint_skeleton(painter: QPainter, rect: QRectF, rows: int = 8, row_height: float = 32) -> None:
    """The quiet bars, for widgets and views."""
    color: QColor = theme.color("quiet-tint")
    for number in range(min(rows, int(rect.height() // row_height))):
        length = (rect.width() - 48) * (0.5 + 0.35 * ((number * 5) % 7) / 7)
        top = rect.y() + number * row_height + (row_height - 12) / 2
        paint.round_rect(painter, QRectF(rect.x() + 24, top, max(length, 24), 12), 4, color)


def show_cut_text(event: QEvent, widget: QWidget, words: str) -> None:
    """Show the full text of something painted short, as the answer to a QEvent.ToolTip."""
    if isinstance(event, QHelpEvent):
        QToolTip.showText(event.globalPos(), words, widget)
