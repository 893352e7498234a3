"""Self-evaluation tables in the file: read as a form, written cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.base import Row, new_id
from app.models.bulk import natural
from app.models.enums import FundingRole, ScoreBand
from app.models.errors import AppError, InputError
from app.models.performance import FundingRow, Heading, Indicator, PerformanceTable
from app.models.ranks import rank_between, spread_ranks
from app.models.recorder import Seen
from app.models.stages import Forecast
from app.services.journal.history import seen
from app.services.performance.counting.bindings import bind, forget_counts, set_by_hand, with_counts
from app.services.performance.counting.filing import FilingInfo, filing_of, take_back
from app.services.performance.forecasts import (
    FORECAST_FIELDS,
    add_forecast,
    as_of,
    forecasts_of,
    forget_indicator,
    forget_stages,
    set_as_of,
    set_forecast,
)
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import FormKind, profiles


@dataclass(frozen=True)
class TableName:
    """A table in the list of tables."""

    id: str
    name: str
    year: int
    form: FormKind = FormKind.SELF_EVALUATION


@dataclass(frozen=True)
class StoredTable:
    """A table with the keys of its rows, in the order of the form; `seen` goes back when it is saved."""

    id: str
    form: SelfEvaluation
    heading_ids: tuple[str, ...]
    funding_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]
    seen: Seen
    # When it was handed in; None where it was not.
    filing: FilingInfo | None = None


# Fields that hold a number as typed; anything else in them is refused at the field.
_NUMBERS = {
    *("weight_text", "score_text", "initial_text", "full_year_text", "executed_text", "project_text"),
}
_NOTHING = {"", "—", "-", "–", "/"}
PROJECT = "项目名称"
Cells = Sequence[Sequence[str]]
Stored = TypeVar("Stored", bound=Row)
Ranked = TypeVar("Ranked", Heading, Indicator)


def table_names(session: Session) -> list[TableName]:
    """All tables, newest year first, by the project's name; a declaration behind its self-evaluation."""
    tables = session.scalars(select(PerformanceTable)).all()
    projects = {
        table: value or ""
        for table, value in session.execute(
            select(Heading.table_id, Heading.value).where(Heading.label == PROJECT)
        )
    }
    forms = {one.id: one.form for one in profiles()}
    order = list(FormKind)
    names = [
        TableName(t.id, projects.get(t.id) or t.title, t.year, forms.get(t.profile, FormKind.SELF_EVALUATION))
        for t in tables
    ]
    return sorted(names, key=lambda t: (-t.year, t.name, order.index(t.form), t.id))


def stored_table(session: Session, table_id: str) -> StoredTable:
    """One table as a form.

    Raises:
        AppError: it is gone.
    """
    table = session.get(PerformanceTable, table_id)
    if table is None:
        raise AppError("这张绩效表已被删除。", "请刷新后重试。")
    headings = _ordered(session, Heading, table_id)
    roles = list(FundingRole)
    funding = sorted(
        session.scalars(select(FundingRow).where(FundingRow.table_id == table_id)),
        key=lambda row: roles.index(row.role),
    )
    indicators = _ordered(session, Indicator, table_id)
    forecasts = forecasts_of(session, table_id)
    form = SelfEvaluation(
        title=table.title,
        year=table.year,
        profile=table.profile,
        money_unit=table.money_unit,
        headings=tuple((h.label, h.value or "") for h in headings),
        funding=tuple(_funding_line(row) for row in funding),
        goal_project=table.goal_project or "",
        goal_expected=table.goal_expected or "",
        goal_actual=table.goal_actual or "",
        indicators=with_counts(
            session,
            table_id,
            [row.id for row in indicators],
            [_indicator_line(row, forecasts.get(row.id)) for row in indicators],
        ),
        printed_weight=table.printed_weight or "",
        printed_score=table.printed_score or "",
        as_of=as_of(session, table_id),
    )
    rows = [table.id, *(r.id for r in (*headings, *funding, *indicators, *forecasts.values()))]
    return StoredTable(
        table.id,
        form,
        tuple(h.id for h in headings),
        tuple(f.id for f in funding),
        tuple(i.id for i in indicators),
        seen(session, rows),
        filing_of(session, table_id),
    )


