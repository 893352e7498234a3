import errno
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx_help import all_paragraphs, parts, whole_text, with_body, with_marks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from app.models.enums import DocumentKind, Severity
from app.models.errors import DiskFull, FileBusy, FileMissing, InputError, ReadOnly
from app.services.documents.characters import visible
from app.services.documents.opinion_context import OpinionContext, opinion_context
from app.services.documents.opinion_facts import FindingFacts, OpinionFacts
from app.services.documents.opinion_samples import bare_facts, sample_facts
from app.services.documents.render import render, render_bytes
from app.services.documents.templates import default_template

HOSTILE = (
    "A&B <空> 5 < 10 {{ 7*7 }} {% raw %} {# 注 #} {_{ }_} &lt; ]]> 'x' \"y\" 👩‍🔬 𬭎 ㎡ “引”\t尾 </w:t>"
    + "长" * 3000
)
FACES = {"仿宋", "楷体", "黑体", "宋体", "方正小标宋简体"}


def _document(facts: OpinionFacts) -> Any:
    content, _ = render_bytes(default_template(), opinion_context(facts))
    return Document(io.BytesIO(content))


def _with_finding(text: str, **more: Any) -> OpinionFacts:
    finding = FindingFacts(Severity.MAJOR, fact=text, basis="依据", request="要求", item_code="ER-01")
    return replace(bare_facts(), findings=(replace(finding, **more),))


@pytest.mark.parametrize(
    "facts",
    [sample_facts(findings=0), sample_facts(), sample_facts(DocumentKind.VR, 12), bare_facts()],
    ids=["none", "three", "twelve", "bare"],
)
def test_the_document_says_what_the_context_says_in_its_order(facts: OpinionFacts) -> None:
    context = opinion_context(facts)
    expected = [*context.title_lines, context.unit_name, context.reviewer]
    expected += ["一、审核依据", *context.basis, "二、审核过程", *context.process]
    expected += ["三、报告数据", context.data_sentence]
    for row in context.data_rows:
        expected += [row.component, row.reported, row.recomputed, row.verified, row.difference, row.percent]
    for year in context.year_rows:
        expected += [year.component, year.this_year, year.last_year, year.change, year.percent]
    expected += ["四、审核发现", context.findings_summary]
    for group in context.finding_groups:
        expected.append(group.heading)
        for line in group.findings:
            expected += [f"{line.number}.（{line.item_code}）{line.fact}", f"依据：{line.basis}"]
            expected += [f"影响量：{line.effect}", f"整改要求：{line.request}", f"状态：{line.state}。"]
    expected += ["五、审核结论", *context.conclusion_lines, "六、建议", *context.suggestions]
    expected += ["附件：审核清单结果汇总和证据清单", context.office, context.date, "附件"]
    for count in context.count_rows:
        expected += [count.severity, count.yes, count.no, count.not_applicable, count.unanswered, count.total]
    for proof in context.evidence:
        expected += [proof.number, proof.item_code, proof.file_name, proof.page, proof.quote]
    remaining = all_paragraphs(_document(facts))
    for text in expected:
        assert any(paragraph == text for paragraph in remaining), text


def test_findings_stand_from_critical_to_minor() -> None:
    text = "\n".join(all_paragraphs(_document(sample_facts(findings=12))))
    places = [text.index(heading) for heading in ("（一）严重问题", "（二）一般问题", "（三）提示事项")]
    assert places == sorted(places)


def test_the_page_is_that_of_the_standard() -> None:
    section = _document(sample_facts()).sections[0]
    for length, millimetres in (
        *((section.page_width, 210), (section.page_height, 297)),
        *((section.top_margin, 37), (section.bottom_margin, 35)),
        *((section.left_margin, 28), (section.right_margin, 26)),
    ):
        assert abs(length - Mm(millimetres)) < Mm(0.05)
    # 22 lines of 28 pt fill the height; 28 characters of 16 pt less 0.25 pt fill the width.
    assert (section.page_height - Mm(37 + 35)) // Pt(28) == 22
    assert (section.page_width - Mm(28 + 26)) // Pt(15.75) == 28


def test_every_run_names_its_chinese_font_and_no_theme_is_asked() -> None:
    document = _document(sample_facts())
    section = document.sections[0]
    roots = [document.element, section.footer._element, section.even_page_footer._element]
    for root in (*roots, document.styles.element):
        assert not [key for e in root.iter(qn("w:rFonts")) for key in e.attrib if "Theme" in key]
    for root in roots:
        runs = list(root.iter(qn("w:r")))
        assert runs
        for run in runs:
            assert run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")) in FACES


