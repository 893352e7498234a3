"""Monthly evidence in the file: typed, checked, held against the yearly report."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.database import Workspace
from app.models.enums import Category
from app.models.errors import InputError
from app.services.catalog import load_catalog
from app.services.checking import checked, evidence_rows, save_month
from tests.builders import a_unit
from tests.services.checking.builders import a_report

CATALOG = load_catalog()


def test_the_matrix_of_a_year(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session, year=2026)
        a_unit(session, "示例一般单位", year=2026, uscc=None, category=Category.GENERAL)
        for month in (1, 3):
            day = date(2026, month + 1, 21 if month == 3 else 20)
            save_month(session, unit.id, 2026, month, {"c4.amount": f"{month}00.5"}, day)
    with workspace.read() as session:
        (row,) = evidence_rows(session, 2026, CATALOG)
    assert row.unit_name == "示例热力有限公司"
    assert [cell.month for cell in row.months if cell.is_filed] == [1, 3]
    assert [hit.code for hit in row.months[1].hits] == ["ME-02"]
    (late,) = row.months[2].hits
    assert late.sentence == "3 月的存证于 2026-04-21 提交，晚于期限 2026-04-20。"


def test_evidence_is_held_against_the_report(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session, "示例普通高等教育有限公司", industry_code="8341", industry="教育")
        a_report(session, unit)
        for month in range(1, 13):
            save_month(session, unit.id, 2024, month, {"c4.amount": str(900 + month)}, None)
    with workspace.read() as session:
        (each,) = checked(session, CATALOG, 2024)
        assert [(h.rule, h.variant) for h in each.result.hits] == [("X-28", "filed")]
        (row,) = evidence_rows(session, 2024, CATALOG)
        codes = [hit.code for hit in row.months[11].hits]
        assert set(codes) == {"ME-02", "ME-11"} and codes.count("ME-02") == 2  # no gas, no heat


def test_what_cannot_be_filed(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session)
        session.flush()
        for month, amounts, words in (
            (13, {}, "没有 13 月"),
            (1, {"c4.gold": "1"}, "没有名为"),
            (1, {"c4.amount": "约1"}, "不是数字"),
        ):
            with pytest.raises(InputError, match=words):
                save_month(session, unit.id, 2024, month, amounts, None)
        save_month(session, unit.id, 2024, 1, {"c4.amount": "1"}, None)
    with workspace.write("收回") as session:
        save_month(session, unit.id, 2024, 1, {"c4.amount": ""}, None)
    with workspace.read() as session:
        (row,) = evidence_rows(session, 2024, CATALOG)
        assert not any(cell.is_filed for cell in row.months)
