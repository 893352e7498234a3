"""A whole season by services only: a register, three people, two rounds, a visit, last year's findings,
every letter as a file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import (
    Category,
    Conclusion,
    DocumentKind,
    FindingState,
    ReviewEvent,
    ReviewState,
)
from app.models.errors import AppError
from app.models.report import Report
from app.models.review import Letter, Opinion
from app.models.unit import Unit
from app.services.documents.templates import default_template
from app.services.journal.history import cell_history
from app.services.journal.verify import verify
from app.services.ledger import SHEETS, write_ledger
from app.services.letters.batch import check_batch, export_batch
from app.services.letters.evaluation import EvaluationFacts, write_evaluation
from app.services.letters.numbers import Series, double_numbers
from app.services.people import ensure_person
from app.services.performance.counting.bindings import set_measure, table_facts
from app.services.performance.counting.filing import file_table, provenance
from app.services.performance.form import IndicatorLine
from app.services.performance.store import stored_table
from app.services.review.assign import Assignment, Spread, carry_out, plan_assignment, read_known
from app.services.review.cases import CaseRow, assign, case_rows
from app.services.review.conflicts import declare_conflict
from app.services.review.course import report_steps
from app.services.review.findings import add_finding, finding_thread, record_answer
from app.services.review.flow import Details, advance
from app.services.review.form import review_form
from app.services.review.receive import receive
from app.services.sheets import read_tables
from app.services.statistics.facts import year_facts
from app.services.statistics.summary import summarize
from app.services.units.write import import_list, plan_list
from tests.builders import a_unit
from tests.season import ADVICE, BODIES, CATALOG, OFFICE, PEOPLE, YEAR, Season, submission
from tests.services.performance.counting.season import add_form
from tests.services.performance.counting.sql import OF_REVIEWS, same_as_sql
from tests.services.test_workflow import text_of

ER, VR = DocumentKind.ER, DocumentKind.VR
S, E = ReviewState, ReviewEvent
TODAY = date(2025, 6, 1)
RETURNED_ON, AGAIN_ON = date(2025, 3, 28), date(2025, 4, 10)


@pytest.fixture
def season(workspace: Workspace, tmp_path: Path) -> Season:
    return Season(workspace, tmp_path / "文书")


@pytest.mark.timeout(600)  # so much work on a busy machine
def test_a_whole_season(season: Season, shared: Path) -> None:
    """The 82 units of the real list."""
    path = shared / "data" / "fengtai_2024_register.docx"
    import_list(season.workspace, plan_list(season.workspace, path, YEAR), YEAR, "名录")
    assert len({case.unit_id for case in season.cases()}) == 82
    play(season)


@pytest.mark.timeout(300)
def test_a_small_season(season: Season) -> None:
    """The same with made-up units, where the real list is not at hand."""
    with season.workspace.write("名录") as session:
        for number in range(len(SPECIAL) + 4):
            category = Category.KEY if number % 3 else Category.GENERAL
            name = f"示例单位{number:02}"
            a_unit(session, name, category=category, uscc=None, district=f"示例{number % 4}街道")
    play(season)


def play(season: Season) -> None:
    """From the list to the archive."""
    reports = [case for case in season.cases() if case.kind is ER]
    last_year(season, reports[0])
    barred = reports[SPECIAL.index(barred_reviewer)]
    assign_all(season, barred)
    with season.workspace.write("登记报送") as session:
        for case in season.cases():
            receive(session, case.unit_id, YEAR, case.kind, submission(case, date(2025, 3, 10)), CATALOG)
    special = dict(zip((case.report_id for case in reports), SPECIAL, strict=False))
    # Verification reports first: those of units that report again are opened again afterwards.
    for number, case in enumerate(sorted(season.cases(), key=lambda case: case.kind is ER)):
        assert case.state is S.ASSIGNED
        usual = two_rounds if number % 9 == 4 else one_round
        special.get(case.report_id, usual)(season, case)
    check_reopened(season)
    check_letters(season)
    archive(season)
    check_the_end(season, reports)
    check_counts(season)


def last_year(season: Season, case: CaseRow) -> None:
    """A report of the year before that passed with an advice; the unit has another name now."""
    season.receive(case, YEAR - 1, date(YEAR, 3, 10))
    with season.workspace.read() as session:
        key = session.query(Report.id).filter_by(unit_id=case.unit_id, year=YEAR - 1).scalar()
    season.answer(key, "王甲")
    with season.workspace.write("建议") as session:
        add_finding(session, review_form(session, key, CATALOG).head.version_id, ADVICE)
    with season.workspace.write("陈丙") as session:
        ensure_person(session, "陈丙")
    season.issue(key, "王甲", Conclusion.PASSED_WITH_NOTES, date(YEAR, 4, 20))
    with season.workspace.write("改名") as session:
        session.get_one(Unit, case.unit_id).name = "示例更名后有限公司"


def assign_all(season: Season, barred: CaseRow) -> None:
    """Shared out evenly between two; whoever declared a conflict of interest does not get that unit."""
    with season.workspace.write("利益冲突") as session:
        declare_conflict(session, "李乙", barred.unit_id, "近三年曾在该单位任职")
    with season.workspace.write("批量分派") as session:
        cases = case_rows(session, YEAR, CATALOG)
        known = read_known(session, YEAR, cases)
        wanted = Assignment(spread=Spread.EVEN, people=("王甲", "李乙"))
        assert all(line.person for line in plan_assignment(cases, wanted, known))
        assert carry_out(session, cases, wanted, known) == len(cases)
    loads = Counter(case.assignee for case in season.cases())
    assert abs(loads["王甲"] - loads["李乙"]) <= 2
    assert {case.assignee for case in season.cases() if case.unit_id == barred.unit_id} == {"王甲"}


def with_last_year(season: Season, case: CaseRow) -> None:
    """What last year left is there under the new name, and is followed up."""
    with season.workspace.read() as session:
        (carried,) = review_form(session, case.report_id, CATALOG).findings
        assert carried.is_last_year and carried.form == ADVICE
    two_rounds(season, case)
    with season.workspace.read() as session:
        texts = [entry.text for entry in finding_thread(session, carried.id)]
    assert texts[0] in ("已更正", "已落实") and "转为建议" in texts


def visit(season: Season, case: CaseRow) -> None:
    """The reviewer wants somebody to go there; two go, and the review goes on."""
    key, by = case.report_id, case.assignee
    season.answer(key, by)
    season.step(key, E.REQUIRE_SITE, by, "电表读数与账单不符")
    season.refused("至少要 2 人", key, E.FINISH_SITE, by, companions=(by,))
    season.step(key, E.FINISH_SITE, by, companions=PEOPLE[:2])
    season.step(key, E.RESUME, by)
    season.issue(key, by)


def silence(season: Season, case: CaseRow) -> None:
    """A unit that does not answer: two reminders, then closed."""
    key, by = case.report_id, case.assignee
    season.answer(key, by, ("ER-20",))
    season.issue(key, by, Conclusion.RETURNED, RETURNED_ON)
    season.notice(case, Series.CORRECTION)
    season.refused("只催报过 0 次", key, E.CLOSE, "陈丙", "逾期未重报")
    season.step(key, E.REMIND, by)
    season.step(key, E.REMIND, by)
    season.refused("审定人不能与初审人相同", key, E.CLOSE, by, "逾期未重报")
    season.step(key, E.CLOSE, "陈丙", "两次催报未重报，按 1,300 t 取值")


def leave(season: Season, case: CaseRow) -> None:
    """A unit leaves the list, comes back, and leaves; its report was taken back and given again."""
    key = case.report_id
    season.step(key, E.TAKE_BACK, "陈丙")
    season.step(key, E.ASSIGN, "陈丙", assignee=case.assignee)
    season.refused("没有写依据文件", key, E.EXEMPT, "陈丙", "年内注销")
    season.step(key, E.EXEMPT, "陈丙", "年内注销", document="京环函〔2025〕1号")
    season.step(key, E.READMIT, "陈丙", "注销未完成")
    with season.workspace.read() as session:
        assert session.get_one(Report, key).state is S.ASSIGNED
    season.step(key, E.EXEMPT, "陈丙", "年内注销", document="京环函〔2025〕2号")


def to_and_fro(season: Season, case: CaseRow) -> None:
    """Recalled, sent back by the second reviewer, passed, reopened; the first reviewer signs nothing else."""
    key, by = case.report_id, case.assignee
    second = next(name for name in PEOPLE if name != by)
    season.answer(key, by)
    season.finish(key, by)
    season.step(key, E.RECALL, by, "漏看一项")
    season.finish(key, by)
    season.refused("二审人不能与初审人相同", key, E.START_SECOND, by)
    season.step(key, E.START_SECOND, second)
    season.step(key, E.SEND_BACK, second, "证据不足")
    season.finish(key, by)
    season.step(key, E.START_SECOND, second)
    season.refused("二审人不能与初审人相同", key, E.PASS_ON, by)
    season.step(key, E.PASS_ON, second)
    season.refused("审定人不能与初审人相同", key, E.APPROVE, by)
    season.issue(key, by)
    season.step(key, E.REOPEN, "陈丙", "市局抽查发现差异")
    season.issue(key, by)


def barred_reviewer(season: Season, case: CaseRow) -> None:
    """Whoever declared a conflict of interest takes no step at all, and is not given the report."""
    key, why = case.report_id, "李乙已申报与这家单位有利益冲突（近三年曾在该单位任职）"
    with season.workspace.read() as session:
        person = ensure_person(session, "李乙")
    before = season.digest()
    with pytest.raises(AppError, match=why), season.workspace.write("分派") as session:
        assign(session, [(case.unit_id, case.kind)], YEAR, person)
    assert season.digest() == before
    season.refused(why, key, E.START, "李乙")
    season.answer(key, "王甲")
    season.refused(why, key, E.FINISH, "李乙", conclusion=Conclusion.PASSED)
    season.finish(key, "王甲")
    season.refused(why, key, E.START_SECOND, "李乙")
    season.step(key, E.START_SECOND, "陈丙")
    season.refused(why, key, E.PASS_ON, "李乙")
    season.step(key, E.PASS_ON, "陈丙")
    season.refused(why, key, E.APPROVE, "李乙")
    season.refused(why, key, E.CLOSE, "李乙", "不通过")
    season.issue(key, "王甲")


def two_rounds(season: Season, case: CaseRow) -> None:
    """Returned once with a notice, answered, reported again and passed; what was sent is carried over."""
    key, by = case.report_id, case.assignee
    code = "ER-20" if case.kind is ER else "VR-20"
    season.answer(key, by, (code,))
    season.issue(key, by, Conclusion.RETURNED, RETURNED_ON)
    season.notice(case, Series.CORRECTION if case.kind is ER else Series.QUESTIONS)
    with season.workspace.write("答复") as session:
        sent = [f for f in review_form(session, key, CATALOG).findings if f.state is FindingState.SENT]
        record_answer(session, sent[0].id, "已补 10 月数据。", date(2025, 4, 2))
    season.receive(case, on=AGAIN_ON)
    with season.workspace.read() as session:
        form = review_form(session, key, CATALOG, with_prefills=False)
        assert form.head.round == 2
        assert [f.code for f in form.findings if f.state is FindingState.ANSWERED and f.round == 1] == [code]
    season.answer(key, by)
    season.issue(key, by)


def one_round(season: Season, case: CaseRow) -> None:
    """Passed at once."""
    season.answer(case.report_id, case.assignee)
    season.issue(case.report_id, case.assignee)


SPECIAL: tuple[Callable[[Season, CaseRow], None], ...] = (
    *(with_last_year, visit, silence, leave, to_and_fro, two_rounds, barred_reviewer),
)


def check_reopened(season: Season) -> None:
    """Each verification report that had passed before its emission report changed was opened again."""
    cases = season.cases()
    resubmitted = {case.unit_id for case in cases if case.kind is ER and case.round > 1}
    again = [c for c in cases if c.kind is VR and c.state is S.IN_RE_REVIEW]
    assert again and {case.unit_id for case in again} <= resubmitted
    for case in again:
        with season.workspace.read() as session:
            assert "排放报告已重报" in report_steps(session, case.report_id)[-1].reason
        season.issue(case.report_id, case.assignee)


def check_letters(season: Season) -> None:
    """Each letter is there as a file and says whose it is; numbers have no gaps and no doubles."""
    cases, letters = season.cases(), season.letters
    kinds = {(letter.series, letter.kind, letter.round > 1) for letter in letters}
    assert kinds == {
        *((Series.OPINION, kind, later) for kind in (ER, VR) for later in (False, True)),
        *((Series.CORRECTION, ER, False), (Series.QUESTIONS, VR, False)),
    }
    for wanted in kinds:
        one = next(w for w in letters if (w.series, w.kind, w.round > 1) == wanted)
        words = text_of(one.path)
        assert OFFICE in words and one.series.short in words
        assert ("第2轮" in words) is (one.round > 1)
    with season.workspace.read() as session:
        assert not double_numbers(session)
        kept = set(session.scalars(session.query(Opinion.sha256).statement))
        opinions = [letter.path for letter in letters if letter.series is Series.OPINION]
        assert kept == {hashlib.sha256(path.read_bytes()).hexdigest() for path in opinions}
        numbers = [*session.scalars(session.query(Opinion.number).statement)]
        assert len(numbers) == len(opinions)
        notices = session.query(Letter).count()
        assert notices == len(letters) - len(opinions)
        for head in {number.rsplit("〕", 1)[0] for number in numbers}:
            figures = sorted(int(n.rsplit("〕", 1)[1][:-1]) for n in numbers if n.startswith(f"{head}〕"))
            assert figures == list(range(1, len(figures) + 1))
        wanted_ones = [(case.report_id, case.name, case.kind) for case in cases]
        lines = check_batch(session, wanted_ones, CATALOG, None, None)
        folder = season.folder / "全部意见"
        result = export_batch(session, lines, CATALOG, default_template(), folder)
        (left_out,) = result.failed
        assert left_out.why == "还没有出具审核意见" and len(result.written) == len(cases) - 1
        for body in BODIES:
            target = season.folder / f"{body}.docx"
            write_evaluation(session, EvaluationFacts(body, TODAY, OFFICE), YEAR, CATALOG, target)
            assert body in text_of(target)
        ledger = write_ledger(session, YEAR, CATALOG, season.folder / "台账.xlsx", today=TODAY)
    tables = {table.name: table for table in read_tables(ledger)}
    assert set(SHEETS) <= set(tables)


def archive(season: Season) -> None:
    """File what has ended, but a few."""
    ended = [case for case in season.cases() if case.state.is_final and case.state is not S.EXEMPTED]
    with season.workspace.write("归档") as session:
        for case in ended[3:]:
            filed = Details(confirmed="1,204.50")
            advance(session, case.report_id, E.ARCHIVE, "陈丙", details=filed, catalog=CATALOG)


def check_the_end(season: Season, reports: list[CaseRow]) -> None:
    """Everything has ended, every state and event is in the journal, and the file is whole."""
    cases = season.cases()
    assert all(case.state.is_final for case in cases)
    states = Counter(case.state for case in cases)
    assert states[S.EXEMPTED] == 1 and states[S.ARCHIVED] == len(cases) - 4
    with season.workspace.read() as session:
        keys = [*session.scalars(session.query(Report.id).statement)]
        course = [step for key in keys for step in report_steps(session, key)]
        told = {S.of(entry.value or "") for key in keys for entry in cell_history(session, key, "state")}
        assert told | {step.after for step in course} == set(S), "each of the states was visited"
        assert {step.event for step in course} == set(E), "and everything that can happen has happened"
        assert all(step.person in PEOPLE and step.actor == "王甲" and step.at for step in course)
        steps = report_steps(session, reports[SPECIAL.index(to_and_fro)].report_id)
        assert [step.after for step in steps].count(S.FIRST_REVIEW_DONE) == 4
        summary = summarize(year_facts(session, YEAR, CATALOG), TODAY)
        assert next(card for card in summary.cards if card.key == "passed").value == str(len(cases) - 2)
        assert verify(session).is_clean


def check_counts(season: Season) -> None:
    """What a performance table counts equals a count in SQL; one review more or less shows the difference."""
    line = IndicatorLine("产出指标", "数量指标", "审核报告数量", "≥5份", weight_text="10")
    with season.workspace.write("绩效表") as session:
        table = add_form(session, line)
        (row,) = stored_table(session, table).indicator_ids
        set_measure(session, row, "reports_reviewed")
    with season.workspace.read() as session:
        facts = table_facts(session, table)
        before = {spec: same_as_sql(session, facts, spec) for spec in OF_REVIEWS}
    assert all(figure.tally.records for figure in before.values()), "something is counted everywhere"
    with season.workspace.write("报送") as session:
        file_table(session, table, TODAY, "王甲")
    case = next(one for one in season.cases() if one.state.is_passed)
    season.step(case.report_id, E.REOPEN, "陈丙", "市局抽查发现差异")
    with season.workspace.read() as session:
        facts = table_facts(session, table)
        after = [same_as_sql(session, facts, spec) for spec in OF_REVIEWS]
        assert after[0].tally.value == before[OF_REVIEWS[0]].tally.value - 1  # type: ignore[operator]
        found = provenance(session, row)
        assert found.has_moved and found.difference.words == "减少 1 条"
        assert [one.key for one in found.difference.went_out] == [case.report_id]
        shown = stored_table(session, table).form.indicators[0]
        assert shown.actual == before["reports_reviewed"].text, "what was handed in stands"
