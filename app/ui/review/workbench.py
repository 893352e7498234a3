"""The workbench: one report, its checklist, the current item, findings and conclusion.

At the left the list with one key per item, in the middle the current item with everything that belongs to it,
at the right what came out of it. Where the report has files, one of them stands between (see `report_side`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QStackedWidget, QWidget

from app.models.enums import ReviewEvent, Verdict
from app.ui.context import Context
from app.ui.keys import ACTIONS, DOUBTS, ITEM, LIST, key_map
from app.ui.kit import EmptyState, Skeleton, button, column, focus_stops, holder, is_composing, is_typing
from app.ui.page import KeyGroup
from app.ui.review.attachments_panel import AttachmentsPanel
from app.ui.review.case import Case, new_step
from app.ui.review.case_bar import CaseBar
from app.ui.review.checklist_panel import ChecklistPanel
from app.ui.review.compare_side import CompareSide
from app.ui.review.conflict_marks import ConflictMarks
from app.ui.review.data_deeds import DataDeeds
from app.ui.review.deeds import Deeds
from app.ui.review.findings_panel import FindingsPanel
from app.ui.review.hits_deeds import HIT_WISHES, HitsDeeds
from app.ui.review.item_card import ItemCard
from app.ui.review.letter_deeds import LetterDeeds
from app.ui.review.recalculation_view import RecalculationView
from app.ui.review.replies_dialog import Replies
from app.ui.review.report_side import ReportSide
from app.ui.review.steps import Steps

_LAYOUT = "workbench"
# Widths of list, card and findings, by the least width of the window they are for.
_WIDTHS = ((1600, (800, 690, 428)), (1300, (478, 556, 332)), (0, (440, 460, 280)))
_LOW = 620
# The keys that are not the person's to choose, by group.
_FIXED: Mapping[str, Sequence[tuple[str, str]]] = {
    LIST: (("Ctrl ↑ ↓", "上一件／下一件"), ("Esc", "回到清单；再按回到队列")),
    ITEM: (("Enter", "填写答案或备注"), ("Ctrl Enter", "保存备注，转到下一未判定")),
    "原文": (
        ("Ctrl B", "打开或收起清单旁边的原文"),
        ("Ctrl 4", "和另一份报告并排对照；S 同步滚动"),
        ("空格", "不离开清单，原文向下一屏；按住 Shift 向上"),
        ("Ctrl F", "在原文中查找；Enter 下一处，找到的就是选中的"),
        ("+  −  0", "在原文里：放大、缩小、适宽"),
    ),
}
_ARROWS = {"next": "↓  ", "previous": "↑  "}


class Workbench(QWidget):
    """Shows one report at a time; see the module."""

    back_wanted = Signal()
    case_wanted = Signal(int)
    receive_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.context = context
        self.case = Case(context, self)
        self._wanted_code = ""
        self._steps: dict[tuple[str, str], str] = {}
        self.bar = CaseBar()
        self.checklist = ChecklistPanel()
        self.card = ItemCard()
        self.attachments = AttachmentsPanel()
        self.findings = FindingsPanel()
        self.middle = holder(column((self.card, 1), self.attachments, gap=0))
        self.recalculation = RecalculationView(context)
        self.deeds = Deeds(self)
        self.steps = Steps(self)
        self.data = DataDeeds(self, context)
        self.report = ReportSide(self)
        self.compare = CompareSide(self)
        self.letters = LetterDeeds(self)
        self.replies = Replies(self)
        self.hits = HitsDeeds(self)
        self.marks = ConflictMarks(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for part, least in ((self.checklist, 400), (self.middle, 420), (self.findings, 260)):
            part.setMinimumWidth(least)
        self.splitter.addWidget(self.middle)
        self.splitter.addWidget(self.findings)
        self.report.build()
        self.trouble = EmptyState("alert-circle", "没有打开这份报告")
        self.back_button = button("回到队列")
        self.trouble.set_buttons((self.back_button,))
        self.views = QStackedWidget()
        self.views.addWidget(self.splitter)
        self.views.addWidget(self.recalculation)
        parts = (self.bar, self.letters.banner, (self.views, 1), (self.compare.view, 1))
        desk = holder(column(*parts, gap=0))
        self._stack = QStackedLayout(self)
        for one in (Skeleton(14), desk, self.trouble):
            self._stack.addWidget(one)

    def _connect(self) -> None:
        case, view, card = self.case, self.checklist.view, self.card
        case.opened.connect(self._on_opened)
        case.changed.connect(self._on_changed)
        case.failed.connect(self._on_failed)
        self.back_button.clicked.connect(self.back_wanted)
        self.bar.back_wanted.connect(self.back_wanted)
        self.bar.previous_wanted.connect(self._on_previous)
        self.bar.next_wanted.connect(self._on_next)
        self.bar.unit_wanted.connect(self._on_unit)
        self.checklist.current_changed.connect(self._on_current)
        view.judged.connect(case.judge)
        view.wished.connect(self._on_wish)
        view.said.connect(self._on_said)
        card.judged.connect(self._on_card_judged)
        card.answered.connect(self._on_answered)
        card.remarked.connect(self._on_remarked)
        card.wished.connect(self._on_wish)
        card.list_wanted.connect(self.checklist.focus_list)
        card.next_wanted.connect(self._on_card_done)
        self.findings.list_wanted.connect(self.checklist.focus_list)
        self.findings.score_wanted.connect(self._on_score)
        self.findings.reopen_wanted.connect(self._on_reopen)
        self.findings.finish_wanted.connect(self.steps.finish)
        self.findings.receive_wanted.connect(self._on_receive)
        self.splitter.splitterMoved.connect(self._on_moved)
        self.deeds.connect_panels()
        self.data.connect_panel(self.attachments, case)
        self.data.closed.connect(self.checklist.focus_list)

    def show_report(self, report_id: str, code: str = "") -> None:
        """Show a report, at an item or at the first one still to be judged."""
        self.leave()
        self._wanted_code = code
        if report_id == self.case.report_id and self.case.form is not None:
            if code:
                self.checklist.go_to(code)
            self.case.reload()
            self.checklist.focus_list()
            return
        self._stack.setCurrentIndex(0)
        self.card.show_item(None, None, None, False)
        self.case.open(report_id)

    def leave(self) -> None:
        """Keep everything that is typed."""
        self.card.flush()
        self.case.save_left_texts()

    def reload(self) -> None:
        """Read the report again; place, scroll and what is being typed stay."""
        self.case.reload()

    def keys(self) -> Sequence[KeyGroup]:
        """The keys of the workbench as they are now, for the overlay."""
        doubts = "  ".join(key_map.cap(action.name) for action in ACTIONS[DOUBTS])
        groups = []
        for name, fixed in _FIXED.items():
            chosen = [
                (_ARROWS.get(action.name, "") + key_map.cap(action.name), action.words + action.more)
                for action in ACTIONS.get(name, ())
            ]
            if name == ITEM:
                chosen.append((doubts, "疑点：" + "、".join(action.words for action in ACTIONS[DOUBTS])))
            groups.append((name, (*chosen, *fixed)))
        return groups

    def status_text(self) -> str:
        """How far the report is."""
        form = self.case.form
        if form is None:
            return ""
        rest = form.total - form.answered
        words = f"未判定 {rest} 项" if rest else "全部条目已判定"
        return f"{words} · 未关闭问题 {len(form.open_findings)} 个"

    @Slot()
    def _on_opened(self) -> None:
        form = self.case.form
        if form is None:
            return
        self._stack.setCurrentIndex(1)
        self._steps.clear()
        self.arrange()
        self.checklist.show_form(form, self._wanted_code)
        self._wanted_code = ""
        self._show()
        self.checklist.focus_list()

    @Slot()
    def _on_changed(self) -> None:
        form = self.case.form
        if form is not None:
            self.checklist.update_form(form)
            self._show()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.trouble.set_words("没有打开这份报告", sentence)
        self._stack.setCurrentIndex(2)

    def _show(self) -> None:
        """Bring everything but the list in line with the form."""
        form = self.case.form
        assert form is not None
        can_edit = self.case.can_edit
        self.checklist.set_editable(can_edit)
        self.bar.show_form(form, self.context.today)
        self.bar.show_step(self.steps.next_event())
        self._show_card()
        self.attachments.show_form(form, can_edit)
        self.report.show_form(form)
        self.findings.show_form(
            form,
            self.case.score,
            can_edit=self.case.can_find,
            can_write=self.context.can_edit,
            has_file=self.deeds.issued_file() is not None,
            max_rounds=self.case.facts.max_rounds if self.case.facts else None,
        )
        self.context.shell.status_changed()

    def _show_card(self) -> None:
        row = self.case.row(self.checklist.current_code)
        self.card.show_item(row, self.case.form, self.case.score, self.case.can_edit)
        self.hits.show()
        self.marks.show()

    @Slot(str)
    def _on_current(self, code: str) -> None:
        self._steps.clear()
        self._show_card()
        self.report.show_marks()

    def _step(self, field: str, code: str) -> str:
        """One name for all changes of a stay in one field, so that undo takes them back together."""
        return self._steps.setdefault((field, code), new_step())

    @Slot(str, str)
    def _on_answered(self, code: str, text: str) -> None:
        self.case.answer(code, text, self._step("answer", code))

    @Slot(str, str)
    def _on_remarked(self, code: str, text: str) -> None:
        self.case.remark(code, text, self._step("remark", code))

    @Slot(str, object)
    def _on_card_judged(self, code: str, verdict: Verdict | None) -> None:
        if self.checklist.go_to(code):
            self.case.judge(code, verdict)

    @Slot()
    def _on_card_done(self) -> None:
        self.checklist.focus_list()
        self.checklist.view.go_open()

    @Slot(str)
    def _on_wish(self, wish: str) -> None:
        if wish == "back":
            self.back_wanted.emit()
        elif wish == "filter":
            self.checklist.focus_filter()
        elif wish in HIT_WISHES:
            self.hits.act(wish)
        elif wish == "write":
            self.card.write()
        elif not self.report.act(wish, self.checklist.current_code):
            self.deeds.act(wish, self.checklist.current_code)

    @Slot(str)
    def _on_said(self, words: str) -> None:
        self.context.shell.toast(words)

    @Slot()
    def _on_previous(self) -> None:
        self.case_wanted.emit(-1)

    @Slot()
    def _on_next(self) -> None:
        self.case_wanted.emit(1)

    @Slot()
    def _on_unit(self) -> None:
        if self.case.form is not None:
            self.context.shell.open_unit(self.case.form.head.unit_id)

    @Slot()
    def _on_score(self) -> None:
        form = self.case.form
        code = next((r.code for r in form.items if not r.item.judged), "") if form else ""
        if self.checklist.go_to(code):
            self.checklist.focus_list()

    @Slot()
    def _on_reopen(self) -> None:
        form = self.case.form
        if form is not None:
            is_final = form.head.state.is_final
            self.steps.take(ReviewEvent.REOPEN if is_final else ReviewEvent.RECALL)

    @Slot()
    def _on_receive(self) -> None:
        self.receive_wanted.emit(self.case.report_id)

    def arrange(self) -> None:
        """Give the columns their widths: those the person chose, else what fits the window."""
        if self.report.is_open:
            self.report.arrange()
            return
        chosen = self.context.settings.value.layouts.get(_LAYOUT, {})
        kind, widths = next((str(least), sizes) for least, sizes in _WIDTHS if self.width() >= least)
        known = chosen.get(kind) if isinstance(chosen, dict) else None
        if isinstance(known, list) and len(known) == 3 and all(isinstance(w, int) for w in known):
            widths = tuple(known)
        spare = self.width() - 2 - sum(widths)
        self.splitter.setSizes([widths[0], widths[1] + spare, 0, widths[2]])

    @Slot(int, int)
    def _on_moved(self, place: int, number: int) -> None:
        if self.report.is_open:
            self.report.keep_widths()
            return
        kind = next(str(least) for least, _ in _WIDTHS if self.width() >= least)
        settings = self.context.settings
        chosen = settings.value.layouts.get(_LAYOUT, {})
        kept = {
            **(chosen if isinstance(chosen, dict) else {}),
            kind: [size for n, size in enumerate(self.splitter.sizes()) if n != 2],
        }
        settings.update(layouts={**settings.value.layouts, _LAYOUT: kept})

    def _regions(self) -> list[QWidget]:
        report = [self.report.pane] if self.report.is_open else []
        return [self.checklist, self.middle, *report, self.findings]

    def _next_region(self, step: int) -> QWidget | None:
        """The region F6 leads to, None where it leads out of the workbench."""
        focused = self.focusWidget()
        regions = self._regions()
        here = next((n for n, r in enumerate(regions) if focused and r.isAncestorOf(focused)), None)
        if here is None or not 0 <= here + step < len(regions):
            return None
        return regions[here + step]

    def _go_region(self, step: int) -> bool:
        region = self._next_region(step)
        if region is None:
            return False
        if region is self.checklist:
            self.checklist.focus_list()
            return True
        stops = [self.report.pane.stop] if region is self.report.pane else focus_stops(region)
        if stops:
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(stops)

    def _f6_step(self, event: QKeyEvent) -> int:
        if event.key() != Qt.Key.Key_F6:
            return 0
        return -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1

    def event(self, event: QEvent) -> bool:
        """Keep F6 while it leads to another region in here; the window's own F6 takes over at the edge."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            step = self._f6_step(event)
            if step and self._next_region(step) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F6 between the regions, Ctrl+↑↓ between the cases, Esc back to the list from anywhere."""
        step = self._f6_step(event)
        is_ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if step and self._go_region(step):
            return
        if (
            is_ctrl
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)
            and not is_typing()
            and not is_composing()
        ):
            self.leave()
            self.case_wanted.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        if is_ctrl and event.key() == Qt.Key.Key_F and self.report.is_open:
            self.report.find()
            return
        if is_ctrl and event.key() == Qt.Key.Key_4 and not is_composing():
            self.compare.toggle()
            return
        if is_ctrl and event.key() == Qt.Key.Key_B and not is_composing():
            self.report.toggle()
            return
        if event.key() == Qt.Key.Key_Escape and not is_composing():
            self.hits.show_checklist()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()
        self.attachments.set_limit(1 if event.size().height() < _LOW else 4)
