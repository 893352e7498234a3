"""The factor library as a person reads it: one line per number, with source, validity and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models.enums import LabelEnum
from app.services.catalog import Catalog, FactorLibrary
from app.services.catalog.factors import Dated, Factor, FactorUse, SetUse
from app.services.catalog.origins import Attested
from app.services.checking.factors import Libraries, OwnValue
from app.services.facts import FUELS


class FactorGroup(LabelEnum):
    """What a factor is about."""

    FUEL = ("fuel", "燃料")
    ELECTRICITY = ("electricity", "电力")
    HEAT = ("heat", "热力")
    PROCESS = ("process", "工业过程")
    COAL = ("tce", "折标准煤")


_PARTS = {"ncv": "低位发热量", "cc": "单位热值含碳量", "of": "碳氧化率"}


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One number. `shipped` is empty where none is confirmed; `own` lies over it, if `can_own`."""

    key: str
    group: FactorGroup
    name: str
    quantity: str
    unit: str
    shipped: str
    document: str
    validity: str
    confidence: str
    sources: str
    note: str
    own: OwnValue | None
    can_own: bool

    @property
    def value(self) -> str:
        """The value that counts; "" where there is none."""
        return self.own.text if self.own else self.shipped

    @property
    def is_empty(self) -> bool:
        """Whether it waits for its number."""
        return not self.value


@dataclass(frozen=True)
class FactorTable:
    """Everything in the current edition."""

    edition: str
    rows: tuple[FactorRow, ...]


def factor_table(session: Session, catalog: Catalog) -> FactorTable:
    """The current edition of the file, number by number; own values of years of their own last."""
    libraries = Libraries(session, catalog)
    own = libraries.own_values()
    rows = tuple(_rows(catalog.factor_library(), catalog, own))
    known = {row.key for row in rows}
    more = [own_year_row(catalog, key, value) for key, value in own.items() if key not in known]
    return FactorTable(libraries.current, (*rows, *(row for row in more if row is not None)))


def own_year_row(catalog: Catalog, key: str, value: OwnValue | None) -> FactorRow | None:
    """The line of an own factor of electricity or heat for a year that the library has no line for."""
    library = catalog.factor_library()
    match key.split(":"):
        case ["electricity", scheme, year] if scheme in library.schemes:
            group, name, unit = FactorGroup.ELECTRICITY, library.schemes[scheme], "tCO2/MWh"
        case ["heat", year]:
            group, name, unit = FactorGroup.HEAT, "外购热力", "tCO2/GJ"
        case ["fuel", code, fuel, part] if fuel in FUELS and part in _PARTS:
            origin = next((one for one in library.sets if one.code == code), None)
            if origin is None:
                return None
            unit = _fuel_units(fuel)[part]
            name = FUELS[fuel].label
            return FactorRow(
                key, FactorGroup.FUEL, name, _PARTS[part], unit, "", "", "", "自填", "", "", value, True
            )
        case _:
            return None
    return FactorRow(key, group, name, "排放因子", unit, "", "", f"{year} 年起", "自填", "", "", value, True)


def _rows(library: FactorLibrary, catalog: Catalog, own: Mapping[str, OwnValue]) -> Iterator[FactorRow]:
    for value in library.values:
        units = _fuel_units(value.fuel)
        for part, quantity in _PARTS.items():
            key = f"fuel:{value.set.code}:{value.fuel}:{part}"
            use = "" if value.set.use is SetUse.RECOMMENDED else f"（{value.set.use.label}）"
            yield _row(
                catalog,
                value,
                value.set,
                own,
                key=key,
                group=FactorGroup.FUEL,
                name=FUELS[value.fuel].label,
                quantity=quantity + use,
                unit=units[part],
                value=getattr(value, part),
                can_own=value.set.use is SetUse.RECOMMENDED,
            )
    for each in library.electricity:
        is_used = each.use is FactorUse.REPORT
        year = each.year_from
        yield _row(
            catalog,
            each,
            each,
            own,
            key=f"electricity:{each.scheme}:{year}" if is_used else f"reference:{each.region}:{year}",
            group=FactorGroup.ELECTRICITY,
            name=library.schemes[each.scheme] if is_used else each.region,
            quantity="排放因子" if is_used else f"排放因子（{each.use.label}）",
            unit="tCO2/MWh",
            value=each.value,
            can_own=is_used,
        )
    for group, factors, prefix in (
        (FactorGroup.HEAT, library.heat, "tCO2/"),
        (FactorGroup.PROCESS, library.processes.values(), "tCO2/"),
        (FactorGroup.COAL, library.tce.values(), "tce/"),
    ):
        for factor in factors:
            yield _other(catalog, factor, group, prefix, own)


def _other(
    catalog: Catalog, factor: Factor, group: FactorGroup, prefix: str, own: Mapping[str, OwnValue]
) -> FactorRow:
    is_heat = group is FactorGroup.HEAT
    return _row(
        catalog,
        factor,
        factor,
        own,
        key=f"heat:{factor.year_from}" if is_heat else f"{group.value}:{factor.code}",
        group=group,
        name=factor.name,
        quantity="折标系数" if group is FactorGroup.COAL else "排放因子",
        unit=prefix + factor.unit,
        value=factor.value,
        can_own=is_heat,
    )


def _row(
    catalog: Catalog,
    attested: Attested,
    dated: Dated,
    own: Mapping[str, OwnValue],
    *,
    key: str,
    group: FactorGroup,
    name: str,
    quantity: str,
    unit: str,
    value: Decimal | None,
    can_own: bool,
) -> FactorRow:
    sources = "；".join(catalog.sources[one].title for one in attested.sources)
    return FactorRow(
        key=key,
        group=group,
        name=name,
        quantity=quantity,
        unit=unit,
        shipped="" if value is None else f"{value:f}",
        document=dated.document,
        validity=_validity(dated),
        confidence="、".join(mark.short for mark in attested.confidence),
        sources=sources,
        note=str(getattr(attested, "note", "") or dated.note),
        own=own.get(key) if can_own else None,
        can_own=can_own,
    )


def _fuel_units(fuel: str) -> dict[str, str]:
    return {"ncv": f"GJ/{FUELS[fuel].unit}", "cc": "tC/TJ", "of": "%"}


def _validity(dated: Dated) -> str:
    if not dated.year_from:
        return "不限年度"
    if dated.year_to is None:
        return f"{dated.year_from} 年起"
    return (
        f"{dated.year_from} 年"
        if dated.year_from == dated.year_to
        else f"{dated.year_from}–{dated.year_to} 年"
    )
