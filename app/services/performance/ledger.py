"""The project ledger 项目台账: rows as texts, written cell by cell, pasted as blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount, show_amount
from app.models.base import Row, new_id
from app.models.errors import AppError, InputError
from app.models.names import name_key
from app.models.ranks import rank_between
from app.models.unit import FormerName, Unit
from app.services.measures import read_spec
from app.services.performance.counting.bindings import table_facts
from app.services.performance.counting.figures import tally
from app.services.performance.counting.project_facts import PriceFact
from app.services.performance.ledger_cells import (
    TABLES,
    CellKind,
    LedgerColumn,
    LedgerKind,
    LedgerTable,
    read_cell,
)

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True)
class LedgerRow:
    """One row as it is read: the texts of its columns; `computed` are those that nobody typed."""

    id: str
    texts: tuple[str, ...]
    computed: frozenset[int] = frozenset()
    # What is doubtful about it; "" for nothing.
    doubt: str = ""
    day: date | None = None
    # A price and its pieces in 元; of a price list only.
    amount: Decimal | None = None


def ledger_rows(session: Session, kind: LedgerKind, table_id: str = "") -> tuple[LedgerRow, ...]:
    """All rows of a table in their order. `table_id`: the form whose counts the price list shows."""
    table = TABLES[kind]
    stored = _stored(session, table)
    units = _unit_names(session) if kind is LedgerKind.VISITS else {}
    counts = _prices(session, table_id) if kind is LedgerKind.PRICES and table_id else {}
    doubts = _doubts(table, stored)
    rows = []
    for row in stored:
        texts = [_text(one, row, units) for one in table.columns]
        computed: set[int] = set()
        amount = None
        if kind is LedgerKind.PRICES:
            amount = _show_price(table, row, texts, computed, counts)
        day = getattr(row, table.day) if table.day else None
        rows.append(LedgerRow(row.id, tuple(texts), frozenset(computed), doubts.get(row.id, ""), day, amount))
    return tuple(rows)


def set_ledger_cell(session: Session, kind: LedgerKind, key: str, field: str, text: str, year: int) -> None:
    """Keep one cell as typed.

    Raises:
        InputError: it is not what the column holds. AppError: the row is gone.
    """
    table = TABLES[kind]
    row = session.get(table.model, key)
    if row is None:
        raise AppError("这一行已被删除。", "请刷新后重试。")
    _set(session, row, table.column(field), text, year)


def new_ledger_key() -> str:
    """The key of a row that is shown before it is in the file."""
    return new_id()


def add_ledger_row(
    session: Session, kind: LedgerKind, after: str = "", first: str = "", year: int = 0, key: str = ""
) -> str:
    """A new row behind `after`, or at the end. `first` is typed in the first column. Returns its key.

    Raises:
        InputError: a visit needs its unit first, or `first` is not what the column holds.
    """
    table = TABLES[kind]
    rows = _stored(session, table)
    at = next((place for place, row in enumerate(rows) if row.id == after), len(rows) - 1)
    behind = _rank(rows[at + 1]) if at + 1 < len(rows) else None
    fields: dict[str, Any] = {
        "id": key or new_id(),
        "rank": rank_between(_rank(rows[at]) if rows else None, behind),
    }
    column = table.columns[0]
    if column.kind is CellKind.UNIT:
        fields[column.field] = _unit(session, column, first)
    elif first:
        fields[column.field] = read_cell(column, first, year)
    session.add(table.model(**fields))
    session.flush()
    return str(fields["id"])


def add_ledger_cell(session: Session, kind: LedgerKind, key: str, field: str, text: str, year: int) -> str:
    """A new last row that begins with one cell as typed.

    Raises:
        InputError: it is not what the column holds, or a visit needs its unit first.
    """
    table = TABLES[kind]
    first = text if field == table.columns[0].field else ""
    add_ledger_row(session, kind, "", first, year, key)
    if not first:
        set_ledger_cell(session, kind, key, field, text, year)
    return key


def shown_cell(column: LedgerColumn, text: str, year: int) -> str:
    """How a cell will be shown once it is kept; a unit is looked up when it is kept.

    Raises:
        InputError: it is not what the column holds.
    """
    if column.kind is CellKind.UNIT:
        return text.strip()
    value = read_cell(column, text, year)
    return _show(column, value)


def foot_words(kind: LedgerKind, rows: Sequence[LedgerRow], year: int) -> str:
    """What stands below a table: how much of it belongs to the year."""
    if kind is LedgerKind.PRICES:
        total = sum((row.amount for row in rows if row.amount is not None), Decimal(0))
        return f"共 {len(rows)} 项，金额合计 {show_amount(total)} 元" if rows else ""
    own = [row for row in rows if row.day is not None and row.day.year == year]
    others = len(rows) - len(own)
    fields = [one.field for one in TABLES[kind].columns]

    def total_of(field: str) -> str:
        numbers = (parse_amount(row.texts[fields.index(field)]) for row in own)
        return show_amount(sum((number for number in numbers if number is not None), Decimal(0)))

    words = {
        LedgerKind.PAYMENTS: f"{len(own)} 笔，合计 {total_of('amount_text')} 元"
        if "amount_text" in fields
        else "",
        LedgerKind.TRAININGS: f"{len(own)} 场，{total_of('people')} 人次" if "people" in fields else "",
        LedgerKind.SURVEY: f"{len(own)} 题",
        LedgerKind.VISITS: f"{len(own)} 次",
        LedgerKind.PRODUCTS: f"已验收 {len(own)} 份",
    }[kind]
    return f"{year} 年 {words}" + (f"；另有 {others} 条不在本年度或没有日期" if others else "")


def delete_ledger_row(session: Session, kind: LedgerKind, key: str) -> None:
    """Delete a row; undo brings it back."""
    row = session.get(TABLES[kind].model, key)
    if row is not None:
        session.delete(row)


def paste_ledger(
    session: Session, kind: LedgerKind, start: str, field: str, cells: Cells, year: int
) -> tuple[int, str]:
    """Put a block of cells in from row `start` (or behind the last row, for "") and column `field` on.

    A first line of column names says which columns these are. Returns how many rows, and the key of the last.

    Raises:
        InputError: a cell is not what its column holds; nothing is written then.
    """
    table = TABLES[kind]
    columns, body = _pasted_columns(table, field, cells)
    rows = [row.id for row in _stored(session, table)]
    at = rows.index(start) if start in rows else len(rows)
    key = start
    for number, texts in enumerate(body):
        if len(texts) > len(columns):
            raise InputError(f"粘贴的内容有 {len(texts)} 列，从这一格起只有 {len(columns)} 列。")
        pairs = [(c, text) for c, text in zip(columns, texts, strict=False) if c is not None]
        try:
            if at + number < len(rows):
                key = rows[at + number]
            else:
                first = {c.field: text for c, text in pairs}.get(table.columns[0].field, "")
                key = add_ledger_row(session, kind, "", first, year)
            for column, text in pairs:
                set_ledger_cell(session, kind, key, column.field, text, year)
        except InputError as error:
            raise InputError(f"粘贴的第{number + 1}行：{error.message}", error.hint) from error
    return len(body), key


def _pasted_columns(table: LedgerTable, field: str, cells: Cells) -> tuple[list[LedgerColumn | None], Cells]:
    """Which columns the block holds, and its lines without the names."""
    typed = [one for one in table.columns if one.kind is not CellKind.SUM]
    names = {name_key(one.title): one for one in typed}
    names |= {name_key(one.title.split("（")[0]): one for one in typed}
    heads = [names.get(name_key(text)) for text in cells[0]] if cells else []
    if sum(one is not None for one in heads) >= 2:
        return list(heads), cells[1:]
    start = next(place for place, one in enumerate(table.columns) if one.field == field)
    # A column that is worked out takes its place in a block copied from here, and is passed over.
    return [one if one.kind is not CellKind.SUM else None for one in table.columns[start:]], cells


def _stored(session: Session, table: LedgerTable) -> list[Any]:
    return sorted(session.scalars(select(table.model)), key=lambda row: (_rank(row), row.id))


def _rank(row: Any) -> str:
    return str(row.rank)


def _set(session: Session, row: Row, column: LedgerColumn, text: str, year: int) -> None:
    if column.kind is CellKind.UNIT:
        setattr(row, column.field, _unit(session, column, text))
    elif column.kind is not CellKind.SUM:
        setattr(row, column.field, read_cell(column, text, year))


def _unit(session: Session, column: LedgerColumn, text: str) -> str:
    """The unit that is meant: by code, name, former name, or the only one whose name holds the words."""
    plain, key = text.strip(), name_key(text)
    if not key:
        raise InputError("请写走访的单位。", "写名称或统一社会信用代码。", field=column.field)
    exact = select(Unit.id).where(or_(Unit.uscc == plain.upper(), Unit.name_key == key))
    former = select(FormerName.unit_id).where(FormerName.name_key == key)
    part = select(Unit.id).where(Unit.name_key.contains(key, autoescape=True))
    for query in (exact, former, part):
        found = set(session.scalars(query))
        if len(found) == 1:
            return str(found.pop())
        if found:
            raise InputError(f"“{plain}”对应 {len(found)} 家单位。", "请写全称。", field=column.field)
    raise InputError(f"名录里没有“{plain}”。", "请先在单位名录里登记，或核对名称。", field=column.field)


def _unit_names(session: Session) -> dict[str, str]:
    return {key: name for key, name in session.execute(select(Unit.id, Unit.name))}


def _text(column: LedgerColumn, row: Any, units: dict[str, str]) -> str:
    if column.kind is CellKind.SUM:
        return ""
    value = getattr(row, column.field)
    return units.get(value, "") if column.kind is CellKind.UNIT else _show(column, value)


def _show(column: LedgerColumn, value: object) -> str:
    if value is None:
        return ""
    if column.kind is CellKind.COUNTER:
        spec = read_spec(str(value))
        return spec.label if spec else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _prices(session: Session, table_id: str) -> dict[str, tuple[Decimal | None, PriceFact]]:
    """How many pieces are counted for each price of the form's project."""
    facts = table_facts(session, table_id)
    found: dict[str, tuple[Decimal | None, PriceFact]] = {}
    for one in facts.project.prices:
        spec = read_spec(one.counted)
        value = tally(facts, spec).value if spec else None
        found[one.id] = (value if isinstance(value, Decimal) else None, one)
    return found


