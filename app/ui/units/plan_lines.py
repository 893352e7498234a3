"""The preview of an import as lines of a list: groups, units below them, changed fields below these."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt

from app.services.units.judge import Change, Group, PlanRow, WayOut
from app.services.units.plan import ImportPlan
from app.ui.table.folding import FoldingLines

PART = 50

_CAPTIONS = {
    Group.NEW: "写入名录，审核状态为“待报送”",
    Group.CHANGED: "逐项列出，可逐项不选",
    Group.UNCHANGED: "与名录一致，不写入",
    Group.SUSPECT: "默认不导入，处理后才写入",
    Group.REJECTED: "不能导入，请在来源中改好后重新导入",
}
_LINKS = {
    WayOut.OVERRIDE: "填写理由放行…",
    WayOut.USE_SUGGESTION: "改用建议的代码…",
    WayOut.LINK: "关联到现有单位…",
    WayOut.AS_NEW: "作为新单位导入…",
    WayOut.CHOOSE_ROW: "选用哪一行…",
}
_TICKED_AT_ONCE = (Group.NEW, Group.CHANGED)


class Kind(StrEnum):
    """What a line of the preview is."""

    GROUP = "group"
    UNIT = "unit"
    FIELD = "field"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line. `row` and `change` are those of the plan; `rest` is how many units are not shown yet."""

    kind: Kind
    group: Group
    row: PlanRow | None = None
    change: Change | None = None
    rest: int = 0


