"""The figures of the statistics page. Each table keeps, for every bar, the filter that opens its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.models.enums import Category, DocumentKind, FindingState, ReviewState, Severity
from app.services.statistics.facts import CaseFact, YearFacts

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 10
REST = "其他"
TOTAL = "合计"
# Order of the segments in every stacked bar of states.
STATES = (
    ReviewState.PASSED,
    ReviewState.NOT_PASSED,
    ReviewState.IN_FIRST_REVIEW,
    ReviewState.RETURNED,
    ReviewState.NOT_SUBMITTED,
)
DONE, DOING, WAITING = "已完成", "进行中", "未开始"


@dataclass(frozen=True)
class Filter:
    """What is counted; None means all. Also what a bar opens."""

    kind: DocumentKind | None = None
    category: Category | None = None
    industry: str | None = None
    assignee: str | None = None
    state: ReviewState | None = None
    is_overdue: bool | None = None
    section: str | None = None
    severity: Severity | None = None
    unit_id: str | None = None


@dataclass(frozen=True)
class Bar:
    """One segment or point of a chart: its row and column, its value and what a click opens."""

    row: str
    column: str
    value: Decimal
    opens: Filter


@dataclass(frozen=True)
class Chart:
    """A table of numbers that is drawn: `rows` × `columns`, in the order they are drawn."""

    name: str
    title: str
    caption: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(bar.value for bar in self.bars)

    def value(self, row: str, column: str) -> Decimal:
        """The value of one cell; zero where there is none."""
        return next((b.value for b in self.bars if (b.row, b.column) == (row, column)), Decimal(0))


@dataclass(frozen=True)
class Week:
    """One week of the burn-up: its Monday, reports passed until its end, plan until its end."""

    monday: date
    passed: int | None
    planned: Decimal | None


@dataclass(frozen=True)
class Card:
    """One big number with what stands around it and the list it opens."""

    name: str
    value: str
    unit: str
    note: str
    tone: str
    opens: Filter


@dataclass(frozen=True)
class Summary:
    """Everything the page shows."""

    year: int
    as_of: date
    cases: int
    cards: tuple[Card, ...]
    charts: Mapping[str, Chart]
    weeks: tuple[Week, ...]
    people: tuple[str, ...] = field(default=())


def matches(case: CaseFact, chosen: Filter, today: date) -> bool:
    """Whether a report belongs to the list that `chosen` opens."""
    return (
        chosen.kind in (None, case.kind)
        and chosen.category in (None, case.category)
        and chosen.industry in (None, case.industry)
        and chosen.assignee in (None, case.assignee)
        and chosen.state in (None, case.state)
        and chosen.unit_id in (None, case.unit_id)
        and chosen.is_overdue in (None, is_overdue(case, today))
    )


def is_overdue(case: CaseFact, today: date) -> bool:
    """Whether our review is late: the deadline has gone by and we are still to act."""
    ours = case.state in (ReviewState.NOT_SUBMITTED, ReviewState.IN_FIRST_REVIEW)
    return ours and case.deadline is not None and case.deadline < today


def summarize(facts: YearFacts, today: date, chosen: Filter | None = None) -> Summary:
    """Count `facts`, limited to `chosen`, as of `today`."""
    limit = chosen or Filter()
    cases = [c for c in facts.cases if matches(c, limit, today)]
    reports = {c.report_id for c in cases}
    findings = [f for f in facts.findings if f.report_id in reports and f.state is FindingState.OPEN]
    charts = (
        _progress(cases),
        _people(cases),
        _finding_chart(findings),
        _industries(cases),
        _largest(cases),
    )
    return Summary(
        year=facts.year,
        as_of=today,
        cases=len(cases),
        cards=_cards(cases, findings, today),
        charts={chart.name: chart for chart in charts},
        weeks=_weeks(cases, today),
        people=tuple(sorted({c.assignee for c in facts.cases if c.assignee})),
    )


def frame(cases: Iterable[CaseFact]) -> pd.DataFrame:
    """The reports as a pandas table, one line each; emissions stay Decimal."""
    import pandas as pd

    rows = [
        {
            "category": c.category.short if c.category else "未注明",
            "kind": c.kind.label,
            "industry": c.industry,
            "state": c.state.label,
            "assignee": c.assignee or "未分派",
            "unit": c.unit,
            "unit_id": c.unit_id,
            "emission": c.emission,
        }
        for c in cases
    ]
    columns = ["category", "kind", "industry", "state", "assignee", "unit", "unit_id", "emission"]
    return pd.DataFrame(rows, columns=columns)


def _progress(cases: Sequence[CaseFact]) -> Chart:
    import pandas as pd

    table = frame(cases)
    counts = pd.crosstab(table["category"], table["state"]) if len(table) else pd.DataFrame()
    names = {c.short: c for c in Category}
    rows = [name for name in (*names, "未注明") if name in counts.index]
    bars = [
        Bar(row, s.label, Decimal(int(counts.at[row, s.label])), Filter(category=names.get(row), state=s))
        for row in rows
        for s in STATES
        if s.label in counts.columns and counts.at[row, s.label]
    ]
    totals = {s: sum(c.state is s for c in cases) for s in STATES}
    bars += [Bar(TOTAL, s.label, Decimal(n), Filter(state=s)) for s, n in totals.items() if n]
    columns = tuple(s.label for s in STATES if any(b.column == s.label for b in bars))
    return Chart("progress", "审核进度", "按类别和状态，件", (*rows, TOTAL), columns, tuple(bars))


def _people(cases: Sequence[CaseFact]) -> Chart:
    groups = {s: DONE if s.is_final else WAITING for s in ReviewState}
    groups |= {ReviewState.IN_FIRST_REVIEW: DOING, ReviewState.RETURNED: DOING}
    table = frame(cases)
    table["group"] = [groups[c.state] for c in cases]
    counts = table.groupby(["assignee", "group"]).size()
    totals = table.groupby("assignee").size().sort_values(ascending=False)
    rows = sorted(totals.index, key=lambda name: (name == "未分派", -int(totals[name]), name))[:LARGEST]
    bars = tuple(
        Bar(name, group, Decimal(int(counts[name, group])), Filter(assignee="" if name == "未分派" else name))
        for name in rows
        for group in (DONE, DOING, WAITING)
        if (name, group) in counts.index
    )
    return Chart("people", "按负责人", "件", tuple(rows), (DONE, DOING, WAITING), bars)


def _finding_chart(findings: Sequence[Any]) -> Chart:
    import pandas as pd

    table = pd.DataFrame([{"section": f.section, "severity": f.severity.label} for f in findings])
    if table.empty:
        return Chart("findings", "问题项", "按章节和严重度，未关闭", (), (), ())
    counts = table.groupby(["section", "severity"]).size()
    rows = sorted({str(s) for s in table["section"]}, key=lambda s: (s == REST, s))
    bars = tuple(
        Bar(row, s.label, Decimal(int(counts[row, s.label])), Filter(section=row, severity=s))
        for row in rows
        for s in Severity
        if (row, s.label) in counts.index
    )
    severities = tuple(s.label for s in Severity)
    return Chart("findings", "问题项", "按章节和严重度，未关闭", tuple(rows), severities, bars)


def _industries(cases: Sequence[CaseFact]) -> Chart:
    sums: dict[str, Decimal] = {}
    for c in _emission_reports(cases):
        sums[c.industry] = sums.get(c.industry, Decimal(0)) + (c.emission or 0)
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    top, rest = ordered[: LARGEST - 1], ordered[LARGEST - 1 :]
    bars = [Bar(name, "tCO₂", value, Filter(kind=DocumentKind.ER, industry=name)) for name, value in top]
    if len(rest) == 1:
        name, value = rest[0]
        bars.append(Bar(name, "tCO₂", value, Filter(kind=DocumentKind.ER, industry=name)))
    elif rest:
        bars.append(Bar(REST, "tCO₂", sum((v for _, v in rest), Decimal(0)), Filter(kind=DocumentKind.ER)))
    return Chart("industries", "分行业排放量", "tCO₂", tuple(b.row for b in bars), ("tCO₂",), tuple(bars))


def _largest(cases: Sequence[CaseFact]) -> Chart:
    ordered = sorted(_emission_reports(cases), key=lambda c: -(c.emission or 0))[:LARGEST]
    bars = tuple(
        Bar(c.unit, "tCO₂", c.emission or Decimal(0), Filter(kind=DocumentKind.ER, unit_id=c.unit_id))
        for c in ordered
    )
    return Chart("largest", "排放量最大的单位", "tCO₂", tuple(b.row for b in bars), ("tCO₂",), bars)


def _emission_reports(cases: Iterable[CaseFact]) -> list[CaseFact]:
    return [c for c in cases if c.kind is DocumentKind.ER and c.emission is not None]


def _weeks(cases: Sequence[CaseFact], today: date) -> tuple[Week, ...]:
    """Reports passed until the end of each week, against those that were due by then."""
    days = sorted(c.passed_on for c in cases if c.passed_on)
    deadlines = [c.deadline for c in cases if c.deadline]
    if not days:
        return ()
    first = days[0] - timedelta(days=days[0].weekday())
    last = max([today, *deadlines])
    weeks = []
    count = min((last - first).days // 7 + 1, 60)
    for number in range(count):
        monday = first + timedelta(weeks=number)
        end = monday + timedelta(days=6)
        passed = sum(day <= end for day in days) if monday <= today else None
        planned = None
        if deadlines:
            due = sum(d <= end for d in deadlines)
            planned = Decimal(due)
        weeks.append(Week(monday, passed, planned))
    return tuple(weeks)


def _cards(cases: Sequence[CaseFact], findings: Sequence[Any], today: date) -> tuple[Card, ...]:
    passed = sum(c.state is ReviewState.PASSED for c in cases)
    returned = [c for c in cases if c.state is ReviewState.RETURNED]
    late = [c for c in cases if is_overdue(c, today)]
    severe = sum(f.severity is Severity.CRITICAL for f in findings)
    reported = _emission_reports(cases)
    total = sum((c.emission for c in reported if c.emission is not None), Decimal(0))
    share = f"占 {passed / len(cases):.1%}" if cases else "还没有报告"
    worst = max(((today - c.deadline).days for c in late if c.deadline), default=0)
    stay = [(today - c.state_since).days for c in returned if c.state_since]
    return (
        Card("已通过", str(passed), f"/ {len(cases)} 件", share, "good", Filter(state=ReviewState.PASSED)),
        Card(
            "退回修改中",
            str(len(returned)),
            "件",
            f"平均停留 {sum(stay) / len(stay):.0f} 天" if stay else "没有等单位重报的",
            "quiet",
            Filter(state=ReviewState.RETURNED),
        ),
        Card(
            "已逾期",
            str(len(late)),
            "件",
            f"最长 {worst} 天" if late else "没有逾期",
            "bad" if late else "good",
            Filter(is_overdue=True),
        ),
        Card(
            "未关闭的问题",
            f"{len(findings):,}",
            "项",
            f"其中严重 {severe} 项" if severe else "没有严重问题",
            "bad" if severe else "quiet",
            Filter(),
        ),
        _emission_card(reported, total),
    )


def _emission_card(reported: Sequence[CaseFact], total: Decimal) -> Card:
    both = [(c.emission, c.last_year) for c in reported if c.emission is not None and c.last_year]
    before = sum((b for _, b in both if b), Decimal(0))
    now = sum((n for n, _ in both), Decimal(0))
    note = f"{len(reported)} 家"
    if before:
        change = (now - before) / before
        note += f"，同比 {'+' if change >= 0 else '−'}{abs(change):.1%}"
    in_ten_thousands = total >= 100_000
    shown = f"{total / 10_000:,.1f}" if in_ten_thousands else f"{total:,.0f}"
    unit = "万 tCO₂" if in_ten_thousands else "tCO₂"
    return Card("已报排放量", shown if reported else "—", unit, note, "quiet", Filter(kind=DocumentKind.ER))
