"""The values of a version as a person reads and types them: the tables of the form, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.models.enums import DocumentKind
from app.models.errors import InputError
from app.services.facts import Fact, NameInfo, Where, describe, known_names
from app.services.facts.names import ValueKind
from app.services.intake.documents import SUFFIXES
from app.services.intake.save import typed_value

_NOWHERE = Where()
_KINDS = {"vr": DocumentKind.VR, "dq": DocumentKind.DQ, "me": DocumentKind.ME}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the form. `value` as it counts; `text` and `unit_written` as they stood in the file."""

    name: str
    table: str
    title: str
    label: str
    unit: str
    value: str = ""
    text: str = ""
    unit_written: str = ""
    place: str = ""
    file: str = ""
    is_corrected: bool = False
    is_unclear: bool = False  # something stood there that is no value
    where: Where = _NOWHERE

    @property
    def as_it_stood(self) -> str:
        """The text of the file with its unit."""
        return f"{self.text} {self.unit_written}".strip()


def sheet_rows(facts: Mapping[str, Fact], names: Iterable[str] = ()) -> tuple[SheetRow, ...]:
    """The facts in the order of the form, and `names` that have none as empty lines."""
    order = {name: number for number, name in enumerate(known_names())}
    wanted = dict.fromkeys([*facts, *names])
    tables = {info.table: n for n, info in enumerate(filter(None, map(describe, order)))}
    found = [(info, facts.get(name)) for name in wanted if (info := describe(name)) is not None]
    found.sort(key=lambda pair: (tables.get(pair[0].table, 0), order.get(pair[0].name, len(order))))
    return tuple(_row(info, fact) for info, fact in found)


def _row(info: NameInfo, fact: Fact | None) -> SheetRow:
    if fact is None:
        return SheetRow(info.name, info.table, info.title, info.label, info.unit)
    return SheetRow(
        name=info.name,
        table=info.table,
        title=info.title,
        label=info.label,
        unit=info.unit,
        value=_words(fact),
        text=fact.text,
        unit_written=fact.unit_written,
        place=fact.where.text,
        file=fact.where.file,
        is_corrected=fact.corrected is not None,
        is_unclear=fact.value is None and bool(fact.text),
        where=fact.where,
    )


def _words(fact: Fact) -> str:
    if fact.number is not None:
        return f"{fact.number:f}"
    return "" if fact.value is None else str(fact.value)


def tables_of(kind: DocumentKind) -> dict[str, str]:
    """The tables of a kind of report with their titles, in the order of the form."""
    infos = filter(None, map(describe, known_names()))
    return {i.table: i.title for i in infos if _kind_of(i.table) is kind}


def _kind_of(table: str) -> DocumentKind:
    """The kind of document that a table belongs to, by how its name begins."""
    return next((kind for start, kind in _KINDS.items() if table.startswith(start)), DocumentKind.ER)


def preview_value(name: str, typed: str) -> str:
    """What a typed text will count as, such as 120 MWh for 12万kWh; "" for nothing.

    Raises:
        InputError: it is no value of that sort.
    """
    info = describe(name)
    if info is None:
        raise InputError(f"没有名为“{name}”的数据项。", field=name)
    if not typed.strip():
        return ""
    value = typed_value(info, typed.strip())
    return f"{value} {info.unit}".strip() if info.kind is ValueKind.NUMBER else value


def can_read(name: str) -> bool:
    """Whether a file of that name may be a report that can be read."""
    return Path(name).suffix.lower() in SUFFIXES
