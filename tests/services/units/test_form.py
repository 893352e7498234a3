from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.models.database import Workspace
from app.models.enums import Category, ListState
from app.models.errors import AppError, InputError
from app.models.report import Report
from app.models.unit import Enrolment, FormerName, Unit
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.units.form import (
    Belongings,
    Likeness,
    UnitForm,
    belongings,
    delete_unit,
    duplicates,
    save_unit,
    unit_form,
)
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.unit_lists import a_code

HEAT = UnitForm(
    name="示例热力有限公司",
    uscc=a_code(1),
    category=Category.KEY,
    industry_code="4430",
    industry="热力生产和供应",
    contact="王甲",
)


def save(workspace: Workspace, form: UnitForm, year: int = 2024, *, despite_name: bool = False) -> str:
    with workspace.write("保存") as session:
        return save_unit(session, form, year, despite_name=despite_name)


def load(workspace: Workspace, key: str, year: int = 2024) -> UnitForm:
    with workspace.read() as session:
        assert verify(session).is_clean
        return unit_form(session, key, year)


def test_what_was_saved_is_read_again(workspace: Workspace) -> None:
    key = save(workspace, HEAT)
    assert load(workspace, key) == replace(HEAT, unit_id=key)
    other_year = load(workspace, key, 2025)
    assert (other_year.contact, other_year.category) == ("王甲", None)


def test_saving_the_same_again_writes_nothing(workspace: Workspace) -> None:
    key = save(workspace, HEAT)
    before = workspace.path.read_bytes()
    save(workspace, load(workspace, key))
    assert workspace.path.read_bytes() == before


def test_each_year_has_a_category_of_its_own(workspace: Workspace) -> None:
    key = save(workspace, HEAT)
    save(workspace, replace(load(workspace, key), category=Category.GENERAL), 2025)
    assert load(workspace, key, 2024).category is Category.KEY
    assert load(workspace, key, 2025).category is Category.GENERAL


def test_a_changed_name_stays_as_a_former_one(workspace: Workspace) -> None:
    key = save(workspace, HEAT)
    save(workspace, replace(load(workspace, key), name="示例热力集团有限公司"))
    assert load(workspace, key).former_names == ("示例热力有限公司",)
    save(workspace, replace(load(workspace, key), name="示例 热力集团（有限公司）"))
    assert load(workspace, key).former_names == ("示例热力有限公司",), "another spelling is no other name"
    save(workspace, replace(load(workspace, key), name="示例热力有限公司"))
    assert load(workspace, key).former_names == ("示例热力集团（有限公司）",), "no former name is today's"
    save(workspace, replace(load(workspace, key), former_names=()))
    assert load(workspace, key).former_names == ()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": " — "}, "name", "请写单位名称"),
        ({"uscc": "9111"}, "uscc", "应为 18 位"),
        ({"uscc": a_code(1)[:-1] + "X"}, "uscc_reason", "校验位不符"),
        ({"industry_code": "D4430"}, "industry_code", "2 至 4 位数字"),
        ({"industry_code": "0000"}, "industry_code", "00"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    workspace: Workspace, change: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as told:
        save(workspace, replace(HEAT, **change))
    assert told.value.field == field
    with workspace.read() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_a_code_that_fails_is_kept_with_a_reason(workspace: Workspace) -> None:
    wrong = a_code(1)[:-1] + ("X" if a_code(1)[-1] != "X" else "Y")
    key = save(workspace, replace(HEAT, uscc=wrong.lower(), uscc_reason="营业执照如此"))
    assert (load(workspace, key).uscc, load(workspace, key).uscc_reason) == (wrong, "营业执照如此")
    save(workspace, replace(load(workspace, key), uscc=a_code(1)))
    assert load(workspace, key).uscc_reason == "", "a sound code needs no reason"


def test_duplicates_are_named(workspace: Workspace) -> None:
    key = save(workspace, HEAT)
    save(workspace, replace(load(workspace, key), name="示例热力集团"))
    with workspace.read() as session:

        def alike(form: UnitForm) -> list[Likeness]:
            return [each.likeness for each in duplicates(session, form)]

        assert alike(UnitForm(name="别的", uscc=a_code(1))) == [Likeness.CODE]
        assert alike(UnitForm(name="示例热力 集团")) == [Likeness.NAME]
        assert alike(UnitForm(name="示例热力有限公司")) == [Likeness.FORMER_NAME]
        assert alike(UnitForm(name="")) == []
        assert alike(unit_form(session, key, 2024)) == [], "a unit is not its own duplicate"


def test_the_same_code_is_refused_the_same_name_asked_for(workspace: Workspace) -> None:
    save(workspace, HEAT)
    with pytest.raises(InputError, match="示例热力有限公司") as told:
        save(workspace, replace(HEAT, name="示例别家公司"), despite_name=True)
    assert told.value.field == "uscc"
    other = replace(HEAT, uscc=a_code(2))
    with pytest.raises(InputError, match="名称相同") as told:
        save(workspace, other)
    assert told.value.field == "name"
    save(workspace, other, despite_name=True)
    with workspace.read() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 2


def test_deleting_takes_all_years_and_one_undo_brings_it_back(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        unit = a_unit(session, "示例热力有限公司")
        session.add(FormerName(id="f", unit_id=unit.id, name="示例供热厂"))
        version = a_version(session, unit)
        an_item(session, version)
        a_finding(session, version)
        a_version(session, unit, 2023)
        a_unit(session, "示例大学", uscc=None)
        key = unit.id
    with workspace.read() as session:
        assert belongings(session, key) == Belongings(reports=2, versions=2, open_findings=1)
    digest = workspace.digest()
    with workspace.write("删除单位") as session:
        assert delete_unit(session, key) == "示例热力有限公司"
    with workspace.read() as session:
        assert [u.name for u in session.scalars(select(Unit))] == ["示例大学"]
        assert session.scalar(select(func.count()).select_from(Report)) == 0
        assert verify(session).is_clean
        with pytest.raises(AppError, match="已被删除"):
            unit_form(session, key, 2024)
    undo(workspace)
    assert workspace.digest() == digest
    with pytest.raises(AppError, match="已被删除"), workspace.write("删除单位") as session:
        delete_unit(session, "gone")


def test_a_unit_may_leave_the_list_and_stay_known(workspace: Workspace) -> None:
    key = save(workspace, replace(HEAT, list_state=ListState.REMOVED))
    with workspace.read() as session:
        (place,) = session.scalars(select(Enrolment))
    assert (place.unit_id, place.state) == (key, ListState.REMOVED)