def add_table(session: Session, form: SelfEvaluation, year: int) -> str:
    """Keep a form as a new table. `year` is taken where the form names none. Returns its key."""
    table = PerformanceTable(
        id=new_id(),
        title=form.title,
        year=form.year or year,
        profile=form.profile,
        money_unit=form.money_unit,
        goal_project=form.goal_project or None,
        goal_expected=form.goal_expected or None,
        goal_actual=form.goal_actual or None,
        printed_weight=form.printed_weight or None,
        printed_score=form.printed_score or None,
    )
    session.add(table)
    session.flush()
    ranks = spread_ranks(len(form.headings))
    for rank, (label, value) in zip(ranks, form.headings, strict=True):
        key = natural(session, "heading", table.id, label)
        session.add(Heading(id=key, table_id=table.id, label=label, value=value or None, rank=rank))
    for line in form.funding:
        key = natural(session, "funding", table.id, line.role)
        session.add(FundingRow(id=key, table_id=table.id, role=line.role, **_funding_values(line)))
    ranks = spread_ranks(len(form.indicators))
    for rank, indicator in zip(ranks, form.indicators, strict=True):
        _add_indicator(session, table.id, rank, indicator)
    if form.as_of is not None:
        set_as_of(session, table.id, form.as_of)
    return table.id


def delete_table(session: Session, table_id: str) -> None:
    """Delete a table with all its rows; undo brings it back."""
    forget_stages(session, table_id)
    take_back(session, table_id)
    forget_counts(session, session.scalars(select(Indicator.id).where(Indicator.table_id == table_id)))
    for model in (Heading, FundingRow, Indicator):
        for row in session.scalars(select(model).where(model.table_id == table_id)):
            session.delete(row)
    session.flush()
    session.delete(_require(session, PerformanceTable, table_id))


def set_goal(
    session: Session,
    table_id: str,
    *,
    expected: str | None = None,
    actual: str | None = None,
    project: str | None = None,
) -> None:
    """Keep the text of a goal cell, character for character; None leaves it as it is."""
    table = _require(session, PerformanceTable, table_id)
    if project is not None:
        table.goal_project = project if project.strip() else None
    if expected is not None:
        table.goal_expected = expected if expected.strip() else None
    if actual is not None:
        table.goal_actual = actual if actual.strip() else None


def set_table(session: Session, table_id: str, *, title: str | None = None, year: int | None = None) -> None:
    """Keep title or year of the form."""
    table = _require(session, PerformanceTable, table_id)
    table.title = title if title is not None else table.title
    table.year = year if year is not None else table.year


def set_heading(session: Session, table_id: str, label: str, value: str) -> None:
    """Keep one field of the head; makes it where the form has none yet."""
    key = natural(session, "heading", table_id, label)
    row = session.get(Heading, key)
    if row is None:
        last = _ordered(session, Heading, table_id)
        rank = rank_between(last[-1].rank if last else None, None)
        row = Heading(id=key, table_id=table_id, label=label, rank=rank)
        session.add(row)
    row.value = value.strip() or None


def set_funding(session: Session, table_id: str, role: FundingRole, field: str, text: str) -> None:
    """Keep one cell of the money block as typed.

    Raises:
        InputError: it is neither empty nor a number.
    """
    key = natural(session, "funding", table_id, role)
    row = session.get(FundingRow, key)
    if row is None:
        row = FundingRow(id=key, table_id=table_id, role=role)
        session.add(row)
    setattr(row, field, _checked(field, text))


