"""Checks of the data quality control plan (guide §3.3, the DQ items that a program can answer)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from app.models.enums import DocumentKind
from app.services.facts import FUELS, ReportFacts, describe
from app.services.rules.rule import Case, Hit, Yield, hit, plain, rule

_PLAN = (DocumentKind.DQ,)
_HEAD = ("dq.version", "dq.approver", "dq.valid_from")
_PEOPLE = ("dq.department", "dq.person", "dq.phone")
_PARAMETER = ("method", "unit", "frequency")
_METER = ("model", "place", "accuracy", "interval", "valid_to")
_BOUGHT = {"electricity": "c4.amount", "heat": "c5.amount"}


def amount_of(source: str) -> str:
    """The yearly amount that a line of the table of parameters is about."""
    return _BOUGHT.get(source, f"c3.{source}.amount")


def _blanks(case: Case, names: Iterable[str]) -> Iterator[Hit]:
    for name in names:
        if not case.facts.text(name).strip():
            yield Hit(name, "blank")


@rule("DQ-01", kinds=_PLAN, about=("dq", "dqp", "dqm"))
def version_and_dates(case: Case) -> Yield:
    """Version, approver and day are there, and the plan holds for the year."""
    yield from _blanks(case, _HEAD)
    made, revised = case.fact("dq.made_on"), case.fact("dq.revised_on")
    if made is None and revised is None:
        yield Hit("dq.made_on", "blank")
    end = date(case.year, 12, 31) if case.year else None
    begins, ends = case.facts.date("dq.valid_from"), case.facts.date("dq.valid_to")
    if end and begins and begins > end:
        yield hit(case.fact("dq.valid_from"), "late", end.isoformat())
    if end and ends and ends < end:
        yield hit(case.fact("dq.valid_to"), "ended", end.isoformat())
    first, last = case.facts.date("dq.made_on"), case.facts.date("dq.revised_on")
    if first and last and last < first:
        yield hit(revised, "order", first.isoformat())


@rule("DQ-04", kinds=_PLAN, about=("dqp",), needs=("@report",))
def same_sources(case: Case) -> Yield:
    """The plan speaks of every source that the report has."""
    report = case.context.report
    assert report is not None
    planned, reported = set(case.lines("dqp")), set(_reported(report))
    for source in sorted(reported - planned):
        yield Hit(f"dqp.{source}.method", "unplanned", values={"source": _source(source)})
    for source in sorted(planned - reported):
        yield Hit(f"dqp.{source}.method", "unused", values={"source": _source(source)})


def _reported(report: ReportFacts) -> Iterator[str]:
    for source in (*FUELS, *_BOUGHT):
        if report.number(amount_of(source)):
            yield source


def _source(source: str) -> str:
    info = describe(f"dqp.{source}.method")
    return info.label.partition(" ")[0] if info else source


@rule("DQ-05", kinds=_PLAN, about=("dqp",))
def no_blanks(case: Case) -> Yield:
    """Way, unit and frequency are laid down for every parameter."""
    for source in case.lines("dqp"):
        yield from _blanks(case, (f"dqp.{source}.{part}" for part in _PARAMETER))


@rule("DQ-06", kinds=_PLAN, about=("dqp",), needs=("@units",))
def units_fit(case: Case) -> Yield:
    """The units measure what the guide wants them to."""
    units = case.context.units
    assert units is not None
    for source in case.lines("dqp"):
        name = f"dqp.{source}.unit"
        wanted = describe(amount_of(source))
        if wanted is None or not case.facts.text(name).strip():
            continue
        fits = units.get(name)
        if fits is not True:
            yield hit(case.fact(name), "unknown" if fits is None else "other", wanted.unit)


@rule("DQ-08", kinds=_PLAN, about=("dqm",))
def meters_are_valid(case: Case) -> Yield:
    """What is known of each meter is complete, and its verification holds to the end of the year."""
    end = date(case.year, 12, 31) if case.year else None
    for meter in case.lines("dqm"):
        yield from _blanks(case, (f"dqm.{meter}.{part}" for part in _METER))
        until = case.facts.date(f"dqm.{meter}.valid_to")
        if end and until and until < end:
            yield hit(case.fact(f"dqm.{meter}.valid_to"), "ended", end.isoformat())


@rule("DQ-12", kinds=_PLAN, about=("dq",), needs=("dq.retention", "#years"))
def kept_long_enough(case: Case) -> Yield:
    """Records are kept as long as they must be."""
    years = case.limit("DQ-12", "years")
    if (case.number("dq.retention") or Decimal(0)) < years:
        yield hit(case.fact("dq.retention"), "short", years)


@rule("DQ-13", kinds=_PLAN, about=("dq", "dqp", "dqm"))
def somebody_answers(case: Case) -> Yield:
    """Department, person and how to reach them."""
    yield from _blanks(case, _PEOPLE)


@rule("DQ-14", kinds=_PLAN, about=("dqp",), needs=("@report",))
def as_it_is_done(case: Case) -> Yield:
    """A value that the plan takes from the tables is that of the tables, a measured one is another."""
    report = case.context.report
    assert report is not None
    for source in case.lines("dqp"):
        known = case.library.fuel_value(source, case.year) if case.year is not None else None
        for part in ("ncv", "cc"):
            said, fact = case.facts.text(f"dqp.{source}.{part}"), report.get(f"c3.{source}.{part}")
            usual: Decimal | None = getattr(known, part) if known else None
            if not said or usual is None or fact is None or fact.number is None:
                continue
            if part == "cc" and fact.unit.endswith("/GJ"):
                usual = usual.scaleb(-3)
            is_usual = fact.number == usual
            variant = "default" if any(word in said for word in case.book.default_words) else "measured"
            is_said = variant == "default" or any(word in said for word in case.book.measured_words)
            if is_said and is_usual is (variant == "measured"):
                yield Hit(f"dqp.{source}.{part}", variant, plain(fact.number), plain(usual), fact.unit)


RULES = (
    *(version_and_dates, same_sources, no_blanks, units_fit, meters_are_valid),
    *(kept_long_enough, somebody_answers, as_it_is_done),
)
