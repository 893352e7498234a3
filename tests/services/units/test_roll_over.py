from __future__ import annotations

from sqlalchemy import select

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import Category, ListState
from app.models.unit import Enrolment, Unit
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.units.roll_over import RollGroup, plan_roll_over, roll_over
from app.services.units.rows import unit_rows
from tests.builders import a_unit


def prepare(workspace: Workspace) -> dict[str, str]:
    with workspace.write("准备") as session:
        units = [a_unit(session, name, uscc=None) for name in ("示例甲", "示例乙", "示例丙")]
        key = natural(session, "enrolment", units[2].id, 2024)
        session.flush()
        session.get_one(Enrolment, key).state = ListState.REMOVED
        session.get_one(Enrolment, key).list_number = "7"
        return {unit.name: unit.id for unit in units}


def enrol(workspace: Workspace, unit_id: str, year: int, category: Category) -> None:
    with workspace.write("准备") as session:
        key = natural(session, "enrolment", unit_id, year)
        values = {"state": ListState.LISTED, "category": category, "industry": "热力生产和供应业"}
        session.add(Enrolment(id=key, unit_id=unit_id, year=year, **values))


def test_an_empty_year_takes_over_everybody_but_who_had_left(workspace: Workspace) -> None:
    keys = prepare(workspace)
    before = workspace.path.read_bytes()
    with workspace.read() as session:
        plan = plan_roll_over(session, 2024, 2025)
    assert {row.name: row.group for row in plan.rows} == {
        "示例甲": RollGroup.TAKEN,
        "示例乙": RollGroup.TAKEN,
        "示例丙": RollGroup.LEFT,
    }
    assert workspace.path.read_bytes() == before, "nothing is written by looking"
    ticked = [row.unit_id for row in plan.rows if row.ticked]
    with workspace.write("沿用名单") as session:
        assert roll_over(session, 2024, 2025, [*ticked, "nobody"]) == 2
    with workspace.read() as session:
        rows = unit_rows(session, 2025)
        assert verify(session).is_clean
    assert {row.id for row in rows} == {keys["示例甲"], keys["示例乙"]}
    assert (rows[0].category, rows[0].industry) == (Category.KEY, "热力生产和供应业")
    undo(workspace)
    with workspace.read() as session:
        assert unit_rows(session, 2025) == []


def test_who_had_left_can_be_taken_all_the_same_without_the_old_number(workspace: Workspace) -> None:
    keys = prepare(workspace)
    with workspace.write("沿用名单") as session:
        assert roll_over(session, 2024, 2025, [keys["示例丙"]]) == 1
    with workspace.read() as session:
        (place,) = session.scalars(select(Enrolment).where(Enrolment.year == 2025))
    assert (place.state, place.list_number) == (ListState.LISTED, None)


def test_a_year_with_a_list_shows_who_joined_left_and_changed(workspace: Workspace) -> None:
    keys = prepare(workspace)
    with workspace.write("准备") as session:
        session.add(Unit(id="new", name="示例新"))
    enrol(workspace, keys["示例甲"], 2025, Category.GENERAL)
    enrol(workspace, "new", 2025, Category.KEY)
    with workspace.read() as session:
        plan = plan_roll_over(session, 2024, 2025)
    assert {row.name: row.group for row in plan.rows} == {
        "示例甲": RollGroup.CHANGED,
        "示例乙": RollGroup.MISSING,
        "示例丙": RollGroup.LEFT,
        "示例新": RollGroup.JOINED,
    }
    (changed,) = plan.in_group(RollGroup.CHANGED)
    assert changed.note == "类别 本市重点 → 一般报告"
    assert not any(row.ticked for row in plan.rows), "an imported list is right until somebody says otherwise"
    assert plan.counts[RollGroup.JOINED] == 1
    with workspace.write("沿用名单") as session:
        assert roll_over(session, 2024, 2025, list(keys.values())) == 2, "who is there already stays as it is"
    with workspace.read() as session:
        assert {row.id: row.category for row in unit_rows(session, 2025)}[keys["示例甲"]] is Category.GENERAL
