"""出具前检查: what must be mended first, what to look at, and where to go for it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.documents.preflight import Level, Notice
from app.ui import fonts, icons
from app.ui.kit import Chip, Icon, Label, caption, column, frame, holder, paint, row, scroll_area, section
from app.ui.kit.cards import CardButton
from app.ui.review.lines import cut_lines

_WIDTH = 312
_PITCH = 19
_FONTS = "模板字体"
_TEXT = _WIDTH - 32 - 24
_LOOKS = {Level.ERROR: ("circle-x", "bad"), Level.WARNING: ("alert-triangle", "warn")}


class _NoticeRow(CardButton):
    """A sentence, its place, and an arrow where one can go there."""

    def __init__(self, notice: Notice, leads_there: bool) -> None:
        self.notice = notice
        self._leads = leads_there
        self._lines = cut_lines(notice.sentence, _TEXT - 18, 4)
        super().__init__(
            f"{notice.sentence} {notice.where}", 12 + _PITCH * (len(self._lines) + 1), is_card=False
        )
        self.setEnabled(leads_there)
        self.setToolTip("点击转到这一处" if leads_there else "")

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw sentence and place."""
        for number, line in enumerate(self._lines):
            room = QRectF(8, 6 + number * _PITCH, _TEXT, _PITCH)
            paint.text(painter, room, line)
        place = QRectF(8, 6 + len(self._lines) * _PITCH, _TEXT, _PITCH)
        paint.text(painter, place, self.notice.where, "ink-2", fonts.CAPTION)
        if self._leads:
            icons.draw(painter, "chevron-right", rect.right() - 18, rect.center().y() - 7, 14, "accent")


def _with_fonts_together(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """One notice for all missing fonts: they are one and the same matter."""
    fonts_missing = [notice for notice in notices if notice.where == _FONTS]
    if len(fonts_missing) < 2:
        return notices
    names = "、".join(notice.sentence.split("“")[1].split("”")[0] for notice in fonts_missing)
    sentence = f"这台电脑没有 {len(fonts_missing)} 种字体（{names}），版面可能略有不同。"
    rest = [notice for notice in notices if notice.where != _FONTS]
    return (*rest, Notice(fonts_missing[0].level, sentence, _FONTS))


class PreflightPanel(QWidget):
    """`jumped` tells a notice whose place is wanted."""

    jumped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_NoticeRow] = []
        self._parts: list[QWidget] = []
        self._shown: tuple[Notice, ...] | None = None
        self.state = Chip("正在检查", "quiet", "hourglass")
        self.sum = caption()
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        self.area = scroll_area(holder(column(self._list, None, gap=0)))
        head = row(section("出具前检查"), None, self.state, margins=(8, 0, 8, 0))
        foot = row(self.sum, margins=(8, 0, 8, 0))
        well = frame("well", column(head, (self.area, 1), foot, gap=10, margins=(12, 16, 8, 12)))
        self.setLayout(row((well, 1)))
        self.setFixedWidth(_WIDTH)

    def show_notices(self, notices: tuple[Notice, ...], fields: Collection[str]) -> None:
        """Show what was found. `fields`: those of the dialog itself, to which one can go."""
        if notices == self._shown:
            return
        self._shown = notices
        notices = _with_fonts_together(notices)
        for old in self._parts:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._parts, self.rows = [], []
        for level in Level:
            found = [notice for notice in notices if notice.level is level]
            if found:
                self._add_group(level, found, fields)
        errors = sum(notice.level is Level.ERROR for notice in notices)
        if errors:
            self.state.set_state("不能出具", "bad", "circle-x")
        else:
            self.state.set_state("可以出具", "good", "circle-check")
        rest = len(notices) - errors
        if not notices:
            self._add(Label("内容、签字、日期、文字都没有发现问题。", "muted", wrap=True))
        parts = [f"{errors} 处须先改"] if errors else []
        parts += [f"{rest} 处请留意"] if rest else []
        self.sum.setText("，".join(parts))

    def _add_group(self, level: Level, found: list[Notice], fields: Collection[str]) -> None:
        icon, tone = _LOOKS[level]
        words = Label(f"{len(found)} 处{level.label}", "strong", tone)
        self._add(holder(row(Icon(icon, tone, 15), words, None, gap=8, margins=(8, 4, 0, 2))))
        for notice in found:
            made = _NoticeRow(notice, notice.leads_out or notice.field in fields)
            made.clicked.connect(self._on_clicked)
            self._add(made)
            self.rows.append(made)

    def _add(self, widget: QWidget) -> None:
        self._list.addWidget(widget)
        self._parts.append(widget)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _NoticeRow):
            self.jumped.emit(sender.notice)
