"""Make `resources/fonts` from the full fonts. Run by hand when a new edition of the fonts is wanted.

    python packaging/subset_fonts.py SANS SERIF STANDARD resources/fonts

SANS, SERIF: the unpacked npm packages @expo-google-fonts/noto-sans-sc and noto-serif-sc (folder `package`).
STANDARD: a table of the 8,105 characters of 通用规范汉字表, as code points written 0x4E00; the module
`pinyin_data/ktghz2013.py` of the PyPI package pypinyin-dict is one. It is only read, never copied.

The two regular fonts keep every character they have, so that whatever can be typed is printed by at least
one of them; only hinting, layout features and vertical metrics go. The bold one, meant for headings, keeps
GB 2312, the 8,105 standard characters, and all signs: what it lacks is set in the regular one. The fonts
have no subscripts (so CO₂ could not be written) and no ticked box: those are composed of glyphs they have.
The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = (
    ("NotoSansSC-Regular.ttf", "sans", "400Regular/NotoSansSC_400Regular.ttf", False),
    ("NotoSansSC-Bold.ttf", "sans", "700Bold/NotoSansSC_700Bold.ttf", True),
    ("NotoSerifSC-Regular.ttf", "serif", "400Regular/NotoSerifSC_400Regular.ttf", False),
)
LICENCES = (("OFL-NotoSansSC.txt", "sans"), ("OFL-NotoSerifSC.txt", "serif"))
# Unified ideographs below U+FFFF; above it the fonts hold little more than the standard characters.
IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
DROPPED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx"]
KEPT_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]

# Signs made here: new sign -> (sign, scale, x, y) of each part; the first part gives the advance.
LOWERED = 0, -580  # from the place of a superscript to that of a subscript
RAISED = 0, 450
SMALL = 0.61  # a superscript digit beside a full one
COMPOSED: dict[str, tuple[tuple[str, float, int, int], ...]] = {
    **{low: ((high, 1, *LOWERED),) for low, high in zip("₁₂₃₄", "¹²³⁴", strict=True)},
    **{low: ((full, SMALL, 0, -130),) for low, full in zip("₀₅₆₇₈₉₊₋₌₍₎ₙₓ", "056789+−=()nx", strict=True)},
    **{high: ((full, SMALL, *RAISED),) for high, full in zip("⁰⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", "056789+−()n", strict=True)},
    "☐": (("□", 1, 0, 0),),
    "☑": (("□", 1, 0, 0), ("✓", 0.8, 230, 90)),
    "☒": (("□", 1, 0, 0), ("×", 1, 0, 0)),
    "✔": (("✓", 1, 0, 0),),
}


def main(sans: Path, serif: Path, standard: Path, target: Path) -> None:
    """Write the fonts and their licences into `target` and print what came out."""
    packages = {"sans": sans, "serif": serif}
    characters = standard_characters(standard)
    target.mkdir(parents=True, exist_ok=True)
    for name, package, source, small in FONTS:
        font = TTFont(packages[package] / source, recalcTimestamp=False)
        compose(font)
        wanted = set(font.getBestCmap())
        missing = characters - wanted
        if missing:
            sys.exit(f"{source} lacks {len(missing)} standard characters")
        if small:
            wanted = {code for code in wanted if code in characters or is_common(code)}
        reduce(font, wanted)
        font.save(target / name, reorderTables=True)
        content = (target / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        print(f"{name}: {len(wanted)} characters, {len(content)} bytes, sha256 {digest}")
    for name, package in LICENCES:
        shutil.copyfile(packages[package] / "LICENSE_FONT", target / name)


def standard_characters(table: Path) -> set[int]:
    """The code points named in `table`; a table of another length is refused."""
    codes = {
        int(code, 16) for code in re.findall(r"0x([0-9A-Fa-f]{4,5})\b", table.read_text(encoding="utf-8"))
    }
    if len(codes) != 8105:
        sys.exit(f"{table} names {len(codes)} characters, 8105 were expected")
    return codes


def is_common(code: int) -> bool:
    """Whether this is a sign, or an ideograph of the national set of 1980, GB 2312."""
    if not any(code in block for block in IDEOGRAPHS):
        return True
    try:
        chr(code).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def compose(font: TTFont) -> None:
    """Add the signs of `COMPOSED` that the font lacks."""
    names = font.getBestCmap()
    for sign, parts in COMPOSED.items():
        if ord(sign) in names:
            continue
        pen = TTGlyphPen(font["glyf"])
        for part, scale, x, y in parts:
            pen.addComponent(names[ord(part)], (scale, 0, 0, scale, x, y))
        name = f"uni{ord(sign):04X}"
        glyph = pen.glyph()
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        first, scale = names[ord(parts[0][0])], parts[0][1]
        font["hmtx"][name] = round(font["hmtx"][first][0] * scale), glyph.xMin
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name


def reduce(font: TTFont, codes: set[int]) -> None:
    """Leave in `font` only these characters and what is needed to draw them."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += DROPPED_TABLES
    options.name_IDs = KEPT_NAMES
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
