"""What can be counted: the content of `resources/measures/measures.toml`, and how a choice of it is kept."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app.models.enums import Category, DocumentKind, LabelEnum
from app.models.errors import Damaged
from app.services.paths import resource

PRODUCTS = ("季度分析", "年度分析", "专题分析", "工作总结", "数据成果")
_FILE = "measures.toml"


class Letters(LabelEnum):
    """Kinds of letter that are counted."""

    OPINION = ("opinion", "审核意见")
    CORRECTION = ("correction", "补正通知")
    QUESTIONS = ("questions", "核查问询单")


class Level(LabelEnum):
    """From which answer on somebody is satisfied."""

    SATISFIED = ("satisfied", "满意及以上")
    FAIR = ("fair", "基本满意及以上")


class ReportYear(LabelEnum):
    """Which reports are meant, seen from the year of the form."""

    BEFORE = ("before", "上一年度报告")
    SAME = ("same", "本年度报告")


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen for a measure; `options` are codes and labels, none where it is typed."""

    key: str
    name: str
    options: tuple[tuple[str, str], ...] = ()
    everything: str = "全部"


def _labels(vocabulary: type[LabelEnum]) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in vocabulary)


CHOICES: Mapping[str, Choice] = {
    one.key: one
    for one in (
        Choice("report_year", "报告年度", _labels(ReportYear), ""),
        Choice("kind", "文书", _labels(DocumentKind)),
        Choice("category", "单位类别", _labels(Category)),
        Choice("letter", "文书", _labels(Letters)),
        Choice("level", "算作满意", _labels(Level), ""),
        Choice("product", "成果类别", tuple((name, name) for name in ("分析", *PRODUCTS))),
        Choice("due", "期限"),
    )
}


@dataclass(frozen=True)
class Measure:
    """One thing that can be counted."""

    code: str
    name: str
    units: tuple[str, ...]
    definition: str
    source: str
    heads: tuple[str, ...]
    choices: tuple[str, ...]
    report_year: ReportYear | None
    is_share: bool
    # Of the table of deadlines; "" for none.
    milestone: str
    basis: str
    confidence: str

    @property
    def all_choices(self) -> tuple[Choice, ...]:
        """What can be chosen, the year of the reports first."""
        years = ("report_year",) if self.report_year else ()
        return tuple(CHOICES[key] for key in (*years, *self.choices))


@dataclass(frozen=True)
class Spec:
    """A measure with what was chosen for it; kept in the file as `reports_reviewed;kind=VR`."""

    code: str
    chosen: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ";".join((self.code, *(f"{key}={value}" for key, value in self.chosen)))

    @property
    def measure(self) -> Measure:
        """What is counted."""
        return measures()[self.code]

    def get(self, key: str) -> str:
        """What was chosen, or ""."""
        return dict(self.chosen).get(key, "")

    def with_choice(self, key: str, value: str) -> Spec:
        """The same with another choice; "" takes it away."""
        kept = {**dict(self.chosen), key: value}
        return replace(self, chosen=tuple(sorted((k, v) for k, v in kept.items() if v)))

    @property
    def report_year(self) -> ReportYear | None:
        """Which reports are meant; None where records are dated themselves."""
        own = self.measure.report_year
        return ReportYear.of(self.get("report_year")) if own and self.get("report_year") else own

    @property
    def label(self) -> str:
        """What people call it: 已审结报告数（核查报告）."""
        words = [self._word(one) for one in self.measure.all_choices if self.get(one.key)]
        return self.measure.name + (f"（{'，'.join(words)}）" if words else "")

    def _word(self, choice: Choice) -> str:
        value = self.get(choice.key)
        return dict(choice.options).get(value, f"{choice.name} {value}")


def read_spec(text: str | None) -> Spec | None:
    """The spec that is kept as `text`; None where it names no measure of this program (a newer one may)."""
    code, *parts = (text or "").split(";")
    measure = measures().get(code)
    if measure is None:
        return None
    chosen = {}
    for part in parts:
        key, _, value = part.partition("=")
        choice = next((one for one in measure.all_choices if one.key == key), None)
        is_free = choice is not None and (not choice.options or key == "product")
        if choice is None or not (is_free or value in dict(choice.options)):
            return None
        chosen[key] = value
    return Spec(code, tuple(sorted(chosen.items())))


@dataclass(frozen=True)
class Rule:
    """When the words of an indicator suggest a measure."""

    any: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]
    units: tuple[str, ...]
    spec: Spec


@cache
def measures() -> Mapping[str, Measure]:
    """All measures by code, in the order of the list."""
    found = {}
    for row in _content()["measure"]:
        year = row.get("report_year")
        found[row["code"]] = Measure(
            row["code"],
            row["name"],
            tuple(row["units"]),
            row["definition"],
            row["source"],
            tuple(row["heads"]),
            tuple(row.get("choices", ())),
            ReportYear.of(year) if year else None,
            bool(row.get("share", False)),
            row.get("milestone", ""),
            row["basis"],
            row["confidence"],
        )
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of proposing, in order."""
    found = []
    for row in _content()["proposal"]:
        spec = read_spec(row["measure"])
        if spec is None:
            raise Damaged(f"“{_FILE}”里的统计口径 {row['measure']} 不存在。", "请重新安装程序。")
        groups = tuple(tuple(words.split("+")) for words in row["any"])
        found.append(Rule(groups, tuple(row.get("not", ())), tuple(row.get("unit", ())), spec))
    return tuple(found)


@cache
def counters() -> tuple[Spec, ...]:
    """What the price list may count pieces with."""
    return tuple(spec for text in _content()["counters"] if (spec := read_spec(text)) is not None)


@cache
def _content() -> dict[str, Any]:
    try:
        return tomllib.loads(resource("measures", _FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Damaged(f"“{_FILE}”读不出来。", "请重新安装程序。", detail=str(error)) from error
