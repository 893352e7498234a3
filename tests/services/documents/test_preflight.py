from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx_help import with_marks

from app.models.enums import Conclusion, DocumentKind, FindingState, Severity, Verdict
from app.services.documents.office_fonts import DEFAULT_FONTS
from app.services.documents.opinion_facts import (
    ComponentFacts,
    FindingFacts,
    ItemCount,
    OpinionFacts,
    RoundFacts,
)
from app.services.documents.opinion_samples import sample_facts
from app.services.documents.preflight import Level, Notice, preflight
from app.services.documents.templates import check_template, default_template


def _finding(severity: Severity, state: FindingState = FindingState.OPEN, **more: Any) -> FindingFacts:
    return FindingFacts(severity, "事实", "依据", "要求", state=state, item_code="ER-41", **more)


def _notices(facts: OpinionFacts, **more: Any) -> dict[str, Notice]:
    return {notice.sentence: notice for notice in preflight(facts, **more)}


@pytest.mark.parametrize(
    "facts", [sample_facts(), sample_facts(DocumentKind.VR, 12), sample_facts(findings=0)]
)
def test_a_complete_opinion_has_nothing_to_look_at(facts: OpinionFacts) -> None:
    template = check_template(default_template())
    assert preflight(facts, installed_fonts=set(DEFAULT_FONTS), template=template) == ()


ERROR, WARNING = Level.ERROR, Level.WARNING
OPEN_CRITICAL = {"findings": (_finding(Severity.CRITICAL),)}
OPEN_MAJOR = {"findings": (_finding(Severity.MAJOR),)}
OPEN_MINOR = {"findings": (_finding(Severity.MINOR),)}
CLOSED = {"findings": (_finding(Severity.CRITICAL, FindingState.CLOSED),)}
PASSED = {"conclusion": Conclusion.PASSED}
RETURNED = {"conclusion": Conclusion.RETURNED, "resubmit_by": date(2025, 5, 12)}


@pytest.mark.parametrize(
    ("change", "level", "sentence"),
    [
        ({"unit_name": " "}, ERROR, "“单位名称”为空。"),
        ({"number": ""}, ERROR, "“文号”为空。"),
        ({"reviewer": ""}, ERROR, "“审核人”为空。"),
        ({"issued_on": None}, ERROR, "“日期”为空。"),
        ({"conclusion": None}, ERROR, "“结论”为空。"),
        ({"second_reviewer": "王甲"}, ERROR, "复审人不能与审核人相同。"),
        ({"second_reviewer": " 王甲 "}, ERROR, "复审人不能与审核人相同。"),
        ({"approver": "王甲"}, ERROR, "审定人不能与审核人相同。"),
        ({"second_reviewer": ""}, WARNING, "“复审人”为空。"),
        ({"credit_code": ""}, WARNING, "“信用代码”为空。"),
        ({"office": ""}, WARNING, "“署名单位”为空。"),
        ({"issued_on": date(2025, 4, 17), "reviewed_on": None}, ERROR, "日期早于收到报告的日期。"),
        ({"issued_on": date(2025, 4, 23)}, ERROR, "日期早于审核日期。"),
        ({"resubmit_by": date(2025, 4, 25)}, ERROR, "重报期限不晚于审核意见的日期。"),
        (PASSED | OPEN_CRITICAL, ERROR, "结论为“通过”，但有 1 项严重问题未关闭。"),
        (
            {"conclusion": Conclusion.PASSED_WITH_NOTES} | OPEN_CRITICAL,
            ERROR,
            "结论为“通过（附建议）”，但有 1 项严重问题未关闭。",
        ),
        (PASSED | OPEN_MAJOR, WARNING, "结论为“通过”，但有 1 项一般问题未关闭。"),
        (PASSED | OPEN_MINOR, WARNING, "结论为“通过”，但有 1 项提示未关闭，宜选“通过（附建议）”。"),
        (
            PASSED
            | {"counts": (ItemCount(Severity.MINOR, None, 3), ItemCount(Severity.MAJOR, Verdict.YES, 2))},
            ERROR,
            "结论为“通过”，但有 3 项审核项未判定。",
        ),
        (
            {"conclusion": Conclusion.PASSED_WITH_NOTES, "suggestions": (" ",)},
            WARNING,
            "结论为“通过（附建议）”，但没有写任何建议。",
        ),
        (RETURNED, ERROR, "结论为“退回修改”，但没有未关闭的严重或一般问题。"),
        (RETURNED | OPEN_MINOR, ERROR, "结论为“退回修改”，但没有未关闭的严重或一般问题。"),
        (RETURNED | CLOSED, ERROR, "结论为“退回修改”，但没有未关闭的严重或一般问题。"),
        (RETURNED | OPEN_MAJOR | {"resubmit_by": None}, WARNING, "结论为“退回修改”，但没有重报期限。"),
        ({"conclusion": Conclusion.NOT_PASSED}, WARNING, "结论为“不通过”，但没有填写保守取值。"),
        ({"basis": ()}, WARNING, "2024年度的审核依据尚未录入。"),
        ({"emission": None}, WARNING, "没有排放量，结论中将不写数值。"),
        ({"components": ()}, WARNING, "没有排放数据，数据表将不列出。"),
        (
            {"components": (ComponentFacts("天然气", Decimal(1)),)},
            WARNING,
            "尚未复算，数据表不作差异判断。",
        ),
        (
            {"office": "示例\x07公司"},
            WARNING,
            "“署名单位”中有不能打印的字符（U+0007），将换成可见符号。",
        ),
        (
            {"suggestions": ("好", "\u202e坏")},
            WARNING,
            "“建议2”中有不能打印的字符（U+202E），将换成可见符号。",
        ),
    ],
)
def test_one_thing_amiss_gives_one_notice(change: dict[str, Any], level: Level, sentence: str) -> None:
    facts = replace(sample_facts(findings=0), **change)
    (notice,) = preflight(facts)
    assert (notice.level, notice.sentence) == (level, sentence)
    assert notice.where
    assert notice.field


