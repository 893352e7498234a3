"""The matrix unit × month: what was filed, what is missing or looks odd, the year beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.models.amounts import parse_amount
from app.services.checking import MatrixCell, MatrixRow
from app.ui import fonts, icons
from app.ui.kit import Line, paint
from app.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_NAME, _TOTAL, _ANNUAL, _DIFFERENCE, _TREND = 0, 13, 14, 15, 16
_HEADS = ("单位", *(f"{month}月" for month in range(1, 13)), "各月之和", "报告年量", "相差", "走势")
_WIDTHS = {_NAME: 176, _TOTAL: 92, _ANNUAL: 92, _DIFFERENCE: 84, _TREND: 84}
_ROW, _NARROW = 48, 1240
_MISSING, _SAME = "ME-02", "ME-10"


def amount_words(amount: Decimal | None) -> str:
    """A number with thousands separators, as it was typed otherwise."""
    return "" if amount is None else f"{amount:,f}"


def mark_of(cell: MatrixCell) -> tuple[str, str]:
    """Tone and glyph of what was found in a month; empty for nothing."""
    codes = [hit.code for hit in cell.hits]
    if _MISSING in codes:
        return "bad", "alert-circle"
    if _SAME in codes:
        return "warn", "copy"
    return ("bad", "alert-triangle") if codes else ("", "")


class MonthlyModel(QAbstractTableModel):
    """The rows of the matrix. Months can be typed; `typed` tells row, month and text."""

    typed = Signal(object, int, str)

    def __init__(self, can_edit: bool) -> None:
        super().__init__()
        self.rows: list[MatrixRow] = []
        # What was typed and is no number, by unit, quantity and month: it stays in its cell until mended.
        self.wrong: dict[tuple[str, str, int], str] = {}
        self._can_edit = can_edit

    def set_rows(self, rows: Sequence[MatrixRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def wrong_text(self, index: Index) -> str | None:
        """What was typed in a month and is no number."""
        row = self.rows[index.row()]
        return self.wrong.get((row.unit_id, row.name, index.column()))

    def cell(self, index: Index) -> MatrixCell | None:
        """The month at an index; None beside the months."""
        is_month = index.isValid() and _NAME < index.column() < _TOTAL
        return self.rows[index.row()].cells[index.column() - 1] if is_month else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name, months, year."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The words of the heads."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == _NAME else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip and what an editor begins with."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.EditRole:
            cell = self.cell(index)
            if (text := self.wrong_text(index)) is not None:
                return text
            return f"{cell.amount:f}" if cell and cell.amount is not None else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(index)
        return None

    def tip(self, index: Index) -> str:
        """What was found in a month, or the whole of a text."""
        cell, row = self.cell(index), self.rows[index.row()]
        if cell is None:
            return f"{row.unit_name}\n{row.label}（{row.unit}）" if index.column() == _NAME else ""
        day = f"提交于 {cell.submitted_on.isoformat()}" if cell.submitted_on else ""
        return "\n".join(filter(None, (amount_words(cell.amount), day, *(hit.sentence for hit in cell.hits))))

    def _words(self, index: Index) -> str:
        row, column = self.rows[index.row()], index.column()
        cell = self.cell(index)
        if (text := self.wrong_text(index)) is not None:
            return text
        if cell is not None:
            missing = any(hit.code == _MISSING for hit in cell.hits)
            return "缺" if missing and cell.amount is None else amount_words(cell.amount)
        if column == _NAME:
            return row.unit_name
        if column == _DIFFERENCE:
            return "" if row.difference is None else f"{row.difference:+,f}"
        return amount_words({_TOTAL: row.total, _ANNUAL: row.annual}.get(column))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Months are typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._can_edit and self.cell(index) else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed; it is shown once it is stored."""
        cell = self.cell(index)
        if role != Qt.ItemDataRole.EditRole or cell is None or value == self.data(index, role):
            return False
        row, text = self.rows[index.row()], str(value).strip()
        key = (row.unit_id, row.name, cell.month)
        self.wrong.pop(key, None)
        if text and parse_amount(text) is None:
            self.wrong[key] = text
            self.dataChanged.emit(index, index)
        else:
            self.typed.emit(row, cell.month, text)
        return True


