"""The money block 项目资金: amounts as typed, rate and score computed; only the total row scores."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.models.enums import FundingRole
from app.services.performance.monitoring import rate_to_date
from app.services.printing import percent, short
from app.ui import fonts
from app.ui.kit import paint
from app.ui.performance.cells import CellGrid, CellModel
from app.ui.performance.sheet import Sheet
from app.ui.theme import theme

ROW = 26
ROLES = tuple(FundingRole)
_FIELDS = ("", "initial_text", "full_year_text", "executed_text", "weight_text", "", "")
_DECLARED = ("", "project_text", "initial_text")
_MONITORED = ("", "initial_text", "executed_text", "", "full_year_text")
_WIDTHS = (0, 112, 112, 112, 78, 96, 72)
_DECLARED_WIDTHS = (0, 190, 190)
_MONITORED_WIDTHS = (0, 128, 128, 112, 140)
_EDGE = 16
_WEIGHT = 4
Index = QModelIndex | QPersistentModelIndex


class MoneyModel(CellModel):
    """The four rows of the money block."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        sheet.shown.connect(self._on_shown)
        sheet.changed.connect(self.changed)

    @property
    def fields(self) -> tuple[str, ...]:
        """The field of every column; empty for what is not typed."""
        if is_monitored(self.sheet):
            return _MONITORED
        return _DECLARED if is_declared(self.sheet) else _FIELDS

    @Slot()
    def _on_shown(self) -> None:
        """Another table may have other columns."""
        self.beginResetModel()
        self.endResetModel()
        self.replaced.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """Total and three parts."""
        return 0 if parent is not None and parent.isValid() else len(ROLES)

    def columnCount(self, parent: Index | None = None) -> int:
        """Label, three amounts, weight, rate, score; of a declaration label and two amounts."""
        return len(self.fields)

    def key_at(self, row: int) -> str:
        """The role of a row."""
        return ROLES[row].value

    def row_of(self, key: str) -> int:
        """The row of a role."""
        return next((n for n, role in enumerate(ROLES) if role.value == key), -1)

    def text_at(self, row: int, column: int) -> str:
        """What is typed, or computed, in a cell."""
        if row < 0 or self.sheet.is_empty:
            return ""
        role = ROLES[row]
        line = self.sheet.funding(role)
        execution = self.sheet.scored.execution
        is_total = role is FundingRole.TOTAL
        if column == 0:
            return (
                "资金总额" if is_total and is_declared(self.sheet) else self.sheet.profile.labels.roles[role]
            )
        if is_declared(self.sheet):
            return str(getattr(line, self.fields[column]))
        if is_monitored(self.sheet):
            field = self.fields[column]
            return str(getattr(line, field)) if field else percent(rate_to_date(line)).strip("—")
        if column == len(_FIELDS) - 2:
            if is_total:
                return percent(execution.rate)
            has_both = bool(line.full_year) and line.executed is not None
            return percent(line.executed / line.full_year * 100) if has_both else ""  # type: ignore[operator]
        if column == len(_FIELDS) - 1:
            return short(execution.score) if is_total else ""
        text = str(getattr(line, self.fields[column]))
        return text or (short(execution.weight) if is_total and column == _WEIGHT else "")

    def is_editable(self, row: int, column: int) -> bool:
        """The amounts, and the weights: an imported form may print some in the wrong rows."""
        if not self.sheet.can_edit or not self.fields[column]:
            return False
        if is_declared(self.sheet):
            return column > 1 or ROLES[row] in self.sheet.profile.labels.project_roles
        if is_monitored(self.sheet):
            return True
        line = self.sheet.funding(ROLES[row])
        return column != _WEIGHT or row == 0 or line.weight_text not in ("", "—")

    def is_number(self, column: int) -> bool:
        """All that is typed here."""
        return True

    def keep(self, row: int, column: int, text: str) -> None:
        """Store what was typed."""
        if text.strip() != self.text_at(row, column):
            self.sheet.set_money(ROLES[row], self.fields[column], text)

    def name_of(self, row: int, column: int) -> str:
        """What a cell is called."""
        if self.sheet.is_empty:
            return ""
        return f"{self.text_at(row, 0)} {_heads(self.sheet)[column]}"


class _MoneyDelegate(QStyledItemDelegate):
    def __init__(self, grid: MoneyGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        rect = QRectF(option.rect)
        row, column = index.row(), index.column()
        text = self._grid.cells.text_at(row, column)
        is_total = row == 0
        weight = fonts.SEMIBOLD if is_total else fonts.REGULAR
        token = "ink" if is_total else "ink-2"
        here = row == self._grid.row and column == self._grid.column and self._grid.hasFocus()
        if here:
            painter.fillRect(rect, theme.color("selected"))
        if column == 0:
            room = rect.adjusted(_EDGE if is_total else 2 * _EDGE, 0, -4, 0)
            paint.text(painter, room, text, token, weight=weight)
        else:
            room = rect.adjusted(4, 0, -8, 0)
            paint.text(painter, room, text or "—", token, weight=weight, align=paint.RIGHT)
        if here:
            paint.focus_ring(painter, rect.adjusted(1, 0, -1, 0))


class MoneyGrid(CellGrid):
    """The amounts, to be typed in."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        super().__init__(MoneyModel(sheet), "项目资金")
        self.setItemDelegate(_MoneyDelegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setFixedHeight(ROW * len(ROLES))
        self.cells.changed.connect(self.viewport().update)
        self.cells.replaced.connect(self._fit_columns)

    @property
    def best_column(self) -> int:
        """The column that most checks speak of: the full-year budget, or the amount of the year."""
        return 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The label takes what the numbers leave."""
        super().resizeEvent(event)
        self._fit_columns()

    @Slot()
    def _fit_columns(self) -> None:
        wide = money_widths(self.viewport().width(), self.sheet)
        for column, width in enumerate(wide):
            self.setColumnWidth(column, width)


def is_declared(sheet: Sheet) -> bool:
    """Whether a declaration is shown."""
    return not sheet.is_empty and sheet.profile.is_declaration


def is_monitored(sheet: Sheet) -> bool:
    """Whether a monitoring is shown."""
    return not sheet.is_empty and sheet.profile.is_monitoring


def money_widths(total: int, sheet: Sheet) -> list[int]:
    """The columns of the block in `total` pixels."""
    wide: tuple[int, ...] = _DECLARED_WIDTHS if is_declared(sheet) else _WIDTHS
    wide = _MONITORED_WIDTHS if is_monitored(sheet) else wide
    return [max(150, total - sum(wide) - 8), *wide[1:]]


def paint_heads(painter: QPainter, sheet: Sheet, width: int, height: int) -> None:
    """The names of the columns of numbers."""
    left = 0
    wide_columns = money_widths(width, sheet)
    for column, (words, wide) in enumerate(zip(_heads(sheet), wide_columns, strict=True)):
        if column:
            room = QRectF(left + 4, 1, wide - 12, height)
            paint.text(painter, room, words, "ink-2", fonts.CAPTION, align=paint.RIGHT)
        left += wide


def _heads(sheet: Sheet) -> tuple[str, ...]:
    labels = sheet.profile.labels
    unit = labels.funding.format(unit=sheet.form.money_unit)
    if sheet.profile.is_declaration:
        return (unit, labels.project_roles[FundingRole.TOTAL], labels.roles[FundingRole.TOTAL])
    if sheet.profile.is_monitoring:
        return (unit, labels.initial, labels.executed, labels.rate, labels.full_year)
    return (
        unit,
        labels.initial,
        labels.full_year,
        labels.executed,
        labels.weight,
        labels.rate,
        labels.score,
    )
