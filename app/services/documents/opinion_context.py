"""The review opinion 审核意见 as ready strings and lists (guide §7.2); the template only places them.

One class serves both kinds: for a verification report the text says so, the parts are the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from app import PRODUCT
from app.models.enums import DocumentKind, Severity, Verdict
from app.services.documents.earlier_findings import (
    EarlierGroup,
    earlier_groups,
    earlier_summary,
)
from app.services.documents.identity import BASIS, EFFECT, FACT, HEADING, REQUEST, STATE, Marked
from app.services.documents.opinion_conclusion import conclusion_lines, headings
from app.services.documents.opinion_facts import (
    ComponentFacts,
    OpinionFacts,
    RoundFacts,
    code_key,
    new_findings,
)
from app.services.documents.wording import (
    BLANK_DATE,
    UNKNOWN,
    chinese_date,
    chinese_number,
    ended,
    numbered,
    or_unknown,
    show_effect,
    show_tonnes,
    signed_percent,
    signed_tonnes,
    title_lines,
)


@dataclass(frozen=True)
class DataRow:
    """One line of the data table."""

    component: str
    reported: str
    recomputed: str
    verified: str
    difference: str
    percent: str
    is_total: bool


@dataclass(frozen=True)
class YearRow:
    """One line of the comparison with the year before."""

    component: str
    this_year: str
    last_year: str
    change: str
    percent: str
    is_total: bool


@dataclass(frozen=True)
class FindingLine:
    """One finding; `number` counts through all groups."""

    number: str
    severity: str
    item_code: str
    fact: str
    basis: str
    effect: str
    request: str
    state: str


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one severity under their heading."""

    heading: str
    severity: str
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True)
class CountRow:
    """Checklist answers of one severity, or of all."""

    severity: str
    yes: str
    no: str
    not_applicable: str
    unanswered: str
    total: str
    is_total: bool


@dataclass(frozen=True)
class EvidenceRow:
    """One place where an answer was seen."""

    number: str
    item_code: str
    file_name: str
    page: str
    quote: str


@dataclass(frozen=True)
class OpinionContext:
    """Every value a template may use. Nothing is None; what is not known reads "—" or is an empty list."""

    kind: str
    kind_label: str
    title: str
    title_lines: tuple[str, ...]
    number: str
    unit_name: str
    credit_code: str
    category: str
    industry: str
    year: str
    report_version: str
    verification_body: str
    round: str
    reviewed_on: str
    reviewer: str
    second_reviewer: str
    approver: str
    basis: tuple[str, ...]
    process: tuple[str, ...]
    data_sentence: str
    data_rows: tuple[DataRow, ...]
    year_sentence: str
    year_rows: tuple[YearRow, ...]
    earlier_heading: str
    earlier_summary: str
    earlier_groups: tuple[EarlierGroup, ...]
    findings_heading: str
    findings_summary: str
    findings: tuple[FindingLine, ...]
    finding_groups: tuple[FindingGroup, ...]
    conclusion_heading: str
    conclusion: str
    conclusion_lines: tuple[str, ...]
    suggestions_heading: str
    suggestions: tuple[str, ...]
    count_rows: tuple[CountRow, ...]
    evidence: tuple[EvidenceRow, ...]
    office: str
    date: str
    iso_date: str
    stamp: str


def opinion_context(facts: OpinionFacts) -> OpinionContext:
    """`facts` as the sentences, rows and numbers of the opinion. Pure: same facts, same context."""
    document = "排放报告" if facts.kind is DocumentKind.ER else "排放核查报告"
    subject = f"{facts.year}年度" + (f"碳{document}" if facts.kind.is_report else facts.kind.label)
    lines = _finding_lines(facts)
    current = facts.current_round
    reviewed_on = facts.reviewed_on or (current.reviewed_on if current else None)
    return OpinionContext(
        kind=facts.kind.value,
        kind_label=facts.kind.label,
        title=f"{facts.unit_name}{subject}审核意见",
        title_lines=title_lines(facts.unit_name, f"{subject}审核意见"),
        number=facts.number.strip(),
        unit_name=or_unknown(facts.unit_name),
        credit_code=or_unknown(facts.credit_code),
        category=facts.category.label if facts.category else UNKNOWN,
        industry=or_unknown(facts.industry),
        year=f"{facts.year}年度",
        report_version=_version(facts),
        verification_body=or_unknown(facts.verification_body),
        round=f"第{facts.round}轮",
        reviewed_on=chinese_date(reviewed_on),
        reviewer=or_unknown(facts.reviewer),
        second_reviewer=or_unknown(facts.second_reviewer),
        approver=or_unknown(facts.approver),
        basis=_basis(facts),
        process=_process(facts),
        data_sentence=_data_sentence(facts),
        data_rows=tuple(_data_row(facts.kind, row) for row in facts.components),
        year_sentence=_year_sentence(facts),
        year_rows=_year_rows(facts),
        **headings(facts),
        earlier_summary=earlier_summary(facts.findings),
        earlier_groups=earlier_groups(facts.findings),
        findings_summary=_findings_summary(facts),
        findings=lines,
        finding_groups=_groups(facts, lines),
        conclusion=facts.conclusion.label if facts.conclusion else UNKNOWN,
        conclusion_lines=conclusion_lines(facts, f"{facts.unit_name}{subject}"),
        suggestions=numbered(facts.suggestions),
        count_rows=_count_rows(facts),
        evidence=_evidence(facts),
        office=facts.office.strip(),
        date=chinese_date(facts.issued_on) if facts.issued_on else BLANK_DATE,
        iso_date=facts.issued_on.isoformat() if facts.issued_on else "",
        stamp=_stamp(facts),
    )


