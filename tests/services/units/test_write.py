from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.database import Workspace
from app.models.enums import Category, ListState
from app.models.errors import InputError
from app.models.unit import Enrolment, FormerName, Unit
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.units.judge import Change, Group
from app.services.units.known import KnownUnit
from app.services.units.plan import ImportPlan
from app.services.units.rows import unit_rows
from app.services.units.words import Field
from app.services.units.write import import_list, known_units, plan_list, write_rows
from tests.unit_lists import a_code

HEAD = "统一社会信用代码,单位名称,类别,行业,联系人\n"
HEAT, PRINT = a_code(1), a_code(5)


def a_list(folder: Path, *rows: str) -> Path:
    path = folder / "名单.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def import_rows(workspace: Workspace, folder: Path, *rows: str, year: int = 2024) -> ImportPlan:
    plan = plan_list(workspace, a_list(folder, *rows), year)
    import_list(workspace, plan, year, "名单.csv")
    return plan


def groups(plan: ImportPlan) -> list[Group]:
    return [row.group for row in plan.rows]


def test_new_units_are_written_with_their_place_on_the_list(workspace: Workspace, tmp_path: Path) -> None:
    row = f"{HEAT},示例热力有限公司,重点碳排放单位,热力生产和供应业,王甲"
    plan = import_rows(workspace, tmp_path, row)
    assert groups(plan) == [Group.NEW]
    with workspace.read() as session:
        (unit,) = session.scalars(select(Unit))
        (place,) = session.scalars(select(Enrolment))
        assert verify(session).is_clean
    assert (unit.name, unit.uscc, unit.contact) == ("示例热力有限公司", HEAT, "王甲")
    assert (place.unit_id, place.year, place.state) == (unit.id, 2024, ListState.LISTED)
    assert (place.category, place.industry) == (Category.KEY, "热力生产和供应业")


def test_the_same_list_again_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    row = f"{HEAT},示例热力有限公司,重点碳排放单位,热力生产和供应业,王甲"
    import_rows(workspace, tmp_path, row)
    before = workspace.path.read_bytes()
    plan = plan_list(workspace, a_list(tmp_path, row), 2024)
    assert groups(plan) == [Group.UNCHANGED]
    assert import_list(workspace, plan, 2024, "名单.csv") == 0
    assert workspace.path.read_bytes() == before


def test_changed_fields_go_to_the_unit_and_to_the_year(workspace: Workspace, tmp_path: Path) -> None:
    import_rows(workspace, tmp_path, f"{HEAT},示例热力有限公司,重点碳排放单位,热力生产和供应业,王甲")
    plan = import_rows(workspace, tmp_path, f"{HEAT},示例热力有限公司,一般报告单位,其他行业,李乙")
    assert groups(plan) == [Group.CHANGED]
    with workspace.read() as session:
        (known,) = known_units(session, 2024)
        assert verify(session).is_clean
    assert (known.contact, known.category, known.industry) == ("李乙", Category.GENERAL, "其他行业")


def test_an_import_into_another_year_leaves_the_first_year_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = f"{HEAT},示例热力有限公司,重点碳排放单位,热力生产和供应业,王甲"
    import_rows(workspace, tmp_path, first)
    plan = import_rows(
        workspace, tmp_path, f"{HEAT},示例热力有限公司,一般报告单位,热力生产和供应业,王甲", year=2025
    )
    assert plan.counts().updated_units == 1
    with workspace.read() as session:
        assert [row.category for row in unit_rows(session, 2024)] == [Category.KEY]
        assert [row.category for row in unit_rows(session, 2025)] == [Category.GENERAL]
        assert len(session.scalars(select(Unit)).all()) == 1


def test_a_unit_that_had_left_the_list_comes_back(workspace: Workspace, tmp_path: Path) -> None:
    row = f"{HEAT},示例热力有限公司,重点碳排放单位,热力生产和供应业,王甲"
    import_rows(workspace, tmp_path, row)
    with workspace.write("移出") as session:
        (place,) = session.scalars(select(Enrolment))
        place.state = ListState.REMOVED
    import_rows(workspace, tmp_path, row)
    with workspace.read() as session:
        (place,) = session.scalars(select(Enrolment))
    assert place.state is ListState.LISTED


