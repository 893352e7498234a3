"""One open report: what is shown of it, changed at once, and written behind the person's back.

A tick changes the form in memory and is painted in the same turn of the event loop; the write follows in the
writer's thread. When the last write of a burst has ended the form is read anew, and only what differs is
painted again. Text that could not be written is kept and written again later: nothing typed is lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.models.enums import ReviewState, Verdict
from app.models.errors import AppError
from app.services.checking import CaseHits, read_hits
from app.services.exchange.marks import report_counts
from app.services.review.answers import judge, set_answer, set_remark
from app.services.review.course import Step, report_steps
from app.services.review.flow import facts_of
from app.services.review.form import ItemRow, ReviewForm, review_form
from app.services.review.score import Score, report_score
from app.services.review.transitions import Facts
from app.services.review.versions import require_report
from app.ui.context import Context
from app.ui.messages import problem_of


@dataclass(frozen=True)
class Opened:
    """What is read of a report at once."""

    form: ReviewForm
    score: Score | None
    facts: Facts
    steps: tuple[Step, ...]
    hits: CaseHits
    conflicts: Mapping[str, int]


def read_case(workspace: Any, report_id: str, catalog: Any) -> Opened:
    """The form of a report, for a verification report its score, and what the checks say."""
    with workspace.read() as session:
        form = review_form(session, report_id, catalog)
        report = require_report(session, report_id)
        facts = facts_of(session, report, None, catalog, form)
        steps = report_steps(session, report_id)
        hits = read_hits(session, form, catalog)
        open_conflicts = report_counts(session, report_id)
        return Opened(form, report_score(session, form, catalog), facts, steps, hits, open_conflicts)


class Case(QObject):
    """The report on the workbench. `opened` comes when another report is shown, `changed` at every change."""

    opened = Signal()
    changed = Signal()
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form: ReviewForm | None = None
        self.score: Score | None = None
        self.facts: Facts | None = None
        self.steps: tuple[Step, ...] = ()
        self.hits = CaseHits()
        # How many conflicts are open at a row (of the report, a line, a finding), by its key.
        self.conflicts: Mapping[str, int] = {}
        self.report_id = ""
        self._generation = 0  # counts what was asked for, so that an older answer is not shown
        self._writing = 0
        # Texts that are typed but not on disk yet: (field, item code) -> (version, text).
        self._unsaved: dict[tuple[str, str], tuple[str, str]] = {}

    @property
    def can_edit(self) -> bool:
        """Whether the open report may be changed: the file is writable and the report in review."""
        form = self.form
        return bool(form is not None and self.context.can_edit and form.head.state.is_open_to_answers)

    @property
    def can_find(self) -> bool:
        """Whether findings may be written: where answers may be changed, and in the second review."""
        form = self.form
        in_second = form is not None and form.head.state is ReviewState.IN_SECOND_REVIEW
        return self.can_edit or (in_second and self.context.can_edit)

    def open(self, report_id: str) -> None:
        """Show another report."""
        self.report_id, self.form, self.score, self.hits = report_id, None, None, CaseHits()
        self.facts, self.steps, self.conflicts = None, (), {}
        self.reload()

    def reload(self) -> None:
        """Read the report again; what is typed or being written right now stays."""
        if not self.report_id:
            return
        self._generation += 1
        context = self.context
        context.jobs.read(
            "读取审核件",
            read_case,
            *(context.workspace, self.report_id, context.catalog),
            then=partial(_if_alive, self, Case._on_read, self._generation),
            failed=partial(_if_alive, self, Case._on_read_failed, self._generation),
        )

    def row(self, code: str) -> ItemRow | None:
        """The item of that code."""
        return self.form.row(code) if self.form else None

    def judge(self, code: str, verdict: Verdict | None) -> None:
        """Set or clear a verdict: seen at once, durable right after."""
        form, row = self.form, self.row(code)
        if form is None or row is None or row.verdict is verdict:
            return
        words = f"“{verdict.label}”" if verdict else "未判定"
        self._show(replace(row, verdict=verdict))
        self.write(
            f"{code} 判为{words}",
            judge,
            *(form.head.version_id, row.item, verdict, form.prefills[code]),
        )

    def answer(self, code: str, text: str, step: str | None = None) -> None:
        """Keep what an item asks for."""
        self._keep_text("answer", code, text, step)

    def remark(self, code: str, text: str, step: str | None = None) -> None:
        """Keep the remark of an item."""
        self._keep_text("remark", code, text, step)

    def save_left_texts(self) -> None:
        """Write once more what could not be written before."""
        for (field, code), (version_id, text) in list(self._unsaved.items()):
            if self.form is not None and self.form.head.version_id == version_id:
                self._keep_text(field, code, text, None)

    def write(
        self,
        label: str,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
        step: str | None = None,
    ) -> None:
        """One action on this report; afterwards the report is read again."""
        self._generation += 1
        self._writing += 1
        self.context.jobs.write(
            self.context.workspace,
            label,
            function,
            *args,
            then=partial(_if_alive, self, Case._on_written, then),
            failed=partial(_if_alive, self, Case._on_write_failed, label, failed),
            source=self.parent(),
            step=step,
        )

    def _keep_text(self, field: str, code: str, text: str, step: str | None) -> None:
        form, row = self.form, self.row(code)
        if form is None or row is None:
            return
        if field == "answer":
            function, label, changed = set_answer, f"{code} 填写", replace(row, answer=text.strip())
        else:
            function, label, changed = set_remark, f"{code} 备注", replace(row, remark=text)
        key = (field, code)
        self._unsaved[key] = (form.head.version_id, text)
        self._show(changed)
        self.write(
            label,
            function,
            *(form.head.version_id, row.item, text),
            then=partial(self._forget, key, text),
            step=step,
        )

    def _forget(self, key: tuple[str, str], text: str, _: object) -> None:
        if key in self._unsaved and self._unsaved[key][1] == text:
            del self._unsaved[key]

    def _show(self, row: ItemRow) -> None:
        assert self.form is not None
        self.form = self.form.with_row(row)
        self.changed.emit()

    def _on_written(self, then: Callable[[Any], None] | None, result: object) -> None:
        self._writing -= 1
        if then is not None:
            then(result)
        if not self._writing:
            self.reload()

    def _on_write_failed(
        self, label: str, failed: Callable[[AppError], None] | None, error: AppError
    ) -> None:
        self._writing -= 1
        if failed is not None:
            failed(error)
        else:
            self.context.messages.error(problem_of(f"“{label}”没有保存", error, action=label))
        if not self._writing:
            self.reload()

    def _on_read(self, generation: int, found: Opened) -> None:
        if generation != self._generation or found.form.head.report_id != self.report_id:
            return
        is_other = self.form is None or self.form.head.version_id != found.form.head.version_id
        self.form, self.score = self._with_unsaved(found.form), found.score
        self.facts, self.steps = found.facts, found.steps
        self.hits, self.conflicts = found.hits, found.conflicts
        if is_other:
            self.opened.emit()
        else:
            self.changed.emit()

    def _with_unsaved(self, form: ReviewForm) -> ReviewForm:
        """What was read, with the texts that are still on their way to the disk."""
        for (field, code), (version_id, text) in self._unsaved.items():
            row = form.row(code)
            if version_id == form.head.version_id and row is not None:
                kept = replace(row, answer=text.strip()) if field == "answer" else replace(row, remark=text)
                form = form.with_row(kept)
        return form

    def _on_read_failed(self, generation: int, error: AppError) -> None:
        if generation == self._generation:
            self.form, self.score = None, None
            self.failed.emit(error.sentence)


def new_step() -> str:
    """A name under which the changes of one stay in one field are undone together."""
    return str(uuid.uuid4())


def _if_alive(owner: QObject, method: Callable[..., None], *values: Any) -> None:
    """Call back unless the workbench is gone by now."""
    if shiboken6.isValid(owner):
        method(owner, *values)
