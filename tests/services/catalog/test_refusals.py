"""Bad data is refused with a sentence that names file and item."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import DocumentKind
from app.models.errors import AppError, Damaged, FileMissing
from app.services.catalog import load_catalog, read_catalog
from app.services.catalog.checklists import read_checklist
from app.services.catalog.table import Table
from app.services.paths import resource

ER, VR = "checklists/emission_report.toml", "checklists/verification_report.toml"
STANDARDS, SOURCES = "standards.toml", "sources.toml"
CATEGORIES, DEADLINES = "categories.toml", "deadlines.toml"
JUDGED = 'severity = "major"\nauto = "A"\nrule = "提交'
ANSWER = 'where = "平台提交时间"\nanswer = "YN"'
LAST = '[[section]]\ncode = "J"'
FIRST = 'code = "ER-01"\nsection = "A"\nshort = "按期报送"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "resources"
    copy.mkdir()
    for file in resource().glob("*.toml"):
        shutil.copy(file, copy)
    for folder in ("checklists", "factors"):
        shutil.copytree(resource(folder), copy / folder)
    return copy


CASES = [
    # file, what is replaced, by what, words of the sentence
    (ER, FIRST, FIRST + 'colour = "red"\n', ["ER-01", "不认识的键 colour"]),
    (ER, "edition =", 'colour = "red"\nedition =', ["不认识的键 colour"]),
    (ER, 'question = "报告是否在规定日期前报送？"\n', "", ["ER-01", "缺少 question"]),
    (ER, "报告是否在规定日期前报送？", "", ["ER-01", "question 是空的"]),
    (ER, "报告是否在规定日期前报送？", "  ", ["ER-01", "question 是空的"]),
    (ER, "按期报送", " 按期报送", ["ER-01", "short 前后有空白"]),
    (ER, "按期报送", "报告在规定日期之前报送平台", ["ER-01", "short 超过 12 个字"]),
    (ER, "按期报送", "应填附表齐全", ["ER-03", "short “应填附表齐全”重复"]),
    (ER, 'code = "ER-02"', 'code = "ER-01"', ["ER-01", "重复"]),
    (ER, 'code = "ER-01"\nsection = "A"', 'code = "ER-01"\nsection = "Z"', ["ER-01", "section “Z”"]),
    (ER, 'code = "J"\nname', 'code = "I"\nname', ["code “I”重复"]),
    (ER, LAST, '[[section]]\ncode = "K"\nname = "空"\n\n' + LAST, ["K 节"]),
    (ER, JUDGED, JUDGED.replace("major", "bad"), ["ER-01", "severity “bad”"]),
    (ER, 'auto = "H"\nrule = "报告期', 'auto = "X"\nrule = "报告期', ["ER-02", "auto “X”"]),
    (ER, ANSWER, ANSWER.replace("YN", "Z"), ["ER-01", "answer “Z”"]),
    (ER, ANSWER, ANSWER.replace("YN", "T"), ["ER-01", "prompt"]),
    (ER, 'answer = "C"\nprompt = "参数来源"', 'answer = "T"\nprompt = "参数来源"', ["ER-35", "options"]),
    (ER, FIRST, FIRST + 'unit = "t"\n', ["ER-01", "unit"]),
    (ER, FIRST, FIRST + "judged = false\n", ["ER-01", "severity"]),
    (ER, FIRST, FIRST + 'good = "na"\n', ["ER-01", "good"]),
    (ER, 'prompt = "排放源清单"', 'prompt = "排放源清单"\ngood = "no"', ["ER-19", "good"]),
    (ER, FIRST, FIRST + 'sectors = ["服"]\n', ["ER-01", "不适用"]),
    (ER, FIRST, FIRST + 'sectors = ["火"]\n', ["ER-01", "sectors “火”"]),
    (ER, FIRST, FIRST + 'categories = ["huge"]\n', ["ER-01", "categories “huge”"]),
    (ER, FIRST, FIRST + 'sources = ["R99"]\nconfidence = ["P", "C"]\n', ["ER-01", "R99"]),
    (ER, FIRST, FIRST + 'confidence = ["P", "C"]\n', ["ER-01", "来源"]),
    (ER, FIRST, FIRST + 'confidence = ["C", "L"]\n', ["ER-01", "confidence"]),
    (ER, FIRST, FIRST + 'confidence = ["Q"]\n', ["ER-01", "confidence “Q”"]),
    (ER, 'basis = ["work"]\nna = false', 'basis = ["nothing"]\nna = false', ["ER-01", "basis “nothing”"]),
    (ER, 'basis = ["work"]\nna = false', 'basis = ["work"]\nna = "no"', ["ER-01", "na 应为"]),
    (ER, "于____提交", "于__提交", ["ER-01", "fact"]),
    (ER, "于____提交", "于{日期}提交", ["ER-01", "fact"]),
    (ER, 'verdict = "na" }', 'verdict = "maybe" }', ["没有化石燃料燃烧", "maybe"]),
    (ER, '{ text = "标准推荐值"', '{ text = "没有化石燃料燃烧"', ["ER-35", "重复"]),
    (ER, "valid_from = 2021-01-01", "valid_from = 2021-01-01T08:00:00", ["valid_from 应为日期"]),
    (ER, "valid_from = 2021-01-01", 'valid_from = "2021"', ["valid_from 应为日期"]),
    (ER, 'kind = "ER"', 'kind = "XR"', ["kind “XR”"]),
    (ER, "[[item]]", "[[item]", ["不是正确的 TOML"]),
    (VR, "at_least = 80\n", 'at_least = "80"\n', ["VR-11", "at_least 应为数字"]),
    (VR, "at_least = 80\n", "at_least = true\n", ["VR-11", "at_least 应为数字"]),
    (VR, "minimum_reports = 5", "minimum_reports = 5.5", ["[body]", "整数"]),
    (VR, 'method = "mean"', 'method = "max"', ["[body]", "method"]),
    (VR, 'items = ["VR-10"]', 'items = ["VR-99"]', ["site_facts", "items"]),
    (VR, 'event = "late"', 'event = "late"\nseverity = "minor"', ["late", "severity"]),
    (VR, 'event = "late"', 'event = "early"', ["late", "early"]),
    (VR, 'code = "late"', 'code = "site_facts"', ["site_facts", "重复"]),
    (VR, "at_least = 60", "at_least = 85", ["合格", "从高到低"]),
    (VR, 'name = "不合格"\nat_least = 0', 'name = "不合格"\nat_least = 10', ["[score]", "最低等级"]),
    (SOURCES, 'id = "R02"', 'id = "R01"', ["R01", "重复"]),
    (SOURCES, 'seen = "摘要"\n', "", ["R02", "缺少 seen"]),
    (STANDARDS, 'code = "物"', 'code = "数"', ["数", "重复"]),
    (STANDARDS, 'code = "物"', 'code = ""', ["第10个 [[sector]]", "code 是空的"]),
    (STANDARDS, 'parent = "服"', 'parent = "火"', ["parent “火”"]),
    (STANDARDS, 'prefixes = ["702"]', 'prefixes = ["00"]', ["服、物", "00"]),
    (STANDARDS, 'prefixes = ["702"]', 'prefixes = ["70"]', ["服、物", "70"]),
    (STANDARDS, 'words = ["物业管理"]', 'words = ["服务业"]', ["服、物", "服务业"]),
    (STANDARDS, 'prefixes = ["702"]\nwords = ["物业管理"]\n', "", ["服、物", "都为空"]),
    (STANDARDS, 'number = "DB11/T 1782-2020"', 'number = "DB11/T 1781-2020"', ["DB11/T 1781-2020", "重复"]),
    (STANDARDS, 'code = "work"', 'code = "list"', ["list", "重复"]),
    (STANDARDS, 'code = "work"', 'code = "GB 32100-2015"', ["GB 32100-2015", "编号相同"]),
    (STANDARDS, 'role = "measures"', 'role = "custom"', ["京政发〔2024〕6号", "custom"]),
    (STANDARDS, 'standard = "京环发〔2023〕3号"', 'standard = "京环发〔2023〕9号"', ["京环发〔2023〕9号"]),
    (STANDARDS, 'standard = "京环发〔2023〕3号"', 'standard = "京环发〔2024〕4号"', ["重复"]),
    (STANDARDS, "year_to = 2022", "year_to = 2021", ["year_to"]),
    (STANDARDS, 'kinds = ["VR"]\nsources = ["R12"]\nconfidence = ["P", "L"]',
     'kinds = ["VR"]\nsources = ["R12"]\nconfidence = ["P", "U"]', ["DB11/T 2323-2024", "未确认"]),
    (STANDARDS, '97 = "国际组织"', '98 = "国际组织"', ["[industries]", "98"]),
    (STANDARDS, 'first = "97"', 'first = "96"', ["T", "96"]),
    (STANDARDS, 'standard = "GB/T 4754-2017"', 'standard = "GB/T 0"', ["[industries]"]),
    (STANDARDS, '110106 = "丰台区"', "110106 = 6", ["[districts]", "110106"]),
    (CATEGORIES, 'quantity = "energy"', 'quantity = "emission"', ["key_emitter emission", "门槛"]),
    (CATEGORIES, "at_least = 26000", 'at_least = "many"', ["national_ets_entity", "at_least"]),
    (CATEGORIES, 'sources = ["R05"]\n', "", ["national_ets_entity", "来源"]),
    (DEADLINES, 'home = "beijing"', 'home = "tianjin"', ["tianjin"]),
    (DEADLINES, 'month_day = "03-31"', 'month_day = "02-29"', ["emission_report national", "02-29"]),
    (DEADLINES, 'scope = "national"\nmonth_day', 'scope = "moon"\nmonth_day', ["emission_report moon"]),
    (DEADLINES, 'milestone = "objection"', 'milestone = "protest"', ["protest national"]),
    (DEADLINES, "report_year = 2022", "report_year = 2023", ["emission_report beijing 2023", "两条"]),
    (DEADLINES, "due = 2026-03-31\n", "", ["emission_report beijing 2025", "U"]),
    (DEADLINES, "due = 2026-03-31", "due = 2026-03-31\nyears = 1", ["beijing 2025", "只能写一个"]),
    (DEADLINES, "due = 2026-03-31", "due = 2025-02-30", ["不是正确的 TOML"]),
    (DEADLINES, "due = 2026-03-31", "due = 2027-03-31", ["emission_report beijing 2025", "due"]),
    (DEADLINES, "report_year = 2022", "report_year = 2022\ndue = 2023-03-31", ["beijing 2022", "U"]),
    (DEADLINES, 'day_kind = "natural"', 'day_kind = "lunar"', ["monthly_evidence beijing 2026", "lunar"]),
    (DEADLINES, 'code = "approval"', 'code = "re_review"', ["re_review", "重复"]),
    (DEADLINES, 'code = "surrender"', 'code = "offset"', ["offset", "重复"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES)
def test_bad_data_is_refused(root: Path, file: str, old: str, new: str, words: list[str]) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Damaged) as caught:
        read_catalog(root)
    assert [word for word in (f"“{file}”", *words) if word not in caught.value.sentence] == []


def test_two_lists_for_one_kind_and_date(root: Path) -> None:
    text = (root / ER).read_text("utf-8")
    other = root / "checklists" / "second.toml"
    other.write_text(text, "utf-8")
    with pytest.raises(Damaged, match=r"second\.toml.*2026\.1"):
        read_catalog(root)
    other.write_text(text.replace('edition = "2026.1"', 'edition = "2026.2"'), "utf-8")
    with pytest.raises(Damaged, match=r"second\.toml.*2021-01-01"):
        read_catalog(root)
    newer = text.replace('edition = "2026.1"', 'edition = "2027.1"').replace("2021-01-01", "2026-01-01")
    other.write_text(newer, "utf-8")
    kind = DocumentKind.ER
    catalog = read_catalog(root)
    assert catalog.checklist(kind, 2025).edition == "2026.1"
    assert catalog.checklist(kind, 2026).edition == "2027.1"
    assert catalog.checklist(kind, 2026, "2026.1").edition == "2026.1"


def test_a_missing_or_unreadable_file(root: Path) -> None:
    (root / VR).unlink()
    with pytest.raises(Damaged, match="核查报告"):
        read_catalog(root)
    (root / SOURCES).write_bytes(b"\xff\xfe")
    with pytest.raises(Damaged, match="sources"):
        read_catalog(root)
    (root / SOURCES).unlink()
    with pytest.raises(FileMissing):
        read_catalog(root)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=4), st.lists(st.integers(), max_size=2),
    st.just([{}]), st.just({}),
)  # fmt: skip


@given(data=st.data())
def test_a_spoilt_value_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    content: dict[str, Any] = tomllib.loads(resource(*VR.split("/")).read_text("utf-8"))
    spots = [content, *content["section"], *content["item"], content["score"], *content["score"]["deduction"]]
    spot = data.draw(st.sampled_from(spots))
    key = data.draw(st.sampled_from(sorted(spot)))
    if data.draw(st.booleans()):
        spot[key] = data.draw(JUNK)
    else:
        del spot[key]
    catalog = load_catalog()
    try:
        read_checklist(Table(content, VR), catalog.standards, catalog.sources)
    except AppError as refusal:
        assert VR in refusal.sentence
