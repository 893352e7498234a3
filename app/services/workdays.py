"""Working days: weekends, and the holidays and shifted days that the user pastes from the yearly notice.

Calendar and day limits are settings of the file: journaled, and the same for everybody who works with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.models.errors import InputError
from app.models.names import half_width
from app.services.catalog import Catalog, DayKind
from app.services.workspaces import file_setting, set_file_setting

_CALENDAR, _LIMITS = "calendar", "step_limits"
ROUNDS, REMINDERS = "max_rounds", "reminders"
_SATURDAY = 5
_LONGEST = 31  # days off in a row; more is a slip of the pen
MOST_DAYS = 250
_NUMBERS = {ROUNDS: (1, 9), REMINDERS: (0, 9)}


@dataclass(frozen=True)
class Workdays:
    """Days off beside weekends, and weekend days on which one works."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether one works on that day."""
        return day in self.on or (day not in self.off and day.weekday() < _SATURDAY)

    def after(self, day: date, days: int, kind: DayKind = DayKind.WORKING) -> date:
        """The day that comes `days` days after `day`; `day` itself does not count."""
        if kind is DayKind.NATURAL:
            return day + timedelta(days=days)
        left = days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_workday(day)
        return day

    def knows(self, year: int) -> bool:
        """Whether anything was entered for a year."""
        return any(day.year == year for day in (*self.off, *self.on))

    def text(self) -> str:
        """The calendar in lines that `read_workdays` reads back."""
        lines = [f"{first}{'' if first == last else f'至{last}'} 放假" for first, last in _spans(self.off)]
        lines += [f"{first}{'' if first == last else f'至{last}'} 上班" for first, last in _spans(self.on)]
        return "\n".join(sorted(lines))


_BRACKETED = re.compile(r"\([^()]*\)")
_PIECES = re.compile(r"[。;\n]")
_DATE = (
    r"(?:(?P<{0}y>\d{{4}})\s*[年./-]\s*)?(?:(?P<{0}m>\d{{1,2}})\s*[月./-]\s*)?"
    r"(?P<{0}d>\d{{1,2}})\s*(?:日|号)?"
)
_SPAN = re.compile(
    r"(?<![\d.])" + _DATE.format("a") + r"(?:\s*(?:至|到|~|—+|–|－)\s*" + _DATE.format("b") + r")?(?![\d天%])"
)
_YEAR = re.compile(r"(\d{4})\s*年")
_OFF_WORDS, _ON_WORDS = ("放假", "休息", "调休", "休"), ("上班", "工作")


def read_workdays(text: str, year: int) -> Workdays:
    """Read a pasted notice or list; `year` where a date names none.

    Each sentence holds days and what they are: 1月28日（周二）至2月4日（周二）放假调休，共8天。1月26日上班。

    Raises:
        InputError: a sentence with days says neither 放假 nor 上班, or a date is none.
    """
    plain = half_width(text)
    while _BRACKETED.search(plain):
        plain = _BRACKETED.sub("", plain)
    off: set[date] = set()
    on: set[date] = set()
    for piece in _PIECES.split(plain):
        for part, is_work in _parts(piece):
            found = set(_days(part, year))
            (on if is_work else off).update(found)
            if found:
                year = min(found).year if _YEAR.search(part) else year
    return Workdays(frozenset(off - on), frozenset(on))


def _parts(sentence: str) -> Iterator[tuple[str, bool]]:
    """The days of a sentence and whether one works on them; a sentence may hold both, one after the other."""
    rest = sentence.strip()
    words = "|".join((*_ON_WORDS, *_OFF_WORDS))
    while match := re.search(words, rest):
        yield rest[: match.start()], match.group() in _ON_WORDS
        rest = re.sub(rf"^(?:{words}|,|、|与|,?共\d+天)+", "", rest[match.start() :])
    if re.search(r"\d{1,2}\s*[月./-]\s*\d{1,2}", rest):
        raise InputError(
            f"“{rest[:24]}”没有写是放假还是上班。", "请在日期后面写“放假”或“上班”。", field="text"
        )