class PlanLines(FoldingLines[PlanLine]):
    """The lines of a plan that are to be seen: of the chosen group, of what is searched, of what is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: ImportPlan | None = None
        self.only: Group | None = None
        self._words: tuple[str, ...] = ()
        self._closed = {Group.UNCHANGED}
        self._parts = dict.fromkeys(Group, PART)
        self._counts = dict.fromkeys(Group, 0)
        self._states: dict[Group, Qt.CheckState] = {}

    def set_plan(self, plan: ImportPlan | None) -> None:
        """Show a plan; what is open stays open."""
        self.plan = plan
        self.rebuild()

    @property
    def has_several_tables(self) -> bool:
        """Whether a row number alone does not say where a row stands."""
        return self.plan is not None and len({id(table.grid) for table in self.plan.tables}) > 1

    def set_only(self, group: Group | None) -> None:
        """Show one group only, or all; a group that is asked for is open."""
        self.only = group
        if group is not None:
            self._closed.discard(group)
        self.rebuild()

    def set_words(self, words: str) -> None:
        """Show only units whose name, code or place has the words."""
        self._words = tuple(words.casefold().split())
        self.rebuild()

    def toggle(self, group: Group) -> None:
        """Open a group, or close it."""
        self._closed ^= {group}
        self.rebuild()

    def is_open(self, group: Group) -> bool:
        """Whether the units of a group are seen; a search opens all."""
        return group not in self._closed or bool(self._words)

    def show_more(self, group: Group) -> None:
        """Show the next units of a group."""
        self._parts[group] += PART * 10
        self.rebuild()

    def identity_of(self, line: PlanLine) -> Hashable:
        """A line is the same for the same row of the list and field, whatever has become of it."""
        row = line.row.key if line.row else None
        return line.kind, line.group, row, line.change.field if line.change else None

    def head_of(self, line: PlanLine) -> PlanLine:
        """The group."""
        return PlanLine(Kind.GROUP, line.group)

    def shows_below(self, head: PlanLine) -> bool:
        """Whether the group is open."""
        return self.is_open(head.group)

    def fold(self, head: PlanLine) -> None:
        """Open or close the group."""
        self.toggle(head.group)

    def spoken(self, line: PlanLine) -> str:
        """A line as a screen reader says it."""
        if line.kind is Kind.GROUP:
            return f"{line.group.label} {self.count_of(line.group)} 家，{caption_of(line.group)}"
        if line.kind is Kind.MORE or line.row is None:
            return f"还有 {line.rest} 家{line.group.label}"
        box = {Qt.CheckState.Checked: "已选，", Qt.CheckState.Unchecked: "未选，"}
        state = box.get(box_of(line) or Qt.CheckState.PartiallyChecked, "")
        if line.change is not None:
            old, new = line.change.shown
            return f"{state}{line.change.field.label}：{old or '空'} 改为 {new}"
        return f"{state}{line.row.name or '（没有名称）'}，{line.row.place}，{summary_of(line.row)[0]}"

    def count_of(self, group: Group) -> int:
        """How many units of a group pass the search."""
        return self._counts[group]

    def check_state(self, group: Group) -> Qt.CheckState | None:
        """The box of a group; None where it has none."""
        return self._states.get(group)

    def _check_state(self, group: Group) -> Qt.CheckState:
        assert self.plan is not None
        rows = self.plan.in_group(group)
        ticked = sum(row.ticked for row in rows)
        partly = any(not change.ticked for row in rows for change in row.changes)
        if not ticked:
            return Qt.CheckState.Unchecked
        is_all = ticked == len(rows) and not partly
        return Qt.CheckState.Checked if is_all else Qt.CheckState.PartiallyChecked

    def lines_now(self) -> Iterator[PlanLine]:
        """Groups, and below those that are open their units with what changes."""
        ticked = _TICKED_AT_ONCE if self.plan is not None else ()
        self._states = {group: self._check_state(group) for group in ticked}
        for group in Group if self.plan is not None else ():
            rows = self._rows(group)
            self._counts[group] = len(rows)
            if rows and self.only in (None, group):
                yield PlanLine(Kind.GROUP, group)
                if self.is_open(group):
                    yield from self._below(group, rows)

    def _rows(self, group: Group) -> Sequence[PlanRow]:
        assert self.plan is not None
        rows = self.plan.in_group(group)
        if not self._words:
            return rows
        return [row for row in rows if all(word in _haystack(row) for word in self._words)]

    def _below(self, group: Group, rows: Sequence[PlanRow]) -> Iterator[PlanLine]:
        shown = rows[: self._parts[group]]
        for row in shown:
            yield PlanLine(Kind.UNIT, group, row)
            if shows_changes(row):
                yield from (PlanLine(Kind.FIELD, group, row, change) for change in row.changes)
        if len(rows) > len(shown):
            yield PlanLine(Kind.MORE, group, rest=len(rows) - len(shown))


def shows_changes(row: PlanRow) -> bool:
    """Whether the changed fields stand below the unit: where there are any that could be written."""
    return bool(row.changes) and row.unit_id is not None and not row.open_problems


def box_of(line: PlanLine) -> Qt.CheckState | None:
    """The box of a unit or field; None where it has none."""
    row = line.row
    if row is None or line.group in (Group.UNCHANGED, Group.REJECTED):
        return None
    if line.change is not None:
        return Qt.CheckState.Checked if line.change.ticked else Qt.CheckState.Unchecked
    if not row.ticked:
        return Qt.CheckState.Unchecked
    partly = any(not change.ticked for change in row.changes)
    return Qt.CheckState.PartiallyChecked if partly else Qt.CheckState.Checked


def caption_of(group: Group) -> str:
    """What happens to the units of a group."""
    return _CAPTIONS[group]


def summary_of(row: PlanRow) -> tuple[str, str]:
    """What is said of a unit behind its place, and in which tone."""
    if row.open_problems:
        return row.sentence, "bad" if row.group is Group.REJECTED else "warn"
    decided = "、".join(way.label for way in WayOut if way in row.decisions)
    if row.group is Group.REJECTED:
        return row.sentence, "bad"
    if row.group is Group.SUSPECT and decided:
        return f"已处理：{decided}" + (f"（{row.reason}）" if row.reason else ""), "good"
    if row.changes and row.unit_id is not None:
        return f"{len(row.changes)} 项变化", ""
    values = row.values
    parts = (
        row.code,
        row.category.short if row.category else "",
        values.industry,
        *(f"（{remark}）" for remark in row.remarks),
    )
    return " · ".join(part for part in parts if part), ""


def link_of(row: PlanRow) -> str:
    """The words of the link that leads out of the doubts of a unit; "" without one."""
    if not row.ways:
        return ""
    if not row.open_problems:
        return "改变处理…"
    ways = [way for problem in row.open_problems for way in problem.ways]
    return _LINKS[ways[0]] if len(set(ways)) == 1 else "处理…"


def _haystack(row: PlanRow) -> str:
    return f"{row.name} {row.code} {row.full_place} {row.sentence}".casefold()


def import_words(plan: ImportPlan | None) -> str:
    """What the button says that importing now would write."""
    counts = plan.counts() if plan else None
    if counts is None or not counts.to_import:
        return "没有要导入的内容"
    pairs: Sequence[tuple[str, int]] = (("新增", counts.new_units), ("更新", counts.updated_units))
    parts = "，".join(f"{word} {count:,}" for word, count in pairs if count)
    return f"导入 {counts.to_import:,} 家（{parts}）"
