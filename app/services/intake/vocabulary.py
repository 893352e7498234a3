"""The words of reports (`resources/layouts/`), prepared for asking: what a title, a head or a label means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.models.enums import DocumentKind
from app.services.facts import FUELS, NameInfo
from app.services.facts.names import MONTHS, YEAR
from app.services.intake.units import Choice, is_unit_cell
from app.services.paths import resource

FIELD, MONTH, FUEL, SUM, SOURCE, PERIOD = "field", "month", "fuel", "sum", "source", "period"
LONGEST_LABEL = 48
_REMEMBERED = 20_000
_NO_LETTER = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*)+(?=\D)|^其中[:：]?")
_MONTH = re.compile(r"(?<![\d\-~至—–])(?:(20\d\d)[年\-/])?0?(1[0-2]|[1-9])(?:月份?)?(?![\d\-~至])")
_NUMBER = re.compile(r"[\d.,]{1,20}")
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_CHINESE_MONTHS = {f"{word}月{tail}": at for at, word in enumerate(_CHINESE, 1) for tail in ("", "份")}
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TABLE_NUMBER = re.compile(
    r"(?:附?表|附录|Table)\s*([A-H])?\s*[.．·\-—_ ]?\s*(\d{1,2})|^([A-H])\s*[.．·\-]\s*(\d{1,2})"
)
_PROSE = re.compile(r"[^\d]{6,}[。！]", re.DOTALL)
_COVER = re.compile(
    r"[^:：]{0,40}(?:排放|核查|监测)[^:：]{0,12}报告(?:书|表)?(?:[（(][^)）]*[)）])?"
    r"|附录\s*[A-Z].{0,30}|附件\s*\d*.{0,30}"
)
_FORMULA = re.compile(r"[A-Za-z]\d?(\s*=.{0,30})?|[=＝].{1,30}|[A-K]\s*[×xX*/]\s*[A-K].{0,20}")
FILES = {DocumentKind.ER: "emission_report.toml", DocumentKind.VR: "verification_report.toml"}


def word_key(text: str) -> str:
    """A word as words are compared: letters and digits only, raised digits as ordinary ones."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text[:300])).casefold()


@dataclass(frozen=True, slots=True)
class Hit:
    """A meaning found in a text and how much of the text spoke for it."""

    id: str
    weight: int


@dataclass(frozen=True)
class Category:
    """A set of meanings with their spellings, the heaviest first."""

    spellings: tuple[tuple[tuple[str, ...], str], ...]
    exact: dict[str, str]

    @classmethod
    def of(cls, entries: dict[str, list[str]]) -> Category:
        """Prepare the spellings; "a+b" asks for both parts."""
        pairs = [
            (tuple(map(word_key, word.split("+"))), key) for key, words in entries.items() for word in words
        ]
        pairs.sort(key=lambda pair: -len("".join(pair[0])))
        return cls(tuple(pairs), {parts[0]: key for parts, key in reversed(pairs) if len(parts) == 1})

    def find(self, labels: tuple[str, ...]) -> Hit | None:
        """The meaning with the longest spelling in `labels`; the words outside of brackets count first.

        Of the words of "直接排放+不含供热" only the further ones may stand in brackets.
        """
        full = [word_key(label) for label in labels]
        outside = [word_key(_BRACKETED.sub(" ", label)) for label in labels]
        return self._among(outside, full) or (self._among(full, full) if full != outside else None)

    def _among(self, first: list[str], further: list[str]) -> Hit | None:
        for parts, meaning in self.spellings:
            if any(parts[0] in key for key in first) and all(
                any(part in key for key in further) for part in parts[1:]
            ):
                return Hit(meaning, len("".join(parts)))
        return None

    def touches(self, text: str) -> bool:
        """Whether any word of any spelling is in `text`: 不含供热 below 直接排放."""
        key = word_key(text)
        return any(part in key for parts, _ in self.spellings for part in parts)

    def find_whole(self, text: str) -> Hit | None:
        """The meaning of a text that is a spelling as a whole, but for brackets and numbering."""
        for variant in (text, _BRACKETED.sub("", text), _NUMBERED.sub("", text)):
            if found := self.exact.get(word_key(variant)):
                return Hit(found, len(text))
        return None


