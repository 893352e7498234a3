"""Checklists: what is asked about a report, item by item.

Verdict and answer. A YN item is answered by its verdict. The other kinds record an answer and take their
verdict on a line of its own, where 是 means "in order". The answer only proposes it, because the program does
not judge alone (`ChecklistItem.suggest`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.amounts import parse_amount
from app.models.enums import AnswerType, Automation, Category, DocumentKind, Severity, Verdict
from app.services.catalog.origins import Attested, Source, read_origin
from app.services.catalog.scores import ScoreSheet, read_score_sheet
from app.services.catalog.standards import Standards, read_sector_codes
from app.services.catalog.table import Table

# What the reviewer fills in the prefilled texts of a finding.
BLANK = "____"
SHORT_LIMIT = 12
_NOT_A_BLANK = re.compile(r"(?<!_)(_{1,3}|_{5,})(?!_)|[{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a checklist."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice of a C item, and the verdict it proposes, if any."""

    text: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Attested):
    """One question of a checklist. Empty `categories`, `sectors`: it concerns everybody."""

    code: str
    section: str
    short: str
    question: str
    where: str
    answer: AnswerType
    # What an N, C, T or D item asks to enter.
    prompt: str
    options: tuple[Option, ...]
    unit: str
    at_least: Decimal | None
    at_most: Decimal | None
    # None only where the item takes no verdict.
    severity: Severity | None
    auto: Automation
    categories: tuple[Category, ...]
    sectors: tuple[str, ...]
    rule: str
    # Roles or numbers of standards; `Catalog.basis_of` resolves them.
    basis: tuple[str, ...]
    good: Verdict
    judged: bool
    # Whether 不适用 may be answered.
    na: bool
    fact: str
    request: str

    def is_bad(self, verdict: Verdict | None) -> bool:
        """Whether this verdict is the one that makes a finding."""
        return verdict in (Verdict.YES, Verdict.NO) and verdict is not self.good

    def is_answered(self, verdict: Verdict | None, answer: str | None) -> bool:
        """Whether nothing more is to be done here: the verdict, and the answer where one is asked for."""
        if self.judged and verdict is None:
            return False
        if self.answer is AnswerType.YES_NO or verdict is Verdict.NOT_APPLICABLE:
            return True
        return bool(answer and answer.strip())

    def suggest(self, answer: str | None) -> Verdict | None:
        """The verdict that an answer proposes; None where a person has to think."""
        if self.answer is AnswerType.CHOICE:
            return next((option.verdict for option in self.options if option.text == answer), None)
        number = parse_amount(answer)
        if number is None or (self.at_least is None and self.at_most is None):
            return None
        enough = self.at_least is None or number >= self.at_least
        few = self.at_most is None or number <= self.at_most
        return Verdict.YES if enough and few else Verdict.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Attested):
    """All items about one kind of document, in one edition. A started review stays with its edition."""

    kind: DocumentKind
    edition: str
    title: str
    valid_from: date
    note: str
    sections: tuple[Section, ...]
    items: tuple[ChecklistItem, ...]
    score_sheet: ScoreSheet | None

    def item(self, code: str) -> ChecklistItem | None:
        """The item of that code."""
        return next((item for item in self.items if item.code == code), None)

    def items_of(self, section: str) -> tuple[ChecklistItem, ...]:
        """The items of a section, in order."""
        return tuple(item for item in self.items if item.section == section)


def read_checklist(table: Table, standards: Standards, sources: Mapping[str, Source]) -> Checklist:
    """Read and check one file of `checklists/`."""
    origin, marks = read_origin(table, sources)
    default = Attested(sources=origin, confidence=marks)
    sections = _read_sections(table)
    items = _read_items(table, sections, standards, sources, default)
    codes = [item.code for item in items]
    score_sheet = read_score_sheet(table.table("score"), codes, sources) if table.has("score") else None
    checklist = Checklist(
        kind=table.choice("kind", DocumentKind),
        edition=table.text("edition"),
        title=table.text("title"),
        valid_from=table.day("valid_from"),
        note=table.text("note", ""),
        sections=sections,
        items=items,
        score_sheet=score_sheet,
        sources=origin,
        confidence=marks,
    )
    table.close()
    for section in sections:
        if not checklist.items_of(section.code):
            table.fail(f"第 {section.code} 节没有条目")
    return checklist


