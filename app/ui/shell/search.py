"""Search across the open file (Ctrl+K): results below the field while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.services.search import Hit, search
from app.ui import fonts, icons
from app.ui.context import Context
from app.ui.kit import SearchField, caption, paint
from app.ui.kit.cards import CardButton

if TYPE_CHECKING:
    from app.models.database import Workspace

_ICONS = {
    "unit": "building-community",
    "finding": "flag",
    "remark": "notes",
    "attachment": "paperclip",
    "indicator": "target-arrow",
}
_KINDS = {"unit": "单位", "finding": "问题", "remark": "备注", "attachment": "附件", "indicator": "绩效指标"}
_WIDTH = 520
_NOTHING = "没有找到。可以试试单位简称、信用代码、拼音首字母，或问题里的几个字。"


class HitRow(CardButton):
    """One thing found."""

    def __init__(self, hit: Hit) -> None:
        super().__init__(f"{_KINDS[hit.kind]} {hit.title} {hit.note}", 46, is_card=False)
        self.hit = hit

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw icon, title, place and kind."""
        icons.draw(painter, _ICONS[self.hit.kind], 10, rect.height() / 2 - 9, 18, "ink-2")
        wide = rect.width() - 130
        paint.text(painter, QRectF(40, 4, wide, 20), self.hit.title)
        paint.text(painter, QRectF(40, 23, wide, 18), self.hit.note, "ink-2", fonts.CAPTION)
        kind = QRectF(rect.right() - 90, 0, 80, rect.height())
        paint.text(painter, kind, _KINDS[self.hit.kind], "ink-2", fonts.CAPTION, align=paint.RIGHT)


class SearchResults(QObject):
    """The list below the search field of the top bar."""

    def __init__(self, context: Context, field: SearchField) -> None:
        super().__init__(field)
        self._context = context
        self._field = field
        self._asked = ""
        self.panel: QFrame | None = None
        self.rows: list[HitRow] = []
        field.searched.connect(self._on_searched)
        field.left_down.connect(self._on_left_down)
        field.installEventFilter(self)

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        self._asked = words.strip()
        if not self._asked or not self._context.has_workspace:
            self.dismiss()
            return
        self._context.jobs.read("搜索", find, self._context.workspace, self._asked, then=self._on_found)

    def _on_found(self, found: tuple[str, list[Hit]]) -> None:
        words, hits = found
        if words == self._asked and self._field.hasFocus():
            self._show(hits)

    def _show(self, hits: list[Hit]) -> None:
        self.dismiss()
        window = self._field.window()
        self.panel = QFrame(window)
        self.panel.setObjectName("raised")
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(0)
        self.rows = [HitRow(hit) for hit in hits]
        for row in self.rows:
            row.clicked.connect(self._on_clicked)
            row.installEventFilter(self)
            layout.addWidget(row)
        if not hits:
            nothing = caption(_NOTHING)
            nothing.setContentsMargins(10, 10, 10, 10)
            layout.addWidget(nothing)
        middle = self._field.mapTo(window, QPoint(self._field.width() // 2, self._field.height() + 6))
        self.panel.setFixedWidth(_WIDTH)
        self.panel.move(middle.x() - _WIDTH // 2, middle.y())
        self.panel.adjustSize()
        self.panel.show()
        self.panel.raise_()

    def dismiss(self) -> None:
        """Take the list away."""
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self.rows = []

    def open_hit(self, hit: Hit) -> None:
        """Go to what was found."""
        self.dismiss()
        self._field.clear()
        shell = self._context.shell
        if hit.kind == "unit":
            shell.open_unit(hit.target)
        elif hit.kind == "indicator":
            shell.open_performance(hit.target, hit.code)
        else:
            shell.open_report(hit.target, hit.code)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, HitRow):
            self.open_hit(sender.hit)

    @Slot()
    def _on_left_down(self) -> None:
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the results, Enter opens, Esc and leaving dismiss."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        if event.type() == QEvent.Type.FocusOut and self.panel is not None:
            focused = self._field.window().focusWidget()
            if focused is not self._field and focused not in self.rows:
                self.dismiss()
        return False

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.panel is not None:
            self.dismiss()
            self._field.setFocus()
            return True
        if watched is self._field and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.rows:
            self.open_hit(self.rows[0].hit)
            return True
        if isinstance(watched, HitRow) and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            place = self.rows.index(watched) + (1 if key == Qt.Key.Key_Down else -1)
            target: QWidget = self._field if place < 0 else self.rows[min(place, len(self.rows) - 1)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False


def find(workspace: Workspace, words: str) -> tuple[str, list[Hit]]:
    """Search the file; the words come back so that an answer that is out of date can be told."""
    with workspace.read() as session:
        return words, search(session, words)
