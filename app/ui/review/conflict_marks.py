"""Marks on the workbench where several values stand undecided; a click leads to the conflict desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from app.ui.review.workbench import Workbench


class ConflictMarks(QObject):
    """Brings the case bar, the list, the card and the findings in line; belongs to the workbench."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        bench.bar.conflicts.clicked.connect(self._on_report)
        bench.card.conflicts.clicked.connect(self._on_item)

    def show(self) -> None:
        """Show what is undecided in the open report."""
        form, counts, bench = self._case.form, self._case.conflicts, self._bench
        if form is None:
            return
        bench.bar.show_conflicts(counts.get(form.head.report_id, 0))
        items = {row.code: counts[row.id] for row in form.items if row.id and counts.get(row.id)}
        bench.checklist.show_conflicts(items)
        bench.findings.list.show_conflicts(counts)
        bench.card.show_conflicts(items.get(bench.checklist.current_code, 0))

    @Slot()
    def _on_report(self) -> None:
        form = self._case.form
        if form is not None:
            self._bench.leave()
            self._context.shell.open_conflicts(form.head.report_id, form.head.unit_name)

    @Slot()
    def _on_item(self) -> None:
        form, row = self._case.form, self._case.row(self._bench.checklist.current_code)
        if form is not None and row is not None and row.id:
            self._bench.leave()
            self._context.shell.open_conflicts(row.id, f"{form.head.unit_name} {row.code}")
