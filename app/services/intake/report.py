"""Reading a report: file to draft. Pure: nothing is stored, and only a file nobody can read raises."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from app.models.enums import DocumentKind
from app.services.facts import Fact, ReportFacts, Where
from app.services.intake.blocks import Document, Line
from app.services.intake.collector import Collector
from app.services.intake.dates import year_in
from app.services.intake.documents import read_document
from app.services.intake.draft import ReportDraft
from app.services.intake.forms import Form
from app.services.intake.placing import place
from app.services.intake.sections import Section, identify, sections_of
from app.services.intake.vocabulary import Table, tables

_HEAD, _FUEL, _HEATING = "head", "c3", "c6"
_VERIFICATION = re.compile(
    r"核查报告|核查机构|核查组长|核查组|核查结论|受核查|被核查|技术复核|核查员|现场核查|文件评审|核查前|核查后"
)
_EMISSION = re.compile(
    r"排放报告|报告主体|核算和报告|表\s*C\s*[.．]|化石燃料月度|真实性声明|消耗外购|供热设施|其他能源消费"
)
_CONTINUED = re.compile(r"^\s*续表|[（(]续[)）]|续表?\s*$")
_YEAR_LINES = 40
_KIND_ROWS = 40


def read_report(path: Path, kind: DocumentKind | None = None) -> ReportDraft:
    """What the report at `path` states. `kind` is found out where it is not given.

    Raises:
        InputError: empty, too large, protected, damaged, malicious, a scan, or no kind of file that is read;
            the sentence says what to do. FileMissing, FileBusy: it cannot be opened.
    """
    return draft_of(read_document(path), kind)


def draft_of(document: Document, kind: DocumentKind | None = None) -> ReportDraft:
    """The draft of a report from the blocks and lines of its file."""
    kind = kind or kind_of(document)
    collector = Collector()
    known = tables(kind)
    form = Form(known[_HEAD], collector)
    found: list[tuple[str, Where]] = []
    for section, table in _with_tables(document, kind):
        if table is not None:
            found.append((table.id, section.block.where(section.top, section.left)))
        if table is None or table.id == _HEAD:
            form.place(section)
        elif table.strict:
            Form(table, collector).place(section)
        else:
            place(section, table, collector, form)
    for line in document.lines:
        form.line(line.text, line.where)
    for block in document.blocks:
        if block.hidden:
            collector.doubt(
                f"工作表“{block.name}”是隐藏的，其中的内容也已读取，请核对",
                Where(block.file, sheet=block.name),
            )
    _leave_marked(document, collector)
    _settle_heaters(collector)
    facts = _facts(document, kind, collector)
    return ReportDraft(
        kind=kind,
        file=document.file,
        facts=facts,
        leftovers=tuple(collector.leftovers),
        doubts=(*document.doubts, *collector.doubts),
        tables=tuple(found),
    )


def _leave_marked(document: Document, collector: Collector) -> None:
    """A broken formula has no text; where no table took it, such as beside a title, it is left over."""
    marked = [(block.where(*spot), mark) for block in document.blocks for spot, mark in block.marks.items()]
    if not marked:
        return
    known = {fact.where for fact in collector.facts.values()}
    known |= {each.where for each in collector.leftovers}
    for where, mark in marked:
        if where not in known:
            collector.leave(mark.label, where)


def _settle_heaters(collector: Collector) -> None:
    """Gas or coal heat that is supplied in one manner only is simply that line: c14.gas."""
    for fuel in ("gas", "coal"):
        lines = [f"c14.{fuel}{manner}." for manner in ("", "_direct", "_indirect")]
        found = {line: [name for name in collector.facts if name.startswith(line)] for line in lines}
        stated = [
            line for line, names in found.items() if any(collector.facts[n].value is not None for n in names)
        ]
        if len(stated) != 1 or stated[0] == lines[0]:
            continue
        for name in [name for names in found.values() for name in names]:
            fact = collector.facts.pop(name)
            if name.startswith(stated[0]):
                renamed = lines[0] + name.removeprefix(stated[0])
                collector.facts[renamed] = replace(fact, name=renamed)


def kind_of(document: Document) -> DocumentKind:
    """Emission report or verification report, by the words that only one of them has."""
    texts = [line.text[:200] for line in document.lines[:400]]
    texts += [block.name for block in document.blocks]
    texts += [text[:200] for block in document.blocks for row in block.rows[:_KIND_ROWS] for text in row]
    whole = "\n".join(texts)
    is_verified = len(_VERIFICATION.findall(whole)) > len(_EMISSION.findall(whole))
    return DocumentKind.VR if is_verified else DocumentKind.ER


def _with_tables(document: Document, kind: DocumentKind) -> list[tuple[Section, Table | None]]:
    """Every section with the table that it is; visible sheets before hidden ones."""
    blocks = sorted(document.blocks, key=lambda block: block.hidden)
    found: list[tuple[Section, Table | None, bool]] = [
        (section, *identify(section, kind)) for block in blocks for section in sections_of(block, kind)
    ]
    has_fuel = any(table and table.id == _FUEL for _, table, _ in found)
    settled: list[tuple[Section, Table | None]] = []
    before: Table | None = None
    for section, table, is_titled in found:
        # 续表3 goes on with the table before it, whatever little stands in its heads.
        if not is_titled and before is not None and _CONTINUED.search(section.title):
            table = before
        before = table or before
        # Carbon in tC/TJ alone makes no table of a heating plant where the report has no other fuel table.
        if table and table.id == _HEATING and not is_titled and not has_fuel:
            table = tables(kind)[_FUEL]
            has_fuel = True
        settled.append((section, table))
    return settled


def _facts(document: Document, kind: DocumentKind, collector: Collector) -> ReportFacts:
    prefix = "head" if kind is DocumentKind.ER else "vr"
    facts = collector.facts
    name = facts.get("head.name" if kind is DocumentKind.ER else "vr.unit_name")
    code = facts.get(f"{prefix}.uscc")
    return ReportFacts(
        kind=kind,
        year=_year(document, kind, facts),
        unit_name=str(name.value) if name and name.value else "",
        unit_code="".join(str(code.value).split()).upper() if code and code.value else "",
        facts=dict(facts),
    )


def _year(document: Document, kind: DocumentKind, facts: dict[str, Fact]) -> int | None:
    """The year a report is about: as its head says, else its period, its title, its name."""
    for name in ("head.year", "head.period", "vr.year"):
        fact = facts.get(name)
        if fact is not None and (year := year_in(fact.text)):
            return year
    titles: list[Line | str] = [line for line in document.lines[:_YEAR_LINES] if "报告" in line.text]
    texts = [line.text if isinstance(line, Line) else line for line in titles]
    texts += [
        text for block in document.blocks for row in block.rows[:8] for text in row if text and "报告" in text
    ]
    return next((year for text in [*texts, document.file] if (year := year_in(text))), None)
