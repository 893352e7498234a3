"""The money block of a declaration: labels and amounts in pairs, for the project and for the year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from app.models.enums import FundingRole
from app.services.performance.draft import Draft
from app.services.performance.rows import Area, Row
from app.services.performance.vocabulary import Vocabulary, label_key, money_unit, role_key


@dataclass
class DeclaredMoney:
    """Takes the rows of the block. The rows of the totals say in which columns each side stands."""

    draft: Draft
    # Left column of the labels by side: True for the project.
    _sides: dict[bool, int] = field(default_factory=dict)

    def take(self, row: Row, words: Vocabulary) -> bool:
        """One row; False where it is none of the block."""
        own = [area for area in row.own if words.money.get(label_key(area.text)) != "block"]
        labels = [area for area in own if _role(area, words) is not None]
        is_total = any(_role(area, words) is FundingRole.TOTAL for area in labels)
        if not labels or not (is_total or self._sides):
            return False
        for area in row.areas:
            self.draft.money_unit = self.draft.money_unit or money_unit(area.text)
        for label in labels:
            end = min((other.left for other in labels if other.left > label.left), default=None)
            values = [
                area
                for area in own
                if area.left > label.left and (end is None or area.left < end) and area not in labels
            ]
            self._add(row, label, values, words, labels)
        taken = min(label.left for label in labels)
        for area in own:
            if area.left < taken:
                self.draft.leave(row.place(area), area.text)
        return True

    def _add(
        self, row: Row, label: Area, values: list[Area], words: Vocabulary, labels: Collection[Area]
    ) -> None:
        role, is_project = _role(label, words), self._side(label, words, labels)
        assert role is not None
        if role is FundingRole.TOTAL:
            self._sides[is_project] = label.left
        text = "\n".join(area.text for area in values)
        self.draft.add_declared(role, row.place(label), text, is_project=is_project)

    def _side(self, label: Area, words: Vocabulary, labels: Collection[Area]) -> bool:
        """Whether a label belongs to the project: by its words, else by the column it stands in."""
        key = role_key(label.text)
        if key in words.project_roles and key not in words.roles:
            return True
        if words.roles.get(key) is FundingRole.TOTAL and key not in words.project_roles:
            return False
        if words.roles.get(key) is FundingRole.TOTAL:
            # 项目资金总额 alone may also be that of the year; beside another total it is the project's.
            return label.left == min(area.left for area in labels) and len(labels) > 1
        return min(self._sides, key=lambda side: abs(self._sides[side] - label.left))


def _role(area: Area, words: Vocabulary) -> FundingRole | None:
    key = role_key(area.text)
    return words.roles.get(key) or words.project_roles.get(key)
