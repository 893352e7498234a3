"""Dates, periods and recurring or relative deadlines in indicator values (value grammar §2, §3.2, §3.3).

All functions take folded text (see `texts.fold`) and return None where the text is not of their kind.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.enums import LabelEnum

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"1[0-2]|0?[1-9]"
_DAY = r"3[01]|[12][0-9]|0?[1-9]"
_BEFORE = r"(?P<before>(?:之前|以前|及以前|前))"
_REST = r"(?P<rest>[^0-9，。；;,:：、]{0,30})"
_LEAD = r"(?:已于|已在|于|在|截至|截止到|截止|最迟|不晚于|不迟于|不超过|至|到|力争|确保)?"
_VERB = re.compile(
    r"(?:内|按时|全部)?(?:完成|完工|竣工|报送|提交|上报|结束|交付|验收|出具|印发|发布|办结|支付)"
)
_JOIN = r"(?:-|~|—|–|至|到)"

_LONG = re.compile(
    rf"{_LEAD}(?:(?P<year>{_YEAR})年)?(?P<month>{_MONTH})月份?"
    rf"(?:(?P<day>{_DAY})[日号]|(?P<third>上旬|中旬|下旬)|月?(?P<end>底|末))?{_BEFORE}?{_REST}"
)
_YEAR_END = re.compile(rf"{_LEAD}(?:(?P<year>{_YEAR})年度?|本年|当年|年)(?:底|末){_BEFORE}?{_REST}")
_PLAIN = re.compile(
    rf"{_LEAD}(?P<year>{_YEAR})(?P<dot>[-/.])(?P<month>{_MONTH})(?P=dot)(?P<day>{_DAY}){_BEFORE}?{_REST}"
)
_PLAIN_MONTH = re.compile(rf"(?P<year>{_YEAR})(?P<dot>[-/.])(?P<month>0[1-9]|1[0-2])")


# A limit that stands in a column of comparators before the date; without a year 12月 may also be a duration.
_LIMITED = re.compile(rf"(?:≤|<=)({_YEAR}[年./-].+)")


def _point(n: int) -> str:
    """A month or a day of a period; its groups carry the number `n`."""
    return (
        rf"(?:(?P<y{n}>{_YEAR})[年./-])?(?P<m{n}>{_MONTH})"
        rf"(?:(?P<moon{n}>月)(?:(?P<e{n}>{_DAY})日)?|[./-](?P<d{n}>{_DAY})日?)?"
    )


_PERIOD = re.compile(_point(1) + _JOIN + _point(2) + _REST)
_YEARS = re.compile(rf"(?P<first>{_YEAR})年?{_JOIN}(?P<last>{_YEAR})(?:年度?)?")

_EVERY = {"月": "monthly", "季度": "quarterly", "季": "quarterly", "半年": "half_yearly", "年": "yearly"}
_DAYS = r"(?P<days>[0-9]{1,4})个?(?P<kind>工作日|自然日|日历日|日|天|个?月)(?:以|之)?内"
_AFTER_PERIOD = re.compile(
    rf"每(?:个)?(?P<every>月|季度|季|半年|年)度?(?:结束|终了)?(?:之)?后(?:的)?{_DAYS}{_REST}"
)
_EVERY_YEAR = re.compile(
    rf"每年(?P<month>{_MONTH})月(?:(?P<day>{_DAY})[日号]|月?(?P<end>底|末)){_BEFORE}{_REST}"
)
_EVERY_MONTH = re.compile(
    rf"每(?:个)?(?P<every>月|季度|季|年)度?(?:(?P<day>{_DAY})[日号]|(?P<end>底|末)){_BEFORE}{_REST}"
)
_AFTER_EVENT = re.compile(rf"自?(?P<event>[^0-9，。；;]{{2,30}}?)(?:之?后|(?:之日)?起)(?:的)?{_DAYS}{_REST}")


class DateWarning(LabelEnum):
    """What the user should look at in a date."""

    AMBIGUOUS = ("ambiguous month", "“月前”可理解为该月开始之前或该月底之前，请确认")
    NO_YEAR = ("no year", "日期没有写年份，请确认")
    MAYBE_NUMBER = ("maybe a number", "按年月读取，也可能是一个数值，请确认")
    SERIAL = ("spreadsheet date serial", "由表格软件的日期序号换算，请确认")


@dataclass(frozen=True)
class When:
    """What a date value says.

    Dates are ISO texts; without a year they stay partial (`--12-31`, `--12-end`, `---10`).
    """

    kind: str
    operator: str = "none"
    date: str = ""
    precision: str = ""
    inclusive: bool | None = None
    # Whether 前 is printed, so that the date is a limit and not the day itself.
    until: bool = False
    date_start: str = ""
    date_end: str = ""
    recurrence: str = ""
    offset_days: int | None = None
    offset_kind: str = ""
    event: str = ""
    text: str = ""
    warning: DateWarning | None = None


def read_when(folded: str, year: int | None) -> When | None:
    """The date value that `folded` states; a missing year is taken from `year`, the year of the form."""
    limited = _LIMITED.fullmatch(folded)
    for reader in _READERS:
        when = reader(limited[1] if limited else folded, year)
        if when is not None:
            return when
    return None


def serial_date(number: str) -> When | None:
    """A spreadsheet's serial number as a date, where it is one (20000 to 80000)."""
    if not re.fullmatch(r"[0-9]{5}", number) or not 20000 <= int(number) <= 80000:
        return None
    day = date(1899, 12, 30) + timedelta(days=int(number))
    return When("deadline", "<=", day.isoformat(), "day", True, warning=DateWarning.SERIAL)


