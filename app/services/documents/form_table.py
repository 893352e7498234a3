"""A table of an official form: cells over several columns, level labels merged downwards, cut at page edges.

Where a page ends, a merged label is cut and printed again on the next with （续）, the head row is repeated,
and a row that is higher than the room left is split by lines: every page has its whole grid and is full.
The table follows the wrap-split-draw way of reportlab's flowables, but uses neither its `Table`, whose spans
cannot cross a page, nor its `Paragraph`, whose markup would eat `<` and `&`. `pdf_pages.py` makes the pages.

All measures are points. Rows and columns are counted from 0; `last` is the last column that a cell covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from app.services.documents.drawing import Box, Filling, Grid, SetLine, Style, draw_lines
from app.services.documents.zh_text import Line, break_lines, label_lines, vertical_lines

CONTINUED = "（续）"
# A label or a head row higher than this is not repeated but set once, as ordinary text that may be split.
_TALLEST_LABEL = 160.0
_TALLEST_HEAD = 120.0
# A row is split only where so many lines would stay empty; on either side two lines stand together.
_LINES_WORTH_A_CUT = 5
_LINES_TOGETHER = 2
# Cells wider than this have twice the padding; those of at least this many characters hold whole ones.
_BROAD_CELL = 120.0
_FEWEST_WHOLE = 4
# The second of two centred lines is not left with fewer characters than this.
_SHORTEST_SECOND = 2
_SLACK = 1e-6


class Setting(Enum):
    """How the text of a cell is set."""

    PROSE = auto()  # centred if it is one line, else lines from the left, filled to the right edge
    VALUE = auto()  # the same, but two lines are centred, too
    LABEL = auto()  # centred, broken between words
    NUMBER = auto()  # centred, smaller if it would not go into one line
    DOWN = auto()  # one character in a line where the height allows, else as LABEL


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, over the columns `first` to `last`."""

    text: str
    first: int
    last: int
    setting: Setting = Setting.PROSE


@dataclass(frozen=True, slots=True)
class Level:
    """A label merged over the rows `start` to `stop` - 1, and over the head if it stands beside that."""

    cell: Cell
    start: int
    stop: int
    beside_head: bool = False
    continued: bool = False
    # Its depth among the bookmarks of the file; None for none.
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class _Laid:
    """A cell with its lines. `cut`: its text goes on over the page edge, so the lines stand at the top."""

    cell: Cell
    lines: tuple[SetLine, ...]
    cut: bool = False


_Row = tuple[_Laid, ...]


