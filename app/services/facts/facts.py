"""A value with where it stood, and all values of one report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from app.models.enums import DocumentKind
from app.services.facts.names import MONTHS, YEAR

Value = Decimal | str | date | None
# How the paragraphs of documents are called.
_PARAGRAPH = re.compile(r"第\d+段")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a value stood: a cell of a sheet, a cell of a table in a document, a page; rows count from 1.

    Excel: `sheet` and `cell`; Word: `table`, `row`, `column`; PDF: `page` and, in a table, `table`, `row`,
    `column`; `region` is its rectangle there, as shares of the page (left, top, width, height); a value typed
    by hand has none of these.
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    table: str = ""
    row: int = 0
    column: int = 0
    page: int = 0
    region: str = ""

    @classmethod
    def stored(
        cls,
        file: str | None,
        area: str | None,
        cell: str | None,
        row: int | None,
        column: int | None,
        page: int | None,
    ) -> Where:
        """The place that rows of the workspace keep: `cell` of a sheet, or of a page the rectangle."""
        name = area or ""
        if cell and page:
            return cls(file or "", table=name, row=row or 0, column=column or 0, page=page, region=cell)
        if cell or not (row or page or _PARAGRAPH.fullmatch(name)):
            return cls(file or "", sheet=name, cell=cell or "")
        return cls(file or "", table=name, row=row or 0, column=column or 0, page=page or 0)

    @property
    def text(self) -> str:
        """The place as people say it: 表C.3!D7, 表2 第3行第2列, 第5页."""
        if self.cell:
            return f"{self.sheet}!{self.cell}"
        page = f"第{self.page}页" if self.page else ""
        if self.table and self.row:
            return f"{page}{' ' if page else ''}{self.table} 第{self.row}行第{self.column}列"
        return page or self.sheet or self.table or ("" if self.file else "手工填写")

    @property
    def sheet_or_page(self) -> str:
        """The sheet, or the number of the page: how evidence calls it."""
        return self.sheet or (str(self.page) if self.page else "")

    @property
    def spot(self) -> str:
        """Where on it, as the report is marked: see `services/reading/places`."""
        if self.table and not self.page:
            return f"{self.table} {self.row} {self.column}" if self.row else self.table
        return self.cell or self.region


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a report.

    `value` is None where `text` is no number or date; numbers are in `unit`. `text` and `unit_written` are as
    they stood. `corrected` is what a person typed instead, in `unit`; then `value` follows from it.
    """

    name: str
    value: Value
    text: str = ""
    unit_written: str = ""
    unit: str = ""
    where: Where = field(default_factory=Where)
    corrected: str | None = None

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number."""
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def said(self) -> str:
        """The text as it stood, or what a person put in its place."""
        if isinstance(self.value, str):
            return self.value
        return self.text if self.corrected is None else self.corrected


@dataclass(frozen=True)
class ReportFacts:
    """What one report states."""

    kind: DocumentKind
    year: int | None = None
    unit_name: str = ""
    unit_code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Mapping[str, Mapping[str, Mapping[str, Fact]]]:
        """The facts by table, line and field; a value of two parts, such as c3.total, has the empty field."""
        found: dict[str, dict[str, dict[str, Fact]]] = {}
        for name, fact in self.facts.items():
            table, _, rest = name.partition(".")
            line, _, part = rest.partition(".")
            found.setdefault(table, {}).setdefault(line, {})[part] = fact
        return found

    def get(self, name: str) -> Fact | None:
        """The fact of that name, or None where the report has none."""
        return self.facts.get(name)

    def number(self, name: str) -> Decimal | None:
        """The number of that name, or None: not there, or no number."""
        fact = self.facts.get(name)
        return fact.number if fact else None

    def text(self, name: str) -> str:
        """The text of that name as it stood, or what a person put in its place; empty where there is none."""
        fact = self.facts.get(name)
        return fact.said if fact is not None else ""

    def date(self, name: str) -> date | None:
        """The date of that name, or None."""
        fact = self.facts.get(name)
        return fact.value if fact and isinstance(fact.value, date) else None

    def months(self, prefix: str) -> dict[int, Fact]:
        """The months of a series that are there: months("c7.natural_gas") -> {1: ..., 12: ...}."""
        found = ((number, self.facts.get(f"{prefix}.{code}")) for number, code in enumerate(MONTHS, 1))
        return {number: fact for number, fact in found if fact is not None}

    def year_total(self, prefix: str) -> Decimal | None:
        """The yearly value that stands with the months of a series."""
        return self.number(f"{prefix}.{YEAR}")

    def lines(self, table: str) -> tuple[str, ...]:
        """The lines of a table that are there, as read: lines("c3") -> ("diesel", "natural_gas")."""
        return tuple(line for line, fields in self.tables.get(table, {}).items() if any(fields))

    def fields(self, prefix: str) -> dict[str, Fact]:
        """What stands below a prefix: fields("c3.diesel") -> {"amount": ..., "ncv": ...}."""
        start = f"{prefix}."
        return {name.removeprefix(start): fact for name, fact in self.facts.items() if name.startswith(start)}

    def has_table(self, table: str) -> bool:
        """Whether any value of a table is there."""
        return table in self.tables
