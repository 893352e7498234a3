"""An edited letter read back: which texts of findings were changed, put in or taken out.

Only the file is looked at; see `identity` for what its bookmarks tell. Deleted text of tracked changes counts
as deleted, inserted text as written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.models.errors import InputError
from app.services.documents.docx_package import W, open_package, parse_xml
from app.services.documents.identity import (
    ANSWER,
    BASIS,
    CHECK,
    EFFECT,
    FACT,
    HEADING,
    REQUEST,
    STATE,
    Name,
    digest_of,
    read_more,
    read_name,
    read_presence,
)

_NUMBERED = re.compile(r"\s*\d+\s*[.．、]\s*(?:（[A-Za-z]+-?\d*）)?")
_LABELLED = re.compile(r"\s*[^：:，。]{1,8}[：:]")
_CHAPTER = re.compile(r"[一二三四五六七八九十]+、")
_NOT_SEEN = (f"{W}del", f"{W}moveFrom")


@dataclass(frozen=True)
class Passage:
    """One text of a finding as it stands in the file now, and whether that is what was written."""

    key: str
    field: str
    text: str
    is_changed: bool
    digest: str


@dataclass(frozen=True)
class Addition:
    """A paragraph that was put in behind a text of a finding."""

    key: str
    field: str
    text: str


@dataclass(frozen=True)
class EditedLetter:
    """What a letter says now. `present`: finding -> its fields when the letter was written."""

    passages: tuple[Passage, ...]
    additions: tuple[Addition, ...]
    present: dict[str, frozenset[str]]


@dataclass
class _Stretch:
    """A bookmark that is being read."""

    mark: str
    name: Name
    text: str = ""
    to_end: bool = False  # what stands behind its end in the paragraph belongs to it


@dataclass
class _Line:
    """A paragraph: its text, and the last passage that has a part of it."""

    text: str = ""
    stretch: _Stretch | None = None
    is_heading: bool = False


@dataclass
class _Reader:
    ends: set[str]
    stretches: list[_Stretch] = field(default_factory=list)
    present: dict[str, frozenset[str]] = field(default_factory=dict)
    lines: list[_Line] = field(default_factory=list)
    current: _Stretch | None = None  # text goes to it
    running: bool = False  # its end has not come yet

    def paragraph(self, paragraph: Any) -> None:
        line = _Line(stretch=self.current, is_heading=_is_heading(paragraph))
        self.lines.append(line)
        for element in _own(paragraph):
            if element.tag == f"{W}bookmarkStart":
                self._start(element, line)
            elif element.tag == f"{W}bookmarkEnd":
                if self.current is not None and element.get(f"{W}id") == self.current.mark:
                    self.running = False
                    if not self.current.to_end:
                        self.current = None
            else:
                words = element.text or "" if element.tag == f"{W}t" else "\n"
                line.text += words
                if self.current is not None:
                    self.current.text += words
        if self.current is not None and self.running and self.current.mark in self.ends:
            self.current.text += "\n"
        else:
            self.current, self.running = None, False

    def _start(self, element: Any, line: _Line) -> None:
        name = element.get(f"{W}name", "")
        if (there := read_presence(name)) is not None:
            self.present[there[0]] = frozenset(there[1])
        elif (more := read_more(name)) is not None:
            self._go_on(element.get(f"{W}id", ""), *more, line)
        elif (known := read_name(name)) is not None:
            mark = element.get(f"{W}id", "")
            last = self.stretches[-1] if self.stretches else None
            if last is not None and last.name == known and last.mark not in self.ends:
                # LibreOffice begins a bookmark over several paragraphs anew in each and ends only the last.
                last.mark, last.text = mark, f"{last.text}\n"
                self.current = last
            else:
                self.current = _Stretch(mark, known, to_end=known.to_end)
                self.stretches.append(self.current)
            line.stretch, self.running = self.current, True

    def _go_on(self, mark: str, key: str, field: str, to_end: bool, line: _Line) -> None:
        """A further paragraph of a text; without its first one there is nothing it belongs to."""
        for stretch in reversed(self.stretches):
            if (stretch.name.key, stretch.name.field) == (key, field):
                stretch.mark, stretch.to_end, stretch.text = mark, to_end, f"{stretch.text}\n"
                self.current = line.stretch = stretch
                self.running = True
                return


def read_letter(content: bytes, name: str) -> EditedLetter:
    """What the letter with the bytes `content`, called `name`, says now.

    Raises:
        InputError: it is no sound Word file, holds something that could run or reach outside, or none of its
            paragraphs is known.
    """
    package = open_package(content, name)
    body = next(part for part, label in package.text_parts() if label == "正文")
    root = parse_xml(package.parts[body], name)
    reader = _Reader({str(e.get(f"{W}id")) for e in root.iter(f"{W}bookmarkEnd")})
    for paragraph in root.iter(f"{W}p"):
        reader.paragraph(paragraph)
    if not reader.present:
        raise InputError(
            f"“{name}”里没有可以读回的问题。",
            "请选用本程序导出的审核意见；另存为其他格式再转回来的文件读不回来。",
        )
    passages = tuple(_passage(stretch) for stretch in reader.stretches if stretch.name.field not in "h")
    return EditedLetter(passages, tuple(_additions(reader.lines)), reader.present)


def _own(paragraph: Any) -> Iterator[Any]:
    """Texts, breaks and bookmarks of a paragraph, without text boxes in it and deleted text."""
    for element in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab", f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        above = next(element.iterancestors(f"{W}p", *_NOT_SEEN), None)
        is_stop = element.tag == f"{W}tab" and element.getparent().tag == f"{W}tabs"
        if above is paragraph and not is_stop:
            yield element


def _passage(stretch: _Stretch) -> Passage:
    name = stretch.name
    text = stretch.text[_prefix(stretch) :].strip()
    return Passage(name.key, name.field, text, digest_of(text) != name.digest, name.digest)


def _prefix(stretch: _Stretch) -> int:
    """How much of a paragraph stands before the value: a number may have been counted anew."""
    length = stretch.name.prefix
    pattern = _NUMBERED if stretch.name.field == FACT else _LABELLED
    found = pattern.match(stretch.text) if length else None
    return found.end() if found and (stretch.name.field == FACT or found.end() != length) else length


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and str(style.get(f"{W}val")).lower().startswith("heading")


def _additions(lines: list[_Line]) -> Iterator[Addition]:
    """Paragraphs without identity among those that have one; the same words twice come from the template."""
    known = [number for number, line in enumerate(lines) if line.stretch is not None]
    end = _end(lines, known[-1]) if known else 0
    area = lines[known[0] : end] if known else []
    counts = Counter(line.text.strip() for line in area if line.stretch is None)
    last: Name | None = None
    texts: list[str] = []
    for line in [*area, _Line()]:
        words = line.text.strip()
        if _is_chapter(line):  # what follows until the next known text belongs to no finding
            if texts and last is not None:
                yield Addition(last.key, last.field, "\n".join(texts))
            last, texts = None, []
            continue
        if line.stretch is None and words and counts[words] == 1 and last is not None:
            texts.append(words)
            continue
        if texts and last is not None:
            yield Addition(last.key, last.field, "\n".join(texts))
        texts = []
        if line.stretch is not None and line.stretch.name.field != HEADING:
            last = line.stretch.name


def _end(lines: list[_Line], last: int) -> int:
    """Where the findings end: at the next chapter behind the last known paragraph."""
    for number in range(last + 1, len(lines)):
        if _is_chapter(lines[number]):
            return number
    return last + 1


def _is_chapter(line: _Line) -> bool:
    """Whether a paragraph is the heading of a part, not one of a group of findings."""
    return line.stretch is None and (line.is_heading or bool(_CHAPTER.match(line.text.strip())))


__all__ = ["ANSWER", "BASIS", "CHECK", "EFFECT", "FACT", "REQUEST", "STATE", "EditedLetter", "read_letter"]
