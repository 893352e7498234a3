"""Measures over the reviews: one pure function each, facts and choices in, tally out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.models.enums import Category, ReviewState
from app.services.measures import ReportYear, Spec
from app.services.performance.counting.facts import Facts, ReportFact, VisitFact, YearReviews
from app.services.performance.counting.tally import Counted, Tally, day, parted, share_of
from app.services.performance.values import parse_value

_NOT_LISTED = "不在年度名单里"


def units_reviewed(facts: Facts, spec: Spec) -> Tally:
    """Units all of whose reports have been closed."""
    by_unit: dict[str, list[ReportFact]] = {}
    for one in _reports(facts, spec):
        if one.kind.is_report:
            by_unit.setdefault(one.unit_id, []).append(one)
    lines: list[Counted] = []
    for reports in by_unit.values():
        found = [one for one in reports if one.state is not ReviewState.EXEMPTED]
        first = reports[0]
        days = [one.closed_on for one in found if one.closed_on]
        kinds = "、".join(one.kind.label for one in found or reports)
        cells = (first.unit, _category(first.category), kinds)
        record = Counted("unit", first.unit_id, first.unit_id, (*cells, day(max(days, default=None))))
        why = _open_words(found) or _outside(first)
        lines.append(replace(record, why=why))
    records, left_out = parted(lines)
    return Tally(Decimal(len(records)), records, left_out, _split(records))


def reports_reviewed(facts: Facts, spec: Spec) -> Tally:
    """Reports whose review has been closed."""
    lines: list[Counted] = []
    for one in _reports(facts, spec):
        why = "" if one.is_closed else one.state.label
        why = why or _outside(one)
        lines.append(_report(one, day(one.closed_on), why=why))
    records, left_out = parted(lines)
    return Tally(Decimal(len(records)), records, left_out, _split(records))


def rounds_reviewed(facts: Facts, spec: Spec) -> Tally:
    """Versions that have got a conclusion."""
    lines: list[Counted] = []
    for one in _reports(facts, spec):
        for part in one.rounds:
            words = part.conclusion.label if part.conclusion else ""
            cells = (one.unit, one.kind.label, f"第{part.number}版", words or "—")
            record = Counted("report", one.id, part.id, cells, why="" if words else "还没有结论")
            lines.append(record)
    records, left_out = parted(lines)
    return Tally(Decimal(len(records)), records, left_out)


def on_time(facts: Facts, spec: Spec) -> Tally:
    """Share of the reports that were closed on the day they were due or before."""
    lines: list[Counted] = []
    year = facts.year_of(spec.report_year or ReportYear.BEFORE)
    chosen = _day_in(spec.get("due"), facts.table.year)
    base = 0
    for one in _listed(facts, spec):
        due = chosen or facts.due(year, one.kind) or one.deadline
        why = ""
        if due is None:
            why = "没有期限，不计入"
        elif not one.is_closed or one.closed_on is None:
            why = f"未审结（{one.state.label}）"
        elif one.closed_on > due:
            why = f"晚 {(one.closed_on - due).days} 天"
        base += due is not None
        cells = (one.unit, one.kind.label, day(one.closed_on) if one.is_closed else "—", day(due))
        lines.append(Counted(*_place(one), one.id, cells, why=why))
    records, left_out = parted(lines)
    return Tally(share_of(len(records), base), records, left_out, _ratio(len(records), base))


def finished_on(facts: Facts, spec: Spec) -> Tally:
    """The day on which the last report that was due was closed."""
    lines: list[Counted] = []
    for one in _listed(facts, spec):
        cells = (one.unit, one.kind.label, day(one.closed_on) if one.is_closed else "—", str(len(one.rounds)))
        why = "" if one.is_closed else one.state.label
        lines.append(Counted(*_place(one), one.id, cells, why=why))
    days = [one.closed_on for one in _listed(facts, spec) if one.is_closed and one.closed_on]
    records, left_out = parted(lines)
    if left_out or not days:
        words = f"还有 {len(left_out)} 份没有审结" if left_out else "还没有应审的报告"
        return Tally(None, records, left_out, words)
    return Tally(max(days), records, (), f"最后一份审结于 {max(days)}")


def first_pass(facts: Facts, spec: Spec) -> Tally:
    """Share of the closed reports that passed in their first round."""
    closed = [one for one in _reports(facts, spec) if one.is_closed and one.rounds]
    return _passes(closed, most_rounds=1, nothing="还没有审结的报告")


def re_review_pass(facts: Facts, spec: Spec) -> Tally:
    """Share of the closed reports with more than one round that passed in the end."""
    closed = [one for one in _reports(facts, spec) if one.is_closed and len(one.rounds) > 1]
    return _passes(closed, most_rounds=None, nothing="还没有经过复审并审结的报告")


def _passes(reports: list[ReportFact], most_rounds: int | None, nothing: str) -> Tally:
    lines: list[Counted] = []
    for one in reports:
        words = one.conclusion.label if one.conclusion else one.state.label
        cells = (one.unit, one.kind.label, f"{len(one.rounds)} 轮", words)
        why = "" if one.state.has_passed(one.conclusion) else words
        if not why and most_rounds is not None and len(one.rounds) > most_rounds:
            why = f"第{len(one.rounds)}轮才通过"
        lines.append(Counted("report", one.id, one.id, cells, why=why))
    records, left_out = parted(lines)
    note = _ratio(len(records), len(lines)) if lines else nothing
    return Tally(share_of(len(records), len(lines)), records, left_out, note)


def site_visits(facts: Facts, spec: Spec) -> Tally:
    """Visits to units, as steps of reviews and as records; one a day and unit."""
    lines: list[Counted] = []
    seen: set[tuple[str, date]] = set()
    for one in _visits(facts, spec):
        cells = (one.unit, day(one.day), one.people, one.purpose)
        why = ""
        if one.day is None:
            why = "没有日期"
        elif one.entity == "site_visit" and one.day.year != facts.table.year:
            why = f"不在 {facts.table.year} 年"
        elif (one.unit_id, one.day) in seen:
            why = "同一单位同一天已计"
        else:
            seen.add((one.unit_id, one.day))
        lines.append(Counted(one.entity, one.key, one.id, cells, why=why))
    records, left_out = parted(lines)
    return Tally(Decimal(len(records)), records, left_out)


def units_visited(facts: Facts, spec: Spec) -> Tally:
    """Units that were visited at least once."""
    visits = site_visits(facts, spec)
    known = {one.id: one.unit_id for one in _visits(facts, spec)}
    lines: list[Counted] = []
    seen: set[str] = set()
    for one in visits.records:
        unit = known[one.id]
        lines.append(replace(one, why="同一单位已计" if unit in seen else ""))
        seen.add(unit)
    records, again = parted(lines)
    return Tally(Decimal(len(records)), records, (*again, *visits.left_out))


def letters_issued(facts: Facts, spec: Spec) -> Tally:
    """Letters that were issued."""
    wanted, category = spec.get("letter"), spec.get("category")
    records = tuple(
        Counted("report", one.report_id, one.id, (one.unit, one.kind.label, one.number, day(one.day)))
        for one in _reviews(facts, spec).letters
        if wanted in ("", one.kind.value) and _fits(category, one.category)
    )
    counts = Counter(one.cells[1] for one in records)
    note = " + ".join(f"{name} {count}" for name, count in counts.items()) if len(counts) > 1 else ""
    return Tally(Decimal(len(records)), records, (), note)


def monthly_filed(facts: Facts, spec: Spec) -> Tally:
    """Units and months for which monthly evidence came in."""
    by_month: dict[tuple[str, int], list[int]] = {}
    months = _reviews(facts, spec).months
    for place, one in enumerate(months):
        if _fits(spec.get("category"), one.category):
            by_month.setdefault((one.unit_id, one.month), []).append(place)
    lines: list[Counted] = []
    for (unit_id, month), places in by_month.items():
        parts = [months[place] for place in places]
        days = [one.day for one in parts if one.day]
        cells = (parts[0].unit, f"{month}月", day(max(days, default=None)), f"{len(parts)} 项")
        record = Counted("unit", unit_id, f"{unit_id}/{month}", cells, why="" if days else "没有报送日期")
        lines.append(record)
    records, left_out = parted(lines)
    return Tally(Decimal(len(records)), records, left_out)


def _reviews(facts: Facts, spec: Spec) -> YearReviews:
    return facts.reviews[spec.report_year or ReportYear.BEFORE]


def _reports(facts: Facts, spec: Spec) -> list[ReportFact]:
    kind, category = spec.get("kind"), spec.get("category")
    found = _reviews(facts, spec).reports
    return [one for one in found if kind in ("", one.kind.value) and _fits(category, one.category)]


def _listed(facts: Facts, spec: Spec) -> list[ReportFact]:
    """Reports that were due, of listed units and not taken out; other papers only where asked for."""
    found = [one for one in _reports(facts, spec) if one.kind.is_report or spec.get("kind")]
    return [one for one in found if one.is_listed and one.state is not ReviewState.EXEMPTED]


def _visits(facts: Facts, spec: Spec) -> list[VisitFact]:
    category = spec.get("category")
    found = (*_reviews(facts, spec).visits, *facts.visits)
    return [one for one in found if _fits(category, one.category)]


def _fits(wanted: str, category: Category | None) -> bool:
    return not wanted or (category is not None and category.value == wanted)


def _outside(one: ReportFact) -> str:
    return "" if one.is_listed else _NOT_LISTED


def _open_words(reports: list[ReportFact]) -> str:
    """What keeps a unit from being counted."""
    if not reports:
        return "移出"
    return "；".join(f"{one.kind.label}{one.state.label}" for one in reports if not one.is_closed)


def _report(one: ReportFact, last: str, why: str = "") -> Counted:
    cells = (one.unit, _category(one.category), one.kind.label, last if not why else "—")
    return Counted(*_place(one), one.id, cells, why=why)


def _place(one: ReportFact) -> tuple[str, str]:
    """What opens for a report: its review, or its unit where nothing has come in yet."""
    return ("report", one.id) if one.rounds else ("unit", one.unit_id)


def _category(category: Category | None) -> str:
    return category.short if category else "—"


def _split(records: Iterable[Counted]) -> str:
    """本市重点 49 + 一般报告 27, where there is more than one category."""
    counts = Counter(one.cells[1] for one in records)
    return " + ".join(f"{name} {count}" for name, count in counts.items()) if len(counts) > 1 else ""


def _ratio(part: int, whole: int) -> str:
    return f"{part} / {whole}"


def _day_in(text: str, year: int) -> date | None:
    """The day that was typed as a deadline, as the value grammar reads it."""
    value = parse_value(text, year=year) if text else None
    span = value.days if value else None
    return span[1] if span else None
