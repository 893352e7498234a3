"""The grammar of names, and the names themselves."""

from __future__ import annotations

import pytest

from app.services.facts import FUELS, describe, fuel_of, known_names, month_name
from app.services.facts.names import ValueKind


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [
        ("c3.natural_gas.amount", "10⁴Nm³", "天然气 燃烧量"),
        ("c3.diesel.ncv", "GJ/t", "柴油 低位发热量"),
        ("c3.natural_gas.cc", "tC/GJ", "天然气 单位热值含碳量"),
        ("c6.natural_gas.cc", "tC/TJ", "天然气 单位热值含碳量"),
        ("c7.lpg.m12", "t", "液化石油气 12月 消耗量"),
        ("c9.mobile.electricity", "kWh", "京内移动设施 电力消费量"),
        ("c11.nondc.intensity", "kgCO2/m²", "排放强度"),
        ("c14.total.source_heat", "TJ", "合计 热源供热量"),
        ("vr.final.electricity", "tCO2", "核查后 消耗外购电力 排放量"),
        ("process.limestone.factor", "tCO2/t", "limestone 排放因子"),
    ],
)
def test_meaning_and_unit(name: str, unit: str, label: str) -> None:
    info = describe(name)
    assert info is not None
    assert (info.unit, info.label, info.kind) == (unit, label, ValueKind.NUMBER)
    assert info.table == name.split(".")[0]


@pytest.mark.parametrize("name", ["c3.plutonium.amount", "c3.diesel", "c99.total", "", "c7.diesel.m13"])
def test_unknown_names_are_told(name: str) -> None:
    assert describe(name) is None


def test_every_listed_name_is_known_once() -> None:
    names = list(known_names())
    assert len(names) == len(set(names)) > 1000
    assert all(describe(name) for name in names)
    assert all(name.startswith("c4.") for name in known_names("c4"))


def test_kinds() -> None:
    kinds = {name: info.kind for name in known_names() if (info := describe(name))}
    assert kinds["head.date"] is ValueKind.DATE
    assert kinds["head.name"] is ValueKind.TEXT
    assert kinds["vr.date.issue"] is ValueKind.DATE


def test_fuels() -> None:
    assert fuel_of("c9.outside.gasoline") is FUELS["gasoline"]
    assert fuel_of("c4.amount") is None
    assert month_name("c7.diesel", 3) == "c7.diesel.m03"
    spellings = [word for fuel in FUELS.values() for word in (fuel.label, *fuel.spellings)]
    assert len(spellings) == len(set(spellings))
