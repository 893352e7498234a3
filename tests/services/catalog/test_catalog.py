from __future__ import annotations

from pathlib import Path

import docx
import pytest

from app.models.enums import Category, DocumentKind
from app.models.errors import InputError, NewerFile
from app.services.catalog import Catalog, load_catalog

SECTORS = ["服", "热", "电", "泥", "石", "路", "航", "他"]


@pytest.fixture
def catalog() -> Catalog:
    return load_catalog()


def applicable(
    category: Category | None, sectors: set[str], kind: DocumentKind = DocumentKind.ER
) -> set[str]:
    catalog = load_catalog()
    checklist = catalog.checklist(kind, 2024)
    return {item.code for item in catalog.applicable(checklist, category=category, sectors=sectors)}


def test_it_is_read_once() -> None:
    assert load_catalog() is load_catalog()


def test_a_started_review_keeps_its_edition(catalog: Catalog) -> None:
    newest = catalog.checklist(DocumentKind.ER, 2030)
    assert catalog.checklist(DocumentKind.ER, 1999, newest.edition) is newest
    with pytest.raises(NewerFile, match=r"2099\.1"):
        catalog.checklist(DocumentKind.ER, 2024, "2099.1")
    with pytest.raises(InputError, match="2019年度"):
        catalog.checklist(DocumentKind.VR, 2019)


def test_green_power_for_key_emitters_only() -> None:
    assert "ER-31" in applicable(Category.KEY, {"服"})
    assert "ER-31" in applicable(Category.NATIONAL, {"电"})
    assert "ER-31" not in applicable(Category.GENERAL, {"服"})
    assert "ER-31" in applicable(None, {"服"})


@pytest.mark.parametrize(
    ("sector", "added"),
    [
        ("电", {1, 2, 3, 4}),
        ("泥", {5, 6, 16}),
        ("石", {7, 8, 16}),
        ("热", {9, 10, 11}),
        ("路", {12, 13}),
        ("航", {14}),
        ("他", {15, 16}),
        ("服", set()),
    ],
)
def test_sector_items_for_their_sector_only(sector: str, added: set[int]) -> None:
    found = {code for code in applicable(Category.KEY, {sector}) if code.startswith("ERX")}
    assert found == {f"ERX-{number:02}" for number in added}


def test_nothing_known_keeps_everything() -> None:
    assert len(applicable(None, set())) == 66
    assert len(applicable(Category.KEY, {"供"})) == 66


def test_a_branch_of_services_leaves_the_other_branches_out() -> None:
    assert {"ER-45", "ER-46", "ER-47"} <= applicable(Category.KEY, {"服"})
    assert "ER-46" not in applicable(Category.KEY, {"服", "物"})
    assert "ER-46" in applicable(Category.KEY, {"服", "数"})
    assert "ER-46" in applicable(Category.KEY, {"数"})
    assert "ER-45" in applicable(Category.KEY, {"数"})
    assert not {"ER-45", "ER-46"} & applicable(Category.KEY, {"热"})


def test_heating_facilities_may_be_anywhere() -> None:
    for sector in SECTORS:
        assert "ER-47" in applicable(Category.KEY, {sector})


def test_a_second_sector_adds_its_items() -> None:
    both = applicable(Category.KEY, {"电", "热"})
    assert {"ERX-01", "ERX-09"} <= both
    assert "ERX-05" not in both


def test_the_verification_list_concerns_everybody() -> None:
    assert len(applicable(Category.KEY, {"服"}, DocumentKind.VR)) == 40


@pytest.mark.parametrize(
    ("code", "name", "sectors"),
    [
        ("7020", "服务业", "服物"),
        ("K7020", None, "服物"),
        ("7020 物业管理", "", "服物"),
        ("6450", None, "服数"),
        ("6311", None, "服信"),
        ("8411", "服务业", "服"),
        ("5412", "交通运输业", "路"),
        ("5311", None, "服"),
        ("5611", None, "航"),
        ("5631", None, "他"),
        ("4430", "热力生产和供应业", "热"),
        ("4412", None, "电"),
        ("4420", None, "他"),
        ("4412", "热力生产和供应业", "电热"),
        ("3011", None, "泥"),
        ("3021", None, "他"),
        ("2614", None, "石他"),
        ("2614", "其他行业", "他"),
        ("2614", "石油化工生产业", "石"),
        (None, "电力、热力生产和供应业", "电热"),
        (None, "其他服务业", "服"),
        (None, "民用航空运输业", "航"),
        (None, "不认识的行业", ""),
        ("0099", None, ""),
        ("98", None, ""),
        ("70201", None, ""),
        ("", "", ""),
        (None, None, ""),
    ],
)
def test_the_sector_of_an_industry(
    catalog: Catalog, code: str | None, name: str | None, sectors: str
) -> None:
    assert catalog.sector_of(code, name) == frozenset(sectors)


