"""Texts, levels and limits of the automatic checks (`rules.toml`). The checks themselves hold no words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.models.enums import DocumentKind, HitLevel
from app.services.catalog.origins import Attested, Source, read_origin
from app.services.catalog.table import Table

_HOLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVariant:
    """One way in which a check can strike: its level and its sentence with {holes}."""

    code: str
    level: HitLevel
    text: str

    @property
    def holes(self) -> frozenset[str]:
        """The names of the holes."""
        return frozenset(_HOLE.findall(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number a check compares with; `value` None: nobody has set it, the check then cannot say anything."""

    key: str
    value: Decimal | None
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText(Attested):
    """Everything about a check but the check: title, what it answers, sentences, limits, what to ask for."""

    code: str
    title: str
    kinds: tuple[DocumentKind, ...]
    # Checklist items that its hits speak to; the first of the kind of document gets the finding.
    items: tuple[str, ...]
    request: str
    # Whether expected less found is the effect on the emission.
    effect: bool
    variants: Mapping[str, RuleVariant]
    limits: Mapping[str, Limit]

    @property
    def level(self) -> HitLevel:
        """The gravest level it has."""
        levels = list(HitLevel)
        return min((variant.level for variant in self.variants.values()), key=levels.index)

    def item(self, kind: DocumentKind) -> str:
        """The checklist item of a kind of document that a finding belongs to; empty where there is none."""
        return next((code for code in self.items if code.startswith(kind.value)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All checks by code."""

    edition: str
    rules: Mapping[str, RuleText]
    # What may be missing beside the report, in words, by the name of the part of the context.
    context: Mapping[str, str]
    # Words with which a report says that its boundary did not change.
    no_change: tuple[str, ...]
    # How a plan says that a value is taken from the tables, or measured.
    default_words: tuple[str, ...]
    measured_words: tuple[str, ...]
    # Sector -> the table that it has to fill in; table -> its name.
    tables: Mapping[str, str]
    table_names: Mapping[str, str]
    # Points of the ranking of units.
    ranking: Mapping[str, Decimal]

    @property
    def monthly(self) -> Mapping[str, RuleText]:
        """The checks of the monthly evidence."""
        return {code: rule for code, rule in self.rules.items() if rule.kinds == (DocumentKind.ME,)}

    def with_limits(self, values: Mapping[tuple[str, str], Decimal]) -> RuleBook:
        """The book with the user's own limits: (code, key) -> number. Unknown ones are ignored."""
        rules = dict(self.rules)
        for (code, key), value in values.items():
            rule = rules.get(code)
            if rule is not None and key in rule.limits:
                limits = {**rule.limits, key: replace(rule.limits[key], value=value)}
                rules[code] = replace(rule, limits=limits)
        return replace(self, rules=rules)

    def rules_of(self, item: str) -> tuple[RuleText, ...]:
        """The checks that answer a checklist item."""
        return tuple(rule for rule in self.rules.values() if item in rule.items)


def read_rules(table: Table, items: Collection[str], sources: Mapping[str, Source]) -> RuleBook:
    """Read and check `rules.toml`; `items` are the codes of all checklist items."""
    found = _read_list(table, "rule", items, sources)
    points = table.table("ranking")
    keys = ("error", "warning", "info", "confirmed", "size", "swing", "swing_full", "body")
    ranking = {key: points.number(key) for key in keys}
    points.close()
    book = RuleBook(
        edition=table.text("edition"),
        rules=found,
        context=table.pairs("context"),
        no_change=table.texts("no_change"),
        tables=table.pairs("tables"),
        table_names=table.pairs("table_names"),
        default_words=table.texts("default_words"),
        measured_words=table.texts("measured_words"),
        ranking=ranking,
    )
    table.close()
    return book


def _read_list(
    table: Table, key: str, items: Collection[str], sources: Mapping[str, Source]
) -> dict[str, RuleText]:
    found: dict[str, RuleText] = {}
    for row in table.tables(key, "code"):
        rule = _read_rule(row, sources)
        row.close()
        row.unique(rule.code, found, "code")
        unknown = [code for code in rule.items if code not in items]
        if unknown:
            row.fail(f"items 中的 {'、'.join(unknown)} 不是审核清单的条目")
        found[rule.code] = rule
    return found


def _read_rule(row: Table, sources: Mapping[str, Source]) -> RuleText:
    origin, marks = read_origin(row, sources)
    variants: dict[str, RuleVariant] = {}
    for entry in row.tables("variant", "code"):
        variant = RuleVariant(
            code=entry.text("code", ""), level=entry.choice("level", HitLevel), text=entry.text("text")
        )
        entry.close()
        entry.unique(variant.code, variants, "code")
        variants[variant.code] = variant
    limits: dict[str, Limit] = {}
    for entry in row.tables("limit", "key", required=False):
        limit = Limit(
            key=entry.text("key"),
            value=entry.optional("value", entry.number),
            unit=entry.text("unit", ""),
            text=entry.text("text"),
        )
        entry.close()
        entry.unique(limit.key, limits, "key")
        limits[limit.key] = limit
    if not variants:
        row.fail("没有 [[rule.variant]]")
    return RuleText(
        code=row.text("code"),
        title=row.text("title"),
        kinds=row.choices("kinds", DocumentKind),
        items=row.texts("items"),
        request=row.text("request"),
        effect=row.flag("effect", False),
        variants=variants,
        limits=limits,
        sources=origin,
        confidence=marks,
    )
