"""What is decided when a letter is written, with the check beside it; 补正通知, 问询单, 评价表."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.documents.letter_contexts import NoticeFacts
from app.services.documents.preflight import Level, Notice
from app.services.documents.templates import TemplateReport
from app.services.letters.evaluation import EvaluationFacts, EvaluationStart
from app.services.letters.notices import NoticeStart
from app.services.letters.numbers import Series
from app.ui.dialog import Dialog
from app.ui.kit import Combo, DateField, FieldRow, Label, Line, TextArea, button, column, holder, row
from app.ui.review.evidence_dialog import with_completion
from app.ui.review.preflight_panel import PreflightPanel

_PAUSE = 250
_LOWEST = 330
_OWN_TEMPLATE = "随程序提供的模板"


class LetterDialog(Dialog):
    """`check_wanted` asks for the check after every change, `issue_wanted` to write. It stays open until
    `finish`, so that nothing is typed twice when the file cannot be written. Parts: fields by `add_field`
    and `add_line`, then `build`.
    """

    check_wanted = Signal()
    issue_wanted = Signal()
    preview_wanted = Signal()
    place_wanted = Signal()
    jumped = Signal(object)  # a Notice about something outside of the dialog

    def __init__(self, parent: QWidget | None, title: str, context: str, effect: str) -> None:
        super().__init__(parent, title, context, width=920, margins=(0, 0, 0, 0))
        self._effect = effect
        self._can_issue = self._is_busy = False
        self.by_field: dict[str, FieldRow] = {}
        self._lines: list[QWidget] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.check_wanted)

    def field(self, key: str, name: str, editor: QWidget, *, must: bool = False) -> FieldRow:
        """A labelled field; a change of it asks for the check."""
        made = self.by_field[key] = FieldRow(name, editor, is_mandatory=must, side=True)
        self.watch(editor)
        return made

    def add_field(self, key: str, name: str, editor: QWidget, *, must: bool = False) -> FieldRow:
        """A labelled field with a line of its own."""
        made = self.field(key, name, editor, must=must)
        self.add_line(made)
        return made

    def add_line(self, widget: QWidget) -> None:
        """The next line of the fields."""
        self._lines.append(widget)

    def add_pair(self, key: str, name: str, editor: QWidget, words: str, second: QWidget, other: str) -> None:
        """Two fields in one line; the first is mandatory."""
        both_days = isinstance(editor, DateField) and isinstance(second, DateField)
        line = row(editor, 12, Label(words, "muted"), second, None) if both_days else None
        line = line or row((editor, 1), Label(words, "muted"), (second, 1))
        made = FieldRow(name, holder(line), side=True)
        self.by_field[key] = self.by_field[other] = made
        made.star.show()
        self.add_line(made)
        for one in (editor, second):
            self.watch(one)

    def watch(self, editor: QWidget) -> None:
        """Ask for the check when what stands in `editor` has changed."""
        signal = editor.chosen if isinstance(editor, Combo) else editor.textChanged  # type: ignore[attr-defined]
        signal.connect(self._pause.start)

    def build(self, templates: Sequence[TemplateReport], template: str, target: Path) -> None:
        """Template, place, check and buttons; `template`: the name of the one used last."""
        self._templates = {report.path.name: report for report in templates}
        options: list[tuple[str, str]] = [(_OWN_TEMPLATE, "")]
        for report in templates:
            bad = "" if report.is_usable else "（有问题，不能用）"
            options.append((f"{report.path.stem}{bad}", report.path.name))
        self.template = Combo(options, template, name="模板")
        self.add_field("template", "模板", self.template)
        self.place = Line("", name="存到")
        self.place.setReadOnly(True)
        self.set_target(target)
        self.change_place = button("更改…")
        self.change_place.clicked.connect(self.place_wanted)
        self.add_line(FieldRow("存到", holder(row((self.place, 1), self.change_place)), side=True))
        self.panel = PreflightPanel()
        self.panel.setMinimumHeight(_LOWEST)
        self.panel.jumped.connect(self._on_jump)
        fields = holder(column(*self._lines, None, gap=10, margins=(24, 18, 24, 18)))
        self.body.addLayout(row((fields, 1), self.panel, gap=0))
        self.add_cancel()
        preview = self.add_button(button("预览", tip="用 Word 打开一份草稿，不出具"))
        preview.clicked.connect(self.preview_wanted)
        self.issue = self.add_button(button("出具", "primary", "writing-sign"))
        self.set_note(self._effect)
        self._show_enabled()

    @property
    def chosen_template(self) -> TemplateReport | None:
        """The template of the office that is chosen; None for the program's own."""
        return self._templates.get(self.template.value() or "")

    def set_target(self, target: Path) -> None:
        """Where the file will be written."""
        self.target = target
        self.place.setText(str(target))
        self.place.setToolTip(str(target))
        self.place.setCursorPosition(0)

    def show_notices(self, notices: tuple[Notice, ...]) -> None:
        """The result of the check; with an error among it nothing can be issued."""
        self.panel.show_notices(notices, self.by_field)
        errors = sum(notice.level is Level.ERROR for notice in notices)
        self._can_issue = not errors
        self.set_note(f"须先改完 {errors} 处" if errors else self._effect)
        self._show_enabled()

    def show_field_error(self, field: str, sentence: str) -> bool:
        """Say at a field what is wrong; False where there is no such field."""
        known = self.by_field.get(field)
        if known is not None:
            known.set_error(sentence)
            self._focus(field)
        return known is not None

    def set_busy(self, is_busy: bool) -> None:
        """Whether the letter is being written."""
        self._is_busy = is_busy
        self._show_enabled()

    def finish(self) -> None:
        """The letter was written: close."""
        super().accept()

    def accept(self) -> None:
        """Confirmed: ask to issue, and wait for `finish`."""
        if self.issue.isEnabled():
            self.issue_wanted.emit()

    def _show_enabled(self) -> None:
        self.issue.setEnabled(self._can_issue and not self._is_busy)

    def _focus(self, field: str) -> None:
        target = getattr(self, field, None)
        if isinstance(target, QWidget):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_jump(self, notice: Notice) -> None:
        if notice.leads_out:
            self.jumped.emit(notice)
        else:
            self._focus(notice.field)


