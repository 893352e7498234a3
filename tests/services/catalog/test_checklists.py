from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from app.models.enums import AnswerType, Category, Confidence, DocumentKind, Severity, Verdict
from app.services.catalog import BLANK, Checklist, ChecklistItem, load_catalog

ER, VR = (load_catalog().checklist(kind, 2024) for kind in (DocumentKind.ER, DocumentKind.VR))
EVERY_ITEM = [*ER.items, *VR.items]


def codes(prefix: str, *numbers: int) -> set[str]:
    return {f"{prefix}-{number:02}" for number in numbers}


# Typed from the guide §3.1 and §3.2, independently of the data.
SEVERE = (
    codes("ER", 3, 5, 8, 12, 13, 14, 15, 17, 19, 20, 22, 23, 27, 28, 31, 33, 35, 36, 37, 38, 39, 41, 42, 43)
    | codes("ER", 46, 47)
    | codes("ERX", 1, 3, 5, 6, 7, 8, 11, 12, 14, 15)
    | codes("VR", 3, 6, 7, 10, 11, 12, 15, 16, 17, 18, 21, 22, 23, 25, 29, 30, 31, 32, 33, 34, 37, 38)
)
MINOR = codes("ER", 6, 11, 26, 49) | codes("VR", 8)
HINTED = (
    codes("ER", 2, 7, 9, 10, 14, 15, 16, 17, 19, 23, 24, 27, 31, 32, 34, 35, 50)
    | codes("ERX", 4, 8, 10, 11, 16)
    | codes("VR", 1, 7, 15, 17, 18, 20, 31, 38, 39)
)
MANUAL = (
    codes("ER", 4, 13, 18, 25, 26, 30, 36)
    | codes("ERX", 6, 7, 14, 15)
    | codes("VR", 2, 8, 10, 12, 14, 16, 19, 26, 27, 32, 37)
)
NOT_YES_NO = {
    "ER-05": "C",
    "ER-12": "C",
    "ER-35": "C",
    "ER-13": "T",
    "ER-18": "T",
    "ER-19": "T",
    "ER-48": "T",
    "VR-11": "N",
    "VR-31": "N",
    "VR-40": "N",
    "VR-35": "T",
}


def test_every_item_of_the_guide_is_there() -> None:
    assert {item.code for item in ER.items} == codes("ER", *range(1, 51)) | codes("ERX", *range(1, 17))
    assert {item.code for item in VR.items} == codes("VR", *range(1, 41))
    assert [section.code for section in ER.sections] == list("ABCDEFGHIJ")
    assert [section.code for section in VR.sections] == list("ABCDEFGHI")


@pytest.mark.parametrize("item", EVERY_ITEM, ids=lambda item: item.code)
def test_severity_automation_and_answer_are_those_of_the_guide(item: ChecklistItem) -> None:
    severity = "critical" if item.code in SEVERE else "minor" if item.code in MINOR else "major"
    auto = "H" if item.code in HINTED else "M" if item.code in MANUAL else "A"
    assert item.severity == (None if item.code == "VR-40" else severity)
    assert item.auto == auto
    assert item.answer == NOT_YES_NO.get(item.code, "YN")


def test_the_guide_says_the_same(shared: Path) -> None:
    marks = {severity.label: severity for severity in Severity}
    row = re.compile(r"^\| ((?:ER|VR)-\d\d) \| ([A-J])[^|]*\|(.*)\|$", re.MULTILINE)
    guide = row.findall((shared / "domain" / "guide.md").read_text("utf-8"))
    assert len(guide) == 90
    for code, section, rest in guide:
        item = (ER if code.startswith("ER") else VR).item(code)
        assert item is not None
        *_, answer, severity, auto, _rule = (cell.strip() for cell in rest.split("|"))
        assert (item.section, item.answer, item.auto) == (section, answer, auto), code
        assert item.severity is marks.get(severity), code


def test_items_stand_in_the_order_of_their_sections() -> None:
    for checklist in (ER, VR):
        assert [item.section for item in checklist.items] == sorted(item.section for item in checklist.items)
        for section in checklist.sections:
            numbers = [item.code for item in checklist.items_of(section.code) if "X" not in item.code]
            assert numbers == sorted(numbers)


def test_only_vr_30_is_asked_the_other_way_round() -> None:
    assert [item.code for item in EVERY_ITEM if item.good is not Verdict.YES] == ["VR-30"]
    inverted = VR.item("VR-30")
    assert inverted is not None
    assert inverted.is_bad(Verdict.YES)
    assert not inverted.is_bad(Verdict.NO)


