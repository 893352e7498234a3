from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from app.models.database import Workspace
from app.models.enums import DocumentKind, ReviewState
from app.services.catalog import load_catalog
from app.services.review.cases import CaseRow, case_rows
from app.services.review.queue import Group
from app.ui.review.queue_case import rule_words
from app.ui.review.queue_columns import day_words, note_of, queue_columns
from app.ui.review.queue_model import QueueModel
from tests.builders import a_unit

TODAY = date(2025, 3, 19)
COLUMNS = {column.key: column for column in queue_columns(TODAY, is_all=True)}


def a_case(
    key: str,
    state: ReviewState = ReviewState.IN_FIRST_REVIEW,
    assignee: str = "王甲",
    deadline: date | None = None,
    answered: int = 0,
) -> CaseRow:
    return CaseRow(
        report_id=key,
        unit_id=f"u{key}",
        name=f"示例{key}",
        initials=f"SL{key}",
        uscc="",
        category=None,
        industry="",
        kind=DocumentKind.ER,
        year=2024,
        state=state,
        round=1,
        assignee=assignee,
        deadline=deadline,
        answered=answered,
        total=50,
        open_findings=len(key) % 3,
        emission=None,
    )


CASES = st.lists(
    st.builds(
        a_case,
        st.text("甲乙丙丁", min_size=1, max_size=6),
        st.sampled_from(ReviewState),
        st.sampled_from(["王甲", "李乙", ""]),
        st.none() | st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        st.integers(0, 50),
    ),
    unique_by=lambda case: case.report_id,
    max_size=30,
)


@given(
    CASES,
    st.sampled_from(["", *COLUMNS]),
    st.booleans(),
    st.booleans(),
    st.sets(st.sampled_from(list(Group))),
)
def test_no_case_is_lost_or_shown_twice(
    cases: list[CaseRow], sort: str, falls: bool, is_flat: bool, closed: set[Group]
) -> None:
    model = QueueModel()
    model.closed = closed
    model.sort_by(COLUMNS.get(sort), descending=falls, is_flat=is_flat)
    model.set_cases(cases, "王甲", TODAY)
    shown = [case.report_id for case in model.shown_cases()]
    assert len(shown) == len(set(shown))
    heads = [line for line in model.lines if line.case is None]
    if is_flat:
        assert sorted(shown) == sorted(case.report_id for case in cases) and not heads
    else:
        assert sum(head.count for head in heads) == len(cases)
        hidden = sum(head.count for head in heads if head.group in closed)
        assert len(shown) + hidden == len(cases)
        order = [list(Group).index(head.group) for head in heads if head.group]
        assert order == sorted(order)
    if sort and is_flat:
        values = [COLUMNS[sort].value(case) for case in model.shown_cases()]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=falls) and values[: len(known)] == known
    for number, line in enumerate(model.lines):
        assert model.line_of(line.key) == number


def test_what_is_hidden_by_a_filter_is_not_ticked_any_more() -> None:
    model = QueueModel()
    model.set_cases([a_case("甲"), a_case("乙")], "王甲", TODAY)
    model.check(model.shown_cases())
    assert model.check_state is Qt.CheckState.Checked
    model.set_filter("sl乙", lambda case: True)
    assert [case.name for case in model.checked_cases] == ["示例乙"]
    model.set_filter("", lambda case: True)
    assert model.check_state is Qt.CheckState.PartiallyChecked
    model.set_cases([a_case("甲")], "王甲", TODAY)
    assert model.checked_cases == []


def test_the_note_says_what_presses() -> None:
    free = ReviewState.NOT_SUBMITTED
    notes = [
        note_of(a_case("甲", deadline=date(2025, 3, 17)), TODAY),
        note_of(a_case("甲", deadline=TODAY), TODAY),
        note_of(a_case("甲", deadline=date(2025, 3, 24)), TODAY),
        note_of(a_case("甲", deadline=date(2025, 4, 24)), TODAY),
        note_of(a_case("甲", ReviewState.RETURNED, deadline=date(2025, 1, 1)), TODAY),
        note_of(a_case("甲", ReviewState.PASSED, deadline=date(2025, 1, 1)), TODAY),
        note_of(a_case("甲", free), TODAY),
        note_of(a_case("甲", free, deadline=date(2025, 12, 1)), TODAY),
        note_of(a_case("甲"), TODAY),
    ]
    assert notes == [
        ("逾期 2 天", "bad"),
        ("今天到期", "warn"),
        ("剩 5 天", "warn"),
        ("剩 36 天", "quiet"),
        ("等单位重报", "quiet"),
        ("", ""),
        ("等单位报送", "quiet"),
        ("等单位报送", "quiet"),
        ("", ""),
    ]
    assert day_words(date(2024, 3, 1), TODAY) == "2024-03-01"


def test_what_is_not_handed_in_is_held_against_the_rule_of_the_year() -> None:
    case = replace(a_case("甲", ReviewState.NOT_SUBMITTED), submit_by=date(2025, 3, 31))
    assert note_of(case, TODAY) == ("03-31 前报送", "quiet")
    assert note_of(case, date(2025, 4, 2)) == ("逾期 2 天未报", "bad")
    ours = replace(case, deadline=date(2025, 3, 20))
    assert note_of(ours, TODAY) == ("剩 1 天", "warn"), "a day that somebody has set comes first"
    assert note_of(replace(case, submit_by=None), TODAY) == ("等单位报送", "quiet")


def test_the_rule_of_the_year_comes_from_the_table(workspace: Workspace) -> None:
    catalog = load_catalog()
    with workspace.write("名录") as session:
        a_unit(session, "示例大学", 2025)
        cases = {case.kind: case for case in case_rows(session, 2025, catalog)}
    for kind, milestone in (
        (DocumentKind.ER, "emission_report"),
        (DocumentKind.VR, "verification_report"),
    ):
        rule = catalog.deadline(2025, milestone)
        assert rule and rule.sources and cases[kind].submit_by == rule.due_for(2025) is not None
        assert catalog.sources[rule.sources[0]].title in rule_words(catalog, cases[kind])
    with workspace.read() as session:
        assert {case.submit_by for case in case_rows(session, 2024, catalog)} <= {None}
