"""The words of lists of units (`resources/unit_columns.toml`) and the questions asked with them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from app.models.enums import Category, LabelEnum
from app.services.paths import resource

E = TypeVar("E", bound=LabelEnum)

_BRACKETED = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
# Names that are tidy as they stand: every character is its own NFKC form.
PLAIN_NAME = re.compile("[0-9A-Za-z一-鿿（）]+")
_NO_LETTER = re.compile(r"[\W_]+")
_SHORTEST_NAME = 4
# No name, heading or title is longer; longer text is only looked at so far, whatever a file holds.
LONGEST = 300

_YEARS = tuple(
    re.compile(pattern)
    for pattern in (r"(20\d\d)年度", r"(20\d\d)年", r"(?<![0-9A-Za-z])(20\d\d)(?![0-9A-Za-z])")
)
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"[二][〇○零][一二三四五六七八九〇○零]{2}(?=年)")


class Field(LabelEnum):
    """What a column of a list can hold. `LISTED` is no column: a unit gets it by standing on the list."""

    LIST_NUMBER = ("list_number", "名单序号")
    NAME = ("name", "单位名称")
    USCC = ("uscc", "统一社会信用代码", "信用代码")
    CATEGORY = ("category", "类别")
    INDUSTRY = ("industry", "行业")
    INDUSTRY_CODE = ("industry_code", "行业代码")
    DISTRICT = ("district", "所在区")
    ADDRESS = ("address", "地址")
    CONTACT = ("contact", "联系人")
    PHONE = ("phone", "电话")
    FORMER_NAME = ("former_name", "曾用名")
    NOTE = ("note", "备注")
    LISTED = ("listed", "年度名单")

    @classmethod
    def choices(cls) -> tuple[Field, ...]:
        """What a column may be imported as."""
        return tuple(field for field in cls if field is not cls.LISTED)


class RowKind(LabelEnum):
    """What a row of a list is, when it is no unit."""

    BLANK = ("blank", "空行")
    TOTAL = ("total", "合计行")
    NOTE = ("note_row", "注释行")
    TITLE = ("title", "标题行")
    HEADING = ("heading", "重复的表头")
    NUMBERING = ("numbering", "栏次行")
    CONTINUED = ("continued", "与上一行合并")


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary, prepared for asking."""

    exact: dict[str, Field]
    near: tuple[tuple[str, Field], ...]
    ignored: tuple[str, ...]
    weak: frozenset[str]
    category_cells: dict[str, Category]
    category_titles: tuple[tuple[Category, tuple[str, ...]], ...]
    totals: re.Pattern[str]
    notes: re.Pattern[str]
    signatures: re.Pattern[str]
    titles: re.Pattern[str]
    endings: tuple[str, ...]
    remarks: frozenset[str]
    earlier: re.Pattern[str]
    empty: frozenset[str]
    divisions: range


@cache
def words() -> Words:
    """The vocabulary of the program, read once."""
    with resource("unit_columns.toml").open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    fields = [(_member(Field, code), entry) for code, entry in data["field"].items()]
    rows, names = data["rows"], data["names"]
    near = [(word, name) for name, entry in fields for word in entry["near"]]
    return Words(
        exact={word: name for name, entry in fields for word in entry["exact"]},
        near=tuple(sorted(near, key=lambda pair: -len(pair[0]))),
        weak=frozenset(data["weak"]["words"]),
        ignored=tuple(data["ignored"]["near"]),
        category_cells={
            word: _member(Category, code)
            for code, entry in data["category"].items()
            for word in entry["cell"]
        },
        category_titles=tuple(
            (_member(Category, code), tuple(entry["title"])) for code, entry in data["category"].items()
        ),
        totals=re.compile(rf"({_any(rows['totals'])})[\d家个户]*"),
        notes=re.compile(rf"({_any(rows['notes'])})([:：\d一二三]|$)"),
        signatures=re.compile(rf"({_any(rows['signatures'])})[^:：]{{0,6}}[:：]"),
        titles=re.compile(
            rf"({_any(rows['titles'])})[\d一二三四五六七八九十]*([（(].*)?$|^[一二三四五六七八九十]+、"
        ),
        endings=tuple(names["endings"]),
        remarks=frozenset(names["remarks"]),
        earlier=re.compile(rf"({_any(names['earlier'])})[:：为是]?(.+)"),
        empty=frozenset(names["empty"]),
        divisions=range(data["industry"]["first_division"], data["industry"]["last_division"] + 1),
    )


def _member(kind: type[E], code: str) -> E:
    return next(member for member in kind if member == code)


def _any(choices: list[str]) -> str:
    return "|".join(map(re.escape, sorted(choices, key=len, reverse=True)))


def heading_key(text: str) -> str:
    """A heading as headings are compared: without what stands in brackets, spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    return word_key(_BRACKETED.sub("", plain)) or word_key(plain)


def word_key(text: str) -> str:
    """A word in the form in which words are compared: letters and digits only."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text[:LONGEST])).casefold()


def is_organisation(text: str) -> bool:
    """Whether `text` ends like the name of an organisation."""
    name = _BRACKETED.sub("", text[:LONGEST]).strip() or text
    return len(name) >= _SHORTEST_NAME and name.endswith(words().endings)


def category_of_cell(text: str) -> Category | None:
    """The category that a cell names, or None where it names none or several."""
    return words().category_cells.get(word_key(text)) or category_of_title(text)


def category_of_title(text: str) -> Category | None:
    """The category whose list a title announces, or None where it names none or several.

    重点排放单位 belongs to the national market where the same title names that market.
    """
    rest = word_key(text)
    found: list[Category] = []
    for category, signs in words().category_titles:
        hits = [sign for sign in signs if sign in rest]
        if hits:
            found.append(category)
            for sign in hits:
                rest = rest.replace(sign, "")
    if found == [Category.NATIONAL, Category.KEY]:
        return Category.NATIONAL
    return found[0] if len(found) == 1 else None


def year_of_title(text: str) -> int | None:
    """The year that a title, a sheet name or a file name states, 年度 before 年 before bare digits."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), plain)
    plain = re.sub(r"(?<=\d)\s+(?=年)", "", plain)
    for pattern in _YEARS:
        if match := pattern.search(plain):
            return int(match[1])
    return None
