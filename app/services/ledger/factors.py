"""The factors of a year as rows of the ledger: what is recommended for fuels, electricity and heat."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.services.catalog import Catalog, FuelValue
from app.services.facts.names import FUELS
from app.services.sheets.workbook import Cell

_PARTS = (("ncv", "低位发热量", "GJ/"), ("cc", "单位热值含碳量", "tC/TJ"), ("of", "碳氧化率", "%"))


def factor_rows(catalog: Catalog, year: int) -> list[list[Cell]]:
    """Kind, name, number, unit, document and note of every factor that reports about `year` use."""
    library = catalog.factor_library()
    rows: list[list[Cell]] = [["因子库", library.edition, None, "", "", library.note]]
    for code in library.schemes:
        factor = library.grid_factor(code, year)
        if factor is not None:
            name = f"外购电力（{library.schemes[code]}）"
            rows.append(["电力", name, factor.value, "tCO₂/MWh", factor.document, factor.note])
    if (heat := library.heat_factor(year)) is not None:
        rows.append(["热力", heat.name, heat.value, heat.unit, heat.document, heat.note])
    for fuel in library.fuels:
        if (value := library.fuel_value(fuel, year)) is not None:
            rows += _fuel_rows(value)
    return rows


def _fuel_rows(value: FuelValue) -> Iterator[list[Cell]]:
    fuel = FUELS[value.fuel]
    for part, name, unit in _PARTS:
        number: Decimal | None = getattr(value, part)
        if number is not None:
            per = f"{unit}{fuel.unit}" if part == "ncv" else unit
            document = value.set.document
            yield ["燃料", f"{fuel.label} {name}", number, per, document, value.note]
