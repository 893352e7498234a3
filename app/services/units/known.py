"""The units the program knows already, ready to be found by code, by name and by former name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.models.enums import Category
from app.models.names import name_key
from app.services.units.uscc import is_valid_code
from app.services.units.words import PLAIN_NAME

_SHORTEST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as it is stored, with what stands on the list of the year in question.

    `listed`: whether it stands on that list. Missing texts are None or "".
    """

    id: str
    name: str
    uscc: str | None = None
    former_names: tuple[str, ...] = ()
    district: str | None = None
    address: str | None = None
    contact: str | None = None
    phone: str | None = None
    note: str | None = None
    category: Category | None = None
    industry_code: str | None = None
    industry: str | None = None
    list_number: str | None = None
    listed: bool = True
    uscc_reason: str | None = None


class KnownUnits:
    """Finds units. Names are compared without spaces and punctuation."""

    def __init__(self, units: Iterable[KnownUnit]) -> None:
        self._units = list(units)
        self.by_id = {unit.id: unit for unit in self._units}
        self.by_code: dict[str, list[KnownUnit]] = {}
        self.by_name: dict[str, list[KnownUnit]] = {}
        self.by_former_name: dict[str, list[KnownUnit]] = {}
        for unit in self._units:
            if unit.uscc:
                self.by_code.setdefault(unit.uscc, []).append(unit)
            self.by_name.setdefault(key_of(unit.name), []).append(unit)
            for former in unit.former_names:
                self.by_former_name.setdefault(key_of(former), []).append(unit)

    def one_letter_apart(self, key: str, *, with_code: bool) -> list[KnownUnit]:
        """Units whose name differs from `key` by one character: another, one more, one less.

        `with_code`: the name comes with a sound code. Then units that have a sound code of their own are left
        out, because two such codes belong to two legal persons, however alike the names.
        """
        if len(key) < _SHORTEST_COMPARED:
            return []
        near = self._near_without_code if with_code else self._near
        found = {
            unit.id: unit
            for variant in (_variants(key) if near else ())
            for unit in near.get(variant, ())
            if one_apart(key, key_of(unit.name))
        }
        return list(found.values())

    @cached_property
    def _near(self) -> dict[str, list[KnownUnit]]:
        return _by_variant(self._units)

    @cached_property
    def _near_without_code(self) -> dict[str, list[KnownUnit]]:
        return _by_variant(unit for unit in self._units if not is_valid_code(unit.uscc or ""))


def key_of(name: str) -> str:
    """`name_key`, with a cheap path for ordinary names."""
    if PLAIN_NAME.fullmatch(name):
        return name.replace("（", "").replace("）", "").casefold()
    return name_key(name)


def one_apart(a: str, b: str) -> bool:
    """Whether two different texts become equal by changing, adding or leaving out one character."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    differing = (place for place, (left, right) in enumerate(zip(a, b, strict=False)) if left != right)
    at = next(differing, min(len(a), len(b)))
    return a[at + 1 :] == b[at + 1 :] or a[at:] == b[at + 1 :] or a[at + 1 :] == b[at:]


def is_extension(a: str, b: str) -> bool:
    """Whether the shorter text runs through the longer one: 示例热力公司 through 示例热力集团公司."""
    shorter, longer = sorted((a, b), key=len)
    rest = iter(longer)
    return all(char in rest for char in shorter)


def _by_variant(units: Iterable[KnownUnit]) -> dict[str, list[KnownUnit]]:
    """Every name with each of its characters left out: two names one character apart share one of these."""
    near: dict[str, list[KnownUnit]] = defaultdict(list)
    for unit in units:
        for variant in _variants(key_of(unit.name)):
            near[variant].append(unit)
    return dict(near)


def _variants(key: str) -> set[str]:
    return {key} | {key[:place] + key[place + 1 :] for place in range(len(key))}