def set_indicator(session: Session, indicator_id: str, field: str, text: str) -> None:
    """Keep one cell of an indicator row as typed.

    Raises:
        InputError: a number was asked for and this is none, or a name of a level is empty.
    """
    row = _require(session, Indicator, indicator_id)
    if field in FORECAST_FIELDS:
        set_forecast(session, indicator_id, field, text)
        return
    if field == "band":
        row.band = ScoreBand.of(text) if text else None
        return
    value = _checked(field, text)
    if field in ("level1", "level2") and value is None:
        raise InputError("一级、二级指标不能为空。", field=field)
    if field == "actual":
        set_by_hand(session, indicator_id, text)
    setattr(row, field, value)


def add_indicator(session: Session, table_id: str, line: IndicatorLine, after: str | None = None) -> str:
    """Add an indicator row behind `after`, or at the end. Returns its key."""
    rows = _ordered(session, Indicator, table_id)
    at = next((place for place, row in enumerate(rows) if row.id == after), len(rows) - 1)
    before = rows[at].rank if rows else None
    behind = rows[at + 1].rank if at + 1 < len(rows) else None
    return _add_indicator(session, table_id, rank_between(before, behind), line)


def move_indicator(session: Session, indicator_id: str, steps: int) -> None:
    """Move a row up (negative) or down within its table; at the edge nothing happens."""
    row = _require(session, Indicator, indicator_id)
    rows = [r for r in _ordered(session, Indicator, row.table_id) if r.id != row.id]
    at = sum(r.rank <= row.rank for r in rows)
    place = max(0, min(len(rows), at + steps))
    if place != at:
        before = rows[place - 1].rank if place else None
        after = rows[place].rank if place < len(rows) else None
        row.rank = rank_between(before, after)


def place_indicator(session: Session, table_id: str, line: IndicatorLine, place: int) -> str:
    """Add an indicator row so that `place` rows stand before it. Returns its key."""
    rows = _ordered(session, Indicator, table_id)
    before = rows[place - 1].rank if 0 < place <= len(rows) else None
    behind = rows[place].rank if place < len(rows) else None
    return _add_indicator(session, table_id, rank_between(before, behind), line)


def regroup_indicator(session: Session, indicator_id: str, level1: str, level2: str, place: int) -> None:
    """Put a row under other levels, so that `place` of the rows now there stand before it."""
    row = _require(session, Indicator, indicator_id)
    row.level1, row.level2 = level1, level2
    rows = _ordered(session, Indicator, row.table_id)
    before = next((r.rank for r in reversed(rows[:place]) if r.id != row.id), None)
    behind = next((r.rank for r in rows[place:] if r.id != row.id), None)
    row.rank = rank_between(before, behind)


def paste_cells(session: Session, table_id: str, start: str, fields: Sequence[str], cells: Cells) -> str:
    """Put a block of cells in from the row `start` downwards; rows that are missing are added in its group.

    `fields` are the columns from the first pasted one on; what lies beyond the last column is refused.
    Returns the key of the last row.

    Raises:
        InputError: a number was asked for and a cell is none, or the block is wider than the form. Nothing
            is written then.
    """
    rows = _ordered(session, Indicator, table_id)
    at = next((number for number, row in enumerate(rows) if row.id == start), None)
    if at is None:
        raise AppError("这一行已被删除。", "请刷新后重试。")
    key = start
    for number, texts in enumerate(cells):
        if len(texts) > len(fields):
            raise InputError(f"粘贴的内容有 {len(texts)} 列，从这一格起只有 {len(fields)} 列。")
        if at + number < len(rows):
            key = rows[at + number].id
        else:
            last = rows[-1]
            key = add_indicator(session, table_id, IndicatorLine(last.level1, last.level2), key)
            session.flush()
        for name, text in zip(fields, texts, strict=False):
            try:
                set_indicator(session, key, name, text)
            except InputError as error:
                raise InputError(f"粘贴的第{number + 1}行：{error.message}", error.hint) from error
    return key


