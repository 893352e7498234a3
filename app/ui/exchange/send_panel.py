"""发送: what goes into a package is chosen, counted before it is written, and written where one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.models.errors import AppError, Cancelled
from app.services.exchange.outline import Outline, outline
from app.services.exchange.package import Contents, Packaged, write_package
from app.ui.context import Context
from app.ui.exchange.reading import Units
from app.ui.exchange.saying import size_words
from app.ui.exchange.unit_picker import UnitPicker
from app.ui.kit import (
    Button,
    Card,
    CheckBox,
    ElidedLabel,
    EmptyState,
    Icon,
    Label,
    Line,
    RadioButton,
    button,
    caption,
    column,
    hline,
    holder,
    row,
    scroll_area,
    section,
)
from app.ui.messages import SAVE_AS, problem_of

if TYPE_CHECKING:
    from app.models.database import Workspace

PACKAGE = "交换包 (*.crdx)"
_PAUSE = 200
_SIDE, _NARROW_SIDE = 340, 300


class SendPanel(QWidget):
    """The choice at the left, what it comes to at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._asked = 0
        self.outline: Outline | None = None
        self.years: dict[int, Button] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.count_now)
        self._build_scope()
        self._build_options()
        self._build_side()
        left = column(self.scope_card, self.options_card, gap=10)
        left.setStretch(0, 1)
        self._left = holder(left)
        self._side_area = scroll_area(holder(column((self.side, 1), gap=0)))
        self._side_area.setFixedWidth(_SIDE)
        self.setLayout(row((self._left, 1), self._side_area, gap=12, margins=(24, 12, 24, 12)))
        self._on_scope()

    # Building

    def _build_scope(self) -> None:
        self.whole = RadioButton("整个工作文件", "同事可以接着做，合并回来最省事")
        self.part = RadioButton("只发一部分", "选单位和年度，例如分派给一位同事的任务")
        self.whole.setChecked(True)
        for radio in (self.whole, self.part):
            radio.clicked.connect(self._on_scope)
        self.picker = UnitPicker()
        self.picker.changed.connect(self._on_changed)
        self.year_row = QHBoxLayout()
        self.year_row.setSpacing(6)
        self._years = holder(row(Label("年度", "muted"), self.year_row, None, gap=10))
        self.nothing = EmptyState(
            "package-export", "发送全部内容", "单位、报告、审核、问题、意见、绩效表都在内。"
        )
        self.scope_card = Card("发送什么")
        self.scope_card.add(row(self.whole, 16, self.part, None))
        self.scope_card.add(self._years)
        self.scope_card.add(self.picker, 1)
        self.scope_card.add(self.nothing, 1)

    def _build_options(self) -> None:
        self.attachments = CheckBox("带附件的内容")
        self.attachments.setChecked(True)
        self.notes = CheckBox("带内部备注")
        self.notes.setChecked(True)
        self.blind = CheckBox("二审用：不含初审的判定、问题和结论")
        for box in (self.attachments, self.notes, self.blind):
            box.toggled.connect(self._on_changed)
        self.locked = CheckBox("设密码")
        self.locked.toggled.connect(self._on_locked)
        self.password = Line(name="密码", hint="至少 6 个字符", width=170)
        self.again = Line(name="再输一遍密码", hint="再输一遍", width=170)
        for line in (self.password, self.again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.textChanged.connect(self._show_problem)
        self.password_note = ElidedLabel("密码丢失后无法打开，请另外告诉对方，不要与文件一起发。", "caption")
        self._password_row = holder(row(self.password, self.again, (self.password_note, 1), gap=8))
        self.options_card = Card()
        self.options_card.add(row(self.attachments, 16, self.notes, 16, self.blind, None))
        self.options_card.add(row(self.locked, 8, (self._password_row, 1000), None, gap=8))

    def _build_side(self) -> None:
        self.counts: dict[str, Label] = {}
        self.scope = Label("", "strong", wrap=True)
        body = column(section("包里有什么"), self.scope, hline(), gap=10)
        for key, words in (
            *(("units", "单位"), ("reports", "报告"), ("items", "审核项"), ("findings", "问题")),
            *(("attachments", "附件"), ("notes", "内部备注"), ("conflicts", "未决冲突")),
        ):
            number = Label("…", "strong")
            self.counts[key] = number
            body.addLayout(row(Label(words, "muted"), None, number))
        self.warning = Label("", "caption", "warn", wrap=True)
        self.warning.hide()
        self.problem = Label("", "caption", wrap=True)
        self.make_button = button("生成交换包…", "primary", "package-export").stretch()
        self.make_button.clicked.connect(self.make)
        body.addWidget(self.warning)
        body.addStretch(1)
        self.result = caption("", wrap=True)
        self.result_icon = Icon("circle-check", "good", 16)
        self._result = holder(row(column(self.result_icon, None), (self.result, 1), gap=8))
        self._result.hide()
        body.addWidget(self._result)
        body.addWidget(self.problem)
        body.addWidget(self.make_button)
        self.side = Card(margins=(16, 14, 16, 16))
        self.side.add(body, 1)

    # Showing

    def show_units(self, units: Units) -> None:
        """Offer other units and years; the choice stays where it can."""
        before = {year for year, one in self.years.items() if one.isChecked()}
        while (item := self.year_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.years = {}
        for year in units.years:
            made = button(str(year), "toggle")
            made.setChecked(year in before)
            made.toggled.connect(self._on_changed)
            made.setAccessibleName(f"{year} 年度")
            self.years[year] = made
            self.year_row.addWidget(made)
        self.year_row.addWidget(caption("不选表示所有年度"))
        self.picker.show_units(units.rows)
        self.count_now()

    def contents(self) -> Contents:
        """What is chosen."""
        is_part = self.part.isChecked()
        return Contents(
            units=self.picker.chosen if is_part else frozenset(),
            years=frozenset(y for y, one in self.years.items() if one.isChecked())
            if is_part
            else frozenset(),
            with_attachments=self.attachments.isChecked(),
            with_notes=self.notes.isChecked(),
            is_blind=self.blind.isChecked(),
        )

    @Slot()
    def _on_scope(self) -> None:
        is_part = self.part.isChecked()
        self.picker.setVisible(is_part)
        self._years.setVisible(is_part)
        self.nothing.setVisible(not is_part)
        self._on_changed()
        self._on_locked()

    @Slot()
    def _on_locked(self) -> None:
        self._password_row.setEnabled(self.locked.isChecked())
        self._password_row.setVisible(self.locked.isChecked())
        self._show_problem()

    @Slot()
    def _on_changed(self) -> None:
        self._result.hide()
        self._asked += 1
        self.outline = None
        self._show_counts()
        self._pause.start()

    @Slot()
    def count_now(self) -> None:
        """Count what would go in."""
        self._pause.stop()
        if self._is_nothing_chosen() or not self._context.has_workspace:
            self.outline = None
            self._show_counts()
            return
        self._asked += 1
        self._context.jobs.read(
            "计算交换包",
            *(_count, self._asked, self._context.workspace, self.contents()),
            then=self._on_counted,
        )

    def _is_nothing_chosen(self) -> bool:
        contents = self.contents()
        return self.part.isChecked() and not contents.is_chosen

    def _on_counted(self, answer: tuple[int, Outline | AppError]) -> None:
        number, found = answer
        if number != self._asked:
            return
        self.outline = found if isinstance(found, Outline) else None
        self._show_counts()
        if isinstance(found, AppError):
            self.problem.setText(found.sentence)

    def _show_counts(self) -> None:
        found = self.outline
        self.scope.setText(found.scope if found else "还没有选" if self._is_nothing_chosen() else "正在计算…")
        for key, label in self.counts.items():
            waiting = "—" if self._is_nothing_chosen() else "…"
            label.setText(waiting if found is None else f"{getattr(found, key):,}")
        if found is not None and found.attachments and found.size:
            self.counts["attachments"].setText(f"{found.attachments:,} 个，{size_words(found.size)}")
        if found is not None and not self.attachments.isChecked():
            self.counts["attachments"].setText("不带内容")
        if found is not None and not self.notes.isChecked():
            self.counts["notes"].setText("不带")
        is_open = bool(found and found.conflicts)
        self.warning.setVisible(is_open)
        self.warning.setText("未决冲突会带着标记一起发出，对方也可以决定。" if is_open else "")
        self._show_problem()

    def _password_problem(self) -> str:
        if not self.locked.isChecked():
            return ""
        if len(self.password.text()) < 6:
            return "密码至少要有 6 个字符。"
        return "" if self.password.text() == self.again.text() else "两遍输入的密码不一样。"

    @Slot()
    def _show_problem(self) -> None:
        words = self._password_problem()
        if self._is_nothing_chosen():
            words = "先选单位或年度。"
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        self.again.set_bad(bool(self.again.text()) and self.password.text() != self.again.text())
        self.make_button.setEnabled(not words and self.outline is not None)

    # Doing

    @Slot()
    def make(self) -> None:
        """Ask where, and write the package there."""
        if not self.make_button.isEnabled():
            return
        target = self._context.files.save_file("package", "生成交换包", self._proposed(), PACKAGE)
        if target is None:
            return
        self.make_button.setEnabled(False)
        self._result.hide()
        password = self.password.text() if self.locked.isChecked() else None
        self._context.jobs.run(
            "生成交换包",
            *(write_package, self._context.workspace, target, self.contents(), password),
            then=self._on_made,
            failed=self._on_failed,
        )

    def _proposed(self) -> str:
        """`示例区2024_王甲_0318.crdx`, with what it is where it is a part."""
        stem, who = self._context.workspace.path.stem, self._context.workspace.author.name
        kind = "_二审" if self.blind.isChecked() else ""
        return f"{stem}_{who}_{self._context.today:%m%d}{kind}.crdx"

    def _on_made(self, made: Packaged) -> None:
        self._show_problem()
        self.result_icon.set_icon("circle-check", "good")
        code = made.code.replace(" ", "\u00a0")  # stays on one line
        self.result.setText(
            f"已生成“{made.path.name}”，{size_words(made.size)}，核对码\u00a0{code}。把这个文件发给同事即可。"
        )
        self._result.show()
        self.password.clear()
        self.again.clear()
        self.locked.setChecked(False)
        self._context.shell.toast(f"已生成交换包“{made.path.name}”")

    def _on_failed(self, error: AppError) -> None:
        self._show_problem()
        if isinstance(error, Cancelled):
            self.result_icon.set_icon("info-circle", "ink-2")
            self.result.setText("已取消，没有生成交换包。")
            self._result.show()
            return
        problem = problem_of("交换包没有生成", error, steps=(SAVE_AS,), is_safe=True, action="生成交换包")
        if self._context.messages.error(problem) == SAVE_AS[0]:
            self.make()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives the list more room."""
        super().resizeEvent(event)
        self._side_area.setFixedWidth(_SIDE if event.size().width() >= 1340 else _NARROW_SIDE)


def _count(number: int, workspace: Workspace, contents: Contents) -> tuple[int, Outline | AppError]:
    try:
        return number, outline(workspace, contents)
    except AppError as error:
        return number, error
