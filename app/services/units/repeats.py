"""Rows of one import that speak of the same unit: twice in a list, or in two annexes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from app.services.units.judge import Doubt, Group, PlanRow, Problem, WayOut
from app.services.units.uscc import LENGTH, is_valid_code


def mark_repeats(rows: list[PlanRow]) -> list[PlanRow]:
    """`rows`, those that speak of one unit put in doubt and made rivals of one another.

    Where all say the same, the first stays as it is and only the others are held back.
    """
    for cluster in _clusters(rows):
        first = rows[cluster[0]]
        said = {key: says(rows[key]) for key in cluster}
        alike = len(set(said.values())) == 1
        for key in cluster:
            row = replace(rows[key], cluster=cluster)
            if not alike or key != first.key:
                other = _partner(row, [rows[each] for each in cluster if each != key])
                problem = repeat_of(row, other, said[key] == said[other.key])
                row = replace(row, group=Group.SUSPECT, ticked=False, problems=(*row.problems, problem))
            rows[key] = row
    return rows


def _partner(row: PlanRow, others: Sequence[PlanRow]) -> PlanRow:
    """The row to name beside `row`: one it shares a sign with, for a third row may be what joins two."""
    shared = (each for each in others if any(sign(each) and sign(each) == sign(row) for sign in _SIGNS))
    return next(shared, others[0])


def repeat_of(row: PlanRow, other: PlanRow, alike: bool) -> Problem:
    """The doubt that `row` and `other` are the same unit, with how they differ; `alike`: they do not."""
    same_grid = row.reader.table.grid is other.reader.table.grid
    place = other.place if same_grid else other.full_place
    ways: tuple[WayOut, ...] = (WayOut.CHOOSE_ROW,)
    doubt = Doubt.REPEATED
    if row.category and other.category and row.category is not other.category:
        doubt = Doubt.CATEGORY
        sentence = f"与{place}是同一单位，类别不同：{row.category.short} / {other.category.short}"
    elif row.code and row.code == other.code and row.name_key != other.name_key:
        sentence = f"与{place}信用代码相同，名称不同"
    elif row.code and other.code and row.code != other.code and row.name_key == other.name_key:
        sentence = f"与{place}名称相同，信用代码不同"
        if is_valid_code(row.code) and is_valid_code(other.code):
            ways = (WayOut.CHOOSE_ROW, WayOut.OVERRIDE)
    elif alike:
        sentence = f"与{place}重复，内容相同"
    else:
        sentence = f"与{place}是同一单位，内容不同"
    return Problem(doubt, sentence, ways, rows=(other.key,))


def says(row: PlanRow) -> Hashable:
    """What a row says, its number in the list aside."""
    return replace(row.values, list_number="")


def _clusters(rows: Sequence[PlanRow]) -> Iterator[tuple[int, ...]]:
    """Keys of rows with the same name, the same code or the same known unit, in the order of the list."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for sign in _SIGNS:
        signs = list(map(sign, rows))
        if len(set(signs)) == len(signs):
            continue
        repeated = {each for each, count in Counter(signs).items() if count > 1 and each}
        for row, each in zip(rows, signs, strict=True) if repeated else ():
            if each in repeated and row.group is not Group.REJECTED:
                alike[sign, each].append(row.key)
    first: dict[int, int] = {}
    for keys in alike.values():
        roots = {_root(first, key) for key in keys}
        first |= dict.fromkeys([*roots, *keys], min(roots))
    members: dict[int, list[int]] = defaultdict(list)
    for key in sorted(first):
        members[_root(first, key)].append(key)
    yield from (tuple(keys) for keys in members.values() if len(keys) > 1)


_name, _unit = attrgetter("name_key"), attrgetter("unit_id")


def _code(row: PlanRow) -> str:
    return row.code if len(row.code) == LENGTH else ""


_SIGNS = (_name, _code, _unit)


def _root(first: dict[int, int], key: int) -> int:
    while first.get(key, key) != key:
        key = first[key]
    return key
