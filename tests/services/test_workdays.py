"""Working days: the notice as it is pasted, limits of the file, deadlines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.database import Workspace
from app.models.enums import Confidence
from app.models.errors import InputError
from app.services.catalog import DayKind, load_catalog
from app.services.journal.undo import undo
from app.services.workdays import (
    ROUNDS,
    Workdays,
    max_rounds,
    read_workdays,
    save_numbers,
    save_workdays,
    step_deadline,
    stored_limits,
    stored_workdays,
)

NOTICE = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
"""


def test_a_notice_is_read_as_it_is_published() -> None:
    found = read_workdays(NOTICE, 2025)
    spring = {date(2025, 1, 28) + timedelta(days=n) for n in range(8)}
    labour = {date(2025, 5, 1) + timedelta(days=n) for n in range(5)}
    assert found.off == {date(2025, 1, 1)} | spring | labour
    assert found.on == {date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27)}


@pytest.mark.parametrize(
    ("text", "off", "on"),
    [
        ("2025-10-01至2025-10-08 放假", 8, 0),
        ("2025年10月1日至8日放假，9月28日、10月11日上班", 8, 2),
        ("2025/6/2 放假\n2025.5.31休息", 2, 0),
        ("2025年12月31日至1月2日放假", 3, 0),
        ("", 0, 0),
        ("没有日期的一句话。", 0, 0),
    ],
)
def test_lists_are_read_in_every_form(text: str, off: int, on: int) -> None:
    found = read_workdays(text, 2024)
    assert (len(found.off), len(found.on)) == (off, on)
    assert not found.off or min(found.off).year == 2025


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10月1日至8日", "没有写是放假还是上班"),
        ("2月30日放假", "不存在的日期"),
        ("2025-01-01至2025-12-31 放假", "不是一段假期"),
    ],
)
def test_what_cannot_be_is_told(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_workdays(text, 2025)


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(st.frozensets(days, max_size=20), st.frozensets(days, max_size=20))
def test_a_calendar_is_read_back_as_it_was_kept(off: frozenset[date], on: frozenset[date]) -> None:
    calendar = Workdays(off - on, on)
    assert read_workdays(calendar.text(), 2020) == calendar


@given(days, st.integers(1, 40), st.frozensets(days, max_size=5))
def test_so_many_working_days_lie_between(day: date, count: int, off: frozenset[date]) -> None:
    calendar = Workdays(off)
    due = calendar.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(map(calendar.is_workday, between)) == count and calendar.is_workday(due)


def test_calendar_and_limits_travel_with_the_file_and_can_be_undone(workspace: Workspace) -> None:
    catalog = load_catalog()
    assert all(step.confidence == (Confidence.DESIGN,) for step in catalog.deadlines.steps.values())
    thursday = date(2025, 4, 24)
    with workspace.read() as session:
        assert step_deadline(session, catalog, "correction", thursday) == date(2025, 5, 1)
        assert not stored_workdays(session).knows(2025)
    with workspace.write("工作日历") as session:
        save_workdays(session, read_workdays(NOTICE, 2025))
    with workspace.read() as session:
        assert stored_workdays(session) == read_workdays(NOTICE, 2025)
        # Sunday the 27th is worked, the five days from 1 May are not.
        assert step_deadline(session, catalog, "correction", thursday) == date(2025, 4, 30)
    with workspace.write("期限") as session:
        save_numbers(session, catalog, {"correction": 7, ROUNDS: 4})
    with workspace.read() as session:
        assert {limit.code: limit.days for limit in stored_limits(session, catalog)}["correction"] == 7
        assert step_deadline(session, catalog, "correction", thursday) == date(2025, 5, 7)
        assert max_rounds(session, catalog) == 4
    with pytest.raises(InputError, match="1 到 9"), workspace.write("期限") as session:
        save_numbers(session, catalog, {ROUNDS: 0})
    undo(workspace)
    with workspace.read() as session:
        assert max_rounds(session, catalog) == 3


def test_natural_days_are_counted_without_a_calendar() -> None:
    assert Workdays().after(date(2025, 1, 31), 15, DayKind.NATURAL) == date(2025, 2, 15)
