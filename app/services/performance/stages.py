"""目标申报 → 中期监控 → 自评 of one project: which tables belong together, and what one takes from another.

A monitoring or a self-evaluation begins with the targets of its declaration; nobody types them again. Where
they differ later, the differences are shown (check V19) and taken over one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.errors import InputError
from app.models.performance import PerformanceTable
from app.models.stages import Stage
from app.services.performance import store
from app.services.performance.blank import blank_form, copied_form
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import FormKind, Profile, level_key, nearest_profile, profile, profiles
from app.services.performance.store import TableName
from app.services.performance.vocabulary import label_key, vocabulary

_TASK = re.compile(r"\s*([0-9]+(?:\s*[-–~、,，至与和]\s*[0-9]+)*)\s*[.．、]")


@dataclass(frozen=True)
class ProjectLine:
    """The tables of one project and year, in their order; each None or empty where it is not there yet."""

    declaration: TableName | None
    monitorings: tuple[TableName, ...]
    evaluation: TableName | None
    # The declarations of the year before and the year after.
    before: TableName | None
    after: TableName | None


class What(StrEnum):
    """What a difference is about."""

    TARGET = "target"
    TITLE = "title"
    WEIGHT = "weight"
    MISSING = "missing"
    EXTRA = "extra"
    GOAL = "goal"


@dataclass(frozen=True)
class Difference:
    """A place where a table is not as its declaration. `index`: its row; for MISSING where it would stand."""

    what: What
    index: int
    sentence: str
    ours: str
    declared: str
    line: IndicatorLine | None = None


def line_of(session: Session, table_id: str) -> ProjectLine:
    """The tables that belong to the project of this one."""
    names = {one.id: one for one in store.table_names(session)}
    follows = {one.table_id: one.follows_id for one in session.scalars(select(Stage))}
    here = names.get(table_id)
    if here is None:
        return ProjectLine(None, (), None, None, None)
    top = table_id if here.form is FormKind.DECLARATION else follows.get(table_id, "")
    declaration = names.get(top)
    members = [names[key] for key, other in follows.items() if other == top and key in names] if top else []
    if declaration is None:
        members = [here]
    members.sort(key=lambda one: (one.year, one.id))
    evaluations = [one for one in members if one.form is FormKind.SELF_EVALUATION]
    shown = here if here in evaluations else next(iter(evaluations), None)
    later = (one for one in members if one.form is FormKind.DECLARATION)
    return ProjectLine(
        declaration,
        tuple(one for one in members if one.form is FormKind.MONITORING),
        shown,
        names.get(follows.get(top, "")),
        next(later, None),
    )


def declaration_of(session: Session, table_id: str) -> str:
    """The key of the declaration that a monitoring or a self-evaluation follows; "" for none."""
    row = session.get(Stage, natural(session, "stage", table_id))
    return row.follows_id if row else ""


def declared_form(session: Session, table_id: str) -> SelfEvaluation | None:
    """The declaration that a monitoring or a self-evaluation follows."""
    key = declaration_of(session, table_id)
    table = session.get(PerformanceTable, table_id)
    if table is None or nearest_profile(table.profile, table.title).is_declaration:
        return None
    found = store.stored_table(session, key).form if key else None
    is_declared = found is not None and nearest_profile(found.profile, found.title).is_declaration
    return found if is_declared else None


def follow(session: Session, table_id: str, follows_id: str) -> None:
    """Say which table this one follows; an empty key lets it stand alone.

    Raises:
        InputError: it would follow itself.
    """
    key = natural(session, "stage", table_id)
    row = session.get(Stage, key)
    if not follows_id:
        if row is not None:
            session.delete(row)
        return
    if follows_id == table_id:
        raise InputError("一张表不能以它自己为依据。")
    if row is None:
        session.add(Stage(id=key, table_id=table_id, follows_id=follows_id))
    else:
        row.follows_id = follows_id


def begin_stage(session: Session, declaration_id: str, profile_id: str, as_of: date | None = None) -> str:
    """A table of the profile's form that takes its targets from a declaration. Returns its key."""
    declared = store.stored_table(session, declaration_id).form
    form = following_form(declared, profile(profile_id), as_of)
    key = store.add_table(session, form, declared.year or 0)
    follow(session, key, declaration_id)
    return key


def roll_over(session: Session, declaration_id: str) -> str:
    """The declaration of the next year: the same project, targets to be looked through. Returns its key."""
    declared = store.stored_table(session, declaration_id).form
    year = (declared.year or 0) + 1
    form = copied_form(declared, year, declared.heading(store.PROJECT), keeps_results=False)
    key = store.add_table(session, form, year)
    follow(session, key, declaration_id)
    return key


def best_profile(declared: SelfEvaluation, kind: FormKind) -> Profile:
    """The profile of a form whose frame holds most rows of a declaration; the first of equals."""

    def fits(by: Profile) -> int:
        return sum(by.belongs(line.level1, line.level2) for line in declared.indicators)

    return max((one for one in profiles() if one.form is kind), key=fits)


def following_form(declared: SelfEvaluation, by: Profile, as_of: date | None = None) -> SelfEvaluation:
    """What follows a declaration: its head, money, goals, indicators and targets, and no results."""
    blank = blank_form(by, declared.year or 0, declared.heading(store.PROJECT))
    heads = vocabulary(FormKind.DECLARATION).head
    values = {heads.get(label_key(label), label): value for label, value in declared.headings}
    headings = tuple(
        (label, value or values.get(heads.get(label_key(label), label), ""))
        for label, value in blank.headings
    )
    lines = tuple(
        IndicatorLine(*_levels(line, by), line.title, line.target, weight_text=line.weight_text)
        for line in declared.indicators
        if line.title or line.target
    )
    return replace(
        blank,
        year=declared.year,
        money_unit=declared.money_unit,
        headings=headings,
        funding=tuple(_money(line, declared, by) for line in blank.funding),
        goal_expected=declared.goal_expected,
        indicators=lines,
        as_of=as_of if by.is_monitoring else None,
    )


