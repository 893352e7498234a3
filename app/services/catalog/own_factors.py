"""Own values of a file laid over a shipped edition of the factor library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.models.enums import Confidence
from app.services.catalog.factors import ElectricityFactor, Factor, FactorLibrary, FactorUse, FuelValue

_OURS = (Confidence.DESIGN,)
PARTS = ("ncv", "cc", "of")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number and the document it stands in."""

    value: Decimal
    document: str


def is_factor_key(library: FactorLibrary, key: str) -> bool:
    """Whether a key names a factor: fuel:SET:FUEL:ncv|cc|of, electricity:SCHEME:YEAR, heat:YEAR."""
    match key.split(":"):
        case ["fuel", code, fuel, part]:
            return fuel in library.fuels and part in PARTS and any(s.code == code for s in library.sets)
        case ["electricity", scheme, year]:
            return scheme in library.schemes and year.isdecimal()
        case ["heat", year]:
            return year.isdecimal()
    return False


def laid_over(library: FactorLibrary, edition: str, own: Mapping[str, OwnNumber]) -> FactorLibrary:
    """`library` under another name, with own values before all others; unknown keys are ignored."""
    fuels = {(value.set.code, value.fuel): value for value in library.values}
    electricity: list[ElectricityFactor] = []
    heat: list[Factor] = []
    for key, number in own.items():
        match key.split(":") if is_factor_key(library, key) else []:
            case ["fuel", code, fuel, part]:
                known = fuels.get((code, fuel)) or _empty(library, code, fuel)
                fuels[code, fuel] = _with_part(known, part, number)
            case ["electricity", scheme, year]:
                electricity.append(_electricity(library, scheme, int(year), number))
            case ["heat", year]:
                heat.append(_heat(int(year), number))
    # Of two own factors the one that begins later is asked first: it holds from its year on.
    electricity.sort(key=lambda factor: -factor.year_from)
    heat.sort(key=lambda factor: -factor.year_from)
    return replace(
        library,
        edition=edition,
        values=tuple(fuels.values()),
        electricity=(*electricity, *library.electricity),
        heat=(*heat, *library.heat),
    )


def _with_part(known: FuelValue, part: str, number: OwnNumber) -> FuelValue:
    source = replace(known.set, document=number.document)
    if part == "ncv":
        return replace(known, set=source, ncv=number.value)
    if part == "cc":
        return replace(known, set=source, cc=number.value)
    return replace(known, set=source, of=number.value)


def _empty(library: FactorLibrary, code: str, fuel: str) -> FuelValue:
    origin = next(one for one in library.sets if one.code == code)
    return FuelValue(set=origin, fuel=fuel, ncv=None, cc=None, of=None, note="", sources=(), confidence=_OURS)


def _electricity(library: FactorLibrary, scheme: str, year: int, number: OwnNumber) -> ElectricityFactor:
    return ElectricityFactor(
        scheme=scheme,
        region=library.schemes[scheme],
        use=FactorUse.REPORT,
        value=number.value,
        data_year=None,
        document=number.document,
        year_from=year,
        year_to=None,
        note="",
        sources=(),
        confidence=_OURS,
    )


def _heat(year: int, number: OwnNumber) -> Factor:
    return Factor(
        code="own",
        name="",
        value=number.value,
        unit="GJ",
        document=number.document,
        year_from=year,
        year_to=None,
        note="",
        sources=(),
        confidence=_OURS,
    )
