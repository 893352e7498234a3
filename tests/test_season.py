"""A whole season by services only: a register, three people, two rounds, a visit, last year's findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.models.bulk import add_rows, natural
from app.models.database import Workspace
from app.models.enums import (
    Category,
    Conclusion,
    DocumentKind,
    FindingState,
    FollowUp,
    ReviewEvent,
    ReviewState,
    Severity,
)
from app.models.errors import AppError
from app.models.report import Report, StateChange
from app.models.review import Item
from app.models.unit import Unit
from app.services.catalog import load_catalog
from app.services.journal.verify import verify
from app.services.people import ensure_person
from app.services.review.answers import judge, set_answer
from app.services.review.assign import Assignment, Spread, carry_out, plan_assignment, read_known
from app.services.review.cases import CaseRow, case_rows
from app.services.review.conclude import Signers, conclude, settle
from app.services.review.conflicts import declare_conflict
from app.services.review.course import report_steps
from app.services.review.findings import (
    add_finding,
    finding_thread,
    follow_up,
    record_answer,
    save_finding,
    set_finding_state,
)
from app.services.review.flow import Details, advance
from app.services.review.form import ReviewForm, review_form
from app.services.review.parts import FindingForm
from app.services.review.receive import Submission, receive
from app.services.statistics.facts import year_facts
from app.services.statistics.summary import summarize
from app.services.units.write import import_list, plan_list
from tests.builders import a_unit
from tests.conftest import SHARED

ER, VR = DocumentKind.ER, DocumentKind.VR
S, E = ReviewState, ReviewEvent
YEAR, TODAY = 2024, date(2025, 4, 1)
PEOPLE = ("王甲", "李乙", "陈丙")
CATALOG = load_catalog()
SERIOUS = FindingForm(Severity.MAJOR, "附表 C.7 缺 10 月数据。", "DB11/T 1785", "-1.30", "请补充。")
ADVICE = FindingForm(Severity.MINOR, "食堂灶具没有分表。", "DB11/T 1785", "", "建议加装分表。")
REGISTER = SHARED / "data" / "fengtai_2024_register.docx"


def good_answers(session: Session, form: ReviewForm) -> Iterator[dict[str, object]]:
    """What a report that is in order is answered with, many at once as an import would do it."""
    version = form.head.version_id
    for row in form.items:
        if row.item.judged and not row.is_answered and row.id is None:
            yield {
                "id": natural(session, "item", version, row.code),
                "version_id": version,
                "code": row.code,
                "verdict": row.item.good,
                "answer": row.item.options[0].text if row.item.options else "1",
            }


class Season:
    """What the three people do, one report after the other."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def cases(self) -> list[CaseRow]:
        with self.workspace.read() as session:
            return case_rows(session, YEAR, CATALOG)

    def step(self, key: str, event: ReviewEvent, by: str, reason: str = "", **details: object) -> None:
        with self.workspace.write(event.label) as session:
            advance(session, key, event, by, reason, Details(**details), CATALOG)  # type: ignore[arg-type]

    def answer(self, key: str, by: str, bad: tuple[str, ...] = ()) -> None:
        """Answer all that is open, what is in `bad` not in order; look at what was sent and close it."""
        with self.workspace.write("判定") as session:
            state = session.get_one(Report, key).state
            if state.is_startable:
                advance(session, key, E.START, by, catalog=CATALOG)
            form = review_form(session, key, CATALOG)
            if not bad and not form.findings:
                add_rows(session, Item, [*good_answers(session, form)])
                return
            for row in form.items:
                if row.item.judged and not row.is_answered:
                    good = row.item.good
                    verdict = next(v for v in type(good) if v is not good) if row.code in bad else good
                    judge(session, form.head.version_id, row.item, verdict, form.prefills[row.code])
                    answer = row.item.options[0].text if row.item.options else "1"
                    set_answer(session, form.head.version_id, row.item, answer)
            session.flush()
            for finding in review_form(session, key, CATALOG).findings:
                if finding.state in (FindingState.SENT, FindingState.ANSWERED):
                    set_finding_state(session, finding.id, FindingState.CLOSED, "新版已更正")
                elif finding.code in bad and finding.round == form.head.round:
                    save_finding(session, finding.id, SERIOUS)
                elif finding.is_last_year:
                    follow_up(session, finding.id, FollowUp.DONE)

    def finish(self, key: str, by: str, conclusion: Conclusion = Conclusion.PASSED) -> None:
        with self.workspace.write("完成初审") as session:
            conclude(session, review_form(session, key, CATALOG), conclusion, by=by)

    def settle(self, key: str, by: str, conclusion: Conclusion = Conclusion.PASSED) -> None:
        with self.workspace.write("二审和审定") as session:
            settle(session, key, Signers(by, "陈丙", "陈丙"), conclusion)

    def receive(self, case: CaseRow, year: int = YEAR, emission: str = "1,204.50") -> None:
        submission = Submission(date(year + 1, 3, 10), None, emission, "示例核查技术有限公司")
        with self.workspace.write("登记报送") as session:
            receive(session, case.unit_id, year, case.kind, submission, CATALOG)


