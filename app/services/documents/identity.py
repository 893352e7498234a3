"""The identity of what a letter says: hidden bookmarks around the texts of findings.

A bookmark stays where its paragraph goes, in Word, WPS and LibreOffice alike, and its name tells which text
of which finding stood there, how long what comes before it in the paragraph is, and the hash of the words. So
a letter whose wording was edited can be read back without anything kept elsewhere. Values travel through the
template between characters that no text may hold.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.services.documents.docx_package import SPACE, W

START, MIDDLE, END = "\uf8f0", "\uf8f1", "\uf8f2"
FACT, BASIS, EFFECT, REQUEST, STATE, HEADING = "f", "b", "e", "r", "s", "h"
ANSWER, CHECK = "a", "c"  # of the unit, and what was found when it was looked at
_MARK = re.compile(f"{START}([a-z][0-9a-f]{{32}}){MIDDLE}|{END}")
_NAME = re.compile(r"_([a-zA-Z])([0-9a-f]{32})([0-9a-z])([a-z2-7]{5})")
_MORE = re.compile(r"_C([0-9a-f]{32})([a-zA-Z])\d+")
_PRESENT = re.compile(r"_P([0-9a-f]{32})([a-z]*)")
_HERE = "here"  # stands where a value begins (with its name) or ends, while a part is being written
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Marked(str):
    """A text of a finding that bears its identity; everywhere else it is that text."""

    name: str

    def __new__(cls, text: str, key: str = "", field: str = "") -> Marked:
        """`key`: of the finding; one that is no UUID gives a text without identity."""
        made = super().__new__(cls, text)
        try:
            made.name = f"{field}{uuid.UUID(key).hex}"
        except ValueError:
            made.name = ""
        return made


@dataclass(frozen=True)
class Name:
    """What the name of a bookmark says."""

    field: str
    key: str
    prefix: int
    digest: str
    to_end: bool


def carried(text: str, value: str) -> str:
    """`text`, made from `value`, as it goes through the template."""
    name = value.name if isinstance(value, Marked) else ""
    return f"{START}{name}{MIDDLE}{text}{END}" if name and text else text


def without_marks(text: str) -> str:
    """`text` without the characters that carry identities."""
    return re.sub(f"[{START}{MIDDLE}{END}]", "\ufffd", text)


def digest_of(text: str) -> str:
    """The hash of words, whatever spaces and breaks stand between them."""
    digest = hashlib.sha256("".join(text.split()).encode()).digest()
    return base64.b32encode(digest).decode()[:5].lower()


def read_name(name: str) -> Name | None:
    """What a bookmark says; None for one that is not ours."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] == "P":
        return None
    letter, key, prefix, digest = found.groups()
    return Name(letter.lower(), str(uuid.UUID(key)), _DIGITS.index(prefix), digest, letter.isupper())


def read_more(name: str) -> tuple[str, str, bool] | None:
    """For a further paragraph of a text: finding, field, and whether the text goes to the paragraph's end."""
    found = _MORE.fullmatch(name)
    if found is None:
        return None
    return str(uuid.UUID(found[1])), found[2].lower(), found[2].isupper()


def read_presence(name: str) -> tuple[str, str] | None:
    """Finding and fields that the letter held when it was written; None for another bookmark."""
    found = _PRESENT.fullmatch(name)
    return (str(uuid.UUID(found[1])), found[2]) if found else None


def identify(root: Any) -> None:
    """Turn the marks that values carry into bookmarks; in headers and footers they only go away."""
    if not any(START in (text.text or "") or END in (text.text or "") for text in root.iter(f"{W}t")):
        return
    is_body = root.tag == f"{W}document"
    _Writer(root, is_body).run()


