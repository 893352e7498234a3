"""What the letters beside the opinion say: 补正通知, 核查问询单, 核查机构评价表 (guide §7.4, §3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.services.documents.identity import BASIS, FACT, REQUEST, Marked
from app.services.documents.opinion_facts import FindingFacts, OpinionFacts, sorted_findings
from app.services.documents.wording import BLANK_DATE, UNKNOWN, chinese_date, ended, or_unknown, title_lines

_NAMED = 3  # documents named in the first sentence


@dataclass(frozen=True)
class IssueLine:
    """One issue of a notice."""

    number: str
    item_code: str
    fact: str
    basis: str
    request: str


@dataclass(frozen=True)
class NoticeContext:
    """A notice to the unit with its reply form, or the questions to the verification body."""

    title: str
    title_lines: tuple[str, ...]
    number: str
    addressee: str
    unit_name: str
    year: str
    document: str
    round: str
    opening: str
    issues: tuple[IssueLine, ...]
    deadline: str
    consequence: str
    contact: str
    copy_to: str
    office: str
    date: str
    iso_date: str
    reviewer: str


@dataclass(frozen=True)
class NoticeFacts:
    """What is decided when a notice is written, beside what the opinion knows."""

    number: str
    issued_on: date | None = None
    due_on: date | None = None
    office: str = ""
    person: str = ""
    contact: str = ""
    # Only a rule that somebody has chosen is quoted.
    consequence: str = ""
    copy_to: str = ""


@dataclass(frozen=True)
class ReportScore:
    """One verification report in the evaluation of its body."""

    number: str
    unit_name: str
    critical: str
    major: str
    minor: str
    score: str
    grade: str


@dataclass(frozen=True)
class EvaluationContext:
    """The evaluation of one verification body in one year."""

    title: str
    title_lines: tuple[str, ...]
    body: str
    year: str
    reports: tuple[ReportScore, ...]
    count: str
    mean: str
    grade: str
    note: str
    office: str
    date: str
    iso_date: str
    reviewer: str


def correction_context(facts: OpinionFacts, notice: NoticeFacts) -> NoticeContext:
    """补正通知 to the unit: every open finding with what it is to correct, and the form for its reply."""
    return _notice(
        facts,
        notice,
        title=f"{facts.unit_name}{facts.year}年度碳{facts.kind.label}补正通知",
        rest=f"{facts.year}年度碳{facts.kind.label}补正通知",
        addressee=facts.unit_name,
        opening=f"{_by_what(facts)}经审核，贵单位{facts.year}年度碳{facts.kind.label}（第{facts.round}版）有下列事项需要补正：",
    )


def question_context(facts: OpinionFacts, notice: NoticeFacts) -> NoticeContext:
    """核查问询单 to the verification body: what its report left open. Internal; no copy to anybody."""
    body = or_unknown(facts.verification_body)
    return _notice(
        facts,
        notice,
        title=f"{facts.unit_name}{facts.year}年度核查报告问询单",
        rest=f"{facts.year}年度核查报告问询单",
        addressee=body,
        opening=f"审核{facts.unit_name}{facts.year}年度{facts.kind.label}时发现下列事项，核查报告中未见说明，请逐项答复：",
    )


def _by_what(facts: OpinionFacts) -> str:
    """The documents that the review goes by, as the sentence begins."""
    named = [line.strip().rstrip("。") for line in facts.basis if line.strip()]
    if not named:
        return ""
    return f"根据{'、'.join(named[:_NAMED])}{'等规定' if len(named) > _NAMED else ''}，"


def open_findings(facts: OpinionFacts) -> tuple[FindingFacts, ...]:
    """What a notice lists, in its order."""
    return tuple(f for f in sorted_findings(facts.findings) if f.state.is_open)


def _notice(
    facts: OpinionFacts, notice: NoticeFacts, *, title: str, rest: str, addressee: str, opening: str
) -> NoticeContext:
    return NoticeContext(
        title=title,
        title_lines=title_lines(facts.unit_name, rest),
        number=notice.number.strip(),
        addressee=or_unknown(addressee),
        unit_name=or_unknown(facts.unit_name),
        year=f"{facts.year}年度",
        document=facts.kind.label,
        round=f"第{facts.round}轮",
        opening=opening,
        issues=_issues(open_findings(facts)),
        deadline=f"请于{chinese_date(notice.due_on)}前书面答复，并附相应证据。" if notice.due_on else "",
        consequence=ended(notice.consequence),
        contact=notice.contact.strip(),
        copy_to=notice.copy_to.strip(),
        office=notice.office.strip(),
        date=chinese_date(notice.issued_on) if notice.issued_on else BLANK_DATE,
        iso_date=notice.issued_on.isoformat() if notice.issued_on else "",
        reviewer=or_unknown(notice.person),
    )


def _issues(findings: Sequence[FindingFacts]) -> tuple[IssueLine, ...]:
    return tuple(
        IssueLine(
            number=str(number),
            item_code=finding.item_code.strip(),
            fact=Marked(ended(finding.fact) or UNKNOWN, finding.key, FACT),
            basis=Marked(ended(finding.basis) or UNKNOWN, finding.key, BASIS),
            request=Marked(ended(finding.request) or UNKNOWN, finding.key, REQUEST),
        )
        for number, finding in enumerate(findings, 1)
    )
