"""What a person does about hits: settles one, takes over what the program proposes, goes to the place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.models.enums import DocumentKind, HitDecision, Topic
from app.services.checking import HitView, adopt_proposals, adoptable, decide
from app.services.facts import Where
from app.ui.hub import Changes
from app.ui.keys import key_map
from app.ui.review.hits_adopt import AdoptDialog
from app.ui.review.hits_checks import CheckRunner

if TYPE_CHECKING:
    from app.ui.review.workbench import Workbench

HIT_WISHES = ("confirm", "false alarm", "verify", "recalculation")
_SAID = {
    HitDecision.CONFIRMED: "已确认为问题，问题已写好",
    HitDecision.FALSE_ALARM: "已记为误报",
    HitDecision.TO_VERIFY: "已记为待核实",
    None: "已撤回判定",
}


class HitsDeeds(QObject):
    """Between the cards, the list and the services; belongs to the workbench."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self.runner = CheckRunner(bench.context, bench)
        self.dialog: AdoptDialog | None = None
        self.runner.checked.connect(bench.case.reload)
        panel = bench.card.hits
        panel.decided.connect(self.decide)
        panel.wished.connect(self._on_wish)
        panel.left.connect(bench.checklist.focus_list)
        panel.judged.connect(bench.card.judged)
        bench.checklist.adopt.clicked.connect(self.ask_adopt)
        bench.case.opened.connect(self._on_opened)
        bench.findings.source_wanted.connect(self.show_source)
        bench.bar.view.chosen.connect(self._on_view)
        bench.recalculation.left.connect(self.show_checklist)
        bench.recalculation.place_wanted.connect(self.open_place)
        bench.data.place_wanted.connect(self.open_place)
        bench.context.hub.changed.connect(self._on_changed)

    def show(self) -> None:
        """Bring card and list in line with the report."""
        bench, case = self._bench, self._case
        row = case.row(bench.checklist.current_code)
        bench.card.hits.show_item(row, case.hits, self._context.today, case.can_edit)
        bench.checklist.show_hits(case.hits)
        bench.findings.list.show_sources(case.hits.sources)
        ready = adoptable(case.form, case.hits) if case.form is not None and case.can_edit else ()
        bench.checklist.show_adoptable(len(ready))

    def act(self, wish: str) -> None:
        """What the keys 1, 2 and 3 ask for, about the first hit of the item that is still to be settled."""
        if wish == "recalculation":
            self.show_calculation()
            return
        card = self._bench.card.hits.card_to_settle()
        if card is None or not self._case.can_edit:
            self._context.shell.toast("这一条没有待定的疑点")
            return
        self._bench.card.show_widget(card)
        steps = {"confirm": card.say_confirmed, "false alarm": card.ask_reason, "verify": card.ask_whom}
        steps[wish]()

    @Slot(str, object, str)
    def decide(self, hit_id: str, decision: HitDecision | None, reason: str) -> None:
        """Settle a hit, or take that back."""
        hit = self._case.hits.hit(hit_id)
        if hit is None or not self._case.can_edit:
            return
        label = f"{hit.rule} {decision.label if decision else '撤回判定'}"
        args = (hit_id, decision, self._context.catalog, reason)
        self._case.write(label, decide, *args, then=partial(self._on_decided, decision))

    def _on_decided(self, decision: HitDecision | None, _: object) -> None:
        shell = self._context.shell
        shell.toast(_SAID[decision], "撤销", "Ctrl Z", shell.undo)

    @Slot(str, str)
    def _on_wish(self, wish: str, hit_id: str) -> None:
        hit = self._case.hits.hit(hit_id)
        if hit is None:
            return
        if wish == "finding" and hit.finding_id is not None:
            self._bench.deeds.open_finding(hit.finding_id)
        elif wish == "place":
            self.open_place(hit.where, hit)

    # The two views of a report

    @Slot()
    def show_checklist(self) -> None:
        """Back to the checklist."""
        bench = self._bench
        bench.compare.show(False)
        bench.bar.view.set_current("review")
        bench.views.setCurrentIndex(0)
        bench.checklist.focus_list()

    @Slot()
    def show_calculation(self) -> None:
        """To the calculation."""
        bench, form = self._bench, self._case.form
        if form is not None:
            bench.card.flush()
            bench.compare.show(False)
            bench.bar.view.set_current("recalculation")
            bench.views.setCurrentIndex(1)
            bench.recalculation.show_report(form.head)
            bench.recalculation.focus_table()

    @Slot(str)
    def _on_view(self, view: str) -> None:
        if view == "review":
            self.show_checklist()
        elif view == "recalculation":
            self.show_calculation()
        else:
            self._bench.compare.show(True)

    @Slot(object)
    def open_place(self, where: Where, hit: HitView | None = None) -> None:
        """Show the cell or the place on the page where a value stands, marked, beside the checklist."""
        bench, shell = self._bench, self._context.shell
        if not where.file:
            self._show_typed(hit)
            return
        if not bench.report.file_of(where):
            shell.toast(f"“{where.file}”不在附件中。把它添加为附件，就能直接转到 {where.text}")
            return
        if bench.views.currentIndex():
            self.show_checklist()
            key = key_map.cap("recalculation")
            shell.toast(f"{where.file}　{where.text}。按 {key} 回到复算")
        bench.report.open_value(where, hit)

    def _show_typed(self, hit: HitView | None) -> None:
        """What was typed by hand is shown where it was typed."""
        form, data = self._case.form, self._bench.data
        if form is not None and form.head.kind is DocumentKind.ME:
            data.show_months()
        elif hit is not None and hit.name:
            data.show_value(hit.name)
        else:
            self._context.shell.toast("这个数值是手工填写的，没有出处")

    def show_hit(self, hit_id: str, with_place: bool = False) -> None:
        """Make the item of a hit current, bring its card into sight, and with it the place of its value."""
        bench, hit = self._bench, self._case.hits.hit(hit_id)
        if hit is None or not bench.checklist.go_to(self._case.hits.homes[hit.id]):
            return
        if with_place:
            self.open_place(hit.where, hit)
        card = bench.card.hits.cards.get(hit.id)
        if card is not None:
            bench.card.show_widget(card)

    @Slot(str)
    def show_source(self, finding_id: str) -> None:
        """From a finding to the hit it was made of, and to the place of the value."""
        hit = self._case.hits.of_finding(finding_id)
        if hit is not None:
            self.show_hit(hit.id, with_place=True)

    # What the program proposes

    @Slot()
    def ask_adopt(self) -> None:
        """Show every answer that would be taken over, then take them all in one step."""
        form = self._case.form
        if form is None or not self._case.can_edit:
            return
        ready = adoptable(form, self._case.hits)
        dialog = self.dialog = AdoptDialog(self._bench, form.head.unit_name, ready, self._case.hits)
        dialog.accepted.connect(self._on_adopt)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot()
    def _on_adopt(self) -> None:
        args = (self._case.report_id, self._context.catalog)
        self._case.write("采纳自动判断", adopt_proposals, *args, then=self._on_adopted)

    def _on_adopted(self, codes: tuple[str, ...]) -> None:
        shell = self._context.shell
        shell.toast(f"已采纳 {len(codes)} 项自动判断", "撤销", "Ctrl Z", shell.undo)

    @Slot()
    def _on_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._bench.checklist.focus_list()

    # The checks run by themselves

    @Slot()
    def _on_opened(self) -> None:
        case = self._case
        self.show_checklist()
        if case.can_edit and case.hits.has_values and not case.hits.was_checked:
            self.runner.check(case.report_id)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        """A value of the open report may have changed, here or elsewhere."""
        case = self._case
        if Topic.REPORTS in changes.topics and case.form is not None and case.can_edit:
            self.runner.check(case.report_id)
