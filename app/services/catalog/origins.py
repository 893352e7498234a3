"""Where a rule, number or text comes from and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.enums import Confidence
from app.services.catalog.table import Table

_NATURES = {Confidence.PUBLIC, Confidence.DESIGN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document the data was taken from. `title` may be a description: opinions cite `Standard` instead."""

    id: str
    title: str
    number: str
    dated: str
    # How the document was seen: full text, an excerpt, a quotation by others.
    seen: str
    confidence: tuple[Confidence, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Something that says where it comes from: ids of sources and the marks of the guide."""

    sources: tuple[str, ...]
    confidence: tuple[Confidence, ...]

    @property
    def is_unsure(self) -> bool:
        """Whether it must be confirmed by a person before it is used."""
        return Confidence.UNSURE in self.confidence


def read_sources(table: Table) -> dict[str, Source]:
    """The sources of `sources.toml` by id."""
    found: dict[str, Source] = {}
    for row in table.tables("source", "id"):
        source = Source(
            id=row.text("id"),
            title=row.text("title"),
            number=row.text("number", ""),
            dated=row.text("dated", ""),
            seen=row.text("seen"),
            confidence=_marks(row),
            note=row.text("note", ""),
        )
        row.close()
        row.unique(source.id, found, "id")
        found[source.id] = source
    table.close()
    return found


def read_origin(
    row: Table, sources: Mapping[str, Source], default: Attested | None = None
) -> tuple[tuple[str, ...], tuple[Confidence, ...]]:
    """`sources` and `confidence` of a row, or those of `default` where the row names neither.

    A public rule without a source is refused: a number that nobody can look up must not be shipped.
    """
    if default and not row.has("sources") and not row.has("confidence"):
        return default.sources, default.confidence
    named = row.texts("sources")
    for name in named:
        if name not in sources:
            row.fail(f"来源“{name}”不在 sources.toml 中")
    marks = _marks(row)
    if Confidence.PUBLIC in marks and not named:
        row.fail("公开规定没有写明来源（sources）")
    return named, marks


def _marks(row: Table) -> tuple[Confidence, ...]:
    """The marks of a row: at most one of P and D, at most one of C, L and U, not P alone."""
    marks = row.choices("confidence", Confidence)
    natures = [mark for mark in marks if mark in _NATURES]
    degrees = [mark for mark in marks if mark not in _NATURES]
    if not marks or len(natures) > 1 or len(degrees) > 1 or marks == (Confidence.PUBLIC,):
        row.fail("confidence 应为 P、D 之一和 C、L、U 之一的组合，P 不能单独使用")
    return marks
