"""The checks: what must be corrected, what to look at, what is fine; Enter or a click goes there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.services.performance.checks import FormFinding, FormSeverity, passed
from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.performance.cell_editor import ENTER
from app.ui.performance.sheet import Sheet
from app.ui.performance.wrap import height_of, paint_lines
from app.ui.table.painted import set_up_list
from app.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_HEAD = 36
_LEFT = 76
_ACTION = 62
_FOLDED = 6
_GLYPHS = {"bad": "circle-x", "warn": "alert-triangle", "good": "circle-check"}
PRINTED_CODES = ("V8", "V10", "S2")


@dataclass(frozen=True)
class Entry:
    """A line of the list: a head (`words`, `tone`), a finding, or a check that found nothing (`code`)."""

    words: str
    tone: str = ""
    code: str = ""
    finding: FormFinding | None = None
    is_fold: bool = False


class FindingsModel(QAbstractListModel):
    """The findings of a sheet in groups."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.is_unfolded = False
        self.entries: list[Entry] = []

    @Slot()
    def refresh(self) -> None:
        """Take the findings as they are now."""
        self.beginResetModel()
        self.entries = self._made()
        self.endResetModel()

    def _made(self) -> list[Entry]:
        if self._sheet.is_empty:
            return []
        made: list[Entry] = []
        for severity, tone, words in (
            (FormSeverity.ERROR, "bad", "处须先改"),
            (FormSeverity.WARNING, "warn", "处请留意"),
        ):
            group = [one for one in self._sheet.findings if one.severity is severity]
            if group:
                made.append(Entry(f"{len(group)} {words}", tone))
                made += [Entry(one.sentence, "", one.code, one) for one in group]
        fine = passed(self._sheet.findings, self._sheet.profile)
        if fine:
            has_fold = len(fine) > _FOLDED
            made.append(Entry(f"{len(fine)} 项已通过", "good", is_fold=has_fold))
            if self.is_unfolded or not has_fold:
                made += [Entry(words, "", code) for code, words in fine]
        return made

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """For screen readers."""
        if role == Qt.ItemDataRole.DisplayRole:
            entry = self.entries[index.row()]
            return f"{entry.code} {entry.words}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Findings and folds can be reached."""
        entry = self.entries[index.row()]
        if entry.finding is not None or entry.is_fold:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class FindingsDelegate(QStyledItemDelegate):
    """Heads with glyph and tone, findings with code, sentence and 转到."""

    def __init__(self, view: FindingsList) -> None:
        super().__init__(view)
        self._view = view

    def _entry(self, index: Index) -> Entry:
        return self._view.entries.entries[index.row()]

    def _room(self, entry: Entry) -> int:
        right = _ACTION if entry.finding is not None else 12
        return self._view.viewport().width() - _LEFT - right

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the sentence."""
        entry = self._entry(index)
        if entry.tone:
            return QSize(200, _HEAD)
        high = height_of(entry.words, self._room(entry)) + (16 if entry.finding is not None else 8)
        return QSize(200, high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        entry, rect = self._entry(index), QRectF(option.rect)
        painter.save()
        if entry.tone:
            self._paint_head(painter, rect, entry)
        else:
            is_here = index.row() == self._view.currentIndex().row() and entry.finding is not None
            if is_here or (entry.finding is not None and index.row() == self._view.hovered):
                ground = "selected" if is_here else "hover"
                paint.round_rect(painter, rect.adjusted(8, 1, -8, -1), paint.RADIUS, ground)
            left = rect.left() + 42
            if entry.finding is None:
                icons.draw(painter, "check", rect.left() + 18, rect.center().y() - 7, 14, "good")
            line = QRectF(left, rect.top() + (8 if entry.finding else 4), 34, 20)
            paint.text(painter, line, entry.code, "ink-2", fonts.CAPTION)
            words = QRectF(rect.left() + _LEFT, rect.top(), self._room(entry), rect.height())
            paint_lines(painter, words, entry.words, "ink" if entry.finding else "ink-2")
            if entry.finding is not None:
                action = QRectF(rect.right() - _ACTION + 6, line.y(), 36, 20)
                paint.text(painter, action, "转到", "accent")
                icons.draw(painter, "chevron-right", rect.right() - 28, line.center().y() - 7, 14, "accent")
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            paint.focus_ring(painter, rect.adjusted(8, 1, -8, -1))
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        middle = rect.center().y() + 2
        icons.draw(painter, _GLYPHS[entry.tone], rect.left() + 16, middle - 8, 16, entry.tone)
        room = QRectF(rect.left() + 42, rect.top() + 2, rect.width() - 60, rect.height())
        taken = paint.text(painter, room, entry.words, entry.tone, weight=fonts.SEMIBOLD)
        if entry.is_fold:
            glyph = "chevron-down" if self._view.entries.is_unfolded else "chevron-right"
            icons.draw(painter, glyph, room.left() + taken + 6, middle - 7, 14, "ink-2")


class FindingsList(QListView):
    """The list of checks."""

    wanted = Signal(object)  # the finding to go to

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.entries = FindingsModel(sheet)
        self.entries.setParent(self)
        self.hovered = -1
        self.setModel(self.entries)
        self.setItemDelegate(FindingsDelegate(self))
        set_up_list(self, "检查")
        self.verticalScrollBar().setSingleStep(24)
        sheet.shown.connect(self.refresh)
        sheet.changed.connect(self.refresh)
        theme.changed.connect(self.viewport().update)

    @Slot()
    def refresh(self) -> None:
        """Take the findings as they are now; the current line stays where it is."""
        row, top = self.currentIndex().row(), self.verticalScrollBar().value()
        self.entries.refresh()
        if 0 <= row < self.entries.rowCount():
            self.setCurrentIndex(self.entries.index(row))
        self.verticalScrollBar().setValue(top)

    def choose(self, row: int) -> None:
        """Go to the finding of a line, or fold and unfold."""
        if not 0 <= row < self.entries.rowCount():
            return
        entry = self.entries.entries[row]
        if entry.is_fold:
            self.entries.is_unfolded = not self.entries.is_unfolded
            self.refresh()
        elif entry.finding is not None:
            self.wanted.emit(entry.finding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sentences break anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in ENTER or event.key() == Qt.Key.Key_Space:
            self.choose(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        super().mouseMoveEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes there."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self.indexAt(event.position().toPoint()).row())
