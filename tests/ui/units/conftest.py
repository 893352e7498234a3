"""A unit list with twelve units in different states, and the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget

from app.models.enums import Category, DocumentKind, ReviewState
from app.models.unit import Unit
from app.services.people import ensure_person
from app.services.review.cases import assign, set_deadline
from app.services.units.form import UnitForm, save_unit
from app.services.units.initials import fill_initials
from app.ui.context import Context
from app.ui.units.page import UnitsPage
from tests.builders import a_finding, a_version
from tests.unit_lists import a_code

NAMES = (
    *("示例热力有限公司", "示例数据中心有限公司", "示例第一医院", "示例大学", "示例水泥制品有限公司"),
    *("示例印刷厂", "示例酒店有限公司", "示例食品加工有限公司", "示例通信机房", "示例冷链有限公司"),
    *("示例会展中心有限公司", "示例职业学院"),
)


def fill(context: Context) -> list[str]:
    """Write the units; returns their keys. The first is returned, the second overdue, the third passed."""
    keys = []
    with context.workspace.write("准备") as session:
        wang = ensure_person(session, "王甲")
        for number, name in enumerate(NAMES):
            form = UnitForm(
                name=name,
                uscc=a_code(number + 1),
                category=Category.KEY if number < 8 else Category.GENERAL,
                industry="热力生产和供应" if number % 2 else "物业管理",
                district="示例区" if number < 10 else "",
            )
            keys.append(save_unit(session, form, 2024))
            session.flush()
        units = [session.get_one(Unit, key) for key in keys]
        a_version(session, units[0], 2023, emission_text="1000")
        first = a_version(session, units[0], state=ReviewState.RETURNED, emission_text="1278.5")
        a_finding(session, first)
        a_version(session, units[1], emission_text="2000")
        a_version(session, units[2], state=ReviewState.PASSED, emission_text="300")
        session.flush()
        er = DocumentKind.ER
        assign(session, [(keys[0], er), (keys[1], er)], 2024, wang)
        set_deadline(session, [(keys[0], er), (keys[1], er)], 2024, date(2025, 3, 1))
    fill_initials(context.workspace)
    context.settings.update(name="王甲")
    return keys


@pytest.fixture
def keys(context: Context) -> list[str]:
    """The keys of the twelve units."""
    return fill(context)


@pytest.fixture
def page(context: Context, keys: list[str], shown: Callable[[QWidget], QWidget]) -> UnitsPage:
    """The page with the twelve units in a window of 1366."""
    made = UnitsPage(context)
    made.resize(1366, 654)
    shown(made)
    return made
