"""A small season by services: reports closed, returned and resubmitted, taken out, visited, still open."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.models.base import Row, new_id
from app.models.bulk import add_rows, natural
from app.models.database import Workspace
from app.models.enums import (
    Category,
    Conclusion,
    DocumentKind,
    FindingState,
    FundingRole,
    ReviewEvent,
    Severity,
)
from app.models.monthly import MonthlyEvidence
from app.models.project import Payment, PriceItem, Product, SiteVisit, SurveyQuestion, Training
from app.models.ranks import spread_ranks
from app.models.review import Item, Letter, Opinion
from app.services.catalog import load_catalog
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.store import add_table
from app.services.review.answers import judge, set_answer
from app.services.review.conclude import Signers, conclude, settle
from app.services.review.findings import save_finding, set_finding_state
from app.services.review.flow import Details, advance
from app.services.review.form import review_form
from app.services.review.parts import FindingForm
from app.services.review.receive import Submission, receive
from tests.builders import a_unit

ER, VR = DocumentKind.ER, DocumentKind.VR
E = ReviewEvent
YEAR = 2024  # of the reports; the form is of the year after
CATALOG = load_catalog()
PROJECT = "示例区碳排放报告审核"
BAD = "ER-20"


class Season:
    """Eight units: five closed, one of them after two rounds; one visited, one taken out, one open."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.units: list[str] = []

    def play(self) -> Season:
        with self.workspace.write("名录") as session:
            for number in range(8):
                category = Category.KEY if number < 3 else Category.GENERAL
                name, code = f"示例{number:02d}有限公司", f"9111010{number}MA01A2B32K"
                self.units.append(a_unit(session, name, YEAR, uscc=code, category=category).id)
        for number in range(5):
            self.review(number, ER, rounds=2 if number == 1 else 1)
        for number in range(2):
            self.review(number, VR)
        self.visit(5)
        with self.workspace.write("移出") as session:
            self.receive(session, 6, ER)
            key = self.report(session, 6, ER)
            out = Details(document="京环函〔2025〕1号")
            advance(session, key, E.EXEMPT, "陈丙", "年内注销", out, CATALOG)
        return self

    def report(self, session: Session, number: int, kind: DocumentKind = ER) -> str:
        return natural(session, "report", self.units[number], YEAR, kind)

    def receive(self, session: Session, number: int, kind: DocumentKind) -> None:
        submission = Submission(date(2025, 3, 10), None, "1,204.50", "示例核查技术有限公司")
        receive(session, self.units[number], YEAR, kind, submission, CATALOG)

    def review(self, number: int, kind: DocumentKind, rounds: int = 1) -> None:
        for current in range(rounds):
            with self.workspace.write("审核") as session:
                self.receive(session, number, kind)
                key = self.report(session, number, kind)
                advance(session, key, E.START, "王甲", catalog=CATALOG)
                self._answer(session, key, is_bad=current + 1 < rounds)
                form = review_form(session, key, CATALOG)
                if current + 1 < rounds:
                    conclude(session, form, Conclusion.RETURNED, by="王甲")
                    continue
                conclude(session, form, Conclusion.PASSED, by="王甲")
                settle(session, key, Signers("王甲", "李乙", "陈丙"), Conclusion.PASSED)

    def visit(self, number: int) -> None:
        with self.workspace.write("实地复核") as session:
            self.receive(session, number, ER)
            key = self.report(session, number)
            advance(session, key, E.START, "王甲", catalog=CATALOG)
            advance(session, key, E.REQUIRE_SITE, "王甲", "电表读数不符", catalog=CATALOG)
            with_whom = Details(companions=("王甲", "李乙"))
            advance(session, key, E.FINISH_SITE, "王甲", "已核对", with_whom, CATALOG)

    def _answer(self, session: Session, key: str, is_bad: bool) -> None:
        form = review_form(session, key, CATALOG)
        version = form.head.version_id
        rows = [row for row in form.items if row.item.judged and not row.is_answered]
        add_rows(
            session,
            Item,
            [
                {
                    "id": natural(session, "item", version, row.code),
                    "version_id": version,
                    "code": row.code,
                    "verdict": row.item.good,
                    "answer": row.item.options[0].text if row.item.options else "1",
                }
                for row in rows
                if row.id is None and not (is_bad and row.code == BAD)
            ],
        )
        session.flush()
        for row in review_form(session, key, CATALOG).items:
            if row.item.judged and not row.is_answered:
                good = row.item.good
                other = next(v for v in type(good) if v is not good)
                is_fault = is_bad and row.code == BAD
                judge(session, version, row.item, other if is_fault else good, form.prefills[row.code])
                set_answer(session, version, row.item, row.item.options[0].text if row.item.options else "1")
        session.flush()
        for finding in review_form(session, key, CATALOG).findings:
            if finding.state is FindingState.SENT:
                set_finding_state(session, finding.id, FindingState.CLOSED, "新版已更正")
            elif finding.code == BAD and is_bad:
                text = FindingForm(Severity.MAJOR, "缺10月数据。", "DB11/T 1785", "-1.30", "请补充。")
                save_finding(session, finding.id, text)