class _Delegate(QStyledItemDelegate):
    """Paints the matrix."""

    def __init__(self, view: MonthlyView, model: MonthlyModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line over the cell."""
        line = Line(name=f"{index.column()}月")
        line.setParent(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        return line

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect = QRectF(option.rect)
        is_current = index == self._view.currentIndex()
        row = self._model.rows[index.row()]
        is_row = index.row() == self._view.currentIndex().row()
        painter.fillRect(rect, theme.color("selected" if is_row else "surface"))
        paint.line(painter, rect.x(), rect.right(), rect.bottom() - 1)
        room = rect.adjusted(10, 0, -10, -1)
        column = index.column()
        if column == _NAME:
            upper, lower = QRectF(room), QRectF(room)
            upper.setBottom(room.center().y() + 1)
            upper.setTop(room.y() + 4)
            lower.setTop(room.center().y() + 1)
            lower.setBottom(room.bottom() - 4)
            paint.text(painter, upper, row.unit_name, weight=fonts.MEDIUM)
            paint.text(painter, lower, f"{row.label}　{row.unit}", "ink-2", fonts.CAPTION)
        elif column == _TREND:
            self._paint_trend(painter, room, row)
        elif column == _DIFFERENCE and row.difference == 0:
            icons.draw(painter, "check", room.right() - 16, room.center().y() - 8, 16, "good")
        else:
            self._paint_number(painter, rect, room, index)
        if is_current and self._view.hasFocus():
            paint.focus_ring(painter, rect.adjusted(1, 1, -1, -2), 4)

    def _paint_number(self, painter: QPainter, rect: QRectF, room: QRectF, index: Index) -> None:
        cell, words = self._model.cell(index), str(self._model.data(index))
        tone, glyph = mark_of(cell) if cell else ("", "")
        if self._model.wrong_text(index) is not None:
            tone, glyph = "bad", "x"
        token, weight = "ink", fonts.REGULAR
        if index.column() == _TOTAL:
            weight = fonts.SEMIBOLD
        elif index.column() == _DIFFERENCE:
            token = "bad"
        if tone:
            is_missing = words == "缺"
            style = Qt.PenStyle.DashLine if is_missing else Qt.PenStyle.SolidLine
            box = rect.adjusted(3, 6, -3, -7)
            paint.round_rect(painter, box, 5, f"{tone}-tint", tone, style=style)
            icons.draw(painter, glyph, box.x() + 5, box.y() + 4, 12, tone)
            token, weight = tone, fonts.SEMIBOLD
        free = rect.width() - (32 if tone else 18)
        if cell and cell.amount is not None:
            # Decimals give way to the room there is; the whole number stands in the tooltip.
            shorter = (words, f"{cell.amount:,.1f}", f"{cell.amount:,.0f}")
            words = next(
                (one for one in shorter if fonts.width(one, fonts.BASE, weight) <= free), shorter[-1]
            )
        paint.text(painter, room.adjusted(-6, 0, 2, 0), words, token, weight=weight, align=paint.RIGHT)

    def _paint_trend(self, painter: QPainter, room: QRectF, row: MatrixRow) -> None:
        most = max((cell.amount for cell in row.cells if cell.amount is not None), default=Decimal(0))
        left, foot, high = room.right() - 12 * 6 + 2, room.bottom() - 9, room.height() - 18
        for number, cell in enumerate(row.cells):
            share = float(cell.amount / most) if cell.amount and most > 0 else 0.0
            tall = max(1.0, high * max(0.0, share))
            token = mark_of(cell)[0] or ("accent" if share else "border")
            painter.fillRect(QRectF(left + number * 6, foot - tall, 4, tall), theme.color(token))


class MonthlyView(QTableView):
    """The matrix with its keys: arrows, typing, Delete empties, Ctrl+V fills the row from the cell on."""

    pasted = Signal(object, int, list)  # row, first month, texts

    def __init__(self, model: MonthlyModel) -> None:
        super().__init__()
        self.months = model
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self, model))
        self.setAccessibleName("月度存证")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(33)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter types, Delete empties, Ctrl+V pastes; the rest is Qt's."""
        index = self.currentIndex()
        cell = self.months.cell(index)
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # Enter of the editor comes by here, too
        elif event.matches(QKeySequence.StandardKey.Paste) and cell is not None:
            first = QGuiApplication.clipboard().text().strip("\r\n").splitlines()[:1]
            texts = [part.strip() for part in first[0].split("\t")] if first else []
            self.pasted.emit(self.months.rows[index.row()], cell.month, texts)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and cell:
            self.edit(index)
        elif event.key() == Qt.Key.Key_Delete and cell is not None:
            self.months.setData(index, "")
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The months share what is left; in a narrow window the trend gives way."""
        super().resizeEvent(event)
        wide = self.viewport().width()
        self.setColumnHidden(_TREND, wide < _NARROW)
        fixed = sum(w for key, w in _WIDTHS.items() if key != _TREND or wide >= _NARROW)
        for column in range(len(_HEADS)):
            self.setColumnWidth(column, _WIDTHS.get(column) or max(56, (wide - fixed) // 12))