def _version(facts: OpinionFacts) -> str:
    current = facts.current_round
    dated = f"（{chinese_date(current.dated)}）" if current and current.dated else ""
    return f"第{facts.round}版{dated}"


def _basis(facts: OpinionFacts) -> tuple[str, ...]:
    if any(line.strip() for line in facts.basis):
        return numbered(facts.basis)
    return (f"{facts.year}年度适用的审核依据尚未录入。",)


def _process(facts: OpinionFacts) -> tuple[str, ...]:
    """Rounds and site checks in order of time, as far as anything is known of them."""
    lines = []
    for step in sorted(facts.rounds, key=lambda r: r.round):
        parts = _round_parts(facts, step)
        if parts:
            lines.append(f"第{step.round}轮：{'，'.join(parts)}。")
    lines += [
        f"{chinese_date(check.on)}开展实地复核{f'（{check.place.strip()}）' if check.place.strip() else ''}。"
        for check in sorted(facts.site_checks, key=lambda c: c.on)
    ]
    return tuple(lines) or (f"本轮为第{facts.round}轮审核。",)


def _round_parts(facts: OpinionFacts, step: RoundFacts) -> list[str]:
    """What is known of one round; the present one ends as this opinion says."""
    now = step.round == facts.round
    reviewed_on = step.reviewed_on or (facts.reviewed_on if now else None)
    conclusion = facts.conclusion if now else step.conclusion
    parts = []
    if step.received_on:
        dated = f"（编制日期{chinese_date(step.dated)}）" if step.dated else ""
        what = f"修改后的{facts.kind.label}" if step.round > 1 else facts.kind.label
        parts.append(f"{chinese_date(step.received_on)}收到{what}{dated}")
    if reviewed_on:
        parts.append(f"{chinese_date(reviewed_on)}完成审核")
    if conclusion and (step.received_on or reviewed_on):
        parts.append(f"审核结论为“{conclusion.label}”")
    return parts


def _stated_word(kind: DocumentKind) -> str:
    return "单位报告值" if kind is DocumentKind.ER else "核查值"


def _stated(kind: DocumentKind, row: ComponentFacts) -> Decimal | None:
    """The value that is under review: the unit's own, or in a verification report the body's."""
    return row.reported if kind is DocumentKind.ER else row.verified