def forget_printed(session: Session, table_id: str) -> None:
    """Let go of the totals, rates and scores that an imported table printed; our own figures hold."""
    table = _require(session, PerformanceTable, table_id)
    table.printed_weight = table.printed_score = None
    for row in session.scalars(select(FundingRow).where(FundingRow.table_id == table_id)):
        row.printed_rate = row.printed_score = None


def delete_indicator(session: Session, indicator_id: str) -> None:
    """Delete a row; undo brings it back. What proved it is evidence of the whole table then."""
    forget_counts(session, [indicator_id])
    forget_indicator(session, indicator_id)
    session.delete(_require(session, Indicator, indicator_id))


def _add_indicator(session: Session, table_id: str, rank: str, line: IndicatorLine) -> str:
    key = new_id()
    values = _indicator_values(line)
    if line.counted is not None:
        values["actual"] = None  # it is counted anew
    session.add(Indicator(id=key, table_id=table_id, rank=rank, **values))
    add_forecast(session, key, line)
    if line.counted is not None:
        session.flush()
        bind(session, key, line.counted)
    return key


def _checked(field: str, text: str) -> str | None:
    plain = text.strip() if field in _NUMBERS else text
    if not plain.strip():
        return None
    if field in _NUMBERS and plain not in _NOTHING:
        number = parse_amount(plain)
        if number is None:
            raise InputError(f"“{plain}”不是数字。", "请只写数字。", field=field)
        if field in ("weight_text", "score_text") and number < Decimal(0):
            raise InputError("分值和得分不能小于0。", field=field)
    return plain


def _require(session: Session, model: type[Stored], key: str) -> Stored:
    row = session.get(model, key)
    if row is None:
        raise AppError("这一行已被删除。", "请刷新后重试。")
    return row


def _ordered(session: Session, model: type[Ranked], table_id: str) -> list[Ranked]:
    """The rows of a table by their ranks."""
    rows = session.scalars(select(model).where(model.table_id == table_id))
    return sorted(rows, key=lambda row: (row.rank, row.id))


def _funding_line(row: FundingRow) -> FundingLine:
    return FundingLine(
        role=row.role,
        initial_text=row.initial_text or "",
        full_year_text=row.full_year_text or "",
        executed_text=row.executed_text or "",
        weight_text=row.weight_text or "",
        printed_rate=row.printed_rate or "",
        printed_score=row.printed_score or "",
        project_text=row.project_text or "",
    )


def _indicator_line(row: Indicator, forecast: Forecast | None) -> IndicatorLine:
    return IndicatorLine(
        level1=row.level1,
        level2=row.level2,
        title=row.title or "",
        target=row.target or "",
        actual=row.actual or "",
        weight_text=row.weight_text or "",
        band=row.band,
        score_text=row.score_text or "",
        score_reason=row.score_reason or "",
        reason=row.reason or "",
        project_title=row.project_title or "",
        project_target=row.project_target or "",
        forecast=(forecast.expected or "") if forecast else "",
        outlook=forecast.outlook if forecast else None,
    )


def _funding_values(line: FundingLine) -> dict[str, str | None]:
    return {
        "initial_text": line.initial_text or None,
        "full_year_text": line.full_year_text or None,
        "executed_text": line.executed_text or None,
        "weight_text": line.weight_text or None,
        "printed_rate": line.printed_rate or None,
        "printed_score": line.printed_score or None,
        "project_text": line.project_text or None,
    }


def _indicator_values(line: IndicatorLine) -> dict[str, str | ScoreBand | None]:
    return {
        "level1": line.level1,
        "level2": line.level2,
        "title": line.title or None,
        "target": line.target or None,
        "actual": line.actual or None,
        "weight_text": line.weight_text or None,
        "band": line.band,
        "score_text": line.score_text or None,
        "score_reason": line.score_reason or None,
        "reason": line.reason or None,
        "project_title": line.project_title or None,
        "project_target": line.project_target or None,
    }