@pytest.mark.parametrize("checklist", [ER, VR], ids=["ER", "VR"])
def test_short_titles_are_short_and_tell_items_apart(checklist: Checklist) -> None:
    shorts = [item.short for item in checklist.items]
    assert len(set(shorts)) == len(shorts)
    assert [short for short in shorts if len(short) > 12] == []


@pytest.mark.parametrize("item", EVERY_ITEM, ids=lambda item: item.code)
def test_an_item_is_marked_and_public_content_has_a_source(item: ChecklistItem) -> None:
    assert item.confidence
    assert item.sources or Confidence.PUBLIC not in item.confidence
    assert not item.is_unsure


def test_sector_and_category_items_may_always_be_skipped() -> None:
    limited = [item for item in EVERY_ITEM if item.sectors or item.categories]
    assert {item.code for item in limited} == codes("ERX", *range(1, 17)) | codes("ER", 31, 45, 46, 47)
    assert all(item.na for item in limited)


@pytest.mark.parametrize(
    ("code", "answer", "verdict"),
    [
        ("ER-35", "标准推荐值", Verdict.YES),
        ("ER-35", "来源不明，与推荐值不符", Verdict.NO),
        ("ER-35", "没有化石燃料燃烧", Verdict.NOT_APPLICABLE),
        ("ER-35", "别的", None),
        ("ER-05", "DB11/T 1785-2020 服务业", None),
        ("ER-05", "未写明", Verdict.NO),
        ("ER-12", "与名单一致，一般报告单位已达重点门槛", None),
        ("ER-13", "示例大厦、示例园区", None),
        ("VR-11", "80", Verdict.YES),
        ("VR-11", "79.99", Verdict.NO),
        ("VR-11", "约八成", None),
        ("VR-31", "0", Verdict.YES),
        ("VR-31", "2", Verdict.NO),
        ("VR-40", "95", None),
        ("ER-01", "是", None),
    ],
)
def test_an_answer_only_proposes_a_verdict(code: str, answer: str, verdict: Verdict | None) -> None:
    item = ER.item(code) or VR.item(code)
    assert item is not None
    assert item.suggest(answer) is verdict


@pytest.mark.parametrize(
    ("code", "verdict", "answer", "done"),
    [
        ("ER-01", None, None, False),
        ("ER-01", Verdict.NO, None, True),
        ("ER-13", Verdict.YES, "  ", False),
        ("ER-13", None, "示例大厦", False),
        ("ER-13", Verdict.YES, "示例大厦", True),
        ("ER-18", Verdict.NOT_APPLICABLE, None, True),
        ("VR-40", None, None, False),
        ("VR-40", None, "92", True),
    ],
)
def test_when_an_item_is_answered(code: str, verdict: Verdict | None, answer: str | None, done: bool) -> None:
    item = ER.item(code) or VR.item(code)
    assert item is not None
    assert item.is_answered(verdict, answer) is done


def test_not_applicable_and_no_verdict_are_never_bad() -> None:
    for item in EVERY_ITEM:
        assert not item.is_bad(None)
        assert not item.is_bad(Verdict.NOT_APPLICABLE)


def test_choices_name_the_accounting_standards_that_exist() -> None:
    accounting = {b.standard.number for b in load_catalog().standards.bases if b.role == "accounting"}
    item = ER.item("ER-05")
    assert item is not None
    assert {o.text.rpartition(" ")[0] for o in item.options if o.text.startswith("DB11")} == accounting


def test_numbers_have_a_unit_and_the_coverage_line_is_exact() -> None:
    for item in EVERY_ITEM:
        assert bool(item.unit) == (item.answer is AnswerType.NUMBER)
    coverage = VR.item("VR-11")
    assert coverage is not None
    assert coverage.at_least == Decimal(80)


@pytest.mark.parametrize("item", [i for i in EVERY_ITEM if i.judged], ids=lambda item: item.code)
def test_texts_of_a_finding_are_neutral_sentences(item: ChecklistItem) -> None:
    assert item.question.endswith("？")
    for text in (item.rule, item.fact, item.request):
        assert text.endswith("。")
        assert not re.search("你|您|贵单位|造假|虚报|瞒报|弄虚|故意|严禁", text)
    assert BLANK in item.fact
    # An alternative in brackets would be left standing in an opinion; only blanks are looked for.
    assert not re.search("（或|（未", item.fact + item.request)
    assert BLANK not in item.request
    assert item.request.startswith("请核查机构" if item.code.startswith("VR") else "请")


def test_green_power_is_only_asked_of_key_emitters() -> None:
    item = ER.item("ER-31")
    assert item is not None
    assert set(item.categories) == {Category.KEY, Category.NATIONAL}
