"""A report walks at random through a real file: guards hold, nothing is a dead end, all can be undone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.database import Workspace
from app.models.enums import Conclusion, FindingState, ReviewEvent, ReviewState, Verdict
from app.models.errors import AppError
from app.models.report import Report
from app.services.journal.undo import redo, undo
from app.services.journal.verify import verify
from app.services.review.conflicts import declare_conflict
from app.services.review.course import report_steps
from app.services.review.findings import save_finding, set_finding_state
from app.services.review.flow import Details, advance, facts_of
from app.services.review.receive import Submission, receive
from app.services.review.transitions import TABLE, Goal, events_of, objections
from tests.services.review.test_review import FULL, Desk

S, E = ReviewState, ReviewEvent
PEOPLE = ("王甲", "李乙", "陈丙", "赵丁")
BARRED = "赵丁"
# What a reviewer does between the steps.
WORK = ("answer", "find", "answer", "close")


class Walker:
    """One report and what is done to it; every step is undone and done again."""

    def __init__(self, workspace: Workspace, number: int) -> None:
        self.workspace = workspace
        self.desk = Desk(workspace, name=f"示例单位{number}", uscc=None)
        self.key = self.desk.form.head.report_id
        with workspace.write("利益冲突") as session:
            declare_conflict(session, BARRED, self.desk.unit, "近三年曾在该单位任职")

    @property
    def state(self) -> ReviewState:
        with self.workspace.read() as session:
            return session.get_one(Report, self.key).state

    def take(self, event: ReviewEvent, by: str, conclusion: Conclusion, other: str) -> bool:
        """Take a step if the guards let it; False, and nothing changed, where they do not."""
        before = self.workspace.digest()
        details = Details(
            assignee=other, companions=(by, other), document="京环函〔2025〕1号", confirmed="1,204.50"
        )
        with self.workspace.read() as session:
            first = facts_of(session, session.get_one(Report, self.key), event, self.desk.catalog).first
        start = self.state
        try:
            with self.workspace.write(event.label) as session:
                if event in (E.RECEIVE, E.RESUBMIT):
                    submission = Submission(date(2025, 4, 10), None, "1,204.50")
                    receive(session, self.desk.unit, 2024, self.desk.kind, submission, self.desk.catalog)
                else:
                    details = replace(details, conclusion=conclusion)
                    advance(session, self.key, event, by, "原因", details, self.desk.catalog)
        except AppError:
            assert self.workspace.digest() == before, "what is refused leaves nothing"
            return False
        after, end = self.workspace.digest(), self.state
        self.check_guards(event, start, end, by, first)
        undo(self.workspace)
        assert self.workspace.digest() == before and self.state is start
        redo(self.workspace)
        assert self.workspace.digest() == after and self.state is end
        return True

    def check_guards(
        self, event: ReviewEvent, start: ReviewState, end: ReviewState, by: str, first: str
    ) -> None:
        line = next(line for line in TABLE if line.event is event and start in line.sources)
        assert isinstance(line.target, Goal) or end is line.target or event is E.RECEIVE
        if event in (E.START, E.FINISH, E.RETURN, E.START_SECOND, E.PASS_ON, E.APPROVE, E.CLOSE):
            assert by != BARRED
        if event in (E.START_SECOND, E.PASS_ON, E.APPROVE, E.CLOSE):
            assert by != first
        form = self.desk.form
        if end in (S.PASSED, S.PASSED_WITH_NOTES):
            assert form.answered == form.total and not form.open_findings
        if event is E.RETURN:
            assert any(f.state is FindingState.SENT for f in form.findings)

    def work(self, what: str) -> None:
        """Answer everything, find something, or close what is open."""
        if not self.state.is_in_review:
            return
        if what == "answer":
            self.desk.version = self.desk.form.head.version_id
            self.desk.judge_all_good()
        elif what == "find":
            self.desk.version = self.desk.form.head.version_id
            self.desk.judge("ER-20", Verdict.NO)
        with self.workspace.write("问题") as session:
            for finding in self.desk.form.open_findings:
                if what == "find" and finding.round == self.desk.form.head.round:
                    save_finding(session, finding.id, FULL)
                elif what == "close":
                    set_finding_state(session, finding.id, FindingState.CLOSED, "已更正")

    def has_way_out(self) -> bool:
        """Whether somebody can lead the report on, other than by taking the unit off the list."""
        with self.workspace.read() as session:
            facts = facts_of(session, session.get_one(Report, self.key), None, self.desk.catalog)
        full = {"reason": "原因", "confirmed": "1", "companions": PEOPLE[:2], "assignee": "王甲"}
        ways = [event for event in events_of(facts.state) if event not in (E.EXEMPT, E.REMIND)]
        return any(
            not objections(event, replace(facts, by=by, **full))  # type: ignore[arg-type]
            for event in ways
            for by in PEOPLE
        )


steps = st.tuples(
    st.integers(0, 40),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.sampled_from((Conclusion.PASSED, Conclusion.PASSED, Conclusion.PASSED_WITH_NOTES)),
)
counter = iter(range(10_000))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=14, max_size=24))
def test_a_random_walk_on_a_real_file(
    workspace: Workspace, walk: list[tuple[int, str, str, Conclusion]]
) -> None:
    walker = Walker(workspace, next(counter))
    taken = 0
    used: Counter[ReviewEvent] = Counter()
    for number, by, other, conclusion in walk:
        if number % 3:
            walker.work(WORK[number % len(WORK)])
        # Mostly what the table offers and was seldom tried; now and then anything, which is refused then.
        offered = [event for event in events_of(walker.state) if event is not E.EXEMPT or number % 8 == 0]
        offered.sort(key=lambda event: used[event])
        chosen = [*E][number % len(E)] if number % 10 == 9 else offered[(number % 3 == 0) % len(offered)]
        used[chosen] += 1
        taken += walker.take(chosen, by, conclusion, other)
        assert walker.has_way_out(), f"nothing leads out of {walker.state.label}"
    with workspace.read() as session:
        course = report_steps(session, walker.key)
        # RECEIVE at the beginning; the first answer may begin the review by itself.
        assert len(course) >= taken + 1
        for one, following in pairwise(course):
            assert one.after is following.before, "no step is lost"
        assert verify(session).is_clean


def test_the_whole_road_is_undone_step_by_step(workspace: Workspace) -> None:
    """From the assignment to the archive and back, each step undone and done again on the way."""
    walker = Walker(workspace, 0)
    seen = [workspace.digest()]
    road = (
        *((E.ASSIGN, "陈丙", "王甲"), (E.START, "王甲", ""), "find", (E.RETURN, "王甲", "")),
        *((E.REMIND, "王甲", ""), (E.RESUBMIT, "王甲", ""), (E.START, "王甲", ""), "close", "answer"),
        *((E.FINISH, "王甲", ""), (E.START_SECOND, "李乙", ""), (E.PASS_ON, "李乙", "")),
        *((E.APPROVE, "陈丙", ""), (E.ARCHIVE, "陈丙", ""), (E.REOPEN, "陈丙", "")),
    )
    for stop in road:
        if isinstance(stop, str):
            walker.work(stop)
        else:
            event, by, other = stop
            assert walker.take(event, by, Conclusion.PASSED, other), event.label
            seen.append(workspace.digest())
    assert not walker.take(E.RECALL, "王甲", Conclusion.PASSED, ""), "nothing is recalled from a review"
    assert walker.state is S.IN_RE_REVIEW
    passed = set(seen[:-1])
    while workspace.digest() != seen[0]:
        assert undo(workspace) is not None
        passed.discard(workspace.digest())
    assert not passed, "each stop was passed again on the way back"
