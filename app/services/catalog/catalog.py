"""The catalog: all resources together, and the questions the rest of the program asks of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.models.enums import Category, DocumentKind
from app.models.errors import Damaged, InputError, NewerFile
from app.models.names import tidy_name
from app.services.catalog.checklists import Checklist, ChecklistItem, read_checklist
from app.services.catalog.deadlines import DeadlineRule, Deadlines, StepLimit, read_deadlines
from app.services.catalog.factors import FactorLibrary, read_editions
from app.services.catalog.origins import Source, read_sources
from app.services.catalog.rule_book import RuleBook, read_rules
from app.services.catalog.standards import (
    Basis,
    Division,
    IndustryRule,
    Standard,
    Standards,
    Threshold,
    read_standards,
    read_thresholds,
)
from app.services.catalog.table import Table
from app.services.paths import resource

_INDUSTRY_CODE = re.compile(r"[A-Ta-t]?\s*(\d{2,4})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything regulatory. Years are report years: the year in which the emission arose."""

    sources: Mapping[str, Source]
    standards: Standards
    thresholds: tuple[Threshold, ...]
    deadlines: Deadlines
    checklists: tuple[Checklist, ...]
    # All editions of the factor library, oldest first.
    factors: tuple[FactorLibrary, ...]
    rules: RuleBook

    def checklist(self, kind: DocumentKind, year: int, edition: str | None = None) -> Checklist:
        """The checklist for reports about `year`: the newest that is valid by then, or exactly `edition`.

        Raises:
            NewerFile: this program does not have that edition. InputError: no list is that old.
        """
        lists = [checklist for checklist in self.checklists if checklist.kind is kind]
        if edition is not None:
            for checklist in lists:
                if checklist.edition == edition:
                    return checklist
            raise NewerFile(f"本程序没有{kind.label}审核清单“{edition}”版。", "请更新程序后再打开这项审核。")
        valid = [checklist for checklist in lists if checklist.valid_from.year <= year]
        if not valid:
            raise InputError(
                f"没有适用于{year}年度的{kind.label}审核清单。", "请核对报告年度。", field="year"
            )
        return max(valid, key=lambda checklist: checklist.valid_from)

    def factor_library(self, edition: str | None = None) -> FactorLibrary:
        """The newest edition of the factor library, or exactly `edition`.

        Raises:
            NewerFile: this program does not have that edition.
        """
        if edition is None:
            return self.factors[-1]
        for library in self.factors:
            if library.edition == edition:
                return library
        raise NewerFile(f"本程序没有“{edition}”版的排放因子库。", "请更新程序后再打开这项审核。")

    def applicable(
        self, checklist: Checklist, *, category: Category | None, sectors: Collection[str]
    ) -> tuple[ChecklistItem, ...]:
        """The items that concern a unit. What is not known of the unit leaves the items in."""
        return tuple(
            item
            for item in checklist.items
            if (category is None or not item.categories or category in item.categories)
            and self.may_concern(item, sectors)
        )

    def may_concern(self, item: ChecklistItem, sectors: Collection[str]) -> bool:
        """Whether an item may concern a unit of these sectors.

        Kept although none of its sectors is the unit's: where the unit's sectors are unknown, where the item
        is about a facility, or about a branch of the unit's sector while none of its branches is known.
        """
        table = self.standards.sectors
        given = [table[code] for code in sectors if code in table]
        main = {sector.parent or sector.code for sector in given if not sector.facility}
        told = {sector.parent for sector in given}
        if not item.sectors or not main or (main | set(sectors)) & set(item.sectors):
            return True
        wanted = [table[code] for code in item.sectors]
        return any(s.facility or (s.parent in main and s.parent not in told) for s in wanted)

    def sector_of(self, industry_code: str | None, industry_name: str | None) -> frozenset[str]:
        """The sectors of a unit, from its GB/T 4754 code and the word of the city's list; empty if unknown.

        Where code and word share a main sector they narrow each other; where they contradict, both stay and a
        person confirms.
        """
        by_code = frozenset(self._by_code(industry_code))
        by_word = frozenset(self._by_word(industry_name))
        both = by_code | by_word
        agreed = self._main(by_code) & self._main(by_word)
        if not agreed:
            return both
        return frozenset(code for code in both if self._main({code}) <= agreed)

    def basis_for(
        self,
        year: int,
        sectors: Collection[str],
        *,
        kind: DocumentKind | None = None,
        category: Category | None = None,
    ) -> tuple[Basis, ...]:
        """What an opinion about a report of `year` cites, in order. Nothing where nothing is confirmed.

        What is limited to sectors, a kind or a category is only given where that is named: an opinion must
        not cite what may not concern the unit.
        """
        known = self._main(sectors)
        return tuple(b for b in self.standards.bases if b.covers(year) and b.serves(known, kind, category))

    def basis_of(
        self, item: ChecklistItem, year: int, sectors: Collection[str], *, category: Category | None = None
    ) -> tuple[Standard, ...]:
        """The documents a finding of `item` cites, for a report of `year`."""
        bases = [
            basis
            for kind in DocumentKind
            for basis in self.basis_for(year, sectors, kind=kind, category=category)
        ]
        found: list[Standard] = []
        for reference in item.basis:
            if reference in self.standards.standards:
                found.append(self.standards.standards[reference])
            else:
                found += [basis.standard for basis in bases if basis.role == reference]
        return tuple(dict.fromkeys(found))

    def deadline(self, year: int, milestone: str, *, scope: str | None = None) -> DeadlineRule | None:
        """The rule for `milestone` of the report year, or None. The rule itself may be unconfirmed (no date).

        Never the rule of another scope: a date that is not the unit's own must not slip in.

        Raises:
            KeyError: there is no such milestone.
        """
        code = self.deadlines.milestones[milestone].code
        place = scope or self.deadlines.home
        rules = [r for r in self.deadlines.rules if (r.milestone, r.scope) == (code, place)]
        exact = next((rule for rule in rules if rule.report_year == year), None)
        return exact or next((rule for rule in rules if rule.report_year is None), None)

    def step_limit(self, code: str) -> StepLimit:
        """The default day limit of one of our own steps."""
        return self.deadlines.steps[code]

    def thresholds_for(self, category: Category, year: int) -> tuple[Threshold, ...]:
        """The thresholds of a category for a report year; empty where none is confirmed."""
        return tuple(t for t in self.thresholds if t.category is category and t.covers(year))

    def division(self, industry_code: str | None) -> Division | None:
        """The division of an industry code of two to four digits, with or without its letter."""
        digits = _digits(industry_code)
        return self.standards.divisions.get(digits[:2]) if digits else None

    def _by_code(self, industry_code: str | None) -> tuple[str, ...]:
        if self.division(industry_code) is None:
            return ()
        digits = _digits(industry_code)
        return self._longest(lambda rule: (p for p in rule.prefixes if digits.startswith(p)))

    def _by_word(self, industry_name: str | None) -> tuple[str, ...]:
        name = tidy_name(industry_name)
        return self._longest(lambda rule: (word for word in rule.words if word in name))

    def _longest(self, matches: Callable[[IndustryRule], Iterable[str]]) -> tuple[str, ...]:
        """The sectors of the rule with the longest match."""
        longest = 0
        sectors: tuple[str, ...] = ()
        for rule in self.standards.industries:
            for text in matches(rule):
                if len(text) > longest:
                    longest, sectors = len(text), rule.sectors
        return sectors

    def _main(self, sectors: Collection[str]) -> set[str]:
        """The sectors that have a standard of their own: branches become their parent."""
        table = self.standards.sectors
        return {table[code].parent or code for code in sectors if code in table}


