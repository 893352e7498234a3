"""What was read from a file, what is doubtful and what is left over, before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.services.performance.checks import check
from app.services.performance.form import FundingLine, SelfEvaluation
from app.services.performance.profiles import Profile, profile
from app.services.performance.scoring import score
from app.services.performance.store import TableName
from app.services.printing import short
from app.ui.dialog import Dialog
from app.ui.kit import (
    Combo,
    FieldRow,
    Label,
    Line,
    SegmentedSwitch,
    button,
    column,
    hline,
    link,
    row,
)

_EARLIEST, _LATEST = 2000, 2099
_FINE = "这里没有需要说明的内容。"


class ImportDialog(Dialog):
    """Shows a table that was read. Nothing that stood in the file is dropped unseen."""

    def __init__(
        self,
        parent: QWidget,
        forms: Sequence[SelfEvaluation],
        tables: Sequence[TableName],
        is_done: bool = False,
    ) -> None:
        """`is_done`: the table was imported; only what was read is shown."""
        title = "导入时读到的内容" if is_done else "导入绩效表"
        super().__init__(parent, title, forms[0].source, width=860, height=560)
        self.asks_before_loss = False
        self._forms, self._tables = list(forms), list(tables)
        names = [
            (f"第 {n} 张：{form.heading('项目名称') or '未写项目名称'}", n - 1)
            for n, form in enumerate(forms, 1)
        ]
        self.which = Combo(names, 0, name="读入哪一张")
        self.which_row = FieldRow("读入哪一张", self.which, side=True)
        self.which_row.setVisible(len(forms) > 1)
        self.name = Label("", "value", wrap=True)
        self.facts = Label("", "muted", wrap=True)
        self.year_line = Line("", name="年度")
        self.year_row = FieldRow("年度", self.year_line, is_mandatory=True, side=True)
        self.switch = SegmentedSwitch(
            [
                ("read", "读到的内容"),
                ("doubts", "未读准", 0),
                ("left", "没有归入表格", 0),
                ("checks", "检查", 0),
            ],
            height=30,
            name="读入情况",
        )
        self.copy_button = link("复制这些文字", "copy")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("读入情况")
        self.text.setReadOnly(True)
        self.text.setProperty("look", "detail")
        self.add(self.which_row)
        self.body.addLayout(column(self.name, self.facts, gap=2))
        self.add(self.year_row)
        self.add(hline())
        self.body.addLayout(row(self.switch, None, self.copy_button))
        self.add(self.text, 1)
        self._add_buttons(len(forms), is_done)
        self.which.chosen.connect(self._on_which)
        self.switch.chosen.connect(self._on_switch)
        self.copy_button.clicked.connect(self._on_copy)
        needs_year = forms[0].year is None and not is_done
        self.starts_at = self.year_line if needs_year else self.primary or self.cancel_button
        self._on_which(0)
        if is_done:
            self.set_note("")
            self.year_row.hide()

    def _add_buttons(self, count: int, is_done: bool) -> None:
        self.cancel_button = self.add_cancel("关闭" if is_done else "取消")
        self.takes_all = False
        self.all_button = button(f"导入全部 {count} 张")
        self.all_button.clicked.connect(self._on_all)
        if not is_done:
            if count > 1:
                self.add_button(self.all_button)
            self.add_button(button("导入", "primary", "file-import"))

    @property
    def form(self) -> SelfEvaluation:
        """The table that is shown."""
        return self._forms[int(self.which.value() or 0)]

    @property
    def forms(self) -> list[SelfEvaluation]:
        """The tables to keep: the one that is shown, or all."""
        return self._forms if self.takes_all else [self.form]

    @Slot()
    def _on_all(self) -> None:
        self.takes_all = True
        self.confirm()
        self.takes_all = self.takes_all and not self.isVisible()

    @property
    def year(self) -> int:
        """The year to keep the table under."""
        return int(self.year_line.text().strip())

    @Slot(object)
    def _on_which(self, number: object) -> None:
        form = self.form
        by = profile(form.profile)
        scored = score(form, by)
        self.name.setText(form.heading("项目名称") or "（文件里没有项目名称）")
        facts = [by.form.label, f"模板：{by.name}", f"指标 {len(form.indicators)} 行"]
        if not by.is_declaration:
            total = f"总分 {short(scored.total)}"
            if form.printed_score and form.printed_score != short(scored.total):
                total += f"（表上印的是 {form.printed_score}）"
            facts += [f"分值合计 {short(scored.weight)}", total]
        self.facts.setText(" · ".join(facts))
        self.year_line.setText(str(form.year or ""))
        self.year_row.setVisible(form.year is None)
        found = check(form, by, imported=True)
        self._pages = {
            "read": _as_read(form),
            "doubts": _listed([(one.place, one.sentence) for one in form.doubts]),
            "left": _listed([(one.place, one.text) for one in form.leftovers]),
            "checks": _listed([(one.code, one.sentence) for one in found]),
        }
        self.switch.set_count("doubts", len(form.doubts))
        self.switch.set_count("left", len(form.leftovers))
        self.switch.set_count("checks", len(found))
        self.switch.set_current("doubts" if form.doubts else "left" if form.leftovers else "read")
        self._on_switch(self.switch.current)
        key = (form.year, form.heading("项目名称"), by.form)
        same = [one for one in self._tables if (one.year, one.name, one.form) == key]
        note = "导入后另存为一张新表，可以一次撤销"
        if same:
            note = f"已有 {form.year} 年同名的表；导入后两张并存，可以一次撤销"
        self.set_note(note)
        self.refit()

    @Slot(str)
    def _on_switch(self, key: str) -> None:
        text = self._pages[key]
        self.text.setPlainText(text or _FINE)
        self.copy_button.setEnabled(bool(text))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._pages[self.switch.current])
        self.copy_button.set_words("已复制")

    def check(self) -> bool:
        """A year is needed."""
        if self.form.year is not None:
            self.year_row.setVisible(False)
            self.year_line.setText(str(self.form.year))
        plain = self.year_line.text().strip()
        is_year = plain.isascii() and plain.isdigit() and _EARLIEST <= int(plain) <= _LATEST
        self.year_row.set_error("" if is_year else "年度写四位数字，例如 2024")
        self.year_row.setVisible(self.form.year is None or not is_year)
        return is_year


def _as_read(form: SelfEvaluation) -> str:
    """The whole table as text, in the order of the form."""
    parts = [form.title, f"{form.year or '未写'} 年度"]
    parts += [f"{label}：{value or '（空）'}" for label, value in form.headings]
    by = profile(form.profile)
    labels = by.labels
    parts.append("")
    parts += [_money(form, line, by) for line in form.funding]
    goals = ((labels.goal_expected, form.goal_expected), (labels.goal_actual, form.goal_actual))
    if by.is_declaration:
        goals = ((labels.goal_project, form.goal_project), (labels.goal_expected, form.goal_expected))
    for name, text in goals:
        parts += ["", f"{name}：", text or "（空）"]
    for number, one in enumerate(form.indicators, 1):
        weight = f"　分值 {one.weight_text or '—'}" if by.grid.has("weight") else ""
        parts += ["", f"{number}. {one.level1} · {one.level2}{weight}"]
        if by.has_terms:
            parts.append(f"中期{labels.level3}：{one.project_title or '（空）'}")
            parts.append(f"中期{labels.target}：{one.project_target or '（空）'}")
        parts.append(f"{labels.level3}：{one.title or '（空）'}")
        parts.append(f"{labels.target}：{one.target or '（空）'}")
        if by.grid.has("actual"):
            parts.append(f"{labels.actual}：{one.actual or '（空）'}")
        if one.score_text:
            parts.append(f"{labels.score}：{one.score_text}（{one.score_reason}）")
        if one.reason:
            parts.append(f"{labels.reason}：{one.reason}")
    return "\n".join(parts)


def _money(form: SelfEvaluation, line: FundingLine, by: Profile) -> str:
    amounts, names = [line.initial_text, line.full_year_text, line.executed_text], "年初 / 全年 / 执行"
    if by.is_declaration:
        amounts, names = [line.project_text, line.initial_text], "项目 / 年度"
    shown = " / ".join(text or "—" for text in amounts)
    return f"{by.labels.roles[line.role]}（{form.money_unit}）：{names} {shown}"


def _listed(pairs: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{place}　{text}" if place else text for place, text in pairs)
