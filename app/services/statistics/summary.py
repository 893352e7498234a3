"""The figures of the statistics page, counted with pandas (imported on demand)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from app.models.enums import Category, DocumentKind, FindingState, ReviewState, Severity
from app.services.statistics.facts import OTHER, CaseFact, FindingFact, YearFacts
from app.services.statistics.figures import (
    NO_FILTER,
    TEN_THOUSAND,
    UNASSIGNED,
    UNNAMED,
    Bar,
    Card,
    Chart,
    Filter,
    Shape,
    Summary,
    category_words,
    matches,
)

if TYPE_CHECKING:
    import pandas as pd

MOST_BARS = 10
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
_GROUPS = {
    ReviewState.PASSED: DONE,
    ReviewState.NOT_PASSED: DONE,
    ReviewState.IN_FIRST_REVIEW: DOING,
    ReviewState.RETURNED: DOING,
    ReviewState.NOT_SUBMITTED: WAITING,
}
PASSED, PLANNED, DUE = "已通过", "计划", "应审"
# More weeks than a year has cannot be read; the count itself goes on from the first.
_MOST_WEEKS = 60


def is_overdue(case: CaseFact, today: date) -> bool:
    """Whether our review is late: the deadline has gone by and we are still to act."""
    ours = case.state in (ReviewState.NOT_SUBMITTED, ReviewState.IN_FIRST_REVIEW)
    return ours and case.deadline is not None and case.deadline < today


def summarize(facts: YearFacts, today: date, chosen: Filter = NO_FILTER) -> Summary:
    """Count `facts`, limited to `chosen`, as of `today`."""
    cases = [c for c in facts.cases if matches(c, chosen)]
    counted = {c.report_id for c in cases}
    findings = [f for f in facts.findings if f.case.report_id in counted and f.state is FindingState.OPEN]
    units = {c.unit_id for c in cases}
    # With one kind of document there is one report per unit, and an office counts units.
    unit = "家" if len(units) == len(cases) else "件"
    charts = (
        _progress(cases, unit),
        _weeks(cases, today, unit),
        _people(cases, unit),
        _finding_chart(findings),
        _industries(cases),
        _largest(cases),
    )
    return Summary(
        year=facts.year,
        as_of=today,
        cases=len(cases),
        units=len(units),
        unit=unit,
        cards=_cards(cases, findings, today, unit),
        charts={chart.key: chart for chart in charts},
    )


def frame(cases: Iterable[CaseFact]) -> pd.DataFrame:
    """The reports as a pandas table, one line each; emissions stay Decimal."""
    import pandas as pd

    rows = [
        {
            "key": c.report_id,
            "category": category_words(c),
            "state": c.state.label,
            "group": _GROUPS[c.state],
            "industry": c.industry or UNNAMED,
            "assignee": c.assignee or UNASSIGNED,
            "emission": c.emission,
        }
        for c in cases
    ]
    columns = ["key", "category", "state", "group", "industry", "assignee", "emission"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _stacked(
    table: pd.DataFrame, row: str, column: str, rows: Sequence[str], columns: Sequence[str]
) -> tuple[Bar, ...]:
    """One segment for each pair that has records."""
    keys = {pair: tuple(group["key"]) for pair, group in table.groupby([row, column], sort=False)}
    return tuple(
        Bar(r, c, Decimal(len(keys[r, c])), keys[r, c]) for r in rows for c in columns if (r, c) in keys
    )


def _limited(table: pd.DataFrame, row: str, names: Sequence[str]) -> list[str]:
    """The rows to show, in the order of `names`: the largest ones and, for the others, 其他 at the end."""
    counts = table[row].value_counts()
    largest = sorted(names, key=lambda name: -int(counts[name]))
    kept = largest if len(names) <= MOST_BARS else largest[: MOST_BARS - 1]
    is_kept = table[row].isin(kept)
    table[row] = table[row].where(is_kept, OTHER)
    shown = [name for name in names if name in kept and name != OTHER]
    return shown if is_kept.all() and OTHER not in kept else [*shown, OTHER]


def _progress(cases: Sequence[CaseFact], unit: str) -> Chart:
    import pandas as pd

    table = frame(cases)
    present = set(table["category"])
    rows = [name for name in (*(c.short for c in Category), UNNAMED) if name in present]
    both = pd.concat([table, table.assign(category=TOTAL)])
    columns = [s.label for s in STATES if s in {c.state for c in cases}]
    rows = [*rows, TOTAL]
    bars = _stacked(both, "category", "state", rows, columns)
    caption = f"按类别和状态，{unit}"
    return Chart(
        *("progress", "审核进度", caption, Shape.STACKED, unit),
        *(tuple(rows), tuple(columns), bars),
    )


def _people(cases: Sequence[CaseFact], unit: str) -> Chart:
    table = frame(cases)
    counts = table["assignee"].value_counts()
    names = sorted(counts.index, key=lambda name: (name == UNASSIGNED, -int(counts[name]), name))
    rows = _limited(table, "assignee", names)
    columns = (DONE, DOING, WAITING)
    bars = _stacked(table, "assignee", "group", rows, columns)
    return Chart("people", "按负责人", unit, Shape.STACKED, unit, tuple(rows), columns, bars)


def _finding_chart(findings: Sequence[FindingFact]) -> Chart:
    import pandas as pd

    lines = [(f.id, f.section, f.severity.label) for f in findings]
    table = pd.DataFrame(lines, columns=["key", "section", "severity"], dtype=object)
    names = sorted(set(table["section"]), key=lambda name: (name == OTHER, name))
    rows = _limited(table, "section", names)
    columns = tuple(s.label for s in Severity)
    bars = _stacked(table, "section", "severity", rows, columns)
    return Chart(
        *("findings", "问题项", "按章节和严重度，未关闭", Shape.STACKED, "项"),
        *(tuple(rows), columns, bars),
        is_findings=True,
    )


def _industries(cases: Sequence[CaseFact]) -> Chart:
    table = frame(_emission_reports(cases))
    sums = {
        name: (sum(group["emission"], Decimal(0)), tuple(group["key"]))
        for name, group in table.groupby("industry", sort=False)
    }
    ordered = sorted(sums.items(), key=lambda pair: -pair[1][0])
    cut = MOST_BARS if len(ordered) <= MOST_BARS else MOST_BARS - 1
    pairs = [(name, *pair) for name, pair in ordered[:cut]]
    if rest := ordered[cut:]:
        keys = tuple(key for _, (_, keys) in rest for key in keys)
        pairs.append((OTHER, sum((value for _, (value, _) in rest), Decimal(0)), keys))
    return _ranking("industries", "分行业排放量", pairs)


def _largest(cases: Sequence[CaseFact]) -> Chart:
    ordered = sorted(_emission_reports(cases), key=lambda c: -(c.emission or 0))[:MOST_BARS]
    pairs = [(c.unit, c.emission or Decimal(0), (c.report_id,)) for c in ordered]
    return _ranking("largest", "排放量最大的单位", pairs)


def _ranking(key: str, title: str, pairs: Sequence[tuple[str, Decimal, tuple[str, ...]]]) -> Chart:
    """Emissions in tCO2, shown in ten thousands where they are large."""
    scale, unit = _emission_scale(max((value for _, value, _ in pairs), default=Decimal(0)))
    bars = tuple(Bar(name, "tCO₂", value, keys) for name, value, keys in pairs)
    rows = tuple(bar.row for bar in bars)
    return Chart(key, title, unit, Shape.RANKING, unit, rows, ("tCO₂",), bars, scale)


def _emission_scale(largest: Decimal) -> tuple[Decimal, str]:
    return (TEN_THOUSAND, "万 tCO₂") if largest >= 10 * TEN_THOUSAND else (Decimal(1), "tCO₂")


def _emission_reports(cases: Iterable[CaseFact]) -> list[CaseFact]:
    return [c for c in cases if c.kind is DocumentKind.ER and c.emission is not None]


def _weeks(cases: Sequence[CaseFact], today: date, unit: str) -> Chart:
    """Reports passed until the end of each week, against those that were due by then, and against all."""
    passed = [(c.state_since, c.report_id) for c in cases if c.state is ReviewState.PASSED and c.state_since]
    planned = [(c.deadline, c.report_id) for c in cases if c.deadline]
    everything = tuple(c.report_id for c in cases)
    bars: list[Bar] = []
    rows: list[str] = []
    for monday in _mondays([day for day, _ in (*passed, *planned)]):
        end = monday + timedelta(days=6)
        row = f"{monday.year}/{monday.month}/{monday.day}"
        rows.append(row)
        lines = [(PLANNED, tuple(key for day, key in planned if day <= end)), (DUE, everything)]
        if monday <= today:
            lines.insert(0, (PASSED, tuple(key for day, key in passed if day <= end)))
        bars += [Bar(row, column, Decimal(len(keys)), keys) for column, keys in lines]
    columns = (PASSED, PLANNED, DUE) if rows else ()
    return Chart("weeks", "每周累计通过", unit, Shape.BURN_UP, unit, tuple(rows), columns, tuple(bars))


def _mondays(days: Sequence[date]) -> list[date]:
    """The weeks that have these days, and the one before, so that the line begins at nothing."""
    if not days:
        return []
    first, last = (day - timedelta(days=day.weekday()) for day in (min(days), max(days)))
    count = (last - first).days // 7 + 2
    return [last - timedelta(weeks=back) for back in reversed(range(min(count, _MOST_WEEKS)))]


def _cards(
    cases: Sequence[CaseFact], findings: Sequence[FindingFact], today: date, unit: str
) -> tuple[Card, ...]:
    passed = [c for c in cases if c.state is ReviewState.PASSED]
    late = [c for c in cases if is_overdue(c, today)]
    severe = sum(f.severity is Severity.CRITICAL for f in findings)
    worst = max(((today - c.deadline).days for c in late if c.deadline), default=0)
    return (
        _passed_card(cases, passed, today, unit),
        _returned_card([c for c in cases if c.state is ReviewState.RETURNED], today, unit),
        Card(
            *("overdue", "已逾期", f"{len(late):,}", unit),
            *((f"最长 {worst} 天", "bad") if late else ("没有逾期", "good")),
            _keys(late),
        ),
        Card(
            *("findings", "未关闭的问题", f"{len(findings):,}", "项"),
            *((f"严重 {severe} 项", "bad") if severe else ("没有严重问题", "good")),
            tuple(f.id for f in findings),
            is_findings=True,
        ),
        _emission_card(_emission_reports(cases)),
    )


def _keys(cases: Iterable[CaseFact]) -> tuple[str, ...]:
    return tuple(case.report_id for case in cases)


def _passed_card(cases: Sequence[CaseFact], passed: Sequence[CaseFact], today: date, unit: str) -> Card:
    recent = sum(c.state_since is not None and (today - c.state_since).days < 7 for c in passed)
    note = f"占 {Decimal(len(passed)) / len(cases):.1%}" if cases else "还没有应审的报告"
    if recent:
        note += f"，近 7 天增加 {recent} {unit}"
    kind = "up" if recent else ""
    return Card("passed", "已通过", f"{len(passed):,}", f"/ {len(cases):,} {unit}", note, kind, _keys(passed))


def _returned_card(returned: Sequence[CaseFact], today: date, unit: str) -> Card:
    stay = [(today - c.state_since).days for c in returned if c.state_since]
    note, kind = ("没有等单位重报的", "")
    if stay:
        mean = Decimal(sum(stay)) / len(stay)
        note = f"平均停留 {mean:.1f} 天".replace(".0 天", " 天") if mean >= 1 else "平均停留不到 1 天"
        kind = "time"
    return Card("returned", "退回修改中", f"{len(returned):,}", unit, note, kind, _keys(returned))


def _emission_card(reported: Sequence[CaseFact]) -> Card:
    total = sum((c.emission or Decimal(0) for c in reported), Decimal(0))
    both = [(c.emission or Decimal(0), c.last_year) for c in reported if c.last_year]
    before = sum((b for _, b in both), Decimal(0))
    note, kind = (f"{len(reported)} 家" if reported else "还没有报送排放量"), ""
    if before:
        change = (sum((n for n, _ in both), Decimal(0)) - before) / before
        note += f"，同比 {'+' if change >= 0 else '−'}{abs(change):.1%}"
        kind = "up" if change > 0 else "down"
    scale, unit = _emission_scale(total)
    number = f"{total / scale:,.1f}" if scale > 1 else f"{total:,.0f}"
    return Card("emission", "已报排放量", number if reported else "—", unit, note, kind, _keys(reported))
