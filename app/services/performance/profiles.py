"""Template profiles: the official layouts of the self-evaluation table as data (`resources/performance`).

A profile says how every cell is called, which level-1 and level-2 indicators there are, which weights they
carry and which of the scoring variants hold. Each block names its source and how sure we are of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from app.models.enums import FundingRole
from app.models.errors import Damaged, InputError
from app.models.names import name_key
from app.services.paths import resource

DEFAULT = "beijing_2020"
SPELLINGS = "spellings.toml"
_CONFIDENCE = ("H", "M", "L")
T = TypeVar("T")


@dataclass(frozen=True)
class Basis:
    """Where a block comes from and how sure we are: H two sources, M one, L memory only."""

    source: str
    confidence: str


@dataclass(frozen=True)
class Labels:
    """What every cell of the form is called. `year` takes {year}, `funding` takes {unit}."""

    title: str
    year: str
    funding: str
    initial: str
    full_year: str
    executed: str
    weight: str
    rate: str
    score: str
    goal: str
    goal_expected: str
    goal_actual: str
    indicators: str
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    reason: str
    total: str
    roles: Mapping[FundingRole, str]
    basis: Basis


@dataclass(frozen=True)
class Level:
    """A level-1 indicator and the level-2 indicators below it."""

    name: str
    children: tuple[str, ...]
    # Accepted when a form has them, not offered.
    tolerated: tuple[str, ...] = ()
    # Check V12 asks for these.
    expected: tuple[str, ...] = ()
    is_expected: bool = False


@dataclass(frozen=True)
class WeightScheme:
    """Weights of the level-1 indicators that add up to 100 together with the execution weight."""

    name: str
    weights: Mapping[str, Decimal]


@dataclass(frozen=True)
class ScoringOptions:
    """Variants of the scoring rules (S7, S12-S14, S16, S17)."""

    smaller_is_better: str
    met_from: Decimal
    partly_from: Decimal
    met_share: Decimal | None
    approx_percent: Decimal
    over_percent: Decimal
    low_rate_percent: Decimal
    composite: str
    # (from per cent, share of the weight), highest first; empty where the frame has no such bands.
    satisfaction: tuple[tuple[Decimal, Decimal], ...]
    # (from per cent of the target, share of the weight), highest first; off unless a user adds it (S13).
    over_ladder: tuple[tuple[Decimal, Decimal], ...]
    basis: Basis


@dataclass(frozen=True)
class Profile:
    """One official layout."""

    id: str
    name: str
    valid_from: int
    money_unit: str
    basis: Basis
    labels: Labels
    heading_rows: tuple[tuple[str, ...], ...]
    required_headings: tuple[str, ...]
    levels: tuple[Level, ...]
    spellings: Mapping[str, str]
    execution_weight: Decimal
    schemes: tuple[WeightScheme, ...]
    weights_basis: Basis
    scoring: ScoringOptions
    grades: tuple[tuple[Decimal, str], ...]

    def parent(self, level2: str) -> str | None:
        """The level-1 indicator that `level2` belongs to, or None where it is unknown."""
        return next((top.name for top in self.levels if level2 in top.children + top.tolerated), None)

    def belongs(self, level1: str, level2: str) -> bool:
        """Whether the frame has `level2` under `level1`."""
        return any(top.name == level1 and level2 in top.children + top.tolerated for top in self.levels)

    def grade(self, total: Decimal) -> str:
        """优, 良, 中 or 差 (S18)."""
        return next((name for start, name in self.grades if total >= start), "")

    def level_name(self, printed: str, *, top: bool) -> str | None:
        """The frame's name of a printed level-1 (`top`) or level-2 name, or None where it is unknown.

        Spaces, brackets such as （50分） and a lost 指 or 标 do not matter.
        """
        key = level_key(printed)
        names = [level.name for level in self.levels]
        if not top:
            names = [name for level in self.levels for name in level.children + level.tolerated]
        found = next((name for name in names if level_key(name) == key), None)
        return found or next(
            (name for word, name in self.spellings.items() if word == key and name in names), None
        )


def level_key(name: str) -> str:
    """A level name without brackets, spaces, punctuation and its ending 指标 (also 指 or 标 alone)."""
    bare = re.sub(r"[（(\[【][^）)\]】]*[）)\]】]", "", name)
    return re.sub(r"(?:指标|指|标)$", "", name_key(bare))


def profiles() -> tuple[Profile, ...]:
    """Every profile, the default first.

    Raises:
        Damaged: a file of `resources/performance` is not what it should be.
    """
    return _profiles(resource("performance"))


def profile(profile_id: str) -> Profile:
    """The profile with this id.

    Raises:
        InputError: there is none; the table was made by a newer version or by hand.
    """
    found = next((known for known in profiles() if known.id == profile_id), None)
    if found is None:
        raise InputError(f"没有名为“{profile_id}”的自评表模板。", "请在绩效表的设置里重新选择模板。")
    return found


@cache
def _profiles(folder: Path) -> tuple[Profile, ...]:
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != SPELLINGS]
    loaded = [load_profile(path) for path in paths]
    ids = [one.id for one in loaded]
    if DEFAULT not in ids or len(set(ids)) != len(ids):
        raise Damaged("自评表模板不完整或重复。", "请重新安装程序。", f"{folder}: {ids}")
    return tuple(sorted(loaded, key=lambda one: (one.id != DEFAULT, one.id)))


def load_profile(path: Path) -> Profile:
    """Read and check one profile file.

    Raises:
        Damaged: with the file and what is wrong in it.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        loaded = _profile(data)
        _check(loaded)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Damaged(
            f"自评表模板“{path.name}”有错误。", "请重新安装程序，或改正该文件。", str(error)
        ) from error
    return loaded


