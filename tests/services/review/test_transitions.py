"""The table of states: every state is reached and left, and what happens at random stays lawful."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Conclusion, ReviewEvent, ReviewState
from app.services.review.transitions import (
    TABLE,
    Facts,
    Goal,
    Work,
    events_of,
    objections,
    target_of,
)

S, E = ReviewState, ReviewEvent
GOOD = Facts(
    S.NOT_SUBMITTED,
    by="李乙",
    first="王甲",
    reason="原因",
    document="文件",
    confirmed="1,204.5",
    companions=("李乙", "陈丙"),
    assignee="王甲",
    conclusion=Conclusion.PASSED,
)


def targets(line_target: ReviewState | Goal) -> set[ReviewState]:
    """Where a line may lead at all."""
    if line_target is Goal.REVIEW:
        return {S.IN_FIRST_REVIEW, S.IN_RE_REVIEW}
    if line_target is Goal.CONCLUDED:
        return {S.PASSED, S.PASSED_WITH_NOTES}
    return set(S) if isinstance(line_target, Goal) else {line_target}


def test_every_state_can_be_left() -> None:
    for state in S:
        out = {t for line in TABLE if state in line.sources for t in targets(line.target)} - {state}
        assert out, f"{state.label} is a dead end"


def test_every_state_is_reached_from_the_first() -> None:
    reached, before = {S.NOT_SUBMITTED}, set[ReviewState]()
    while reached != before:
        before = set(reached)
        for line in TABLE:
            if line.sources & reached and line.target is not Goal.BEFORE:
                reached |= targets(line.target)
    assert reached == set(S)


def test_no_event_means_two_things_in_one_state() -> None:
    for event in E:
        lines = [line for line in TABLE if line.event is event]
        assert lines, f"{event.label} never happens"
        for one in lines:
            assert all(not one.sources & other.sources for other in lines if other is not one)


@pytest.mark.parametrize(
    ("event", "state", "change", "words"),
    [
        (E.START_SECOND, S.FIRST_REVIEW_DONE, {"by": "王甲"}, "二审人不能与初审人相同"),
        (E.APPROVE, S.PENDING_APPROVAL, {"by": "王甲"}, "审定人不能与初审人相同"),
        (E.START, S.ASSIGNED, {"conflicts": {"李乙": "近三年任职"}}, "利益冲突（近三年任职）"),
        (E.ASSIGN, S.SUBMITTED, {"conflicts": {"王甲": "亲属"}}, "利益冲突"),
        (E.FINISH_SITE, S.SITE_CHECK_REQUIRED, {"companions": ("李乙",)}, "至少要 2 人"),
        (E.FINISH_SITE, S.SITE_CHECK_REQUIRED, {"conflicts": {"陈丙": "持股"}}, "陈丙已申报"),
        (E.FINISH, S.IN_FIRST_REVIEW, {"work": Work(unanswered=3)}, "3 项未判定"),
        (E.FINISH, S.IN_FIRST_REVIEW, {"work": Work(severe=1)}, "1 个严重或一般问题未关闭"),
        (E.FINISH, S.IN_FIRST_REVIEW, {"work": Work(minor=1)}, "附建议"),
        (E.RETURN, S.IN_FIRST_REVIEW, {}, "没有严重或一般问题"),
        (E.RETURN, S.IN_RE_REVIEW, {"work": Work(severe=1), "round": 3}, "最多 3 轮"),
        (E.RETURN, S.IN_RE_REVIEW, {"work": Work(severe=1, incomplete=("问题 ER-20 还缺依据",))}, "还缺依据"),
        (E.CLOSE, S.RETURNED, {"reminders": 1}, "只催报过 1 次"),
        (E.SEND_BACK, S.IN_SECOND_REVIEW, {"reason": " "}, "没有写明原因"),
        (E.EXEMPT, S.IN_FIRST_REVIEW, {"document": ""}, "没有写依据文件"),
        (E.ARCHIVE, S.PASSED, {"confirmed": "约一千"}, "没有写核定排放量"),
        (E.APPROVE, S.PENDING_APPROVAL, {"conclusion": Conclusion.NOT_PASSED}, "不是通过"),
        (E.REOPEN, S.ARCHIVED, {"by": ""}, "没有写经办人"),
        (E.APPROVE, S.IN_FIRST_REVIEW, {}, "状态是“初审中”，不能审定通过"),
        (E.FINISH, S.IN_FIRST_REVIEW, {"work": Work(undecided=2)}, "自动核对还有 2 个错误未处理"),
        (E.PASS_ON, S.IN_SECOND_REVIEW, {"work": Work(undecided=1)}, "自动核对还有 1 个错误未处理"),
        (E.APPROVE, S.PENDING_APPROVAL, {"work": Work(undecided=1)}, "自动核对还有 1 个错误未处理"),
    ],
)
def test_a_guard_says_why(
    event: ReviewEvent, state: ReviewState, change: dict[str, object], words: str
) -> None:
    facts = replace(GOOD, state=state, **change)  # type: ignore[arg-type]
    assert words in "；".join(objections(event, facts))


def test_undecided_errors_only_stop_what_passes() -> None:
    work = Work(severe=1, undecided=2)
    for event, state, conclusion in (
        (E.FINISH, S.IN_FIRST_REVIEW, Conclusion.NOT_PASSED),
        (E.PASS_ON, S.IN_SECOND_REVIEW, Conclusion.NOT_PASSED),
        (E.RETURN, S.IN_FIRST_REVIEW, Conclusion.RETURNED),
        (E.CLOSE, S.PENDING_APPROVAL, Conclusion.NOT_PASSED),
    ):
        assert objections(event, replace(GOOD, state=state, conclusion=conclusion, work=work)) == ()


names = st.sampled_from(["", "王甲", "李乙", "陈丙"])
people = st.fixed_dictionaries(
    {
        "by": names,
        "reason": st.sampled_from(["", " ", "原因"]),
        "document": st.sampled_from(["", "京环函"]),
        "confirmed": st.sampled_from(["", "12.5", "x"]),
        "companions": st.lists(names, max_size=3).map(tuple),
        "assignee": names,
        "conclusion": st.sampled_from([None, *Conclusion]),
        "work": st.builds(
            Work,
            st.integers(0, 1),
            st.integers(0, 1),
            st.integers(0, 1),
            st.sampled_from([(), ("还缺",)]),
            st.integers(0, 1),
        ),
        "conflicts": st.dictionaries(st.sampled_from(["王甲", "李乙"]), st.just("持股"), max_size=1),
        "reminders": st.integers(0, 3),
    }
)


@given(st.lists(st.tuples(st.sampled_from(E), people), max_size=40))
def test_random_events_never_break_the_rules(events: list[tuple[ReviewEvent, dict[str, object]]]) -> None:
    """A walk without files: what is refused changes nothing, what is taken stands in the table."""
    state, came_from, rounds, first = S.NOT_SUBMITTED, dict[ReviewState, ReviewState](), 1, "王甲"
    for event, values in events:
        facts = replace(GOOD, state=state, round=rounds, before=came_from.get(state), first=first, **values)  # type: ignore[arg-type]
        against = objections(event, facts)
        offered = event in events_of(state)
        assert offered or against, "what the table does not know is refused"
        if against:
            continue
        after = target_of(event, facts)
        assert isinstance(after, S)
        assert facts.by, "somebody did it"
        if event in (E.START_SECOND, E.PASS_ON, E.APPROVE, E.CLOSE):
            assert facts.by != first and facts.by not in facts.conflicts
        if after in (S.PASSED, S.PASSED_WITH_NOTES):
            assert not facts.work.unanswered and not facts.work.severe and not facts.work.undecided
        if event is E.RETURN:
            assert rounds < facts.max_rounds and facts.work.severe and not facts.work.incomplete
        if event in (E.RESUBMIT, E.REOPEN):
            rounds += 1
        if event not in (E.RECALL, E.RESUME, E.READMIT) and after is not state:
            came_from[after] = state
        if after is S.SITE_CHECK_DONE:
            came_from[after] = came_from[S.SITE_CHECK_REQUIRED]
        state = after
