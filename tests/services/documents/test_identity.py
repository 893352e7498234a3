"""Bookmarks around the texts of findings, whatever the template puts beside them."""

from __future__ import annotations

import copy
import uuid

from lxml import etree

from app.services.documents.docx_package import WORD, W
from app.services.documents.identity import (
    END,
    FACT,
    REQUEST,
    START,
    Marked,
    carried,
    digest_of,
    identify,
    read_name,
    read_presence,
)

KEY, OTHER = str(uuid.UUID(int=7)), str(uuid.UUID(int=8))


def part(*paragraphs: str) -> etree._Element:
    body = "".join(
        f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in p.split('|'))}</w:p>" for p in paragraphs
    )
    return etree.fromstring(f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def value(text: str, key: str = KEY, field: str = FACT) -> str:
    return carried(text, Marked(text, key, field))


def names(root: etree._Element) -> list[str]:
    return [e.get(f"{W}name") for e in root.iter(f"{W}bookmarkStart")]


def text(root: etree._Element) -> str:
    return "/".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p"))


def known(root: etree._Element) -> list[tuple[str, str, int, bool]]:
    found = [read_name(name) for name in names(root)]
    return [(n.key, n.field, n.prefix, n.to_end) for n in found if n]


def test_a_name_tells_finding_field_prefix_and_words() -> None:
    root = part(f"1.{value('事实。')}")
    identify(root)
    (name,) = [read_name(n) for n in names(root) if read_name(n)]
    assert name is not None
    assert (name.key, name.field, name.prefix, name.to_end) == (KEY, FACT, 2, True)
    assert name.digest == digest_of("事 实。") and all(len(n) <= 40 for n in names(root))
    assert [read_presence(n) for n in names(root) if read_presence(n)] == [(KEY, "f")]
    assert text(root) == "1.事实。"


def test_two_values_in_one_paragraph_and_words_behind_them() -> None:
    root = part(f"事实{value('甲')}，要求{value('乙', KEY, REQUEST)}。", f"{value('丙', OTHER)}|完")
    identify(root)
    assert known(root) == [(KEY, "f", 2, False), (KEY, "r", 3, False), (OTHER, "f", 0, False)]
    assert text(root) == "事实甲，要求乙。/丙完"


def test_the_same_value_twice_is_marked_once_and_a_cut_one_never() -> None:
    root = part(value("甲"), value("甲"), value("乙", OTHER)[:-1])
    identify(root)
    assert known(root) == [(KEY, "f", 0, True)] and text(root) == "甲/甲/乙"
    starts = {e.get(f"{W}id") for e in root.iter(f"{W}bookmarkStart")}
    assert starts == {e.get(f"{W}id") for e in root.iter(f"{W}bookmarkEnd")}


def test_a_header_gets_no_bookmarks_and_a_sample_no_identity() -> None:
    header = etree.fromstring(
        f'<w:hdr xmlns:w="{WORD}"><w:p><w:r><w:t>{value("甲")}</w:t></w:r></w:p></w:hdr>'
    )
    identify(header)
    assert names(header) == [] and text(header) == "甲"
    assert carried("甲", Marked("甲", "", FACT)) == "甲" and carried("甲", "甲") == "甲"
    assert START not in text(header) and END not in text(header)


def test_a_marked_text_is_that_text() -> None:
    marked = Marked("甲", KEY, FACT)
    assert marked == "甲" and copy.deepcopy(marked) == "甲" and marked.isprintable()
    for strange in ("_Toc123", "_GoBack", "", "_P", "_F" + "g" * 38):
        assert read_name(strange) is None and read_presence(strange) is None
