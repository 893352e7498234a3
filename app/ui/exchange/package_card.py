"""Who sent a file, what it holds, how it stands to ours, and what was checked."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.services.exchange.inspect import Description, Relation
from app.ui.exchange.fork_picture import ForkPicture
from app.ui.exchange.reading import Opened
from app.ui.exchange.saying import RELATIONS, moment, size_words
from app.ui.kit import (
    Avatar,
    Band,
    Card,
    Chip,
    ElidedLabel,
    Icon,
    Label,
    column,
    hline,
    holder,
    row,
    section,
)


class PackageCard(Card):
    """Describes an `Opened`."""

    def __init__(self) -> None:
        super().__init__(margins=(0, 0, 0, 0), gap=0)
        self.avatar = Avatar("", 36, "info")
        self.title = section("")
        self.chip = Chip("已全部包含")
        self.facts = ElidedLabel("", "caption")
        self.project_icon = Icon("circle-check", "good", 16)
        self.project = Label("同一项目")
        checks = row(
            *(Icon("shield-check", "good", 16), Label("已隔离打开"), 10),
            *(Icon("circle-check", "good", 16), Label("结构检查通过"), 10),
            *(self.project_icon, self.project),
            gap=6,
        )
        head = row(
            self.avatar,
            (column(row(self.title, self.chip, None, gap=10), self.facts, gap=3), 1),
            holder(checks),
            gap=14,
            margins=(20, 12, 20, 12),
        )
        self.line = hline()
        self.fork = ForkPicture()
        self.warnings = QVBoxLayout()
        self.warnings.setSpacing(6)
        self.warnings.setContentsMargins(12, 0, 12, 12)
        self._notes = holder(self.warnings)
        self.add(head)
        self.add(self.line)
        self.add(self.fork)
        self.add(self._notes)

    def show_package(self, opened: Opened, our_name: str) -> None:
        """Describe another one."""
        told = opened.told
        who = told.sender or "不明来源"
        self.avatar.set_name(who)
        self.title.setText(f"{who} 的{'交换包' if told.is_package else '工作文件'}")
        self.chip.set_state(RELATIONS[told.relation])
        self.facts.setText(facts_of(told))
        is_ours = told.relation is not Relation.OTHER_PROJECT
        self.project_icon.set_icon("circle-check" if is_ours else "circle-x", "good" if is_ours else "bad")
        self.project.setText("同一项目" if is_ours else "不是同一项目")
        self.fork.show_fork(opened.fork, our_name, who)
        self.line.setVisible(opened.fork is not None)
        self._show_warnings(told.warnings)

    def set_low(self, is_low: bool) -> None:
        """Whether the window is too low for the picture."""
        self.fork.set_low(is_low)

    def _show_warnings(self, warnings: tuple[str, ...]) -> None:
        while (item := self.warnings.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if warnings:
            self.warnings.addWidget(Band(" ".join(warnings), "warn"))
        self._notes.setVisible(bool(warnings))


def facts_of(told: Description) -> str:
    """`3月18日 17:40 在 笔记本-02 生成 · 示例.crdx · 2.4 MB · 整个工作文件 · 含附件 12 个`."""
    where = f" 在 {told.device}" if told.device else ""
    made = f"{moment(told.made_at)}{where} 生成" if told.made_at else ""
    attached = f"含附件 {told.contents:,} 个" if told.contents else "不含附件"
    parts = (made, told.file_name, size_words(told.size), told.scope, attached)
    return " · ".join(part for part in parts if part)
