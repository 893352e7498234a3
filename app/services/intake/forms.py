"""Forms of labels with a text beside each: cover, basic information, signatures; and lines "label: text"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.services.facts import NameInfo, Where, describe
from app.services.facts.names import ValueKind
from app.services.intake.amounts import looks_numeric, read_amount
from app.services.intake.cells import Cells, Kind
from app.services.intake.collector import Collector
from app.services.intake.dates import dates_in
from app.services.intake.sections import Section
from app.services.intake.units import choose, units_in
from app.services.intake.vocabulary import FIELD, Table, is_note

_LABEL = re.compile(r"([^\s:：；;。，,\d][^:：；;。，,]{0,23}?|\d+[.、][^:：；;。，,]{1,20})\s*[:：]\s*")
_LINE_END = re.compile(r"[；;。\n]|[ 　]{2,}|\t")
_BLANK_DATE = re.compile(r"[年月日\s_　/-]*")
# Words that mean something only after the person or department they belong to.
_ONLY_OF_PERSONS = ("who", "called", "day")
_SPAN_BEGIN, _SPAN_END = "vr.date.site_from", "vr.date.site_to"


class Form:
    """Places the values of a form; remembers whose telephone the next one is."""

    def __init__(self, table: Table, collector: Collector) -> None:
        self.table, self.collector = table, collector
        self.person = ""

    def place(self, section: Section) -> None:
        """Place the cells of a section: each belongs to the label left of it, else to the one above."""
        cells = Cells(section, self.table)
        names = self._column_of_names(cells)
        for row, kinds in enumerate(cells.kinds):
            for column, kind in enumerate(kinds):
                if kind is Kind.LABEL:
                    self._note_person(self._meaning(cells.rows[row][column]))
                elif kind is Kind.NUMBER or kind is Kind.TEXT:
                    label = self._label_of_person(cells, row, column, names) if names else None
                    self._place_cell(cells, row, column, label)
        cells.leave_remarks(self.collector)

    def _column_of_names(self, cells: Cells) -> tuple[int, int] | None:
        """The head 姓名 of a list of people whose parts stand right of their names."""
        for row, texts in enumerate(cells.rows):
            for column, text in enumerate(texts):
                below = (line[column + 1 :] for line in cells.rows[row + 1 :])
                if self._meaning(text) == "who" and any(self._role_in(part) for part in below):
                    return row, column
        return None

    def _role_in(self, texts: Sequence[str]) -> str:
        return next((text for text in texts if self._meaning(text) in self.table.persons), "")

    def _label_of_person(self, cells: Cells, row: int, column: int, names: tuple[int, int]) -> str | None:
        """What a cell of such a list belongs to: the part of the person for its name, else nothing."""
        role = self._role_in(cells.rows[row][names[1] + 1 :]) if row > names[0] else ""
        if not role:
            return None
        head = self._meaning(cells.rows[names[0]][column])
        if head == "day":
            self._note_person(self._meaning(role))
            return cells.rows[names[0]][column]
        return role if column == names[1] else ""

    def _place_cell(self, cells: Cells, row: int, column: int, known: str | None = None) -> None:
        section = cells.section
        block = section.block
        at, across = section.top + row, section.left + column
        if block.is_repeat(at, across):
            return
        text, where = cells.rows[row][column].strip(), block.where(at, across)
        mark = block.marks.get((at, across))
        label = known
        if label is None:
            label = _label_left(cells, row, column) or _label_above(cells, row, column)
        info = self._info(self._meaning(label)) if label else None
        if not label and dates_in(text) and Kind.TEXT in cells.kinds[row][:column]:
            # A day behind a name: 核查组长 王甲 2025-03-15.
            info = self._info("day")
        if info is not None:
            choice = choose([units_in(label)], info.unit)
            self._keep(info, text, where, choice=choice, mark=mark, hidden=block.hidden, headings=label)
        elif not self.line(text, where) and not is_note(text) and (mark or not read_amount(text).is_nothing):
            self.collector.leave(text, where, label)

    def beside(self, label: str, text: str, where: Where) -> bool:
        """Place a value that stands right of a label of this form inside another table; whether it is one."""
        info = self._info(self._meaning(label))
        # A head behind a head is none: 交叉核对数据, 差异.
        if info is None or (info.kind is ValueKind.NUMBER and not looks_numeric(text)):
            return False
        self._keep(info, text, where, choice=choose([units_in(label)], info.unit))
        return True

    def knows(self, label: str) -> bool:
        """Whether a text is a label of this form."""
        return bool(self._meaning(label))

    def line(self, text: str, where: Where) -> bool:
        """Place what a line says as "label: text", several in one line too; whether it said anything."""
        marks = [mark for match in _LABEL.finditer(text) if (mark := self._label_in(match))]
        for number, (_, label, start, meaning) in enumerate(marks):
            self._note_person(meaning)
            end = marks[number + 1][0] if number + 1 < len(marks) else len(text)
            value = _LINE_END.split(text[start:end].strip(), maxsplit=1)[0].strip(" 　_")
            info = self._info(meaning)
            if info is not None and value and not _BLANK_DATE.fullmatch(value):
                self._keep(info, value, where, choice=choose([units_in(label)], info.unit))
        return bool(marks)

    def _label_in(self, match: re.Match[str]) -> tuple[int, str, int, str] | None:
        """Where a label before a colon begins, the label, where its value begins, what it means.

        Words of the value before it may stand in the match: 示例热力有限公司 统一社会信用代码.
        """
        words = match[1].split(" ")
        for first in range(len(words)):
            label = "".join(words[first:])
            if label and (meaning := self._meaning(label)):
                begin = match.start() + len(" ".join(words[:first]))
                return begin, label, match.end(), meaning
        return None

    def _keep(self, info: NameInfo, text: str, where: Where, **options: Any) -> None:
        """Keep a value; a span of days 2月20日至22日 is two."""
        self.collector.value(info, text, where, **options)
        until = describe(_SPAN_END) if info.name == _SPAN_BEGIN and len(dates_in(text)) > 1 else None
        if until is not None:
            self.collector.value(until, text, where, **options)

    def _meaning(self, label: str) -> str:
        hit = self.table.find(FIELD, label)
        return hit.id if hit else ""

    def _note_person(self, meaning: str) -> None:
        if meaning in self.table.persons:
            self.person = meaning

    def _info(self, meaning: str) -> NameInfo | None:
        meaning = self.table.persons.get(self.person, {}).get(meaning, meaning)
        if not meaning or meaning in _ONLY_OF_PERSONS:
            return None
        return describe(self.table.names[0].pattern.format(field=meaning))


def _label_left(cells: Cells, row: int, column: int) -> str:
    for across in range(column - 1, -1, -1):
        kind = cells.kinds[row][across]
        if kind is Kind.LABEL:
            return cells.rows[row][across]
        if kind is not Kind.BLANK:
            return ""
    return ""


def _label_above(cells: Cells, row: int, column: int) -> str:
    """The label right above, where the cell left is none that the label could be meant for."""
    if row and cells.kinds[row - 1][column] is Kind.LABEL:
        beside = cells.kinds[row - 1][column + 1] if column + 1 < cells.width else Kind.BLANK
        if (
            beside is Kind.LABEL
            or cells.width == 1
            or (column and cells.kinds[row - 1][column - 1] is Kind.LABEL)
        ):
            return cells.rows[row - 1][column]
    return ""