def _read_long(folded: str, form_year: int | None) -> When | None:
    found = _LONG.fullmatch(folded)
    if found is None or not _rest_fits(found):
        return None
    year = int(found["year"]) if found["year"] else form_year
    month = int(found["month"])
    if found["before"] and not (found["day"] or found["third"] or found["end"]):
        first = _iso(year, month, 1)
        return When(
            "deadline", "<", first, "month", False, True, text=found["rest"], warning=DateWarning.AMBIGUOUS
        )
    if found["day"]:
        last, precision = int(found["day"]), "day"
    elif found["third"]:
        last, precision = {"上旬": 10, "中旬": 20}.get(found["third"], 31), "third"
    else:
        last, precision = 31, "day" if found["end"] else "month"
    text = _iso(year, month, last, clip=not found["day"])
    if not text:
        return None
    warning = DateWarning.NO_YEAR if text.startswith("--") else None
    return When(
        "deadline", "<=", text, precision, True, bool(found["before"]), text=found["rest"], warning=warning
    )


def _read_year_end(folded: str, form_year: int | None) -> When | None:
    found = _YEAR_END.fullmatch(folded)
    if found is None or not _rest_fits(found):
        return None
    year = int(found["year"]) if found["year"] else form_year
    text = _iso(year, 12, 31)
    warning = None if year else DateWarning.NO_YEAR
    return When(
        "deadline", "<=", text, "day", True, bool(found["before"]), text=found["rest"], warning=warning
    )


def _read_plain(folded: str, _: int | None) -> When | None:
    found = _PLAIN.fullmatch(folded)
    if found is None or not _rest_fits(found):
        return None
    text = _iso(int(found["year"]), int(found["month"]), int(found["day"]))
    if not text:
        return None
    return When("deadline", "<=", text, "day", True, bool(found["before"]), text=found["rest"])


def _read_plain_month(folded: str, _: int | None) -> When | None:
    found = _PLAIN_MONTH.fullmatch(folded)
    if found is None:
        return None
    text = _iso(int(found["year"]), int(found["month"]), 31, clip=True)
    warning = DateWarning.MAYBE_NUMBER if found["dot"] == "." else None
    return When("deadline", "<=", text, "month", True, warning=warning)


def _read_period(folded: str, form_year: int | None) -> When | None:
    found = _PERIOD.fullmatch(folded)
    # Without a year and without the sign 月 it is a range of figures such as 8-10.
    if found is None or not (found["y1"] or found["moon2"]) or not _fits(found["rest"]):
        return None
    year1 = int(found["y1"]) if found["y1"] else form_year
    year2 = int(found["y2"]) if found["y2"] else year1
    day1, day2 = found["d1"] or found["e1"], found["d2"] or found["e2"]
    if year1 is None or year2 is None or bool(day1) != bool(day2):
        return None
    start = _iso(year1, int(found["m1"]), int(day1 or 1))
    end = _iso(year2, int(found["m2"]), int(day2 or 31), clip=not day2)
    if not start or not end or start > end:
        return None
    precision = "day" if day2 else "month"
    return When("period", date_start=start, date_end=end, precision=precision, text=found["rest"])


