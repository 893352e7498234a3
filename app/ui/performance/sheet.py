"""The table that is shown: what is typed appears at once, is scored and checked, and is kept in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.models.enums import FundingRole, Outlook, ScoreBand
from app.models.errors import AppError
from app.services.performance import store
from app.services.performance.around import Around
from app.services.performance.arrange import place_for, wanted_weights
from app.services.performance.checks import FormFinding, FormSeverity, check, in_order
from app.services.performance.counting import bindings, filing
from app.services.performance.counting.filing import FilingInfo
from app.services.performance.forecasts import set_as_of
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import Profile, nearest_profile
from app.services.performance.scoring import Scored, score
from app.services.performance.store import StoredTable
from app.ui.context import Context
from app.ui.performance.columns import Col, columns_of

_LABELS = {
    "title": "修改三级指标",
    "target": "修改年度指标值",
    "actual": "填写实际完成值",
    "weight_text": "修改分值",
    "score_text": "填写得分",
    "score_reason": "填写改分理由",
    "band": "选择达成情况",
    "reason": "填写偏差原因",
    "forecast": "填写全年预计",
    "outlook": "选择完成可能性",
    "project_title": "修改中期三级指标",
    "project_target": "修改中期指标值",
}


class Sheet(QObject):
    """One performance table. Indexes are those of the rows as shown; keys are those of the file."""

    changed = Signal()  # cells, scores or findings are others; the rows are the same
    about_to_show = Signal()
    shown = Signal()  # another table, or other rows
    typed = Signal()  # `trial` is what the paper would say now
    settled = Signal()  # everything typed so far is in the file
    told = Signal(str)  # a sentence about what is shown
    refused = Signal(str)  # a sentence about something that was not kept

    def __init__(self, context: Context, source: QObject) -> None:
        super().__init__(source)
        self._context, self._source = context, source
        self._pending = 0
        self.revision = 0
        self.table_id = ""
        self.keys: tuple[str, ...] = ()
        self.findings: tuple[FormFinding, ...] = ()
        self.due: dict[int, str] = {}
        self.around = Around()
        self.filing: FilingInfo | None = None

    # What is shown

    @property
    def is_empty(self) -> bool:
        """Whether no table is shown."""
        return not self.table_id

    @property
    def project(self) -> str:
        """The name of the project."""
        return self.form.heading(store.PROJECT)

    @property
    def is_settled(self) -> bool:
        """Whether everything typed is in the file."""
        return not self._pending

    @property
    def can_edit(self) -> bool:
        """Whether anything may be typed."""
        return not self.is_empty and self._context.can_edit

    def show(self, stored: StoredTable, around: Around | None = None) -> None:
        """Show a table as the file has it, with what belongs to it."""
        self.about_to_show.emit()
        self.table_id, self.keys = stored.id, stored.indicator_ids
        self.filing = stored.filing
        form = stored.form
        self.around = around or Around()
        self._plain: Profile = nearest_profile(form.profile, form.title)
        self._name_columns(form)
        self.columns: frozenset[Col] = columns_of(self.profile)
        # The template of a colleague may not be here: the file keeps its name, the window shows another.
        self._take(replace(form, profile=self.profile.id))
        self.shown.emit()
        if form.profile != self.profile.id:
            self.told.emit(f"本机没有这张表的模板“{form.profile}”，暂按“{self.profile.name}”显示和导出。")

    def clear(self) -> None:
        """Show no table."""
        self.about_to_show.emit()
        self.table_id, self.keys, self.filing = "", (), None
        self.findings, self.due = (), {}
        self.shown.emit()

    def line(self, index: int) -> IndicatorLine:
        """The indicator row at `index`."""
        return self.form.indicators[index]

    def funding(self, role: FundingRole) -> FundingLine:
        """The row of the money block; an empty one where the form has none."""
        return self.form.funding_line(role) or FundingLine(role)

    def index_of(self, key: str) -> int:
        """Where the row with `key` stands, or -1."""
        return self.keys.index(key) if key in self.keys else -1

    @property
    def errors(self) -> list[FormFinding]:
        """What must be corrected before the final PDF."""
        return [one for one in self.findings if one.severity is FormSeverity.ERROR]

    def wanted_weights(self) -> dict[str, Decimal]:
        """What each level-1 block should weigh."""
        return wanted_weights(self.scored.level1, self.profile)

    def _name_columns(self, form: SelfEvaluation) -> None:
        """The template with its labels for the month of a monitoring."""
        month = form.as_of.month if form.as_of else None
        self.profile = replace(self._plain, labels=self._plain.labels.up_to(month))

    # What is typed

    def preview(self, index: int, field: str, text: str) -> None:
        """What would be if `text` stood in a cell, while it is being typed; sums follow numbers."""
        self.trial = self._with_cell(index, field, text)
        if field in ("weight_text", "score_text"):
            self.scored: Scored = score(self.trial, self.profile)
            self.changed.emit()
        self.typed.emit()

    def set_cell(self, index: int, field: str, text: str) -> None:
        """Keep one cell of an indicator row."""
        value = getattr(self.line(index), field)
        if (value.value if isinstance(value, ScoreBand | Outlook) else value or "") == text:
            self._take(self.form)
            self.changed.emit()
            return
        self._take(self._with_cell(index, field, text))
        self._keep(_LABELS[field], store.set_indicator, self.keys[index], field, text)

    def clear_score(self, index: int) -> None:
        """Let the computed score hold again; score and reason by hand go in one action."""
        lines = list(self.form.indicators)
        lines[index] = replace(lines[index], score_text="", score_reason="")
        self._take(replace(self.form, indicators=tuple(lines)))
        self._keep("清除手工评分", _clear_score, self.keys[index])

    def set_hand_reason(self, index: int, reason: str) -> None:
        """Why a counted figure was typed over."""
        mark = self.line(index).counted
        if mark is None or mark.hand_reason == reason.strip():
            return
        lines = list(self.form.indicators)
        lines[index] = replace(lines[index], counted=replace(mark, hand_reason=reason.strip()))
        self._take(replace(self.form, indicators=tuple(lines)))
        self._keep("填写改数理由", bindings.set_hand_reason, self.keys[index], reason)

    def set_money(self, role: FundingRole, field: str, text: str) -> None:
        """Keep one cell of the money block."""
        text = text.strip()
        line = self.funding(role)
        if getattr(line, field) == text:
            return
        others = {one.role: one for one in self.form.funding}
        cell: dict[str, Any] = {field: text}
        others[role] = replace(line, **cell)
        ordered = tuple(others[one] for one in FundingRole if one in others)
        self._take(replace(self.form, funding=ordered))
        self._keep("修改项目资金", store.set_funding, self.table_id, role, field, text)

    def set_heading(self, label: str, text: str) -> None:
        """Keep one field of the head."""
        if self.form.heading(label) == text.strip():
            return
        pairs = dict(self.form.headings) | {label: text.strip()}
        self._take(replace(self.form, headings=tuple(pairs.items())))
        self._keep(f"修改{label}", store.set_heading, self.table_id, label, text)

    def set_goal(self, name: str, text: str) -> None:
        """Keep one of the goal texts: `goal_project`, `goal_expected` or `goal_actual`."""
        if getattr(self.form, name) == text:
            return
        cell: dict[str, Any] = {name: text}
        self._take(replace(self.form, **cell))
        self._keep(f"修改{self.profile.labels.goal}", _set_goal, self.table_id, name, text)

    def set_year(self, year: int) -> None:
        """Keep the year of the form."""
        if self.form.year != year:
            self._take(replace(self.form, year=year))
            self._keep("修改年度", _set_table, self.table_id, None, year)

    def set_as_of(self, day: date | None) -> None:
        """Keep the day up to which a monitoring counts; the columns are called by its month."""
        if self.form.as_of != day:
            form = replace(self.form, as_of=day)
            self._name_columns(form)
            self._take(form)
            self._keep("修改截至日期", set_as_of, self.table_id, day)

    def set_title(self, title: str) -> None:
        """Keep the title of the form."""
        if title.strip() and self.form.title != title.strip():
            self._take(replace(self.form, title=title.strip()))
            self._keep("修改表名", _set_table, self.table_id, title.strip(), None)

    # Rows: the file is changed first, the page then reads it again

    def add_row(self, level1: str, level2: str, then: Callable[[str], None], place: int = -1) -> None:
        """A new row of a group, behind the others of it or at `place`; `then` gets its key."""
        if place < 0:
            place = place_for(self.form.indicators, self.profile, level1, level2)
        line = IndicatorLine(level1, level2)
        self._change("新增一行指标", store.place_indicator, self.table_id, line, place, then=then)

    def move_row(self, index: int, steps: int) -> None:
        """Move a row up (negative) or down."""
        self._change("移动一行指标", store.move_indicator, self.keys[index], steps)

    def delete_row(self, index: int) -> None:
        """Delete a row; undo brings it back."""
        self._change("删除一行指标", store.delete_indicator, self.keys[index])

    def regroup_row(self, index: int, level1: str, level2: str) -> None:
        """Put a row under other levels."""
        place = place_for(self.form.indicators, self.profile, level1, level2)
        self._change("改指标的分组", store.regroup_indicator, self.keys[index], level1, level2, place)

    def paste(
        self, index: int, fields: tuple[str, ...], cells: list[list[str]], then: Callable[[str], None]
    ) -> None:
        """Put a block of cells in; `then` gets the key of the last row."""
        key = self.keys[index]
        self._change("粘贴指标", store.paste_cells, self.table_id, key, fields, cells, then=then)

    def set_measure(self, index: int, measure: str) -> None:
        """Let a row count `measure`, or with "" be typed again."""
        label = "选择统计口径" if measure else "改为手工填写"
        self._change(label, bindings.set_measure, self.keys[index], measure)

    def set_measures(self, chosen: dict[str, str]) -> None:
        """Let several rows count, by their keys, in one action."""
        self._change(f"{len(chosen)} 项指标改为自动统计", _set_measures, chosen)

    def take_count(self, index: int) -> None:
        """After handing in: what is counted now stands instead."""
        self._change("改用现在的统计数", filing.take_count, self.keys[index])

    def hand_in(self, day: date, person: str, note: str) -> None:
        """Freeze the counted figures."""
        self._change("报送绩效表", filing.file_table, self.table_id, day, person, note)

    def take_back_filing(self) -> None:
        """Let the figures follow the count again."""
        self._change("撤回报送", filing.take_back, self.table_id)

    def forget_printed(self) -> None:
        """Let go of the totals that an imported form printed."""
        self._change("以本表的计算为准", store.forget_printed, self.table_id)

    # How

    def _with_cell(self, index: int, field: str, text: str) -> SelfEvaluation:
        value: Any = text.strip() if field in ("weight_text", "score_text") else text
        if field == "band":
            value = ScoreBand.of(text) if text else None
        if field == "outlook":
            value = Outlook.of(text) if text else None
        lines = list(self.form.indicators)
        lines[index] = replace(lines[index], **{field: value})
        if field == "actual":
            lines[index] = typed_over(lines[index])
        return replace(self.form, indicators=tuple(lines))

    def _take(self, form: SelfEvaluation) -> None:
        self.form = self.trial = form
        self.scored = score(form, self.profile)
        more = self.around.findings(form, self.profile)
        self.findings = in_order((*check(form, self.profile), *more))
        self.due = {}
        for one in self.findings:
            if one.code in ("V5", "V6", "M2") and one.row.index is not None:
                self.due.setdefault(one.row.index, "warn" if one.code == "V6" else "bad")

    def _keep(self, label: str, function: Callable[..., Any], *args: Any) -> None:
        """One cell: the window already shows it."""
        self.revision += 1
        self._pending += 1
        self.changed.emit()
        self._context.jobs.write(
            self._context.workspace,
            label,
            function,
            *args,
            then=self._on_kept,
            failed=self._on_refused,
            source=self._source,
        )

    def _change(
        self, label: str, function: Callable[..., Any], *args: Any, then: Callable[..., None] | None = None
    ) -> None:
        """Several rows: whoever shows them reads them again."""
        self._context.jobs.write(
            self._context.workspace, label, function, *args, then=then, failed=self._on_not_changed
        )

    @Slot(object)
    def _on_kept(self, result: object) -> None:
        self._pending -= 1
        if not self._pending:
            self.settled.emit()

    @Slot(object)
    def _on_refused(self, error: AppError) -> None:
        self.refused.emit(error.sentence)
        self.revision += 1  # what is shown is not what the file has
        self._on_kept(None)

    @Slot(object)
    def _on_not_changed(self, error: AppError) -> None:
        self.refused.emit(error.sentence)


def typed_over(line: IndicatorLine) -> IndicatorLine:
    """A row whose actual value was typed: a counted one is by hand now, an empty one is counted again."""
    mark = line.counted
    if mark is None:
        return line
    if line.actual.strip():
        return replace(line, counted=replace(mark, is_by_hand=True))
    shown = mark.live if mark.filed is None else mark.filed
    return replace(line, actual=shown, counted=replace(mark, is_by_hand=False, hand_reason=""))


def _set_measures(session: Any, chosen: dict[str, str]) -> None:
    for key, measure in chosen.items():
        bindings.set_measure(session, key, measure)


def _clear_score(session: Any, key: str) -> None:
    for field in ("score_text", "score_reason"):
        store.set_indicator(session, key, field, "")


def _set_goal(session: Any, table_id: str, name: str, text: str) -> None:
    store.set_goal(session, table_id, **{name.removeprefix("goal_"): text})


def _set_table(session: Any, table_id: str, title: str | None, year: int | None) -> None:
    store.set_table(session, table_id, title=title, year=year)