def test_every_word_of_the_citys_list_is_known(catalog: Catalog, shared: Path) -> None:
    document = docx.Document(str(shared / "data" / "fengtai_2024_register.docx"))
    words = {row.cells[4].text.strip() for table in document.tables for row in table.rows[1:]}
    assert words == {"服务业", "热力生产和供应业", "交通运输业", "其他行业"}
    assert {word: "".join(catalog.sector_of(None, word)) for word in words} == {
        "服务业": "服",
        "热力生产和供应业": "热",
        "交通运输业": "路",
        "其他行业": "他",
    }


def numbers(year: int, sectors: str, kind: DocumentKind | None, category: Category | None) -> list[str]:
    found = load_catalog().basis_for(year, set(sectors), kind=kind, category=category)
    return [basis.standard.number for basis in found]


def test_the_basis_follows_year_sector_kind_and_category() -> None:
    general = numbers(2023, "服", DocumentKind.ER, Category.GENERAL)
    assert general == ["京政发〔2024〕6号", "京环发〔2024〕4号", "京环发〔2024〕8号", "DB11/T 1785-2020"]
    assert numbers(2022, "热", DocumentKind.ER, Category.KEY) == [
        "京环发〔2023〕3号",
        "京环发〔2023〕5号",
        "DB11/T 1784-2020",
    ]
    assert "环办气候函〔2021〕130号" in numbers(2023, "服", DocumentKind.VR, Category.KEY)
    assert "国务院令第775号" in numbers(2024, "电", DocumentKind.ER, Category.NATIONAL)
    assert "国务院令第775号" not in numbers(2024, "电", DocumentKind.ER, Category.KEY)
    assert "国务院令第775号" not in numbers(2023, "电", DocumentKind.ER, Category.NATIONAL)


def test_what_is_not_confirmed_is_not_cited() -> None:
    assert numbers(2024, "", DocumentKind.ER, None) == ["京政发〔2024〕6号"]
    assert numbers(2015, "服", DocumentKind.ER, Category.KEY) == []
    assert numbers(2021, "航", DocumentKind.ER, Category.KEY) == []
    assert numbers(2022, "航", DocumentKind.ER, Category.KEY)[-1] == "DB11/T 2057-2022"


def test_a_branch_cites_the_standard_of_its_sector() -> None:
    assert numbers(2024, "数", None, None)[-1] == "DB11/T 1785-2020"


def test_the_basis_of_an_item(catalog: Catalog) -> None:
    er, vr = (catalog.checklist(kind, 2023) for kind in (DocumentKind.ER, DocumentKind.VR))
    code, factor, resign = er.item("ER-08"), er.item("ER-39"), vr.item("VR-24")
    assert code and factor and resign
    assert [s.number for s in catalog.basis_of(code, 2023, {"热"})] == ["GB 32100-2015", "京环发〔2024〕4号"]
    assert [s.number for s in catalog.basis_of(factor, 2023, {"热"})] == [
        "DB11/T 1784-2020",
        "京环发〔2024〕8号",
    ]
    assert [s.number for s in catalog.basis_of(resign, 2025, set())] == [
        "GB 17167-2006",
        "DB11/T 2323-2024",
        "环办气候函〔2021〕130号",
    ]


def test_a_citation_reads_as_in_an_opinion(catalog: Catalog) -> None:
    cite = {number: s.citation for number, s in catalog.standards.standards.items()}
    assert cite["DB11/T 1785-2020"] == "《二氧化碳排放核算和报告要求 服务业》（DB11/T 1785-2020）"
    assert cite["京环发〔2024〕4号"] == "京环发〔2024〕4号"
    assert cite["环办气候函〔2022〕485号"].count("《") == 2


def test_divisions(catalog: Catalog) -> None:
    division = catalog.division("K7020")
    assert division is not None
    assert (division.name, division.section) == ("房地产业", "K")
    assert catalog.division("98") is None
    assert catalog.division("") is None
    assert catalog.division(None) is None


def test_thresholds(catalog: Catalog) -> None:
    key = catalog.thresholds_for(Category.KEY, 2024)
    assert [(t.quantity, str(t.at_least)) for t in key] == [("emission", "5000"), ("energy", "2000")]
    assert catalog.thresholds_for(Category.KEY, 2010) == ()
