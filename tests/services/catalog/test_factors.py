"""The factor library: every number has a source, the guide's worked results come out, editions stay apart."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from app.models.amounts import round_half_up
from app.models.enums import Confidence
from app.models.errors import Damaged, NewerFile
from app.services.catalog import FuelValue, SetUse, load_catalog, read_catalog
from app.services.facts import FUELS
from app.services.paths import resource

LIBRARY = load_catalog().factor_library()

_FINDABLE = re.compile(r"(GB|DB11|JS)(/T)? \d+|〔20\d\d〕\d+号|公告20\d\d年第\d+号|按分子量计算")

# Guide §4.3, column "result tCO2/unit".
RESULTS = {
    "anthracite": "2.5215",
    "bituminous_coal": "1.7417",
    "lignite": "1.1729",
    "washed_coal": "2.2082",
    "other_washed_coal": "1.0519",
    "briquette": "1.9360",
    "coke": "2.8604",
    "petroleum_coke": "3.2115",
    "crude_oil": "3.0202",
    "fuel_oil": "3.1705",
    "gasoline": "2.9251",
    "diesel": "3.0959",
    "kerosene": "3.0334",
    "lng": "2.8313",
    "lpg": "3.1013",
    "naphtha": "3.1981",
    "tar": "2.6446",
    "other_petroleum": "2.9488",
    "natural_gas": "21.6219",
    "coke_oven_gas": "8.8638",
    "blast_furnace_gas": "8.4811",
    "converter_gas": "15.1240",
    "other_gas": "2.3148",
    "refinery_gas": "3.0389",
}


def result(value: FuelValue) -> Decimal:
    assert value.ncv and value.cc and value.of
    return value.ncv * value.cc / 1000 * value.of / 100 * 44 / 12


@pytest.mark.parametrize(("fuel", "expected"), RESULTS.items())
def test_worked_results_of_the_guide(fuel: str, expected: str) -> None:
    value = LIBRARY.fuel_value(fuel, 2024)
    assert value is not None
    assert round_half_up(result(value), 4) == Decimal(expected)


def test_every_number_has_a_source_that_can_be_found() -> None:
    known = load_catalog().sources
    rows = [
        *((v, not v.is_empty, v.set.document) for v in LIBRARY.values),
        *((f, f.value is not None, f.document) for f in LIBRARY.electricity),
        *((f, f.value is not None, f.document) for f in LIBRARY.heat),
        *((f, f.value is not None, f.document) for f in LIBRARY.processes.values()),
        *((f, f.value is not None, f.document) for f in LIBRARY.tce.values()),
        *((f, f.tce is not None, f.tce_document) for f in LIBRARY.fuels.values() if f.tce is not None),
    ]
    assert len(rows) > 60
    for row, has_number, document in rows:
        assert document
        if has_number:
            # A standard with its number, a paper with year and number, or the sum that anybody can do.
            assert _FINDABLE.search(document), document
            assert any(known[code].number and known[code].seen for code in row.sources), row
            assert {Confidence.CERTAIN, Confidence.LIKELY} & set(row.confidence)
        assert set(row.sources) <= set(known)
        assert has_number is not row.is_unsure
        if has_number:
            assert row.sources


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('document = "GB/T 32151.22-2024 附录C 表C.1"', 'document = ""'), "document"),
        (('sources = ["R16"]\nconfidence = ["P", "C"]', 'confidence = ["P", "C"]'), "sources"),
        (('sources = ["R16"]\nconfidence = ["P", "C"]', 'sources = ["R16"]\nconfidence = ["P", "U"]'), ""),
    ],
)
def test_a_number_without_a_source_is_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    """No document, no source, or a number that nobody is sure of: the library does not load."""
    copy = tmp_path / "resources"
    shutil.copytree(
        resource("factors").parent, copy, ignore=shutil.ignore_patterns("fonts", "icons", "manual")
    )
    path = copy / "factors" / LIBRARY.edition / "fuels.toml"
    text = path.read_text("utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), "utf-8")
    with pytest.raises(Damaged) as refused:
        read_catalog(copy).factor_library()
    assert words in repr(refused.value) + str(refused.value.detail)


def test_the_guides_fuels_are_all_there() -> None:
    assert set(RESULTS) == set(LIBRARY.fuels) <= set(FUELS)


def test_empty_local_set_gives_way_to_the_national_one() -> None:
    local = next(s for s in LIBRARY.sets if s.rank == 1)
    assert all(v.is_empty for v in LIBRARY.values if v.set is local)
    value = LIBRARY.fuel_value("natural_gas", 2023)
    assert value is not None and value.set.code == "NATIONAL-32151-22-2024"
    assert LIBRARY.fuel_value("natural_gas", 2019) is None


def test_variants_are_known_but_not_recommended() -> None:
    variants = [v for v in LIBRARY.fuel_values("natural_gas") if v.set.use is SetUse.VARIANT]
    assert [round_half_up(result(v), 4) for v in variants] == [Decimal("21.6502")]


@pytest.mark.parametrize(
    ("scheme", "year", "value"),
    [
        ("beijing", 2024, "0.604"),
        ("national", 2020, "0.6101"),
        ("national", 2021, "0.5810"),
        ("national", 2023, "0.5703"),
        ("statistics", 2023, None),
        ("national", 2010, None),
    ],
)
def test_grid_factors_by_scheme_and_year(scheme: str, year: int, value: str | None) -> None:
    factor = LIBRARY.grid_factor(scheme, year)
    assert (factor.value if factor else None) == (Decimal(value) if value else None)


def test_heat_and_energy() -> None:
    heat = LIBRARY.heat_factor(2024)
    assert heat is not None and heat.value == Decimal("0.11")
    assert LIBRARY.tce["electricity"].value == Decimal("0.1229")
    assert LIBRARY.fuels["natural_gas"].tce == Decimal("13.30")


def test_an_unknown_edition_is_said() -> None:
    assert load_catalog().factor_library(LIBRARY.edition) is LIBRARY
    with pytest.raises(NewerFile, match="1999"):
        load_catalog().factor_library("1999.1")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("energy.toml", "value = 0.11\n", "", "U"),
        (
            "energy.toml",
            'document = "环办气候函〔2022〕111号"\nsources = ["R05"]\nconfidence = ["P", "C"]',
            'document = "环办气候函〔2022〕111号"\nconfidence = ["D"]',
            "没有来源",
        ),
        (
            "energy.toml",
            'sources = ["R17"]\nconfidence = ["P", "C"]',
            'sources = ["R17"]\nconfidence = ["P", "U"]',
            "未确认的数值",
        ),
        ("energy.toml", "year_from = 2021\nyear_to = 2021", "year_from = 2021", "两个报告用因子"),
        ("fuels.toml", 'code = "tar"', 'code = "treacle"', "layouts/fuels.toml"),
        ("fuels.toml", 'fuel = "tar"', 'fuel = "diesel"', "重复"),
        ("fuels.toml", "rank = 2", "rank = 1", "重复"),
        ("edition.toml", '"2026.1"', '"2027.1"', "文件夹名"),
    ],
)
def test_what_is_refused(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    root = tmp_path / "resources"
    shutil.copytree(resource(), root, ignore=shutil.ignore_patterns("fonts", "icons", "templates", "sample"))
    path = root / "factors" / "2026.1" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Damaged, match=words):
        read_catalog(root)