def _money(line: FundingLine, declared: SelfEvaluation, by: Profile) -> FundingLine:
    planned = declared.funding_line(line.role) or FundingLine(line.role)
    return replace(line, initial_text=planned.initial_text)


def _levels(line: IndicatorLine, by: Profile) -> tuple[str, str]:
    """The names of the levels in another frame: 成本指标 is a level 1 here and a level 2 there."""
    if by.belongs(line.level1, line.level2):
        return line.level1, line.level2
    for name in (line.level2, line.level1):
        below = by.level_name(name, top=False)
        if below is not None:
            return by.parent(below) or line.level1, below
    return line.level1, line.level2


def task_numbers(title: str) -> str:
    """The task numbers in front of a title, such as 3-7 or 1与2; "" for none."""
    found = _TASK.match(title)
    return "".join(found[1].split()) if found else ""


# Differences


def differences(form: SelfEvaluation, declared: SelfEvaluation, by: Profile) -> tuple[Difference, ...]:
    """Where `form` is not as its declaration, in the order of the form (check V19)."""
    found = []
    if _plain(form.goal_expected) != _plain(declared.goal_expected):
        found.append(
            Difference(What.GOAL, -1, "年度目标与申报表不同", form.goal_expected, declared.goal_expected)
        )
    planned = [line for line in declared.indicators if line.title or line.target]
    pairs = _pairs(form.indicators, planned, by)
    for index, line in enumerate(form.indicators):
        name = f"第{index + 1}行“{_short(line.title or line.level2)}”"
        if index not in pairs:
            if line.title or line.target:
                said = f"{name}申报表里没有"
                found.append(Difference(What.EXTRA, index, said, line.target, "", line))
            continue
        other = planned[pairs[index]]
        found += _of_row(index, name, line, other)
    taken = set(pairs.values())
    for number, line in enumerate(planned):
        if number not in taken:
            levels = _levels(line, by)
            own = IndicatorLine(*levels, line.title, line.target, weight_text=line.weight_text)
            place = 1 + max((at for at, to in pairs.items() if to < number), default=-1)
            said = f"缺少申报表的“{_short(line.title or line.level2)}”"
            found.append(Difference(What.MISSING, place, said, "", line.target, own))
    return tuple(found)


def _of_row(index: int, name: str, line: IndicatorLine, other: IndicatorLine) -> Iterator[Difference]:
    if _plain(line.title) != _plain(other.title):
        yield Difference(What.TITLE, index, f"{name}的名称与申报表不同", line.title, other.title)
    if _plain(line.target) != _plain(other.target):
        yield Difference(What.TARGET, index, f"{name}的指标值与申报表不同", line.target, other.target)
    if other.weight_text and line.weight != other.weight:
        said = f"{name}的分值与申报表不同"
        yield Difference(What.WEIGHT, index, said, line.weight_text, other.weight_text)


def accept(session: Session, table_id: str, one: Difference) -> None:
    """Take over what the declaration says at one place; a row it does not have is deleted."""
    if one.what is What.GOAL:
        store.set_goal(session, table_id, expected=one.declared)
        return
    if one.what is What.MISSING:
        assert one.line is not None
        store.place_indicator(session, table_id, one.line, one.index)
        return
    key = store.stored_table(session, table_id).indicator_ids[one.index]
    if one.what is What.EXTRA:
        store.delete_indicator(session, key)
        return
    field = {What.TARGET: "target", What.TITLE: "title", What.WEIGHT: "weight_text"}[one.what]
    store.set_indicator(session, key, field, one.declared)


def _pairs(lines: Sequence[IndicatorLine], planned: Sequence[IndicatorLine], by: Profile) -> dict[int, int]:
    """Which row belongs to which of the declaration: by title, by task number, else the only ones left."""
    pairs: dict[int, int] = {}

    for at, key in enumerate((_by_title, _by_task, _by_group)):
        ours, theirs = _Names(), _Names()
        for index, line in enumerate(lines):
            if index not in pairs:
                ours.add(key(line, by), index)
        for index, line in enumerate(planned):
            if index not in pairs.values():
                theirs.add(key(line, by), index)
        for name, some in ours.found.items():
            others = theirs.found.get(name, [])
            # A title may occur twice, in order; what is known by less must be the only one on both sides.
            if at == 0 or len(some) == len(others) == 1:
                pairs.update(zip(some, others, strict=False))
    return pairs


class _Names:
    """Rows by the name they are known by; a row without one is none."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], list[int]] = {}

    def add(self, name: tuple[str, str] | None, index: int) -> None:
        if name is not None:
            self.found.setdefault(name, []).append(index)


def _by_title(line: IndicatorLine, by: Profile) -> tuple[str, str] | None:
    return level_key(_levels(line, by)[1]), _plain(line.title)


def _by_task(line: IndicatorLine, by: Profile) -> tuple[str, str] | None:
    task = task_numbers(line.title)
    return (level_key(_levels(line, by)[1]), task) if task else None


def _by_group(line: IndicatorLine, by: Profile) -> tuple[str, str] | None:
    return level_key(_levels(line, by)[1]), ""


def _plain(text: str) -> str:
    return "".join(text.split())


def _short(text: str) -> str:
    plain = text.split("\n")[0].strip()
    return plain if len(plain) <= 16 else plain[:15] + "…"
