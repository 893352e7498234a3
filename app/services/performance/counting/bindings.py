"""Which indicators are counted, and the form with what they count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.counting import CountedIndicator, FiledFigure
from app.models.enums import DocumentKind, FundingRole
from app.models.errors import AppError, InputError
from app.models.performance import FundingRow, Heading, Indicator, PerformanceTable
from app.services.catalog import load_catalog
from app.services.measures import Spec, measures, read_spec
from app.services.performance.counting.facts import Facts, TableFact, read_facts
from app.services.performance.counting.figures import CountedFigure, figure
from app.services.performance.form import CountMark, IndicatorLine

PROJECT = "项目名称"
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(frozen=True)
class Binding:
    """What an indicator counts, as it is kept; `spec` is None for a measure this program does not know."""

    indicator_id: str
    measure: str
    is_by_hand: bool
    hand_reason: str
    # Text and records as they were handed in; None where they were not.
    filed: str | None = None
    filed_records: str = ""

    @property
    def spec(self) -> Spec | None:
        """The measure."""
        return read_spec(self.measure)


def bindings(session: Session, table_id: str) -> dict[str, Binding]:
    """The counted indicators of a table by key."""
    query = (
        select(CountedIndicator, FiledFigure)
        .join(Indicator, Indicator.id == CountedIndicator.indicator_id)
        .outerjoin(FiledFigure, FiledFigure.indicator_id == Indicator.id)
        .where(Indicator.table_id == table_id)
    )
    return {
        row.indicator_id: Binding(
            *(row.indicator_id, row.measure, row.is_by_hand, row.hand_reason or ""),
            *((filed.text, filed.records) if filed else (None, "")),
        )
        for row, filed in session.execute(query)
    }


def table_facts(session: Session, table_id: str) -> Facts:
    """Everything that the measures of a table look at.

    Raises:
        AppError: the table is gone.
    """
    table = session.get(PerformanceTable, table_id)
    if table is None:
        raise AppError("这张绩效表已被删除。", "请刷新后重试。")
    project = session.get(Heading, natural(session, "heading", table_id, PROJECT))
    total = session.get(FundingRow, natural(session, "funding", table_id, FundingRole.TOTAL))
    budget = parse_amount(total.full_year_text) if total else None
    factor = _MONEY.get(table.money_unit, Decimal(1))
    about = TableFact(
        table.year, (project.value or "") if project else "", budget * factor if budget is not None else None
    )
    return read_facts(session, about, due_on)


def due_on(year: int, kind: DocumentKind) -> date | None:
    """By when the reports of a year are to be reviewed, as the table of deadlines says."""
    rule = load_catalog().deadline(year, measures()["on_time"].milestone)
    return rule.due_for(year) if rule else None


def with_counts(
    session: Session, table_id: str, keys: Sequence[str], lines: Sequence[IndicatorLine]
) -> tuple[IndicatorLine, ...]:
    """The rows of a table, those that count with what they count now."""
    known = bindings(session, table_id)
    if not known:
        return tuple(lines)
    facts = table_facts(session, table_id)
    return tuple(
        show_count(line, known[key], facts) if key in known else line
        for key, line in zip(keys, lines, strict=True)
    )


def show_count(line: IndicatorLine, binding: Binding, facts: Facts) -> IndicatorLine:
    """A row with what it counts. The figure stands in the cell until it is typed over or handed in."""
    found = counted(line, binding, facts)
    live = found.text if found else ""
    has_moved = binding.filed is not None and found is not None and is_moved(binding, found, line.actual)
    mark = CountMark(
        *(binding.measure, live, binding.is_by_hand, binding.hand_reason), binding.filed, has_moved
    )
    shown = line.actual
    if found is not None and not mark.is_by_hand:
        shown = live if mark.filed is None else mark.filed
    return replace(line, counted=mark, actual=shown)


def counted(line: IndicatorLine, binding: Binding, facts: Facts) -> CountedFigure | None:
    """The figure of a row now; None where this program does not know its measure."""
    return figure(facts, binding.spec, line.target, line.title) if binding.spec else None


def is_moved(binding: Binding, found: CountedFigure, actual: str) -> bool:
    """Whether what was handed in would be another figure now, or of other records. `actual`: as typed."""
    now = actual if binding.is_by_hand else found.text
    return binding.filed != now or binding.filed_records != record_lines(found)


def record_lines(found: CountedFigure) -> str:
    """The records behind a figure, one line for each: kind, key, identity, share, cells."""
    return "\n".join(
        "\t".join(" ".join(cell.split()) for cell in (one.entity, one.key, one.id, one.share, *one.cells))
        for one in found.tally.records
    )


def set_measure(session: Session, indicator_id: str, measure: str) -> None:
    """Let an indicator count `measure`; "" lets it be typed again, with the figure that stands there now.

    Raises:
        InputError: there is no such measure. AppError: the indicator is gone, or was handed in.
    """
    key = natural(session, "counted_indicator", indicator_id)
    row = session.get(CountedIndicator, key)
    indicator = session.get(Indicator, indicator_id)
    if indicator is None:
        raise AppError("这一行已被删除。", "请刷新后重试。")
    if session.get(FiledFigure, natural(session, "filed_figure", indicator_id)) is not None:
        raise AppError("这张表已经报送，统计口径不能再改。", "请先撤回报送。")
    spec = read_spec(measure) if measure else None
    if measure and spec is None:
        raise InputError("没有这种统计口径。", "请重新选择。", field="measure")
    if spec is None:
        if row is not None:
            _keep_figure(session, indicator, row)
            session.delete(row)
        return
    if row is None:
        row = CountedIndicator(id=key, indicator_id=indicator_id, is_by_hand=False)
        session.add(row)
    row.measure = str(spec)
    row.is_by_hand, row.hand_reason = False, None
    indicator.actual = None


def _keep_figure(session: Session, indicator: Indicator, row: CountedIndicator) -> None:
    spec = read_spec(row.measure)
    if spec is not None and not row.is_by_hand:
        facts = table_facts(session, indicator.table_id)
        found = figure(facts, spec, indicator.target or "", indicator.title or "")
        indicator.actual = found.text or None


def set_by_hand(session: Session, indicator_id: str, text: str, reason: str | None = None) -> bool:
    """Type over a counted figure, or with "" let it be counted again. Returns whether the row counts at all.

    `reason`: None leaves it as it is; without one the checks ask for it.
    """
    row = session.get(CountedIndicator, natural(session, "counted_indicator", indicator_id))
    if row is None:
        return False
    row.is_by_hand = bool(text.strip())
    if not row.is_by_hand:
        row.hand_reason = None
    elif reason is not None:
        row.hand_reason = reason.strip() or None
    return True


def set_hand_reason(session: Session, indicator_id: str, reason: str) -> None:
    """Why a counted figure was typed over."""
    row = session.get(CountedIndicator, natural(session, "counted_indicator", indicator_id))
    if row is not None and row.is_by_hand:
        row.hand_reason = reason.strip() or None


def bind(session: Session, indicator_id: str, mark: CountMark) -> None:
    """Let a new indicator count as another did; what was typed over stays with the other."""
    spec = read_spec(mark.measure)
    if spec is not None:
        key = natural(session, "counted_indicator", indicator_id)
        row = CountedIndicator(id=key, indicator_id=indicator_id, measure=str(spec), is_by_hand=False)
        session.add(row)


def forget_counts(session: Session, indicator_ids: Iterable[str]) -> None:
    """Before indicators go: what they count and what was handed in goes first."""
    keys = list(indicator_ids)
    for model in (CountedIndicator, FiledFigure):
        for row in session.scalars(select(model).where(model.indicator_id.in_(keys))):
            session.delete(row)
    session.flush()
