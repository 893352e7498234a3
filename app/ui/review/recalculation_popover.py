"""展示计算过程: one number with everything it was worked out from, and the text of it for the clipboard."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QGridLayout

from app.models.amounts import show_amount
from app.services.checking import CalculationRow, Outcome
from app.services.facts import describe
from app.services.recalculation import Term
from app.services.recalculation.working import Operation
from app.ui.kit import Label, caption, hline, icon_button, link, paint, row, section
from app.ui.popover import Popover
from app.ui.review.recalculation_rows import number, signed, unit_words

Step = tuple[str, str, str]


def _step(term: Term, sign: str) -> Step:
    info = describe(term.name)
    unit = unit_words(term.unit or (info.unit if info else ""))
    value = f"{show_amount(term.value)} {unit}".strip()
    source = term.document or (term.where.text if term.where else "")
    return f"{sign}{info.label if info else term.name}", value, source


def steps(shown: CalculationRow) -> list[Step]:
    """Name, value with unit, source: one line for each factor, then the results."""
    working = shown.working
    if working is None:
        names = [info.label if (info := describe(name)) else name for name in shown.missing]
        return [("无法复算", "", f"缺 {'、'.join(names)}")]
    sign = "+ " if working.operation is Operation.SUM else "× "
    lines = [_step(term, sign if place else "") for place, term in enumerate(working.terms)]
    if working.operation is Operation.CARBON:
        lines.append(("× 碳转二氧化碳", "44/12", "分子量之比"))
    result = round(working.result, 6).normalize()
    lines.append(
        ("= 复算值", f"{show_amount(round(result, 6))} tCO₂", f"四舍五入为 {number(working.result)}")
    )
    off = shown.off
    if off is not None:
        percent = f"（{signed(off.percent, 2, '%')}）" if off.percent else ""
        words = (
            f"差 {signed(off.amount)}{percent}，超出容差"
            if shown.outcome is Outcome.DIFFERS
            else "在容差以内"
        )
        lines.append(("报告值", f"{number(shown.stated)} tCO₂", words))
    return lines


def plain_working(shown: CalculationRow) -> str:
    """The working as plain text, for the clipboard."""
    lines = [f"{shown.name}　排放量复算"]
    lines += ["\t".join(part for part in line if part) for line in steps(shown)]
    if shown.working is not None:
        lines.append(shown.working.formula)
    return "\n".join(lines)


def working_grid(shown: CalculationRow, is_narrow: bool = False) -> QGridLayout:
    """The steps one below the other; `is_narrow`: each source on a line of its own."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(0 if is_narrow else 2, 1)
    for line, (name, value, source) in enumerate(steps(shown)):
        is_result = name in ("= 复算值", "报告值")
        amount = Label(value, "strong" if is_result else "")
        amount.setAlignment(paint.RIGHT)
        told = caption(source, wrap=True)
        if name == "报告值" and shown.outcome is Outcome.DIFFERS:
            told.set_tone("bad")
        at = line * 2 if is_narrow else line
        grid.addWidget(Label(name, "strong" if is_result else "muted", wrap=is_narrow), at, 0)
        grid.addWidget(amount, at, 1)
        if is_narrow:
            grid.addWidget(told, at + 1, 0, 1, 2)
        else:
            grid.addWidget(told, at, 2)
    return grid


class WorkingPopover(Popover):
    """The working of one row."""

    def __init__(self, shown: CalculationRow) -> None:
        super().__init__(540)
        self._row = shown
        cross = icon_button("x", "关闭", "Esc")
        cross.clicked.connect(self.dismiss)
        self.add(row(section("展示计算过程"), None, caption(shown.name), cross))
        self.add(hline())
        self.add(working_grid(shown))
        if shown.standard is not None:
            words = f"报告采用的参数与推荐值不同；按推荐值为 {number(shown.standard)} tCO₂。"
            self.add(Label(words, "caption", "warn", wrap=True))
        self.copy = link("复制", "copy")
        self.copy.clicked.connect(self._on_copy)
        self.add(row(None, self.copy))

    def text(self) -> str:
        """The working as plain text."""
        return plain_working(self._row)

    @Slot()
    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.text())
        self.copy.set_words("已复制")