def test_the_language_is_chinese() -> None:
    styles = _document(sample_facts()).styles.element
    assert styles.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"


@pytest.mark.parametrize(
    ("style", "font", "size", "line", "indent"),
    [
        ("Body Text", "仿宋", 16, 28, "200"),
        ("Title", "方正小标宋简体", 22, 35, None),
        ("Heading 1", "黑体", 16, 28, "200"),
        ("Heading 2", "楷体", 16, 28, "200"),
        ("表格表头", "黑体", 12, 18, None),
        ("表格小字表头", "黑体", 10.5, 16, None),
        ("表格小字", "仿宋", 10.5, 16, None),
    ],
)
def test_styles(style: str, font: str, size: float, line: float, indent: str | None) -> None:
    element = _document(sample_facts()).styles[style].element
    fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    spacing = element.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    first = element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert fonts.get(qn("w:eastAsia")) == font
    assert element.find(f"{qn('w:rPr')}/{qn('w:sz')}").get(qn("w:val")) == str(round(size * 2))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == (str(line * 20), "exact")
    assert (None if first is None else first.get(qn("w:firstLineChars"))) == indent


def test_tables_repeat_their_header_and_never_split_a_row() -> None:
    tables = _document(sample_facts()).tables
    assert len(tables) == 5
    for table in tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    for table in tables[1:]:
        headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert headers == [True] + [False] * (len(table.rows) - 1)
    for table in tables:
        grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert abs(sum(grid) - 156 / 25.4 * 1440) < 5


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    document = _document(sample_facts())
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side, chars in (
        (section.footer, "right", "w:rightChars"),
        (section.even_page_footer, "left", "w:leftChars"),
    ):
        number, stamp = footer.paragraphs
        assert number.text == "— 1 —"
        assert "PAGE" in [e.text.strip() for e in number._p.iter(qn("w:instrText"))]
        assert number._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert number._p.pPr.find(qn("w:ind")).get(qn(chars)) == "100"
        assert stamp.text.startswith("碳审工作台 0.1.0　审核清单 2025.1")


def test_hostile_text_is_kept_whole_and_never_evaluated() -> None:
    text = f"{HOSTILE}\n第二段"
    document = _document(_with_finding(text, basis=text, request=text))
    paragraphs = list(all_paragraphs(document))
    assert f"1.（ER-01）{HOSTILE}" in paragraphs
    assert f"依据：{HOSTILE}" in paragraphs
    assert f"整改要求：{HOSTILE}" in paragraphs
    assert paragraphs.count("第二段。") == 3
    assert "49" not in "".join(paragraphs)


def test_hostile_text_survives_in_every_field() -> None:
    facts = sample_facts()
    texts = {
        field: f"{HOSTILE[:80]}{field}"
        for field in (
            *("unit_name", "credit_code", "industry", "verification_body", "number", "reviewer", "approver"),
            *("second_reviewer", "office", "supplementary", "conclusion_note", "checklist_edition"),
        )
    }
    context = opinion_context(replace(facts, **texts))
    content, _ = render_bytes(default_template(), context)
    text = whole_text(content)
    for field, value in texts.items():
        if field not in ("unit_name", "checklist_edition"):
            assert value in text
    assert "".join(context.title_lines) in text.replace("\n", "")
    document = Document(io.BytesIO(content))
    assert texts["checklist_edition"] in document.sections[0].footer.paragraphs[1].text
    assert document.core_properties.title == context.title
    assert document.core_properties.author == texts["reviewer"]


def test_a_second_paragraph_keeps_style_and_indent() -> None:
    document = _document(_with_finding("甲\n乙"))
    second = next(p for p in document.paragraphs if p.text == "乙。")
    assert second.style.name == "Body Text"
    assert second.runs[0]._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋"


def test_hidden_characters_are_shown_and_told(tmp_path: Path) -> None:
    context = opinion_context(_with_finding("前\x07后\u202e00.1\ud800"))
    told = render(default_template(), context, tmp_path / "意见.docx")
    assert "1.（ER-01）前␇后�00.1�。" in whole_text(tmp_path / "意见.docx").split("\n")
    (sentence,) = told
    assert "U+0007、U+202E、U+D800" in sentence
    assert "前␇后" in sentence


