"""Handing a table in 报送: its counted figures are frozen with their records, and held against the count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.counting import CountedIndicator, FiledFigure, Filing
from app.models.errors import AppError, InputError
from app.models.performance import Indicator
from app.services.performance.counting.bindings import (
    Binding,
    bindings,
    counted,
    is_moved,
    record_lines,
    show_count,
    table_facts,
)
from app.services.performance.counting.facts import Facts
from app.services.performance.counting.figures import CountedFigure
from app.services.performance.counting.tally import Counted
from app.services.performance.form import IndicatorLine


@dataclass(frozen=True)
class FilingInfo:
    """When a table was handed in and by whom."""

    filed_on: date
    person: str
    note: str


@dataclass(frozen=True)
class Difference:
    """What moved between what was handed in and now."""

    came_in: tuple[Counted, ...] = ()
    went_out: tuple[Counted, ...] = ()
    # Before and now, of records that are counted still.
    changed: tuple[tuple[Counted, Counted], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the records are the same."""
        return not (self.came_in or self.went_out or self.changed)

    @property
    def words(self) -> str:
        """新增 1 条、减少 2 条."""
        parts = ((self.came_in, "新增"), (self.went_out, "减少"), (self.changed, "变动"))
        return "、".join(f"{name} {len(found)} 条" for found, name in parts if found)


@dataclass(frozen=True)
class Provenance:
    """Where the figure of a row comes from. `found` is None where the measure is not known."""

    binding: Binding
    found: CountedFigure | None
    actual: str
    difference: Difference
    has_moved: bool
    filed_records: tuple[Counted, ...] = ()


def filing_of(session: Session, table_id: str) -> FilingInfo | None:
    """When a table was handed in; None where it was not."""
    row = session.get(Filing, natural(session, "filing", table_id))
    return FilingInfo(row.filed_on, row.person, row.note or "") if row else None


def file_table(session: Session, table_id: str, filed_on: date, person: str, note: str = "") -> int:
    """Hand a table in: counted figures and their records are kept as they are now. Returns how many.

    Raises:
        InputError: nobody is named. AppError: it has been handed in already, or a figure is not there yet.
    """
    if not person.strip():
        raise InputError("请写报送人。", field="person")
    key = natural(session, "filing", table_id)
    if session.get(Filing, key) is not None:
        raise AppError("这张表已经报送。", "需要重新报送的，请先撤回报送。")
    facts = table_facts(session, table_id)
    known = bindings(session, table_id)
    for indicator_id, binding in known.items():
        _freeze(session, indicator_id, binding, facts)
    session.add(
        Filing(id=key, table_id=table_id, filed_on=filed_on, person=person.strip(), note=note.strip() or None)
    )
    return len(known)


def take_back(session: Session, table_id: str) -> None:
    """Take a handing in back: the figures follow the count again."""
    row = session.get(Filing, natural(session, "filing", table_id))
    if row is not None:
        session.delete(row)
    for figure in session.scalars(
        select(FiledFigure)
        .join(Indicator, Indicator.id == FiledFigure.indicator_id)
        .where(Indicator.table_id == table_id)
    ):
        session.delete(figure)


def take_count(session: Session, indicator_id: str) -> None:
    """After handing in: let what is counted now stand instead, typed over or not."""
    indicator = _indicator(session, indicator_id)
    known = bindings(session, indicator.table_id).get(indicator_id)
    if known is not None:
        facts = table_facts(session, indicator.table_id)
        _freeze(session, indicator_id, Binding(indicator_id, known.measure, False, ""), facts)


def provenance(session: Session, indicator_id: str) -> Provenance:
    """Where the figure of a counted row comes from, and what moved since it was handed in.

    Raises:
        AppError: the row is gone or is not counted.
    """
    indicator = _indicator(session, indicator_id)
    binding = bindings(session, indicator.table_id).get(indicator_id)
    if binding is None:
        raise AppError("这一行不是自动统计的。", "请刷新后重试。")
    facts = table_facts(session, indicator.table_id)
    line = _line(indicator)
    found = counted(line, binding, facts)
    before = read_records(binding.filed_records)
    if found is None or binding.filed is None:
        return Provenance(binding, found, show_count(line, binding, facts).actual, Difference(), False)
    moved = is_moved(binding, found, line.actual)
    difference = compare(before, found.tally.records)
    shown = show_count(line, binding, facts).actual
    return Provenance(binding, found, shown, difference, moved, before)


def read_records(text: str) -> tuple[Counted, ...]:
    """The records as they were kept."""
    found = []
    for line in text.splitlines():
        entity, key, own, share, *cells = line.split("\t")
        found.append(Counted(entity, key, own, tuple(cells), share))
    return tuple(found)


def compare(before: Iterable[Counted], now: Iterable[Counted]) -> Difference:
    """What came in, went out and changed."""
    old = {one.id: one for one in before}
    new = {one.id: one for one in now}
    return Difference(
        tuple(one for key, one in new.items() if key not in old),
        tuple(one for key, one in old.items() if key not in new),
        tuple((old[key], one) for key, one in new.items() if key in old and _says(old[key]) != _says(one)),
    )


def _says(one: Counted) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in (one.share, *one.cells))


def _freeze(session: Session, indicator_id: str, binding: Binding, facts: Facts) -> None:
    indicator = _indicator(session, indicator_id)
    line = _line(indicator)
    found = counted(line, binding, facts)
    if found is None:
        return
    text = line.actual if binding.is_by_hand else found.text
    if not text:
        name = line.title.split("\n")[0] or line.level2
        raise AppError(f"“{name}”还没有统计结果：{found.tally.note}。", "请补齐记录，或改为手工填写。")
    key = natural(session, "filed_figure", indicator_id)
    row = session.get(FiledFigure, key)
    if row is None:
        row = FiledFigure(id=key, indicator_id=indicator_id)
        session.add(row)
    row.measure, row.text, row.records = binding.measure, text, record_lines(found)
    if binding.is_by_hand:
        return
    indicator.actual = None
    counted_row = session.get(CountedIndicator, natural(session, "counted_indicator", indicator_id))
    if counted_row is not None:
        counted_row.is_by_hand, counted_row.hand_reason = False, None


def _indicator(session: Session, indicator_id: str) -> Indicator:
    row = session.get(Indicator, indicator_id)
    if row is None:
        raise AppError("这一行已被删除。", "请刷新后重试。")
    return row


def _line(row: Indicator) -> IndicatorLine:
    return IndicatorLine(
        row.level1, row.level2, title=row.title or "", target=row.target or "", actual=row.actual or ""
    )
