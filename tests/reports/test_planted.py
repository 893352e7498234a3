"""Every kind of error of the guide's §5, planted alone in a report, is found at the cell it stands in.

The road is the real one, from file to hits. CI plants each kind once, in changing sectors, layouts, formats
and sizes; the long run plants each in all of them (`pytest -m long tests/reports`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path

import pytest

from app.models.enums import DocumentKind, HitLevel
from app.services.catalog import load_catalog
from app.services.rules import sentence
from tests.reports.figures import SECTORS, figures
from tests.reports.places import text_at
from tests.reports.plants import Plant
from tests.reports.plants_beside import PLANTS
from tests.reports.road import FORMATS, LAYOUTS, SIZES, YEAR, Arrived, Desks, Trip, travel
from tests.reports.verification import verification_figures

# PDF takes longest: one of ten is enough for every day.
_DAILY = ("xlsx", "docx", "xlsx", "docx", "xlsx", "docx", "xlsx", "docx", "xlsx", "pdf")
_KINDS = (DocumentKind.ER, DocumentKind.VR)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """Open files for all trips; each takes back what it wrote."""
    made = Desks(tmp_path_factory.mktemp("desks"))
    yield made
    made.close()


def trip_of(plant: Plant, sector: str, layout: str, kind: str, size: int) -> Trip:
    """The trip of a report with one error."""
    size = size if plant.size is None else plant.size
    fuels, scale = SIZES[size]
    years = {back: figures(sector, YEAR - back, 1, fuels, scale) for back in range(3)}
    own = verification_figures(years[0]) if plant.kind is DocumentKind.VR else years[0]
    return Trip(
        sector,
        layout,
        kind,
        size,
        plant.kind,
        changes=plant.change(own, size, plant.name),
        prior=plant.prior(years[1], size, plant.name),
        before=plant.before(years[2], size, plant.name),
        report=plant.report(years[0], size, plant.name),
        unit=plant.unit,
        around=plant.around,
    )


def check_found(plant: Plant, trip: Trip, arrived: Arrived) -> None:
    """The hit that names the cause is there, at the cell; its consequences may be there too."""
    hits = [
        h
        for h in arrived.result.hits
        if (h.rule, h.variant, h.name) == (plant.rule, plant.variant, plant.name)
    ]
    said = [(hit.rule, hit.variant, hit.name, hit.place) for hit in arrived.result.hits]
    assert hits, (trip, said, arrived.draft.doubts, arrived.draft.leftovers)
    hit = hits[0]
    assert hit.level is plant.level
    words = sentence(load_catalog().rules, hit)
    assert "{" not in words and words.endswith("。")
    if not plant.name or plant.is_gone:
        return
    if trip.format != "pdf":
        assert hit.place == arrived.places[plant.name]
    wanted = trip.made().expected()[plant.name]
    assert is_same(text_at(arrived.source, hit.place), wanted), (hit.place, wanted)


def is_same(found: str, wanted: str) -> bool:
    try:
        return Decimal(found) == Decimal(wanted)
    except InvalidOperation:
        return "".join(found.split()) == "".join(wanted.split())


@pytest.mark.parametrize("number", range(len(PLANTS)), ids=[plant.id for plant in PLANTS])
def test_planted(number: int, desks: Desks, tmp_path: Path) -> None:
    plant = PLANTS[number]
    sector = plant.sectors[number % len(plant.sectors)]
    layout, kind, size = LAYOUTS[number % 3], _DAILY[number % 10], number // 3 % 3
    trip = trip_of(plant, sector, layout, kind, size)
    check_found(plant, trip, travel(desks, trip, tmp_path))


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", PLANTS, ids=[plant.id for plant in PLANTS])
def test_planted_everywhere(plant: Plant, desks: Desks, tmp_path: Path) -> None:
    """Each kind in every layout, format and size; the sectors change from one to the next."""
    sizes = range(3) if plant.size is None else (plant.size,)
    for number, (layout, kind, size) in enumerate(product(LAYOUTS, FORMATS, sizes)):
        trip = trip_of(plant, plant.sectors[number % len(plant.sectors)], layout, kind, size)
        check_found(plant, trip, travel(desks, trip, tmp_path))


def check_clean(arrived: Arrived) -> None:
    """Nothing is found or left over; only peers and the unconfirmed deadline of the year are missing."""
    book = load_catalog().rules
    assert [(hit.rule, hit.place, sentence(book, hit)) for hit in arrived.result.hits] == []
    assert {gap.rule for gap in arrived.result.gaps} <= {"X-22", "ER-01"}
    assert arrived.draft.leftovers == () and arrived.draft.doubts == ()


@pytest.mark.parametrize("number", range(len(SECTORS)), ids=SECTORS)
def test_clean(number: int, desks: Desks, tmp_path: Path) -> None:
    """A clean emission report and its verification report, each in one layout, format and size."""
    for place, kind in enumerate(_KINDS):
        at = number + place
        trip = Trip(SECTORS[number], LAYOUTS[at % 3], _DAILY[at % 10], at % 3, kind)
        check_clean(travel(desks, trip, tmp_path))


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", _KINDS, ids=["emission", "verification"])
@pytest.mark.parametrize("sector", SECTORS)
def test_clean_everywhere(sector: str, kind: DocumentKind, desks: Desks, tmp_path: Path) -> None:
    for layout, form, size in product(LAYOUTS, FORMATS, range(3)):
        check_clean(travel(desks, Trip(sector, layout, form, size, kind), tmp_path))


def test_every_kind_of_the_guide_is_planted() -> None:
    planted = {plant.rule for plant in PLANTS}
    assert {f"X-{number:02d}" for number in range(1, 36)} <= planted
    wanted = {
        (code, variant)
        for code, rule in load_catalog().rules.rules.items()
        for variant in rule.variants
        if code.startswith("X-")
    }
    # An organisation code whose own digit is wrong is a matter of the code alone: tests of the rules.
    assert wanted - {(plant.rule, plant.variant) for plant in PLANTS} <= {("X-30", "organisation_failed")}
    assert {plant.level for plant in PLANTS} == {HitLevel.ERROR, HitLevel.WARNING, HitLevel.INFO}
