"""Own factors: laid over the shipped ones in editions that a review keeps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.models.database import Workspace
from app.models.errors import InputError, NewerFile
from app.models.hit import CheckRun
from app.services.catalog import load_catalog
from app.services.checking import Libraries, OwnValue, check_report, checked, save_own_factors
from tests.builders import a_unit
from tests.services.checking.builders import a_report

CATALOG = load_catalog()
NOTICE = "示例通知〔2025〕1号"
GRID = "electricity:beijing:2024"
GAS = "fuel:DB11-1785-2020-A:natural_gas:ncv"


def test_an_own_value_comes_before_the_shipped_one(workspace: Workspace) -> None:
    with workspace.write("填写因子") as session:
        changes = {GRID: OwnValue("0.58", NOTICE), GAS: OwnValue("380", "DB11/T 1785-2020 附录A 表A.1")}
        edition = save_own_factors(session, CATALOG, {**changes, "heat:2024": OwnValue("0.1", NOTICE)})
    with workspace.read() as session:
        library = Libraries(session, CATALOG).get()
    assert library.edition == edition and edition.startswith("2026.1+")
    grid, before = library.grid_factor("beijing", 2024), library.grid_factor("beijing", 2023)
    assert grid is not None and (grid.value, grid.document) == (Decimal("0.58"), NOTICE)
    assert before is not None and before.value == Decimal("0.604")
    gas, heat = library.fuel_value("natural_gas", 2024), library.heat_factor(2024)
    assert gas is not None and gas.ncv == 380 and gas.set.document.endswith("表A.1")
    assert heat is not None and heat.value == Decimal("0.1")
    shipped = CATALOG.factor_library().fuel_value("natural_gas", 2024)
    assert shipped is not None and shipped.ncv == Decimal("389.31")


def test_a_changed_factor_never_changes_a_review(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session, "示例普通高等教育有限公司", industry_code="8341", industry="教育")
        first = a_report(session, unit)
        check_report(session, first.report_id, CATALOG)
    with workspace.write("填写因子") as session:
        edition = save_own_factors(session, CATALOG, {GRID: OwnValue("0.58", NOTICE)})
        assert check_report(session, first.report_id, CATALOG).hits == ()
        assert session.scalars(select(CheckRun.factor_edition)).all() == ["2026.1"]
        other = a_unit(session, "示例学校", industry_code="8341", industry="教育", uscc=None)
        a_report(session, other, changes={"head__name": "示例学校", "head__uscc": None})
    with workspace.read() as session:
        rules = {
            each.factor_edition: {h.rule for h in each.result.hits}
            for each in checked(session, CATALOG, 2024)
        }
    assert rules == {"2026.1": set(), edition: {"X-24"}}


def test_editions_stay_as_they_were(workspace: Workspace) -> None:
    with workspace.write("一") as session:
        first = save_own_factors(session, CATALOG, {GRID: OwnValue("0.58", NOTICE)})
        assert save_own_factors(session, CATALOG, {GRID: OwnValue("0.58", NOTICE)}) == first
    with workspace.write("二") as session:
        second = save_own_factors(session, CATALOG, {GRID: OwnValue("0.57", NOTICE)})
    with workspace.write("三") as session:
        third = save_own_factors(session, CATALOG, {GRID: OwnValue("", "")})
    with workspace.read() as session:
        libraries = Libraries(session, CATALOG)
        values = []
        for edition in (first, second, third, "2026.1"):
            factor = libraries.get(edition).grid_factor("beijing", 2024)
            values.append(factor.value if factor else None)
        assert libraries.current == third and libraries.own_values() == {}
        with pytest.raises(NewerFile, match="自填因子"):
            libraries.get("2026.1+00000000")
    assert values == [Decimal("0.58"), Decimal("0.57"), Decimal("0.604"), Decimal("0.604")]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (GRID, OwnValue("0.58", " "), "来源文件"),
        (GRID, OwnValue("约0.58", NOTICE), "不是大于 0 的数字"),
        (GRID, OwnValue("-1", NOTICE), "不是大于 0 的数字"),
        ("electricity:mars:2024", OwnValue("1", NOTICE), "没有名为"),
        ("fuel:DB11-1785-2020-A:gold:ncv", OwnValue("1", NOTICE), "没有名为"),
        ("heat", OwnValue("1", NOTICE), "没有名为"),
    ],
)
def test_what_is_refused(workspace: Workspace, key: str, value: OwnValue, words: str) -> None:
    with pytest.raises(InputError, match=words), workspace.write("填写因子") as session:
        save_own_factors(session, CATALOG, {key: value})