def _read_years(folded: str, _: int | None) -> When | None:
    found = _YEARS.fullmatch(folded)
    if found is None or found["first"] > found["last"]:
        return None
    return When(
        "period", date_start=f"{found['first']}-01-01", date_end=f"{found['last']}-12-31", precision="year"
    )


def _read_after_period(folded: str, _: int | None) -> When | None:
    found = _AFTER_PERIOD.fullmatch(folded)
    if found is None:
        return None
    return When(
        "recurring_deadline",
        "<=",
        recurrence=_EVERY[found["every"]],
        offset_days=int(found["days"]),
        offset_kind=_offset_kind(found["kind"]),
        event="period_end",
        text=found["rest"],
    )


def _read_fixed_every(folded: str, _: int | None) -> When | None:
    yearly = _EVERY_YEAR.fullmatch(folded)
    if yearly:
        last = 31 if yearly["end"] else int(yearly["day"])
        text = _iso(None, int(yearly["month"]), last, clip=bool(yearly["end"]))
        return _fixed("yearly", text, yearly["rest"]) if text else None
    found = _EVERY_MONTH.fullmatch(folded)
    if found is None or (found["day"] and found["every"] != "月"):
        return None
    text = "--12-end" if found["every"] == "年" else "---end"
    if found["day"]:
        text = f"---{int(found['day']):02d}"
    return _fixed(_EVERY[found["every"]], text, found["rest"])


def _fixed(recurrence: str, text: str, rest: str) -> When:
    return When(
        "recurring_deadline",
        "<=",
        date=text,
        inclusive=True,
        until=True,
        recurrence=recurrence,
        event="fixed_date",
        text=rest,
    )


def _read_after_event(folded: str, _: int | None) -> When | None:
    found = _AFTER_EVENT.fullmatch(folded)
    if found is None:
        return None
    return When(
        "relative_deadline",
        "<=",
        event=found["event"],
        offset_days=int(found["days"]),
        offset_kind=_offset_kind(found["kind"]),
        text=found["rest"],
    )


_READERS: tuple[Callable[[str, int | None], When | None], ...] = (
    _read_after_period,
    _read_fixed_every,
    _read_plain,
    _read_years,
    _read_period,
    _read_long,
    _read_year_end,
    _read_plain_month,
    _read_after_event,
)


def _rest_fits(found: re.Match[str]) -> bool:
    """Whether the words after the date say that something is done by then, or are none."""
    return bool(found["before"]) or _fits(found["rest"])


def _fits(rest: str) -> bool:
    return not rest or bool(_VERB.match(rest))


def _offset_kind(printed: str) -> str:
    if printed == "工作日":
        return "workday"
    return "month" if printed.endswith("月") else "calendar"


def _iso(year: int | None, month: int, day: int, *, clip: bool = False) -> str:
    """The date as text, partial without a year, empty for no such day; `clip`: at most the last day."""
    longest = calendar.monthrange(year or 2000, month)[1]
    if year is None and clip and day >= longest:
        return f"--{month:02d}-end"
    day = min(day, longest) if clip else day
    if day > longest:
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"


_DATES_IN_PROSE = [
    re.compile(rf"{_YEAR}年?{_JOIN}{_YEAR}年?"),
    re.compile(rf"{_YEAR}[-/.](?:{_MONTH})[-/.](?:{_DAY})(?![0-9])"),
    re.compile(rf"(?:{_YEAR}年度?)?(?<![0-9])(?:{_MONTH})(?:{_JOIN}(?:{_MONTH}))?月份?(?:(?:{_DAY})[日号])?"),
    re.compile(rf"{_YEAR}年度?"),
    re.compile(r"第?[0-9]+(?:[、,和-][0-9]+)*个?季度(?!报)"),
]


def without_dates(folded: str) -> str:
    """`folded` with a full stop for every date, year and quarter, so that none is read as a figure."""
    for pattern in _DATES_IN_PROSE:
        folded = pattern.sub("。", folded)
    return folded


def span(when_date: str, precision: str, until: bool) -> tuple[date, date] | None:
    """The first and the last day that a date value can mean; None for a partial date.

    With 前 only the last day is known, so the first is the beginning of time.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", when_date):
        return None
    last = date.fromisoformat(when_date)
    if until:
        return date.min, last
    first = {"month": 1, "third": {10: 1, 20: 11}.get(last.day, 21)}.get(precision, last.day)
    return last.replace(day=first), last
