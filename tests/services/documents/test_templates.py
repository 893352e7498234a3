from pathlib import Path

import pytest
from docx_help import packed, paragraph, parts, with_body, with_marks

from app.services.documents.opinion_context import OpinionContext
from app.services.documents.template_fields import field_types
from app.services.documents.templates import available_templates, check_template, default_template

NEEDED = ("{{ title }}", "{{ conclusion }}", "{%p for f in findings %}", "{{ f.fact }}", "{%p endfor %}")


def test_the_default_template_is_sound() -> None:
    report = check_template(default_template())
    assert report.is_usable
    assert (report.problems, report.notes, report.healed) == ((), (), ())
    assert set(report.fonts) == {"方正小标宋简体", "仿宋", "楷体", "黑体", "宋体", "Times New Roman"}


def test_used_and_unused_fields_are_all_the_fields_there_are() -> None:
    report = check_template(default_template())
    assert {*report.variables, *report.unused} == set(field_types(OpinionContext))
    assert set(report.unused) == {"kind", "kind_label", "title", "findings", "iso_date"}


@pytest.mark.parametrize(
    ("marks", "sentence", "where"),
    [
        (("{{ unit_nane }}",), "“unit_nane”不存在，是否为“unit_name”", "正文第6段“{{ unit_nane }}”"),
        (("甲{{ title }}{{ 单位 }}",), "“单位”不存在", "标记“{{ 单位 }}”"),
        (
            ("{%p for f in findings %}", "乙{{ f.factt }}", "{%p endfor %}"),
            "“f.factt”不存在，是否为“fact”",
            "正文第7段“乙{{ f.factt }}”",
        ),
        (("{{ ''.__class__.__mro__ }}",), "下划线", "正文第6段"),
        (("{% for i in range(10**9) %}{{ i }}{% endfor %}",), "调用函数（如 range()）", "正文第6段"),
        (("{% for i in 'a' * 10**9 %}{% endfor %}",), "乘法", "正文第6段"),
        (("{{ title",), "没有在同一段内以“}}”结束", "正文第6段“{{ title”"),
        (("一、{%p if title %}",), "独占一段", "正文第6段"),
        (("{% if title %}",), "没有结束", "正文"),
        (("{{ findings }}",), "“findings”是列表", "正文第6段"),
        (("{{ title|safe }}",), "safe", "正文第6段"),
        (("{% for a in findings %}" * 6 + "{% endfor %}" * 6,), "循环次数过多", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, marks: tuple[str, ...], sentence: str, where: str
) -> None:
    report = check_template(with_marks(tmp_path / "t.docx", *NEEDED, *marks))
    assert not report.is_usable
    problem = report.problems[0]
    assert sentence in problem.sentence
    assert where in problem.where
    assert sentence in str(problem)


def test_a_loop_that_ends_inside_a_cell_is_told(tmp_path: Path) -> None:
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('{% endfor %}')}</w:tc></w:tr></w:tbl>"
    report = check_template(with_body(tmp_path / "t.docx", paragraph("{% for f in findings %}") + cell))
    assert "不在同一层" in report.problems[0].sentence


def test_columns_that_cannot_be_are_told(tmp_path: Path) -> None:
    cell = f'<w:tc><w:tcPr><w:tcW w:w="9"/></w:tcPr>{paragraph("{% colspan title %}甲")}</w:tc>'
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>"
    report = check_template(with_body(tmp_path / "t.docx", table))
    assert "列标记不能使用" in report.problems[0].sentence


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    report = check_template(with_marks(tmp_path / "t.docx", "{{ a }}", "{{ b }}", "{{ unit_name }}"))
    assert [p.where for p in report.problems] == [
        "正文第1段“{{ a }}”，标记“{{ a }}”",
        "正文第2段“{{ b }}”，标记“{{ b }}”",
    ]


def test_problems_in_footers_are_told_as_such(tmp_path: Path) -> None:
    content = parts(default_template())
    content["word/footer1.xml"] = content["word/footer1.xml"].replace(b"{{ stamp }}", b"{{ stanp }}")
    (problem,) = check_template(packed(tmp_path / "t.docx", content)).problems
    assert problem.where.startswith("页脚第2段")
    assert "是否为“stamp”" in problem.sentence


def test_marks_cut_by_formatting_are_healed_and_named(tmp_path: Path) -> None:
    body = "".join(map(paragraph, NEEDED)) + paragraph("编号：{", "{ num", "ber }", "}。")
    report = check_template(with_body(tmp_path / "t.docx", body))
    assert report.is_usable
    (healed,) = report.healed
    assert healed.sentence == "标记“{{ number }}”被格式拆开，已合并。"
    assert healed.where == "正文第6段“编号：{{ number }}。”"


def test_a_template_without_the_findings_is_usable_but_noted(tmp_path: Path) -> None:
    report = check_template(with_marks(tmp_path / "t.docx", "{{ title }}{{ conclusion }}"))
    assert report.is_usable
    (note,) = report.notes
    assert "没有用到“审核发现”（findings、finding_groups）" in note.sentence


def test_a_file_that_may_not_be_opened_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "empty.docx").write_bytes(b"")
    (tmp_path / "text.docx").write_bytes(b"text")
    for name, words in (("empty.docx", "空文件"), ("text.docx", "不是完整的"), ("none.docx", "找不到")):
        (problem,) = check_template(tmp_path / name).problems
        assert words in problem.sentence


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.docx"
    with path.open("wb") as file:
        file.truncate(11 << 20)
    assert "超过 10 MB" in check_template(path).problems[0].sentence


def test_too_many_marks_are_refused(tmp_path: Path) -> None:
    report = check_template(with_body(tmp_path / "t.docx", paragraph("{{ title }}" * 2001)))
    assert "标记过多" in report.problems[0].sentence


def test_jinja_in_properties_is_not_run(tmp_path: Path) -> None:
    content = parts(with_marks(tmp_path / "t.docx", *NEEDED))
    core = content["docProps/core.xml"]
    content["docProps/core.xml"] = core.replace(
        b"</cp:coreProperties>", b"<dc:subject>{{ 1/0 }}</dc:subject></cp:coreProperties>"
    )
    assert check_template(packed(tmp_path / "t.docx", content)).is_usable


def test_marks_outside_the_text_are_refused(tmp_path: Path) -> None:
    body = '<w:p><w:bookmarkStart w:id="1" w:name="{{ title }}"/></w:p>'
    (problem,) = check_template(with_body(tmp_path / "t.docx", body)).problems
    assert "只有正文文字" in problem.sentence


def test_the_templates_of_a_folder_are_listed_with_the_bad_ones(tmp_path: Path) -> None:
    with_marks(tmp_path / "b.docx", *NEEDED)
    with_marks(tmp_path / "a.DOCX", "{{ x }}")
    for name in ("~$b.docx", ".hidden.docx", "c.txt"):
        (tmp_path / name).write_bytes(b"x")
    reports = available_templates(tmp_path)
    assert [(r.path.name, r.is_usable) for r in reports] == [("a.DOCX", False), ("b.docx", True)]
    assert available_templates(tmp_path / "none") == ()
