"""Lines of a PDF put together again: where a line only ended because it was full, the text goes on.

A PDF keeps no paragraphs. A line break counts as typed where the next word would still have had room, and
before a numbered item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.services.performance.texts import items

# What may not begin a line, so that it belongs to the word before it.
_CLOSERS = "，。；：！？、）》”’】〕%％‰,.;:!?)]"
_WORD = re.compile(r"[（《“(≥≤＝=<>±]*(?:[0-9A-Za-z.,%‰/+-]+|.)(?:/.)*")
_LARGEST_INDENT = 9.0
_WIDE_GAP = 0.25  # of a letter's height: a blank that the file does not spell
_SLACK = 0.7


@dataclass(frozen=True)
class Written:
    """One line: its text, its edges, and how wide its first word is."""

    text: str
    left: float
    right: float
    first_word: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left


@dataclass(frozen=True)
class CellText:
    """The lines of a cell that reaches from `left` to `right`."""

    lines: tuple[Written, ...]
    left: float
    right: float

    @property
    def text(self) -> str:
        """The lines as one text."""
        if len(self.lines) > 1 and all(len(line.text.strip()) == 1 for line in self.lines):
            return "".join(line.text.strip() for line in self.lines)  # a label set downwards
        parts = [self.lines[0].text] if self.lines else []
        for before, after in zip(self.lines, self.lines[1:], strict=False):
            parts += [glue(before, after, self), after.text]
        return "".join(parts).strip()

    @property
    def room(self) -> float:
        """How wide a line can be."""
        indent = min((line.left - self.left for line in self.lines), default=0.0)
        return self.right - self.left - 2 * min(max(indent, 0.0), _LARGEST_INDENT)

    def is_full(self, line: Written, next_word: float) -> bool:
        """Whether `line` ended because a word of that width had no room."""
        return self.room - line.width < next_word + _SLACK


def glue(before: Written, after: Written, cell: CellText) -> str:
    """What stands between two lines: nothing, or the line end that was typed."""
    found = items(after.text)
    if found and found[0].number is not None and not found[0].text[:1].isdigit():  # but 2、3季度 is none
        return "\n"
    centre = (cell.left + cell.right) / 2
    is_centred = all(abs((line.left + line.right) / 2 - centre) < 1.5 for line in (before, after))
    if is_centred and abs(before.left - after.left) > 1:
        fits = before.width + after.width <= cell.room
        return "\n" if fits else ""
    return "" if cell.is_full(before, after.first_word) else "\n"


def cell_text(chars: Sequence[dict[str, Any]], left: float, right: float) -> CellText:
    """The signs of a cell in lines, from top to bottom."""
    lines: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda one: (one["top"], one["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if lines and middle <= lines[-1][0]["bottom"] and middle >= lines[-1][0]["top"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    written = [_written(sorted(line, key=lambda one: float(one["x0"]))) for line in lines]
    return CellText(tuple(line for line in written if line.text.strip()), left, right)


def _written(chars: list[dict[str, Any]]) -> Written:
    signs: list[str] = []
    for before, char in zip([None, *chars], chars, strict=False):
        if before and char["x0"] - before["x1"] > _WIDE_GAP * (char["bottom"] - char["top"]):
            both = (before["text"] + char["text"]).isascii()
            signs.append(" " if both and before["text"] != " " and char["text"] != " " else "")
        signs.append(char["text"])
    text = "".join(signs)
    seen = [char for char in chars if char["text"].strip()] or chars
    found = _WORD.match(text.lstrip())
    count = len(found[0]) if found else 1
    while count < len(seen) and seen[count]["text"] in _CLOSERS:
        count += 1
    word = seen[min(count, len(seen)) - 1]["x1"] - seen[0]["x0"]
    return Written(text, float(seen[0]["x0"]), float(seen[-1]["x1"]), float(word))
