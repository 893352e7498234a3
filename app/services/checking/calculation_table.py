"""The calculation of a report as one table: lines, subtotals, total, each as stated, recomputed, verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from pathlib import Path

from app.models.enums import LabelEnum
from app.services.catalog import RuleBook
from app.services.checking.compare import Calculation
from app.services.facts import Fact, ReportFacts, Where, describe
from app.services.recalculation import Comparison, Component, Difference, Line, Term, Working, difference
from app.services.sheets.workbook import Cell, Field, Table, write_workbook

_GROUPS = (
    ("直接排放", (Component.FUEL, Component.PROCESS)),
    ("间接排放", (Component.ELECTRICITY, Component.HEAT)),
)
_NAMES = {"c4": "外购电力", "c5": "外购热力", "c4.heating": "其中：供热设施耗电", "cement": "熟料生产"}
_VERIFIED = {"c4": "vr.e.electricity", "c5": "vr.e.heat"}


class RowKind(Enum):
    """What a row of the table is."""

    GROUP = "group"
    LINE = "line"
    PART = "part"
    SUM = "sum"
    TOTAL = "total"


class Outcome(LabelEnum):
    """How a row of the report stands beside our result."""

    SAME = ("same", "一致")
    DIFFERS = ("differs", "复算不符")
    ASK = ("ask", "来源待核")
    UNKNOWN = ("unknown", "无法判定")


@dataclass(frozen=True)
class CalculationRow:
    """One row. Amounts in tCO2; None where nothing is stated or could be computed."""

    key: str
    kind: RowKind
    name: str
    stated_fact: Fact | None = None
    amount: Term | None = None
    ncv: Term | None = None
    cc: Term | None = None
    of: Term | None = None
    recomputed: Decimal | None = None
    verified: Decimal | None = None
    prior: Decimal | None = None
    working: Working | None = None
    missing: tuple[str, ...] = ()
    outcome: Outcome | None = None
    # The parameters are not the recommended ones: what would come out with those.
    standard: Decimal | None = None

    @property
    def stated(self) -> Decimal | None:
        """What the report says."""
        return self.stated_fact.number if self.stated_fact else None

    @property
    def off(self) -> Difference | None:
        """The report against our result, as both are printed: to two decimals."""
        computed = round(self.recomputed, 2) if self.recomputed is not None else None
        return difference(self.stated, computed)

    @property
    def swing(self) -> Difference | None:
        """The report against last year."""
        return difference(self.stated, self.prior)

    @property
    def place(self) -> str:
        """Where its amount stands, or its emission."""
        return self.where.text if self.where else ""

    @property
    def where(self) -> Where | None:
        """The same, to be gone to."""
        term = self.amount.where if self.amount else None
        return term or (self.stated_fact.where if self.stated_fact else None)


def calculation_rows(found: Calculation, book: RuleBook) -> tuple[CalculationRow, ...]:
    """The table from top to bottom."""
    rows: list[CalculationRow] = []
    compared = {row.component: row for row in found.comparison}
    for name, components in _GROUPS:
        lines = [line for part in components for line in found.recalculated.of(part)]
        if not lines:
            continue
        rows.append(CalculationRow(f"group.{name}", RowKind.GROUP, name))
        for line in lines:
            rows.append(_line(line, found, book, RowKind.LINE))
            rows += [
                _line(part, found, book, RowKind.PART)
                for part in found.recalculated.heating
                if part.name == f"{line.name}.heating"
            ]
        rows += _sums(components, compared, found, book)
    total = compared.get(Component.TOTAL)
    if total is not None and rows:
        rows.append(_sum(total, found, book, RowKind.TOTAL))
    return tuple(rows)


def _sums(
    components: tuple[Component, ...],
    compared: dict[Component, Comparison],
    found: Calculation,
    book: RuleBook,
) -> Iterator[CalculationRow]:
    for part in components:
        row = compared.get(part)
        if row is not None and found.recalculated.of(part):
            yield _sum(row, found, book, RowKind.SUM)


def _line(line: Line, found: Calculation, book: RuleBook, kind: RowKind) -> CalculationRow:
    terms = {term.name.rpartition(".")[2]: term for term in (line.working.terms if line.working else ())}
    prior = _number(found.prior, f"{line.name}.emission")
    verified = _number(found.verification, _verified(line.name)) if kind is RowKind.LINE else None
    row = CalculationRow(
        key=line.name,
        kind=kind,
        name=_name(line.name),
        stated_fact=line.stated,
        amount=terms.get("amount"),
        ncv=terms.get("ncv"),
        cc=terms.get("cc") or terms.get("factor"),
        of=terms.get("of"),
        recomputed=line.emission,
        verified=verified,
        prior=prior,
        working=line.working,
        missing=line.missing,
        standard=line.standard.result if line.standard else None,
    )
    return _judged(row, book)


def _sum(row: Comparison, found: Calculation, book: RuleBook, kind: RowKind) -> CalculationRow:
    name = "排放总量" if kind is RowKind.TOTAL else f"小计　{row.component.label}"
    made = CalculationRow(
        key=f"c2.{row.component}",
        kind=kind,
        name=name,
        stated_fact=row.corrected or row.initial,
        recomputed=row.recomputed,
        verified=row.verified.number if row.verified else None,
        prior=row.prior,
        working=found.recalculated.sums.get(row.component),
    )
    return _judged(made, book)


def _judged(row: CalculationRow, book: RuleBook) -> CalculationRow:
    return replace(row, outcome=_outcome(row, book))


def _outcome(row: CalculationRow, book: RuleBook) -> Outcome:
    off = row.off
    if off is None:
        return Outcome.UNKNOWN
    if abs(off.amount) > tolerance(book, row.recomputed or Decimal(0)):
        return Outcome.DIFFERS
    return Outcome.ASK if row.standard is not None else Outcome.SAME


def tolerance(book: RuleBook, amount: Decimal) -> Decimal:
    """How far a row may be off, in tCO2: the larger of the two limits of X-01."""
    limits = book.rules["X-01"].limits
    tonnes, percent = limits["tonnes"].value or Decimal(0), limits["percent"].value or Decimal(0)
    return max(tonnes, abs(amount) * percent / 100)


def _verified(name: str) -> str:
    return _VERIFIED.get(name) or f"vr.e.{name.partition('.')[2]}"


def _number(facts: ReportFacts | None, name: str) -> Decimal | None:
    return facts.number(name) if facts is not None else None


def _name(name: str) -> str:
    info = describe(f"{name}.emission")
    if name in _NAMES:
        return _NAMES[name]
    return info.label.removesuffix(" 排放量").removesuffix("排放量").strip() if info else name


def export_calculation(rows: tuple[CalculationRow, ...], note: str, target: Path) -> Path:
    """The table as a workbook. Raises what `write_workbook` raises."""
    fields = [Field("排放源"), Field("出处"), Field("活动数据", "amount"), Field("单位")]
    fields += [Field("低位热值"), Field("含碳量或因子"), Field("氧化率（%）")]
    heads = ("上年值", "报告值", "复算值", "核查值", "报告−复算")
    fields += [Field(f"{head}（tCO2）", "amount") for head in heads]
    fields += [Field("相差（%）", "amount"), Field("结果"), Field("计算过程")]
    table = Table("排放量复算", fields, [_cells(row) for row in rows if row.kind is not RowKind.GROUP])
    return write_workbook([table], target, note)


def _cells(row: CalculationRow) -> list[Cell]:
    off = row.off
    amounts = (row.prior, row.stated, row.recomputed, row.verified, off.amount if off else None)
    return [
        row.name,
        row.place,
        row.amount.value if row.amount else None,
        row.amount.unit if row.amount else None,
        *(f"{term.value:f}" if term else None for term in (row.ncv, row.cc, row.of)),
        *(round(amount, 2) if amount is not None else None for amount in amounts),
        round(off.percent, 2) if off and off.percent is not None else None,
        row.outcome.label if row.outcome else None,
        row.working.formula if row.working else None,
    ]
