"""The columns of the unit list: what they show, how they are sorted, how they are exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from app.models.amounts import show_amount
from app.models.enums import Category, ListState, ReviewState
from app.services.sheets.workbook import Cell, Field, Kind
from app.services.units.rows import UnitRow
from app.ui.looks import UNDECIDED, undecided_words
from app.ui.table import Column
from app.ui.table.columns import NO_VALUE

# From these changes against the year before on, in %, a unit is marked (guide §3.1, ER-48).
NOTABLE, ALARMING = 20, 50
_WIDE_TABLE = 1440
_CATEGORIES = {category: place for place, category in enumerate(Category)}
_STATES = {state: place for place, state in enumerate(ReviewState)}
_KINDS: dict[str, Kind] = {
    "emission": "amount",
    "change": "percent",
    "findings": "count",
    "deadline": "date",
    "updated": "date",
}


def is_overdue(row: UnitRow, today: date) -> bool:
    """Whether the deadline has gone by and our work on the report is not done."""
    is_late = row.deadline is not None and row.deadline < today
    return is_late and row.review_state.is_ours and row.is_listed


def is_notable(row: UnitRow) -> bool:
    """Whether the emission differs much from that of the year before."""
    return row.change is not None and abs(row.change) >= NOTABLE


def show_state(row: UnitRow) -> str:
    """The state of the review; 移出 for units that left the list."""
    return row.review_state.label if row.is_listed else ListState.REMOVED.label


def show_day(day: date | None) -> str:
    """A day of this review: 3月21日."""
    return f"{day.month}月{day.day}日" if day else NO_VALUE


def show_moment(moment: datetime | None, now: datetime) -> str:
    """When something was: 今天 14:02, 昨天 17:52, 3月17日, 2023-03-17; "" where it is not known yet."""
    if moment is None:
        return ""
    local = moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment
    days = (now.date() - local.date()).days
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {local:%H:%M}"
    return show_day(local.date()) if now - local < timedelta(days=300) else f"{local:%Y-%m-%d}"


def show_change(change: Decimal | None) -> str:
    """A change in per cent with its sign, and a triangle where it is notable."""
    if change is None:
        return NO_VALUE
    mark = "" if abs(change) < NOTABLE else ("▲ " if change > 0 else "▼ ")
    return mark + f"{change:+.1f}%".replace("-", "−")


def _change_tone(row: UnitRow) -> str:
    size = abs(row.change) if row.change is not None else Decimal(0)
    return "bad" if size >= ALARMING else "warn" if size >= NOTABLE else ""


def _state_order(row: UnitRow) -> int:
    return _STATES[row.review_state] if row.is_listed else len(_STATES)


def _category_order(row: UnitRow) -> int | None:
    return None if row.category is None else _CATEGORIES[row.category]


def _show_category(row: UnitRow) -> str:
    return row.category.short if row.category else NO_VALUE


def _show_emission(row: UnitRow) -> str:
    return show_amount(row.emission, 2)


def _show_change(row: UnitRow) -> str:
    return show_change(row.change)


def _or_none(name: str) -> Callable[[UnitRow], str | None]:
    read = attrgetter(name)

    def value(row: UnitRow) -> str | None:
        return read(row) or None

    return value


def _findings(row: UnitRow) -> int | None:
    return row.open_findings or None


def _conflict_mark(row: UnitRow) -> str:
    return UNDECIDED.icon if row.conflicts else ""


def _conflict_tip(row: UnitRow) -> str:
    return undecided_words(row.conflicts)


def _industry_tip(row: UnitRow) -> str:
    return f"行业代码 {row.industry_code}" if row.industry_code else ""


_NAME = Column(
    "name",
    "单位名称",
    attrgetter("name"),
    kind="strong",
    mark=_conflict_mark,
    tip=_conflict_tip,
    width=210,
    min_width=176,
    wide=420,
    stretch=True,
    is_optional=False,
)
_USCC = Column("uscc", "统一社会信用代码", _or_none("uscc"), kind="small", width=170, min_width=150, wide=176)
_CATEGORY = Column(
    "category", "类别", _category_order, _show_category, "outline", width=92, min_width=80, wide=96
)
_INDUSTRY = Column(
    "industry",
    "行业",
    _or_none("industry"),
    tip=_industry_tip,
    width=136,
    min_width=134,
    wide=170,
    gives_way=2,
)
_DISTRICT = Column(
    "district", "属地", _or_none("district"), width=84, min_width=76, gives_way=4, is_shown=False
)
_STATE = Column(
    "state",
    "审核状态",
    _state_order,
    show_state,
    "chip",
    width=140,  # 初审完成待二审
    min_width=138,
    wide=140,
    is_optional=False,
)
_EMISSION = Column(
    "emission",
    "排放量（tCO₂）",
    attrgetter("emission"),
    _show_emission,
    "number",
    width=120,
    min_width=110,
    wide=136,
)
_CHANGE = Column(
    "change",
    "同比",
    attrgetter("change"),
    _show_change,
    "number",
    tone=_change_tone,
    width=96,
    min_width=92,
    wide=104,
)
_FINDINGS = Column(
    "findings", "未关问题", _findings, kind="number", width=92, min_width=80, needs=_WIDE_TABLE
)
_ASSIGNEE = Column("assignee", "负责人", _or_none("assignee"), width=72, min_width=60, wide=84, gives_way=1)


def unit_columns(clock: Callable[[], datetime]) -> tuple[Column, ...]:
    """The columns; `clock` tells what is today and what is overdue."""

    def deadline(row: UnitRow) -> str:
        return show_day(row.deadline)

    def deadline_tone(row: UnitRow) -> str:
        return "bad" if is_overdue(row, clock().date()) else ""

    def deadline_glyph(row: UnitRow) -> str:
        return "clock" if is_overdue(row, clock().date()) else ""

    def updated(row: UnitRow) -> str:
        return show_moment(row.updated_at, clock())

    def state_tip(row: UnitRow) -> str:
        return f"已过截止日期 {show_day(row.deadline)}" if is_overdue(row, clock().date()) else ""

    return (
        *(
            _NAME,
            _USCC,
            _CATEGORY,
            _INDUSTRY,
            _DISTRICT,
            replace(_STATE, tip=state_tip),
            _EMISSION,
            _CHANGE,
            _FINDINGS,
            _ASSIGNEE,
        ),
        Column(
            "deadline",
            "截止日期",
            attrgetter("deadline"),
            deadline,
            tone=deadline_tone,
            glyph=deadline_glyph,
            width=100,
            wide=110,
            needs=_WIDE_TABLE,
        ),
        Column(
            "updated",
            "更新时间",
            attrgetter("updated_at"),
            updated,
            "small",
            width=100,
            min_width=84,
            wide=110,
            gives_way=3,
        ),
    )


def haystack(row: UnitRow) -> str:
    """The words a unit is found by."""
    return f"{row.name}\n{row.uscc}\n{row.initials}\n{row.industry}\n{row.assignee}"


def export_fields(columns: Sequence[Column]) -> list[Field]:
    """The same columns of a sheet."""
    return [Field(column.title, _KINDS.get(column.key, "text")) for column in columns]


def export_row(row: UnitRow, columns: Sequence[Column]) -> list[Cell]:
    """A row of the sheet: numbers and days as they are, everything else as it is read."""
    return [_exported(row, column) for column in columns]


def _exported(row: UnitRow, column: Column) -> Cell:
    if column.key == "updated":
        return row.updated_at.astimezone().date() if row.updated_at else None
    if column.key == "change":
        return None if row.change is None else row.change / 100
    if column.key in _KINDS:
        found: Cell = column.value(row)
        return found
    shown = column.shown(row)
    return None if shown == NO_VALUE else shown
