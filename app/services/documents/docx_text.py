"""What has to be put right in the XML of Word after a template was filled."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from app.services.documents.docx_package import SPACE, W
from app.services.documents.identity import identify

# Stands for a line feed of a value on its way through the template; `visible` lets no such character through.
BREAK = "\u2029"


def mend(root: Any) -> None:
    """Make line feeds paragraphs of the same format, marks bookmarks, and empty cells and tables valid."""
    for text in [t for t in root.iter(f"{W}t") if t.text and (BREAK in t.text or "\t" in t.text)]:
        _cut(text)
    identify(root)
    for cell in root.iter(f"{W}tc"):
        if not len(cell) or cell[-1].tag != f"{W}p":
            cell.append(cell.makeelement(f"{W}p"))
    for table in [t for t in root.iter(f"{W}tbl") if t.find(f"{W}tr") is None]:
        table.getparent().remove(table)
    if root.tag != f"{W}document" and not len(root):
        root.append(root.makeelement(f"{W}p"))


def _cut(text: Any) -> None:
    """Spread one text element over as many paragraphs as it has lines."""
    run = text.getparent()
    paragraph = run.getparent()
    lines = text.text.split(BREAK)
    if len(lines) > 1 and (run.tag != f"{W}r" or paragraph.tag != f"{W}p"):
        # Inside a link or a content control a paragraph cannot be cut; the line can.
        _fill(text, lines)
        return
    after_text = list(text.itersiblings())
    after_run = list(run.itersiblings())
    _fill(text, lines[:1])
    for line in lines[1:]:
        run, paragraph = _next_paragraph(run, paragraph)
        text = run.makeelement(f"{W}t")
        run.append(text)
        _fill(text, [line])
    if len(lines) > 1:
        run.extend(after_text)
        paragraph.extend(after_run)


def _next_paragraph(run: Any, paragraph: Any) -> tuple[Any, Any]:
    """An empty paragraph and run of the same format behind `paragraph`."""
    follower = paragraph.makeelement(f"{W}p")
    properties = paragraph.find(f"{W}pPr")
    if properties is not None:
        follower.append(deepcopy(properties))
        # A section ends after its last paragraph, a page begins with its first.
        _drop(properties, f"{W}sectPr")
        _drop(follower[0], f"{W}pageBreakBefore")
    new_run = run.makeelement(f"{W}r")
    run_properties = run.find(f"{W}rPr")
    if run_properties is not None:
        new_run.append(deepcopy(run_properties))
    follower.append(new_run)
    paragraph.addnext(follower)
    return new_run, follower


def _drop(properties: Any, tag: str) -> None:
    for element in properties.findall(tag):
        properties.remove(element)


def _fill(text: Any, lines: list[str]) -> None:
    """Put `lines` into the run of `text`, starting there; tabs and line ends become elements."""
    pieces: list[tuple[str, str]] = []
    for index, line in enumerate(lines):
        for place, part in enumerate(line.split("\t")):
            pieces.append(("tab" if place else "br" if index else "", part))
    text.text = pieces[0][1]
    text.set(SPACE, "preserve")
    for element, part in pieces[1:]:
        sign = text.makeelement(f"{W}{element}")
        following = text.makeelement(f"{W}t")
        following.text = part
        following.set(SPACE, "preserve")
        text.addnext(sign)
        sign.addnext(following)
        text = following
