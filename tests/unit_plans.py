"""Plans of the made-up list: read a file, say what the plan says, carry it out in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.models.enums import Category
from app.services.sheets import read_tables
from app.services.units.known import KnownUnit
from app.services.units.plan import ImportPlan, plan_import
from app.services.units.tables import find_tables, guess_mapping
from tests.unit_lists import SAMPLES

EXPECTED = sorted(unit.said for unit in SAMPLES)


def plan_of(path: Path, existing: Iterable[KnownUnit] = (), year: int = 2024) -> ImportPlan:
    """Read a file and plan its import with everything as recognised."""
    tables = [table for table in find_tables(read_tables(path)) if table.is_list]
    return plan_import(tables, existing, year=year, mapping=guess_mapping(tables))


def said(plan: ImportPlan) -> list[tuple[str, ...]]:
    """What the plan would write of new units, without the list numbers that shapes differ in."""
    found = []
    for row in plan.rows:
        values = row.values
        category = values.category.value if values.category else ""
        found.append(
            (
                values.name,
                values.uscc,
                category,
                values.industry_code,
                values.industry,
                values.district,
                values.contact,
                values.phone,
                values.note,
            )
        )
    return sorted(found)


def written(plan: ImportPlan, existing: Iterable[KnownUnit] = ()) -> list[KnownUnit]:
    """The units as they are stored after the plan has been carried out."""
    units = {unit.id: unit for unit in existing}
    for number, row in enumerate(plan.accepted()):
        values: dict[str, Any] = {field.value: text for field, text in row.values.items()}
        values.pop("listed", None)
        if "category" in values:
            values["category"] = Category(values["category"])
        if row.uscc_reason:
            values["uscc_reason"] = row.uscc_reason
        key = row.unit_id or f"new-{len(units)}-{number}"
        old = units.get(key) or KnownUnit(id=key, name="")
        former = (*old.former_names, *row.former_names)
        units[key] = replace(old, **values, former_names=former, listed=True)
    return list(units.values())
