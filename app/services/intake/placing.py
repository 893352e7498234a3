"""Gives every cell of a section its name: the words left of it and above it say what it is."""

from __future__ import annotations

from app.services.facts import NameInfo, describe
from app.services.facts.names import ValueKind
from app.services.intake.amounts import read_amount
from app.services.intake.blocks import Block
from app.services.intake.cells import Cells, Kind
from app.services.intake.collector import Collector
from app.services.intake.forms import Form
from app.services.intake.sections import Section
from app.services.intake.units import Choice, Unit, choose, fitting, parse_unit, units_in
from app.services.intake.vocabulary import (
    FIELD,
    FUEL,
    MONTH,
    SUM,
    Hit,
    NameRule,
    Table,
    is_note,
    month_of,
    without_brackets,
)

Labels = tuple[str, ...]
_OTHER = "other"
_BOUGHT = "bought"
_TITLED = (FUEL, _BOUGHT)
_REMEMBERED = 20_000


def place(section: Section, table: Table, collector: Collector, form: Form) -> None:
    """Place the cells of a table whose values are told by row and column.

    `form`: the labels of the head may stand beside a value anywhere: 不符合项数量 under the conclusion.
    """
    cells = Cells(section, table)
    for row, kinds in enumerate(cells.kinds):
        for column, kind in enumerate(kinds):
            if kind in (Kind.NUMBER, Kind.TEXT, Kind.STRAY):
                _place_cell(cells, row, column, collector, form)
    cells.leave_remarks(collector)


def _place_cell(cells: Cells, row: int, column: int, collector: Collector, form: Form) -> None:
    section = cells.section
    block: Block = section.block
    at, across = section.top + row, section.left + column
    if block.is_repeat(at, across):
        return
    text, mark = cells.rows[row][column].strip(), block.marks.get((at, across))
    left, above = cells.left_of(row, column), cells.above(row, column)
    is_text = cells.kinds[row][column] is not Kind.NUMBER
    info, choice = None, Choice()
    if left is not None and above is not None:
        info, choice = meaning_of(cells, left, above, cells.unit_beside(row, column))
    headings = "" if info else " ".join([*reversed(above or ()), *reversed(left or ())])
    if info is not None and not (is_text and info.kind is ValueKind.NUMBER):
        collector.value(info, text, block.where(at, across), choice=choice, mark=mark, hidden=block.hidden)
    elif form.beside(cells.text_left(row, column), text, block.where(at, across)):
        return
    elif is_text:
        if form.knows(text) and column + 1 < cells.width:
            return
        is_said = form.line(text, block.where(at, across))
        if not is_said and not is_note(text) and not cells.is_corner(row, column):
            collector.leave(text, block.where(at, across), headings)
    elif mark or not read_amount(text).is_nothing:
        collector.leave(text, block.where(at, across), headings)


def meaning_of(cells: Cells, left: Labels, above: Labels, beside: str) -> tuple[NameInfo | None, Choice]:
    """The name that the labels left of a cell and above it give it, and the unit they ask for.

    `beside`: the unit in the next cell. Reports of one template share their labels, so the answers are kept.
    """
    section, known = cells.section, cells.table.meanings
    key = (left, above, beside, cells.is_turned, section.title, section.caption)
    found = known.get(key)
    if found is None:
        if len(known) > _REMEMBERED:
            known.clear()
        info = _name_of(cells.table, left, above, cells.is_turned, section.title)
        choice = choose(units_for(info, left, above, section, beside), info.unit) if info else Choice()
        found = known[key] = (info, choice)
    return found


def _name_of(table: Table, left: Labels, above: Labels, is_turned: bool, title: str) -> NameInfo | None:
    tags = _tags(table, left, above, is_turned)
    if tags and title and not tags.keys() & set(_TITLED):
        tags = _tags_of_title(table, title) | tags
    for rule in table.names:
        if info := _filled(rule, tags):
            return info
    return _by_unit(table, tags, (*left, *above)) if tags and FIELD not in tags else None


def _filled(rule: NameRule, tags: dict[str, str]) -> NameInfo | None:
    if not _holds(rule, tags):
        return None
    return describe(rule.pattern.format(**{hole: tags[hole] for hole in rule.holes}))