class NoticeDialog(LetterDialog):
    """A notice to the unit, or questions to the verification body."""

    def __init__(
        self,
        parent: QWidget | None,
        context: str,
        series: Series,
        start: NoticeStart,
        target: Path,
        template: str = "",
    ) -> None:
        again = "沿用原来的文号，生成新的 Word 文件" if start.is_again else "给出文号，生成 Word 文件"
        super().__init__(parent, series.label, context, again)
        notice = start.notice
        self.number = Line(notice.number)
        # Given by the program, so that a series has no gaps (decision 0006).
        self.number.setReadOnly(True)
        self.number.setToolTip("文号由程序按经办人依次给出，出具时生效")
        self.issued_on = DateField(notice.issued_on)
        self.due_on = DateField(notice.due_on)
        self.person = with_completion(Line(notice.person, "姓名"), start.people)
        self.contact = Line(notice.contact, "姓名、电话")
        self.office = Line(notice.office, "落款单位的全称")
        self.consequence = TextArea(
            notice.consequence, "只写适用的规定，可以不写", "后果说明", lowest=48, highest=72
        )
        self.copy_to = Line(notice.copy_to, "可以不写")
        self.addressee = Line(start.addressee)
        self.addressee.setReadOnly(True)
        self.addressee.setPlaceholderText("还没有登记核查机构")
        self.add_field("number", "文号", self.number, must=True)
        self.add_field("addressee", "主送", self.addressee)
        self.add_pair("issued_on", "日期", self.issued_on, "答复期限", self.due_on, "due_on")
        self.add_pair("person", "经办人", self.person, "联系方式", self.contact, "contact")
        self.add_field("office", "落款单位", self.office)
        self.add_field("consequence", "后果说明", self.consequence)
        if series is Series.CORRECTION:
            self.add_field("copy_to", "抄送", self.copy_to)
        self.build(start.templates, template, target)
        self.starts_at = self.due_on

    @property
    def notice(self) -> NoticeFacts:
        """What is written now."""
        return NoticeFacts(
            number=self.number.text().strip(),
            issued_on=self.issued_on.value(),
            due_on=self.due_on.value(),
            office=self.office.text().strip(),
            person=self.person.text().strip(),
            contact=self.contact.text().strip(),
            consequence=self.consequence.text().strip(),
            copy_to=self.copy_to.text().strip(),
        )

    def set_number(self, number: str) -> None:
        """Show the number that follows from who signs and when."""
        if number != self.number.text():
            was_clean = self.number.blockSignals(True)
            self.number.setText(number)
            self.number.blockSignals(was_clean)


class EvaluationDialog(LetterDialog):
    """The evaluation of one verification body in one year."""

    def __init__(
        self,
        parent: QWidget | None,
        year: int,
        start: EvaluationStart,
        facts: EvaluationFacts,
        target: Path,
        template: str = "",
    ) -> None:
        super().__init__(parent, "核查机构评价表", f"{year} 年度", "生成 Word 文件；得分取各份核查报告的评分")
        options = [(f"{body}（{count} 份报告）", body) for body, count in start.bodies]
        self.body_choice = Combo(options, facts.body, name="核查机构", hint="还没有登记核查机构")
        self.issued_on = DateField(facts.issued_on)
        self.person = Line(facts.person, "姓名")
        self.office = Line(facts.office, "落款单位的全称")
        self.add_field("body", "核查机构", self.body_choice, must=True)
        self.add_pair("issued_on", "日期", self.issued_on, "经办人", self.person, "person")
        self.add_field("office", "落款单位", self.office)
        self.build(start.templates, template, target)
        self.starts_at = self.body_choice

    @property
    def facts(self) -> EvaluationFacts:
        """What is chosen now."""
        return EvaluationFacts(
            self.body_choice.value() or "",
            self.issued_on.value(),
            self.office.text().strip(),
            self.person.text().strip(),
        )
