"""The last step of an import: what was agreed in the preview becomes units and places on a year's list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import add_rows, natural, set_rows
from app.models.database import Workspace
from app.models.enums import Category, ListState
from app.models.errors import InputError
from app.models.unit import Enrolment, FormerName, Unit
from app.services.progress import NO_PROGRESS, Progress, over
from app.services.sheets import read_tables
from app.services.units.known import KnownUnit
from app.services.units.plan import AcceptedRow, ImportPlan, plan_import
from app.services.units.tables import Table, find_tables, guess_mapping
from app.services.units.words import Field

# What belongs to the unit for good; the rest of a row belongs to the list of one year.
_UNIT_FIELDS = frozenset(
    {
        *(Field.NAME, Field.USCC, Field.DISTRICT, Field.ADDRESS),
        *(Field.CONTACT, Field.PHONE, Field.NOTE),
    }
)
_LIST_FIELDS = frozenset({Field.CATEGORY, Field.INDUSTRY, Field.INDUSTRY_CODE, Field.LIST_NUMBER})

Values = dict[str, Any]


def known_units(session: Session, year: int) -> list[KnownUnit]:
    """All units with what stands on the list of `year`, ready to be compared with a received list."""
    former: dict[str, list[str]] = defaultdict(list)
    for key, name in session.execute(select(FormerName.unit_id, FormerName.name).order_by(FormerName.id)):
        former[key].append(name)
    listed = (Enrolment.unit_id == Unit.id) & (Enrolment.year == year)
    query = select(
        *(Unit.id, Unit.name, Unit.uscc, Unit.district, Unit.address, Unit.contact, Unit.phone, Unit.note),
        *(Unit.uscc_reason, Enrolment.category, Enrolment.industry_code, Enrolment.industry),
        *(Enrolment.list_number, Enrolment.state),
    ).outerjoin(Enrolment, listed)
    return [
        KnownUnit(
            id=row.id,
            name=row.name,
            uscc=row.uscc,
            former_names=tuple(former.get(row.id, ())),
            district=row.district,
            address=row.address,
            contact=row.contact,
            phone=row.phone,
            note=row.note,
            category=row.category,
            industry_code=row.industry_code,
            industry=row.industry,
            list_number=row.list_number,
            listed=row.state is ListState.LISTED,
            uscc_reason=row.uscc_reason,
        )
        for row in session.execute(query)
    ]


def plan_list(workspace: Workspace, source: Path, year: int) -> ImportPlan:
    """Read a received list and compare it with the file, with everything as it is recognised.

    Raises:
        InputError: the file cannot be read, or no list of units was found in it.
    """
    tables = lists_in(source)
    with workspace.read() as session:
        known = known_units(session, year)
    return plan_import(tables, known, year=year, mapping=guess_mapping(tables))


def lists_in(source: Path, remembered: Mapping[str, list[str]] | None = None) -> tuple[Table, ...]:
    """The lists of units in a received file; hidden sheets are left out.

    Raises:
        InputError: the file cannot be read, or no list was found in it.
    """
    found = find_tables(read_tables(source), remembered=remembered)
    tables = tuple(table for table in found if table.is_list)
    if not tables:
        raise InputError(
            f"“{source.name}”里没有识别到单位名单。", "名单至少要有一列是单位名称，例如“单位名称”“企业名称”。"
        )
    return tables


def import_list(
    workspace: Workspace, plan: ImportPlan, year: int, source: str, progress: Progress = NO_PROGRESS
) -> int:
    """Write what is ticked in `plan` in one step that one undo takes back; `source` names the file.

    Returns how many units were written; with nothing to write the file is not touched.
    """
    accepted = plan.accepted()
    if not accepted:
        return 0
    with workspace.write(f"导入名单 {source}") as session:
        write_rows(session, accepted, year, progress)
    return len(accepted)


def write_rows(
    session: Session, rows: Iterable[AcceptedRow], year: int, progress: Progress = NO_PROGRESS
) -> None:
    """Write accepted rows: new units, changed fields, former names, places on the list of `year`."""
    listed = set(session.scalars(select(Enrolment.id).where(Enrolment.year == year)))
    units: list[Values] = []
    names: list[Values] = []
    joined: list[Values] = []
    unit_changes: dict[str, Values] = {}
    list_changes: dict[str, Values] = {}
    for row in over(progress, list(rows), "单位"):
        unit_id = row.unit_id or new_id()
        of_unit, of_list = _split(row)
        if row.unit_id is None:
            units.append({"id": unit_id, **of_unit})
        elif of_unit:
            unit_changes[unit_id] = of_unit
        names += [{"id": new_id(), "unit_id": unit_id, "name": name} for name in row.former_names]
        enrolment = natural(session, "enrolment", unit_id, year)
        if enrolment not in listed:
            joined.append(
                {"id": enrolment, "unit_id": unit_id, "year": year, "state": ListState.LISTED, **of_list}
            )
        elif of_list or Field.LISTED in row.values:
            list_changes[enrolment] = {**of_list, "state": ListState.LISTED}
    add_rows(session, Unit, units)
    add_rows(session, FormerName, names)
    add_rows(session, Enrolment, joined)
    set_rows(session, Unit, unit_changes)
    set_rows(session, Enrolment, list_changes)


def _split(row: AcceptedRow) -> tuple[Values, Values]:
    """What a row says of the unit and what it says of the year."""
    of_unit: Values = {f.value: text or None for f, text in row.values.items() if f in _UNIT_FIELDS}
    if Field.USCC in row.values:
        of_unit["uscc_reason"] = row.uscc_reason or None
    of_list: Values = {f.value: text or None for f, text in row.values.items() if f in _LIST_FIELDS}
    if category := of_list.get(Field.CATEGORY.value):
        of_list["category"] = Category.of(category)
    return of_unit, of_list