def _by_unit(table: Table, tags: dict[str, str], labels: Labels) -> NameInfo | None:
    """The one field of a table that is measured in the unit of the labels: 消耗外购电力（MWh）."""
    units = [unit for label in labels for unit in units_in(label)]
    if not units or not table.has(FIELD):
        return None
    found: dict[str, NameInfo] = {}
    for field in dict.fromkeys(table.categories[FIELD].exact.values()):
        with_field = {**tags, FIELD: field}
        infos = (_filled(rule, with_field) for rule in table.names if FIELD in rule.holes)
        info = next(filter(None, infos), None)
        goal = parse_unit(info.unit) if info else None
        if info and goal and any(unit.dimension == goal.dimension for unit in units):
            found[info.name] = info
    return next(iter(found.values())) if len(found) == 1 else None


def _holds(rule: NameRule, tags: dict[str, str]) -> bool:
    if any(hole not in tags for hole in rule.holes) or any(tag in tags for tag in rule.without):
        return False
    return all(tags.get(tag, value if optional else "") == value for tag, value, optional in rule.needs)


def _tags(table: Table, left: Labels, above: Labels, is_turned: bool) -> dict[str, str]:
    labels = (*above, *left)
    tags: dict[str, str] = {}
    if not labels:
        return tags
    for category in table.categories:
        if category == MONTH:
            months = [month for label in labels if (month := month_of(label))]
            if months:
                tags[MONTH] = min(months)
        elif hit := _hit(table, category, left, above, is_turned):
            tags[category] = hit.id
    if FUEL in tags:
        _settle_fuel(table, labels, tags)
    return tags


def _tags_of_title(table: Table, title: str) -> dict[str, str]:
    """What the title says for all values below it: 天然气月度消耗量, 外购电力月度消耗量."""
    found = {category: table.find(category, title) for category in _TITLED if table.has(category)}
    return {category: hit.id for category, hit in found.items() if hit and hit.id != _OTHER}


def _hit(table: Table, category: str, left: Labels, above: Labels, is_turned: bool) -> Hit | None:
    """A meaning of a category. The side with the fields says which one it is, unless both say more."""
    together = table.find(category, *above, *left)
    if category == _BOUGHT:
        # 热力净购入量 in the group 净购入电力、热力: the nearest label counts.
        return _nearest(table, (*left, *above), category) or together
    if category != FIELD or together is None:
        return together
    head, row = _nearest(table, above), _nearest(table, left)
    singles = {hit.id for label in (*above, *left) if (hit := table.find(FIELD, label))}
    if together.id not in singles:
        return together
    return (row or head) if is_turned else (head or row)


def _nearest(table: Table, labels: Labels, category: str = FIELD) -> Hit | None:
    """What the nearest label names: the field 热量 below 活动水平数据."""
    return next((hit for label in labels if (hit := table.find(category, label))), None)


def _settle_fuel(table: Table, labels: Labels, tags: dict[str, str]) -> None:
    """其他（液化天然气） is the fuel in the bracket; 合计 under 消耗量（天然气万m³） is none."""
    plain = tuple(map(without_brackets, labels))
    outside = table.find(FUEL, *plain)
    if outside is None:
        if SUM in tags and table.find(SUM, *plain):
            del tags[FUEL]
    elif outside.id == _OTHER:
        brackets = tuple(label[len(without_brackets(label)) :] for label in labels)
        named = table.find(FUEL, *(text.strip("()（）[]【】") for text in brackets if text))
        if named is not None:
            tags[FUEL] = named.id


def units_for(
    info: NameInfo, left: Labels, above: Labels, section: Section, beside: str = ""
) -> list[tuple[Unit, ...]]:
    """The units that may be meant, in the order in which they count: `beside` is one in the next cell.

    The column 单位 counts first, but says nothing about values of another sort in the same row.
    """
    row = [units_in(label) for label in left if not parse_unit(label)]
    column = [units_in(label) for label in left if label != beside and parse_unit(label)]
    heads = [units_in(label) for label in above]
    near = [units_in(beside)] if beside else []
    if not _is_quantity(info):
        near, row = ([group for group in groups if _fits(group, info)] for groups in (near, row))
    column = [group for group in column if _fits(group, info)]
    return [*near, *heads, *column, *row, units_in(section.caption), units_in(section.title)]


def _is_quantity(info: NameInfo) -> bool:
    return info.parts[-1] not in ("ncv", "cc", "ef", "of", "energy", "emission", "factor", "intensity")


def _fits(group: tuple[Unit, ...], info: NameInfo) -> bool:
    return fitting(group, info.unit) is not None
