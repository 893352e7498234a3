"""What a made-up report is made of: tables of cells, each value with the name it must be read by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Label:
    """A head or label: its words in several spellings, and the unit it asks for."""

    words: tuple[str, ...]
    unit: str = ""


@dataclass
class Grid:
    """A table of lines and fields; `values`: (line, field) -> text; `names`: the name each is read by."""

    id: str
    number: int
    titles: tuple[str, ...]
    lines: dict[str, Label]
    fields: dict[str, Label]
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    corner: str = "项目"

    def put(self, line: str, column: str, value: object, name: str) -> None:
        self.values[line, column], self.names[line, column] = str(value), name


@dataclass
class FormTable:
    """A table of labels with a value each: (label, text, name)."""

    id: str
    number: int
    titles: tuple[str, ...]
    entries: list[tuple[Label, str, str]]


@dataclass
class Report:
    """All tables of a report and what must be read from it."""

    sector: str
    year: int
    tables: list[Grid | FormTable]

    def expected(self) -> dict[str, str]:
        """The text of every name; of names without a value the empty text."""
        found: dict[str, str] = {}
        for table in self.tables:
            if isinstance(table, FormTable):
                found |= {name: text for _, text, name in table.entries}
            else:
                found |= {table.names[key]: value for key, value in table.values.items()}
        return found


def make_report(
    sector: str = "services",
    year: int = 2024,
    seed: int = 1,
    size: int = 3,
    *,
    scale: str = "1",
    changes: Mapping[str, str | None] | None = None,
) -> Report:
    """A clean report: everything in it agrees. `size`: how many fuels are burnt; `scale`: how large it is.

    `changes` plants other texts by name; None empties the cell.
    """
    from tests.reports.figures import figures
    from tests.reports.tables import tables_of

    values = figures(sector, year, seed, size, scale)
    for name, text in (changes or {}).items():
        values[name] = text or ""
    return Report(sector, year, tables_of(sector, values))
