"""The marks in a template ({{ … }}, {% … %}): found paragraph by paragraph, and made whole.

Word cuts a mark into several runs as soon as part of it was typed at another time or has another format.
Here every mark is joined in its first run before the template engine sees it, so that none is overlooked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from app.services.documents.docx_package import SPACE, W

_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = re.compile(r"\{[{%#]")
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_STRUCTURAL = re.compile(r"\{[{%](p|tr|tc) ")
_RICH = re.compile(r"\{\{(p|tr|tc|r)\s")
_ALONE = re.compile(r"\s*\{[{%](?:(?![}%]\}|\{[{%]).)*[}%]\}\s*", re.DOTALL)
MAX_MARKS = 2_000
MAX_MARK_LENGTH = 400


@dataclass(frozen=True)
class Place:
    """Where something stands: the part, the paragraph counted in it, and how the paragraph begins."""

    part: str
    paragraph: int
    words: str

    def __str__(self) -> str:
        words = f"“{self.words}”" if self.words else ""
        return f"{self.part}第{self.paragraph}段{words}" if self.paragraph else self.part


@dataclass(frozen=True)
class Mark:
    """One mark as it was typed, and where."""

    text: str
    place: Place
    was_cut: bool


@dataclass(frozen=True)
class BadMark:
    """A mark that cannot be understood, in a sentence, and where it stands."""

    sentence: str
    place: Place


def find_marks(root: Any, part: str) -> Iterator[Mark | BadMark]:
    """The marks of one part (called `part`) in reading order; cut ones are joined in `root`."""
    for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
        texts = _own_texts(paragraph)
        whole = "".join(text.text or "" for text in texts)
        if "{" not in whole and "}" not in whole:
            continue
        place = Place(part, number, _words(whole))
        spans = list(_spans(whole))
        offsets = list(accumulate((len(text.text or "") for text in texts), initial=0))
        # From the last to the first, because joining moves characters only behind the mark's beginning.
        cut = {
            start: _join(texts, offsets, start, end) for start, end, problem in reversed(spans) if not problem
        }
        for start, end, problem in spans:
            yield BadMark(problem, place) if problem else Mark(whole[start:end], place, cut[start])


def stray_marks(root: Any, part: str) -> Iterator[BadMark]:
    """Marks where none can be: in attributes, field codes, deleted text. Call it after `find_marks`."""
    for element in root.iter("*"):
        values = list(element.attrib.values())
        if element.tag != f"{W}t" and element.text:
            values.append(element.text)
        if any(_OPENING.search(value) for value in values):
            sentence = "有标记写在图形、域代码、批注或修订痕迹里，只有正文文字中的标记才能使用。"
            yield BadMark(sentence, Place(part, 0, ""))
            return


def _own_texts(paragraph: Any) -> list[Any]:
    """The text elements of this paragraph, without those of text boxes inside it."""
    return [text for text in paragraph.iter(f"{W}t") if next(text.iterancestors(f"{W}p"), None) is paragraph]


def _words(whole: str) -> str:
    plain = " ".join(whole.split())
    return plain if len(plain) <= 24 else f"{plain[:24]}…"


def _spans(whole: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of every mark, or a sentence on what is wrong with it."""
    at = 0
    while found := _BRACES.search(whole, at):
        opening = found.group()
        closing = _CLOSING.get(opening)
        if closing is None:
            # "100%}" and "#}" occur in ordinary text; "}}" alone does not.
            if opening == "}}":
                yield found.start(), found.end(), "有多出的“}}”，前面缺少“{{”。"
            at = found.end()
            continue
        end = whole.find(closing, found.end())
        if end < 0 or _OPENING.search(whole, found.end(), end):
            # What follows cannot be told from the inside of this mark.
            yield found.start(), len(whole), f"标记“{opening}”没有在同一段内以“{closing}”结束。"
            return
        problem = ""
        if end + 2 - found.start() > MAX_MARK_LENGTH:
            problem = f"标记过长（超过 {MAX_MARK_LENGTH} 字）。"
        elif special := _RICH.match(whole, found.start()):
            # These put ready-made XML in place of a paragraph or run; a plain text would be lost there.
            problem = f"不能使用“{{{{{special.group(1)} ”，请写成“{{{{ ”。"
        yield found.start(), end + 2, problem
        at = end + 2


def _join(texts: list[Any], offsets: list[int], start: int, end: int) -> bool:
    """Put the characters from `start` to `end` into the text element the first of them stands in."""
    index = bisect_right(offsets, start) - 1
    first, moved = texts[index], ""
    first.set(SPACE, "preserve")
    while offsets[index + 1] < end:
        index += 1
        taken = end - offsets[index]
        moved += (texts[index].text or "")[:taken]
        texts[index].text = (texts[index].text or "")[taken:]
        texts[index].set(SPACE, "preserve")
    first.text = (first.text or "") + moved
    return bool(moved)


def crowded_marks(root: Any, part: str) -> Iterator[BadMark]:
    """Marks for a whole paragraph, row or cell ({%p, {%tr, {%tc) beside which other text would be lost."""
    for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
        whole = _text(paragraph)
        for kind in dict.fromkeys(_STRUCTURAL.findall(whole)):
            holder = paragraph if kind == "p" else next(paragraph.iterancestors(f"{W}{kind}"), None)
            place = Place(part, number, _words(whole))
            if holder is None:
                yield BadMark(f"“{{%{kind}”只能写在表格里。", place)
            elif not _ALONE.fullmatch(_text(holder)):
                what = {"p": "段", "tr": "行", "tc": "格"}[kind]
                yield BadMark(f"“{{%{kind}”须独占一{what}，同一{what}里的其他文字会丢失。", place)


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))