def _show_price(
    table: LedgerTable,
    row: Any,
    texts: list[str],
    computed: set[int],
    counts: dict[str, tuple[Decimal | None, PriceFact]],
) -> Decimal | None:
    """Fill in counted pieces and the sum of a price."""
    fields = [one.field for one in table.columns]
    pieces = row.quantity
    if row.counted:
        pieces = counts[row.id][0] if row.id in counts else None
        place = fields.index("quantity_text")
        texts[place] = show_amount(pieces) if pieces is not None else ""
        computed.add(place)
    amount = row.price * pieces if row.price is not None and pieces is not None else None
    place = fields.index("sum")
    texts[place] = show_amount(amount) if amount is not None else ""
    computed.add(place)
    return amount


def _doubts(table: LedgerTable, stored: Sequence[Any]) -> dict[str, str]:
    """Rows without a date, and rows that say the same as another."""
    found: dict[str, str] = {}
    if table.day:
        name = table.column(table.day).title
        found = {row.id: f"没有{name}，不会计入" for row in stored if getattr(row, table.day) is None}
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(stored):
        same = tuple(getattr(row, field) for field in (*table.same, "project") if hasattr(row, field))
        if all(value is not None for value in same[:2]):
            groups[same].append(place)
    for places in groups.values():
        for place in places[1:]:
            found.setdefault(stored[place].id, f"与第{places[0] + 1}行相同，可能登记了两次")
    return found
