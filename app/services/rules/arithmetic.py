"""Arithmetic inside one report: rows, sums, months, tables that must agree (guide §5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.models.enums import DocumentKind
from app.services.facts import Fact
from app.services.recalculation import Component, Line
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

BOTH = (DocumentKind.ER, DocumentKind.VR)
_HUNDRED = Decimal(100)
_PARTS = ("fuel", "process", "electricity", "heat")


def within(found: Decimal, expected: Decimal, tonnes: Decimal, percent: Decimal) -> bool:
    """Whether two amounts differ by no more than `tonnes` or `percent` of the expected one, the larger."""
    return abs(found - expected) <= max(tonnes, abs(expected) * percent / _HUNDRED)


def _limits(case: Case, code: str) -> tuple[Decimal, Decimal]:
    return case.limit(code, "tonnes"), case.limit(code, "percent")


@rule("X-01", kinds=BOTH)
def rows(case: Case) -> Yield:
    """A row's emission must follow from its raw quantities; a rounded column in between is told apart."""
    for line in (*case.recalculated.lines, *case.recalculated.heating):
        if line.stated is None or line.stated.number is None:
            continue
        if line.working is None:
            yield Gap(line.missing)
        elif not _agrees(case, line) and not _rounded_column(case, line):
            yield from _row(case, line.stated, line.working.result, formula=line.working.formula)
    factor, amount = case.number("vr.elec_factor"), case.number("vr.ad.electricity")
    if (stated := case.fact("vr.e.electricity")) and amount is not None and factor is not None:
        yield from _row(case, stated, amount * factor, f"{plain(amount)} × {plain(factor)}")
    factor, amount = case.number("vr.heat_factor"), case.number("vr.ad.heat")
    if (stated := case.fact("vr.e.heat")) and amount is not None and factor is not None:
        yield from _row(case, stated, amount * factor, f"{plain(amount)} × {plain(factor)}")


def _row(case: Case, stated: Fact, expected: Decimal, formula: str) -> Iterable[Hit]:
    if stated.number is None or within(stated.number, expected, *_limits(case, "X-01")):
        return
    slight = within(stated.number, expected, Decimal(0), case.limit("X-01", "slight_percent"))
    yield hit(stated, "slight" if slight else "row", expected, formula=formula)


@rule("ER-44", about=("c3", "c6"))
def rounded_factor(case: Case) -> Yield:
    """The column of the factor was rounded so far that the row no longer follows from it."""
    for line in (*case.recalculated.lines, *case.recalculated.heating):
        factor = case.fact(f"{line.name}.ef")
        if line.component is Component.FUEL and factor and (exact := _rounded_column(case, line)):
            wrong = line.stated is not None and not _agrees(case, line)
            yield hit(factor, "emission" if wrong else "column", exact, emission=plain(line.emission, 2))


def _agrees(case: Case, line: Line) -> bool:
    stated = line.stated.number if line.stated else None
    return (
        stated is not None
        and line.emission is not None
        and within(stated, line.emission, *_limits(case, "X-01"))
    )


def _rounded_column(case: Case, line: Line) -> Decimal | None:
    """The exact factor, where the printed one is its rounding and the rounding matters; otherwise None."""
    printed = case.fact(f"{line.name}.ef")
    if printed is None or not printed.number or line.working is None or len(line.working.terms) < 4:
        return None
    amount, ncv = line.working.terms[0].value, line.working.terms[1].value
    if not amount or not ncv:
        return None
    exact = line.working.result / (amount * ncv)
    if printed.unit.endswith("/TJ"):
        exact = exact.scaleb(3)
    exponent = printed.number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(printed.number - exact) > Decimal("0.5").scaleb(exponent):
        return None
    if within(printed.number, exact, Decimal(0), case.limit("ER-44", "percent")):
        return None
    stated = line.stated.number if line.stated else None
    if stated is not None and not _agrees(case, line):
        scale = 3 if printed.unit.endswith("/TJ") else 0
        by_column = amount * ncv * printed.number.scaleb(-scale)
        if not within(stated, by_column, *_limits(case, "X-01")):
            return None
    return exact


