"""Emission report against verification report, and the dates and people of either (guide §5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.models.enums import DocumentKind
from app.models.names import name_key
from app.services.facts import Fact
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

VR = (DocumentKind.VR,)
_PARTS = ("total", "fuel", "process", "electricity", "heat")
_ORDERS = (
    ("contract", "desk", "site_from", "site_to", "close", "issue"),
    ("verify", "tech_review", "approve", "issue"),
)


@rule("X-07", kinds=VR, needs=("@report",))
def same_emission(case: Case) -> Yield:
    """What the verification concludes is what the final report states, part by part."""
    report = case.context.report
    assert report is not None
    tolerance = case.limit("X-07", "tonnes")
    pairs = [(f"vr.final.{part}", f"c2.{part}") for part in _PARTS]
    pairs += [("vr.ad.electricity", "c4.amount"), ("vr.ad.heat", "c5.amount")]
    fuels = [name.removeprefix("vr.ad.") for name in case.facts.facts if name.startswith("vr.ad.")]
    pairs += [(f"vr.ad.{fuel}", f"c3.{fuel}.amount") for fuel in fuels if fuel not in ("electricity", "heat")]
    if case.number("vr.final.total") is None or report.number("c2.total") is None:
        yield Gap(tuple(n for n in ("vr.final.total",) if case.number(n) is None) or ("c2.total",))
    for mine, theirs in pairs:
        stated, other = case.fact(mine), report.get(theirs)
        if stated is None or stated.number is None or other is None or other.number is None:
            continue
        if abs(stated.number - other.number) > tolerance:
            yield hit(stated, "part", other.number, other=other.where.text)


@rule("X-08", kinds=VR, needs=("@report",))
def same_version(case: Case) -> Yield:
    """The verification speaks of the report that is the final one."""
    report = case.context.report
    assert report is not None
    quoted, version = case.fact("vr.er_version_final"), report.text("head.version")
    if quoted is not None and version and name_key(quoted.said) != name_key(version):
        yield hit(quoted, "version", version)
    day, dated = case.fact("vr.er_date_final"), report.date("head.date")
    if day is not None and isinstance(day.value, date) and dated is not None and day.value != dated:
        yield hit(day, "date", dated.isoformat())
    if quoted is None and day is None:
        yield Gap(("vr.er_version_final", "vr.er_date_final"))
    elif not version and dated is None:
        yield Gap(("head.version", "head.date"))


@rule("X-09", kinds=VR, needs=("vr.initial.total", "vr.final.total"))
def change_without_nonconformity(case: Case) -> Yield:
    """Where verification changed the emission there is at least one nonconformity."""
    changed = [
        final
        for part in _PARTS
        if (final := case.fact(f"vr.final.{part}")) is not None
        and final.number is not None
        and (first := case.number(f"vr.initial.{part}")) is not None
        and abs(final.number - first) > case.limit("X-09", "tonnes")
    ]
    count = case.fact("vr.nc_count")
    if changed and (count is None or count.number is None):
        yield Gap(("vr.nc_count",))
    elif changed and count is not None and count.number == 0:
        first = case.number("vr.initial.total")
        yield hit(count, "none", "≥ 1", initial=plain(first), final=plain(case.number("vr.final.total")))


@rule("VR-35", kinds=VR, needs=("vr.initial.total", "vr.final.total"))
def change_is_explained(case: Case) -> Yield:
    """A serious change of the emission is marked, and has a reason."""
    final, first = case.fact("vr.final.total"), case.number("vr.initial.total")
    if final is None or final.number is None or first is None or final.number == first:
        return
    change = final.number - first
    percent = abs(change / first * 100) if first else Decimal(0)
    values = {"change": plain(change, 2), "percent": f"{percent:.2f}"}
    stated, tolerance = case.number("vr.change"), case.limit("X-09", "tonnes")
    # Some bodies state the change without its sign.
    if stated is not None and abs(abs(stated) - abs(change)) > tolerance:
        yield hit(case.fact("vr.change"), "stated", change)
    if abs(change) > case.limit("VR-35", "tonnes") or percent > case.limit("VR-35", "percent"):
        yield hit(final, "serious", first, **values)
    elif not case.facts.text("vr.change_reason"):
        yield hit(final, "reason", first, **values)


@rule("X-10", kinds=VR, about=("vr.date",))
def order_of_dates(case: Case) -> Yield:
    """Contract, desk review, site visit, closing, issue; verification, technical review, approval, issue."""
    if not case.lines("vr").get("date"):
        return
    for order in _ORDERS:
        known = [fact for key in order if (fact := _day(case, f"vr.date.{key}")) is not None]
        for earlier, later in pairwise(known):
            assert isinstance(earlier.value, date) and isinstance(later.value, date)
            if later.value < earlier.value:
                yield hit(later, "order", earlier.value.isoformat(), subject=earlier.name, other=earlier.name)
    visit, issue = (
        _day(case, "vr.date.site_to") or _day(case, "vr.date.site_from"),
        _day(case, "vr.date.issue"),
    )
    if visit is not None and issue is not None and visit.value == issue.value:
        yield hit(issue, "same_day", "")


def _day(case: Case, name: str) -> Fact | None:
    fact = case.fact(name)
    return fact if fact is not None and isinstance(fact.value, date) else None


@rule("X-34", kinds=(DocumentKind.ER, DocumentKind.VR))
def report_year(case: Case) -> Yield:
    """Year and dates of the document belong to the year of the report."""
    year = case.year
    if year is None:
        yield Gap(("head.year",))
        return
    for name in ("head.year", "vr.year"):
        stated = case.fact(name)
        if stated is not None and stated.number is not None and stated.number != year:
            yield hit(stated, "year", str(year))
    period = case.fact("head.period")
    if period is not None and period.said and str(year) not in period.said:
        yield hit(period, "year", str(year))
    yield from _days_after(case, year)


def _days_after(case: Case, year: int) -> Iterable[Hit]:
    names = ["head.date", "head.declaration_date", "vr.er_date_initial", "vr.er_date_final"]
    names += [f"vr.date.{key}" for key in ("site_from", "site_to", "close", "verify", "approve", "issue")]
    last = int(case.limit("X-34", "years_after"))
    for name in names:
        fact = _day(case, name)
        if fact is None:
            continue
        assert isinstance(fact.value, date)
        if fact.value <= date(year, 12, 31):
            yield hit(fact, "early", f"> {year}-12-31")
        elif fact.value.year > year + last:
            yield hit(fact, "late", f"≤ {year + last}-12-31")


@rule("VR-03", kinds=VR, needs=("@report",))
def same_unit(case: Case) -> Yield:
    """Name and code of the verification report are those of the emission report."""
    report = case.context.report
    assert report is not None
    for mine, theirs in (("vr.unit_name", "head.name"), ("vr.uscc", "head.uscc")):
        stated, other = case.fact(mine), report.text(theirs)
        if stated is not None and stated.said and other and name_key(stated.said) != name_key(other):
            yield hit(stated, "unit", other)


@rule("VR-06", kinds=VR)
def people_apart(case: Case) -> Yield:
    """Technical reviewer and approver do not belong to the team."""
    team = {
        name_key(name)
        for part in ("vr.lead_verifier", "vr.verifier")
        for name in case.facts.text(part).replace("、", ",").replace("，", ",").split(",")
        if name_key(name)
    }
    for part in ("vr.technical_reviewer", "vr.approver"):
        fact = case.fact(part)
        if fact is not None and fact.said and name_key(fact.said) in team:
            yield hit(fact, "team", "")


@rule("VR-24", kinds=VR, about=("vr.meter",))
def meters_are_valid(case: Case) -> Yield:
    """The calibration of the meters lasts to the end of the report year."""
    fact = _day(case, "vr.meter.valid_to")
    if fact is not None and case.year is not None:
        assert isinstance(fact.value, date)
        if fact.value < date(case.year, 12, 31):
            yield hit(fact, "expired", f"≥ {case.year}-12-31")
