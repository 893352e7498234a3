"""Checks of form: handed in on time, the tables that must be there, the standards that are cited."""

from __future__ import annotations

import re
from datetime import date

from app.models.enums import DocumentKind
from app.models.names import half_width
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

_VR = (DocumentKind.VR,)
_MONTH_NUMBER = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?!\d)")
# The signs between two months: that of the month, those of "to", and dashes.
_MONTHS_ON_END = re.compile(r"(?<!\d)(1[0-2]|[1-9])\u6708?\s*[-~—–\u81f3\u5230]\s*(1[0-2]|[1-9])(?!\d)")
_STANDARD = re.compile(r"DB\d\d/T\d+(?:-\d{4})?")


@rule("ER-01", needs=("@received_on", "@due_on"))
def in_time(case: Case) -> Yield:
    """The report came in by the day on which it was due."""
    received, due = case.context.received_on, case.context.due_on
    assert received is not None and due is not None
    if received > due:
        yield Hit("", "late", received.isoformat(), due.isoformat())


@rule("ER-03")
def tables_are_there(case: Case) -> Yield:
    """The summary, the months of what is burnt, and the table of the branch are filled in."""
    wanted = ["c2"]
    if any(line != "total" for line in case.lines("c3")):
        wanted.append("c7")
    wanted += [table for sector, table in case.book.tables.items() if sector in case.context.sectors]
    for table in wanted:
        if not case.has(table):
            yield Hit(f"{table}.", "missing", subject=table, values={"table": case.book.table_names[table]})


@rule("VR-04", kinds=_VR, about=("vr.std",))
def cites_what_holds(case: Case) -> Yield:
    """The verification report cites the standard that holds for the branch."""
    fact = case.fact("vr.std")
    if fact is None or not fact.said:
        return
    if not case.context.standards:
        yield Gap(("@standards",))
        return
    cited = _STANDARD.findall("".join(half_width(fact.said).split()).upper().replace("—", "-"))
    wanted = ["".join(number.split()) for number in case.context.standards]
    # A standard may be cited without its year.
    if cited and not any(w == c or w.startswith(f"{c}-") for w in wanted for c in cited):
        yield hit(fact, "other", "、".join(case.context.standards))


@rule("VR-13", kinds=_VR, about=("vr.sample",), needs=("vr.sample.months", "#percent"))
def enough_months(case: Case) -> Yield:
    """As many months were looked at as a sample must have."""
    fact = case.fact("vr.sample.months")
    assert fact is not None
    words = half_width(fact.said)
    months = set(map(int, _MONTH_NUMBER.findall(words)))
    for first, last in _MONTHS_ON_END.findall(words):
        months |= set(range(int(first), int(last) + 1))
    least = case.limit("VR-13", "percent")
    if months and len(months) * 100 < least * 12:
        yield hit(fact, "few", f"≥ {plain(least)}%", count=str(len(months)))


@rule("VR-29", kinds=_VR, about=("vr.nc_count",), needs=("vr.nc_count",))
def nonconformities_are_closed(case: Case) -> Yield:
    """Where there are nonconformities, the report says when they were closed."""
    count, closed = case.number("vr.nc_count"), case.facts.date("vr.date.close")
    if count and not isinstance(closed, date):
        yield hit(case.fact("vr.nc_count"), "open")


@rule("VR-36", kinds=_VR, needs=("vr.final.total", "@prior", "#percent"))
def change_of_a_year(case: Case) -> Yield:
    """A change against last year that the verification report has to explain."""
    prior = case.context.prior
    before = prior.number("c2.total") if prior else None
    fact = case.fact("vr.final.total")
    if fact is None or fact.number is None or not before:
        return
    percent = (fact.number - before) / before * 100
    if abs(percent) > case.limit("VR-36", "percent"):
        yield hit(fact, "swing", before, percent=f"{percent:+.1f}")


RULES = (
    *(in_time, tables_are_there, cites_what_holds, enough_months),
    *(nonconformities_are_closed, change_of_a_year),
)
