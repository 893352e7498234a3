"""The cells of a section sorted into labels, values and the rest, and the labels that speak for a value."""

from __future__ import annotations

import re
from enum import IntEnum

from app.models.names import half_width
from app.services.facts.names import MONTHS
from app.services.intake.amounts import looks_numeric, read_amount
from app.services.intake.collector import Collector
from app.services.intake.sections import Section
from app.services.intake.units import parse_unit
from app.services.intake.vocabulary import (
    FIELD,
    MONTH,
    PERIOD,
    Table,
    is_formula,
    month_of,
    skip_of,
)

_MONTHS_IN_A_ROW = 5
_LABELS_KEPT = 5
_CARBON = "44/12"
_YEAR = re.compile(r"\s*(20\d\d)\s*年(?:度)?(?!\s*\d)[^0-9]{0,20}$")


class Kind(IntEnum):
    """What a cell is. A stray is a text where a number should be."""

    BLANK = 0
    NUMBER = 1
    TEXT = 2
    LABEL = 3
    SKIPPED = 4
    STRAY = 5


class Cells:
    """The cells of one section under the words of one table."""

    def __init__(self, section: Section, table: Table) -> None:
        self.section, self.table = section, table
        block = section.block
        self.rows = [
            list(row[section.left : section.right]) for row in block.rows[section.top : section.bottom]
        ]
        self.height, self.width = len(self.rows), section.right - section.left
        self._left: dict[tuple[int, int], tuple[str, ...] | None] = {}
        self._above: dict[tuple[int, int], tuple[str, ...] | None] = {}
        self._units: dict[int, dict[int, str]] = {}
        # Numbers that stand as remarks: no values of the table, and not to be lost.
        self.remarked: list[tuple[int, int]] = []
        self.kinds = [[self._kind(text) for text in row] for row in self.rows]
        for row, column in block.marks:
            at, across = row - section.top, column - section.left
            if 0 <= at < self.height and 0 <= across < self.width:
                self.kinds[at][across] = Kind.NUMBER
        if table.has(MONTH):
            self._find_month_numbers()
        if table.has(PERIOD):
            self._name_years()
        self._skip_constants()
        self._skip_numbering()
        if not table.form:
            self._find_strays()
        self._skip_remarks()
        self.is_turned = self._is_turned()

    def _is_turned(self) -> bool:
        """Whether the fields stand below one another instead of side by side."""
        if self.table.form or not self.table.has(FIELD):
            return self.table.form
        meanings = [
            [
                hit.id if kind is Kind.LABEL and (hit := self.table.find(FIELD, text)) else ""
                for text, kind in zip(texts, kinds, strict=True)
            ]
            for texts, kinds in zip(self.rows, self.kinds, strict=True)
        ]
        side_by_side = max((len({*row} - {""}) for row in meanings), default=0)
        below = max((len({*column} - {""}) for column in zip(*meanings, strict=True)), default=0)
        return below > side_by_side

    def _kind(self, text: str) -> Kind:
        if not text or text.isspace():
            return Kind.BLANK
        if self.table.has(MONTH) and month_of(text):
            return Kind.LABEL
        if looks_numeric(text):
            # 4位行业代码 begins with a digit and is a label all the same.
            is_label = self.table.strict and self.table.find(FIELD, text) is not None
            return Kind.LABEL if is_label else Kind.NUMBER
        if self.table.is_label(text):
            return Kind.LABEL
        return Kind.NUMBER if self.table.texts else Kind.TEXT

    def _name_years(self) -> None:
        """Heads that are two years side by side become 本年 and 上年."""
        for row, texts in enumerate(self.rows):
            years = {
                column: int(found[1]) for column, text in enumerate(texts) if (found := _YEAR.match(text))
            }
            newest = max(years.values(), default=0)
            if len(set(years.values())) < 2:
                continue
            for column, year in years.items():
                word = {newest: "本年", newest - 1: "上年"}.get(year, "往年")
                self.rows[row][column] = f"{word}（{texts[column]}）"
                self.kinds[row][column] = Kind.LABEL

    def _find_month_numbers(self) -> None:
        """Heads that are only 1 … 12 become 1月 … 12月."""
        for row in range(self.height):
            self._name_months([(row, column) for column in range(self.width)])
        for column in range(self.width):
            self._name_months([(row, column) for row in range(self.height)])

    def _name_months(self, line: list[tuple[int, int]]) -> None:
        found: list[tuple[int, int]] = []
        for row, column in line:
            text = half_width(self.rows[row][column]).strip()
            if text.isdecimal() and int(text) in (len(found) + 1, len(found) + 7 if not found else -1):
                found.append((row, column))
        first = half_width(self.rows[found[0][0]][found[0][1]]).strip() if found else ""
        if len(found) <= _MONTHS_IN_A_ROW or int(first) != 1 or self._is_numbered(found):
            return
        for number, (row, column) in enumerate(found[: len(MONTHS)], 1):
            self.rows[row][column] = f"{number}月"
            self.kinds[row][column] = Kind.LABEL

    def _is_numbered(self, found: list[tuple[int, int]]) -> bool:
        """Whether the numbers only count rows 序号 or columns; the months are named elsewhere."""
        if any(month_of(text) not in ("", "year") for row in self.rows for text in row):
            return True
        row, column = found[0]
        return any(skip_of(self.rows[above][column]) == "numbering" for above in range(row))

    def _skip_constants(self) -> None:
        """44/12 is a head among heads, and a constant among values."""
        for row, kinds in enumerate(self.kinds):
            for column, text in enumerate(self.rows[row]):
                if text.strip() == _CARBON:
                    kinds[column] = Kind.SKIPPED
                    if Kind.NUMBER not in kinds and Kind.LABEL in kinds:
                        kinds[column] = Kind.LABEL

    def _skip_numbering(self) -> None:
        """A row of 1 2 3 … right under a head only numbers the columns."""
        for row in range(1, self.height):
            filled = [
                text.strip()
                for text, kind in zip(self.rows[row], self.kinds[row], strict=True)
                if kind is not Kind.BLANK
            ]
            counted = [str(number) for number in range(1, len(filled) + 1)]
            if len(filled) >= 3 and filled == counted and Kind.LABEL in self.kinds[row - 1]:
                self.kinds[row] = [Kind.SKIPPED if kind else kind for kind in self.kinds[row]]

    def _skip_remarks(self) -> None:
        """Cells below or right of a head that announces no values: numbering, constants, remarks."""
        strict = self.table.strict
        for row in range(self.height):
            heads = [column for column in range(self.width) if self.kinds[row][column] is Kind.LABEL]
            for column in heads:
                text = self.rows[row][column]
                if not skip_of(text, whole=strict) or self._says_more(text) or self._is_copy(row, column):
                    continue
                is_head = len({self.rows[row][other] for other in heads}) > 2 and not strict
                self._skip_from(row, column, down=is_head or not any(self.kinds[row][column + 1 :]))

    def _says_more(self, text: str) -> bool:
        """Whether the words for a field weigh more than those for a remark."""
        if is_formula(text) or not self.table.has(FIELD):
            return False
        hit = self.table.find(FIELD, text)
        is_source = "来源" in text.replace("来源于", "")
        return hit is not None and hit.weight > 2 and skip_of(text) != "constant" and not is_source

    def _is_copy(self, row: int, column: int) -> bool:
        return self.section.block.is_repeat(self.section.top + row, self.section.left + column)

    def _skip_from(self, row: int, column: int, *, down: bool) -> None:
        text = self.rows[row][column]
        if not down:
            for across in range(column + 1, self.width):
                if self.kinds[row][across] is Kind.LABEL and self.rows[row][across] != text:
                    return
                why = skip_of(text, whole=self.table.strict)
                # What stands behind 绿证编号 and its number is no number of that kind.
                is_another = why == "numbering" and not self.rows[row][across].strip().isdecimal()
                self._skip(row, across, "remark" if is_another else why)
            return
        span = [c for c in range(column, self.width) if self.rows[row][c] == text]
        why = skip_of(text, whole=self.table.strict)
        for below in range(row + 1, self.height):
            kinds = self.kinds[below]
            # The next head ends the column.
            is_next = self.rows[below][column] == text and not self._is_copy(below, column)
            if is_next and kinds.count(Kind.LABEL) > 2:
                return
            for across in span:
                # 合计 under 序号 is a label all the same.
                is_line = why == "numbering" and kinds[across] is Kind.LABEL
                if self.rows[below][across] != text and not is_line:
                    self._skip(below, across, why)

    def _skip(self, row: int, column: int, why: str) -> None:
        if why == "remark" and looks_numeric(self.rows[row][column]):
            self.remarked.append((row, column))
        if self.kinds[row][column] is not Kind.BLANK:
            self.kinds[row][column] = Kind.SKIPPED

    def _find_strays(self) -> None:
        """A text in a column of numbers is no label, whatever words are in it: 见天然气结算单."""
        for column in range(1, self.width):
            cells = [(row, self.kinds[row][column]) for row in range(self.height)]
            numbers = sum(kind is Kind.NUMBER for _, kind in cells)
            texts = [
                row
                for row, kind in cells
                if kind in (Kind.LABEL, Kind.TEXT)
                and Kind.NUMBER in self.kinds[row]
                and not parse_unit(self.rows[row][column])
                and not is_formula(self.rows[row][column])
            ]
            heads = [row for row, kind in cells if kind is Kind.LABEL and self._is_head(row)]
            is_asked = numbers and self._asks_for_values(heads[-1], column) if heads else False
            if heads and (len(texts) < numbers or is_asked):
                for row in texts:
                    self.kinds[row][column] = Kind.STRAY

    def _asks_for_values(self, row: int, column: int) -> bool:
        """Whether a head names a field or a month."""
        text = self.rows[row][column]
        if self.table.has(MONTH) and month_of(text):
            return True
        return self._is_field(text)

    def _is_field(self, text: str) -> bool:
        return self.table.has(FIELD) and self.table.find(FIELD, text) is not None

    def left_of(self, row: int, column: int) -> tuple[str, ...] | None:
        """The labels left of a cell, nearest first; None where an unknown text stands there instead."""
        if column and self.kinds[row][column - 1] is Kind.NUMBER:
            # Values side by side share their labels.
            if (row, column - 1) not in self._left:
                self._left[row, column - 1] = self._labels_left(row, column - 1)
            self._left[row, column] = self._left[row, column - 1]
        else:
            self._left[row, column] = self._labels_left(row, column)
        return self._left[row, column]

    def _labels_left(self, row: int, column: int) -> tuple[str, ...] | None:
        kinds, texts = self.kinds[row], self.rows[row]
        found: list[str] = []
        units: list[str] = []
        for across in range(column - 1, -1, -1):
            kind = kinds[across]
            if kind is Kind.LABEL and parse_unit(texts[across]):
                units.append(texts[across])
            elif kind is Kind.LABEL:
                if texts[across] not in found:
                    found.append(texts[across])
            elif kind is Kind.NUMBER or kind is Kind.TEXT:
                if found:
                    break
                if kind is Kind.TEXT and Kind.NUMBER not in kinds[across + 1 : column]:
                    return None
            elif kind is Kind.BLANK and found and (group := self._group(row, across)):
                found.append(group)
        return (*found[:_LABELS_KEPT], *units)

    def _group(self, row: int, column: int) -> str:
        """The label of a group that was written once above the empty cells it stands for."""
        for above in range(row - 1, -1, -1):
            kind = self.kinds[above][column]
            if kind is Kind.LABEL:
                # A head over several columns is no group of rows.
                return "" if self._is_head(above) else self.rows[above][column]
            if kind is not Kind.BLANK:
                return ""
        return ""

    def _is_head(self, row: int) -> bool:
        """Whether a row holds heads and no values."""
        kinds = self.kinds[row]
        return Kind.NUMBER not in kinds and kinds.count(Kind.LABEL) > 1

    def leave_remarks(self, collector: Collector) -> None:
        """Keep the numbers among the remarks for a person."""
        block, section = self.section.block, self.section
        for row, column in self.remarked:
            at, text = (section.top + row, section.left + column), self.rows[row][column].strip()
            if not block.is_repeat(*at) and not read_amount(text).is_nothing:
                collector.leave(
                    text, block.where(*at), " ".join(reversed(self._labels_above(row, column) or ()))
                )

    def unit_beside(self, row: int, column: int) -> str:
        """The unit in a cell of its own next to a value: right of it where the row begins so, else left."""
        if row not in self._units:
            kinds, texts = self.kinds[row], self.rows[row]
            units = [at for at, kind in enumerate(kinds) if kind is Kind.LABEL and parse_unit(texts[at])]
            is_right = bool(units) and Kind.NUMBER in kinds[: units[0]]
            self._units[row] = {at - 1 if is_right else at + 1: texts[at] for at in units}
        return self._units[row].get(column, "")

    def text_left(self, row: int, column: int) -> str:
        """The nearest text left of a cell, whatever it is."""
        return next((text for text in reversed(self.rows[row][:column]) if text.strip()), "")

    def is_corner(self, row: int, column: int) -> bool:
        """Whether an unknown text is the head of a column of labels."""
        if not self._is_head(row):
            return False
        below = (self.kinds[lower][column] for lower in range(row + 1, self.height))
        return next((kind for kind in below if kind is not Kind.BLANK), None) is Kind.LABEL

    def above(self, row: int, column: int) -> tuple[str, ...] | None:
        """The labels above a cell, nearest first; None where an unknown head stands there instead."""
        if row and self.kinds[row - 1][column] is Kind.NUMBER and (row - 1, column) in self._above:
            self._above[row, column] = self._above[row - 1, column]
        else:
            self._above[row, column] = self._labels_above(row, column)
        return self._above[row, column]

    def _labels_above(self, row: int, column: int) -> tuple[str, ...] | None:
        found: list[str] = []
        for over in range(row - 1, -1, -1):
            kind = self.kinds[over][column]
            if kind is Kind.LABEL:
                if self.rows[over][column] not in found:
                    found.append(self.rows[over][column])
            elif kind is Kind.NUMBER or kind is Kind.TEXT:
                if found:
                    break
                if kind is Kind.TEXT and self._is_head(over):
                    return None
            elif found and kind is Kind.BLANK and (group := self._head_left(over, column, found)):
                found.append(group)
        return tuple(found[:_LABELS_KEPT])

    def _head_left(self, row: int, column: int, below: list[str]) -> str:
        """The head of a group of columns that was written once, left of the empty cells it stands for."""
        if not self._is_head(row):
            return ""
        for across in range(column - 1, 0, -1):
            if self.kinds[row][across] is Kind.LABEL:
                text = self.rows[row][across]
                # A head that names a field stands for its own column where the one below names another.
                return "" if self._is_field(text) and any(map(self._is_field, below)) else text
            if self.kinds[row][across] is not Kind.BLANK:
                return ""
        return ""
