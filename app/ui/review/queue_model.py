"""The lines of the queue: cases in groups, filtered and sorted in Python over the rows as they came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.services.review.cases import CaseRow
from app.services.review.queue import Group, group_of, urgency
from app.ui.looks import undecided_words
from app.ui.table import Column

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """A line of the list: the head of a group with its count, or a case (and its group)."""

    group: Group | None
    case: CaseRow | None = None
    count: int = 0

    @property
    def key(self) -> str:
        """What the line is recognised by after the rows have changed."""
        return self.case.report_id if self.case else f"group:{self.group}"


class QueueModel(QAbstractListModel):
    """Cases, what is shown of them and in which order, and which are ticked.

    `is_flat`: one list without groups. Sorted by `sort_key` (a column) or, where that is empty, by urgency.
    """

    lines_changed = Signal()
    checks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cases: tuple[CaseRow, ...] = ()
        self.lines: list[Line] = []
        self.sort_key = ""
        self.descending = False
        self.is_flat = False
        self.closed: set[Group] = set()
        self._columns: Mapping[str, Column] = {}
        self._person = ""
        self._today = date.min
        self._words: tuple[str, ...] = ()
        self._accept: Callable[[CaseRow], bool] | None = None
        self._checked: set[str] = set()
        self._line_of: dict[str, int] = {}

    def set_cases(self, cases: Iterable[CaseRow], person: str, today: date) -> None:
        """Replace the rows; `person` is whose queue it is."""
        self.cases = tuple(cases)
        self._person, self._today = person, today
        gone = self._checked - {case.report_id for case in self.cases}
        self._checked -= gone
        self._arrange()
        if gone:
            self.checks_changed.emit()

    def set_filter(self, words: str, accept: Callable[[CaseRow], bool]) -> None:
        """Show what contains every word and what `accept` accepts. Ticks of hidden cases are taken away:
        nobody shall change what he does not see.
        """
        self._words, self._accept = tuple(words.casefold().split()), accept
        self._arrange()
        hidden = self._checked - {case.report_id for case in self.cases if self._is_shown(case)}
        if hidden:
            self._checked -= hidden
            self.checks_changed.emit()

    def sort_by(
        self, column: Column | None, *, descending: bool = False, is_flat: bool | None = None
    ) -> None:
        """Sort inside the groups, or in one list; None goes back to urgency."""
        self.sort_key = column.key if column else ""
        if column:
            self._columns = {column.key: column}
        self.descending = descending
        self.is_flat = self.is_flat if is_flat is None else is_flat
        self._arrange()

    def toggle(self, group: Group) -> None:
        """Fold a group, or unfold it."""
        self.closed ^= {group}
        self._arrange()

    def case_at(self, line: int) -> CaseRow | None:
        """The case in a line; None for the head of a group, or no line."""
        return self.lines[line].case if 0 <= line < len(self.lines) else None

    def line_of(self, key: str) -> int:
        """The line with a key (of a report, or of a group); -1 if it is not shown."""
        return self._line_of.get(key, -1)

    def case_of(self, report_id: str) -> CaseRow | None:
        """The case with a key, shown or not."""
        return next((case for case in self.cases if case.report_id == report_id), None)

    def shown_cases(self) -> list[CaseRow]:
        """The cases as they are seen from top to bottom; those of folded groups are not."""
        return [line.case for line in self.lines if line.case]

    # Ticks

    @property
    def checked_cases(self) -> list[CaseRow]:
        """The ticked cases, in the order they came."""
        return [case for case in self.cases if case.report_id in self._checked]

    @property
    def check_state(self) -> Qt.CheckState:
        """The state of the box in the head."""
        shown = self.shown_cases()
        ticked = sum(case.report_id in self._checked for case in shown)
        if not ticked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if ticked == len(shown) else Qt.CheckState.PartiallyChecked

    def is_checked(self, case: CaseRow) -> bool:
        """Whether a case is ticked."""
        return case.report_id in self._checked

    def check(self, cases: Sequence[CaseRow], on: bool = True) -> None:
        """Tick cases, or take their ticks away."""
        keys = {case.report_id for case in cases}
        before = len(self._checked)
        self._checked = self._checked | keys if on else self._checked - keys
        if len(self._checked) != before:
            self.checks_changed.emit()

    def check_range(self, first: int, last: int) -> None:
        """Tick the cases from line `first` to line `last`, in either direction."""
        low, high = sorted((first, last))
        self.check([line.case for line in self.lines[low : high + 1] if line.case])

    def uncheck_all(self) -> None:
        """Take all ticks away."""
        self.check(self.checked_cases, False)

    # Order

    def _arrange(self) -> None:
        shown = self._sorted([case for case in self.cases if self._is_shown(case)])
        lines: list[Line] = []
        if self.is_flat:
            lines = [Line(None, case) for case in shown]
        else:
            parts: dict[Group, list[CaseRow]] = {group: [] for group in Group}
            for case in shown:
                parts[group_of(case, self._person, self._today)].append(case)
            for group, cases in parts.items():
                if cases:
                    lines.append(Line(group, None, len(cases)))
                    if group not in self.closed:
                        lines += [Line(group, case) for case in cases]
        self.beginResetModel()
        self.lines = lines
        self._line_of = {line.key: number for number, line in enumerate(lines)}
        self.endResetModel()
        self.lines_changed.emit()

    def _sorted(self, cases: list[CaseRow]) -> list[CaseRow]:
        cases.sort(key=urgency)
        column = self._columns.get(self.sort_key)
        if column is None:
            return cases
        value = column.value
        known = [case for case in cases if value(case) is not None]
        known.sort(key=value, reverse=self.descending)
        return known + [case for case in cases if value(case) is None]

    def _is_shown(self, case: CaseRow) -> bool:
        if self._accept is not None and not self._accept(case):
            return False
        if not self._words:
            return True
        words = f"{case.name}\n{case.initials}\n{case.uscc}\n{case.industry}\n{case.assignee}".casefold()
        return all(word in words for word in self._words)

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says of a line."""
        line = self.lines[index.row()] if index.isValid() else None
        if line is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if line.case is None:
            return f"{line.group.label if line.group else ''} {line.count}"
        case = line.case
        ticked = "已选，" if self.is_checked(case) else ""
        undecided = f"，{undecided_words(case.conflicts)}" if case.conflicts else ""
        return f"{ticked}{case.name}，{case.kind.label}，{case.state.label}{undecided}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lines can be current, never edited: an editable item would switch the input method on."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
