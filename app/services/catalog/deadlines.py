"""Deadlines of the public calendar and the day limits of our own steps: the content of `deadlines.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.models.enums import Confidence, LabelEnum
from app.services.catalog.origins import Attested, Source, read_origin
from app.services.catalog.table import Table


class DayKind(LabelEnum):
    """How days are counted."""

    NATURAL = ("natural", "自然日")
    WORKING = ("working", "工作日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A code of the data file and what people read for it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule(Attested):
    """By when something is due.

    One of `due` (a date), `month_day` (a date of the year after the report year), `days` after an event, or
    `years` of keeping. With none of them the deadline is not confirmed and the user fills it in.
    """

    milestone: str
    scope: str
    # The year in which the emission arose; for monthly data the year of the months. None: every year.
    report_year: int | None
    due: date | None
    month_day: tuple[int, int] | None
    days: int | None
    day_kind: DayKind | None
    after: str
    years: int | None
    text: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the rule says any time at all."""
        return any(value is not None for value in (self.due, self.month_day, self.days, self.years))

    def due_for(self, year: int) -> date | None:
        """The date for the report year `year`, or None where it is no date or not confirmed."""
        if self.month_day:
            return date(year + 1, *self.month_day)
        return self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLimit:
    """How many days one of our own steps may take; a design value, meant to be edited."""

    code: str
    name: str
    days: int
    day_kind: DayKind
    confidence: tuple[Confidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The whole of `deadlines.toml`."""

    home: str
    scopes: Mapping[str, Label]
    milestones: Mapping[str, Label]
    rules: tuple[DeadlineRule, ...]
    steps: Mapping[str, StepLimit]
    # Design values: rounds of a report, and reminders before a silent unit's report is closed.
    max_rounds: int
    reminders: int


def read_deadlines(table: Table, sources: Mapping[str, Source]) -> Deadlines:
    """Read and check `deadlines.toml`."""
    scopes = _read_labels(table, "scope")
    milestones = _read_labels(table, "milestone")
    home = table.text("home")
    if home not in scopes:
        table.fail(f"home “{home}”不在 [[scope]] 中")
    rules: list[DeadlineRule] = []
    for row in table.tables("deadline", "milestone", "scope", "report_year"):
        rule = _read_rule(row, scopes, milestones, sources)
        if any(_key(rule) == _key(other) for other in rules):
            row.fail("同一年度和范围有两条期限")
        rules.append(rule)
    content = Deadlines(
        home=home,
        scopes=scopes,
        milestones=milestones,
        rules=tuple(rules),
        steps=_read_steps(table),
        max_rounds=table.whole("max_rounds"),
        reminders=table.whole("reminders"),
    )
    table.close()
    return content


def _key(rule: DeadlineRule) -> tuple[str, str, int | None]:
    return rule.milestone, rule.scope, rule.report_year


def _read_labels(table: Table, key: str) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for row in table.tables(key, "code"):
        label = Label(code=row.text("code"), name=row.text("name"))
        row.close()
        row.unique(label.code, found, "code")
        found[label.code] = label
    return found


def _read_rule(
    row: Table, scopes: Mapping[str, Label], milestones: Mapping[str, Label], sources: Mapping[str, Source]
) -> DeadlineRule:
    origin, marks = read_origin(row, sources)
    rule = DeadlineRule(
        milestone=row.text("milestone"),
        scope=row.text("scope"),
        report_year=row.optional("report_year", row.whole),
        due=row.optional("due", row.day),
        month_day=_read_month_day(row),
        days=row.optional("days", row.whole),
        day_kind=row.choice("day_kind", DayKind) if row.has("days") else None,
        after=row.text("after") if row.has("days") else "",
        years=row.optional("years", row.whole),
        text=row.text("text"),
        sources=origin,
        confidence=marks,
    )
    row.close()
    if rule.scope not in scopes:
        row.fail(f"scope “{rule.scope}”不在 [[scope]] 中")
    if rule.milestone not in milestones:
        row.fail(f"milestone “{rule.milestone}”不在 [[milestone]] 中")
    if sum(row.has(key) for key in ("due", "month_day", "days", "years")) > 1:
        row.fail("due、month_day、days、years 只能写一个")
    if rule.is_unsure == rule.is_confirmed:
        row.fail("没有时间的期限应标 U，标 U 的期限不能写时间")
    if rule.due and rule.report_year and not 0 <= rule.due.year - rule.report_year <= 1:
        row.fail("due 不在报告年度当年或次年")
    return rule


def _read_month_day(row: Table) -> tuple[int, int] | None:
    text = row.optional("month_day", row.text)
    if text is None:
        return None
    try:
        # A leap year would accept 29 February, which most years do not have.
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        row.fail(f"month_day “{text}”不是“月-日”")
    return day.month, day.day


def _read_steps(table: Table) -> dict[str, StepLimit]:
    found: dict[str, StepLimit] = {}
    for row in table.tables("step", "code"):
        step = StepLimit(
            code=row.text("code"),
            name=row.text("name"),
            days=row.whole("days"),
            day_kind=row.choice("day_kind", DayKind),
            confidence=read_origin(row, {})[1],
        )
        row.close()
        row.unique(step.code, found, "code")
        found[step.code] = step
    return found