class FormTable:
    """A table on a grid of columns. `height` is what it needs; `split` cuts it; `draw` draws it."""

    def __init__(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[Cell]],
        style: Style,
        *,
        head: Sequence[Cell] = (),
        levels: Sequence[Level] = (),
    ) -> None:
        """`rows` hold the cells that belong to one row; the cells of merged labels come as `levels`."""
        self._style = style
        self._edges = [sum(widths[:column]) for column in range(len(widths) + 1)]
        self._known_labels: dict[tuple[Cell, bool], list[_Laid]] = {}
        rows, levels = list(rows), list(levels)
        self._head: _Row = tuple(map(self._laid, head))
        if self._row_height(self._head) > _TALLEST_HEAD:
            rows.insert(0, head)
            levels = [
                replace(level, start=0 if level.beside_head else level.start + 1, stop=level.stop + 1)
                for level in levels
            ]
            self._head = ()
        self._levels: list[Level] = []
        for level in levels:
            self._add_level(level, rows)
        self._rows: list[_Row] = [tuple(map(self._laid, row)) for row in rows]
        self._make_labels_alike()
        self._heights = self._fitted_heights(self._rows, self._levels)

    @property
    def width(self) -> float:
        """The width of the grid."""
        return self._edges[-1]

    @property
    def height(self) -> float:
        """The height of the whole table."""
        return self._head_height + sum(self._heights)

    def split(self, available: float, *, force: bool = False) -> list[FormTable]:
        """Two tables of which the first is not higher than `available`; none if that is not worth it.

        `force`: there is a whole page and no better place, so something has to be put on it.
        """
        count = self._fitting_rows(available)
        covered = max((level.stop for level in self._levels if level.beside_head), default=len(self._rows))
        if covered <= count:
            # A total row alone on the next page would stand under a head without its column: a row, or the
            # end of a high one, goes with it.
            whole = self._part(self._rows[:covered], 0, covered).height
            parts = self._cut_after(covered - 1, whole - _LINES_TOGETHER * self._style.leading, force)
            count = covered - 1
        else:
            parts = self._cut_after(count, available, force)
        if parts:
            return parts
        if count == 0 and force:
            count = 1
        if count in (0, len(self._rows)):
            return []
        return [self._part(self._rows[:count], 0, count), self._part(self._rows[count:], count)]

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw on a reportlab canvas with the left upper corner at (x, top)."""
        grid = Grid()
        boxes = sorted(self._boxes(x, top), key=lambda placed: (-placed[1].top, placed[1].left))
        for _, box in boxes:
            grid.add(box)
        grid.draw(canvas, self._style.rule)
        draw_lines(
            canvas,
            self._style,
            [Filling(laid.lines, box, self._indent(laid.cell), laid.cut) for laid, box in boxes],
        )

    @property
    def marks(self) -> list[tuple[float, str, int]]:
        """The bookmarks: how far down, the name, the depth."""
        starts = [self._head_height]
        for height in self._heights:
            starts.append(starts[-1] + height)
        return [
            (0.0 if level.beside_head else starts[level.start], level.cell.text, level.mark)
            for level in self._levels
            if level.mark is not None and not level.continued
        ]

    # Laying out

    @property
    def _head_height(self) -> float:
        return self._row_height(self._head)

    def _room(self, cell: Cell) -> float:
        """The width a line of the cell may have: whole characters, so that full lines end at one edge."""
        width = self._edges[cell.last + 1] - self._edges[cell.first]
        room = width - (2 if width < _BROAD_CELL else 4) * self._style.pad_x
        if cell.setting not in (Setting.PROSE, Setting.VALUE) or room < _FEWEST_WHOLE * self._style.size:
            return room
        return room // self._style.size * self._style.size

    def _indent(self, cell: Cell) -> float:
        """How far its lines stand from the left edge of the cell."""
        return (self._edges[cell.last + 1] - self._edges[cell.first] - self._room(cell)) / 2

    def _laid(self, cell: Cell) -> _Laid:
        style, room = self._style, self._room(cell)
        if cell.setting is Setting.NUMBER and "\n" not in cell.text:
            em = style.face.width(cell.text, 1)
            size = min(style.size, room / em) if em else style.size
            if size >= style.smallest:
                return _Laid(cell, (SetLine.centred(Line(cell.text, em * size, ends=True), size),))
        measure = style.measure(style.size)
        if cell.setting in (Setting.LABEL, Setting.DOWN):
            return _Laid(cell, _centred(label_lines(cell.text, room, measure), style))
        lines = break_lines(cell.text, room, measure)
        if cell.setting is Setting.VALUE and len(lines) == 2:
            if lines[1].width < _SHORTEST_SECOND * style.size:
                lines = label_lines(cell.text, room, measure)
            return _Laid(cell, _centred(lines, style))
        if len(lines) == 1 or cell.setting is Setting.NUMBER:
            return _Laid(cell, _centred(lines, style))
        return _Laid(cell, tuple(SetLine.filled(line, style.size, room) for line in lines))

    def _labels(self, level: Level) -> list[_Laid]:
        """The ways to set a label, the one that is liked best first."""
        key = level.cell, level.continued
        if key not in self._known_labels:
            self._known_labels[key] = self._label_ways(level)
        return self._known_labels[key]

    def _label_ways(self, level: Level) -> list[_Laid]:
        ways = [self._laid(level.cell)]
        if level.cell.setting is Setting.DOWN:
            measure = self._style.measure(self._style.size)
            down = vertical_lines(level.cell.text, self._room(level.cell), measure)
            ways.insert(0, _Laid(level.cell, _centred(down, self._style)))
        if level.continued:
            mark = self._mark(self._room(level.cell))
            ways = [replace(way, lines=(*way.lines, mark)) for way in ways]
        return ways

    def _mark(self, room: float) -> SetLine:
        """（续）, as large as the column allows."""
        em = self._style.face.width(CONTINUED, 1)
        size = min(self._style.size, room / em)
        return SetLine.centred(Line(CONTINUED, em * size, ends=True), size)

    def _add_level(self, level: Level, rows: list[Sequence[Cell]]) -> None:
        if min(map(self._height, self._labels(replace(level, continued=True)))) <= _TALLEST_LABEL:
            self._levels.append(level)
            return
        cell = replace(level.cell, setting=Setting.PROSE)
        rows[level.start] = (cell, *rows[level.start])
        blank = replace(cell, text="")
        if level.beside_head and self._head:
            self._head = (self._laid(blank), *self._head)
        if level.stop > level.start + 1:
            self._levels.append(Level(blank, level.start + 1, level.stop))

    def _make_labels_alike(self) -> None:
        """In each column either all labels are set downwards or none is."""
        others = [level for level in self._levels if level.cell.setting is not Setting.DOWN]
        heights = self._fitted_heights(self._rows, others)
        crossways = set()
        for level in self._levels:
            have = sum(heights[level.start : level.stop]) + self._head_height * level.beside_head
            if self._height(self._labels(level)[0]) > have + self._style.leading + _SLACK:
                crossways.add(level.cell.first)
        self._levels = [
            replace(level, cell=replace(level.cell, setting=Setting.LABEL))
            if level.cell.first in crossways and level.cell.setting is Setting.DOWN
            else level
            for level in self._levels
        ]

    def _height(self, laid: _Laid) -> float:
        return len(laid.lines) * self._style.leading + 2 * self._style.pad_y

    def _row_height(self, row: _Row) -> float:
        return max(map(self._height, row), default=0.0)

    def _fitted_heights(self, rows: Sequence[_Row], levels: Sequence[Level]) -> list[float]:
        """The heights of the rows, enlarged evenly where a label needs more than its rows have."""
        heights = [self._row_height(row) for row in rows]
        for level in sorted(levels, key=lambda level: (level.stop - level.start, -level.cell.first)):
            have = sum(heights[level.start : level.stop]) + self._head_height * level.beside_head
            need, *others = map(self._height, self._labels(level))
            if need > have + self._style.leading:
                need = min([need, *others])
            for row in range(level.start, level.stop):
                heights[row] += max(need - have, 0.0) / (level.stop - level.start)
        return heights

    # Cutting

    def _part(
        self, rows: list[_Row], start: int, stop: int | None = None, *, again: bool = False
    ) -> FormTable:
        """The table of these rows, which stand for `start` to `stop` of this one.

        `again`: the first of them is the rest of a row on the page before.
        """
        stop = len(self._rows) if stop is None else stop
        part = object.__new__(FormTable)
        part._style, part._edges, part._known_labels = self._style, self._edges, self._known_labels
        part._rows = rows
        part._levels = [
            replace(
                level,
                start=max(level.start - start, 0),
                stop=min(level.stop, stop) - start,
                continued=level.continued or level.start < start + again,
            )
            for level in self._levels
            if level.start < stop and level.stop > start
        ]
        repeated = any(level.beside_head for level in part._levels)
        part._head = self._head if repeated or not any(level.beside_head for level in self._levels) else ()
        part._heights = part._fitted_heights(rows, part._levels)
        return part

    def _fitting_rows(self, available: float) -> int:
        """How many whole rows go into `available`, with what their labels need."""
        count, used = 0, self._head_height
        for row in self._rows:
            used += self._row_height(row)
            if used > available + _SLACK:
                break
            count += 1
        while count and self._part(self._rows[:count], 0, count).height > available + _SLACK:
            count -= 1
        return count

    def _cut_after(self, count: int, available: float, force: bool) -> list[FormTable]:
        """The table cut inside the row after the first `count`; nothing if it is not worth it."""
        if count == len(self._rows):
            return []
        before = self._part(self._rows[:count], 0, count).height if count else self._head_height
        room = available - before
        must = force and not count
        least = 1 if must else _LINES_TOGETHER
        smallest = 0 if must else _LINES_WORTH_A_CUT * self._style.leading + 2 * self._style.pad_y
        while room >= smallest:
            halves = self._cut_row(self._rows[count], room, least)
            if halves is None:
                break
            first = self._part([*self._rows[:count], halves[0]], 0, count + 1)
            if first.height <= available + _SLACK:
                return [first, self._part([halves[1], *self._rows[count + 1 :]], count, again=True)]
            room -= self._style.leading  # a label beside the row needs more than the row
        return []

    def _cut_row(self, row: _Row, room: float, least: int) -> tuple[_Row, _Row] | None:
        """The row as two, the upper not higher than `room`; nothing if it fits or has no two parts."""
        upper: list[_Laid] = []
        lower: list[_Laid] = []
        if self._row_height(row) <= room + _SLACK:
            return None
        for laid in row:
            if self._height(laid) <= room + _SLACK:
                upper.append(laid)
                lower.append(_Laid(laid.cell, ()))
                continue
            count = int((room - 2 * self._style.pad_y + _SLACK) // self._style.leading)
            if len(laid.lines) - count < _LINES_TOGETHER and count > least:
                count -= 1
            if count < least:
                return None
            upper.append(_Laid(laid.cell, laid.lines[:count], cut=True))
            lower.append(_Laid(laid.cell, laid.lines[count:], cut=True))
        return tuple(upper), tuple(lower)

    # Placing

    def _boxes(self, x: float, top: float) -> list[tuple[_Laid, Box]]:
        """Every cell with the place it takes on the page."""
        tops = [top - self._head_height]
        for height in self._heights:
            tops.append(tops[-1] - height)
        placed = [(laid, self._box(laid.cell, x, top, tops[0])) for laid in self._head]
        for index, row in enumerate(self._rows):
            placed += [(laid, self._box(laid.cell, x, tops[index], tops[index + 1])) for laid in row]
        for level in self._levels:
            upper = top if level.beside_head else tops[level.start]
            box = self._box(level.cell, x, upper, tops[level.stop])
            ways = self._labels(level)
            fitting = [way for way in ways if self._height(way) <= box.top - box.bottom + _SLACK]
            placed.append((fitting[0] if fitting else ways[-1], box))
        return placed

    def _box(self, cell: Cell, x: float, top: float, bottom: float) -> Box:
        return Box(x + self._edges[cell.first], bottom, x + self._edges[cell.last + 1], top)


def _centred(lines: Sequence[Line], style: Style) -> tuple[SetLine, ...]:
    return tuple(SetLine.centred(line, style.size) for line in lines)
