"""The report that is reviewed beside another one of its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.services.checking import Held, held
from app.services.review.files import Stated, counterparts
from app.ui.report.compare import CompareView, LinkedItem
from app.ui.review.report_side import place_of

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog
    from app.ui.review.workbench import Workbench


def read_counterparts(
    workspace: Workspace, report_id: str, catalog: Catalog
) -> tuple[tuple[Stated, ...], Held]:
    """See `counterparts` and `held`."""
    with workspace.read() as session:
        return counterparts(session, report_id), held(session, report_id, catalog)


class CompareSide(QObject):
    """Owns the view that stands in the place of checklist and report."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self.view = CompareView(self._context)
        self.view.hide()
        self.view.back_wanted.connect(self.toggle)
        self.view.outside_wanted.connect(bench.deeds.open_attachment)
        self.view.hit_wanted.connect(self._on_hit_wanted)
        bench.report.pane.compare_wanted.connect(self.toggle)

    @property
    def is_shown(self) -> bool:
        """Whether two reports stand side by side."""
        return self.view.isVisibleTo(self._bench)

    @Slot()
    def toggle(self) -> None:
        """Show this report beside another one of the unit, or the checklist again."""
        if self.is_shown:
            self._bench.hits.show_checklist()
        else:
            self.show(True)

    def show(self, wanted: bool) -> None:
        """Show this report beside another one of the unit, or leave the place to the other views."""
        bench = self._bench
        if wanted == self.is_shown:
            return
        self.view.setVisible(wanted)
        bench.views.setVisible(not wanted)
        if not wanted:
            return
        bench.leave()
        bench.bar.view.set_current("compare")
        c = self._context
        c.jobs.read(
            "读取对照报告",
            *(read_counterparts, c.workspace, self._case.report_id, c.catalog),
            then=self._on_reports,
        )

    def _on_reports(self, found: tuple[tuple[Stated, ...], Held]) -> None:
        form = self._case.form
        linked = []
        for row in form.items if form else ():
            places = tuple(place_of(one) for one in row.evidence if one.attachment_id)
            if places:
                tone = "bad" if row.is_bad else "good" if row.verdict else "ink-2"
                verdict = row.verdict.label if row.verdict else "未判定"
                linked.append(LinkedItem(row.code, row.item.short, verdict, tone, places))
        self.view.show_reports(found[0], linked, found[1])

    @Slot(str, str)
    def _on_hit_wanted(self, report_id: str, code: str) -> None:
        self._bench.hits.show_checklist()
        self._context.shell.open_report(report_id, code)
