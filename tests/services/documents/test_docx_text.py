from typing import Any

from docx_help import W
from lxml import etree

from app.services.documents.docx_text import BREAK, mend

N = f"{{{W}}}"


def _mended(body: str, tag: str = "body") -> Any:
    root = etree.fromstring(f'<w:{tag} xmlns:w="{W}">{body}</w:{tag}>')
    mend(root)
    return root


def _lines(root: Any) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(f"{N}t")) for p in root.iter(f"{N}p")]


def test_a_line_feed_starts_a_paragraph_of_the_same_format() -> None:
    root = _mended(
        '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t>前</w:t></w:r>'
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>甲{BREAK}乙{BREAK}{BREAK}丙</w:t><w:br/></w:r><w:r><w:t>后</w:t></w:r></w:p>"
    )
    assert _lines(root) == ["前甲", "乙", "", "丙后"]
    for paragraph in root.iter(f"{N}p"):
        assert paragraph[0].find(f"{N}pStyle").get(f"{N}val") == "BodyText"
    assert [p.find(f"{N}r/{N}rPr/{N}b") is not None for p in root][1:] == [True, True, True]
    assert root[-1].find(f"{N}r/{N}br") is not None


def test_a_section_ends_after_its_last_paragraph_and_a_page_begins_with_its_first() -> None:
    root = _mended(
        f"<w:p><w:pPr><w:pageBreakBefore/><w:sectPr/></w:pPr><w:r><w:t>甲{BREAK}乙{BREAK}丙</w:t></w:r></w:p>"
    )
    assert [p.find(f"{N}pPr/{N}pageBreakBefore") is not None for p in root] == [True, False, False]
    assert [p.find(f"{N}pPr/{N}sectPr") is not None for p in root] == [False, False, True]


def test_inside_a_link_a_line_feed_is_a_break() -> None:
    root = _mended(f"<w:p><w:hyperlink><w:r><w:t>甲{BREAK}乙\t丙</w:t></w:r></w:hyperlink></w:p>")
    (paragraph,) = root
    assert [e.tag.removeprefix(N) for e in paragraph[0][0]] == ["t", "br", "t", "tab", "t"]


def test_tabs_become_tabs() -> None:
    root = _mended("<w:p><w:r><w:t> 甲\t乙 </w:t></w:r></w:p>")
    texts = list(root.iter(f"{N}t"))
    assert [t.text for t in texts] == [" 甲", "乙 "]
    assert all(t.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve" for t in texts)
    assert len(list(root.iter(f"{N}tab"))) == 1


def test_what_a_loop_left_empty_is_made_valid() -> None:
    root = _mended(
        "<w:tbl><w:tblPr/></w:tbl>"
        "<w:tbl><w:tr><w:tc/><w:tc><w:tcPr/></w:tc><w:tc><w:p/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
        "</w:tc></w:tr></w:tbl>"
    )
    assert len(root) == 1
    assert all(cell[-1].tag == f"{N}p" for cell in root.iter(f"{N}tc"))
    assert [e.tag for e in _mended("", "ftr")] == [f"{N}p"]
