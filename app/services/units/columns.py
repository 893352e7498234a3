"""Which column of a list holds what, by its heading and its content, with a reason people can check."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.models.enums import LabelEnum
from app.services.units.uscc import has_code_form, normalise_code
from app.services.units.words import Field, category_of_cell, heading_key, is_organisation, words

# A heading in levels, the upper first: ("企业情况", "名称").
Heading = tuple[str, ...]

_CODED = re.compile(r"[A-T]?\s*\d{3,4}\s*\D{2,}|\D{2,}\s*[(（]?\s*[A-T]?\d{3,4}\s*[)）]?")
_DIGITS = re.compile(r"[A-T]?\d{4}")
_YEAR = re.compile(r"(19|20)\d\d")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|(0\d{2,3}[-\s]?)?[2-8]\d{6,7}([-\s转]\d{1,6})?)(?!\d)")
_JOINT = re.compile(r"[/／、及和与]")
_DISTRICT = re.compile(r".{1,6}(区|县|市)")
_CODE_LIKE = re.compile(r"[0-9A-Za-z]{15,20}")

_LONGEST_HEADING = 30
_MOST = 0.5
_NEARLY_ALL = 0.8
_EXACT, _NEAR, _BY_CONTENT, _SUPPORT, _CONTRADICTED = 100, 60, 40, 20, 10


class Certainty(LabelEnum):
    """How sure a guess is; it decides the glyph beside the reason."""

    SURE = ("sure", "确定")
    CHECK = ("check", "请核对")
    NONE = ("none", "不导入")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading, what it was taken for, and why."""

    index: int
    heading: str
    field: Field | None
    certainty: Certainty
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What each column is imported as. A value: changing it gives another one.

    Columns are kept by the fingerprint of their header, because sheets with the same header are one choice to
    people; headers known from earlier are applied by handing `stored()` back to `find_tables`.
    """

    fields: Mapping[str, tuple[Field | None, ...]]

    def with_field(self, fingerprint: str, column: int, field: Field | None) -> ColumnMapping:
        """The mapping with `column` imported as `field` (None: not at all), which another column gives up."""
        old = self.fields[fingerprint]
        taken = [None if field is not None and each is field else each for each in old]
        taken[column] = field
        return ColumnMapping({**self.fields, fingerprint: tuple(taken)})

    def column_of(self, fingerprint: str, field: Field) -> int | None:
        """The column that is imported as `field`."""
        fields = self.fields.get(fingerprint, ())
        return fields.index(field) if field in fields else None

    def stored(self) -> dict[str, list[str]]:
        """The mapping as plain text to keep with the settings: codes of fields, "" for 不导入."""
        return {
            key: [field.value if field else "" for field in fields]
            for key, fields in self.fields.items()
            if not key.startswith("#")
        }


def fingerprint(headings: Sequence[Heading]) -> str:
    """The same header always has the same fingerprint, whatever its spaces and brackets."""
    text = "\x1f".join("/".join(map(heading_key, heading)) for heading in headings)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def match_heading(heading: Heading) -> tuple[Field | None, bool]:
    """The field a heading names, and whether exactly; (None, True) for what is known not to be ours."""
    vocabulary = words()
    keys = [key for key in map(heading_key, heading) if key]
    if not keys:
        return None, False
    parts = _JOINT.split(heading[-1])
    named = [vocabulary.exact[key] for key in map(heading_key, parts) if key in vocabulary.exact]
    if len(set(named)) > 1:
        return named[0], False
    joined = ["".join(keys), "".join(keys[-2:]), keys[-1]]
    if any(sign in key for key in keys[:-1] for sign in vocabulary.ignored):
        return None, True
    for key in joined:
        if key in vocabulary.exact:
            return vocabulary.exact[key], True
    if any(sign in joined[0] for sign in vocabulary.ignored):
        return None, True
    for key in reversed(joined):
        hits = [(len(word), key.rfind(word), field) for word, field in vocabulary.near if word in key]
        if hits:
            return max(hits)[2], False
    return None, False


def exact_field(text: str) -> Field | None:
    """The field that a single cell names as a whole heading; quick enough for every cell of a sheet."""
    if len(text) > _LONGEST_HEADING:
        return None
    return words().exact.get(text.casefold() if text.isalnum() else heading_key(text))


@dataclass(frozen=True, slots=True)
class _Content:
    """Shares of the filled cells of a column that look like something."""

    filled: int
    kinds: int
    codes: float
    code_like: float
    names: float
    categories: float
    coded: float
    industry_codes: float
    phones: float
    districts: float
    running: bool

    @classmethod
    def of(cls, cells: Iterable[str]) -> _Content:
        texts = [text for text in map(str.strip, cells) if text]
        count = max(1, len(texts))
        distinct = set(texts)

        def share(test: Mapping[str, object]) -> float:
            return sum(1 for text in texts if test[text]) / count

        digits = {text: _DIGITS.fullmatch(text) and not _YEAR.fullmatch(text) for text in distinct}
        return cls(
            filled=len(texts),
            kinds=len(distinct),
            codes=share({text: has_code_form(normalise_code(text)) for text in distinct}),
            code_like=share({text: _CODE_LIKE.fullmatch(normalise_code(text)) for text in distinct}),
            names=share({text: is_organisation(text) for text in distinct}),
            categories=share({text: category_of_cell(text) for text in distinct}),
            coded=share({text: _CODED.fullmatch(text) for text in distinct}),
            industry_codes=share(digits),
            phones=share({text: PHONE.search(text) and len(text) < 40 for text in distinct}),
            districts=share({text: _DISTRICT.fullmatch(text) for text in distinct}),
            running=_runs_from_one(texts),
        )

    def supports(self, field: Field) -> bool | None:
        """Whether the content speaks for `field` (True), against it (False), or neither."""
        if not self.filled:
            return None
        shares = {
            Field.NAME: self.names,
            Field.USCC: self.codes,
            Field.CATEGORY: self.categories,
            Field.INDUSTRY: self.coded,
            Field.INDUSTRY_CODE: self.industry_codes,
            Field.PHONE: self.phones,
            Field.DISTRICT: self.districts,
        }
        if shares.get(field, 0) >= _MOST:
            return True
        if field is Field.CATEGORY:
            return None if self.categories else False
        if field is Field.USCC:
            return None if self.code_like >= 1 - _NEARLY_ALL else False
        return False if self.code_like >= _MOST else None

    def best_guess(self) -> Field | None:
        """What the content alone looks like."""
        if self.codes >= _MOST:
            return Field.USCC
        if self.running:
            return None
        guesses = (
            (Field.NAME, self.names),
            (Field.CATEGORY, self.categories),
            (Field.INDUSTRY, self.coded),
            (Field.PHONE, self.phones),
            (Field.DISTRICT, self.districts),
            (Field.INDUSTRY_CODE, self.industry_codes),
        )
        return next((field for field, share in guesses if share >= _NEARLY_ALL), None)


def _runs_from_one(texts: Sequence[str]) -> bool:
    """Whether the cells count 1, 2, 3 …, perhaps anew after a break; notes between them do not matter."""
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 7]
    if not numbers or numbers[0] != 1 or len(numbers) < _MOST * len(texts):
        return False
    return all(b in (a + 1, 1) for a, b in pairwise(numbers))


@dataclass(frozen=True, slots=True)
class _Guess:
    score: int
    column: int
    field: Field
    certainty: Certainty
    reason: str


def recognise(headings: Sequence[Heading], sample: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Say for every column what it holds. `sample`: rows below the header; some may be notes or totals."""
    contents = [_Content.of(row[index] for row in sample) for index in range(len(headings))]
    guesses: list[_Guess] = []
    for index, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        guesses += _guesses(index, heading, content)
    guesses.sort(key=lambda guess: (-guess.score, guess.column))
    by_column: dict[int, _Guess] = {}
    by_field: dict[Field, int] = {}
    for guess in guesses:
        if guess.column not in by_column and guess.field not in by_field:
            by_column[guess.column] = guess
            by_field[guess.field] = guess.column
    columns = []
    for index, heading in enumerate(headings):
        text = "/".join(heading)
        chosen = by_column.get(index)
        if chosen:
            columns.append(Column(index, text, chosen.field, chosen.certainty, chosen.reason))
            continue
        rival = next((by_field[guess.field] for guess in guesses if guess.column == index), None)
        columns.append(Column(index, text, None, Certainty.NONE, _why_not(heading, contents[index], rival)))
    return tuple(columns)