def test_nothing_is_told_when_nothing_was_replaced(tmp_path: Path) -> None:
    assert render(default_template(), opinion_context(sample_facts()), tmp_path / "意见.docx") == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fact=st.text(min_size=1, max_size=200), request=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_in_a_finding_appears_whole(fact: str, request: str) -> None:
    content, _ = render_bytes(default_template(), opinion_context(_with_finding(fact, request=request)))
    text = whole_text(content)
    assert visible(fact.strip()) in text
    assert visible(request.strip()) in text


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    context = opinion_context(sample_facts())
    render(default_template(), context, tmp_path / "a.docx")
    render(default_template(), context, tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_properties_come_from_the_opinion_and_name_no_machine() -> None:
    properties = _document(sample_facts()).core_properties
    assert properties.title == "示例会展中心有限公司2024年度碳排放报告审核意见"
    assert properties.author == "王甲"
    assert properties.last_modified_by == "碳审工作台"
    assert properties.created.isoformat() == properties.modified.isoformat() == "2025-04-25T00:00:00+00:00"
    assert _document(bare_facts()).core_properties.created.year == 1980


def test_every_part_is_well_formed_and_carries_no_marks() -> None:
    content, _ = render_bytes(default_template(), opinion_context(sample_facts()))
    for name, data in parts(content).items():
        if name.endswith((".xml", ".rels")):
            assert etree.fromstring(data) is not None
            assert b"{{" not in data
            assert b"{%" not in data


def _existing(tmp_path: Path) -> Path:
    target = tmp_path / "意见.docx"
    target.write_bytes(b"old")
    return target


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [(errno.EACCES, FileBusy, "请关闭那个程序后重试"), (errno.ENOSPC, DiskFull, "请腾出空间后重试")],
)
def test_a_target_that_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    target = _existing(tmp_path)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(kind) as caught:
        render(default_template(), opinion_context(sample_facts()), target)
    assert words in caught.value.hint
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["意见.docx"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ReadOnly, match="不能写入"):
        render(default_template(), opinion_context(sample_facts()), tmp_path / "file" / "意见.docx")


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        render(tmp_path / "none.docx", opinion_context(sample_facts()), tmp_path / "意见.docx")


@pytest.mark.parametrize("mark", ["{{ nothing }}", "{{ ''.__class__ }}", "{% for i in range(10**9) %}"])
def test_a_bad_template_writes_nothing(tmp_path: Path, mark: str) -> None:
    target = _existing(tmp_path)
    with pytest.raises(InputError, match="不能使用"):
        render(with_marks(tmp_path / "t.docx", mark), opinion_context(sample_facts()), target)
    assert target.read_bytes() == b"old"


def _made(tmp_path: Path, template: Path, facts: OpinionFacts | None = None) -> str:
    context: OpinionContext = opinion_context(facts or sample_facts())
    render(template, context, tmp_path / "out.docx")
    return whole_text(tmp_path / "out.docx")


def test_an_office_may_write_its_own_template(tmp_path: Path) -> None:
    template = with_marks(
        tmp_path / "t.docx",
        "{{ unit_name }}（{% if kind == 'ER' %}排放{% else %}核查{% endif %}）：",
        "{%p for f in findings %}",
        "{{ loop.index }}、{{ f.fact }}",
        "{%p endfor %}",
        "{{ basis | join('；') }}",
        "{{ “A&B <甲>” }}",
    )
    lines = _made(tmp_path, template).split("\n")
    assert lines[0] == "示例会展中心有限公司（排放）："
    assert [line[:2] for line in lines[1:4]] == ["1、", "2、", "3、"]
    assert lines[4].startswith("1.《碳排放权交易管理暂行条例》")
    assert lines[5] == "A&B <甲>"


def test_columns_and_empty_cells_of_an_office_template_are_valid(tmp_path: Path) -> None:
    cell = "<w:tc><w:tcPr/>{}</w:tc>"
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    row = "".join(
        cell.format("".join(paragraph.format(text) for text in texts))
        for texts in (
            ("{%tc for f in findings %}",),
            ("{{ f.item_code }}",),
            ("{%tc endfor %}",),
            ("{%p for f in findings %}", "{{ f.state }}", "{%p endfor %}"),
        )
    )
    grid = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    template = with_body(tmp_path / "t.docx", f"<w:tbl><w:tblPr/>{grid}<w:tr>{row}</w:tr></w:tbl><w:p/>")
    for facts, columns in ((sample_facts(), 4), (bare_facts(), 1)):
        _made(tmp_path, template, facts)
        (table,) = Document(str(tmp_path / "out.docx")).tables
        assert len(table.rows[0].cells) == len(table.columns) == columns
        assert all(tc[-1].tag == qn("w:p") for tc in table._tbl.iter(qn("w:tc")))
