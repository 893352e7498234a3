"""Where an answer was seen: one row for each piece of evidence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.review.form import EvidenceRow
from app.ui import fonts, icons
from app.ui.kit import icon_button, paint, row
from app.ui.kit.cards import CardButton

_HEIGHT = 30


def page_words(evidence: EvidenceRow) -> str:
    """The page as it is shown."""
    return f"第 {evidence.page} 页" if evidence.page.isdigit() else evidence.page


def evidence_place(evidence: EvidenceRow) -> str:
    """File and page in one expression."""
    return " · ".join(part for part in (evidence.file_name, page_words(evidence)) if part)


class _Row(CardButton):
    """Icon, quotation, place. Enter or a click opens the file, Delete removes the row."""

    removed = Signal(str)

    def __init__(self, evidence: EvidenceRow, can_edit: bool) -> None:
        self.evidence = evidence
        self._quote, self._place = evidence.quote, evidence_place(evidence)
        super().__init__(f"证据 {self._place} {self._quote}".strip(), _HEIGHT, is_card=False)
        tip = "点击打开文件" if evidence.attachment_id else ""
        self.setToolTip("\n".join(part for part in (self._quote, self._place, tip) if part))
        self._cross = icon_button("x", "移除证据", "Delete", kind="status")
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self._on_remove)
        self._cross.setVisible(can_edit)
        self.setLayout(row(None, self._cross, margins=(0, 0, 4, 0)))

    @Slot()
    def _on_remove(self) -> None:
        if self._cross.isVisibleTo(self):
            self.removed.emit(self.evidence.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw icon, words and place."""
        paint.round_rect(painter, rect, paint.RADIUS, None, "border")
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


class EvidenceRows(QWidget):
    """All evidence of an item."""

    opened = Signal(object)  # EvidenceRow
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[EvidenceRow, ...], bool] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.rows: list[_Row] = []

    def show_rows(self, evidence: tuple[EvidenceRow, ...], can_edit: bool) -> None:
        """Show these, if they are others than before."""
        if self._shown == (evidence, can_edit):
            return
        self._shown = (evidence, can_edit)
        for old in self.rows:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = []
        for one in evidence:
            made = _Row(one, can_edit)
            made.clicked.connect(self._on_clicked)
            made.removed.connect(self.removed)
            self._layout.addWidget(made)
            self.rows.append(made)
        self.setVisible(bool(evidence))

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Row):
            self.opened.emit(sender.evidence)
