"""The factor library: what the standards recommend, in editions (`resources/factors/<edition>/`).

A review names the edition it used; a shipped edition is never changed. A row that nobody has confirmed
carries no number: it is there to be filled in, and every check that would need it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from app.models.enums import LabelEnum
from app.models.errors import Damaged
from app.services.catalog.origins import Attested, Source, read_origin
from app.services.catalog.table import Table
from app.services.facts.names import FUELS


class SetUse(LabelEnum):
    """What a set of fuel values is good for."""

    RECOMMENDED = ("recommended", "推荐值")
    VARIANT = ("variant", "其他指南的取值")
    FOREIGN = ("foreign", "另一种方法，不得采用")


class FactorUse(LabelEnum):
    """What an electricity factor is good for."""

    REPORT = ("report", "用于排放报告")
    REFERENCE = ("reference", "仅供参考")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Attested):
    """Something that holds for report years and stands in a document."""

    document: str
    year_from: int
    year_to: int | None
    note: str

    def covers(self, year: int) -> bool:
        """Whether it holds for reports about `year`."""
        return self.year_from <= year and (self.year_to is None or year <= self.year_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelKind(Attested):
    """A fuel: the plausible range that applies, and its standard coal in tce per unit of the amount."""

    code: str
    kind: str
    tce: Decimal | None
    tce_document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelSet(Dated):
    """A table of fuel values."""

    code: str
    name: str
    rank: int
    use: SetUse


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelValue(Attested):
    """The values of one fuel in one set: `ncv` GJ/unit, `cc` tC/TJ, `of` %; None where not given."""

    set: FuelSet
    fuel: str
    ncv: Decimal | None
    cc: Decimal | None
    of: Decimal | None
    note: str

    @property
    def is_empty(self) -> bool:
        """Whether the row waits for its numbers."""
        return self.ncv is None and self.cc is None and self.of is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityFactor(Dated):
    """tCO2/MWh of one scheme and region. `data_year`: year of the data behind it."""

    scheme: str
    region: str
    use: FactorUse
    value: Decimal | None
    data_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor(Dated):
    """Any other factor: heat (tCO2/GJ), a process (tCO2 per `unit`), standard coal (tce per `unit`)."""

    code: str
    name: str
    value: Decimal | None
    unit: str


@dataclass(frozen=True, kw_only=True)
class FactorLibrary:
    """One edition of everything."""

    edition: str
    valid_from: date
    note: str
    fuels: Mapping[str, FuelKind]
    sets: tuple[FuelSet, ...]
    values: tuple[FuelValue, ...]
    schemes: Mapping[str, str]
    electricity: tuple[ElectricityFactor, ...]
    heat: tuple[Factor, ...]
    processes: Mapping[str, Factor]
    tce: Mapping[str, Factor]

    def fuel_value(self, fuel: str, year: int) -> FuelValue | None:
        """What is recommended for a fuel: of the sets that hold in `year`, the first that has it."""
        for value in self._by_fuel.get(fuel, ()):
            if value.set.use is SetUse.RECOMMENDED and value.set.covers(year):
                return value
        return None

    def fuel_values(self, fuel: str) -> tuple[FuelValue, ...]:
        """All that is known of a fuel, whatever set it stands in."""
        return self._by_fuel.get(fuel, ())

    @cached_property
    def _by_fuel(self) -> Mapping[str, tuple[FuelValue, ...]]:
        """The values that are filled in by fuel, the set to be taken first at the head."""
        found: dict[str, tuple[FuelValue, ...]] = {}
        for value in sorted(self.values, key=lambda value: value.set.rank):
            if not value.is_empty:
                found[value.fuel] = (*found.get(value.fuel, ()), value)
        return found

    def grid_factor(self, scheme: str, year: int) -> ElectricityFactor | None:
        """The factor of reports of `scheme` about `year`, or None where none is known."""
        found = (f for f in self.electricity if f.scheme == scheme and f.use is FactorUse.REPORT)
        return next((f for f in found if f.covers(year) and f.value is not None), None)

    def heat_factor(self, year: int) -> Factor | None:
        """The default factor of bought heat."""
        return next((f for f in self.heat if f.covers(year) and f.value is not None), None)


def read_factors(folder: Path, root: Path, sources: Mapping[str, Source]) -> FactorLibrary:
    """Read and check one edition."""
    head = Table.of_file(folder / "edition.toml", root)
    edition = head.text("edition")
    if edition != folder.name:
        head.fail(f"edition 与文件夹名“{folder.name}”不同")
    fuels = Table.of_file(folder / "fuels.toml", root)
    energy = Table.of_file(folder / "energy.toml", root)
    sets = _read_sets(fuels, sources)
    kinds = _read_fuels(fuels, sources)
    schemes = _read_schemes(energy)
    library = FactorLibrary(
        edition=edition,
        valid_from=head.day("valid_from"),
        note=head.text("note", ""),
        fuels=kinds,
        sets=tuple(sets.values()),
        values=tuple(_read_values(fuels, sets, kinds, sources)),
        schemes=schemes,
        electricity=tuple(_read_electricity(energy, schemes, sources)),
        heat=tuple(_read_others(energy, "heat", "GJ", sources)),
        processes={factor.code: factor for factor in _read_others(energy, "process", "", sources)},
        tce={factor.code: factor for factor in _read_others(energy, "tce", "", sources)},
    )
    for table in (head, fuels, energy):
        table.close()
    return library


def read_editions(root: Path, sources: Mapping[str, Source]) -> tuple[FactorLibrary, ...]:
    """All editions under `factors/`, oldest first.

    Raises:
        Damaged: there is none, or one is wrong.
    """
    folders = sorted(path for path in root.joinpath("factors").glob("*") if path.is_dir())
    found = [read_factors(folder, root, sources) for folder in folders]
    if not found:
        raise Damaged("“factors”中没有排放因子库。", "请重新安装程序。")
    return tuple(sorted(found, key=lambda library: (library.valid_from, library.edition)))


def _read_sets(table: Table, sources: Mapping[str, Source]) -> dict[str, FuelSet]:
    found: dict[str, FuelSet] = {}
    for row in table.tables("set", "code"):
        origin, marks = read_origin(row, sources)
        one = FuelSet(
            code=row.text("code"),
            name=row.text("name"),
            rank=row.whole("rank"),
            use=row.choice("use", SetUse),
            document=row.text("document"),
            year_from=row.whole("year_from"),
            year_to=row.optional("year_to", row.whole),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        row.unique(one.code, found, "code")
        row.unique(one.rank, [other.rank for other in found.values()], "rank")
        found[one.code] = one
    return found


def _read_fuels(table: Table, sources: Mapping[str, Source]) -> dict[str, FuelKind]:
    found: dict[str, FuelKind] = {}
    for row in table.tables("fuel", "code"):
        tce = row.optional("tce", row.number)
        origin, marks = ((), ()) if tce is None else read_origin(row, sources)
        fuel = FuelKind(
            code=row.text("code"),
            kind=row.text("kind"),
            tce=tce,
            tce_document=row.text("tce_document") if tce is not None else "",
            sources=origin,
            confidence=marks,
        )
        row.close()
        row.unique(fuel.code, found, "code")
        if fuel.code not in FUELS:
            row.fail("code 不在 layouts/fuels.toml 中")
        if tce is not None:
            _check_number(row, fuel, has_number=True)
        found[fuel.code] = fuel
    return found


def _read_values(
    table: Table, sets: Mapping[str, FuelSet], fuels: Mapping[str, FuelKind], sources: Mapping[str, Source]
) -> Iterator[FuelValue]:
    seen: set[tuple[str, str]] = set()
    for row in table.tables("value", "set", "fuel"):
        code, fuel = row.text("set"), row.text("fuel")
        if code not in sets:
            row.fail("set 不在 [[set]] 中")
        if fuel not in fuels:
            row.fail("fuel 不在 [[fuel]] 中")
        row.unique((code, fuel), seen, "set、fuel")
        seen.add((code, fuel))
        origin, marks = read_origin(row, sources)
        value = FuelValue(
            set=sets[code],
            fuel=fuel,
            ncv=row.optional("ncv", row.number),
            cc=row.optional("cc", row.number),
            of=row.optional("of", row.number),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        _check_number(row, value, has_number=not value.is_empty)
        yield value


def _read_schemes(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table.tables("scheme", "code"):
        code = row.text("code")
        row.unique(code, found, "code")
        found[code] = row.text("name")
        row.close()
    return found


def _read_electricity(
    table: Table, schemes: Mapping[str, str], sources: Mapping[str, Source]
) -> Iterator[ElectricityFactor]:
    found: list[ElectricityFactor] = []
    for row in table.tables("electricity", "scheme", "region", "year_from"):
        origin, marks = read_origin(row, sources)
        factor = ElectricityFactor(
            scheme=row.text("scheme"),
            region=row.text("region"),
            use=row.choice("use", FactorUse),
            value=row.optional("value", row.number),
            data_year=row.optional("data_year", row.whole),
            document=row.text("document"),
            year_from=row.whole("year_from"),
            year_to=row.optional("year_to", row.whole),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        if factor.scheme not in schemes:
            row.fail("scheme 不在 [[scheme]] 中")
        _check_number(row, factor, has_number=factor.value is not None)
        same = [f for f in found if (f.scheme, f.use) == (factor.scheme, FactorUse.REPORT)]
        if factor.use is FactorUse.REPORT and any(
            other.covers(factor.year_from) or factor.covers(other.year_from) for other in same
        ):
            row.fail("同一年有两个报告用因子")
        found.append(factor)
        yield factor


def _read_others(table: Table, key: str, unit: str, sources: Mapping[str, Source]) -> Iterator[Factor]:
    seen: set[str] = set()
    for row in table.tables(key, "code"):
        origin, marks = read_origin(row, sources)
        factor = Factor(
            code=row.text("code"),
            name=row.text("name"),
            value=row.optional("value", row.number),
            unit=unit or row.text("per" if key == "process" else "unit"),
            document=row.text("document"),
            year_from=row.whole("year_from") if row.has("year_from") else 0,
            year_to=row.optional("year_to", row.whole),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        row.unique(factor.code, seen, "code")
        seen.add(factor.code)
        _check_number(row, factor, has_number=factor.value is not None)
        yield factor


def _check_number(row: Table, attested: Attested, *, has_number: bool) -> None:
    """A number needs a source and must be confirmed; a row without one must say that it is not."""
    if has_number and not attested.sources:
        row.fail("有数值而没有来源（sources）")
    if has_number and attested.is_unsure:
        row.fail("未确认的数值不能收录")
    if not has_number and not attested.is_unsure:
        row.fail("没有数值的行应标为未确认（U）")