def test_a_change_of_name_that_is_agreed_keeps_the_old_name(workspace: Workspace, tmp_path: Path) -> None:
    import_rows(workspace, tmp_path, f"{HEAT},示例热力有限公司,重点碳排放单位,,")
    plan = plan_list(workspace, a_list(tmp_path, f"{HEAT},示例热力集团有限公司,重点碳排放单位,,"), 2024)
    plan = plan.tick_field(0, Field.NAME, True)
    assert import_list(workspace, plan, 2024, "名单.csv") == 1
    with workspace.read() as session:
        (unit,) = session.scalars(select(Unit))
        (former,) = session.scalars(select(FormerName))
        assert verify(session).is_clean
    assert (unit.name, former.name, former.unit_id) == ("示例热力集团有限公司", "示例热力有限公司", unit.id)


def test_one_undo_takes_an_import_back(workspace: Workspace, tmp_path: Path) -> None:
    before = workspace.digest()
    import_rows(workspace, tmp_path, f"{HEAT},示例热力有限公司,,,", f"{PRINT},示例印刷厂,,,")
    assert workspace.digest() != before
    assert undo(workspace)
    assert workspace.digest() == before
    with workspace.read() as session:
        assert session.scalars(select(Unit)).all() == []
        assert verify(session).is_clean


def test_what_is_not_ticked_is_not_written(workspace: Workspace, tmp_path: Path) -> None:
    source = a_list(tmp_path, f"{HEAT},示例热力有限公司,,,", f"{PRINT},示例印刷厂,,,")
    plan = plan_list(workspace, source, 2024).tick(0, False)
    assert import_list(workspace, plan, 2024, source.name) == 1
    with workspace.read() as session:
        assert [unit.name for unit in session.scalars(select(Unit))] == ["示例印刷厂"]


def test_a_file_without_a_list_is_refused_in_a_sentence(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "日程.csv"
    path.write_text("日期,安排\n3月1日,开会\n", "utf-8")
    with pytest.raises(InputError, match="没有识别到单位名单"):
        plan_list(workspace, path, 2024)


def test_a_reason_stands_beside_a_code_whose_check_digit_fails(workspace: Workspace, tmp_path: Path) -> None:
    wrong = HEAT[:-1] + ("0" if HEAT[-1] != "0" else "1")
    plan = plan_list(workspace, a_list(tmp_path, f"{wrong},示例热力有限公司,,,"), 2024)
    (row,) = plan.rows
    assert row.group is Group.SUSPECT
    plan = plan.decide(0, next(way for way in row.ways if way == "override"), reason="营业执照如此")
    import_list(workspace, plan, 2024, "名单.csv")
    with workspace.read() as session:
        (unit,) = session.scalars(select(Unit))
    assert (unit.uscc, unit.uscc_reason) == (wrong, "营业执照如此")


def test_the_real_register_gives_46_and_36(workspace: Workspace, shared: Path) -> None:
    source = shared / "data" / "fengtai_2024_register.docx"
    plan = plan_list(workspace, source, 2024)
    counts = plan.counts()
    shares = {category: groups[Group.NEW] for category, groups in counts.categories.items()}
    assert shares == {Category.KEY: 46, Category.GENERAL: 36}
    assert counts.groups[Group.REJECTED] == 0
    assert import_list(workspace, plan, 2024, source.name) == 82
    before = workspace.path.read_bytes()
    again = plan_list(workspace, source, 2024)
    assert again.counts().groups[Group.UNCHANGED] == 82
    assert import_list(workspace, again, 2024, source.name) == 0
    assert workspace.path.read_bytes() == before


def test_known_units_tell_what_a_change_was_compared_with(workspace: Workspace, tmp_path: Path) -> None:
    import_rows(workspace, tmp_path, f"{HEAT},示例热力有限公司,重点碳排放单位,热力生产和供应业,王甲")
    with workspace.read() as session:
        (known,) = known_units(session, 2023)
    assert known == replace(KnownUnit(known.id, "示例热力有限公司", HEAT, contact="王甲"), listed=False)


def test_rows_of_a_changed_code_lose_the_old_reason(workspace: Workspace, tmp_path: Path) -> None:
    import_rows(workspace, tmp_path, f"{HEAT},示例热力有限公司,,,")
    with workspace.write("登记") as session:
        (unit,) = session.scalars(select(Unit))
        unit.uscc_reason = "营业执照如此"
        key = unit.id
    plan = plan_list(workspace, a_list(tmp_path, f"{HEAT},示例热力有限公司,,,"), 2024)
    (row,) = plan.rows
    changed = replace(row, ticked=True, unit_id=key, changes=(Change(Field.USCC, HEAT, PRINT),))
    with workspace.write("改代码") as session:
        write_rows(session, replace(plan, rows=(changed,)).accepted(), 2024)
    with workspace.read() as session:
        (unit,) = session.scalars(select(Unit))
    assert (unit.uscc, unit.uscc_reason) == (PRINT, None)
