from typing import Any

import pytest
from docx_help import W, paragraph
from lxml import etree

from app.services.documents.template_marks import (
    BadMark,
    Mark,
    crowded_marks,
    find_marks,
    stray_marks,
)


def _root(*body: str) -> Any:
    return etree.fromstring(f'<w:body xmlns:w="{W}">{"".join(body)}</w:body>')


def _texts(root: Any) -> list[str]:
    return [text.text or "" for text in root.iter(f"{{{W}}}t")]


def test_marks_are_found_in_order_with_their_place() -> None:
    root = _root(
        paragraph("单位：", "{{ unit_name }}，{{ year }}"), paragraph("无"), paragraph("{%p endif %}")
    )
    marks = list(find_marks(root, "正文"))
    assert [str(m.text) for m in marks if isinstance(m, Mark)] == [
        "{{ unit_name }}",
        "{{ year }}",
        "{%p endif %}",
    ]
    assert str(marks[0].place) == "正文第1段“单位：{{ unit_name }}，{{ ye…”"
    assert str(marks[2].place) == "正文第3段“{%p endif %}”"
    assert not any(isinstance(m, Mark) and m.was_cut for m in marks)


@pytest.mark.parametrize(
    ("runs", "healed"),
    [
        (("{", "{ unit", "_name }", "}。"), ["{{ unit_name }}", "", "", "。"]),
        (("a{{ x }}b{", "{ y }", "}c"), ["a{{ x }}b{{ y }}", "", "c"]),
        (("{{ x", " }}{{ y", " }}{{ z", " }}"), ["{{ x }}", "{{ y }}", "{{ z }}", ""]),
        (("{% if", "", " a %}"), ["{% if a %}", "", ""]),
    ],
)
def test_marks_cut_over_runs_are_joined(runs: tuple[str, ...], healed: list[str]) -> None:
    root = _root(paragraph(*runs))
    marks = list(find_marks(root, "正文"))
    assert marks[-1].was_cut  # type: ignore[union-attr]
    assert _texts(root) == healed
    assert "".join(runs) == "".join(healed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ a", "没有在同一段内以“}}”结束"),
        ("{% if a }}", "没有在同一段内以“%}”结束"),
        ("{{ a {{ b }}", "没有在同一段内"),
        ("a }} b", "多出的“}}”"),
        ("{{ " + "a" * 500 + " }}", "过长"),
        ("{{r unit_name }}", "不能使用“{{r ”"),
        ("{{p unit_name }}", "不能使用“{{p ”"),
    ],
)
def test_marks_that_cannot_be_read_are_named(text: str, words: str) -> None:
    (bad,) = find_marks(_root(paragraph(text)), "正文")
    assert isinstance(bad, BadMark)
    assert words in bad.sentence


def test_a_mark_over_two_paragraphs_is_bad() -> None:
    found = list(find_marks(_root(paragraph("{{ a"), paragraph("}}")), "正文"))
    assert [type(f) for f in found] == [BadMark, BadMark]


def test_braces_of_ordinary_text_are_left_alone() -> None:
    root = _root(paragraph("{a} 100%} #} {", "b}"))
    assert list(find_marks(root, "正文")) == []
    assert _texts(root) == ["{a} 100%} #} {", "b}"]


@pytest.mark.parametrize(
    "body",
    [
        '<w:p><w:bookmarkStart w:name="{{ x }}"/></w:p>',
        "<w:p><w:r><w:instrText>{{ x }}</w:instrText></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>{% x %}</w:delText></w:r></w:del></w:p>",
    ],
)
def test_marks_where_none_can_be_are_told(body: str) -> None:
    (bad,) = stray_marks(_root(body), "页脚")
    assert str(bad.place) == "页脚"
    assert list(stray_marks(_root(paragraph("{{ x }}")), "页脚")) == []


def _table(*cells: str) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr></w:tbl>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (paragraph("一、{%p if a %}"), "独占一段"),
        (paragraph("{%p if a %}{%p endif %}"), "独占一段"),
        (_table("{%tr for a in b %}", "字"), "独占一行"),
        (_table("{%tc for a in b %}字"), "独占一格"),
        (paragraph("{%tr for a in b %}"), "只能写在表格里"),
    ],
)
def test_a_mark_beside_which_text_would_be_lost_is_told(body: str, words: str) -> None:
    bad = next(crowded_marks(_root(body), "正文"))
    assert words in bad.sentence


@pytest.mark.parametrize(
    "body", [paragraph("{%p if a %}"), _table("{%tr for a in b %}", ""), _table("{%tc for a in b %}", "字")]
)
def test_a_mark_that_stands_alone_is_fine(body: str) -> None:
    assert list(crowded_marks(_root(body), "正文")) == []