def make_register(workspace: Workspace) -> None:
    """The real list where it is there, else 82 made-up units."""
    if REGISTER.exists():
        import_list(workspace, plan_list(workspace, REGISTER, YEAR), YEAR, "名录")
        return
    with workspace.write("名录") as session:
        for number in range(82):
            category = Category.KEY if number < 49 else Category.GENERAL
            name = f"示例单位{number:02}"
            a_unit(session, name, category=category, uscc=None, district=f"示例{number % 4}街道")


def last_year(season: Season, case: CaseRow) -> None:
    """A report of the year before that passed with an advice; the unit has another name now."""
    season.receive(case, YEAR - 1)
    with season.workspace.write("上年") as session:
        key = session.query(Report.id).filter_by(unit_id=case.unit_id, year=YEAR - 1).scalar()
    season.answer(key, "王甲")
    with season.workspace.write("建议") as session:
        add_finding(session, review_form(session, key, CATALOG).head.version_id, ADVICE)
    season.finish(key, "王甲", Conclusion.PASSED_WITH_NOTES)
    season.settle(key, "王甲", Conclusion.PASSED_WITH_NOTES)
    with season.workspace.write("改名") as session:
        session.get_one(Unit, case.unit_id).name = "示例更名后有限公司"


def visit(season: Season, case: CaseRow) -> None:
    """The reviewer wants somebody to go there; two go, and the review goes on."""
    key, by = case.report_id, case.assignee
    season.answer(key, by)
    season.step(key, E.REQUIRE_SITE, by, "电表读数与账单不符")
    with pytest.raises(AppError, match="至少要 2 人"):
        season.step(key, E.FINISH_SITE, by, companions=(by,))
    season.step(key, E.FINISH_SITE, by, companions=PEOPLE[:2])
    season.step(key, E.RESUME, by)
    season.finish(key, by)
    season.settle(key, by)


def silence(season: Season, case: CaseRow) -> None:
    """A unit that does not answer: two reminders, then closed."""
    key = case.report_id
    season.answer(key, case.assignee, ("ER-20",))
    season.finish(key, case.assignee, Conclusion.RETURNED)
    with pytest.raises(AppError, match="只催报过 0 次"):
        season.step(key, E.CLOSE, "陈丙", "逾期未重报")
    season.step(key, E.REMIND, case.assignee)
    season.step(key, E.REMIND, case.assignee)
    season.step(key, E.CLOSE, "陈丙", "两次催报未重报，按 1,300 t 取值")


def leave(season: Season, case: CaseRow) -> None:
    """A unit leaves the list, comes back, and leaves."""
    key = case.report_id
    season.step(key, E.EXEMPT, "陈丙", "年内注销", document="京环函〔2025〕1号")
    season.step(key, E.READMIT, "陈丙", "注销未完成")
    with season.workspace.read() as session:
        assert session.get_one(Report, key).state is S.ASSIGNED
    season.step(key, E.EXEMPT, "陈丙", "年内注销", document="京环函〔2025〕2号")


def to_and_fro(season: Season, case: CaseRow) -> None:
    """Recalled, sent back by the second reviewer, passed, and reopened."""
    key, by = case.report_id, case.assignee
    second = next(name for name in PEOPLE if name != by)
    season.answer(key, by)
    season.finish(key, by)
    season.step(key, E.RECALL, by, "漏看一项")
    season.finish(key, by)
    with pytest.raises(AppError, match="不能与初审人相同"):
        season.step(key, E.START_SECOND, by)
    season.step(key, E.START_SECOND, second)
    season.step(key, E.SEND_BACK, second, "证据不足")
    season.finish(key, by)
    season.settle(key, by)
    season.step(key, E.REOPEN, "陈丙", "市局抽查发现差异")
    season.finish(key, by)
    season.settle(key, by)


def with_last_year(season: Season, case: CaseRow) -> None:
    """What last year left is there under the new name, and is followed up."""
    key = case.report_id
    with season.workspace.read() as session:
        (carried,) = review_form(session, key, CATALOG).findings
        assert carried.is_last_year and carried.form == ADVICE
    two_rounds(season, case)
    with season.workspace.read() as session:
        texts = [entry.text for entry in finding_thread(session, carried.id)]
    assert texts[0] in ("已更正", "已落实") and "转为建议" in texts


