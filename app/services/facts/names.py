"""Names of facts: one stable name per value, such as c3.natural_gas.amount (`resources/layouts/names.toml`).

The patterns are data; this module reads them, tells what a name means and in which unit its value is kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from app.services.paths import resource

MONTHS = tuple(f"m{month:02d}" for month in range(1, 13))
YEAR = "year"
_HOLE = re.compile(r"\{(\w+)\}")
_SLUG = re.compile(r"[a-z][a-z0-9_]*")


class ValueKind(Enum):
    """What a fact holds."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Fuel:
    """A fuel: its part in names, what people call it, the unit the forms ask for, other spellings."""

    id: str
    label: str
    unit: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameInfo:
    """What a name means. `unit` is the one its value is kept in; empty for texts, dates and plain numbers."""

    name: str
    table: str
    title: str
    label: str
    kind: ValueKind
    unit: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The name at its dots."""
        return tuple(self.name.split("."))


@dataclass(frozen=True, slots=True)
class _Pattern:
    table: str
    title: str
    text: str
    regex: re.Pattern[str]
    label: str
    unit: str


def _data(name: str) -> dict[str, Any]:
    with resource("layouts", name).open("rb") as file:
        return tomllib.load(file)


def _load_fuels() -> dict[str, Fuel]:
    return {
        key: Fuel(key, entry["label"], entry["unit"], tuple(entry["spellings"]))
        for key, entry in _data("fuels.toml").items()
    }


FUELS = _load_fuels()


@cache
def _parts() -> dict[str, dict[str, str]]:
    """The words that may stand in a hole of a pattern, with their labels; `source` takes any word."""
    parts: dict[str, dict[str, str]] = dict(_data("names.toml")["parts"])
    parts["fuel"] = {fuel.id: fuel.label for fuel in FUELS.values()}
    return parts


@cache
def _patterns() -> tuple[_Pattern, ...]:
    tables = {key: entry for key, entry in _data("names.toml").items() if key != "parts"}
    return tuple(
        _Pattern(table, entry["title"], text, _compiled(text), label, unit)
        for table, entry in tables.items()
        for text, (label, unit) in entry["names"].items()
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    def hole(match: re.Match[str]) -> str:
        words = _parts().get(match[1])
        return f"(?P<{match[1]}>{'|'.join(words) if words else _SLUG.pattern})"

    return re.compile(_HOLE.sub(hole, pattern.replace(".", r"\.")))


@cache
def describe(name: str) -> NameInfo | None:
    """What a name means, or None where no report has such a value."""
    for pattern in _patterns():
        if match := pattern.regex.fullmatch(name):
            return _info(name, pattern, match.groupdict())
    return None


def _info(name: str, pattern: _Pattern, holes: dict[str, str]) -> NameInfo:
    words = [_parts().get(key, {}).get(value, value) for key, value in holes.items()]
    fuel = FUELS.get(holes.get("fuel", ""))
    kind = ValueKind(pattern.unit) if pattern.unit in ("text", "date") else ValueKind.NUMBER
    unit = "" if pattern.unit in ("text", "date", "number") else pattern.unit
    if fuel is not None:
        unit = unit.replace("{fuel}", fuel.unit)
    return NameInfo(name, pattern.table, pattern.title, " ".join([*words, pattern.label]), kind, unit)


def known_names(table: str = "") -> Iterator[str]:
    """Every name that a report can have, of one table or of all; those of free sources are left out."""
    for pattern in _patterns():
        if table in ("", pattern.table) and "{source}" not in pattern.text:
            yield from _filled(pattern.text)


def _filled(text: str) -> Iterator[str]:
    hole = _HOLE.search(text)
    if hole is None:
        yield text
        return
    for word in _parts()[hole[1]]:
        yield from _filled(text[: hole.start()] + word + text[hole.end() :])


def month_name(prefix: str, month: int) -> str:
    """The name of a month's value, month 1 to 12: c7.diesel.m03."""
    return f"{prefix}.{MONTHS[month - 1]}"


def fuel_of(name: str) -> Fuel | None:
    """The fuel that a name speaks of, or None."""
    return next((FUELS[part] for part in name.split(".")[1:] if part in FUELS), None)
