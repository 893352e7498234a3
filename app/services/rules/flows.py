"""Deductions, green power, stocks, evidence, costs and other quantities beside the emission (guide §5.2)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from app.models.names import name_key
from app.services.rules.context import Peers
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

_NAMES = re.compile(r"[、，,;；/\s]+")
_EVIDENCE = {"monthly.electricity": "c4.amount", "monthly.heat": "c5.amount"}


@rule("X-25", about=("elec.resold",))
def resold(case: Case) -> Yield:
    """Resold electricity: not most of the purchase, and only to parties of the list."""
    sold, bought = case.fact("elec.resold"), case.number("elec.purchased")
    if sold is None or not sold.number:
        return
    if bought is None:
        yield Gap(("elec.purchased",))
    elif sold.number > bought * case.limit("X-25", "percent") / 100:
        yield hit(sold, "share", bought * case.limit("X-25", "percent") / 100)
    party = case.fact("elec.resold_to")
    if party is None or not party.said:
        yield Gap(("elec.resold_to",))
    elif case.context.listed is None:
        yield Gap(("@listed",))
    else:
        strange = [n for n in _NAMES.split(party.said) if n and name_key(n) not in case.context.listed]
        if strange:
            yield hit(party, "party", "", parties=", ".join(strange))


@rule("X-26", about=("elec.green", "elec.voucher"))
def green_power(case: Case) -> Yield:
    """Green power is not more than was bought, and its vouchers are used once."""
    green = case.fact("elec.green")
    if green is not None and green.number:
        bought = case.number("elec.purchased")
        if bought is None:
            yield Gap(("elec.purchased",))
        elif green.number > bought:
            yield hit(green, "more", bought)
    vouchers = case.fact("elec.voucher")
    if vouchers is not None and vouchers.said and case.context.vouchers is None:
        yield Gap(("@vouchers",))
    elif vouchers is not None:
        for number in filter(None, _NAMES.split(vouchers.said)):
            other = (case.context.vouchers or {}).get(number)
            if other is not None:
                yield hit(vouchers, "voucher", "", voucher=number, other=other, subject=number)


@rule("X-27", about=("elec.pv",))
def own_solar(case: Case) -> Yield:
    """Own solar power never came through the meter, so it is not taken off again."""
    solar, net = case.number("elec.pv"), case.fact("elec.net")
    bought = case.number("elec.purchased")
    if not solar:
        return
    if net is None or net.number is None or bought is None:
        yield Gap(tuple(n for n in ("elec.purchased", "elec.net") if case.number(n) is None))
        return
    rest = bought - sum(
        (case.number(f"elec.{part}") or Decimal(0) for part in ("resold", "green")), Decimal(0)
    )
    if abs(net.number - (rest - solar)) <= case.limit("X-27", "amount"):
        yield hit(net, "solar", rest)


@rule("ER-27", about=("elec.purchased",))
def electricity_balance(case: Case) -> Yield:
    """What counts is what was bought, less what was resold and green; the table repeats it."""
    bought, net = case.number("elec.purchased"), case.fact("elec.net")
    if bought is None:
        return
    parts = [case.number(f"elec.{part}") or Decimal(0) for part in ("resold", "green")]
    solar = case.number("elec.pv") or Decimal(0)
    rest, tolerance = bought - sum(parts, Decimal(0)), case.limit("ER-27", "amount")
    stated = net.number if net else None
    # A deduction of own solar power has a check of its own.
    if stated is not None and min(abs(stated - rest), abs(stated - rest + solar)) > tolerance:
        yield hit(net, "net", rest)
    amount = case.fact("c4.amount")
    expected = rest if stated is None else stated
    if amount is not None and amount.number is not None and abs(amount.number - expected) > tolerance:
        yield hit(amount, "table", expected)


@rule("ER-29", about=("c4.heating",))
def heating_electricity(case: Case) -> Yield:
    """The heating plant uses no more electricity than the whole unit."""
    part, whole = case.fact("c4.heating.amount"), case.number("c4.amount")
    if part is not None and part.number is not None and whole is not None and part.number > whole:
        yield hit(part, "more", whole)


@rule("ER-24", about=("stock",))
def stock_balance(case: Case) -> Yield:
    """Bought, plus stock at the beginning, less stock at the end and what was passed on, is what was used."""
    for fuel, fields in case.lines("stock").items():
        numbers = {part: fact.number for part, fact in fields.items() if fact.number is not None}
        used = case.fact(f"c3.{fuel}.amount") or fields.get("used")
        if "bought" not in numbers or used is None or used.number is None:
            continue
        if not {"begin", "end"} <= numbers.keys() and "change" not in numbers:
            yield Gap((f"stock.{fuel}.begin", f"stock.{fuel}.end"))
            continue
        change = numbers.get("end", Decimal(0)) - numbers.get("begin", Decimal(0))
        if not {"begin", "end"} <= numbers.keys():
            change = numbers["change"]
        expected = numbers["bought"] - change - numbers.get("out", Decimal(0))
        if abs(used.number - expected) > case.limit("ER-24", "amount"):
            yield hit(used, "balance", expected)


@rule("X-28")
def monthly_evidence(case: Case) -> Yield:
    """The months that were filed during the year add up to the yearly report."""
    for name, owner in _EVIDENCE.items():
        series, amount = case.series.get(name), case.fact(owner)
        total = series.total[1] if series else None
        # The months may be what was bought or what counts: resold and green power lie between.
        known = [amount.number if amount else None]
        known += [case.number("elec.purchased")] if name == "monthly.electricity" else []
        numbers = [number for number in known if number is not None]
        tolerance = case.limit("X-28", "amount")
        if amount is None or total is None or not numbers:
            continue
        if all(abs(total - number) > tolerance for number in numbers):
            yield hit(amount, "months", total)
    for name, months in (case.context.evidence or {}).items():
        fact = case.fact(name)
        if fact is not None and fact.number is not None and len(months) == 12:
            total = sum(months.values(), Decimal(0))
            if abs(total - fact.number) > case.limit("X-28", "amount"):
                yield hit(fact, "filed", total, subject="filed")


@rule("X-23", about=("cost",))
def prices(case: Case) -> Yield:
    """Cost by amount lies in the tariff range that the user has set."""
    amounts = {"electricity": ("c4.amount", 1000), "natural_gas": ("c3.natural_gas.amount", 10000)}
    for line, (owner, scale) in amounts.items():
        cost, amount = case.fact(f"cost.{line}"), case.number(owner)
        if cost is None or not cost.number:
            continue
        limits = case.book.rules["X-23"].limits
        low, high = limits[f"{line}_low"].value, limits[f"{line}_high"].value
        if low is None or high is None:
            yield Gap((f"#{line}_low", f"#{line}_high"))
        elif not amount:
            yield Gap((owner,))
        elif not low <= (price := cost.number / (amount * scale)) <= high:
            yield hit(cost, "price", f"{low}–{high}", price=f"{price:.4f}")


@rule("X-29", about=("people",), needs=("c2.total",))
def per_head(case: Case) -> Yield:
    """Emission per employee, student or bed within the limits that the user has set."""
    total = case.number("c2.total")
    for line in ("employees", "students", "beds"):
        count, limit = case.fact(f"people.{line}"), case.book.rules["X-29"].limits[f"{line}_most"].value
        if count is None or not count.number or total is None:
            continue
        if limit is None:
            yield Gap((f"#{line}_most",))
        elif total / count.number > limit:
            yield hit(count, "absurd", f"≤ {limit}", ratio=plain(total / count.number, 3))


@rule("X-33", about=("account",))
def all_bills(case: Case) -> Yield:
    """Twelve bills for every account."""
    for line in ("electricity", "gas", "heat"):
        accounts, bills = case.fact(f"account.{line}"), case.fact(f"account.{line}_bills")
        if accounts is None or not accounts.said:
            continue
        if bills is None or bills.number is None:
            yield Gap((f"account.{line}_bills",))
            continue
        expected = 12 * len([number for number in _NAMES.split(accounts.said) if number])
        if bills.number < expected:
            yield hit(bills, "fewer", Decimal(expected))


@rule("X-22")
def against_peers(case: Case) -> Yield:
    """Intensity against units of the same class: robust distance of the logarithm."""
    values = intensities(case.number)
    if not values:
        return
    if case.context.peers is None:
        yield Gap(("@peers",))
        return
    for measure, (name, value) in values.items():
        group = case.context.peers.get(measure)
        if group is None or group.count < case.limit("X-22", "least_peers"):
            yield Gap(("@peers",))
        else:
            yield from _far(case, name, value, group)


def _far(case: Case, name: str, value: Decimal, group: Peers) -> Iterable[Hit]:
    spread = 1.4826 * group.mad
    distance = math.log(value) - group.median
    limit = float(case.limit("X-22", "distance"))
    if spread > 0 and abs(distance) > limit * spread:
        usual = Decimal(math.exp(group.median))
        values = {"intensity": plain(value, 4), "peers": str(group.count)}
        # An intensity has another unit than the total it is shown at.
        yield replace(hit(case.fact(name), "far", plain(usual, 4), **values), found=plain(value, 4), unit="")


def intensities(number: object) -> dict[str, tuple[str, Decimal]]:
    """The measures of a report that peers are compared by: measure -> (fact it is shown at, tCO2 per unit).

    `number` gives the number of a name.
    """
    ask = number
    assert callable(ask)
    total = ask("c2.total")
    found: dict[str, tuple[str, Decimal]] = {}
    for measure, names in (
        ("area", ("c13.area", "product.area", "c10.total.area", "c10.office.area")),
        ("output", ("c13.output", "product.value")),
        ("rack", ("c11.large.racks", "c11.small.racks")),
        ("heat", ("c14.total.building_heat", "c14.total.source_heat")),
    ):
        base = next(((name, value) for name in names if (value := ask(name))), None)
        if base is not None and total and total > 0 and base[1] > 0:
            found[measure] = ("c2.total", total / base[1])
    return found