class _Writer:
    """Walks the paragraphs of a part; a text may begin in one of them and end in another."""

    def __init__(self, root: Any, is_body: bool) -> None:
        ids = [int(e.get(f"{W}id", "0")) for e in root.iter(f"{W}bookmarkStart")]
        self._root, self._is_body, self._next = root, is_body, max(ids, default=0) + 1
        self._open: tuple[str, int, Any] | None = None  # name, length of what stands before, element
        self._more: list[Any] = []  # the bookmarks of its further paragraphs
        self._words = ""
        self._placed: dict[str, str] = {}

    def run(self) -> None:
        for text in [t for t in self._root.iter(f"{W}t") if _MARK.search(t.text or "")]:
            _lay_bare(text)
        for paragraph in list(self._root.iter(f"{W}p")):
            self._paragraph(paragraph)
        if self._open is not None:  # cut off by the template: no identity
            self._drop()
        for text in self._root.iter(f"{W}t"):
            text.text = re.sub(f"[{START}{MIDDLE}{END}]", "", text.text or "")
        if self._placed:
            self._say_what_is_there()

    def _paragraph(self, paragraph: Any) -> None:
        """Begin a bookmark at the paragraph, or behind the one before, so that it outlives its words.

        A text of several paragraphs has one for each: other programs lose a bookmark that spans paragraphs.
        """
        anchor, before = paragraph.find(f"{W}pPr"), 0
        if self._open is not None:
            self._more.append(self._start(paragraph, anchor))
        parts = list(paragraph.iter(f"{W}t", _HERE))
        for number, part in enumerate(parts):
            if next(part.iterancestors(f"{W}p"), None) is not paragraph:
                continue
            if part.tag != _HERE:
                before += len(part.text or "")
                self._words += part.text or ""
                continue
            if part.get("name"):
                self._begin(part.get("name"), before, paragraph, anchor)
            elif self._open is not None:
                is_last = not any(later.text and later.text.strip() for later in parts[number + 1 :])
                anchor, before = self._finish(part, is_last), 0
            part.getparent().remove(part)
        if self._open is not None:
            paragraph.append(self._end_of([self._open[2], *self._more][-1]))

    def _start(self, paragraph: Any, anchor: Any) -> Any:
        start = paragraph.makeelement(f"{W}bookmarkStart")
        start.set(f"{W}id", str(self._next))
        self._next += 1
        if anchor is None:
            paragraph.insert(0, start)
        else:
            anchor.addnext(start)
        return start

    def _end_of(self, start: Any) -> Any:
        end = start.makeelement(f"{W}bookmarkEnd")
        end.set(f"{W}id", start.get(f"{W}id"))
        return end

    def _begin(self, name: str, before: int, paragraph: Any, anchor: Any) -> None:
        if self._open is not None:
            self._drop()
        is_new = name[0] not in self._placed.get(name[1:], "")
        if not self._is_body or not is_new or before >= len(_DIGITS):
            return
        self._open, self._words = (name, before, self._start(paragraph, anchor)), ""

    def _finish(self, place: Any, is_last: bool) -> Any:
        assert self._open is not None
        name, before, start = self._open
        more, self._open, self._more = self._more, None, []
        field, key = name[0], name[1:]
        letter = field.upper() if is_last or more else field
        start.set(f"{W}name", f"_{letter}{key}{_DIGITS[before]}{digest_of(self._words)}")
        for number, further in enumerate(more, 1):
            letter = field.upper() if is_last or number < len(more) else field
            further.set(f"{W}name", f"_C{key}{letter}{number}")
        end = self._end_of([start, *more][-1])
        place.addprevious(end)
        self._placed[key] = self._placed.get(key, "") + field
        return end

    def _drop(self) -> None:
        assert self._open is not None
        for start in (self._open[2], *self._more):
            for end in self._root.findall(f".//{W}bookmarkEnd[@{W}id='{start.get(f'{W}id')}']"):
                end.getparent().remove(end)
            start.getparent().remove(start)
        self._open, self._more = None, []

    def _say_what_is_there(self) -> None:
        """At the first paragraph, which findings the letter holds: one that is taken out can be told."""
        paragraph = next(self._root.iter(f"{W}p"))
        place = 0 if paragraph.find(f"{W}pPr") is None else 1
        for key, fields in self._placed.items():
            for tag in ("bookmarkStart", "bookmarkEnd"):
                element = paragraph.makeelement(f"{W}{tag}")
                element.set(f"{W}id", str(self._next))
                if tag == "bookmarkStart":
                    element.set(f"{W}name", f"_P{key}{''.join(sorted(fields))}")
                paragraph.insert(place, element)
                place += 1
            self._next += 1


def _lay_bare(text: Any) -> None:
    """Cut the run of `text` at every mark and put an element of ours in the place of the mark."""
    while (found := _MARK.search(text.text or "")) is not None:
        run = text.getparent()
        rest, following = text.text[found.end() :], list(text.itersiblings())
        text.text = text.text[: found.start()]
        text.set(SPACE, "preserve")
        here = run.makeelement(_HERE)
        here.set("name", found[1] or "")
        run.addnext(here)
        if not rest and not following:
            break
        behind = run.makeelement(f"{W}r")
        properties = run.find(f"{W}rPr")
        if properties is not None:
            behind.append(deepcopy(properties))
        text = run.makeelement(f"{W}t")
        text.text = rest
        text.set(SPACE, "preserve")
        behind.append(text)
        behind.extend(following)
        here.addnext(behind)
        if not any(e.text for e in run.iter(f"{W}t")) and not [
            e for e in run if e.tag not in (f"{W}t", f"{W}rPr")
        ]:
            run.getparent().remove(run)
