"""The right side: the paper, or the checks."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.ui.context import Context
from app.ui.kit import (
    Band,
    Icon,
    Label,
    SegmentedSwitch,
    caption,
    column,
    frame,
    hline,
    icon_button,
    link,
    row,
)
from app.ui.performance.findings import PRINTED_CODES, FindingsList
from app.ui.performance.preview import Preview
from app.ui.performance.sheet import Sheet

_HEAD = 42


class Pane(QFrame):
    """Preview and checks with the switch above them."""

    forget_wanted = Signal()

    def __init__(self, context: Context, sheet: Sheet) -> None:
        super().__init__()
        self.setObjectName("surface")
        self._sheet = sheet
        self.switch = SegmentedSwitch(
            [("preview", "预览"), ("checks", "检查", 0)], height=30, name="预览或检查"
        )
        self.words = caption("")
        self.out_button = icon_button("zoom-out", "缩小")
        self.in_button = icon_button("zoom-in", "放大")
        self.preview = Preview(context)
        self.findings = FindingsList(sheet)
        self.forget_link = link("以本表的计算为准", "refresh")
        self.forget = Band("导入的表上印的合计、得分与现在的计算不同。", "warn", self.forget_link)
        self.rule = frame(
            "surface",
            row(
                Icon("lock", "warn", 16),
                Label("须先改的项目未清零前，可打印草稿，不能导出正式 PDF。", "caption", wrap=True),
                margins=(16, 8, 16, 10),
                gap=10,
            ),
        )
        self._line = hline()
        self._lay_out()
        self.switch.chosen.connect(self.show_part)
        self.out_button.clicked.connect(self.preview.zoom_out)
        self.in_button.clicked.connect(self.preview.zoom_in)
        self.preview.drawn.connect(self._on_drawn)
        self.forget_link.clicked.connect(self.forget_wanted)
        sheet.shown.connect(self._on_sheet)
        sheet.changed.connect(self._on_sheet)
        sheet.typed.connect(self._on_typed)
        self.show_part("preview")

    def _lay_out(self) -> None:
        checks = frame(
            "surface",
            column(
                (self.findings, 1),
                self.forget,
                self._line,
                self.rule,
                gap=0,
            ),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.preview)
        self.stack.addWidget(checks)
        self.head = frame(
            "surface",
            row(
                self.switch,
                None,
                self.words,
                self.out_button,
                self.in_button,
                margins=(12, 0, 12, 0),
                gap=6,
            ),
            height=_HEAD,
        )
        self.setLayout(column(self.head, hline(), (self.stack, 1), gap=0))

    @Slot(str)
    def show_part(self, key: str) -> None:
        """Show `preview` or `checks`."""
        self.switch.set_current(key)
        is_preview = key == "preview"
        self.stack.setCurrentIndex(0 if is_preview else 1)
        for one in (self.out_button, self.in_button, self.words):
            one.setVisible(is_preview)

    @Slot()
    def _on_drawn(self) -> None:
        self.words.setText(self.preview.page_words())

    @Slot()
    def _on_typed(self) -> None:
        """The paper follows every key; it is drawn elsewhere."""
        self.preview.show_form(self._sheet.trial, self._sheet.around.proofs)

    @Slot()
    def _on_sheet(self) -> None:
        if self._sheet.is_empty:
            self.preview.show_form(None)
            return
        self.preview.show_form(self._sheet.form, self._sheet.around.proofs)
        self.switch.set_count("checks", len(self._sheet.findings))
        has_printed = any(one.code in PRINTED_CODES for one in self._sheet.findings)
        self.forget.setVisible(has_printed and self._sheet.can_edit)
        has_errors = bool(self._sheet.errors)
        self.rule.setVisible(has_errors)
        self._line.setVisible(has_errors)