def _read_sections(table: Table) -> tuple[Section, ...]:
    found: list[Section] = []
    for row in table.tables("section", "code"):
        section = Section(code=row.text("code"), name=row.text("name"))
        row.close()
        row.unique(section.code, [other.code for other in found], "code")
        found.append(section)
    return tuple(found)


def _read_items(
    table: Table,
    sections: tuple[Section, ...],
    standards: Standards,
    sources: Mapping[str, Source],
    default: Attested,
) -> tuple[ChecklistItem, ...]:
    found: dict[str, ChecklistItem] = {}
    shorts: set[str] = set()
    for row in table.tables("item", "code"):
        item = _read_item(row, standards, sources, default)
        row.close()
        _check_item(row, item)
        row.unique(item.code, found, "code")
        row.unique(item.short, shorts, "short")
        if item.section not in [section.code for section in sections]:
            row.fail(f"section “{item.section}”不在 [[section]] 中")
        for reference in item.basis:
            if reference not in standards.roles and reference not in standards.standards:
                row.fail(f"basis “{reference}”不是 standards.toml 中的依据")
        found[item.code] = item
        shorts.add(item.short)
    return tuple(found.values())


def _read_item(
    row: Table, standards: Standards, sources: Mapping[str, Source], default: Attested
) -> ChecklistItem:
    origin, marks = read_origin(row, sources, default)
    judged = row.flag("judged", True)
    return ChecklistItem(
        code=row.text("code"),
        section=row.text("section"),
        short=row.text("short"),
        question=row.text("question"),
        where=row.text("where"),
        answer=row.choice("answer", AnswerType),
        prompt=row.text("prompt", ""),
        options=_read_options(row),
        unit=row.text("unit", ""),
        at_least=row.optional("at_least", row.number),
        at_most=row.optional("at_most", row.number),
        severity=row.choice("severity", Severity) if judged else None,
        auto=row.choice("auto", Automation),
        categories=row.choices("categories", Category),
        sectors=read_sector_codes(row, standards.sectors),
        rule=row.text("rule"),
        basis=row.texts("basis"),
        good=row.choice("good", Verdict) if row.has("good") else Verdict.YES,
        judged=judged,
        na=row.flag("na"),
        fact=row.text("fact") if judged else "",
        request=row.text("request") if judged else "",
        sources=origin,
        confidence=marks,
    )


def _read_options(row: Table) -> tuple[Option, ...]:
    found: list[Option] = []
    for entry in row.tables("options", "text", required=False):
        verdict = entry.choice("verdict", Verdict) if entry.has("verdict") else None
        option = Option(text=entry.text("text"), verdict=verdict)
        entry.close()
        row.unique(option.text, [other.text for other in found], "options")
        found.append(option)
    return tuple(found)


def _check_item(row: Table, item: ChecklistItem) -> None:
    """Refuse what does not go together in one item."""
    plain, number = item.answer is AnswerType.YES_NO, item.answer is AnswerType.NUMBER
    bounded = item.at_least is not None or item.at_most is not None
    if len(item.short) > SHORT_LIMIT:
        row.fail(f"short 超过 {SHORT_LIMIT} 个字")
    if plain == bool(item.prompt):
        row.fail("prompt 只用于、也必须用于 N、C、T、D 类条目")
    if (item.answer is AnswerType.CHOICE) != bool(item.options):
        row.fail("options 只用于、也必须用于 C 类条目")
    if not number and (item.unit or bounded):
        row.fail("unit、at_least、at_most 只用于 N 类条目")
    if item.good is Verdict.NOT_APPLICABLE or (item.good is Verdict.NO and not plain):
        row.fail("good 只能是 yes，YN 类条目可以是 no")
    if plain and not item.judged:
        row.fail("YN 类条目必须有判定")
    if (item.sectors or item.categories) and not item.na:
        row.fail("限定行业或类别的条目应允许答不适用")
    if not item.na and any(option.verdict is Verdict.NOT_APPLICABLE for option in item.options):
        row.fail("options 用了不适用，而 na 为 false")
    for key, text in (("fact", item.fact), ("request", item.request)):
        if _NOT_A_BLANK.search(text):
            row.fail(f"{key} 中的空格应写作 {BLANK}")
