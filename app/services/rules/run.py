"""Running all checks over one report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.services.catalog import FactorLibrary, RuleBook
from app.services.facts import ReportFacts
from app.services.rules.context import Context
from app.services.rules.rule import Case, Gap, Hit, Rule


@dataclass(frozen=True)
class CheckResult:
    """What the checks found, and what they could not say for want of something. `ran`: codes that applied."""

    hits: tuple[Hit, ...]
    gaps: tuple[Gap, ...]
    ran: frozenset[str]


def check(
    facts: ReportFacts, context: Context, library: FactorLibrary, book: RuleBook, rules: Iterable[Rule]
) -> CheckResult:
    """Run `rules` over a report. Bad data never raises; what is missing becomes a gap."""
    case = Case(facts, context, library, book)
    hits: list[Hit] = []
    gaps: list[Gap] = []
    ran: set[str] = set()
    for one in rules:
        if facts.kind not in one.kinds or (one.about and not any(map(case.has, one.about))):
            continue
        ran.add(one.code)
        missing = case.missing(one.needs, one.code) if one.needs else ()
        if missing:
            gaps.append(Gap(missing, one.code))
            continue
        variants = book.rules[one.code].variants
        for found in one.check(case):
            if isinstance(found, Gap):
                gaps.append(replace(found, rule=one.code))
            else:
                hits.append(replace(found, rule=one.code, level=variants[found.variant].level))
    return CheckResult(tuple(hits), _merged(gaps), frozenset(ran))


def _merged(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """One gap per check, naming everything that it misses."""
    found: dict[str, dict[str, None]] = {}
    for gap in gaps:
        found.setdefault(gap.rule, {}).update(dict.fromkeys(gap.missing))
    return tuple(Gap(tuple(missing), code) for code, missing in found.items())
