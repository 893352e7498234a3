"""What the viewer needs of a file: pages with a size, maybe text with places, and a way to paint them.

Lengths on a page are in points from its top left corner; a span is the first sign and the number of signs in
the text of its page.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, Qt

_BYTES_LIMIT_MEGABYTES = 512
_LONGEST_SIDE = 2600
_WORDS_LIMIT = 4000
_LINE_SHARE = 0.6

Span = tuple[int, int]


class Paper(QObject):
    """Pages. `drawn` comes when one can be painted better than before."""

    drawn = Signal()
    resized = Signal()  # sizes that were guessed at first are known now, and some are others
    slow = Signal(int)  # this page takes long to draw

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sizes: list[QSizeF] = []
        self.has_margins = True  # whether white may be cut off at the sides

    def text(self, page: int) -> str:
        """The text of a page, as the spans count it."""
        return ""

    def boxes(self, page: int, span: Span) -> list[QRectF]:
        """Where the signs of a span stand, line by line."""
        return []

    def span(self, page: int, first: QPointF, last: QPointF) -> Span:
        """The signs between two places; no sign where there is no text."""
        return 0, 0

    def name(self, page: int) -> str:
        """How evidence calls a page."""
        return str(page + 1)

    def page_of(self, name: str) -> int:
        """The page that evidence calls so, or -1."""
        number = int(name) - 1 if name.isdecimal() and len(name) < 6 else -1
        return number if 0 <= number < len(self.sizes) else -1

    def found(self, spot: str) -> tuple[int, QRectF] | None:
        """Page and rectangle of a place that has a name of its own, such as a cell of a table in Word."""
        return None

    def want(self, pages: list[int], scale: float) -> None:
        """These pages are seen, at so many screen pixels per point."""

    def paint(self, painter: QPainter, page: int, target: QRectF) -> None:
        """Paint a whole page into a rectangle."""

    def settle(self) -> None:
        """Know all sizes, before one goes to a place far down."""

    def close(self) -> None:
        """Let go of the file and be gone."""
        self.deleteLater()

    def words(self, page: int, span: Span) -> str:
        """The signs of a span on one line."""
        return " ".join(self.text(page)[span[0] : span[0] + span[1]].split())

    def words_in(self, page: int, rect: QRectF) -> str:
        """The words inside a rectangle, line after line."""
        start, length = self.span(page, rect.topLeft(), rect.bottomRight())
        text, kept, bottom = self.text(page), [], None
        for place in range(start, min(start + length, start + _WORDS_LIMIT)):
            sign = text[place : place + 1]
            boxes = [] if sign.isspace() else self.boxes(page, (place, 1))
            if sign.isspace():
                kept.append(" ")
            elif boxes and rect.contains(boxes[0].center()):
                if bottom is not None and boxes[0].top() > bottom - boxes[0].height() * (1 - _LINE_SHARE):
                    kept.append(" ")
                kept.append(sign)
                bottom = boxes[0].bottom()
        return " ".join("".join(kept).split())


def read_photo(data: bytes) -> QImage:
    """A photo, turned as the camera says, no larger than a screen needs. Empty where it is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    reader.setAllocationLimit(_BYTES_LIMIT_MEGABYTES)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LONGEST_SIDE:
        square = size.scaled(_LONGEST_SIDE, _LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(square)
    return reader.read()


class PhotoPaper(Paper):
    """One picture on one page."""

    def __init__(self, image: QImage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.has_margins = False
        self._image = image
        scale = 595 / max(1, image.width())
        self.sizes = [QSizeF(595, image.height() * scale)]

    def name(self, page: int) -> str:
        """A photo has no pages."""
        return ""

    def page_of(self, name: str) -> int:
        """Its only page."""
        return 0

    def paint(self, painter: QPainter, page: int, target: QRectF) -> None:
        """Paint it."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