def add_records(session: Session, season: Season) -> None:
    """What the project has beside the reviews, some of it of another year or not whole."""
    on = date(2025, 6, 1)
    own, verified = "reports_reviewed;kind=ER", "reports_reviewed;kind=VR"
    us = "示例咨询有限公司"
    june = {"held_on": on, "survey": "年中", "sent": 50, "returned": 40}
    counts = {"delighted": 30, "satisfied": 8, "fair": 1, "dissatisfied": 1}
    add = Adder(session).add
    add(PriceItem, name="排放报告审核", unit="份", price_text="2500", counted=own)
    add(PriceItem, name="核查报告审核", unit="份", price_text="4,500", counted=verified)
    add(PriceItem, name="专题培训", unit="次", price_text="15000", quantity_text="2")
    add(PriceItem, name="季度报告", unit="份", price_text="10000")
    add(PriceItem, name="旧价", price_text="1", quantity_text="9", valid_to=date(2023, 1, 1))
    add(Payment, paid_on=on, amount_text="200,000", payee=us, voucher="1号")
    add(Payment, paid_on=date(2025, 12, 1), amount_text="86500.50", payee=us)
    add(Payment, paid_on=date(2024, 12, 1), amount_text="9999")
    add(Payment, paid_on=on)
    add(Payment, paid_on=on, amount_text="7", project="另一个项目")
    add(Training, held_on=on, subject="核算方法", people=60)
    add(Training, held_on=date(2025, 9, 1), subject="系统填报")
    add(Training, subject="没有日期", people=5)
    add(SurveyQuestion, question="态度", **june, **counts)
    add(SurveyQuestion, question="质量", **june, delighted=20, satisfied=18, fair=2)
    add(Product, kind="季度分析", title="一季度", accepted_on=on)
    add(Product, kind="季度分析", title="二季度", delivered_on=on)
    add(Product, kind="数据成果", title="数据集", accepted_on=on)
    for day in (on, on, date(2025, 7, 1)):
        add(SiteVisit, unit_id=season.units[0], visited_on=day, people="王甲")
    for number, month in ((0, 1), (0, 1), (1, 1), (0, 2), (3, 2)):
        about = {"unit_id": season.units[number], "year": 2025, "month": month, "name": "c4.amount"}
        submitted = None if number == 3 else on
        session.add(MonthlyEvidence(id=new_id(), **about, amount_text="12", submitted_on=submitted))


def add_letters(session: Session, season: Season) -> None:
    """An opinion and a letter for the first report."""
    on = date(2025, 6, 1)
    version = natural(session, "version", season.report(session, 0), 1)
    session.add(
        Opinion(id=natural(session, "opinion", version), version_id=version, issued_on=on, number="1")
    )
    session.add(Letter(id=new_id(), version_id=version, kind="correction", issued_on=on, number="2"))


class Adder:
    """Records one after the other."""

    def __init__(self, session: Session) -> None:
        self._session, self._ranks = session, iter(spread_ranks(30))

    def add(self, model: type[Row], **fields: object) -> None:
        self._session.add(model(id=new_id(), rank=next(self._ranks), **fields))


def add_form(session: Session, *lines: IndicatorLine, full_year: str = "30") -> str:
    """The form of the year in which the work was done."""
    funding = (FundingLine(FundingRole.TOTAL, "30", full_year, "28.65", "10"),)
    form = SelfEvaluation(
        *("项目支出绩效自评表", YEAR + 1, "beijing_2020", "万元"), (("项目名称", PROJECT),), funding,
        indicators=lines,
    )  # fmt: skip
    return add_table(session, form, YEAR + 1)
