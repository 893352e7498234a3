from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from app.models.enums import Confidence
from app.services.catalog import Attested, Basis, load_catalog
from app.services.paths import resource

CATALOG = load_catalog()
STANDARDS = CATALOG.standards


def attested() -> Iterator[Attested]:
    yield from STANDARDS.industries
    yield from STANDARDS.standards.values()
    yield from STANDARDS.bases
    yield from CATALOG.thresholds
    yield from CATALOG.deadlines.rules
    for checklist in CATALOG.checklists:
        yield checklist
        yield from checklist.items
        if checklist.score_sheet:
            yield checklist.score_sheet
            yield checklist.score_sheet.difference
            yield checklist.score_sheet.body


def test_all_divisions_stand_in_a_section() -> None:
    assert list(STANDARDS.divisions) == [f"{number:02}" for number in range(1, 98)]
    assert [section.letter for section in STANDARDS.industry_sections] == list("ABCDEFGHIJKLMNOPQRST")
    sizes = Counter(division.section for division in STANDARDS.divisions.values())
    assert sizes["C"] == 31
    assert sizes["K"] == sizes["P"] == sizes["T"] == 1
    assert len({division.name for division in STANDARDS.divisions.values()}) == 97


def test_section_ranges_follow_one_another() -> None:
    bounds = [(int(section.first), int(section.last)) for section in STANDARDS.industry_sections]
    assert bounds[0][0] == 1
    assert bounds[-1][1] == 97
    assert all(after[0] == before[1] + 1 for before, after in pairwise(bounds))


def test_every_division_has_a_sector_and_every_main_sector_one_standard() -> None:
    for code in STANDARDS.divisions:
        assert CATALOG.sector_of(code, None), code
    accounting: list[Basis] = [basis for basis in STANDARDS.bases if basis.role == "accounting"]
    main = [s.code for s in STANDARDS.sectors.values() if not s.parent and not s.facility]
    assert sorted(code for basis in accounting for code in basis.sectors) == sorted(main)


def test_the_mapping_is_that_of_the_guide() -> None:
    services = {code for code in STANDARDS.divisions if CATALOG.sector_of(code, None) == {"服"}}
    assert services == {f"{number}" for number in range(51, 98)} - {"54", "56"}
    assert CATALOG.sector_of("54", None) == {"路"}


def test_districts() -> None:
    assert len(STANDARDS.districts) == 16
    assert STANDARDS.districts["110106"] == "丰台区"
    assert all(re.fullmatch(r"1101\d\d", code) for code in STANDARDS.districts)


def test_public_rules_have_sources_and_marks() -> None:
    for row in attested():
        assert row.confidence
        if Confidence.DESIGN not in row.confidence and not row.is_unsure:
            assert row.sources, row
        assert set(row.sources) <= set(CATALOG.sources)


def test_every_source_of_the_guide_is_there_with_how_it_was_seen() -> None:
    assert {f"R{number:02}" for number in range(1, 27)} <= set(CATALOG.sources)
    assert all(source.seen and source.confidence for source in CATALOG.sources.values())


def test_nothing_unsure_is_cited() -> None:
    assert not any(basis.is_unsure or basis.standard.is_unsure for basis in STANDARDS.bases)


def test_accounting_standards_are_valid_when_they_are_cited() -> None:
    for basis in STANDARDS.bases:
        if basis.standard.valid_from:
            # Reports are written in the year after the report year.
            assert basis.standard.valid_from.year <= basis.year_from + 1


def test_no_person_and_no_telephone_number_is_in_the_resources() -> None:
    files = [*resource().glob("*.toml"), *resource("checklists").glob("*.toml")]
    assert len(files) >= 6
    for file in files:
        text = file.read_text("utf-8")
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), file.name
        assert not re.search(r"(?<![\d.])(010-?)?\d{8}(?![\d.])", text), file.name
        assert not re.search(r"联系人[:：]|@|先生|女士", text), file.name
        assert not re.search(r"(起草人|经办人|联系电话|手机|电话)[:：]", text), file.name


def test_chinese_is_typed_cleanly() -> None:
    for file in [*resource().glob("*.toml"), *resource("checklists").glob("*.toml")]:
        lines = file.read_text("utf-8").splitlines()
        for line in (line for line in lines if not line.startswith("#")):
            for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                said = json.dumps(text, ensure_ascii=False)
                assert not re.search(r"[一-鿿][,;:?!()]|[,;:?!()][一-鿿]", text), said
                assert not re.search(r"  |。。|，，|、、|，。|\t", text), said
                assert text.count("（") == text.count("）"), said
                assert text.count("“") == text.count("”"), said
