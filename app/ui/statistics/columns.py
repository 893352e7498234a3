"""The columns of the lists that the statistics open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.models.enums import ReviewState, Severity
from app.services.statistics.facts import CaseFact, FindingFact
from app.services.statistics.figures import UNASSIGNED, UNNAMED, category_words
from app.ui.table import Column

Record = CaseFact | FindingFact


def case_of(record: Record) -> CaseFact:
    """The report that a line of a list is about."""
    return record.case if isinstance(record, FindingFact) else record


def _unit(record: Record) -> str:
    return case_of(record).unit


def _kind(record: Record) -> str:
    return case_of(record).kind.label


def _assignee(record: Record) -> str:
    return case_of(record).assignee or UNASSIGNED


def _industry(case: CaseFact) -> str:
    return case.industry or UNNAMED


def _district(case: CaseFact) -> str:
    return case.district or UNNAMED


def _state(case: CaseFact) -> int:
    return list(ReviewState).index(case.state)


def _state_text(case: CaseFact) -> str:
    return case.state.label


def _deadline(case: CaseFact) -> date | None:
    return case.deadline


def _since(case: CaseFact) -> date | None:
    return case.state_since


def _emission(case: CaseFact) -> Decimal | None:
    return case.emission


def _emission_text(case: CaseFact) -> str:
    return "—" if case.emission is None else f"{case.emission:,.2f}"


def _code(finding: FindingFact) -> str:
    return finding.code


def _section(finding: FindingFact) -> str:
    return finding.section


def _severity(finding: FindingFact) -> int:
    return list(Severity).index(finding.severity)


def _severity_text(finding: FindingFact) -> str:
    return finding.severity.label


def _fact(finding: FindingFact) -> str:
    return finding.fact.strip() or "（还没有写）"


CASE_COLUMNS = (
    Column(
        *("unit", "单位名称", _unit),
        kind="strong",
        stretch=True,
        min_width=176,
        is_optional=False,
    ),
    Column("kind", "文件", _kind, width=88),
    Column("category", "类别", category_words, kind="outline", width=96, gives_way=2),
    Column("industry", "行业", _industry, width=150, gives_way=4),
    Column("district", "属地", _district, width=90, gives_way=5),
    Column("state", "审核状态", _state, text=_state_text, kind="chip", width=112),
    Column("assignee", "负责人", _assignee, width=84, gives_way=1),
    Column("deadline", "截止日期", _deadline, width=108),
    Column("since", "状态日期", _since, width=108, gives_way=3),
    Column("emission", "排放量（tCO₂）", _emission, text=_emission_text, kind="number", width=140),
)
FINDING_COLUMNS = (
    Column("unit", "单位名称", _unit, kind="strong", width=230, min_width=176, is_optional=False),
    Column("kind", "文件", _kind, width=88, gives_way=2),
    Column("code", "清单项", _code, width=84),
    Column("section", "章节", _section, width=130, gives_way=3),
    Column("severity", "严重度", _severity, text=_severity_text, kind="chip", width=92),
    Column("fact", "问题", _fact, stretch=True, min_width=200),
    Column("assignee", "负责人", _assignee, width=84, gives_way=1),
)


def report_key(case: CaseFact) -> str:
    """What a report is known by."""
    return case.report_id


def finding_key(finding: FindingFact) -> str:
    """What a finding is known by."""
    return finding.id
