"""The list of what is to be decided: by unit or by person, open and already decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from app.services.exchange.questions import Question
from app.ui import fonts
from app.ui.kit import chip_width, paint, paint_chip
from app.ui.looks import look
from app.ui.table.folding import Index
from app.ui.table.painted import set_up_list
from app.ui.theme import theme

LINE_ROLE = Qt.ItemDataRole.UserRole
BY_UNIT, BY_PERSON = "unit", "person"
OPEN, LEFT, DONE = "待定", "暂不决定", "已定"
_HEAD, _ROW = 34, 36


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A head (no question) or a question with its state."""

    words: str
    question: Question | None = None
    state: str = OPEN
    count: int = 0


class QuestionModel(QAbstractListModel):
    """Questions under heads."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[QuestionLine] = []

    def show_questions(
        self, asked: Sequence[Question], states: Mapping[tuple[str, str], str], group_by: str
    ) -> None:
        """Show other questions, or other states of the same."""
        groups: dict[str, list[Question]] = {}
        for one in asked:
            groups.setdefault(_group(one, group_by), []).append(one)
        self.beginResetModel()
        self._lines = []
        for words, group in groups.items():
            self._lines.append(QuestionLine(words, count=len(group)))
            self._lines += [QuestionLine(_row_words(q, group_by), q, states.get(q.key, OPEN)) for q in group]
        self.endResetModel()

    def line_at(self, row: int) -> QuestionLine:
        """The line in a row of the list."""
        return self._lines[row]

    def place_of(self, key: tuple[str, str]) -> int | None:
        """Where a question stands."""
        for place, line in enumerate(self._lines):
            if line.question is not None and line.question.key == key:
                return place
        return None

    def order(self) -> list[Question]:
        """The questions as they are seen, from top to bottom."""
        return [line.question for line in self._lines if line.question is not None]

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are only read."""
        if not index.isValid() or self._lines[index.row()].question is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line, and for screen readers its words."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.words}，{line.state}" if line.question else f"{line.words}，{line.count} 处"
        return None


def _group(one: Question, group_by: str) -> str:
    if group_by == BY_PERSON:
        names = dict.fromkeys(s.actor for side in one.sides for s in side.sayings if not s.is_ours)
        return "、".join(names) or "本机"
    return one.conflict.unit.name


def _row_words(one: Question, group_by: str) -> str:
    return f"{one.conflict.unit.name} · {one.short}" if group_by == BY_PERSON else one.short


class QuestionList(QListView):
    """Shows a `QuestionModel`; letters are left to the desk. `chosen` tells the question."""

    chosen = Signal(object)

    def __init__(self, lines: QuestionModel) -> None:
        super().__init__()
        self.lines = lines
        self.hovered = -1
        self.shows_ring = False
        self.setModel(lines)
        self.setItemDelegate(_Delegate(self))
        set_up_list(self, "要决定的内容")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        theme.changed.connect(self.viewport().update)

    def go_to(self, key: tuple[str, str] | None) -> None:
        """Mark a question without telling `chosen`."""
        place = None if key is None else self.lines.place_of(key)
        flag = self.selectionModel().SelectionFlag.NoUpdate
        index = self.lines.index(place) if place is not None else QModelIndex()
        self.selectionModel().setCurrentIndex(index, flag)
        if place is not None:
            # The head of the first question comes along.
            self.scrollTo(self.lines.index(place - 1 if place == 1 else place))
        self.viewport().update()

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        self.shows_ring = False
        index = self.indexAt(event.position().toPoint())
        line = self.lines.line_at(index.row()) if index.isValid() else None
        if line is not None and line.question is not None and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(line.question)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All keys belong to the desk, which also walks the list."""
        self.shows_ring = True
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.shows_ring = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        self.viewport().update()

    @Slot()
    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the desk."""

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a line whole as tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            line = self.lines.line_at(index.row()) if index.isValid() else None
            words = (line.question.path if line.question else line.words) if line else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)


class _Delegate(QStyledItemDelegate):
    """Paints the lines; never calls Qt's own painting."""

    def __init__(self, view: QuestionList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a line."""
        return QSize(100, _ROW if index.data(LINE_ROLE).question else _HEAD)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Paint one line."""
        line: QuestionLine = index.data(LINE_ROLE)
        rect, view = QRectF(option.rect), self._view
        if line.question is None:
            room = rect.adjusted(24, 4, -84, 0)
            paint.text(painter, room, line.words, weight=fonts.SEMIBOLD)
            room = QRectF(rect.right() - 84, rect.y() + 4, 60, rect.height() - 4)
            paint.text(painter, room, f"{line.count} 处", "ink-2", fonts.CAPTION, align=paint.RIGHT)
            return
        field = rect.adjusted(12, 1, -12, -1)
        is_current = index.row() == view.currentIndex().row()
        if is_current or index.row() == view.hovered:
            paint.round_rect(painter, field, paint.RADIUS, "selected" if is_current else "hover")
        known = look(line.state)
        wide = chip_width(line.state, known.icon)
        paint_chip(painter, field.right() - 8 - wide, rect.center().y(), line.state, known.tone, known.icon)
        room = QRectF(field.x() + 12, rect.y(), field.width() - wide - 32, rect.height())
        paint.text(painter, room, line.words)
        if view.shows_ring and view.hasFocus() and is_current:
            paint.focus_ring(painter, field)
