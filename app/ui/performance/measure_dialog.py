"""What a row is to count: the measures with their definitions, their choices, and the figure at once."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services.measures import Choice, Measure, Spec, measures
from app.services.performance.counting.figures import CountedFigure
from app.services.performance.counting.propose import count_once, propose
from app.services.performance.form import IndicatorLine
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    Combo,
    EmptyState,
    FieldRow,
    Label,
    Line,
    SearchField,
    button,
    caption,
    column,
    frame,
    hline,
    holder,
    row,
    section,
)
from app.ui.performance.record_lines import RecordLines
from app.ui.table import Column, RowsModel, TableView

if TYPE_CHECKING:
    from app.models.database import Workspace

_LIST = 286
_SHOWN = 3


@dataclass(frozen=True)
class _Offer:
    measure: Measure
    mark: str = ""

    @property
    def code(self) -> str:
        return self.measure.code

    @property
    def name(self) -> str:
        return self.measure.name


class MeasureDialog(Dialog):
    """Asks for a measure. `chosen` tells the spec, or "" for a figure that is typed again."""

    chosen = Signal(str)

    def __init__(
        self, parent: QWidget, context: Context, table_id: str, line: IndicatorLine, spec: Spec | None
    ) -> None:
        name = line.title.split("\n")[0] or line.level2
        super().__init__(parent, "自动统计", f"{name}　{line.target}", 860, 560, margins=(0, 0, 0, 0))
        self._context, self._table_id, self._line = context, table_id, line
        self._request = 0
        proposed = propose(line)
        self.spec = spec or proposed or Spec(next(iter(measures())))
        offers = [
            _Offer(one, "建议" if proposed and proposed.code == one.code else "")
            for one in measures().values()
        ]
        offers.sort(key=lambda one: not one.mark)
        self._proposed = proposed
        self.search = SearchField("查找统计口径", name="查找统计口径")
        self.list = TableView(RowsModel(_COLUMNS, attrgetter("code")), name="统计口径")
        self.list.rows.set_rows(offers)
        self.list.set_empty(EmptyState("search", "没有符合的口径", "换一个词，或清空查找。"))
        self.what = section("")
        self.definition = Label("", "muted", wrap=True)
        self.source = caption("")
        self._choices = column(gap=8)
        self.choices: dict[str, Combo | Line] = {}
        self.figure = Label("…", "big")
        self.unit, self.words = caption(""), Label("", "caption", wrap=True)
        self._records = column(gap=6)
        self._lay_out()
        self.typed_button = button("改为手工填写", icon="pencil")
        self.typed_button.setVisible(spec is not None)
        self.typed_button.clicked.connect(self._on_typed)
        self.add_button(self.typed_button, at_left=True)
        self.add_cancel()
        self.use_button = self.add_button(button("用这个口径", "primary"))
        self.asks_before_loss = False
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self._on_down)
        self.list.current_changed.connect(self._on_offer)
        self.list.activated_row.connect(self.confirm)
        self.starts_at = self.list
        self.list.go_to(self.spec.code)
        self._show_measure()

    def _lay_out(self) -> None:
        left = holder(column(self.search, (self.list, 1), gap=10, margins=(16, 14, 12, 14)))
        left.setFixedWidth(_LIST)
        right = column(
            *(self.what, self.definition, self.source, self._choices, hline()),
            row(self.figure, self.unit, 10, (self.words, 1)),
            self._records,
            None,
            gap=10,
            margins=(20, 16, 24, 16),
        )
        self.add(holder(row(left, frame("vline"), (right, 1), gap=0)), 1)

    # What is chosen

    @Slot(object)
    def _on_offer(self, offer: _Offer | None) -> None:
        if offer is None or offer.code == self.spec.code:
            return
        is_proposed = self._proposed is not None and self._proposed.code == offer.code
        self.spec = self._proposed if is_proposed and self._proposed else Spec(offer.code)
        self._show_measure()

    def _show_measure(self) -> None:
        measure = self.spec.measure
        self.what.setText(measure.name)
        self.definition.setText(measure.definition)
        self.source.setText(f"取自{measure.source}")
        for editor in self.choices.values():
            parent = editor.parentWidget()
            if parent is not None:
                parent.hide()
                parent.deleteLater()
        self.choices = {}
        for choice in measure.all_choices:
            self._choices.addWidget(self._choice_row(choice))
        self._count()

    def _choice_row(self, choice: Choice) -> FieldRow:
        value = self.spec.get(choice.key)
        editor: Combo | Line
        if choice.options:
            options = [(name, code) for code, name in choice.options]
            if choice.everything:
                options.insert(0, (choice.everything, ""))
            if not value and choice.key == "report_year" and self.spec.report_year:
                value = self.spec.report_year.value
            editor = Combo(options, value, width=220, name=choice.name)
            editor.chosen.connect(self._on_choice)
        else:
            editor = Line(value, "不填按期限表", name=choice.name, width=220)
            editor.editingFinished.connect(self._on_due)
        editor.setProperty("choice", choice.key)
        self.choices[choice.key] = editor
        return FieldRow(choice.name, editor, side=True)

    @Slot(object)
    def _on_choice(self, value: object) -> None:
        editor = self.sender()
        if editor is not None:
            key = str(editor.property("choice"))
            own = self.spec.measure.report_year
            is_usual = key == "report_year" and own is not None and value == own.value
            self.spec = self.spec.with_choice(key, "" if is_usual else str(value or ""))
            self._count()

    @Slot()
    def _on_due(self) -> None:
        editor = self.choices.get("due")
        if isinstance(editor, Line):
            self.spec = self.spec.with_choice("due", editor.text().strip().replace(";", ""))
            self._count()

    # The figure

    def _count(self) -> None:
        self._request += 1
        about = (str(self.spec), self._line.target, self._line.title)
        self._context.jobs.read(
            "统计",
            _count,
            *(self._request, self._context.workspace, self._table_id, *about),
            then=self._on_counted,
            failed=self._on_failed,
        )

    @Slot(object)
    def _on_counted(self, result: tuple[int, CountedFigure]) -> None:
        request, found = result
        if request != self._request:
            return
        self.figure.setText(found.number)
        self.unit.setText(found.unit)
        left = len(found.tally.left_out)
        words = [found.tally.note, f"计入 {len(found.tally.records)} 条", f"未计入 {left} 条" if left else ""]
        self.words.setText(" · ".join(word for word in words if word))
        while (item := self._records.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if found.tally.records:
            lines = RecordLines(found.spec.measure.heads, found.tally.records[:_SHOWN])
            lines.setEnabled(False)
            self._records.addWidget(lines)
        if found.tally.left_out:
            first = found.tally.left_out[0]
            words_out = Label(f"未计入，例如：{first.words}（{first.why}）", "caption", wrap=True)
            self._records.addWidget(words_out)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.figure.setText("—")
        self.words.setText(error.sentence)

    @Slot(str)
    def _on_search(self, words: str) -> None:
        self.list.rows.set_filter(words)

    @Slot()
    def _on_down(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_typed(self) -> None:
        super().accept()
        self.chosen.emit("")

    def accept(self) -> None:
        """Take the measure."""
        self._on_due()
        super().accept()
        self.chosen.emit(str(self.spec))


_COLUMNS = (
    Column("name", "统计口径", attrgetter("name"), kind="strong", width=170, stretch=True, is_optional=False),
    Column("mark", "", attrgetter("mark"), kind="small", width=44, is_optional=False, is_sortable=False),
)


def _count(
    request: int, workspace: Workspace, table_id: str, spec: str, target: str, title: str
) -> tuple[int, CountedFigure]:
    with workspace.read() as session:
        return request, count_once(session, table_id, spec, target, title)