@dataclass(frozen=True)
class NameRule:
    """A pattern of names and the conditions under which it holds."""

    pattern: str
    holes: tuple[str, ...]
    needs: tuple[tuple[str, str, bool], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table of reports. `form`: label and value side by side; `strict`: labels compared as a whole.

    `texts`: its values are texts side by side, told by row and column like numbers.
    """

    id: str
    number: int
    titles: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    form: bool
    strict: bool
    categories: dict[str, Category]
    names: tuple[NameRule, ...]
    must: tuple[str, ...]
    shape: tuple[str, ...]
    persons: dict[str, dict[str, str]]
    texts: bool = False
    labels: dict[str, bool] = field(default_factory=dict)
    found: dict[tuple[str, ...], Hit | None] = field(default_factory=dict)
    meanings: dict[object, tuple[NameInfo | None, Choice]] = field(default_factory=dict)

    def has(self, category: str) -> bool:
        """Whether labels of that category mean something here."""
        return category in self.categories

    def find(self, category: str, *labels: str) -> Hit | None:
        """What `labels` together mean in a category."""
        key = (category, *labels)
        if key not in self.found:
            if len(self.found) > _REMEMBERED:
                self.found.clear()
            known = self.categories[category]
            self.found[key] = known.find_whole(labels[0]) if self.strict else known.find(labels)
        return self.found[key]

    def title_weight(self, key: str) -> int:
        """How strongly the key of a title speaks for this table; 0: not at all."""
        best = 0
        for wanted, forbidden in self.titles:
            if all(word in key for word in wanted) and not any(word in key for word in forbidden):
                best = max(best, len("".join(wanted)))
        return best

    def is_label(self, text: str) -> bool:
        """Whether a text cell is a head or label of this table."""
        known = self.labels.get(text)
        if known is None:
            if len(self.labels) > _REMEMBERED:
                self.labels.clear()
            known = self.labels[text] = self._is_label(text)
        return known

    def _is_label(self, text: str) -> bool:
        if len(_BRACKETED.sub("", text)) > LONGEST_LABEL:
            return False
        if (
            word_key(text) in words().heads
            or is_formula(text)
            or skip_of(text, whole=self.strict)
            or is_unit_cell(text)
        ):
            return True
        if MONTH in self.categories and month_of(text):
            return True
        if self.strict:
            return any(self.find(category, text) for category in self.categories)
        return any(category.touches(text) for category in self.categories.values())


@dataclass(frozen=True)
class _Words:
    heads: frozenset[str]
    notes: tuple[str, ...]
    skip: Category
    years: frozenset[str]
    data: dict[str, Any]


@cache
def words() -> _Words:
    """The words that stand in many tables."""
    with resource("layouts", "words.toml").open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    return _Words(
        heads=frozenset(map(word_key, data["plain"]["heads"])),
        notes=tuple(data["note"]["starts"]),
        skip=Category.of(data["skip"]),
        years=frozenset(map(word_key, data["month"]["year"])),
        data=data,
    )


@cache
def _fuels() -> Category:
    return Category.of({fuel.id: [fuel.label, *fuel.spellings] for fuel in FUELS.values()})


@cache
def tables(kind: DocumentKind) -> dict[str, Table]:
    """The tables that a kind of report has."""
    with resource("layouts", FILES[kind]).open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    return {key: _table(key, entry, data) for key, entry in data.items()}


def _table(key: str, entry: dict[str, Any], data: dict[str, Any]) -> Table:
    categories: dict[str, Category] = {}
    for part in entry.get("parts", []):
        if part == FUEL:
            categories[part] = _fuels()
        elif part == MONTH:
            categories[part] = Category((), {})
        else:
            categories[part] = Category.of(entry.get(part) or words().data[part])
    if entry.get("sources"):
        categories[SOURCE] = Category.of(words().data[SOURCE])
    fields = data[entry["fields_of"]]["fields"] if "fields_of" in entry else entry.get("fields", {})
    if fields:
        categories[FIELD] = Category.of(fields)
    return Table(
        id=key,
        number=entry.get("number", 0),
        titles=tuple(_title(text) for text in entry.get("title", [])),
        form=entry.get("form", False),
        strict=entry.get("strict", False),
        categories=categories,
        names=tuple(_rule(each) for each in entry["names"]),
        must=tuple(entry.get("must", ())),
        shape=tuple(entry.get("shape", ())),
        persons=entry.get("persons", {}),
        texts=entry.get("texts", False),
    )


def _title(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, *forbidden = text.split("!")
    return tuple(map(word_key, first.split("+"))), tuple(map(word_key, forbidden))


def _rule(entry: str | list[str]) -> NameRule:
    pattern, *conditions = [entry] if isinstance(entry, str) else entry
    needs = []
    for condition in conditions:
        if "=" in condition:
            category, _, value = condition.partition("=")
            needs.append((category.rstrip("?"), value, category.endswith("?")))
    without = tuple(condition[1:] for condition in conditions if condition.startswith("!"))
    return NameRule(pattern, tuple(re.findall(r"\{(\w+)\}", pattern)), tuple(needs), without)


@cache
def month_of(text: str) -> str:
    """The month that a head names as m01 … m12, or year for 全年, 合计; empty where it names neither."""
    if _NUMBER.fullmatch(text):
        return ""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    bare = _BRACKETED.sub("", plain).strip()
    if word_key(bare) in words().years:
        return YEAR
    # An Excel date in the head of a month.
    if day := re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])-\d\d(?: 00:00)?", bare):
        return MONTHS[int(day[1]) - 1]
    chinese = re.sub(r"^20\d\d年", "", "".join(bare.split()))
    if number := _CHINESE_MONTHS.get(chinese, 0):
        return MONTHS[number - 1]
    if chinese[:3] in _ENGLISH_MONTHS and chinese.isalpha():
        return MONTHS[_ENGLISH_MONTHS.index(chinese[:3])]
    match = _MONTH.search("".join(bare.split()))
    if match is None:
        return YEAR if any(word in word_key(bare) for word in ("全年", "年合计", "年度合计")) else ""
    is_named = match[0].rstrip("份").endswith("月")
    if is_named or (match[1] and match.end() == len("".join(bare.split()))) or re.match(r"m\d", bare):
        return MONTHS[int(match[2]) - 1]
    return ""


@cache
def skip_of(text: str, *, whole: bool = False) -> str:
    """Whether a head announces cells that are no values: numbering, constant or remark; empty if not."""
    if whole:
        return words().skip.exact.get(word_key(_BRACKETED.sub("", text)), "")
    if len(text) > LONGEST_LABEL:
        return ""
    hit = words().skip.find((text,))
    return hit.id if hit else ""


@cache
def is_formula(text: str) -> bool:
    """Whether a head cell is only the letter or formula of its column: E=C×D."""
    return bool(_FORMULA.fullmatch(unicodedata.normalize("NFKC", text).strip()))


@cache
def is_note(text: str) -> bool:
    """Whether a text is a note to a table, a sentence without a number, or the title of a cover."""
    plain = text.strip()
    is_prose = _PROSE.fullmatch(plain) or _COVER.fullmatch(plain)
    return is_prose is not None or plain.startswith(words().notes)


@cache
def table_number(text: str) -> int:
    """The number of a table in its title: 表C.3, 附表3, C.3; 0 where there is none."""
    match = _TABLE_NUMBER.search(unicodedata.normalize("NFKC", text[:60]))
    return int(match[2] or match[4]) if match else 0


def without_brackets(text: str) -> str:
    """`text` without what stands in brackets."""
    return _BRACKETED.sub("", text)
