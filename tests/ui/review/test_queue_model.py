from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from app.models.enums import DocumentKind, ReviewState
from app.services.review.cases import CaseRow
from app.services.review.queue import Group
from app.ui.review.queue_columns import day_words, note_of, queue_columns
from app.ui.review.queue_model import QueueModel

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
