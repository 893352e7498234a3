"""Sectors, industry codes, citable documents and thresholds: `standards.toml` and `categories.toml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.enums import Category, DocumentKind, LabelEnum
from app.services.catalog.origins import Attested, Source, read_origin
from app.services.catalog.table import Table


class Quantity(LabelEnum):
    """What a threshold is about."""

    EMISSION = ("emission", "二氧化碳排放量")
    ENERGY = ("energy", "综合能源消费量")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A sector an item may be limited to.

    `parent`: it is a branch of that sector, which the city's list does not tell.
    `facility`: any unit may have it; no industry tells it.
    """

    code: str
    name: str
    parent: str
    facility: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryRule(Attested):
    """Which sectors an industry belongs to. Several main sectors: a person has to confirm which."""

    sectors: tuple[str, ...]
    prefixes: tuple[str, ...]
    words: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Attested):
    """A standard, notice or regulation that an opinion may cite, by its number."""

    number: str
    # The official title; empty where it was not seen.
    title: str
    published: date | None
    valid_from: date | None
    valid_to: date | None
    note: str

    @property
    def citation(self) -> str:
        """As it stands in an opinion: 《…》（number), or the number alone."""
        if not self.title:
            return self.number
        return "、".join(f"《{part}》" for part in self.title.split("；")) + f"（{self.number}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis(Attested):
    """A document as the basis of opinions about some report years. Empty kinds, sectors, categories: all."""

    role: str
    standard: Standard
    year_from: int
    year_to: int | None
    kinds: tuple[DocumentKind, ...]
    sectors: tuple[str, ...]
    categories: tuple[Category, ...]
    note: str

    def covers(self, year: int) -> bool:
        """Whether it is a basis for reports about `year`."""
        return self.year_from <= year and (self.year_to is None or year <= self.year_to)

    def serves(self, sectors: Collection[str], kind: DocumentKind | None, category: Category | None) -> bool:
        """Whether it surely concerns such a report."""
        return (
            (not self.sectors or bool(set(self.sectors) & set(sectors)))
            and (not self.kinds or kind in self.kinds)
            and (not self.categories or category in self.categories)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A two-digit division of GB/T 4754-2017 and the letter of its section."""

    code: str
    name: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustrySection:
    """A section of GB/T 4754-2017 and its first and last division."""

    letter: str
    name: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Attested):
    """From which yearly quantity on a unit belongs to a category, in report years."""

    category: Category
    quantity: Quantity
    at_least: Decimal
    unit: str
    year_from: int
    year_to: int | None
    text: str

    def covers(self, year: int) -> bool:
        """Whether it holds for reports about `year`."""
        return self.year_from <= year and (self.year_to is None or year <= self.year_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The whole of `standards.toml`."""

    sectors: Mapping[str, Sector]
    industries: tuple[IndustryRule, ...]
    standards: Mapping[str, Standard]
    roles: Mapping[str, str]
    bases: tuple[Basis, ...]
    industry_sections: tuple[IndustrySection, ...]
    divisions: Mapping[str, Division]
    districts: Mapping[str, str]


def read_standards(table: Table, sources: Mapping[str, Source]) -> Standards:
    """Read and check `standards.toml`."""
    sectors = _read_sectors(table)
    standards = _read_documents(table, sources)
    roles = _read_roles(table, standards)
    sections, divisions = _read_industries(table, standards, sources)
    content = Standards(
        sectors=sectors,
        industries=_read_industry_rules(table, sectors, divisions, sources),
        standards=standards,
        roles=roles,
        bases=_read_bases(table, roles, standards, sectors, sources),
        industry_sections=sections,
        divisions=divisions,
        districts=table.pairs("districts"),
    )
    table.close()
    return content


def read_thresholds(table: Table, sources: Mapping[str, Source]) -> tuple[Threshold, ...]:
    """Read and check `categories.toml`."""
    found: list[Threshold] = []
    for row in table.tables("threshold", "category", "quantity"):
        origin, marks = read_origin(row, sources)
        threshold = Threshold(
            category=row.choice("category", Category),
            quantity=row.choice("quantity", Quantity),
            at_least=row.number("at_least"),
            unit=row.text("unit"),
            year_from=row.whole("year_from"),
            year_to=row.optional("year_to", row.whole),
            text=row.text("text"),
            sources=origin,
            confidence=marks,
        )
        row.close()
        if any(_overlap(threshold, other) for other in found):
            row.fail(f"同一年有两个“{threshold.quantity.label}”门槛")
        found.append(threshold)
    table.close()
    return tuple(found)


def read_sector_codes(row: Table, sectors: Mapping[str, Sector]) -> tuple[str, ...]:
    """The key `sectors` of a row."""
    codes = row.texts("sectors")
    for code in codes:
        if code not in sectors:
            row.fail(f"sectors “{code}”不是 standards.toml 中的行业")
    return codes


def _overlap(one: Threshold, other: Threshold) -> bool:
    same = one.category is other.category and one.quantity is other.quantity
    years = (one.covers(other.year_from), other.covers(one.year_from))
    return same and any(years)


def _read_sectors(table: Table) -> dict[str, Sector]:
    found: dict[str, Sector] = {}
    for row in table.tables("sector", "code"):
        sector = Sector(
            code=row.text("code"),
            name=row.text("name"),
            parent=row.text("parent", ""),
            facility=row.flag("facility", False),
        )
        row.close()
        row.unique(sector.code, found, "code")
        if sector.parent and (sector.parent not in found or found[sector.parent].parent):
            row.fail(f"parent “{sector.parent}”不是前面列出的行业")
        found[sector.code] = sector
    return found


def _read_documents(table: Table, sources: Mapping[str, Source]) -> dict[str, Standard]:
    found: dict[str, Standard] = {}
    for row in table.tables("standard", "number"):
        origin, marks = read_origin(row, sources)
        standard = Standard(
            number=row.text("number"),
            title=row.text("title", ""),
            published=row.optional("published", row.day),
            valid_from=row.optional("valid_from", row.day),
            valid_to=row.optional("valid_to", row.day),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        row.unique(standard.number, found, "number")
        found[standard.number] = standard
    return found


def _read_roles(table: Table, standards: Mapping[str, Standard]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table.tables("role", "code"):
        code = row.text("code")
        row.unique(code, found, "code")
        if code in standards:
            row.fail("code 与文件编号相同")
        found[code] = row.text("name")
        row.close()
    return found


def _read_bases(
    table: Table,
    roles: Mapping[str, str],
    standards: Mapping[str, Standard],
    sectors: Mapping[str, Sector],
    sources: Mapping[str, Source],
) -> tuple[Basis, ...]:
    found: list[Basis] = []
    for row in table.tables("basis", "role", "standard"):
        role, number = row.text("role"), row.text("standard")
        if role not in roles:
            row.fail(f"role “{role}”不在 [[role]] 中")
        if number not in standards:
            row.fail(f"standard “{number}”不在 [[standard]] 中")
        origin, marks = read_origin(row, sources)
        basis = Basis(
            role=role,
            standard=standards[number],
            year_from=row.whole("year_from"),
            year_to=row.optional("year_to", row.whole),
            kinds=row.choices("kinds", DocumentKind),
            sectors=read_sector_codes(row, sectors),
            categories=row.choices("categories", Category),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        if basis.is_unsure:
            row.fail("未确认的文件不能列为审核依据")
        if basis.year_to is not None and basis.year_to < basis.year_from:
            row.fail("year_to 早于 year_from")
        if any((role, number) == (other.role, other.standard.number) for other in found):
            row.fail("这项依据重复")
        found.append(basis)
    return tuple(found)


def _read_industries(
    table: Table, standards: Mapping[str, Standard], sources: Mapping[str, Source]
) -> tuple[tuple[IndustrySection, ...], dict[str, Division]]:
    industries = table.table("industries")
    if industries.text("standard") not in standards:
        industries.fail("standard 不在 [[standard]] 中")
    read_origin(industries, sources)
    names = industries.pairs("divisions")
    sections: list[IndustrySection] = []
    divisions: dict[str, Division] = {}
    for row in industries.tables("section", "letter"):
        section = IndustrySection(
            letter=row.text("letter"), name=row.text("name"), first=row.text("first"), last=row.text("last")
        )
        row.close()
        row.unique(section.letter, [other.letter for other in sections], "letter")
        for code in (code for code in names if section.first <= code <= section.last):
            row.unique(code, divisions, "大类")
            divisions[code] = Division(code=code, name=names[code], section=section.letter)
        sections.append(section)
    industries.close()
    homeless = sorted(set(names) - set(divisions))
    if homeless:
        industries.fail(f"大类 {'、'.join(homeless)} 不在任何门类之内")
    return tuple(sections), divisions


def _read_industry_rules(
    table: Table,
    sectors: Mapping[str, Sector],
    divisions: Mapping[str, Division],
    sources: Mapping[str, Source],
) -> tuple[IndustryRule, ...]:
    found: list[IndustryRule] = []
    for row in table.tables("industry", "sectors"):
        origin, marks = read_origin(row, sources)
        rule = IndustryRule(
            sectors=read_sector_codes(row, sectors),
            prefixes=row.texts("prefixes"),
            words=row.texts("words"),
            note=row.text("note", ""),
            sources=origin,
            confidence=marks,
        )
        row.close()
        if not rule.sectors or not (rule.prefixes or rule.words):
            row.fail("sectors 和 prefixes、words 不能都为空")
        for prefix in rule.prefixes:
            if prefix[:2] not in divisions or not prefix.isdigit():
                row.fail(f"prefixes “{prefix}”不是行业代码的开头")
            row.unique(prefix, [p for other in found for p in other.prefixes], "prefixes")
        for word in rule.words:
            row.unique(word, [w for other in found for w in other.words], "words")
        found.append(rule)
    return tuple(found)