@cache
def spellings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """How real forms call the cells: block, field, spellings.

    Raises:
        Damaged: the file is not what it should be.
    """
    path = resource("performance", SPELLINGS)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {block: {key: _texts(words) for key, words in table.items()} for block, table in data.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, ValueError) as error:
        raise Damaged(f"“{path.name}”有错误。", "请重新安装程序。", str(error)) from error


def _profile(data: dict[str, Any]) -> Profile:
    weights = data["weights"]
    head = data["headings"]
    return Profile(
        _text(data["id"]),
        _text(data["name"]),
        int(data["valid_from"]),
        _text(data["money_unit"]),
        _basis(data),
        _labels(data["labels"]),
        tuple(_texts(row) for row in head["rows"]),
        _texts(head["required"]),
        tuple(_level(level) for level in data["levels"]),
        {
            level_key(word): name
            for name, words in data.get("spellings", {}).items()
            for word in _texts(words)
        },
        _decimal(weights["execution"]),
        tuple(_scheme(scheme) for scheme in weights["schemes"]),
        _basis(weights),
        _options(data["scoring"]),
        _steps(data["grades"], lambda step: _text(step["name"])),
    )


def _labels(data: dict[str, Any]) -> Labels:
    words = {key.name: _text(data[key.name]) for key in fields(Labels) if key.name not in ("roles", "basis")}
    roles = {role: _text(data["roles"][role.value]) for role in FundingRole}
    return Labels(**words, roles=roles, basis=_basis(data))


def _level(data: dict[str, Any]) -> Level:
    return Level(
        _text(data["name"]),
        _texts(data["children"]),
        _texts(data.get("tolerated", [])),
        _texts(data.get("expected", [])),
        bool(data.get("is_expected", False)),
    )


def _scheme(data: dict[str, Any]) -> WeightScheme:
    return WeightScheme(_text(data["name"]), {key: _decimal(data[key]) for key in data if key != "name"})


def _options(data: dict[str, Any]) -> ScoringOptions:
    share = data.get("met_share")
    return ScoringOptions(
        _text(data["smaller_is_better"]),
        _decimal(data["met_from"]),
        _decimal(data["partly_from"]),
        None if share is None else _decimal(share),
        _decimal(data["approx_percent"]),
        _decimal(data["over_percent"]),
        _decimal(data["low_rate_percent"]),
        _text(data["composite"]),
        _steps(data.get("satisfaction", []), lambda step: _decimal(step["share"])),
        _steps(data.get("over_ladder", []), lambda step: _decimal(step["share"])),
        _basis(data),
    )


def _steps(data: list[dict[str, Any]], read: Callable[[dict[str, Any]], T]) -> tuple[tuple[Decimal, T], ...]:
    steps = [(_decimal(step["from"]), read(step)) for step in data]
    return tuple(sorted(steps, key=lambda step: step[0], reverse=True))


def _basis(data: dict[str, Any]) -> Basis:
    if data["confidence"] not in _CONFIDENCE:
        raise ValueError(f"confidence: {data['confidence']}")
    return Basis(_text(data["source"]), data["confidence"])


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"text: {value!r}")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise ValueError(f"list: {values!r}")
    return tuple(_text(value) for value in values)


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise ValueError(f"number: {value!r}")
    return Decimal(value)


def _check(one: Profile) -> None:
    """What the parts of a profile must have in common."""
    names = {level.name for level in one.levels}
    children = [child for level in one.levels for child in level.children + level.tolerated]
    problems = {
        "duplicate level": len(names) != len(one.levels) or len(set(children)) != len(children),
        "expected level": any(set(level.expected) - set(level.children) for level in one.levels),
        "spelling": bool(set(one.spellings.values()) - names - set(children)),
        "scheme level": any(set(scheme.weights) - names for scheme in one.schemes),
        "scheme sum": any(sum(s.weights.values()) + one.execution_weight != 100 for s in one.schemes),
        "required heading": bool(
            set(one.required_headings) - {word for row in one.heading_rows for word in row}
        ),
        "smaller_is_better": one.scoring.smaller_is_better not in ("ratio", "deviation"),
        "composite": one.scoring.composite not in ("average", "manual"),
        "bands": not 0 <= one.scoring.partly_from <= one.scoring.met_from <= 1,
        "grades": not one.grades or one.grades[-1][0] != 0,
        "labels": "{year}" not in one.labels.year or "{unit}" not in one.labels.funding,
    }
    wrong = [what for what, is_wrong in problems.items() if is_wrong]
    if wrong:
        raise ValueError(", ".join(wrong))
