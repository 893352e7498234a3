"""What is known around reports: register, other years, other units, peers, files. Built once for many."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import Category, DocumentKind
from app.models.fact import FactRow
from app.models.names import name_key
from app.models.report import Attachment, Report, ReportVersion, join_latest
from app.models.unit import Enrolment, FormerName, Unit
from app.services.catalog import Catalog, Threshold
from app.services.checking.evidence import filed_amounts, filed_cases
from app.services.checking.load import Version, facts_of, values_of, versions
from app.services.facts import ReportFacts, Value, describe
from app.services.intake.units import convert, parse_unit
from app.services.rules import CodeState, Context, Duplicate, Filed, Peers, Register, SharedFile
from app.services.rules.flows import intensities
from app.services.rules.plan import amount_of
from app.services.units.uscc import check_code, normalise_code

_ACCOUNTS = ("account.electricity", "account.gas", "account.heat")
_SIZES = (
    *("c2.total", "c13.area", "product.area", "c10.total.area", "c10.office.area", "c13.output"),
    *(
        "product.value",
        "c11.large.racks",
        "c11.small.racks",
        "c14.total.building_heat",
        "c14.total.source_heat",
    ),
)
_SPREAD = (
    "head.name",
    "head.uscc",
    "head.reg_address",
    "head.industry_code",
    *_ACCOUNTS,
    *_SIZES,
)
_PARTS = re.compile(r"[、，,;；/\s]+")
# Our district until the register says otherwise: the one the service is for (guide §5.2, X-32).
_HOME = "丰台区"
_MILESTONE = "emission_report"
_SCHEMES = {Category.NATIONAL: ("national", "beijing")}


class Surroundings:
    """The contexts of the reports of one year."""

    def __init__(self, session: Session, catalog: Catalog, year: int) -> None:
        """Read what all reports of the year have in common; the reports themselves come in portions."""
        self._session = session
        self._catalog = catalog
        self._year = year
        self.versions = versions(session, year=year)
        self._reports = [v for v in self.versions if v.kind is DocumentKind.ER]
        self._values = values_of(session, self._reports, _SPREAD)
        earlier = {back: versions(session, year=year - back) for back in (1, 2)}
        self._earlier = {
            back: {v.unit_id: v for v in found if v.kind is DocumentKind.ER}
            for back, found in earlier.items()
        }

    def contexts(self, portion: Sequence[Version]) -> Iterator[tuple[Version, ReportFacts, Context]]:
        """Facts and context of each of these versions."""
        units = {version.unit_id for version in portion}
        own = {v.unit_id: v for v in self._reports if v.unit_id in units}
        before = {back: [found[u] for u in units if u in found] for back, found in self._earlier.items()}
        wanted = {v.id: v for v in (*portion, *own.values())}
        facts = facts_of(self._session, list(wanted.values()))
        facts |= facts_of(self._session, before[1], "yearly")
        facts |= facts_of(self._session, before[2], "summary")
        for version in portion:
            mine = facts.get(version.id) or self._evidence_of(version)
            if mine is None:
                continue
            years = [self._earlier[back].get(version.unit_id) for back in (1, 2)]
            prior, earlier = (facts.get(v.id) if v else None for v in years)
            report = own.get(version.unit_id)
            yield (
                version,
                mine,
                self._context(version, mine, prior, earlier, facts.get(report.id) if report else None),
            )

    def _context(
        self,
        version: Version,
        facts: ReportFacts,
        prior: ReportFacts | None,
        before: ReportFacts | None,
        report: ReportFacts | None,
    ) -> Context:
        sectors = self._catalog.sector_of(version.industry_code or None, version.industry or None)
        return Context(
            year=version.year,
            schemes=_SCHEMES.get(version.category, ("beijing",)) if version.category else ("beijing",),
            sectors=sectors,
            register=self._register(version),
            code=_code_state(facts.text("head.uscc")),
            prior=prior,
            before=before,
            report=report if version.kind is not DocumentKind.ER else None,
            peers=self._peers_of(version),
            duplicates=tuple(self._duplicates_of(version)),
            files=self._files.get(version.id, ()),
            vouchers=self._vouchers_of_others(version),
            listed=self._listed,
            evidence=self._evidence.get(version.unit_id),
            received_on=version.received_on,
            due_on=self._due_on if version.kind is DocumentKind.ER else None,
            filed=self._filed.get(version.unit_id) if version.kind is DocumentKind.ME else None,
            units=_fitting_units(facts) if version.kind is DocumentKind.DQ else None,
            standards=self._standards(sectors),
            divisions=self._divisions,
            thresholds=self._thresholds,
            districts=self._districts,
            home=self._districts.get(version.district, self._districts[_HOME]),
        )

    def _register(self, version: Version) -> Register:
        return Register(
            name=version.unit_name,
            uscc=version.uscc,
            former_names=tuple(self._former.get(version.unit_id, ())),
            category=version.category,
            industry_code=version.industry_code,
            industry_name=version.industry,
            district=version.district,
            code_is_excused=bool(version.uscc_reason),
        )

    def _standards(self, sectors: frozenset[str]) -> tuple[str, ...]:
        if sectors not in self._known_standards:
            bases = self._catalog.basis_for(self._year, sectors)
            self._known_standards[sectors] = tuple(b.standard.number for b in bases if b.role == "accounting")
        return self._known_standards[sectors]

    @cached_property
    def _known_standards(self) -> dict[frozenset[str], tuple[str, ...]]:
        return {}

    @cached_property
    def _divisions(self) -> frozenset[str]:
        return frozenset(self._catalog.standards.divisions)

    @cached_property
    def _districts(self) -> Mapping[str, str]:
        return {name: code for code, name in self._catalog.standards.districts.items()}

    @cached_property
    def _thresholds(self) -> tuple[Threshold, ...]:
        return tuple(t for c in Category for t in self._catalog.thresholds_for(c, self._year))

    @cached_property
    def _former(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for unit, name in self._session.execute(select(FormerName.unit_id, FormerName.name)):
            found[unit].append(name)
        return found

    @cached_property
    def _due_on(self) -> date | None:
        """The day on which emission reports of the year are due; None where it is not confirmed."""
        rule = self._catalog.deadline(self._year, _MILESTONE)
        if rule is None or (rule.due is None and rule.month_day is None):
            return None
        return rule.due or date(self._year + 1, *(rule.month_day or (1, 1)))

    @cached_property
    def _filed(self) -> Mapping[str, Filed]:
        return filed_cases(self._session, self._year, self._catalog)

    def _evidence_of(self, version: Version) -> ReportFacts | None:
        """The monthly evidence has no values of its own: what counts is what was filed month by month."""
        if version.kind is not DocumentKind.ME or version.unit_id not in self._filed:
            return None
        return ReportFacts(version.kind, version.year, version.unit_name, version.uscc)

    @cached_property
    def _evidence(self) -> Mapping[str, Mapping[str, Mapping[int, Decimal]]]:
        return filed_amounts(self._session, self._year)

    @cached_property
    def _listed(self) -> frozenset[str]:
        query = (
            select(Unit.name)
            .join(Enrolment, Enrolment.unit_id == Unit.id)
            .where(Enrolment.year == self._year, Enrolment.category.in_((Category.KEY, Category.NATIONAL)))
        )
        return frozenset(map(name_key, self._session.scalars(query)))

    # --- other units

    @cached_property
    def _signs(self) -> Mapping[tuple[str, str], dict[str, str]]:
        """What must be one unit's own -> the units that have it: (sign, value) -> {unit key: unit name}."""
        found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for version in self._reports:
            for sign, value in self._own_signs(version):
                found[sign, value][version.unit_id] = version.unit_name
        query = select(Unit.id, Unit.name, Unit.uscc).join(Enrolment, Enrolment.unit_id == Unit.id)
        for unit, name, code in self._session.execute(query.where(Enrolment.year == self._year)):
            if code:
                found["code", normalise_code(code)][unit] = name
            found["name", name_key(name)][unit] = name
        return {key: units for key, units in found.items() if len(units) > 1}

    def _own_signs(self, version: Version) -> Iterator[tuple[str, str]]:
        values = self._values.get(version.id, {})
        code, name = values.get("head.uscc"), values.get("head.name")
        if isinstance(code, str):
            yield "code", normalise_code(code)
        if isinstance(name, str):
            yield "name", name_key(name)
            address = values.get("head.reg_address")
            if isinstance(address, str) and name_key(address):
                yield from (("similar", f"{near}@{name_key(address)}") for near in _nearly(name_key(name)))
        for account in _ACCOUNTS:
            numbers = values.get(account)
            for number in _PARTS.split(numbers) if isinstance(numbers, str) else ():
                if number:
                    yield "account", f"{account}={number}"

    def _duplicates_of(self, version: Version) -> Iterator[Duplicate]:
        if not self._signs:
            return
        told: set[str] = set()
        for sign, value in self._own_signs(version):
            for unit, name in self._signs.get((sign, value), {}).items():
                if unit == version.unit_id or (sign == "similar" and unit in told):
                    continue
                told.add(unit)
                shown = value.partition("@")[0] if sign == "similar" else value
                yield Duplicate(sign, name, shown)

    def _vouchers_of_others(self, version: Version) -> Mapping[str, str]:
        """Green vouchers that other units, or other years of this one, have handed in."""
        mine = (version.unit_id, version.year)
        return {
            number: others[0]
            for number, uses in self._vouchers.items()
            if (others := [said for use, said in uses.items() if use != mine])
        }

    @cached_property
    def _vouchers(self) -> Mapping[str, Mapping[tuple[str, int], str]]:
        """Green vouchers -> unit key and year of each use, with the words for it."""
        value = func.coalesce(FactRow.corrected, FactRow.value)
        query = join_latest(select(value, Unit.id, Unit.name, Report.year))
        query = query.join(Unit, Unit.id == Report.unit_id).join(
            FactRow, FactRow.version_id == ReportVersion.id
        )
        found: dict[str, dict[tuple[str, int], str]] = defaultdict(dict)
        for text, unit, name, year in self._session.execute(query.where(FactRow.name == "elec.voucher")):
            for number in _PARTS.split(text or ""):
                if number:
                    found[number][unit, year] = name if year == self._year else f"{name} {year} 年度"
        return found

    @cached_property
    def _files(self) -> Mapping[str, tuple[SharedFile, ...]]:
        """Attachments whose content belongs to another unit or year too, by version."""
        query = (
            select(
                *(Attachment.version_id, Attachment.name, Attachment.sha256, Unit.id, Unit.name),
                *(Report.year, Report.id),
            )
            .join(ReportVersion, ReportVersion.id == Attachment.version_id)
            .join(Report, Report.id == ReportVersion.report_id)
            .join(Unit, Unit.id == Report.unit_id)
        )
        by_content: dict[str, list[tuple[str, str, str, str, int]]] = defaultdict(list)
        for version, name, content, unit, unit_name, year, _ in self._session.execute(query):
            by_content[content].append((version, name, unit, unit_name, year))
        found: dict[str, dict[SharedFile, None]] = defaultdict(dict)
        for uses in by_content.values():
            for version, name, unit, _, year in uses if len(uses) > 1 else ():
                for other_version, other_name, other_unit, other_unit_name, other_year in uses:
                    if (unit, year) != (other_unit, other_year):
                        other = f"{other_unit_name} {other_year} 年度“{other_name}”"
                    elif version == other_version and name != other_name:
                        other = f"本报告“{other_name}”"
                    else:
                        continue
                    found[version][SharedFile(name, other)] = None
        return {version: tuple(shared) for version, shared in found.items()}

    # --- peers

    @cached_property
    def _classes(self) -> Mapping[tuple[str, str], list[float]]:
        """Logarithms of intensities by measure and class code, of four and of two digits."""
        found: dict[tuple[str, str], list[float]] = defaultdict(list)
        for version in self._reports:
            code = self._class_code(version)
            if not code:
                continue
            for measure, (_, value) in intensities(
                partial(_number, self._values.get(version.id, {}))
            ).items():
                for digits in {code[:4], code[:2]}:
                    found[measure, digits].append(math.log(value))
        return found

    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], Peers]:
        found = {}
        for (measure, digits), logarithms in self._classes.items():
            middle = median(logarithms)
            spread = median(abs(value - middle) for value in logarithms)
            found[measure, digits] = Peers(len(logarithms) - 1, middle, spread, len(digits))
        return found

    def _peers_of(self, version: Version) -> Mapping[str, Peers] | None:
        """The peers of a report by measure: of the four-digit class where they are enough, else of two."""
        least = self._catalog.rules.rules["X-22"].limits["least_peers"].value or Decimal(0)
        code = self._class_code(version)
        found: dict[str, Peers] = {}
        for measure in ("area", "output", "rack", "heat") if code else ():
            for digits in (code[:4], code[:2]):
                group = self._groups.get((measure, digits))
                if group is not None and group.count >= least:
                    found[measure] = group
                    break
        return found or None

    def _class_code(self, version: Version) -> str:
        said = self._values.get(version.id, {}).get("head.industry_code")
        text = version.industry_code or (said if isinstance(said, str) else "")
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) >= 2 else ""


def _number(values: Mapping[str, Value], name: str) -> Decimal | None:
    value = values.get(name)
    return value if isinstance(value, Decimal) else None


def _nearly(name: str) -> Iterable[str]:
    """The name without each of its characters: two names that differ by one share one of these."""
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}


def _code_state(text: str) -> CodeState | None:
    if not text:
        return None
    checked = check_code(text)
    return CodeState(checked.verdict.value, checked.suggestion)


def _fitting_units(facts: ReportFacts) -> Mapping[str, bool | None]:
    """For each unit that a plan writes: whether it measures what the form wants; None: it is not known."""
    found: dict[str, bool | None] = {}
    for source in facts.lines("dqp"):
        name, wanted = f"dqp.{source}.unit", describe(amount_of(source))
        unit = parse_unit(facts.text(name))
        fits = unit is not None and wanted is not None and convert(Decimal(1), unit, wanted.unit) is not None
        found[name] = fits if unit is not None else None
    return found