def two_rounds(season: Season, case: CaseRow) -> None:
    """Returned once, answered, resubmitted and passed."""
    key, by = case.report_id, case.assignee
    code = "ER-20" if case.kind is ER else "VR-20"
    season.answer(key, by, (code,))
    season.finish(key, by, Conclusion.RETURNED)
    with season.workspace.write("答复") as session:
        sent = [f for f in review_form(session, key, CATALOG).findings if f.state is FindingState.SENT]
        record_answer(session, sent[0].id, "已补 10 月数据。", date(2025, 4, 2))
    season.receive(case)
    season.answer(key, by)
    season.finish(key, by)
    season.settle(key, by)


def one_round(season: Season, case: CaseRow) -> None:
    """Passed at once."""
    key, by = case.report_id, case.assignee
    with season.workspace.write("审核") as session:
        advance(session, key, E.START, by, catalog=CATALOG)
        add_rows(session, Item, [*good_answers(session, review_form(session, key, CATALOG))])
        conclude(session, review_form(session, key, CATALOG), Conclusion.PASSED, by=by)
        settle(session, key, Signers(by, "陈丙", "陈丙"), Conclusion.PASSED)


SPECIAL: tuple[Callable[[Season, CaseRow], None], ...] = (
    *(with_last_year, visit, silence, leave, to_and_fro, two_rounds),
)


@pytest.mark.timeout(240)  # so much work on a busy machine
def test_a_whole_season(workspace: Workspace) -> None:
    season = Season(workspace)
    make_register(workspace)
    reports = [case for case in season.cases() if case.kind is ER]
    assert len(reports) >= 76
    last_year(season, reports[0])
    with workspace.write("利益冲突") as session:
        declare_conflict(session, "李乙", reports[7].unit_id, "近三年曾在该单位任职")
        ensure_person(session, "陈丙")
    with workspace.write("批量分派") as session:
        cases = case_rows(session, YEAR, CATALOG)
        known = read_known(session, YEAR, cases)
        wanted = Assignment(spread=Spread.EVEN, people=("王甲", "李乙"))
        assert all(line.person for line in plan_assignment(cases, wanted, known))
        assert carry_out(session, cases, wanted, known) == len(cases)
    cases = season.cases()
    loads = Counter(case.assignee for case in cases)
    assert abs(loads["王甲"] - loads["李乙"]) <= 2
    barred = next(case for case in cases if case.report_id == reports[7].report_id)
    assert barred.assignee == "王甲"
    with workspace.write("登记报送") as session:
        for case in cases:
            submission = Submission(date(2025, 3, 10), None, "1,204.50", "示例核查技术有限公司")
            receive(session, case.unit_id, YEAR, case.kind, submission, CATALOG)
    cases = sorted(season.cases(), key=lambda case: case.kind is ER)  # verification reports first
    special = dict(zip((case.report_id for case in reports), SPECIAL, strict=False))
    for number, case in enumerate(cases):
        assert case.state is S.ASSIGNED
        usual = two_rounds if number % 9 == 8 and case.kind is ER else one_round
        special.get(case.report_id, usual)(season, case)
    check_reopened(season, reports)
    archive(season)
    check_the_end(season, reports)


def check_reopened(season: Season, reports: list[CaseRow]) -> None:
    """Each verification report that had passed before its emission report changed was opened again."""
    resubmitted = {case.unit_id for case in season.cases() if case.kind is ER and case.round > 1}
    again = [c for c in season.cases() if c.kind is VR and c.state is S.IN_RE_REVIEW]
    assert again and {case.unit_id for case in again} <= resubmitted
    for case in again:
        with season.workspace.read() as session:
            assert "排放报告已重报" in report_steps(session, case.report_id)[-1].reason
        season.finish(case.report_id, case.assignee)
        season.settle(case.report_id, case.assignee)


def archive(season: Season) -> None:
    """File what has ended, but a few."""
    ended = [case for case in season.cases() if case.state.is_final and case.state is not S.EXEMPTED]
    with season.workspace.write("归档") as session:
        for case in ended[3:]:
            filed = Details(confirmed="1,204.50")
            advance(session, case.report_id, E.ARCHIVE, "陈丙", details=filed, catalog=CATALOG)


def check_the_end(season: Season, reports: list[CaseRow]) -> None:
    cases = season.cases()
    assert all(case.state.is_final for case in cases)
    states = Counter(case.state for case in cases)
    assert states[S.EXEMPTED] == 1 and states[S.ARCHIVED] == len(cases) - 4
    with season.workspace.read() as session:
        rows = session.query(StateChange).all()
        assert {row.to_state for row in rows} | {S.NOT_SUBMITTED} == set(S)
        assert {row.event for row in rows} == set(E) - {E.TAKE_BACK}
        steps = report_steps(session, reports[4].report_id)
        assert [step.after for step in steps].count(S.FIRST_REVIEW_DONE) == 4
        assert all(step.person in PEOPLE and step.actor == "王甲" and step.at for step in steps)
        summary = summarize(year_facts(session, YEAR, CATALOG), TODAY)
        assert next(card for card in summary.cards if card.key == "passed").value == str(len(cases) - 2)
        assert verify(session).is_clean