def _guesses(index: int, heading: Heading, content: _Content) -> list[_Guess]:
    field, exact = match_heading(heading)
    if field is None and exact:
        return []
    supports = content.supports(field) if field else None
    if (field is Field.LIST_NUMBER and content.running) or (field is Field.CATEGORY and supports is False):
        return []
    guesses = []
    if field:
        score = (_EXACT if exact else _NEAR) + (_SUPPORT if supports else 0)
        if supports is False:
            score = _CONTRADICTED
        sure = exact and supports is not False
        certainty = Certainty.SURE if sure else Certainty.CHECK
        guesses.append(_Guess(score, index, field, certainty, _reason(field, exact, supports, content)))
    other = content.best_guess()
    if other and other is not field and supports is not True:
        named = any(map(heading_key, heading))
        reason = f"标题未识别，内容像{other.short}" if named else "按内容"
        if other is Field.USCC:
            reason = _code_reason(content)
        guesses.append(_Guess(_BY_CONTENT, index, other, Certainty.CHECK, reason))
    return guesses


def _reason(field: Field, exact: bool, supports: bool | None, content: _Content) -> str:
    if supports is False:
        return f"内容不像{field.short}"
    if not exact:
        return "标题相近"
    if field is Field.USCC and supports:
        return _code_reason(content)
    if field is Field.CATEGORY and supports:
        return f"{content.kinds} 种取值"
    if field in (Field.INDUSTRY, Field.INDUSTRY_CODE) and content.coded + content.industry_codes >= _MOST:
        return "含四位代码"
    return "按标题和内容" if supports else "按标题"


def _code_reason(content: _Content) -> str:
    return f"{round(content.codes * content.filled):,} 个 18 位代码"


def _why_not(heading: Heading, content: _Content, rival: int | None) -> str:
    if rival is not None:
        return f"与第 {rival + 1} 列重复"
    if content.running:
        return "序号列"
    if not content.filled:
        return "空列"
    field, exact = match_heading(heading)
    if field:
        return f"内容不像{field.short}"
    return "不属于名录" if exact else "未识别"
