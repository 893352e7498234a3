"""Two people take a step of the same report: no step is lost, and where they differ somebody is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.enums import Conclusion, ReviewEvent, ReviewState
from app.models.report import Report
from app.services.catalog import load_catalog
from app.services.exchange.conflicts import Decision, conflicts, resolve
from app.services.exchange.report_conflicts import conflicts_of_report
from app.services.review.course import report_steps
from app.services.review.flow import Details, advance
from tests.services.exchange.colleagues import Colleague
from tests.services.review.test_review import Desk

S, E = ReviewState, ReviewEvent
PASSED = Details(conclusion=Conclusion.PASSED)
# What both had, what 王甲 and what 李乙 did then, and where the report stands for each.
PAIRS = (
    ((), (E.ASSIGN, "王甲", Details(assignee="王甲")), (E.EXEMPT, "李乙", Details(document="文件")), 2),
    ((), (E.START, "王甲", Details()), (E.ASSIGN, "李乙", Details(assignee="陈丙")), 2),
    ((E.FINISH,), (E.RECALL, "王甲", Details()), (E.START_SECOND, "李乙", Details()), 2),
    ((E.FINISH,), (E.REQUIRE_SITE, "王甲", Details()), (E.SEND_BACK, "李乙", Details()), 2),
    ((E.FINISH,), (E.START_SECOND, "李乙", Details()), (E.START_SECOND, "陈丙", Details()), 1),
)


class Two:
    """王甲 and 李乙 with copies of a file in which one report has come in."""

    def __init__(self, folder: Path, ready: Path, before: tuple[ReviewEvent, ...]) -> None:
        self.catalog = load_catalog()
        self.wang = Colleague(folder, 0, ready)
        desk = Desk(self.wang.workspace, name="示例热力二厂", uscc=None)
        self.key = desk.form.head.report_id
        if before:
            desk.judge_all_good()
        for event in before:
            self.step(self.wang, event, "王甲", PASSED)
        self.wang.close()
        shutil.copy(self.wang.path, folder / "both.crd")
        self.wang.open()
        self.li = Colleague(folder, 1, folder / "both.crd")

    def step(self, who: Colleague, event: ReviewEvent, by: str, details: Details) -> None:
        with who.workspace.write(event.label) as session:
            advance(session, self.key, event, by, "原因", details, self.catalog)

    def state(self, who: Colleague) -> ReviewState:
        with who.workspace.read() as session:
            return session.get_one(Report, self.key).state


@pytest.fixture(params=PAIRS)
def two(request: pytest.FixtureRequest, tmp_path: Path, ready: Path) -> Iterator[Two]:
    made = Two(tmp_path, ready, request.param[0])
    yield made
    made.wang.close()
    made.li.close()


def test_both_steps_are_there_and_the_state_is_asked(two: Two, request: pytest.FixtureRequest) -> None:
    _, mine, theirs, states = request.node.callspec.params["two"]
    before = two.state(two.wang)
    two.step(two.wang, *mine)
    two.step(two.li, *theirs)
    ends = {two.state(two.wang), two.state(two.li)}
    assert len(ends) == states and ends != {before}
    two.wang.take(two.li.send())
    two.li.take(two.wang.send())
    assert two.wang.workspace.digest() == two.li.workspace.digest()
    with two.wang.workspace.read() as session:
        told = {(step.event, step.person) for step in report_steps(session, two.key)}
        assert {(mine[0], mine[1]), (theirs[0], theirs[1])} <= told, "no step is lost"
        found = conflicts_of_report(session, two.key)
        assert found, "somebody is asked"
        of_state = [c for c in found if (c.entity, c.field) == ("report", "state")]
        assert len(of_state) == states - 1
        if of_state:
            assert {S.of(v.value or "") for v in of_state[0].versions} == ends
    if of_state:
        resolve(two.wang.workspace, [Decision(of_state[0], two.state(two.li).value)])
    with two.wang.workspace.read() as session:
        assert ("report", "state") not in {(c.entity, c.field) for c in conflicts(session)}
    assert two.wang.problems() == ()
