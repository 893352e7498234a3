"""The few things that everybody asks of the XML of a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Elements that only wrap what they hold: content controls, links, fields, tracked insertions.
_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink", "fldSimple"}


def kind(element: Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def value(element: Element | None) -> str:
    """The one attribute that most elements of Word have, val; "" where there is none."""
    if element is None:
        return ""
    return next((text for key, text in element.items() if key.endswith("}val")), "")


def inside(parent: Element, *kinds: str) -> Iterator[Element]:
    """The nearest descendants of some kinds, through what only wraps them.

    Tables and cells are counted by their place, so every reader has to walk in this one way.
    """
    for child in parent:
        found = kind(child)
        if found in kinds:
            yield child
        elif found in _WRAPPERS:
            yield from inside(child, *kinds)
