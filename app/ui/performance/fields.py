"""What stands above the indicators, each part behind a line that opens it: head, money, goals."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.enums import FundingRole
from app.services.performance.texts import is_blank
from app.services.printing import percent, short
from app.ui import fonts, icons
from app.ui.kit import AutosaveLine, AutosaveText, DateField, Label, column, holder, row
from app.ui.kit import paint as kit_paint
from app.ui.performance.money import MoneyGrid, paint_heads
from app.ui.performance.sheet import Sheet

FOLD = 36
_LOW = 800
_EARLIEST, _LATEST = 2000, 2099


class FoldLine(QAbstractButton):
    """The line that opens a part: chevron, name, and in small print what is inside."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(FOLD)
        self._note, self._tone = "", ""

    def set_note(self, words: str, tone: str = "") -> None:
        """What is inside; with `tone` something is missing."""
        if (words, tone) != (self._note, self._tone):
            self._note, self._tone = words, tone
            self.setAccessibleName(f"{self.text()}，{words}")
            self.setToolTip(words if self._is_cut() else "")
            self.update()

    def _is_cut(self) -> bool:
        return fonts.width(self._note, fonts.CAPTION) > self.width() - 60 - self._name_width()

    def _name_width(self) -> float:
        return fonts.width(self.text(), fonts.SECTION, fonts.SEMIBOLD)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(400, FOLD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens as well."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            if self.underMouse():
                kit_paint.round_rect(painter, rect.adjusted(6, 3, -6, -3), kit_paint.RADIUS, "hover")
            glyph = "chevron-down" if self.isChecked() else "chevron-right"
            icons.draw(painter, glyph, 13, FOLD / 2 - 7, 14, "ink-2")
            room = QRectF(32, 0, rect.width(), FOLD)
            taken = kit_paint.text(painter, room, self.text(), px=fonts.SECTION, weight=fonts.SEMIBOLD)
            self._paint_note(painter, rect, 32 + taken + 14)
            if self.hasFocus():
                kit_paint.focus_ring(painter, rect.adjusted(6, 3, -6, -3))

    def _paint_note(self, painter: QPainter, rect: QRectF, left: float) -> None:
        if self._tone:
            icons.draw(painter, "alert-circle", left, FOLD / 2 - 7, 14, self._tone)
            left += 19
        note = QRectF(left, 1, rect.width() - left - 12, FOLD)
        kit_paint.text(painter, note, self._note, self._tone or "ink-2", fonts.CAPTION)


class MoneyLine(FoldLine):
    """The line of the money block; open, it is the head of its columns."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__("项目资金")
        self._sheet = sheet

    def _paint_note(self, painter: QPainter, rect: QRectF, left: float) -> None:
        if not self.isChecked() or self._sheet.is_empty:
            super()._paint_note(painter, rect, left)
            return
        unit = QRectF(left, 1, 100, FOLD)
        kit_paint.text(painter, unit, self._sheet.form.money_unit, "ink-2", fonts.CAPTION)
        paint_heads(painter, self._sheet, self.width(), FOLD)


class Part(QWidget):
    """A line that opens what is below it."""

    opening = Signal(object)

    def __init__(self, line: FoldLine, body: QWidget) -> None:
        super().__init__()
        self.line, self.body = line, body
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setLayout(column(self.line, body, gap=0))
        self.line.toggled.connect(self._on_toggled)
        body.hide()

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self.line.setChecked(is_open)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        if is_open:
            self.opening.emit(self)  # others close first, so that the window need not grow for a moment
        self.body.setVisible(is_open)


class HeadFields(QWidget):
    """The labelled fields of the head, the year and the title of the form."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.lines: dict[str, AutosaveLine] = {}
        self._labels: dict[str, Label] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 72)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(2, 72)
        self._grid.setColumnStretch(3, 1)
        self.year = AutosaveLine(name="年度", width=90)
        self.title = AutosaveLine(name="表名")
        self.year.committed.connect(self._on_year)
        self.title.committed.connect(self._on_title)
        self.as_of = DateField(name="截至日期")
        self.as_of.changed.connect(self._on_as_of)
        self.as_of.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 2, 16, 10)
        outer.addLayout(self._grid)
        sheet.shown.connect(self.refresh)
        sheet.changed.connect(self.refresh)

    def _build(self, labels: list[str]) -> None:
        for one in (*self.lines.values(), *self._labels.values()):
            one.hide()
            one.deleteLater()
        while self._grid.takeAt(0) is not None:
            pass
        self.lines, self._labels = {}, {}
        place = 0
        for label in labels:
            line = AutosaveLine(name=label)
            line.setProperty("label", label)
            line.committed.connect(self._on_heading)
            self.lines[label] = line
            self._put(label, line, place, wide=place == 0)
            place += 2 if place == 0 else 1
        self._put("年度", self.year, place)
        self._put("表名", self.title, place + 1)
        if self._sheet.profile.is_monitoring:
            self._put("截至日期", self.as_of, place + 2)

    def _put(self, label: str, line: AutosaveLine | DateField, place: int, wide: bool = False) -> None:
        name = Label(label, "muted")
        self._labels[label] = name
        across = place % 2 * 2
        self._grid.addWidget(name, place // 2, across)
        self._grid.addWidget(line, place // 2, across + 1, 1, 3 if wide else 1)
        name.setBuddy(line)

    @Slot()
    def refresh(self) -> None:
        """Show what the sheet has."""
        if self._sheet.is_empty:
            return
        form = self._sheet.form
        asked = list(self._sheet.profile.all_labels)
        labels = asked + [label for label, _ in form.headings if label not in asked]
        is_monitoring = self._sheet.profile.is_monitoring
        if labels != list(self.lines) or self.as_of.isHidden() is is_monitoring:
            self.flush()
            self._build(labels)
            self.as_of.setVisible(is_monitoring)
        if self.as_of.value() != form.as_of:
            self.as_of.set_value(form.as_of)
        self.as_of.setReadOnly(not self._sheet.can_edit)
        for label, line in self.lines.items():
            line.show_value(form.heading(label))
            is_due = label in self._sheet.profile.required_headings and is_blank(form.heading(label))
            line.setPlaceholderText("必填" if is_due else "")
        self.year.show_value(str(form.year or ""))
        self.title.show_value(form.title)
        for one in (*self.lines.values(), self.year, self.title):
            one.setReadOnly(not self._sheet.can_edit)

    def flush(self) -> None:
        """Keep what is being typed."""
        for one in (*self.lines.values(), self.year, self.title):
            one.flush()

    @Slot(str)
    def _on_heading(self, text: str) -> None:
        line = self.sender()
        if line is not None and not self._sheet.is_empty:
            self._sheet.set_heading(str(line.property("label")), text)

    @Slot(str)
    def _on_year(self, text: str) -> None:
        plain = text.strip()
        is_year = plain.isascii() and plain.isdigit() and _EARLIEST <= int(plain) <= _LATEST
        self.year.set_bad(not is_year)
        self.year.setToolTip("" if is_year else "年度写四位数字，例如 2024")
        if is_year:
            self._sheet.set_year(int(plain))

    @Slot(object)
    def _on_as_of(self, day: object) -> None:
        if not self._sheet.is_empty:
            self._sheet.set_as_of(day if isinstance(day, date) else None)

    @Slot(str)
    def _on_title(self, text: str) -> None:
        self._sheet.set_title(text)
        self.title.set_bad(not text.strip())


class GoalFields(QWidget):
    """The two goal texts of the form, side by side: expected and reached, or project and year."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.first = AutosaveText("", "", "", 112, 112)
        self.second = AutosaveText("", "", "", 112, 112)
        self.first.committed.connect(self._on_first)
        self.second.committed.connect(self._on_second)
        self.names = (Label("", "muted"), Label("", "muted"))
        self.counts = (Label("", "caption"), Label("", "caption"))
        sides = [
            column(row(name, None, count), editor, gap=4)
            for name, count, editor in zip(self.names, self.counts, (self.first, self.second), strict=True)
        ]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 0, 16, 10)
        outer.addLayout(row((sides[0], 1), (sides[1], 1), gap=16))
        sheet.shown.connect(self.refresh)
        sheet.changed.connect(self.refresh)

    @property
    def fields(self) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """Field of the form, its name there, and what is asked for."""
        labels = self._sheet.profile.labels
        if self._sheet.profile.is_declaration:
            return (
                ("goal_project", labels.goal_project, "整个项目要达到的目标"),
                ("goal_expected", labels.goal_expected, "本年度要达到的目标"),
            )
        return (
            ("goal_expected", labels.goal_expected, "本年度要达到的目标"),
            ("goal_actual", labels.goal_actual, "各项目标的实际完成情况"),
        )

    def editor_for(self, sentence: str) -> AutosaveText:
        """The text that a check speaks of."""
        return self.first if f"“{self.fields[0][1]}”" in sentence else self.second

    @Slot()
    def refresh(self) -> None:
        """Show what the sheet has."""
        if self._sheet.is_empty:
            return
        editors = zip(self.fields, (self.first, self.second), self.names, self.counts, strict=True)
        for (field, name, asked), editor, label, count in editors:
            label.setText(name)
            editor.setAccessibleName(name)
            editor.setPlaceholderText(asked)
            editor.show_value(getattr(self._sheet.form, field))
            editor.setReadOnly(not self._sheet.can_edit)
            count.setText(f"{length(editor.text())} 字")

    def flush(self) -> None:
        """Keep what is being typed."""
        self.first.flush()
        self.second.flush()

    def set_height(self, high: int) -> None:
        """How high the two texts are."""
        for editor in (self.first, self.second):
            editor.set_heights(high, high)

    @Slot(str)
    def _on_first(self, text: str) -> None:
        if not self._sheet.is_empty:
            self._sheet.set_goal(self.fields[0][0], text)

    @Slot(str)
    def _on_second(self, text: str) -> None:
        if not self._sheet.is_empty:
            self._sheet.set_goal(self.fields[1][0], text)


class Parts(QWidget):
    """Head, money and goals. In a low window only one of them is open, so that the indicators keep room."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.is_low = True
        self.head_fields, self.money, self.goals = HeadFields(sheet), MoneyGrid(sheet), GoalFields(sheet)
        self.head = Part(FoldLine("表头"), self.head_fields)
        self.funding = Part(MoneyLine(sheet), holder(column(self.money, margins=(0, 0, 0, 6))))
        self.goal = Part(FoldLine("年度总体目标"), self.goals)
        self.parts = (self.head, self.funding, self.goal)
        self.setLayout(column(*self.parts, gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for part in self.parts:
            part.opening.connect(self._on_opening)
        self.funding.set_open(True)
        sheet.shown.connect(self.refresh)
        sheet.changed.connect(self.refresh)

    @Slot(object)
    def _on_opening(self, opening: Part | None) -> None:
        if self.is_low:
            for part in self.parts:
                if part is not opening:
                    part.set_open(False)

    def set_room(self, high: int) -> None:
        """How high the page is."""
        self.is_low = high < _LOW
        if self.is_low and sum(part.line.isChecked() for part in self.parts) > 1:
            self._on_opening(self.funding)
        self.goals.set_height(112 if self.is_low else 176)

    @Slot()
    def refresh(self) -> None:
        """Say on the lines what is inside."""
        if self._sheet.is_empty:
            return
        form = self._sheet.form
        missing = [one for one in self._sheet.profile.required_headings if is_blank(form.heading(one))]
        if missing:
            self.head.line.set_note(f"还没有填写：{'、'.join(missing)}", "bad")
        else:
            names = [form.heading("主管部门"), form.heading("实施单位")]
            self.head.line.set_note(" · ".join(dict.fromkeys(filter(None, names))))
        self._note_money()
        self.goal.line.setText(self._sheet.profile.labels.goal)
        fields = self.goals.fields
        counts = [length(getattr(form, field)) for field, _, _ in fields]
        words = [f"{name} {count} 字" for (_, name, _), count in zip(fields, counts, strict=True)]
        is_due = not (counts[-1] if self._sheet.profile.is_declaration else all(counts))
        self.goal.line.set_note(" · ".join(words), "warn" if is_due else "")

    def _note_money(self) -> None:
        form, execution = self._sheet.form, self._sheet.scored.execution
        total, labels = self._sheet.funding(FundingRole.TOTAL), self._sheet.profile.labels
        if self._sheet.profile.is_declaration:
            both = (
                (labels.project_roles.get(FundingRole.TOTAL, ""), total.project_text),
                (labels.roles[FundingRole.TOTAL], total.initial_text),
            )
            words = " · ".join(f"{name} {text} {form.money_unit}" for name, text in both if text and name)
            self.funding.line.set_note(words or "还没有填写", "" if words else "warn")
        elif self._sheet.profile.is_monitoring:
            amounts = (
                (labels.initial, total.initial_text),
                (labels.executed, total.executed_text),
                (labels.full_year, total.full_year_text),
            )
            self.funding.line.set_note(" · ".join(f"{name} {text or '—'}" for name, text in amounts))
        elif execution.rate is None:
            self.funding.line.set_note(execution.how, "warn")
        else:
            words = f"全年预算 {total.full_year_text} · 执行 {total.executed_text} {form.money_unit}"
            words += f" · 执行率 {percent(execution.rate)} · 得 {short(execution.score)} 分"
            self.funding.line.set_note(words)

    def flush(self) -> None:
        """Keep what is being typed."""
        self.head_fields.flush()
        self.money.flush()
        self.goals.flush()


def length(text: str) -> int:
    """How many characters, as an office counts them: without spaces and line ends."""
    return len("".join(text.split()))
