"""Where an answer was seen: one row for each piece of evidence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.review.form import EvidenceRow
from app.ui import fonts, icons
from app.ui.kit import button, icon_button, paint, row
from app.ui.kit.cards import CardButton

_HEIGHT = 30
ORPHANED = "原文已变，找不到这段引文"


def page_words(evidence: EvidenceRow) -> str:
    """The page as it is shown."""
    return f"第 {evidence.page} 页" if evidence.page.isdigit() else evidence.page


def evidence_place(evidence: EvidenceRow) -> str:
    """File and page in one expression."""
    return " · ".join(part for part in (evidence.file_name, page_words(evidence)) if part)


class _Row(CardButton):
    """Icon, quotation, place. Enter or a click opens the file, Delete removes the row."""

    removed = Signal(str)
    retake_wanted = Signal(object)

    def __init__(self, evidence: EvidenceRow, can_edit: bool, is_orphan: bool) -> None:
        self.evidence, self._is_orphan = evidence, is_orphan
        self._quote, self._place = evidence.quote, evidence_place(evidence)
        super().__init__(f"证据 {self._place} {self._quote}".strip(), _HEIGHT, is_card=False)
        tip = "点击回到原文" if evidence.attachment_id else ""
        tip = ORPHANED if is_orphan else tip
        self.setToolTip("\n".join(part for part in (self._quote, self._place, tip) if part))
        self._cross = icon_button("x", "移除证据", "Delete", kind="status")
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self._on_remove)
        self._cross.setVisible(can_edit)
        self.retake = button("重新取证", "link", tip="在现在的文件里重新框选或选中这段原文")
        self.retake.clicked.connect(self._on_retake)
        self.retake.setVisible(is_orphan and can_edit)
        self.setLayout(row(None, self.retake, self._cross, gap=4, margins=(0, 0, 4, 0)))

    @Slot()
    def _on_remove(self) -> None:
        if self._cross.isVisibleTo(self):
            self.removed.emit(self.evidence.id)

    @Slot()
    def _on_retake(self) -> None:
        self.retake_wanted.emit(self.evidence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw icon, words and place."""
        paint.round_rect(painter, rect, paint.RADIUS, None, "border")
        if self._is_orphan:
            self._paint_orphan(painter, rect)
            return
        has_file = self.evidence.attachment_id is not None
        icons.draw(
            painter, "paperclip" if has_file else "file-text", 9, 8, 14, "accent" if has_file else "ink-2"
        )
        right = rect.right() - (34 if self._cross.isVisibleTo(self) else 10)
        page = page_words(self.evidence)
        if page:
            wide = fonts.width(page, fonts.CAPTION) + 1
            spot = QRectF(right - wide, 0, wide, _HEIGHT)
            paint.text(painter, spot, page, "ink-2", fonts.CAPTION, align=paint.RIGHT)
            right -= wide + 10
        name, quote = self.evidence.file_name, f"“{self._quote}”" if self._quote else ""
        middle = Qt.TextElideMode.ElideMiddle
        if not (name and quote):
            paint.text(painter, QRectF(30, 0, right - 30, _HEIGHT), name or quote, mode=middle)
            return
        wide = min(fonts.width(name, fonts.CAPTION) + 1, (right - 30) * 0.45)
        spot = QRectF(right - wide, 0, wide, _HEIGHT)
        paint.text(painter, spot, name, "ink-2", fonts.CAPTION, align=paint.RIGHT, mode=middle)
        paint.text(painter, QRectF(30, 0, right - 42 - wide, _HEIGHT), quote)

    def _paint_orphan(self, painter: QPainter, rect: QRectF) -> None:
        icons.draw(painter, "alert-triangle", 9, 8, 14, "warn")
        right = rect.right() - (34 if self._cross.isVisibleTo(self) else 10)
        if self.retake.isVisibleTo(self):
            right -= self.retake.width() + 8
        wide = paint.text(painter, QRectF(30, 0, right - 30, _HEIGHT), ORPHANED, "warn")
        room = QRectF(42 + wide, 0, right - 42 - wide, _HEIGHT)
        if room.width() > 40:
            paint.text(painter, room, f"“{self._quote}”", "ink-2", fonts.CAPTION)


class EvidenceRows(QWidget):
    """All evidence of an item."""

    opened = Signal(object)  # EvidenceRow
    retake_wanted = Signal(object)  # EvidenceRow
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: object = None
        self._given: tuple[tuple[EvidenceRow, ...], bool] = ((), False)
        self._orphans: frozenset[str] = frozenset()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.rows: list[_Row] = []

    def show_rows(self, evidence: tuple[EvidenceRow, ...], can_edit: bool) -> None:
        """Show these, if they are others than before."""
        self._given = (evidence, can_edit)
        orphans = self._orphans & {one.id for one in evidence}
        if self._shown == (evidence, can_edit, orphans):
            return
        self._shown = (evidence, can_edit, orphans)
        for old in self.rows:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = []
        for one in evidence:
            made = _Row(one, can_edit, one.id in orphans)
            made.retake_wanted.connect(self.retake_wanted)
            made.clicked.connect(self._on_clicked)
            made.removed.connect(self.removed)
            self._layout.addWidget(made)
            self.rows.append(made)
        self.setVisible(bool(evidence))

    def set_orphans(self, orphans: frozenset[str]) -> None:
        """Which evidence was not found in the new version of its file, by its keys."""
        self._orphans = orphans
        self.show_rows(*self._given)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Row):
            self.opened.emit(sender.evidence)
