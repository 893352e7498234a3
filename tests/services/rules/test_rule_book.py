"""The data of the checks is complete and matches the code; nothing crashes on whatever a report holds."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app.services.rules as package
from app.models.enums import Automation, DocumentKind, HitLevel
from app.models.errors import Damaged
from app.services.catalog import load_catalog, read_catalog
from app.services.facts import Fact, ReportFacts, Where, known_names
from app.services.paths import resource
from app.services.rules import RULES, Context, Hit, check, sentence
from tests.services.rules import test_formal as formal
from tests.services.rules import test_plan as plan
from tests.services.rules import test_planted as planted
from tests.services.rules.clean import LIBRARY, emission_report

CATALOG = load_catalog()
BOOK = CATALOG.rules


def test_all_checks_of_the_guide_are_there() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(BOOK.rules)
    assert {f"X-{number:02d}" for number in range(1, 36)} <= set(codes)


def test_every_check_has_text_level_source_and_item() -> None:
    items = {item.code: item for checklist in CATALOG.checklists for item in checklist.items}
    for rule in RULES:
        text = BOOK.rules[rule.code]
        assert text.title and text.request and text.confidence
        assert text.kinds == rule.kinds
        assert text.level in (HitLevel.ERROR, HitLevel.WARNING, HitLevel.INFO)
        for kind in rule.kinds:
            assert text.item(kind) in items
        unset = [limit for limit in text.limits.values() if limit.value is None]
        assert text.is_unsure is bool(unset)
        assert text.sources or unset
        for variant in text.variants.values():
            assert variant.text.endswith("。")


def test_what_may_be_missing_has_a_name() -> None:
    """Whatever a check needs of the surroundings can be told where it is missing."""
    needed = {need[1:] for rule in RULES for need in rule.needs if need.startswith("@")}
    assert needed <= set(BOOK.context)


def test_every_way_to_strike_is_planted_somewhere() -> None:
    shown = {(row[0], row[4]) for row in planted.PLANTED}
    shown |= {(row[0], row[3]) for row in (*planted.VERIFICATION, *planted.AROUND)}
    shown |= {("X-21", "energy"), ("X-21", "key"), ("X-26", "voucher"), ("X-24", "outdated")}
    shown |= {("ER-35", "variant"), ("X-15", "unknown")}
    shown |= {(row[0], row[3]) for row in formal.PLANTED}
    shown |= {(row[0], row[3]) for row in plan.PLANTED} | {("DQ-04", "unplanned"), ("DQ-14", "default")}
    shown |= {(code, variant) for code, text in BOOK.monthly.items() for variant in text.variants}
    assert shown == {(code, variant) for code, rule in BOOK.rules.items() for variant in rule.variants}


def test_most_automatic_items_have_a_check() -> None:
    """What the program cannot know (deadlines, tables of other sectors) stays with a person."""
    items = [i for c in CATALOG.checklists for i in c.items if i.auto is Automation.FULL and i.judged]
    open_items = {item.code for item in items if not BOOK.rules_of(item.code)}
    assert open_items == {
        *("ER-06", "ERX-03", "ERX-09", "ERX-12", "ERX-13"),
        *("VR-05", "VR-11", "VR-21", "VR-28"),
    }


def test_no_words_in_the_checks() -> None:
    folder = Path(package.__file__).parent
    wrong = [
        f"{path.name}: {line}"
        for path in sorted(folder.glob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"[\u4e00-\u9fff]", line) and path.name != "words.py"
    ]
    assert wrong == []


def test_values_of_other_guidelines_and_unknown_units() -> None:
    report = emission_report("服")
    context = report.context
    result = planted.run(report, context, c3__natural_gas__cc="0.01532")
    assert "X-15" not in {hit.rule for hit in result.hits}
    lng = {"c3.lng.amount": "1", "c3.lng.cc": "0.0172", "c3.lng.ncv": "51.498", "c3.lng.of": "98"}
    result = planted.run(report, context, **lng)
    words = sentence(BOOK, planted.found(result, "ER-35", "c3.lng.cc", "variant"))
    assert "发电、水泥核算指南" in words
    odd = Fact("c4.amount", None, "12.3", "立方米", "MWh", Where("a.xlsx", sheet="表C.4", cell="B2"))
    facts = report.facts()
    strange = replace(facts, facts={**facts.facts, "c4.amount": odd})
    hits = check(strange, context, LIBRARY, BOOK, RULES).hits
    (unit,) = [hit for hit in hits if hit.variant == "unknown"]
    assert unit.place == "表C.4!B2"
    assert "“立方米”不能换算为 MWh" in sentence(BOOK, unit)


def test_a_sentence_says_place_numbers_and_working() -> None:
    result = planted.run(emission_report("服"), c3__natural_gas__emission="3400")
    hit = planted.found(result, "X-01", "c3.natural_gas.emission", "row")
    assert sentence(BOOK, hit) == (
        "表C.3 化石燃料燃烧排放 天然气 排放量填写 3,400 tCO2，按本行原始数据复算为 3,295.8244 tCO2，"
        "相差 104.18 tCO2（152.43 × 389.31 × 0.0153 × 99% × 44/12 = 3,295.824402）。"
    )


NAMES = [*known_names(), "process.lime.amount", "process.lime.purity", "process.lime.emission"]
VALUES = st.one_of(
    st.none(),
    st.decimals(-(10**9), 10**9, places=3, allow_nan=False),
    st.sampled_from([Decimal(0), Decimal("1e-30"), Decimal("1e30"), Decimal("-0")]),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.text(max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(
    given_facts=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=30),
    kind=st.sampled_from(DocumentKind),
    year=st.one_of(st.none(), st.integers(1900, 2200)),
)
def test_no_report_makes_a_check_crash(
    given_facts: dict[str, Decimal | date | str | None], kind: DocumentKind, year: int | None
) -> None:
    facts = {name: Fact(name, value, str(value or "")) for name, value in given_facts.items()}
    report = ReportFacts(kind, year, facts=facts)
    context = replace(emission_report("服").context, report=report)
    for around in (Context(), context):
        result = check(report, around, LIBRARY, BOOK, RULES)
        for hit in result.hits:
            assert "{" not in sentence(BOOK, hit) or any("{" in fact.text for fact in facts.values())


def test_keys_tell_hits_apart() -> None:
    result = planted.run(emission_report("服"), head__year="2023", c2__total="99999", c4__factor="0.5633")
    keys = [(hit.rule, hit.key) for hit in result.hits]
    assert len(keys) == len(set(keys))
    assert Hit("a", subject="b").key == "a|b"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('items = ["ER-20", "VR-22"]', 'items = ["ER-99"]', "ER-99"),
        ('code = "X-02"', 'code = "X-01"', "重复"),
        ('level = "error"', 'level = "grave"', "level"),
        ("value = 0.065", 'value = "0.065"', "value"),
        ('sources = ["R03", "R11"]', 'sources = ["R99"]', "R99"),
    ],
)
def test_bad_rules_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    root = tmp_path / "resources"
    shutil.copytree(resource(), root, ignore=shutil.ignore_patterns("fonts", "icons", "templates", "sample"))
    text = (root / "rules.toml").read_text("utf-8")
    assert old in text
    (root / "rules.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Damaged, match=words):
        read_catalog(root)


def test_what_a_person_corrected_counts() -> None:
    report = emission_report("服")
    facts = report.facts()
    name = facts.facts["head.name"]
    read_wrongly = replace(name, text="示例普通高等敎育有限公司", corrected=name.text, value=name.text)
    corrected = replace(facts, facts={**facts.facts, "head.name": read_wrongly})
    assert check(corrected, report.context, LIBRARY, BOOK, RULES).hits == ()


def test_years_and_codes_stand_without_separators() -> None:
    hit = planted.found(planted.run(emission_report("服"), head__year="2023"), "X-34", "head.year", "year")
    assert "填写“2023”，与报告年度 2024 不符" in sentence(BOOK, hit)
