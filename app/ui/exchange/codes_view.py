"""核对码 by unit of this file and another one: where they differ, without merging anything."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.errors import AppError, Cancelled
from app.services.exchange.comparing import CodePair, Comparison, compare_codes
from app.services.exchange.container import PasswordNeeded
from app.ui.context import Context
from app.ui.exchange.drop_area import RECEIVED
from app.ui.kit import Band, Card, Label, Skeleton, button, column, holder, row, section
from app.ui.password_dialog import PasswordDialog
from app.ui.table import Column, RowsModel, TableView

SAME, DIFFERENT, ONLY_OURS, ONLY_THEIRS = "相同", "不同", "只有本机有", "只有对方有"
_LOOKS = {
    SAME: ("good", "check"),
    DIFFERENT: ("warn", "git-compare"),
    ONLY_OURS: ("quiet", "minus"),
    ONLY_THEIRS: ("info", "plus"),
}


def state_of(pair: CodePair) -> str:
    """Whether two files say the same of a unit."""
    if pair.is_same:
        return SAME
    return DIFFERENT if pair.ours and pair.theirs else ONLY_OURS if pair.ours else ONLY_THEIRS


_COLUMNS = (
    Column("name", "单位", lambda p: p.unit.name, kind="strong", width=320, min_width=200, stretch=True),
    Column("uscc", "统一社会信用代码", lambda p: p.unit.uscc, kind="small", width=190, gives_way=1),
    Column("ours", "本机核对码", lambda p: p.ours or None, width=130),
    Column("theirs", "对方核对码", lambda p: p.theirs or None, width=130),
    Column(
        "state",
        "比较",
        state_of,
        kind="chip",
        width=124,
        tone=lambda p: _LOOKS[state_of(p)][0],
        glyph=lambda p: _LOOKS[state_of(p)][1],
    ),
)


class CodesView(QWidget):
    """`left` goes back to the records."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._path: Any = None
        self.words = section("")
        self.detail = Label("", "muted")
        self.back_button = button("返回交换记录", "ghost", "arrow-left")
        self.back_button.clicked.connect(self.left)
        self.rows = RowsModel(_COLUMNS, _key)
        self.table = TableView(self.rows, name="各单位的核对码")
        self.problem = Band("", "bad")
        self.inner = QStackedWidget()
        for part in (self.table, Skeleton(8), holder(column(self.problem, None))):
            self.inner.addWidget(part)
        card = Card(margins=(16, 10, 16, 8), gap=8)
        card.add(row(self.words, self.detail, None, self.back_button, gap=10))
        card.add(self.inner, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 12)
        layout.addWidget(card)

    def choose(self) -> bool:
        """Ask for the other file and compare; False if none was chosen."""
        path = self._context.files.open_file("receive", "选择要核对的文件", RECEIVED)
        if path is None:
            return False
        self._path = path
        self._compare(None)
        return True

    def _compare(self, password: str | None) -> None:
        self.words.setText(f"正在核对“{self._path.name}”")
        self.detail.setText("")
        self.inner.setCurrentIndex(1)
        self._context.jobs.read(
            "核对文件",
            *(compare_codes, self._context.workspace, self._path, password),
            then=self._on_compared,
            failed=self._on_failed,
        )

    def _on_compared(self, found: Comparison) -> None:
        same = len(found.pairs) - found.different
        if found.different:
            self.words.setText(f"与“{found.file_name}”有 {found.different:,} 家不同")
        else:
            self.words.setText(f"与“{found.file_name}”内容相同")
        part = "；对方只是部分内容，只比较它有的单位" if found.is_part else ""
        self.detail.setText(f"相同 {same:,} 家 · 核对码 {found.our_code} / {found.their_code}{part}")
        self.rows.set_rows(list(found.pairs))
        self.inner.setCurrentIndex(0)

    def _on_failed(self, error: AppError) -> None:
        if isinstance(error, PasswordNeeded):
            self._dialog = PasswordDialog(self.window(), self._path.name, error.sentence)
            self._dialog.accepted.connect(self._on_password)
            self._dialog.rejected.connect(self.left)
            self._dialog.open()
            return
        if isinstance(error, Cancelled):
            self.left.emit()
            self._context.shell.toast(error.message)
            return
        self.words.setText("没有核对")
        self.problem.set_words(error.sentence)
        self.inner.setCurrentIndex(2)

    @Slot()
    def _on_password(self) -> None:
        self._compare(self._dialog.password.text())


def _key(pair: Any) -> str:
    return str(pair.unit.key)
