"""First report, corrected report, verification report and our own result side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.services.facts import Fact, ReportFacts
from app.services.recalculation.result import Recalculation
from app.services.recalculation.sources import Component


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a value is from another: in tCO2, and in % of the other (None where that is nought)."""

    amount: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One component in all its versions; None where a version does not state it."""

    component: Component
    initial: Fact | None
    corrected: Fact | None
    verified: Fact | None
    recomputed: Decimal | None
    prior: Decimal | None

    @property
    def stated(self) -> Decimal | None:
        """What the newest report states."""
        newest = self.corrected or self.initial
        return newest.number if newest else None

    @property
    def against_recomputed(self) -> Difference | None:
        """The report against our result."""
        return difference(self.stated, self.recomputed)

    @property
    def against_verified(self) -> Difference | None:
        """What verification changed: verified against reported."""
        return difference(self.verified.number if self.verified else None, self.stated)

    @property
    def by_correction(self) -> Difference | None:
        """What the unit changed: corrected against first report."""
        corrected = self.corrected.number if self.corrected else None
        return difference(corrected, self.initial.number if self.initial else None)

    @property
    def against_prior(self) -> Difference | None:
        """The report against last year."""
        return difference(self.stated, self.prior)


def difference(new: Decimal | None, old: Decimal | None) -> Difference | None:
    """`new` against `old`, or None where one of them is unknown."""
    if new is None or old is None:
        return None
    amount = new - old
    return Difference(amount, amount / abs(old) * 100 if old else None)


def side_by_side(
    recomputed: Recalculation,
    initial: ReportFacts,
    *,
    corrected: ReportFacts | None = None,
    verification: ReportFacts | None = None,
    prior: ReportFacts | None = None,
) -> tuple[Comparison, ...]:
    """One row per component that any of them states or that we computed, the total last.

    `initial`: the first version of the report, `corrected`: the newest where there are several; `prior`: last
    year's report, without it what the report itself says of last year.
    """
    rows = []
    for component in Component:
        row = Comparison(
            component,
            initial=initial.get(f"c2.{component}"),
            corrected=corrected.get(f"c2.{component}") if corrected else None,
            verified=verification.get(f"vr.final.{component}") if verification else None,
            recomputed=recomputed.amount(component),
            prior=_prior(component, prior, corrected or initial),
        )
        is_computed = component is Component.TOTAL or bool(recomputed.of(component))
        if is_computed or row.initial or row.corrected or row.verified:
            rows.append(row)
    return tuple(rows)


def _prior(component: Component, prior: ReportFacts | None, report: ReportFacts) -> Decimal | None:
    if prior is not None:
        return prior.number(f"c2.{component}")
    return report.number(f"prior.{component}")