@cache
def load_catalog() -> Catalog:
    """The catalog of this program, read and checked once.

    Raises:
        Damaged: a resource file is wrong; the sentence names file and item.
    """
    return read_catalog(resource())


def read_catalog(root: Path) -> Catalog:
    """Read and check all resources under `root`."""
    sources = read_sources(_file(root, "sources.toml"))
    standards = read_standards(_file(root, "standards.toml"), sources)
    checklists: list[Checklist] = []
    for path in sorted(root.joinpath("checklists").glob("*.toml")):
        table = Table.of_file(path, root)
        checklist = read_checklist(table, standards, sources)
        for other in checklists:
            if other.kind is checklist.kind:
                table.unique(checklist.edition, [other.edition], "edition")
                table.unique(
                    checklist.valid_from, [other.valid_from], f"{checklist.kind.label}清单 valid_from"
                )
        checklists.append(checklist)
    for kind in DocumentKind:
        if all(checklist.kind is not kind for checklist in checklists):
            raise Damaged(f"“checklists”中没有{kind.label}的审核清单。", "请重新安装程序。")
    return Catalog(
        sources=sources,
        standards=standards,
        thresholds=read_thresholds(_file(root, "categories.toml"), sources),
        deadlines=read_deadlines(_file(root, "deadlines.toml"), sources),
        checklists=tuple(checklists),
        factors=read_editions(root, sources),
        rules=read_rules(_file(root, "rules.toml"), [i.code for c in checklists for i in c.items], sources),
    )


def _file(root: Path, name: str) -> Table:
    return Table.of_file(root / name, root)


def _digits(industry_code: str | None) -> str:
    match = _INDUSTRY_CODE.match(tidy_name(industry_code))
    return match[1] if match else ""
