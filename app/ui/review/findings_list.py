"""The list of findings: severity, item, round, effect, the fact in two lines, state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.models.amounts import parse_amount
from app.services.documents.wording import signed_tonnes
from app.services.review.form import FindingRow
from app.ui import fonts, icons
from app.ui.keys import key_map
from app.ui.kit import paint
from app.ui.kit.paint import paint_chip
from app.ui.looks import UNDECIDED, look, undecided_words
from app.ui.review.lines import cut_lines
from app.ui.table.painted import set_up_list
from app.ui.theme import theme

_PAD = 16
_FORK = 12
_PITCH = 20
_LINES = 2
_HEIGHT = 98
Index = QModelIndex | QPersistentModelIndex


def effect_words(finding: FindingRow) -> str:
    """The effect with sign and unit, or nothing."""
    amount = parse_amount(finding.form.effect_text)
    return "" if amount is None else f"{signed_tonnes(amount)} t"


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[FindingRow, ...] = ()
        self.conflicts: Mapping[str, int] = {}  # open ones, by the key of the finding

    def show(self, findings: tuple[FindingRow, ...]) -> None:
        self.beginResetModel()
        self.findings = findings
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.findings):
            return None
        finding = self.findings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            words = f"{finding.severity.label} {finding.code} {finding.form.fact} {finding.state.label}"
            return f"{words} {self._undecided(finding)}".rstrip()
        if role == Qt.ItemDataRole.ToolTipRole:
            lacks = f"还缺{'、'.join(finding.missing)}" if finding.missing else ""
            parts = (finding.form.fact, finding.form.request, lacks, self._undecided(finding))
            return "\n".join(part for part in parts if part)
        return None

    def _undecided(self, finding: FindingRow) -> str:
        return undecided_words(self.conflicts.get(finding.id, 0))

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: FindingsList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        finding = self._view.model_rows[index.row()]
        return QSize(200, _HEIGHT + _PITCH * (len(self._view.fact_lines(finding)) - _LINES))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, QRectF(option.rect)
        finding = view.model_rows[index.row()]
        is_current = index.row() == view.currentIndex().row() and view.hasFocus()
        if is_current or index.row() == view.hovered:
            painter.fillRect(rect, theme.color("selected" if is_current else "hover"))
        if is_current:
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        paint.line(painter, rect.x() + _PAD, rect.right(), rect.bottom() - 1)
        self._paint_head(painter, rect, finding)
        closed = not finding.state.is_open
        token = "ink-2" if closed or not finding.form.fact else "ink"
        for number, line in enumerate(view.fact_lines(finding)):
            room = QRectF(rect.x() + _PAD, rect.y() + 30 + number * _PITCH, rect.width() - 2 * _PAD, _PITCH)
            paint.text(painter, room, line, token)
        self._paint_foot(painter, rect, finding)

    def _paint_head(self, painter: QPainter, rect: QRectF, finding: FindingRow) -> None:
        middle = rect.y() + 18
        left = rect.x() + _PAD
        if self._view.conflicts.get(finding.id):
            icons.draw(painter, UNDECIDED.icon, rect.x() + 3, middle - _FORK / 2, _FORK, UNDECIDED.tone)
        seen = look(finding.severity)
        left += paint_chip(painter, left, middle, finding.severity.label, seen.tone, seen.icon, height=18) + 8
        effect = effect_words(finding)
        right = rect.right() - _PAD
        if effect:
            wide = fonts.width(effect, weight=fonts.SEMIBOLD)
            room = QRectF(right - wide - 2, middle - 10, wide + 2, 20)
            paint.text(painter, room, effect, weight=fonts.SEMIBOLD, align=paint.RIGHT)
            right -= wide + 10
        number = "本轮" if finding.round == self._view.round else f"第{finding.round}轮"
        if finding.is_last_year:
            number = f"上年：{finding.follow_up.label}" if finding.follow_up else "上年，待核对"
        elif finding.is_earlier and finding.follow_up:
            number += f"：{finding.follow_up.label}"
        words = f"{finding.code or '不分条目'}　{number}"
        paint.text(painter, QRectF(left, middle - 10, right - left, 20), words, "ink-2", fonts.CAPTION)

    def _paint_foot(self, painter: QPainter, rect: QRectF, finding: FindingRow) -> None:
        middle = rect.bottom() - 16
        left = rect.x() + _PAD
        is_sent = self._view.shows_state or finding.round != self._view.round
        if not finding.state.is_open or is_sent:
            seen = look(finding.state)
            paint_chip(painter, left, middle, finding.state.label, seen.tone, seen.icon, height=20)
        elif finding.missing:
            words = f"还缺{'、'.join(finding.missing)}"
            paint_chip(painter, left, middle, words, "warn", "pencil", height=20)
        else:
            paint_chip(painter, left, middle, "已写完整", "quiet", "check", height=20)
        source = view_source(self._view, finding)
        if source:
            room = self._view.source_rect(finding, rect)
            icons.draw(painter, "map-pin", room.x(), middle - 7, 14, "accent")
            paint.text(painter, room.adjusted(18, 0, 0, 0), source, "accent", fonts.CAPTION)


def view_source(view: FindingsList, finding: FindingRow) -> str:
    """The check and the cell that a finding comes from, as it is shown."""
    return view.sources.get(finding.id, "")


class FindingsList(QListView):
    """Keys: ↑↓ J K, Enter opens, P goes to the hit and its cell, Delete asks to remove, Esc goes back to the
    checklist.
    """

    opened = Signal(str)
    source_wanted = Signal(str)
    removed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = _Model()
        self.round = 1
        self.shows_state = False  # whether the findings have been sent, so that no text is lacking
        self.hovered = -1
        self.sources: Mapping[str, str] = {}
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        set_up_list(self, "问题")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    @property
    def model_rows(self) -> tuple[FindingRow, ...]:
        """What is shown."""
        return self._model.findings

    def show_findings(self, findings: tuple[FindingRow, ...], number: int) -> None:
        """Show these; the current one stays current, and the place stays."""
        self.round = number
        if findings == self._model.findings:
            return
        here = self.currentIndex().row()
        current = self._model.findings[here].id if 0 <= here < len(self._model.findings) else ""
        scroll = self.verticalScrollBar().value()
        self._model.show(findings)
        place = next((n for n, f in enumerate(findings) if f.id == current), 0)
        self._select(place)
        self.verticalScrollBar().setValue(scroll)

    @property
    def conflicts(self) -> Mapping[str, int]:
        """How many conflicts are open at a finding, by its key."""
        return self._model.conflicts

    def show_conflicts(self, counts: Mapping[str, int]) -> None:
        """Mark the findings in which several values stand undecided."""
        self._model.conflicts = counts
        self.viewport().update()

    def show_sources(self, sources: Mapping[str, str]) -> None:
        """For findings made of a hit: the check and the place of the value, which a click goes to."""
        if sources != self.sources:
            self.sources = dict(sources)
            self.viewport().update()

    def source_rect(self, finding: FindingRow, rect: QRectF) -> QRectF:
        """Where in its row the link to the hit and the cell stands."""
        wide = min(fonts.width(self.sources[finding.id], fonts.CAPTION) + 22, rect.width() - 2 * _PAD - 96)
        return QRectF(rect.right() - _PAD - wide, rect.bottom() - 26, wide, 20)

    def fact_lines(self, finding: FindingRow) -> list[str]:
        """The fact as it is shown, in one or two lines."""
        text = finding.form.fact or "（还没有写事实）"
        return cut_lines(text, self.viewport().width() - 2 * _PAD, _LINES)

    def _select(self, place: int) -> None:
        index = self._model.index(place)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.viewport().update()

    def _current(self) -> FindingRow | None:
        place = self.currentIndex().row()
        return self.model_rows[place] if 0 <= place < len(self.model_rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on, never to Qt's search by typing."""
        key, current = event.key(), self._current()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif step := key_map.step(key):
            self._select(self.currentIndex().row() + step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current:
            self.opened.emit(current.id)
        elif key_map.action(key) == "place" and current and current.id in self.sources:
            self.source_wanted.emit(current.id)
        elif key == Qt.Key.Key_Delete and current:
            self.removed.emit(current.id)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the line under the pointer."""
        self.hovered = self.indexAt(event.position().toPoint()).row()
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens; on the place it goes there."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        finding, rect = self.model_rows[index.row()], QRectF(self.visualRect(index))
        if finding.id in self.sources and self.source_rect(finding, rect).contains(event.position()):
            self.source_wanted.emit(finding.id)
        else:
            self.opened.emit(finding.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current line."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the current line."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts wrap anew in a narrower column, so the rows take other heights."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
