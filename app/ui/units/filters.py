"""What is looked for in the unit list: words and conditions, as a value that can be kept under a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import attrgetter
from typing import Any

from app.models.enums import Category, LabelEnum, ListState, ReviewState
from app.services.units.rows import UnitRow
from app.ui.units.columns import NOTABLE, is_notable, is_overdue

NOT_SAID = "未填写"
_ON = frozenset({"on"})


class FilterField(LabelEnum):
    """What a condition is about, in the order they are offered."""

    CATEGORY = ("category", "类别")
    STATE = ("state", "审核状态", "状态")
    INDUSTRY = ("industry", "行业")
    DISTRICT = ("district", "属地")
    ASSIGNEE = ("assignee", "负责人")
    LIST_STATE = ("list_state", "名单状态", "名单")
    OVERDUE = ("overdue", "逾期")
    FINDINGS = ("findings", "有未关问题")
    CHANGE = ("change", f"同比变化 {NOTABLE}% 以上", "同比异常")

    @property
    def is_flag(self) -> bool:
        """Whether it is only on or off."""
        return self in (FilterField.OVERDUE, FilterField.FINDINGS, FilterField.CHANGE)


_VOCABULARIES: Mapping[FilterField, type[LabelEnum]] = {
    FilterField.CATEGORY: Category,
    FilterField.STATE: ReviewState,
    FilterField.LIST_STATE: ListState,
}
# A member of a vocabulary is its code; asking for `.value` ten thousand times would be felt while typing.
_VALUES: Mapping[FilterField, Callable[[UnitRow], str]] = {
    FilterField.CATEGORY: lambda row: row.category or "",
    FilterField.STATE: attrgetter("review_state"),
    FilterField.INDUSTRY: attrgetter("industry"),
    FilterField.DISTRICT: attrgetter("district"),
    FilterField.ASSIGNEE: attrgetter("assignee"),
    FilterField.LIST_STATE: lambda row: row.list_state or "",
}


@dataclass(frozen=True)
class Filter:
    """Words to search and conditions that all must hold; within one condition any of its values will do."""

    words: str = ""
    chosen: Mapping[FilterField, frozenset[str]] = field(default_factory=dict)

    def with_values(self, about: FilterField, values: Iterable[str]) -> Filter:
        """The filter with the condition about one thing replaced; no values take it away."""
        kept = {key: old for key, old in self.chosen.items() if key is not about}
        wanted = frozenset(values)
        if wanted and about in self.chosen:
            kept = {key: wanted if key is about else old for key, old in self.chosen.items()}
        elif wanted:
            kept[about] = wanted
        return replace(self, chosen=kept)

    def with_flag(self, about: FilterField) -> Filter:
        """The filter with a condition that is only on or off."""
        return self.with_values(about, _ON)

    def accept(self, today: date) -> Callable[[UnitRow], bool] | None:
        """The question to ask of each row; None where every row will do."""
        tests = [_test(about, values, today) for about, values in self.chosen.items()]
        return reduce(_both, tests) if tests else None

    def stored(self) -> dict[str, Any]:
        """The filter as plain values."""
        return {
            "words": self.words,
            "chosen": {about.value: sorted(values) for about, values in self.chosen.items()},
        }

    @classmethod
    def restored(cls, data: Mapping[str, Any]) -> Filter:
        """What `stored` gave; what is not understood is left out."""
        known = {about.value: about for about in FilterField}
        chosen = data.get("chosen")
        pairs = chosen.items() if isinstance(chosen, dict) else ()
        return cls(
            str(data.get("words", "")),
            {known[key]: frozenset(map(str, values)) for key, values in pairs if key in known and values},
        )


def presets(me: str) -> tuple[tuple[str, Filter], ...]:
    """The filters that are there from the start; `me` works at this computer."""
    everything = Filter()
    returned = everything.with_values(FilterField.STATE, [ReviewState.RETURNED.value])
    waiting = everything.with_values(FilterField.STATE, [ReviewState.NOT_SUBMITTED.value])
    mine = (("我负责且未整改", returned.with_values(FilterField.ASSIGNEE, [me])),) if me else ()
    return (
        ("全部单位", everything),
        *mine,
        ("逾期未报送", waiting.with_flag(FilterField.OVERDUE)),
        ("同比异常", everything.with_flag(FilterField.CHANGE)),
    )


def options(rows: Iterable[UnitRow], about: FilterField) -> list[tuple[str, str, int]]:
    """The values there are to choose from: (value, word, how many units), in the order people expect."""
    counts = Counter(map(_VALUES[about], rows))
    vocabulary = _VOCABULARIES.get(about)
    if vocabulary is not None:
        ordered = [member.value for member in vocabulary if counts[member.value]]
    else:
        ordered = sorted((value for value in counts if value), key=lambda value: (-counts[value], value))
    ordered += [""] if counts[""] else []
    return [(value, word_of(about, value), counts[value]) for value in ordered]


def word_of(about: FilterField, value: str) -> str:
    """A value as people read it."""
    vocabulary = _VOCABULARIES.get(about)
    if not value:
        return NOT_SAID
    member = next((m for m in vocabulary or () if m.value == value), None)
    return member.short if member else value


def chip_words(about: FilterField, values: frozenset[str]) -> str:
    """What stands on the chip of a condition: 类别：全国重点、本市重点."""
    if about.is_flag:
        return about.short
    vocabulary = _VOCABULARIES.get(about)
    order = [member.value for member in vocabulary] if vocabulary else sorted(values - {""})
    words = [word_of(about, value) for value in [*order, ""] if value in values]
    return f"{about.short}：{'、'.join(words)}"


def _both(first: Callable[[UnitRow], bool], second: Callable[[UnitRow], bool]) -> Callable[[UnitRow], bool]:
    return lambda row: first(row) and second(row)


def _test(about: FilterField, values: frozenset[str], today: date) -> Callable[[UnitRow], bool]:
    if about is FilterField.OVERDUE:
        return lambda row: is_overdue(row, today)
    if about is FilterField.FINDINGS:
        return lambda row: row.open_findings > 0
    if about is FilterField.CHANGE:
        return is_notable
    value = _VALUES[about]
    return lambda row: value(row) in values
