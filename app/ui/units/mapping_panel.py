"""The left part of the import: which column is imported as what, and why it is thought so."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.models.enums import Category
from app.services.units.columns import Certainty, Column
from app.services.units.intake import ListDraft
from app.services.units.tables import Table
from app.services.units.words import Field
from app.ui.kit import (
    Combo,
    ElidedLabel,
    Icon,
    Label,
    caption,
    column,
    holder,
    row,
    scroll_area,
    section,
)

WIDTH = 348
_COMBO = 152
_GLYPHS = {
    Certainty.SURE: ("circle-check", "good"),
    Certainty.CHECK: ("alert-triangle", "warn"),
    Certainty.NONE: ("minus", "ink-2"),
}
_FIELDS = [("（不导入）", None), *((field.short, field) for field in Field.choices())]
_CATEGORIES = [("（不注明）", None), *((category.short, category) for category in Category)]


class MappingPanel(QFrame):
    """Shows a draft; tells each choice. The same header in several tables is one choice."""

    field_chosen = Signal(str, int, object)  # fingerprint, column, field or None
    category_chosen = Signal(object, object)  # table, category or None

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAccessibleName("列的对应")
        self.setFixedWidth(WIDTH)
        self.combos: dict[tuple[str, int], Combo] = {}
        self.stops: list[Combo] = []  # all combos in reading order
        self.counted = caption()
        self.used = 0  # columns that are imported
        self.problem = Label("", tone="bad", wrap=True)
        self.problem.hide()
        self._body: QWidget = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 12, 4, 12)
        self._layout.setSpacing(6)
        self._layout.addLayout(row(section("列的对应"), None, self.counted, 12))
        self._layout.addWidget(self.problem)
        self._layout.addWidget(self._body, 1)
        note = caption("下次遇到同样的表头，自动套用这份对应")
        self._layout.addLayout(row(Icon("bookmark", "ink-2", 14), note, None, gap=6))

    def set_problem(self, sentence: str) -> None:
        """Say what is missing; "" takes it away."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def show_draft(self, draft: ListDraft) -> None:
        """Show the columns of a draft anew."""
        self.combos.clear()
        self.stops.clear()
        lines = column(gap=0, margins=(0, 0, 12, 0))
        total = used = 0
        is_one = len(draft.headings) == 1
        for mark, tables in draft.headings.items():
            if not is_one:
                lines.addWidget(ElidedLabel("、".join(t.title for t in tables), "strong"))
            fields = draft.mapping.fields[mark]
            longest = max(tables, key=_rows)
            for each in longest.columns:
                lines.addWidget(self._line(mark, each, fields[each.index]))
            total += len(fields)
            used += sum(field is not None for field in fields)
            if Field.CATEGORY not in fields:
                for table in tables:
                    lines.addWidget(self._category_line(draft, table))
        lines.addStretch(1)
        self.used = used
        self.counted.setText(f"{total} 列，{used} 列导入")
        area = scroll_area(holder(lines))
        self._layout.replaceWidget(self._body, area)
        self._body.hide()
        self._body.deleteLater()
        self._body = area

    def _line(self, mark: str, each: Column, field: Field | None) -> QWidget:
        glyph, tone = _GLYPHS[each.certainty]
        reason = each.reason
        if field is not each.field:
            glyph, tone, reason = "pencil", "ink-2", "手工指定"
        heading = ElidedLabel(each.heading or f"第 {each.index + 1} 列（没有标题）")
        combo = Combo(_FIELDS, field, _COMBO, name=f"“{each.heading}”导入为")
        combo.chosen.connect(partial(self.field_chosen.emit, mark, each.index))
        self.combos[mark, each.index] = combo
        self.stops.append(combo)
        return _mapped(heading, glyph, tone, reason, combo)

    def _category_line(self, draft: ListDraft, table: Table) -> QWidget:
        category = draft.category_of(table)
        said = table.number in draft.categories
        if said:
            glyph, tone, reason = "pencil", "ink-2", "手工指定"
        elif category is not None:
            glyph, tone, reason = "circle-check", "good", "按名单标题"
        else:
            glyph, tone, reason = "alert-triangle", "warn", "标题里没有写类别"
        heading = ElidedLabel(f"{table.grid.name} {len(table.rows):,} 家的类别")
        heading.setToolTip(table.title)
        combo = Combo(_CATEGORIES, category, _COMBO, name=f"{table.title}的类别")
        combo.chosen.connect(partial(self.category_chosen.emit, table))
        self.stops.append(combo)
        return _mapped(heading, glyph, tone, reason, combo)


def _mapped(heading: ElidedLabel, glyph: str, tone: str, reason: str, combo: Combo) -> QWidget:
    why = row(Icon(glyph, tone, 14), (ElidedLabel(reason, "caption"), 1), gap=5)
    words = column(None, heading, why, None, gap=1)
    made = holder(row((words, 1), Icon("arrow-right", "ink-3", 14), combo, gap=10))
    made.setFixedHeight(50)
    return made


def _rows(table: Table) -> int:
    return len(table.rows)
