"""Which rows and cells go into a package: an assignment is a set of units with what belongs to them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from app.models.enums import ReviewState
from app.models.registry import entities

if TYPE_CHECKING:
    from app.services.exchange.package import Contents

# 内部备注: what the office writes for itself.
NOTES = (("unit", "note"), ("enrolment", "note"), ("report", "note"), ("attachment", "note"))
# What the first reviewer thinks; whole rows where there is nothing else in them.
VERDICT_ROWS = ("item", "evidence", "finding", "opinion", "letter", "state_change", "filed_figure")
VERDICT_CELLS = (
    ("report", "approver_id"),
    ("report", "confirmed_text"),
    ("report_version", "conclusion"),
    ("report_version", "conclusion_note"),
    ("hit", "decision"),
    ("hit", "reason"),
    ("hit", "change"),
)
# What belongs to no unit but is needed by all of them.
COMMON = ("setting", "own_factor", "phrase")
# The project's own records, which belong to no unit.
LEDGER = ("price_item", "payment", "training", "survey_question", "product")
# Every report has a state, so only those states stay out that tell how the first review ended; all that
# come after it do, later rounds too, because only a returned report has one.
_BEFORE_A_VERDICT = (
    *(ReviewState.NOT_SUBMITTED, ReviewState.SUBMITTED, ReviewState.ASSIGNED),
    ReviewState.IN_FIRST_REVIEW,
)
TELLING_STATES = tuple(s.value for s in ReviewState if s not in _BEFORE_A_VERDICT)


class _Heads:
    """What the fields that matter here hold, for rows that are there and rows that are gone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.entity: dict[str, str] = {}
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        fields = {name for e in entities().values() for name in e.links} | {"year"}
        marks = ", ".join("?" * len(fields))
        query = (
            "SELECT o.entity, h.row, h.field, o.value FROM ours.head h "
            "JOIN ours.op o ON o.change = h.change AND o.n = h.n "
            f"WHERE h.field = '' OR h.field IN ({marks})"
        )
        for entity, row, name, value in connection.execute(query, sorted(fields)):
            self.entity[row] = entity
            if name and value is not None:
                self.values[row, name].append(value)


def rows_in_scope(connection: sqlite3.Connection, contents: Contents) -> set[str]:
    """The keys of all rows that go in; deleted ones too, because a deletion must travel as well."""
    heads = _Heads(connection)
    omitted = set(VERDICT_ROWS) if contents.is_blind else set()
    if not contents.is_chosen:
        return {row for row, entity in heads.entity.items() if entity not in omitted}
    chosen = _roots(heads, contents)
    if not chosen:
        return set()
    order = list(entities().values())
    for entity in order:  # owners come before what they own
        if entity.name in ("unit", "report", "enrolment", "performance_table") or entity.name in omitted:
            continue
        for row in (r for r, name in heads.entity.items() if name == entity.name):
            if any(v in chosen for owner in entity.owners for v in heads.values[row, owner]):
                chosen.add(row)
    for entity in reversed(order):  # and what is referred to goes with it
        for row in [r for r in chosen if heads.entity[r] == entity.name]:
            for name in entity.links:
                chosen.update(v for v in heads.values[row, name] if v in heads.entity)
    return chosen | {row for row, name in heads.entity.items() if name in COMMON}


def _roots(heads: _Heads, contents: Contents) -> set[str]:
    """Units, their years and their reports, as chosen."""
    by_entity: dict[str, list[str]] = defaultdict(list)
    for row, entity in heads.entity.items():
        by_entity[entity].append(row)
    years = {str(year) for year in contents.years}

    def fits(row: str, name: str, allowed: Iterable[str]) -> bool:
        return not allowed or not set(allowed).isdisjoint(heads.values[row, name])

    reports = {
        row
        for row in by_entity["report"]
        if fits(row, "unit_id", contents.units)
        and fits(row, "year", years)
        and fits(row, "assignee_id", contents.people)
    }
    units = {row for row in by_entity["unit"] if row in contents.units}
    if not contents.units:
        units = {unit for row in reports for unit in heads.values[row, "unit_id"]}
    enrolments = {
        row
        for row in by_entity["enrolment"]
        if fits(row, "year", years)
        and (
            not set(heads.values[row, "unit_id"]).isdisjoint(units) or not (contents.units or contents.people)
        )
    }
    units |= {unit for row in enrolments for unit in heads.values[row, "unit_id"]}
    if contents.units or contents.people:
        return units | reports | enrolments
    tables = {row for row in by_entity["performance_table"] if fits(row, "year", years)}
    # What the tables count beside the reviews goes with them.
    ledger = {row for name in LEDGER for row in by_entity[name]} if tables else set()
    return units | reports | enrolments | tables | ledger


def omitted_cells(contents: Contents) -> list[tuple[str, str]]:
    """Fields that stay out whatever row they belong to."""
    notes = () if contents.with_notes else NOTES
    verdicts = VERDICT_CELLS if contents.is_blind else ()
    return [*notes, *verdicts]


def scope_words(connection: sqlite3.Connection, contents: Contents) -> str:
    """What goes in, in words."""
    words = []
    if contents.units:
        words.append(f"{len(contents.units)} 家单位")
    if contents.years:
        words.append("、".join(str(year) for year in sorted(contents.years)) + " 年度")
    if contents.people:
        words.append("审核人" + "、".join(_people(connection, contents.people).values()))
    text = "，".join(words) or "整个工作文件"
    left_out = []
    if not contents.with_notes:
        left_out.append("内部备注")
    if contents.is_blind:
        left_out.append("初审判定")
    return text + (f"（不含{'、'.join(left_out)}）" if left_out else "")


def _people(connection: sqlite3.Connection, keys: Iterable[str]) -> Mapping[str, str]:
    found = {}
    for key in sorted(keys):
        row = connection.execute("SELECT name FROM ours.person WHERE id = ?", (key,)).fetchone()
        found[key] = row[0] if row else "（未知）"
    return found
