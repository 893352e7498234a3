"""The cells of a row as values of a unit: tidied, joint cells split, remarks taken off the name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.models.enums import Category
from app.models.names import name_key, tidy_name
from app.services.sheets import CellMark
from app.services.units.columns import PHONE, ColumnMapping
from app.services.units.known import KnownUnit
from app.services.units.tables import Table
from app.services.units.uscc import LENGTH, CodeVerdict, check_code, normalise_code
from app.services.units.words import (
    LONGEST,
    PLAIN_NAME,
    Field,
    category_of_cell,
    is_organisation,
    word_key,
    words,
)

_WIDE = {0xFEE0 + code: code for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
_LOOSE_SPACE = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_UNTIDY = re.compile("[\\s\u200b-\u200d\u2060\ufeff０-９Ａ-Ｚａ-ｚ]")
_LONGEST_EMPTY = 8
_WIDE_MARKS = str.maketrans("－—–／", "---/")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_TAIL = re.compile(r"（([^（）]*)）$")
_STARS = "*※△▲☆★#"
_CODE_FIRST = re.compile(r"[A-T]?\s*(\d{2,4})(?!\d|年)\s*[-—_.、:：]*\s*(\D.*)?")
_CODE_LAST = re.compile(r"(\D.*?)\s*[-—_.、:：(（\s]\s*[A-T]?(\d{2,4})\s*[)）]?")
_DIGIT = re.compile(r"\d")
_JOINTS = " /、,，;；:：()（）-—"
_PHONE_WORDS = re.compile(r"(联系)?(电话|手机|方式)号?码?[:：]?")


@dataclass(frozen=True, slots=True)
class UnitValues:
    """What a row of a list says about a unit. "" and None: it says nothing. Names are those of `Field`."""

    name: str
    uscc: str = ""
    category: Category | None = None
    industry_code: str = ""
    industry: str = ""
    district: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""
    list_number: str = ""
    former_names: tuple[str, ...] = ()

    def text(self, field: Field) -> str:
        """The value of `field` as stored text; the category as its code."""
        return getattr(self, field) or ""


class RowReader:
    """Reads the rows of one table under a mapping. Costly values are read only when asked for."""

    def __init__(self, table: Table, mapping: ColumnMapping, category: Category | None) -> None:
        """`category`: that of all rows whose own cell names none."""
        self.table = table
        self._rows = table.grid.rows
        self._marks = table.grid.marks
        self._category = category
        self._columns: Mapping[Field, int | None] = {
            field: mapping.column_of(table.fingerprint, field) for field in Field
        }
        self._plain = [
            (field, column)
            for field, column in self._columns.items()
            if column is not None and field in KnownUnit.__slots__ and field is not Field.CATEGORY
        ]
        self._name = self._columns[Field.NAME] or 0
        self._code = self._columns[Field.USCC]
        self._categories: dict[str, Category | None] = {}

    @property
    def has_codes(self) -> bool:
        """Whether the list has a column of codes at all."""
        return self._code is not None

    def name(self, row: int) -> str:
        """The name without remarks; "" where the cell holds no letter."""
        return split_name(self._rows[row][self._name])[0]

    def code(self, row: int) -> str:
        """The code, normalised; "" where the cell says there is none."""
        if self._code is None:
            return ""
        text = self._rows[row][self._code]
        code = text if text.isalnum() and text.isascii() and text.isupper() else normalise_code(text)
        if self._marks and (row, self._code) in self._marks:
            return ""
        return "" if len(code) < LENGTH and code.lower() in words().empty else code

    def typed_code(self, row: int) -> str:
        """The code as it was typed, for hints about look-alike letters."""
        return self._rows[row][self._code] if self._code is not None else ""

    def category(self, row: int) -> Category | None:
        """The category the row names, or that of its list."""
        column = self._columns[Field.CATEGORY]
        if column is None:
            return self._category
        text = self._rows[row][column]
        if text not in self._categories:
            self._categories[text] = category_of_cell(text) or self._category
        return self._categories[text]

    def mark(self, row: int, field: Field) -> str:
        """A sentence about a cell whose text is not what its author meant; "" for sound cells."""
        column = self._columns[field]
        mark = self._marks.get((row, column)) if column is not None else None
        if mark is None:
            return ""
        remedy = "，请在来源中把这一列改为文本后重填" if mark is CellMark.LOST_DIGITS else ""
        return f"单元格 {self.table.grid.place(row, column or 0)} {mark.label}{remedy}"

    def values(self, row: int, code: str | None = None) -> UnitValues:
        """Everything the row says; `code` instead of what stands in the cell."""
        name, _, remark = split_name(self._rows[row][self._name])
        industry_code, industry = self._industry(row)
        contact, phone = self._contact(row)
        note = self._text(row, Field.NOTE)
        return UnitValues(
            name=name,
            uscc=self.code(row) if code is None else code,
            category=self.category(row),
            industry_code=industry_code,
            industry=industry,
            district=self._text(row, Field.DISTRICT),
            address=self._text(row, Field.ADDRESS),
            contact=contact,
            phone=phone,
            note="；".join(part for part in (note, remark if remark not in note else "") if part),
            list_number=self._text(row, Field.LIST_NUMBER),
            former_names=self.former_names(row),
        )

    def former_names(self, row: int) -> tuple[str, ...]:
        """The earlier names that the row tells, behind the name or in a column of their own."""
        _, former, _ = split_name(self._rows[row][self._name])
        listed = _split(self._text(row, Field.FORMER_NAME), "、;；/")
        return tuple(dict.fromkeys(other for each in (*former, *listed) if (other := tidy_name(each))))

    def repeats(self, row: int, unit: KnownUnit) -> bool:
        """Whether every cell already stands in `unit` as it is: the cheap path for a list imported before."""
        cells = self._rows[row]
        for field, column in self._plain:
            if cells[column] != (getattr(unit, field) or ""):
                return False
        former = self._columns[Field.FORMER_NAME]
        if former is not None and cells[former]:
            return False
        return unit.listed and self.category(row) in (None, unit.category)

    def remarks(self, row: int) -> tuple[str, ...]:
        """What is odd about the row and yet no reason to hold it back."""
        found = []
        check = check_code(self.typed_code(row))
        if check.verdict is CodeVerdict.ORGANISATION_FAILED:
            found.append(check.sentence)
        column = self._columns[Field.CATEGORY]
        typed = tidy_text(self._rows[row][column]) if column is not None else ""
        if typed and category_of_cell(typed) is None:
            found.append(f"类别“{typed}”不是本系统的类别")
        code = self._industry(row)[0]
        if code and int(code[:2]) not in words().divisions:
            found.append(f"行业代码 {code} 的前两位不在国民经济行业分类中")
        return tuple(found)

    def _text(self, row: int, field: Field) -> str:
        column = self._columns[field]
        return tidy_text(self._rows[row][column]) if column is not None else ""

    def _industry(self, row: int) -> tuple[str, str]:
        code, name = split_industry(self._text(row, Field.INDUSTRY))
        own_code, own_name = split_industry(self._text(row, Field.INDUSTRY_CODE))
        return own_code or code, name or own_name

    def _contact(self, row: int) -> tuple[str, str]:
        """Person and number; a column of numbers beside one of persons is kept as it stands."""
        contact, phone = split_contact(self._text(row, Field.CONTACT))
        own = self._text(row, Field.PHONE).translate(_WIDE_MARKS)
        if self._columns[Field.CONTACT] is None:
            contact, own = split_contact(own) if not _is_bare(own) else ("", own)
        return contact, own or phone


def tidy_text(text: str) -> str:
    """`text` on one line with ordinary letters and digits; "" for words that say there is nothing."""
    if not text:
        return ""
    if _UNTIDY.search(text):
        plain = text.translate(_WIDE).translate(_UNSEEN)
        text = _LOOSE_SPACE.sub("", " ".join(plain.split()))
    return "" if len(text) < _LONGEST_EMPTY and text.lower() in words().empty else text


def split_name(text: str) -> tuple[str, tuple[str, ...], str]:
    """Name, earlier names and remark of a cell such as 示例热力有限公司（原示例供热厂）（新增）."""
    if PLAIN_NAME.fullmatch(text) and not text.isascii():
        if text[-1] != "）":
            return ("" if text in words().empty else text), (), ""
        name = text
    else:
        name = tidy_name(text[:LONGEST]).strip(_STARS)
    former: list[str] = []
    remarks: list[str] = []
    vocabulary = words()
    while match := _TAIL.search(name):
        inner, rest = match[1], name[: match.start()].strip(_STARS)
        earlier = vocabulary.earlier.fullmatch(inner)
        if word_key(inner) in vocabulary.remarks:
            remarks.insert(0, inner)
        elif earlier and is_organisation(earlier[2]):
            former += _split(earlier[2], "、;；")
        elif inner:
            break
        name = rest
    if not name_key(name) or name.isdecimal() or name.lower() in vocabulary.empty:
        name = ""
    return name, tuple(former), "；".join(remarks)


def split_industry(text: str) -> tuple[str, str]:
    """Code and name of an industry: 4430 热力生产和供应, D4430热力…, 热力生产和供应（4430）."""
    if not _DIGIT.search(text):
        return "", text
    if match := _CODE_FIRST.fullmatch(text):
        return match[1], match[2] or ""
    if match := _CODE_LAST.fullmatch(text):
        return match[2], match[1]
    return "", text


def split_contact(text: str) -> tuple[str, str]:
    """Person and phone numbers of a cell such as 王甲/13800000000; other digits stay with the text."""
    if not _DIGIT.search(text):
        return text, ""
    text = text.translate(_WIDE_MARKS)
    phones = [match[0] for match in PHONE.finditer(text)]
    rest = " ".join(_PHONE_WORDS.sub("", PHONE.sub(" ", text)).strip(_JOINTS).split())
    if not phones or _DIGIT.search(rest):
        return text, ""
    return rest, "、".join(phones)


def _is_bare(text: str) -> bool:
    """Whether `text` holds no letter, so that no person can stand in it."""
    return not any(map(str.isalpha, text))


def _split(text: str, separators: str) -> list[str]:
    return [part for part in re.split(f"[{separators}]", text) if part]
