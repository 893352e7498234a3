"""What three people do with the reports of one year, by services only; `test_season` plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy.orm import Session

from app.models.bulk import add_rows, natural
from app.models.database import Workspace
from app.models.enums import Conclusion, DocumentKind, FindingState, FollowUp, ReviewEvent, Severity
from app.models.errors import AppError
from app.models.report import Report
from app.models.review import Item
from app.models.unit import Unit
from app.services.catalog import load_catalog
from app.services.documents.templates import default_template
from app.services.letters.batch import opinion_file_name
from app.services.letters.notices import issue_notice, notice_start
from app.services.letters.numbers import Series
from app.services.review.answers import judge, set_answer
from app.services.review.cases import CaseRow, case_rows
from app.services.review.conclude import conclude
from app.services.review.findings import follow_up, save_finding, set_finding_state
from app.services.review.flow import Details, advance
from app.services.review.form import ReviewForm, review_form
from app.services.review.parts import FindingForm
from app.services.review.receive import Submission, receive
from app.services.review.versions import latest_version
from app.services.workflow import Signing, issue_opinion, next_number

YEAR = 2024
PEOPLE = ("王甲", "李乙", "陈丙")
BODIES = ("示例核查技术有限公司", "示例认证中心")
OFFICE = "示例咨询有限公司"
CATALOG = load_catalog()
SERIOUS = FindingForm(Severity.MAJOR, "附表 C.7 缺 10 月数据。", "DB11/T 1785", "-1.30", "请补充。")
ADVICE = FindingForm(Severity.MINOR, "食堂灶具没有分表。", "DB11/T 1785", "", "建议加装分表。")
E = ReviewEvent


@dataclass(frozen=True)
class Written:
    """A letter as it was written."""

    path: Path
    kind: DocumentKind
    round: int
    series: Series = Series.OPINION


@dataclass
class Season:
    """The file of the year and the folder of its letters."""

    workspace: Workspace
    folder: Path
    letters: list[Written] = field(default_factory=list)

    def cases(self) -> list[CaseRow]:
        with self.workspace.read() as session:
            return case_rows(session, YEAR, CATALOG)

    def digest(self) -> str:
        """What proves that a refused step left nothing."""
        return self.workspace.digest()

    def step(self, key: str, event: ReviewEvent, by: str, reason: str = "", **details: object) -> None:
        with self.workspace.write(event.label) as session:
            advance(session, key, event, by, reason, Details(**details), CATALOG)  # type: ignore[arg-type]

    def refused(
        self, words: str, key: str, event: ReviewEvent, by: str, reason: str = "", **details: object
    ) -> None:
        """The step is refused with `words`, and the file is as it was."""
        before = self.digest()
        with pytest.raises(AppError, match=words):
            self.step(key, event, by, reason, **details)
        assert self.digest() == before

    def answer(self, key: str, by: str, bad: tuple[str, ...] = ()) -> None:
        """Answer all that is open, what is in `bad` not in order; look at what was sent and close it."""
        with self.workspace.write("判定") as session:
            if session.get_one(Report, key).state.is_startable:
                advance(session, key, E.START, by, catalog=CATALOG)
            form = review_form(session, key, CATALOG)
            for row in form.items:
                if row.code in bad:
                    verdict = next(v for v in type(row.item.good) if v is not row.item.good)
                    judge(session, form.head.version_id, row.item, verdict, form.prefills[row.code])
                    answer = row.item.options[0].text if row.item.options else "1"
                    set_answer(session, form.head.version_id, row.item, answer)
            if bad:
                session.flush()
                form = review_form(session, key, CATALOG)
            add_rows(session, Item, [*good_answers(session, form)])
            for finding in form.findings:
                if finding.state in (FindingState.SENT, FindingState.ANSWERED):
                    set_finding_state(session, finding.id, FindingState.CLOSED, "新版已更正")
                elif finding.code in bad and finding.round == form.head.round:
                    save_finding(session, finding.id, SERIOUS)
                elif finding.is_last_year:
                    follow_up(session, finding.id, FollowUp.DONE)

    def finish(self, key: str, by: str, conclusion: Conclusion = Conclusion.PASSED) -> None:
        """The conclusion of the first review, without a letter yet."""
        with self.workspace.write("完成初审") as session:
            conclude(session, review_form(session, key, CATALOG), conclusion, by=by)

    def issue(
        self,
        key: str,
        by: str,
        conclusion: Conclusion = Conclusion.PASSED,
        on: date = date(YEAR + 1, 4, 25),
    ) -> None:
        """The opinion as a file, with all signatures."""
        with self.workspace.write("出具审核意见") as session:
            report, version = session.get_one(Report, key), latest_version(session, key)
            assert version is not None
            unit = session.get_one(Unit, report.unit_id).name
            number = next_number(session, on.year, by)
            name = opinion_file_name(unit, report.kind, version.round, number)
            target = self.folder / by / name
            signing = Signing(number, on, conclusion, "", by, "陈丙", "陈丙", OFFICE, date(on.year, 5, 20))
            issue_opinion(session, key, CATALOG, signing, default_template(), target)
        self.letters.append(Written(target, report.kind, version.round))

    def notice(self, case: CaseRow, series: Series) -> None:
        """补正通知 to the unit, or 核查问询单 to the body, on what is open."""
        target = self.folder / f"{series.label} {case.name} {case.kind.label}.docx"
        with self.workspace.write(series.label) as session:
            args = (session, case.report_id, series, case.assignee, date(YEAR + 1, 4, 26))
            notice = replace(notice_start(*args), due_on=date(YEAR + 1, 5, 20), office=OFFICE)
            issue_notice(session, case.report_id, CATALOG, series, notice, target)
        self.letters.append(Written(target, case.kind, case.round, series))

    def receive(self, case: CaseRow, year: int = YEAR, on: date = date(YEAR + 1, 3, 10)) -> None:
        with self.workspace.write("登记报送") as session:
            receive(session, case.unit_id, year, case.kind, submission(case, on), CATALOG)


def submission(case: CaseRow, on: date) -> Submission:
    """What is registered of a report; two bodies share the verification reports."""
    body = BODIES[crc32(case.name.encode()) % 2] if case.kind is DocumentKind.VR else ""
    return Submission(on, None, "1,204.50", body)


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
