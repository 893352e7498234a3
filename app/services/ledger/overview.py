"""The first sheet of the ledger, 总表: one line for each unit of the year (guide §7.3)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from app.models.enums import DocumentKind, ReviewEvent, ReviewState, Severity
from app.models.report import Report, ReportVersion
from app.models.unit import Enrolment, Unit
from app.services.ledger.content import Content
from app.services.sheets.workbook import Cell, Field

OVERVIEW_FIELDS = (
    *(Field("序号", "count"), Field("区"), Field("单位名称"), Field("统一社会信用代码"), Field("类别")),
    *(Field("名单状态"), Field("行业代码"), Field("行业"), Field("核算标准"), Field("核查机构")),
    *(Field("审核人"), Field("审核状态"), Field("轮次", "count"), Field("分派日期", "date")),
    *(Field("首次报送", "date"), Field("首次意见", "date"), Field("最近重报", "date")),
    *(Field("通过日期", "date"), Field("截止日期", "date"), Field("是否按期"), Field("用时（天）", "count")),
    *(Field("上年排放量（tCO₂）", "amount"), Field("初次报告（tCO₂）", "amount")),
    *(Field("最终报告（tCO₂）", "amount"), Field("核查（tCO₂）", "amount")),
    *(Field("核定（tCO₂）", "amount"), Field("比上年增减（tCO₂）", "amount"), Field("同比", "percent")),
    *(Field("排放强度", "amount"), Field("强度口径")),
    *(Field(f"{severity.label}问题", "count") for severity in Severity),
    *(Field("未关闭问题", "count"), Field("实地复核", "date"), Field("核查报告状态")),
    *(Field("核查报告得分", "amount"), Field("备注")),
)


def overview_row(content: Content, number: int, unit: Unit, listing: Enrolment, today: date) -> list[Cell]:
    """Everything the ledger says about one unit in one line; what is not known stays empty."""
    report = content.reports.get((unit.id, DocumentKind.ER))
    verification = content.reports.get((unit.id, DocumentKind.VR))
    versions = content.versions.get(report.id, []) if report else []
    verified = content.versions.get(verification.id, []) if verification else []
    bodies = [version.verification_body for version in (*versions, *verified) if version.verification_body]
    return [
        *(number, unit.district, unit.name, unit.uscc, listing.category.label if listing.category else ""),
        *(listing.state.label, listing.industry_code, listing.industry, _standards(content, listing)),
        bodies[-1] if bodies else "",
        *_course(content, report, versions, today),
        *_emissions(content.before.get(unit.id), versions, verified, report),
        *content.intensity.get(unit.id, (None, "")),
        *_counts(content, [*versions, *verified]),
        _last_visit(content, [one for one in (report, verification) if one]),
        verification.state.label if verification else "",
        content.scores.get(verified[-1].id) if verified else None,
        listing.note,
    ]


def _standards(content: Content, listing: Enrolment) -> str:
    """The accounting standards that are certain for the unit's sector."""
    key = (listing.industry_code, listing.industry, listing.category)
    if key not in content.standards:
        catalog = content.catalog
        sectors = catalog.sector_of(listing.industry_code, listing.industry)
        bases = catalog.basis_for(content.year, sectors, kind=DocumentKind.ER, category=listing.category)
        numbers = [basis.standard.number for basis in bases if basis.role == "accounting" and basis.sectors]
        content.standards[key] = "、".join(dict.fromkeys(numbers))
    return content.standards[key]


def _course(
    content: Content, report: Report | None, versions: list[ReportVersion], today: date
) -> list[Cell]:
    """Person, state, round and days of the emission report."""
    state = report.state if report else ReviewState.NOT_SUBMITTED
    assignee = content.people.get(report.assignee_id or "", "") if report else ""
    first, last = (versions[0], versions[-1]) if versions else (None, None)
    ended = content.state_days.get(report.id) if report and state.is_final else None
    received = first.received_on if first else None
    deadline = report.deadline if report else None
    return [
        *(assignee, state.label, last.round if last else None),
        *(_step_day(content, report, ReviewEvent.ASSIGN), received, _opinion_day(content, first)),
        last.received_on if last and last is not first else None,
        *(
            ended if state.has_passed(last.conclusion if last else None) else None,
            deadline,
            _punctual(deadline, ended, state, today),
        ),
        (ended - received).days if ended and received and ended >= received else None,
    ]


def _opinion_day(content: Content, first: ReportVersion | None) -> date | None:
    """The day of the first opinion: as it is dated, else the day on which the conclusion was taken."""
    if first is None:
        return None
    opinion = content.opinions.get(first.id)
    if opinion is not None:
        return opinion.issued_on
    return content.conclusion_days.get(first.id) if first.conclusion else None


def _step_day(content: Content, report: Report | None, event: ReviewEvent) -> date | None:
    """The day on which a step was taken the last time."""
    steps = content.steps.get(report.id, ()) if report else ()
    days = [at.date() for row, at in steps if row.event is event]
    return days[-1] if days else None


def _last_visit(content: Content, reports: list[Report]) -> date | None:
    days = [_step_day(content, report, ReviewEvent.FINISH_SITE) for report in reports]
    return max((day for day in days if day), default=None)


def _punctual(deadline: date | None, ended: date | None, state: ReviewState, today: date) -> str:
    """是 or 否; empty where it is not decided yet."""
    if deadline is None:
        return ""
    if ended is not None:
        return "是" if ended <= deadline else "否"
    return "否" if deadline < today and state is not ReviewState.RETURNED else ""


def _emissions(
    before: Decimal | None,
    versions: list[ReportVersion],
    verified: list[ReportVersion],
    report: Report | None,
) -> list[Cell]:
    first = versions[0].emission if versions else None
    last = versions[-1].emission if versions else None
    change = last - before if last is not None and before is not None else None
    share = change / before if change is not None and before else None
    confirmed = report.confirmed if report else None
    return [before, first, last, verified[-1].emission if verified else None, confirmed, change, share]


def _counts(content: Content, versions: list[ReportVersion]) -> list[Cell]:
    findings = [finding for version in versions for finding, _ in content.findings.get(version.id, ())]
    severities = Counter(finding.severity for finding in findings)
    still_open = sum(finding.state.is_open for finding in findings)
    return [*(severities[severity] for severity in Severity), still_open]
