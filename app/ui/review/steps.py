"""The steps of a report from the workbench: which are offered, their dialogs, and taking them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot

from app.models.enums import Conclusion, ReviewEvent, ReviewState
from app.services.people import person_rows
from app.services.review.conclude import conclude
from app.services.review.flow import advance
from app.services.review.transitions import events_of
from app.ui.kit import Menu
from app.ui.review.course_popover import CoursePopover
from app.ui.review.step_dialog import StepDialog, next_event, usual_person

if TYPE_CHECKING:
    from app.ui.review.workbench import Workbench

# What leads on in other ways: by answering, by the panel of the conclusion, by registering or assigning.
_ELSEWHERE = frozenset(
    {
        *(ReviewEvent.RECEIVE, ReviewEvent.RESUBMIT, ReviewEvent.ASSIGN, ReviewEvent.TAKE_BACK),
        *(ReviewEvent.START, ReviewEvent.RETURN, ReviewEvent.FINISH),
    }
)
_ICONS = {
    ReviewEvent.REMIND: "mail",
    ReviewEvent.START_SECOND: "users",
    ReviewEvent.PASS_ON: "gavel",
    ReviewEvent.SEND_BACK: "arrow-back-up",
    ReviewEvent.REQUIRE_SITE: "map-pin",
    ReviewEvent.FINISH_SITE: "map-pin-check",
    ReviewEvent.RESUME: "pencil",
    ReviewEvent.APPROVE: "gavel",
    ReviewEvent.CLOSE: "circle-x",
    ReviewEvent.RECALL: "rotate",
    ReviewEvent.REOPEN: "repeat",
    ReviewEvent.ARCHIVE: "archive",
    ReviewEvent.EXEMPT: "logout",
    ReviewEvent.READMIT: "rotate",
}
# Steps that need nothing to be said.
_AT_ONCE = frozenset({ReviewEvent.RESUME})


def read_names(workspace: Any) -> tuple[str, ...]:
    """The names of the colleagues."""
    with workspace.read() as session:
        return tuple(person.name for person in person_rows(session))


def take_conclusion(session: Any, *args: Any) -> ReviewState:
    """See `conclude`; tells the state that follows."""
    conclude(session, *args)
    return ReviewState.FIRST_REVIEW_DONE


class Steps(QObject):
    """Listens to the case bar and the panel."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self.dialog: StepDialog | None = None
        self.popover: CoursePopover | None = None
        bench.bar.step_wanted.connect(self._on_next)
        bench.bar.more_wanted.connect(self._on_more)
        bench.bar.course_wanted.connect(self.show_course)

    def offered(self) -> tuple[ReviewEvent, ...]:
        """What the bar offers in the state the report is in."""
        form = self._case.form
        if form is None or not self._context.can_edit:
            return ()
        return tuple(event for event in events_of(form.head.state) if event not in _ELSEWHERE)

    def next_event(self) -> ReviewEvent | None:
        """The step on the button of the bar."""
        form = self._case.form
        return next_event(form.head.state) if form is not None and self._context.can_edit else None

    def menu(self) -> Menu:
        """The steps behind the dots."""
        menu = Menu(self._bench)
        first = self.next_event()
        for event in self.offered():
            if event is not first:
                menu.add(f"{event.label}…", partial(self.take, event), _ICONS.get(event, "arrow-right"))
        menu.addSeparator()
        self._bench.letters.add_to(menu)
        menu.addSeparator()
        menu.add("流转记录", self.show_course, "history")
        return menu

    @Slot()
    def _on_next(self) -> None:
        event = self.next_event()
        if event is not None:
            self.take(event)

    @Slot()
    def _on_more(self) -> None:
        menu = self.menu()
        anchor = self._bench.bar.more
        menu.popup(anchor.mapToGlobal(QPoint(anchor.width() - menu.sizeHint().width(), anchor.height() + 2)))

    def take(self, event: ReviewEvent) -> None:
        """Take a step, asking first what it needs."""
        self._bench.leave()
        if event in _AT_ONCE:
            self._write(event, "", "")
            return
        c = self._context
        c.jobs.read("同事", read_names, c.workspace, then=partial(self._ask, event))

    def _ask(self, event: ReviewEvent, people: tuple[str, ...]) -> None:
        form, facts = self._case.form, self._case.facts
        if form is None or facts is None or event not in events_of(facts.state):
            return
        head = form.head
        words = f"{head.unit_name} · {head.kind.label} · 第{head.round}轮"
        by = usual_person(event, facts, self._context.settings.value.name)
        note = head.conclusion_note if event is ReviewEvent.CLOSE else ""
        dialog = self.dialog = StepDialog(self._bench, words, event, facts, by, people, note)
        dialog.accepted.connect(self._on_accepted)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        if self.dialog is not None:
            taken = self.dialog.taken
            self._write(self.dialog.step_event, taken.by, taken.reason, taken.details)

    @Slot(object)
    def finish(self, conclusion: Conclusion) -> None:
        """Hand the first review over to the second reviewer, with a conclusion."""
        self._bench.leave()
        c = self._context
        c.jobs.read("同事", read_names, c.workspace, then=partial(self._ask_finish, conclusion))

    def _ask_finish(self, conclusion: Conclusion, people: tuple[str, ...]) -> None:
        form, facts = self._case.form, self._case.facts
        if form is None or facts is None or not facts.state.is_open_to_answers:
            return
        # Whoever finishes what nobody has begun begins it, too.
        state = ReviewState.IN_RE_REVIEW if facts.round > 1 else ReviewState.IN_FIRST_REVIEW
        facts = replace(facts, state=state, conclusion=conclusion)
        by = self._context.settings.value.name or form.head.assignee
        words = f"{form.head.unit_name} · 结论“{conclusion.label}”"
        dialog = self.dialog = StepDialog(self._bench, words, ReviewEvent.FINISH, facts, by, people)
        dialog.accepted.connect(partial(self._on_finish_accepted, conclusion))
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finish_accepted(self, conclusion: Conclusion) -> None:
        if self.dialog is None or self._case.form is None:
            return
        taken = self.dialog.taken
        args = (self._case.form, conclusion, taken.reason, taken.by)
        then = partial(self._on_taken, ReviewEvent.FINISH)
        self._case.write("完成初审", take_conclusion, *args, then=then)

    def _write(self, event: ReviewEvent, *args: Any) -> None:
        then = partial(self._on_taken, event)
        self._case.write(event.label, advance, self._case.report_id, event, *args, then=then)

    def _on_taken(self, event: ReviewEvent, after: ReviewState) -> None:
        shell = self._context.shell
        shell.toast(f"已{event.label}，本件是“{after.label}”", "撤销", "Ctrl Z", shell.undo)

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._bench.checklist.focus_list()

    @Slot()
    def show_course(self) -> None:
        """Show the steps the report has taken."""
        popover = self.popover = CoursePopover(self._case.steps, self._context.today)
        popover.closed.connect(self._on_popover_closed)
        popover.open_at(self._bench.bar.more)

    @Slot()
    def _on_popover_closed(self) -> None:
        self.popover = None