@rule("X-02", kinds=BOTH)
def sums(case: Case) -> Yield:
    """Sums must be the sums of their parts, and the summary must repeat the tables."""
    for table in ("c3", "c6", "process"):
        lines = [f["emission"] for f in case.lines(table).values() if "emission" in f]
        if lines:
            yield from _sum(case, case.fact(f"{table}.total"), lines)
    if case.has("c2"):
        yield from _sum(case, case.fact("c2.fuel"), _table(case, "c3"))
        yield from _sum(case, case.fact("c2.process"), _table(case, "process"))
        yield from _sum(case, case.fact("c2.electricity"), _facts(case, "c4.emission"))
        yield from _sum(case, case.fact("c2.heat"), _facts(case, "c5.emission"))
    if case.has("c2") or case.has("c3") or case.has("c4"):
        yield from _total(case, "c2")
    for stage in ("vr.initial", "vr.final"):
        if case.fact(f"{stage}.total"):
            yield from _total(case, stage)


def _total(case: Case, prefix: str) -> Yield:
    total = case.fact(f"{prefix}.total")
    if total is None or total.number is None:
        yield Gap((f"{prefix}.total",))
        return
    parts = _facts(case, *(f"{prefix}.{part}" for part in _PARTS))
    if parts:
        yield from _sum(case, total, parts)


def _table(case: Case, table: str) -> list[Fact]:
    """The sum of a table where it states one, otherwise its rows."""
    total = case.fact(f"{table}.total")
    if total is not None and total.number is not None:
        return [total]
    rows = [f["emission"] for f in case.lines(table).values() if "emission" in f]
    # The process of a cement works stands with its clinker.
    return rows or (_facts(case, "cement.emission") if table == "process" else [])


def _facts(case: Case, *names: str) -> list[Fact]:
    return [fact for name in names if (fact := case.fact(name)) is not None and fact.number is not None]


def _sum(case: Case, total: Fact | None, parts: list[Fact]) -> Iterable[Hit]:
    if total is None or total.number is None or not parts:
        return
    expected = sum((part.number for part in parts if part.number is not None), Decimal(0))
    tonnes, percent = _limits(case, "X-02")
    if not within(total.number, expected, tonnes * len(parts), percent):
        formula = " + ".join(plain(part.number) for part in parts)
        yield hit(total, "sum", expected, formula=formula)


@rule("X-03", kinds=BOTH, about=("c7", "c8", "monthly"))
def months(case: Case) -> Yield:
    """Twelve months make the year."""
    tolerance = case.limit("X-03", "amount")
    for series in case.series.values():
        if series.year is None or series.year.number is None or series.sum is None:
            continue
        if abs(series.year.number - series.sum) > tolerance:
            yield hit(series.year, "year", series.sum)


@rule("X-04", about=("c6", "c7", "c8"))
def fuel_tables(case: Case) -> Yield:
    """The months repeat the fuel table; heating plant and main facilities are parts of it."""
    tolerance = case.limit("X-04", "amount")
    has_months = case.has("c7")
    for fuel, fields in case.lines("c3").items():
        amount = fields.get("amount")
        if amount is None or amount.number is None:
            continue
        series = case.series.get(f"c7.{fuel}")
        stated, total = series.total if series else (None, None)
        if has_months and total is None and amount.number:
            yield Gap((f"c7.{fuel}.year",))
        elif total is not None and abs(total - amount.number) > tolerance:
            yield hit(stated, "months", amount.number, other=amount.where.text)
    yield from _parts(case, tolerance)


def _parts(case: Case, tolerance: Decimal) -> Yield:
    for fuel, fields in case.lines("c6").items():
        part, whole = fields.get("amount"), case.number(f"c3.{fuel}.amount")
        if part and part.number is not None and part.number > (whole or 0) + tolerance:
            yield hit(part, "heating", whole or Decimal(0))
    for name, series in case.series.items():
        if not name.startswith("c8."):
            continue
        whole_series = case.series.get("c7" + name[2:])
        stated, total = series.total
        whole_total = whole_series.total[1] if whole_series else None
        if total is not None and whole_total is not None and total > whole_total + tolerance:
            yield hit(stated, "facilities", whole_total)
        for month, fact in enumerate(series.months):
            whole_fact = whole_series.months[month] if whole_series else None
            if not fact or fact.number is None or not whole_fact or whole_fact.number is None:
                continue
            if fact.number > whole_fact.number + tolerance:
                yield hit(fact, "facilities", whole_fact.number)
