"""The bundled fonts in PDF files: loaded on demand, measured, one standing in for another.

A `Face` is a chain of fonts that is used like one. What no font of ours can draw never vanishes: `Proof`
puts a visible 〓 in its place and keeps a sentence for the user. reportlab is imported with the first font.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from threading import Lock
from typing import Any

from app.services.paths import resource

SERIF, SANS, BOLD = "NotoSerifSC-Regular", "NotoSansSC-Regular", "NotoSansSC-Bold"
# The fonts of each face in the order in which they are asked for a character.
CHAINS = {"serif": (SERIF, SANS), "sans": (SANS, SERIF), "bold": (BOLD, SANS, SERIF)}
UNPRINTABLE = "〓"

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NAMED_AT_MOST = 8

_lock = Lock()
_fonts: dict[str, Any] = {}
_faces: dict[str, Face] = {}


class Face:
    """A chain of fonts used like one. Get it with `face()`.

    `ascent` and `descent`: the share of the em above and below the base line that a Chinese character fills.
    """

    ascent, descent = 0.88, 0.12

    def __init__(self, chain: tuple[str, ...]) -> None:
        self._chain = chain
        self._widths = _Widths(self)
        self._plain: set[str] = set()  # known to be in the first font

    def font_of(self, character: str) -> str | None:
        """The name of the first font that has the character."""
        code = ord(character)
        return next((name for name in self._chain if code in _font(name).face.charToGlyph), None)

    def has_all(self, text: str) -> bool:
        """Whether the first font has every character, which is nearly always so."""
        unknown = set(text) - self._plain
        if unknown:
            glyphs = _font(self._chain[0]).face.charToGlyph
            self._plain.update(character for character in unknown if ord(character) in glyphs)
        return unknown <= self._plain

    def width(self, text: str, size: float) -> float:
        """How wide `text` is when set in `size` points, in points."""
        return sum(map(self._widths.__getitem__, text)) * size

    def runs(self, text: str) -> list[tuple[str, str]]:
        """`text` cut where the font changes: (name of the font, piece)."""
        first = self._chain[0]
        if self.has_all(text):
            return [(first, text)]
        return [
            (name, "".join(piece))
            for name, piece in groupby(text, lambda character: self.font_of(character) or first)
        ]


class _Widths(dict[str, float]):
    """Character -> advance in ems, looked up once."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, character: str) -> float:
        font = _font(self._face.font_of(character) or self._face._chain[0])
        width = float(font.face.getCharWidth(ord(character))) / 1000
        self[character] = width
        return width


class Proof:
    """Makes texts printable and remembers, by name and place, what had to be replaced."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def text(self, text: str, place: str) -> str:
        """`text` as it can be printed. `place` names the cell for the user, such as “预期目标”."""
        plain, replaced, omitted = printable(text)
        place = " ".join(place.split())
        if replaced:
            self.warnings.append(f"“{place}”中的{_listed(replaced)}字体里没有，已印成“{UNPRINTABLE}”。")
        if omitted:
            self.warnings.append(f"“{place}”中有看不见的字符{_listed(omitted)}，没有印出。")
        return plain


def face(name: str) -> Face:
    """The face called "serif", "sans" or "bold"."""
    with _lock:
        if name not in _faces:
            _faces[name] = Face(CHAINS[name])
    return _faces[name]


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of `text` that no bundled font can draw, each once, in order."""
    _, replaced, _ = printable(text)
    return replaced


def printable(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """`text` with only characters our fonts have, the replaced ones, and the invisible ones left out.

    Line ends of every kind become a line feed, tabs and unusual blanks a space.
    """
    text = _LINE_ENDS.sub("\n", text)
    serif = face("serif")
    if serif.has_all(text.replace("\n", "")):
        return text, (), ()
    changes: dict[str, str | int | None] = {}
    for character in dict.fromkeys(text):
        if character == "\n" or serif.font_of(character) is not None:
            continue
        category = unicodedata.category(character)
        if character == "\t" or category == "Zs":
            changes[character] = " "
        elif category == "Cf" or _VARIATION_SELECTORS.match(character):
            changes[character] = ""
        else:
            changes[character] = UNPRINTABLE
    if not changes:
        return text, (), ()
    replaced = tuple(character for character, substitute in changes.items() if substitute == UNPRINTABLE)
    omitted = tuple(character for character, substitute in changes.items() if not substitute)
    return text.translate(str.maketrans(changes)), replaced, omitted


def _listed(characters: tuple[str, ...]) -> str:
    """The characters with their numbers; those that cannot be shown by number alone."""
    names = []
    for character in characters[:_NAMED_AT_MOST]:
        shown = f"“{character}”" if character.isprintable() else ""
        names.append(f"{shown}U+{ord(character):04X}")
    more = f"等{len(characters)}个" if len(characters) > _NAMED_AT_MOST else ""
    return "、".join(names) + more


def _font(name: str) -> Any:
    """The reportlab font, loaded and registered the first time it is needed (some 45 ms)."""
    font = _fonts.get(name)
    if font is None:
        with _lock:
            font = _fonts.get(name) or _load(name)
            _fonts[name] = font
    return font


def _load(name: str) -> Any:
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics, ttfonts

    rl_config.useA85 = 0  # pages as bytes, not as letters: smaller and quicker
    ttfonts.makeToUnicodeCMap = _to_unicode
    font = ttfonts.TTFont(name, str(resource("fonts", f"{name}.ttf")))
    pdfmetrics.registerFont(font)
    return font


def _to_unicode(font_name: str, subset: list[int]) -> str:
    """The table by which readers turn glyphs back into text, in place of reportlab's own.

    reportlab 5.1 writes characters above U+FFFF as five hexadecimal digits; the format (Adobe Technical
    Note 5411) wants UTF-16BE and at most 100 lines in a block. Otherwise a copied 𬭎 is another character.
    """
    lines = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
        if character
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({font_name})",
            f"/Ordering ({font_name})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
