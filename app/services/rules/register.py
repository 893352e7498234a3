"""The report against the register, other units and received files (guide §5.2–5.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from app.models.enums import Category, DocumentKind
from app.models.names import name_key, tidy_name
from app.services.facts import Fact
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

BOTH = (DocumentKind.ER, DocumentKind.VR)
_CODE = re.compile(r"[A-Za-z]?\s*(\d{2,4})(?!\d)")
_NUMBER = re.compile(r"\d{4}")


@rule("X-17", needs=("@duplicates",))
def duplicate_units(case: Case) -> Yield:
    """Another unit has the same code, name or meter, or nearly the same name at the same address."""
    for twin in case.context.duplicates or ():
        name = {"code": "head.uscc", "account": twin.value.partition("=")[0]}.get(twin.sign, "head.name")
        fact = case.fact(name)
        value = twin.value.rpartition("=")[2]
        made = hit(fact, twin.sign, "", other=twin.other, value=value, subject=twin.other)
        yield (
            made if fact is not None else Hit(name, twin.sign, value, subject=twin.other, values=made.values)
        )


@rule("X-18", kinds=BOTH, needs=("@files",))
def shared_files(case: Case) -> Yield:
    """The same file was handed in twice."""
    for shared in case.context.files or ():
        values = {"file": shared.name, "other": shared.other}
        yield Hit("", "file", shared.name, subject=f"{shared.name}|{shared.other}", values=values)


@rule("X-21", needs=("@register", "c2.total"))
def category_and_size(case: Case) -> Yield:
    """Emission and energy against the thresholds of the categories."""
    register, total = case.context.register, case.fact("c2.total")
    assert register is not None
    if total is None or total.number is None:
        yield Gap(("c2.total",))
        return
    emission = _threshold(case, Category.KEY, "emission")
    if register.category is None or emission is None:
        yield Gap(("@thresholds",))
        return
    if register.category is Category.GENERAL and total.number >= emission:
        yield hit(total, "general", f"< {emission}")
    elif register.category is Category.KEY and total.number < emission:
        yield hit(total, "key", f"≥ {emission}")
    if register.category is not Category.GENERAL:
        return
    energy, working = _threshold(case, Category.GENERAL, "energy"), case.energy.total
    if energy is not None and working is not None and working.result < energy:
        yield hit(total, "energy", f"≥ {energy} tce", subject="energy", energy=plain(working.result, 2))


def _threshold(case: Case, category: Category, quantity: str) -> Decimal | None:
    found = (t for t in case.context.thresholds if t.category is category and t.quantity == quantity)
    return next((t.at_least for t in found), None)


@rule("ER-07", needs=("@register", "head.name"))
def name_of_the_list(case: Case) -> Yield:
    """The name is that of the register, letter by letter, or a former one."""
    register, stated = case.context.register, case.fact("head.name")
    assert register is not None and stated is not None
    if name_key(stated.said) in {name_key(former) for former in register.former_names}:
        yield hit(stated, "former", register.name)
    elif tidy_name(stated.said) != tidy_name(register.name):
        yield hit(stated, "name", register.name)


@rule("X-30", needs=("head.uscc", "@code"))
def credit_code(case: Case) -> Yield:
    """Form and check digits of the credit code; the code is that of the register."""
    state, stated, register = case.context.code, case.fact("head.uscc"), case.context.register
    assert state is not None and stated is not None
    if state.verdict in ("invalid_format", "organisation_failed") or (
        state.verdict == "check_failed" and not (register and register.code_is_excused)
    ):
        yield hit(stated, state.verdict, state.suggestion)
    if register and register.uscc and name_key(stated.said) != name_key(register.uscc):
        yield hit(stated, "register", register.uscc, subject="register")


@rule("X-31", needs=("head.industry_code",))
def industry_code(case: Case) -> Yield:
    """The industry code exists, and the standard of the report is the one of the industry."""
    stated = case.fact("head.industry_code")
    assert stated is not None
    match = _CODE.fullmatch(tidy_name(stated.said))
    if match is None or (case.context.divisions and match[1][:2] not in case.context.divisions):
        yield hit(stated, "code", "")
        return
    register = case.context.register
    if register and register.industry_code:
        known = _CODE.match(tidy_name(register.industry_code))
        if known and not (match[1].startswith(known[1]) or known[1].startswith(match[1])):
            yield hit(stated, "register", register.industry_code, subject="register")
    standard = case.fact("head.standard")
    if standard is None or not case.context.standards:
        return
    wanted = {number for text in case.context.standards for number in _NUMBER.findall(text)[:1]}
    if not wanted & set(_NUMBER.findall(standard.said)):
        yield hit(standard, "standard", " / ".join(case.context.standards))


@rule("X-32", needs=("@districts",))
def district(case: Case) -> Yield:
    """The addresses lie in our district."""
    districts, home = case.context.districts, case.context.home
    assert districts is not None
    own = [name for name, code in districts.items() if code == home]
    facts = [case.fact(name) for name in ("head.reg_address", "head.office_address")]
    stated = [fact for fact in facts if fact is not None and fact.said]
    if not stated:
        yield Gap(("head.reg_address",))
    for fact in stated:
        yield from _foreign(fact, districts, own)


def _foreign(fact: Fact, districts: Iterable[str], own: list[str]) -> Iterable[Hit]:
    """A hit where an address names a district and it is another one."""
    named = [name for name in districts if name in fact.said]
    if named and not set(named) & set(own):
        yield hit(fact, "district", own[0] if own else "", district=named[0])


@rule("ER-02")
def cover(case: Case) -> Yield:
    """Name, period and date stand on the cover; the period is a whole year."""
    missing = [n for n in ("head.name", "head.date") if case.fact(n) is None]
    if case.fact("head.period") is None and case.fact("head.year") is None:
        missing.append("head.period")
    for name in missing:
        yield Hit(name, "missing")
    period = case.fact("head.period")
    if period is not None and case.year is not None:
        found = re.findall(r"\d{4}\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})", period.said)
        if len(found) == 2 and [tuple(map(int, pair)) for pair in found] != [(1, 1), (12, 31)]:
            yield hit(period, "period", f"{case.year}-01-01 / {case.year}-12-31")


@rule("ER-11", about=("head",))
def contacts(case: Case) -> Yield:
    """A mobile number has eleven digits."""
    fact = case.fact("head.mobile")
    if fact is None or not fact.said:
        yield Gap(("head.mobile",))
    elif not re.fullmatch(r"1\d{10}", re.sub(r"[\s-]", "", tidy_name(fact.said))):
        yield hit(fact, "mobile", "")
