"""What importing a list would do, before anything is written: groups, ticks, decisions, counts.

A plan is a value: ticking and deciding give another plan. `accepted` is what the writer takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.models.enums import Category
from app.models.errors import InputError
from app.services.units.columns import ColumnMapping
from app.services.units.entries import RowReader
from app.services.units.judge import COMPARED, Change, Doubt, Group, PlanRow, WayOut, compare, judge
from app.services.units.known import KnownUnit, KnownUnits
from app.services.units.repeats import mark_repeats, repeat_of, says
from app.services.units.tables import Table
from app.services.units.uscc import is_valid_code
from app.services.units.words import Field

# A row is either taken for a known unit or for a new one.
_EXCLUDED = {WayOut.LINK: frozenset({WayOut.AS_NEW}), WayOut.AS_NEW: frozenset({WayOut.LINK})}
_NO_CATEGORY = "未注明类别"


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How many rows are in each group, by category too, and how many units importing now would write."""

    groups: Mapping[Group, int]
    categories: Mapping[Category | None, Mapping[Group, int]]
    new_units: int
    updated_units: int

    @property
    def total(self) -> int:
        """All rows of units."""
        return sum(self.groups.values())

    @property
    def to_import(self) -> int:
        """Units that would be written."""
        return self.new_units + self.updated_units


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """What to write for one row. `values`: stored texts by field (the code of a category).

    `former_names` are to be added; `uscc_reason` says why a code is kept whose check digit fails.
    """

    place: str
    unit_id: str | None
    values: Mapping[Field, str]
    former_names: tuple[str, ...] = ()
    uscc_reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The whole preview. The key of a row is its index, whatever is ticked or decided."""

    year: int
    rows: tuple[PlanRow, ...]
    tables: tuple[Table, ...]
    known: KnownUnits = field(repr=False, compare=False)

    def in_group(self, group: Group) -> tuple[PlanRow, ...]:
        """The rows of one group, in the order of the list."""
        return tuple(row for row in self.rows if row.group is group)

    def counts(self) -> PlanCounts:
        """The numbers of the preview as the ticks stand."""
        pairs = Counter((row.category, row.group) for row in self.rows)
        written = Counter(row.unit_id is None for row in self.rows if row.will_write)
        by_category = {
            category: {group: pairs[category, group] for group in Group} for category in (*Category, None)
        }
        return PlanCounts(
            groups={group: sum(counts[group] for counts in by_category.values()) for group in Group},
            categories={category: counts for category, counts in by_category.items() if any(counts.values())},
            new_units=written[True],
            updated_units=written[False],
        )

    def accepted(self) -> tuple[AcceptedRow, ...]:
        """What is to be written as the ticks stand, in the order of the list."""
        return tuple(_accepted(row) for row in self.rows if row.will_write)

    # Ticks

    def tick(self, key: int, on: bool) -> ImportPlan:
        """Take a row in or leave it out. Of rows for the same unit, the one ticked last stays.

        Raises:
            InputError: the row is rejected, or something about it is still to be decided.
        """
        row = self.rows[key]
        if on and row.group is Group.REJECTED:
            raise InputError(f"{row.place}不能导入：{row.sentence}。")
        if on and row.open_problems:
            raise InputError(f"{row.place}存疑，还没有处理：{row.open_problems[0].sentence}。")
        others = [replace(self.rows[rival], ticked=False) for rival in row.rivals] if on else []
        return self._with(replace(row, ticked=on), *others)

    def tick_group(self, group: Group, on: bool) -> ImportPlan:
        """Tick the rows of a group for which nothing is open and that repeat no other; or untick all."""
        rows = self.in_group(group)
        if on:
            rows = tuple(row for row in rows if not row.cluster and not row.open_problems)
        return self._with(*(replace(row, ticked=on) for row in rows))

    def tick_field(self, key: int, changed: Field, on: bool) -> ImportPlan:
        """Take one field of a changed row in or leave it out."""
        row = self.rows[key]
        changes = (replace(each, ticked=on) if each.field is changed else each for each in row.changes)
        return self._with(replace(row, changes=tuple(changes)))

    # Decisions

    def decide(self, key: int, way: WayOut, *, reason: str = "", unit_id: str | None = None) -> ImportPlan:
        """Go one of the ways out of a doubt; the row is ticked as soon as nothing is open.

        Raises:
            InputError: the way is not open for this row, or its reason or unit is missing or taken.
        """
        row = self.rows[key]
        if way not in row.ways:
            raise InputError(f"{row.place}不能这样处理：{row.sentence or '没有存疑'}。")
        if way is WayOut.OVERRIDE:
            plan = self._overridden(row, reason.strip())
        elif way is WayOut.USE_SUGGESTION:
            plan = self._with_suggestion(row)
        elif way is WayOut.LINK:
            plan = self._linked(row, unit_id)
        elif way is WayOut.AS_NEW:
            plan = self._with(replace(row, unit_id=None, changes=()))
        else:
            plan = self._with(*map(_reopened, (self.rows[rival] for rival in row.rivals)))
        row = plan.rows[key]
        decisions = row.decisions - _EXCLUDED.get(way, frozenset()) | {way}
        plan = plan._with(replace(row, decisions=decisions, ticked=False))
        return plan if plan.rows[key].open_problems else plan.tick(key, True)

    def _overridden(self, row: PlanRow, reason: str) -> ImportPlan:
        """Keep a code that fails, or two rows with one name: the reason stands for it."""
        if not reason:
            raise InputError("请填写放行的理由。", "例如：营业执照上的代码就是这样。", field="reason")
        row = replace(row, reason=reason)
        if row.unit_id:
            row = replace(row, changes=self._changes(row, row.unit_id))
        apart = any(each.doubt is Doubt.REPEATED and WayOut.OVERRIDE in each.ways for each in row.problems)
        if not apart:
            return self._with(row)
        # A row with the very same code stays a rival: two units cannot share a code.
        rest = [self.rows[rival] for rival in row.rivals if self.rows[rival].code != row.code]
        freed = (replace(each, cluster=tuple(sorted(set(each.cluster) - {row.key}))) for each in rest)
        kept = tuple(sorted(set(row.cluster) - {each.key for each in rest}))
        return self._with(replace(row, cluster=kept if len(kept) > 1 else ()), *freed)

    def _linked(self, row: PlanRow, unit_id: str | None) -> ImportPlan:
        """Take the row for a known unit; its own code comes along only where it is sound or has a reason."""
        candidates = {unit for problem in row.problems for unit in problem.units}
        if unit_id is None and len(candidates) == 1:
            unit_id = next(iter(candidates))
        if unit_id is None or unit_id not in self.known.by_id:
            raise InputError("请选择要关联的单位。", field="unit_id")
        others = [each for each in self.rows if each.unit_id == unit_id and each.key != row.key]
        for other in others:
            if other.will_write:
                raise InputError(
                    f"“{self.known.by_id[unit_id].name}”已由{other.place}更新。",
                    f"请先取消{other.place}的勾选。",
                )
        changes = self._changes(row, unit_id)
        return self._with_rivals(replace(row, unit_id=unit_id, changes=changes), others)

    def _changes(self, row: PlanRow, unit_id: str) -> tuple[Change, ...]:
        sound = is_valid_code(row.code) or bool(row.reason)
        return compare(self.known.by_id[unit_id], row.values, self.year, with_code=sound)

    def _with_suggestion(self, row: PlanRow) -> ImportPlan:
        """Judge the row again with the repaired code; it may now be a known unit or repeat another row."""
        code = next(problem.code for problem in row.problems if WayOut.USE_SUGGESTION in problem.ways)
        again = judge(row.key, row.reader, row.row, self.known, self.year, code)
        problems = [*row.problems, *again.problems]
        others = [
            each
            for each in self.rows
            if each.key not in (row.key, *row.rivals)
            and (each.code == code or (again.unit_id and each.unit_id == again.unit_id))
        ]
        problems += [repeat_of(again, other, says(again) == says(other)) for other in others[:1]]
        again = replace(again, group=Group.SUSPECT, problems=tuple(problems), ticked=False)
        return self._with_rivals(replace(again, cluster=row.cluster), others)

    def _with_rivals(self, row: PlanRow, others: Sequence[PlanRow]) -> ImportPlan:
        """`row` in its place, and it and `others` known to be about one unit."""
        keys = {row.key, *row.cluster, *(key for other in others for key in (other.key, *other.cluster))}
        if len(keys) == 1:
            return self._with(row)
        cluster = tuple(sorted(keys))
        rest = (replace(self.rows[key], cluster=cluster) for key in cluster if key != row.key)
        return self._with(replace(row, cluster=cluster), *rest)

    def _with(self, *rows: PlanRow) -> ImportPlan:
        changed = list(self.rows)
        for row in rows:
            changed[row.key] = row
        return replace(self, rows=tuple(changed))


def plan_import(
    tables: Sequence[Table],
    existing: Iterable[KnownUnit],
    *,
    year: int,
    mapping: ColumnMapping,
    categories: Mapping[int, Category | None] | None = None,
) -> ImportPlan:
    """Compare the rows of `tables` with the units that are known; pure, nothing is written.

    `existing`: all units, with what stands on the list of `year`. `categories`: by number of table, where the
    user has said the category of its rows instead of that of the titles; a row's own cell comes first.

    Raises:
        InputError: a table has no column of names.
    """
    known = KnownUnits(existing)
    rows: list[PlanRow] = []
    for table in tables:
        if mapping.column_of(table.fingerprint, Field.NAME) is None:
            raise InputError(
                f"“{table.title}”没有指定哪一列是“{Field.NAME.label}”。",
                "请在“列的对应”中选择。",
                field="mapping",
            )
        reader = RowReader(table, mapping, (categories or {}).get(table.number, table.category))
        start = len(rows)
        rows += [judge(start + place, reader, row, known, year) for place, row in enumerate(table.rows)]
    return ImportPlan(year, tuple(mark_repeats(rows)), tuple(tables), known)


def summary(plan: ImportPlan) -> str:
    """The plan in a few lines for a console: groups, categories, rows left out."""
    counts = plan.counts()
    lines = [f"{plan.year} 年度名单 {counts.total:,} 家：{_shares(counts.groups, every=True)}"]
    for category, groups in counts.categories.items():
        name = category.short if category else _NO_CATEGORY
        lines.append(f"{name} {sum(groups.values()):,} 家：{_shares(groups)}")
    skipped = Counter(skipped.kind.label for table in plan.tables for skipped in table.skipped)
    if skipped:
        lines.append("跳过：" + "，".join(f"{kind} {count:,}" for kind, count in skipped.items()))
    return "\n".join(lines)


def _shares(groups: Mapping[Group, int], *, every: bool = False) -> str:
    return "，".join(f"{group.label} {count:,}" for group, count in groups.items() if count or every)


def _reopened(row: PlanRow) -> PlanRow:
    """A row that gave way to another: out, and in doubt again where it was."""
    return replace(row, ticked=False, decisions=row.decisions - {WayOut.CHOOSE_ROW})


def _accepted(row: PlanRow) -> AcceptedRow:
    values = row.values
    reason = row.reason if not is_valid_code(row.code) else ""
    if row.unit_id is None:
        texts: dict[Field, str] = {each: values.text(each) for each in COMPARED}
        new = {each: text for each, text in texts.items() if text}
        return AcceptedRow(row.full_place, None, new, values.former_names, reason)
    ticked = [change for change in row.changes if change.ticked]
    former = [change.new for change in ticked if change.field is Field.FORMER_NAME]
    former += [change.old for change in ticked if change.field is Field.NAME]
    changed: dict[Field, str] = {
        change.field: change.new for change in ticked if change.field is not Field.FORMER_NAME
    }
    return AcceptedRow(
        row.full_place, row.unit_id, changed, tuple(former), reason if Field.USCC in changed else ""
    )
