"""The strip between page and status bar while a long job runs. The window stays usable."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit.buttons import button, icon_button
from app.ui.kit.editors import refresh_style
from app.ui.kit.labels import Bar, Chip, ElidedLabel, Icon, Label, caption
from app.ui.kit.layout import row

_QUIET_SECONDS = 0.5  # a job that is done within this time is not shown
_GUESS_SECONDS = 3.0  # from here on the remaining time can be guessed


@dataclass(frozen=True)
class StripState:
    """How far a job is.

    `title`: `正在导出审核意见`. `total` 0: not known. `seconds` since it began. `queued`: jobs that wait.
    `failed` with `is_finished`: how many could not be done; the strip stays until it is dismissed.
    """

    title: str
    done: int = 0
    total: int = 0
    text: str = ""
    seconds: float = 0.0
    queued: int = 0
    is_stopping: bool = False
    is_finished: bool = False
    failed: int = 0
    can_cancel: bool = True
    icon: str = "file-export"


def remaining_text(state: StripState) -> str:
    """`约 40 秒`, from the pace so far; "" while that would be a guess."""
    if state.seconds < _GUESS_SECONDS or not state.done or state.done >= state.total or state.is_stopping:
        return ""
    left = state.seconds / state.done * (state.total - state.done)
    if left < 10:
        return "约几秒"
    if left < 90:
        return f"约 {round(left / 10) * 10} 秒"
    return f"约 {round(left / 60)} 分钟"


class ProgressStrip(QFrame):
    """Shows a `StripState`; hides itself for None."""

    cancel_wanted = Signal()
    details_wanted = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setFixedHeight(44)
        self._icon = Icon("file-export", "accent", 18)
        self.title = Label("", "strong")
        self.count = caption()
        self.text = ElidedLabel("", "caption", minimum=0)
        self.text.setFixedWidth(220)
        self.bar = Bar()
        self.remaining = caption()
        self.queued = Chip("+1", "quiet", "")
        self.cancel_button = button("取消")
        self.details_button = button("查看")
        self.close_button = icon_button("x", "关闭")
        self.setLayout(
            row(
                self._icon,
                self.title,
                self.count,
                self.text,
                (self.bar, 1),
                self.remaining,
                self.queued,
                self.details_button,
                self.cancel_button,
                self.close_button,
                gap=12,
                margins=(16, 0, 12, 0),
            )
        )
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.details_button.clicked.connect(self.details_wanted)
        self.close_button.clicked.connect(self._on_close)
        self.show_state(None)

    def show_state(self, state: StripState | None) -> None:
        """Show how far the job is; hidden when there is none, or it only began."""
        if state is None or (state.seconds < _QUIET_SECONDS and not state.is_finished):
            self.hide()
            return
        if state.is_finished and not state.failed:
            self.hide()
            return
        self._show_failures(state) if state.is_finished else self._show_running(state)
        self.queued.setVisible(state.queued > 0)
        if state.queued:
            self.queued.set_state(f"+{state.queued}", "quiet", "")
            self.queued.setToolTip(f"还有 {state.queued} 项任务在等待")
        self.show()

    def _show_running(self, state: StripState) -> None:
        self._set_tone("")
        self._icon.set_icon(state.icon, "accent")
        self.title.setText("正在停止…" if state.is_stopping else state.title)
        self.count.setText(f"{state.done:,} / {state.total:,}" if state.total else "")
        self.text.setText(state.text)
        self.bar.set_progress(state.done, state.total)
        self.remaining.setText(remaining_text(state))
        self.cancel_button.setEnabled(not state.is_stopping)
        for widget, on in (
            (self.count, bool(state.total)),
            (self.text, True),
            (self.bar, True),
            (self.remaining, bool(self.remaining.text())),
            (self.cancel_button, state.can_cancel),
            (self.details_button, False),
            (self.close_button, False),
        ):
            widget.setVisible(on)

    def _show_failures(self, state: StripState) -> None:
        self._set_tone("warn")
        self._icon.set_icon("alert-triangle", "warn")
        self.title.setText(state.text or f"{state.title}：{state.total:,} 项中有 {state.failed:,} 项没有完成")
        for widget in (self.count, self.text, self.remaining, self.cancel_button):
            widget.hide()
        # The bar keeps its place, so that the buttons stay at the right.
        self.bar.set_progress(state.total - state.failed, state.total, "warn")
        self.details_button.show()
        self.close_button.show()

    def _set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            refresh_style(self)
            self.title.set_tone(tone)
            self.bar.set_progress(0, 1, tone or "accent")

    @Slot()
    def _on_close(self) -> None:
        self.hide()
        self.dismissed.emit()