@pytest.mark.parametrize(
    "change",
    [
        RETURNED | OPEN_MAJOR,
        RETURNED | OPEN_CRITICAL,
        PASSED | CLOSED,
        {"conclusion": Conclusion.PASSED_WITH_NOTES} | OPEN_MINOR,
        {"conclusion": Conclusion.NOT_PASSED, "conservative_emission": Decimal(1)} | OPEN_CRITICAL,
        {"rounds": (RoundFacts(2),)},
    ],
)
def test_what_fits_together_is_not_remarked(change: dict[str, Any]) -> None:
    assert preflight(replace(sample_facts(findings=0), **change)) == ()


@pytest.mark.parametrize(("field", "label"), [("fact", "事实"), ("basis", "依据"), ("request", "整改要求")])
def test_a_finding_without_its_parts_is_an_error_that_says_where(field: str, label: str) -> None:
    facts = sample_facts()
    broken = replace(_finding(Severity.CRITICAL), **{field: " "})
    notice = _notices(replace(facts, findings=(_finding(Severity.MINOR), broken)))[f"问题1缺少“{label}”。"]
    assert (notice.level, notice.where, notice.field) == (ERROR, f"问题1·{label}", field)
    assert notice.item_code == "ER-41"


@pytest.mark.parametrize(
    ("length", "level", "sentence"),
    [
        (301, WARNING, "问题1的依据超过 300 字，请核对分页。"),
        (3001, ERROR, "问题1的依据有 3001 字，超过 3000 字，请分条写。"),
    ],
)
def test_long_texts_are_told(length: int, level: Level, sentence: str) -> None:
    facts = replace(sample_facts(), findings=(replace(_finding(Severity.CRITICAL), basis="长" * length),))
    assert _notices(facts)[sentence].level is level


def test_a_text_of_the_limit_is_not_long() -> None:
    facts = replace(sample_facts(), findings=(replace(_finding(Severity.CRITICAL), basis="长" * 300),))
    assert preflight(facts) == ()


def test_words_of_accusation_are_remarked() -> None:
    facts = replace(sample_facts(), findings=(replace(_finding(Severity.CRITICAL), fact="数据造假"),))
    assert "问题1的事实用了“造假”，审核意见宜用中性表述。" in _notices(facts)


def test_hidden_characters_in_a_finding_name_the_item() -> None:
    facts = replace(sample_facts(), findings=(replace(_finding(Severity.CRITICAL), fact="甲\x00"),))
    notice = _notices(facts)["“问题1·事实”中有不能打印的字符（U+0000），将换成可见符号。"]
    assert (notice.field, notice.item_code) == ("fact", "ER-41")


def test_fonts_and_templates_are_looked_at_when_given(tmp_path: Path) -> None:
    bad = check_template(with_marks(tmp_path / "本局.docx", "{{ title }}{{ conclusion }}{{ x }}"))
    notices = preflight(sample_facts(), installed_fonts={"宋体"}, template=bad)
    assert [(n.level, n.where) for n in notices[:2]] == [
        (ERROR, "模板“本局.docx”"),
        (WARNING, "模板“本局.docx”"),
    ]
    assert "“x”不存在" in notices[0].sentence
    assert {n.where for n in notices[2:]} == {"模板字体"}
    assert len(preflight(sample_facts(), installed_fonts={"宋体"})) == 5


def test_errors_come_first() -> None:
    levels = [n.level for n in preflight(replace(sample_facts(), office="", number="", basis=()))]
    assert levels == [ERROR, WARNING, WARNING]


def test_earlier_findings_that_nobody_checked_are_named() -> None:
    found = [n for n in preflight(sample_facts(earlier=3)) if n.field == "check_note"]
    assert [(n.level, n.item_code) for n in found] == [(WARNING, "ER-36")]
    assert "此前的问题3还没有写核对情况，意见中将写“未落实”" in found[0].sentence


def test_a_template_without_the_part_on_earlier_findings_is_told(tmp_path: Path) -> None:
    marks = ("{{ title }}{{ conclusion }}", "{%p for f in findings %}", "{{ f.fact }}", "{%p endfor %}")
    old = check_template(with_marks(tmp_path / "旧.docx", *marks))
    assert old.is_usable, old.problems
    said = [n.sentence for n in preflight(sample_facts(earlier=2), template=old)]
    assert any("此前的 2 项问题不会写进意见" in sentence for sentence in said)
    assert not any("不会写进意见" in n.sentence for n in preflight(sample_facts(), template=old))