def _days(text: str, year: int) -> Iterator[date]:
    month = 0
    for match in _SPAN.finditer(text):
        if not (match["am"] or (month and match["ad"])):
            continue
        first = _date(match, "a", year, month)
        year, month = first.year, first.month
        last = first
        if match["bd"]:
            last = _date(match, "b", year, month)
            if last < first and not match["by"]:
                last = last.replace(year=last.year + 1)
        if not 0 <= (last - first).days < _LONGEST:
            raise InputError(f"“{match.group().strip()}”不是一段假期。", "请核对起止日期。", field="text")
        month = last.month
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _date(match: re.Match[str], part: str, year: int, month: int) -> date:
    values = (match[f"{part}y"], match[f"{part}m"], match[f"{part}d"])
    try:
        return date(int(values[0] or year), int(values[1] or month), int(values[2]))
    except ValueError:
        raise InputError(f"“{match.group().strip()}”里有不存在的日期。", "请核对。", field="text") from None


def _spans(days: frozenset[date]) -> Iterator[tuple[date, date]]:
    ordered = sorted(days)
    start = 0
    for place, day in enumerate(ordered):
        if place + 1 == len(ordered) or ordered[place + 1] - day != timedelta(days=1):
            yield ordered[start], day
            start = place + 1


def stored_workdays(session: Session) -> Workdays:
    """The calendar of the file; weekends only where none was entered."""
    text = file_setting(session, _CALENDAR)
    return read_workdays(text, date.today().year) if text else Workdays()


def save_workdays(session: Session, calendar: Workdays) -> None:
    """Keep the calendar with the file."""
    set_file_setting(session, _CALENDAR, calendar.text())


@dataclass(frozen=True)
class Limit:
    """A day limit of one of our steps as it holds in this file, and what the program proposes."""

    code: str
    name: str
    days: int
    default: int
    kind: DayKind


def stored_limits(session: Session, catalog: Catalog) -> tuple[Limit, ...]:
    """The day limits of all steps."""
    known = _numbers(session)
    return tuple(
        Limit(step.code, step.name, known.get(step.code, step.days), step.days, step.day_kind)
        for step in catalog.deadlines.steps.values()
    )


def save_numbers(session: Session, catalog: Catalog, numbers: Mapping[str, int]) -> None:
    """Keep day limits (by step), `ROUNDS` and `REMINDERS`; what is as the program proposes is not kept.

    Raises:
        InputError: a number is out of range.
    """
    steps = catalog.deadlines.steps
    kept = dict(_numbers(session))
    for code, number in numbers.items():
        low, high = _NUMBERS.get(code, (1, MOST_DAYS))
        if not low <= number <= high:
            raise InputError(f"应在 {low} 到 {high} 之间。", field=code)
        kept[code] = number
        if number == (steps[code].days if code in steps else _default(catalog, code)):
            del kept[code]
    text = json.dumps(kept, sort_keys=True) if kept else ""
    set_file_setting(session, _LIMITS, text)


def step_deadline(session: Session, catalog: Catalog, step: str, day: date) -> date:
    """When a step that begins on `day` is due, by the limits and the calendar of the file."""
    limit = next(one for one in stored_limits(session, catalog) if one.code == step)
    return stored_workdays(session).after(day, limit.days, limit.kind)


def max_rounds(session: Session, catalog: Catalog) -> int:
    """How many rounds a report may take."""
    return _numbers(session).get(ROUNDS, catalog.deadlines.max_rounds)


def reminders_needed(session: Session, catalog: Catalog) -> int:
    """How often a silent unit is reminded before its report is closed."""
    return _numbers(session).get(REMINDERS, catalog.deadlines.reminders)


def _default(catalog: Catalog, code: str) -> int:
    return catalog.deadlines.max_rounds if code == ROUNDS else catalog.deadlines.reminders


def _numbers(session: Session) -> dict[str, int]:
    """The numbers that differ from what the program proposes; a text that is none counts as nothing."""
    try:
        stored = json.loads(file_setting(session, _LIMITS) or "{}")
    except ValueError:
        return {}
    if not isinstance(stored, dict):
        return {}
    return {key: value for key, value in stored.items() if isinstance(value, int)}
