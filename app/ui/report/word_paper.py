"""A Word text laid out anew on A4. Its pages are ours, so evidence names the heading above, not the page."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QPainter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextLine,
    QTextOption,
    QTextTable,
)

from app.services.reading.places import paragraph_of, word_cell_of
from app.ui import fonts
from app.ui.report.paper import Paper, Span
from app.ui.tokens import LIGHT

_SIZE = QSizeF(595, 842)
_MARGIN = 50
_HEADING = 24
# Paper is white in both themes, so its words are dark in both.
_STYLE = (
    f"* {{color: {LIGHT['ink']}}} p {{margin: 3px 0 3px 0}} "
    f"table {{border-collapse: collapse; border: 1px solid {LIGHT['ink-3']}}} "
    "h1 {font-size: 17px} h2 {font-size: 15px} h3, h4 {font-size: 14px}"
)


class _Bare(QTextDocument):
    """A document that never fetches anything."""

    def loadResource(self, kind: int, name: object) -> object:
        """Nothing is ever loaded."""
        return None


class WordPaper(Paper):
    """A text of headings, paragraphs and tables on pages."""

    def __init__(self, html: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document = _Bare(self)
        font = fonts.font(11)
        document.setDefaultFont(font)
        document.setDefaultStyleSheet(_STYLE)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setDocumentMargin(_MARGIN)
        document.setHtml(html)
        document.setPageSize(_SIZE)
        self.sizes = [QSizeF(_SIZE)] * document.pageCount()
        self._starts: list[int] = []  # the place of the first sign of each page in the whole text
        self._headings: list[tuple[int, str]] = []
        self._tables: list[QTextTable] = []
        self._find_tables(document.rootFrame())
        self._paragraphs: list[int] = []  # where those outside of tables begin
        self._text = "".join(self._walk())

    def _find_tables(self, frame: QTextFrame) -> None:
        """Count the tables as the reader of reports does: nested ones after the one that holds them."""
        for child in frame.childFrames():
            if isinstance(child, QTextTable):
                self._tables.append(child)
            self._find_tables(child)

    def _walk(self) -> list[str]:
        layout = self._document.documentLayout()
        block: QTextBlock = self._document.begin()
        texts: list[str] = []
        while block.isValid():
            page = int(layout.blockBoundingRect(block).top() // _SIZE.height())
            while len(self._starts) <= min(page, len(self.sizes) - 1):
                self._starts.append(block.position())
            if block.blockFormat().headingLevel():
                self._headings.append((block.position(), block.text().strip()[:_HEADING]))
            if block.text().strip() and QTextCursor(block).currentTable() is None:
                self._paragraphs.append(block.position())
            # Blocks of cells and of the tables themselves lie without a gap, each with one sign at its end.
            texts.append(block.text() + "\n")
            block = block.next()
        self._starts += [sum(map(len, texts))] * (len(self.sizes) - len(self._starts))
        return texts

    def _end(self, page: int) -> int:
        return self._starts[page + 1] if page + 1 < len(self._starts) else len(self._text)

    def text(self, page: int) -> str:
        """The text of a page."""
        return self._text[self._starts[page] : self._end(page)]

    def boxes(self, page: int, span: Span) -> list[QRectF]:
        """Where the signs of a span stand."""
        first = self._starts[page] + span[0]
        last = first + span[1]
        layout, found = self._document.documentLayout(), []
        block = self._document.findBlock(first)
        while block.isValid() and block.position() < last:
            place = layout.blockBoundingRect(block).topLeft() - QPointF(0, page * _SIZE.height())
            lines = block.layout()
            for number in range(lines.lineCount()):
                line = lines.lineAt(number)
                start = max(line.textStart(), first - block.position())
                end = min(line.textStart() + line.textLength(), last - block.position())
                if start < end:
                    left, right = _x(line, start), _x(line, end)
                    rect = QRectF(left, line.y(), right - left, line.height())
                    found.append(rect.translated(place))
            block = block.next()
        return found

    def span(self, page: int, first: QPointF, last: QPointF) -> Span:
        """The signs between two places."""
        layout, down = self._document.documentLayout(), QPointF(0, page * _SIZE.height())
        places = sorted(layout.hitTest(place + down, Qt.HitTestAccuracy.FuzzyHit) for place in (first, last))
        start = max(places[0], self._starts[page])
        end = min(places[1], self._end(page))
        return (start - self._starts[page], end - start) if end > start else (0, 0)

    def name(self, page: int) -> str:
        """The last heading on or before the page."""
        at = bisect_right([place for place, _ in self._headings], self._end(page) - 1)
        return self._headings[at - 1][1] if at else ""

    def page_of(self, name: str) -> int:
        """The page on which that heading stands."""
        place = next((place for place, text in self._headings if text == name), -1)
        return bisect_right(self._starts, place) - 1 if place >= 0 else -1

    def found(self, spot: str) -> tuple[int, QRectF] | None:
        """The cell of a table, or the paragraph, that the reader of reports has named."""
        cell, number = word_cell_of(spot), paragraph_of(spot)
        if cell is not None and cell.table <= len(self._tables):
            place = self._tables[cell.table - 1].cellAt(cell.row - 1, cell.column - 1)
            if place.isValid():
                return self._round(
                    place.firstCursorPosition().position(), place.lastCursorPosition().position()
                )
        elif 0 < number <= len(self._paragraphs):
            block = self._document.findBlock(self._paragraphs[number - 1])
            return self._round(block.position(), block.position() + block.length() - 1)
        return None

    def _round(self, first: int, last: int) -> tuple[int, QRectF] | None:
        """Page of a part of the text and the rectangle round it; an empty cell has a narrow one."""
        page = bisect_right(self._starts, first) - 1
        boxes = self.boxes(page, (first - self._starts[page], max(1, last - first)))
        whole = QRectF()
        for box in boxes:
            whole = whole.united(box)
        if whole.isEmpty():
            block = self._document.findBlock(first)
            down = QPointF(0, page * _SIZE.height())
            whole = self._document.documentLayout().blockBoundingRect(block).translated(-down)
        return page, whole

    def paint(self, painter: QPainter, page: int, target: QRectF) -> None:
        """Paint the part of the text that stands on a page."""
        painter.save()
        painter.translate(target.topLeft())
        painter.scale(target.width() / _SIZE.width(), target.height() / _SIZE.height())
        top = page * _SIZE.height()
        painter.translate(0, -top)
        self._document.drawContents(painter, QRectF(0, top, _SIZE.width(), _SIZE.height()))
        painter.restore()


def _x(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)
    return float(found[0] if isinstance(found, tuple) else found)
