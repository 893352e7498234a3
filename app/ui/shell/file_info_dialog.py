"""What the open file says of itself, and the check that it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.journal.verify import Verification, verify
from app.services.workspaces import FileInfo
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import Band, ElidedLabel, Label, button, caption

if TYPE_CHECKING:
    from app.models.database import Workspace


class FileInfoDialog(Dialog):
    """Facts about the file; a button proves it against its journal."""

    def __init__(self, parent: QWidget | None, context: Context, info: FileInfo) -> None:
        super().__init__(parent, "文件信息", info.path.name, width=600)
        self._context = context
        self.asks_before_loss = False
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(_facts(info)):
            grid.addWidget(caption(name), line, 0)
            widget = ElidedLabel(value, minimum=0) if name == "位置" else Label(value, wrap=True)
            grid.addWidget(widget, line, 1)
        self.body.addLayout(grid)
        self.verdict = Band("", "quiet")
        self.verdict.hide()
        self.add(self.verdict)
        self.check_button = button("检查文件是否完整", icon="circle-check")
        self.check_button.clicked.connect(self._on_check)
        self.add_button(self.check_button, at_left=True)
        self.starts_at = self.add_button(button("知道了", "primary"))

    @Slot()
    def _on_check(self) -> None:
        self.check_button.setEnabled(False)
        self._context.jobs.read("检查文件", verify_file, self._context.workspace, then=self._on_checked)

    def _on_checked(self, result: Verification) -> None:
        self.check_button.setEnabled(True)
        if result.is_clean:
            words = (
                f"完整：{result.changes:,} 次修改、{result.operations:,} 处记录与 {result.rows:,} 行数据"
                "逐一相符。"
            )
        else:
            words = "有问题：" + "；".join(result.problems[:5]) + "。请从备份恢复。"
        self.body.removeWidget(self.verdict)
        self.verdict.deleteLater()
        self.verdict = Band(words, "good" if result.is_clean else "bad")
        self.add(self.verdict)
        self.refit()


def verify_file(workspace: Workspace) -> Verification:
    """Prove the file against its journal."""
    with workspace.read() as session:
        return verify(session)


def _facts(info: FileInfo) -> list[tuple[str, str]]:
    def moment(at: object) -> str:
        return f"{at:%Y-%m-%d %H:%M}" if at else "—"

    return [
        ("名称", info.name),
        ("报告年度", f"{info.year} 年度" if info.year else "—"),
        ("位置", str(info.path.parent)),
        ("大小", f"{info.size / (1 << 20):,.1f} MB"),
        ("修改", f"{info.changes:,} 次，共 {info.operations:,} 处"),
        ("参与的人", "、".join(info.people) or "—"),
        ("建立", moment(info.first_at)),
        ("最近修改", " · ".join(p for p in (moment(info.last_at), info.last_by, info.last_device) if p)),
        ("项目编号", info.project),
    ]
