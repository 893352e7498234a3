"""What the statistics page shows, as Excel: all charts, one of them, or a list that a bar opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from app.services.sheets.workbook import Cell, Field, Kind, Table, write_workbook
from app.services.statistics.facts import CaseFact, FindingFact
from app.services.statistics.figures import UNASSIGNED, Chart, Shape, Summary

CASE_FIELDS = (
    *(Field("单位名称"), Field("统一社会信用代码"), Field("属地"), Field("类别"), Field("行业")),
    *(Field("文件"), Field("审核状态"), Field("轮次", "count"), Field("负责人"), Field("截止日期", "date")),
    *(Field("状态日期", "date"), Field("排放量（tCO₂）", "amount"), Field("上年排放量（tCO₂）", "amount")),
)
FINDING_FIELDS = (
    *(Field("单位名称"), Field("统一社会信用代码"), Field("文件"), Field("清单项"), Field("章节")),
    *(Field("严重度"), Field("问题"), Field("整改要求"), Field("负责人")),
)


def write_charts(summary: Summary, charts: Iterable[Chart], target: Path) -> Path:
    """Write the numbers of the cards and of `charts`, one sheet each. Emissions in tCO2.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    cards = [(card.title, f"{card.value} {card.unit}", card.note) for card in summary.cards]
    head = Table("概况", (Field("项目"), Field("数值"), Field("说明")), cards)
    return write_workbook([head, *map(_chart_table, charts)], target, note_of(summary))


def write_records(
    name: str, records: Sequence[CaseFact] | Sequence[FindingFact], target: Path, note: str = ""
) -> Path:
    """Write the list that a bar or card opened; `name` is what it was opened from.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    cases = [_case_cells(r) for r in records if isinstance(r, CaseFact)]
    findings = [_finding_cells(r) for r in records if isinstance(r, FindingFact)]
    table = Table(name, FINDING_FIELDS, findings) if findings else Table(name, CASE_FIELDS, cases)
    return write_workbook([table], target, note)


def note_of(summary: Summary) -> str:
    """What the numbers are about and when they were counted."""
    return f"{summary.year} 年度，截至 {summary.as_of:%Y-%m-%d}"


def _chart_table(chart: Chart) -> Table:
    """Rows and columns as they are drawn, with a total where there are segments."""
    has_total = chart.shape is Shape.STACKED
    kind: Kind = "amount" if chart.shape is Shape.RANKING else "count"
    titles = [f"排放量（{c}）" if chart.shape is Shape.RANKING else c for c in chart.columns]
    heads = [Field("项目"), *(Field(title, kind) for title in titles)]
    rows: list[list[Cell]] = []
    for row in chart.rows:
        bars = [chart.bar(row, column) for column in chart.columns]
        nothing = Decimal(0) if has_total else None
        cells: list[Cell] = [row, *(bar.value if bar else nothing for bar in bars)]
        rows.append([*cells, chart.total(row)] if has_total else cells)
    if has_total:
        heads.append(Field("合计", kind))
    return Table(chart.title, heads, rows)


def _case_cells(case: CaseFact) -> list[Cell]:
    return [
        *(case.unit, case.uscc, case.district),
        *(case.category.label if case.category else "", case.industry),
        *(case.kind.label, case.state.label, case.round, case.assignee or UNASSIGNED, case.deadline),
        *(case.state_since, case.emission, case.last_year),
    ]


def _finding_cells(finding: FindingFact) -> list[Cell]:
    case = finding.case
    return [
        *(case.unit, case.uscc, case.kind.label, finding.code, finding.section),
        *(finding.severity.label, finding.fact, finding.request, case.assignee or UNASSIGNED),
    ]
