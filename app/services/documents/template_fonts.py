"""The fonts a template really asks for: of its text and of the styles that text uses, not of every style."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.services.documents.docx_package import W

_FACES = (f"{W}ascii", f"{W}hAnsi", f"{W}eastAsia")
_STYLE_MARKS = (f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")


def fonts_used(texts: Iterable[Any], styles: Any | None) -> set[str]:
    """Font names of the text parts `texts`, given the root of the styles part."""
    roots = list(texts)
    fonts = set().union(*(_fonts(root) for root in roots))
    if styles is None:
        return fonts
    known = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    todo = [key for key, style in known.items() if style.get(f"{W}default") in ("1", "true")]
    todo += [mark.get(f"{W}val") for root in roots for mark in root.iter(*_STYLE_MARKS)]
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        if key not in seen and key in known:
            seen.add(key)
            fonts |= _fonts(known[key])
            todo += [based.get(f"{W}val") for based in known[key].iter(f"{W}basedOn")]
    return fonts.union(*(_fonts(defaults) for defaults in styles.iter(f"{W}docDefaults")))


def _fonts(root: Any) -> set[str]:
    return {
        name
        for element in root.iter(f"{W}rFonts")
        for key, name in element.attrib.items()
        if key in _FACES and name
    }
