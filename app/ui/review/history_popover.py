"""为什么是这个值: who said what about an item, newest first, and what was judged before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QLayout

from app.models.enums import Verdict
from app.services.review.past import EarlierVerdict, Past, PastEntry, PastField
from app.ui.kit import (
    Chip,
    Icon,
    Label,
    caption,
    column,
    hline,
    holder,
    icon_button,
    link,
    row,
    scroll_area,
    section,
)
from app.ui.looks import look
from app.ui.popover import Popover

_HIGHEST = 300
_ICONS = {PastField.ANSWER: "pencil", PastField.REMARK: "message-2"}


def when(at: datetime, today: date) -> str:
    """A time as people say it: 今天 10:26, 昨天 16:40, 04-22 09:15, 2024-04-22 09:15."""
    days = (today - at.date()).days
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {at:%H:%M}"
    return f"{at:%m-%d %H:%M}" if at.year == today.year else f"{at:%Y-%m-%d %H:%M}"


def told(entry: PastEntry) -> str:
    """What a change did, in a sentence, with the reason that was given."""
    return f"{_done(entry)}（理由：{entry.reason}）" if entry.reason else _done(entry)


def _done(entry: PastEntry) -> str:
    if entry.field is PastField.VERDICT:
        before, after = (f"“{w}”" if w else "未判定" for w in (entry.before, entry.after))
        return f"{before} 改为 {after}"
    if not entry.after:
        return f"删去{entry.field.label}“{entry.before}”"
    return f"{entry.field.label}：{entry.after}"


def told_earlier(earlier: EarlierVerdict) -> str:
    """Where an earlier verdict comes from."""
    return f"上年（{earlier.year}）" if earlier.is_last_year else f"第{earlier.round}轮"


class HistoryPopover(Popover):
    """Lists the past of an item. `restore` is called with the verdict to go back to; None offers nothing."""

    def __init__(
        self,
        code: str,
        past: Past,
        today: date,
        restore: Callable[[Verdict | None], None] | None,
    ) -> None:
        super().__init__(400)
        self._past, self._today, self._code, self._restore = past, today, code, restore
        cross = icon_button("x", "关闭", "Esc")
        cross.clicked.connect(self.dismiss)
        self.add(row(section("为什么是这个值"), None, caption(code), cross))
        self.add(hline())
        body = column(gap=12)
        verdicts = [e for e in past.entries if e.field is PastField.VERDICT]
        for entry in past.entries:
            body.addLayout(self._entry(entry, bool(verdicts) and entry is verdicts[0]))
        for earlier in past.earlier:
            body.addLayout(self._earlier(earlier))
        if not past.entries and not past.earlier:
            body.addWidget(Label("还没有人填写过这一条。", "muted", wrap=True))
        body.addStretch(1)
        inside = holder(body)
        area = scroll_area(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setFixedWidth(360)
        area.setFixedHeight(
            min(_HIGHEST, max(body.totalHeightForWidth(360), body.totalSizeHint().height()) + 8)
        )
        self.add(area)
        self.before = self._previous(verdicts)
        if past.entries:
            self.add(hline())
            self.restore = link("恢复为上一个判定", "history")
            self.restore.clicked.connect(self._on_restore)
            self.restore.setVisible(restore is not None and len(verdicts) > 1)
            self.copy = link("复制记录")
            self.copy.clicked.connect(self._on_copy)
            self.add(row(self.restore, None, self.copy))

    def _previous(self, verdicts: list[PastEntry]) -> Verdict | None:
        return Verdict.from_label(verdicts[0].before) if verdicts and verdicts[0].before else None

    def _entry(self, entry: PastEntry, is_current: bool) -> QLayout:
        if entry.field is PastField.VERDICT:
            seen = look(entry.after)
            icon, tone = seen.icon or "circle-dashed", seen.tone
        else:
            icon, tone = _ICONS[entry.field], "info"
        head = row(Label(entry.actor, "strong"), caption(when(entry.at, self._today)), None)
        if is_current:
            head.addWidget(Chip("当前值", "good", ""))
        words = column(head, Label(told(entry), wrap=True), gap=2)
        return row(column(Icon(icon, tone, 16), None), (words, 1), gap=12)

    def _earlier(self, earlier: EarlierVerdict) -> QLayout:
        on = earlier.received_on.isoformat() if earlier.received_on else ""
        head = row(Label(told_earlier(earlier), "strong"), caption(on), None)
        words = column(head, Label(f"“{earlier.verdict.label}”"), gap=2)
        return row(column(Icon("history", "quiet", 16), None), (words, 1), gap=12)

    def text(self) -> str:
        """Everything as plain text, for the clipboard."""
        lines = [f"{self._code} 的修改记录"]
        lines += [f"{e.at:%Y-%m-%d %H:%M} {e.actor}：{told(e)}" for e in self._past.entries]
        lines += [f"{told_earlier(e)}：“{e.verdict.label}”" for e in self._past.earlier]
        return "\n".join(lines)

    @Slot()
    def _on_restore(self) -> None:
        restore, before = self._restore, self.before
        self.dismiss()
        if restore is not None:
            restore(before)

    @Slot()
    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.text())
        self.copy.set_words("已复制")