def _minus(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return left - right if left is not None and right is not None else None


def _data_row(kind: DocumentKind, row: ComponentFacts) -> DataRow:
    difference = _minus(_stated(kind, row), row.recomputed)
    return DataRow(
        component=or_unknown(row.name),
        reported=show_tonnes(row.reported),
        recomputed=show_tonnes(row.recomputed),
        verified=show_tonnes(row.verified),
        difference=signed_tonnes(difference),
        percent=signed_percent(difference, row.recomputed),
        is_total=row.is_total,
    )


def _data_sentence(facts: OpinionFacts) -> str:
    if not facts.components:
        return "本轮尚未录入可列示的排放数据。"
    if all(row.recomputed is None for row in facts.components):
        return "本轮尚未复算，下表仅列示已知数据，不作差异判断；“—”表示尚无该数据。"
    sentence = f"排放数据对照见下表，差异为{_stated_word(facts.kind)}减审核复算值，差异率以审核复算值为基数。"
    gaps = any(_minus(_stated(facts.kind, row), row.recomputed) is None for row in facts.components)
    return f"{sentence}“—”表示尚无该数据，相应差异不作判断。" if gaps else sentence


def _year_rows(facts: OpinionFacts) -> tuple[YearRow, ...]:
    """The comparison with the year before; no rows where nothing of that year is known."""
    if all(row.last_year is None for row in facts.components):
        return ()
    rows = []
    for row in facts.components:
        stated = _stated(facts.kind, row)
        change = _minus(stated, row.last_year)
        rows.append(
            YearRow(
                component=or_unknown(row.name),
                this_year=show_tonnes(stated),
                last_year=show_tonnes(row.last_year),
                change=signed_tonnes(change),
                percent=signed_percent(change, row.last_year),
                is_total=row.is_total,
            )
        )
    return tuple(rows)


def _year_sentence(facts: OpinionFacts) -> str:
    if not _year_rows(facts):
        return ""
    stated = _stated_word(facts.kind)
    return f"与{facts.year - 1}年度数据的比较见下表，{facts.year}年度取{stated}。"


def _finding_lines(facts: OpinionFacts) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(
            number=str(number),
            severity=finding.severity.label,
            item_code=finding.item_code.strip(),
            fact=Marked(ended(finding.fact) or UNKNOWN, finding.key, FACT),
            basis=Marked(ended(finding.basis) or UNKNOWN, finding.key, BASIS),
            effect=Marked(ended(show_effect(finding.effect, finding.effect_text)), finding.key, EFFECT),
            request=Marked(ended(finding.request) or UNKNOWN, finding.key, REQUEST),
            # A letter says whether something is left to do; how it got there is ours to know.
            state=Marked("未关闭" if finding.state.is_open else "已关闭", finding.key, STATE),
        )
        for number, finding in enumerate(new_findings(facts.findings), 1)
    )


def _groups(facts: OpinionFacts, lines: tuple[FindingLine, ...]) -> tuple[FindingGroup, ...]:
    groups: list[FindingGroup] = []
    findings = new_findings(facts.findings)
    for severity in Severity:
        found = [(f, line) for f, line in zip(findings, lines, strict=True) if f.severity is severity]
        if found:
            heading = f"（{chinese_number(len(groups) + 1)}）{_issue(severity)}（{len(found)}项）"
            marked = Marked(heading, found[0][0].key, HEADING)
            groups.append(FindingGroup(marked, severity.label, tuple(line for _, line in found)))
    return tuple(groups)


def _issue(severity: Severity) -> str:
    return "提示事项" if severity is Severity.MINOR else f"{severity.label}问题"


def _findings_summary(facts: OpinionFacts) -> str:
    findings = new_findings(facts.findings)
    if not findings:
        return f"本轮审核未提出{'新的' if facts.findings else ''}问题。"
    counts = [(s, sum(f.severity is s for f in findings)) for s in Severity]
    shares = "、".join(f"{_issue(severity)}{count}项" for severity, count in counts if count)
    open_count = sum(f.state.is_open for f in findings)
    opened = f"未关闭{open_count}项" if open_count else "均已关闭"
    return f"本轮审核共列出{len(findings)}项，其中{shares}；{opened}。"


def _count_rows(facts: OpinionFacts) -> tuple[CountRow, ...]:
    """One line per severity and the sum; no lines where the checklist was not counted."""
    if not facts.counts:
        return ()
    lines = [_count_row(facts, severity.label, (severity,)) for severity in Severity]
    return (*lines, _count_row(facts, "合计", tuple(Severity), is_total=True))


def _count_row(
    facts: OpinionFacts, label: str, severities: Collection[Severity], *, is_total: bool = False
) -> CountRow:
    counts: dict[Verdict | None, int] = {}
    for line in facts.counts:
        if line.severity in severities:
            counts[line.verdict] = counts.get(line.verdict, 0) + line.count
    return CountRow(
        severity=label,
        yes=str(counts.get(Verdict.YES, 0)),
        no=str(counts.get(Verdict.NO, 0)),
        not_applicable=str(counts.get(Verdict.NOT_APPLICABLE, 0)),
        unanswered=str(counts.get(None, 0)),
        total=str(sum(counts.values())),
        is_total=is_total,
    )


def _evidence(facts: OpinionFacts) -> tuple[EvidenceRow, ...]:
    ordered = sorted(facts.evidence, key=lambda e: code_key(e.item_code))
    return tuple(
        EvidenceRow(
            str(number),
            or_unknown(proof.item_code),
            or_unknown(proof.file_name),
            or_unknown(proof.page),
            or_unknown(proof.quote),
        )
        for number, proof in enumerate(ordered, 1)
    )


def _stamp(facts: OpinionFacts) -> str:
    parts = [f"{PRODUCT} {facts.program_version}".strip()]
    if facts.checklist_edition.strip():
        parts.append(f"审核清单 {facts.checklist_edition.strip()}")
    if facts.factor_edition.strip():
        parts.append(f"排放因子 {facts.factor_edition.strip()}")
    return "　".join(parts)
