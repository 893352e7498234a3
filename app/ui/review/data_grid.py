"""A table of the form as it is printed: lines and columns, typed and pasted in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from app.services.intake import FormGrid, GridLine, SheetRow
from app.ui import fonts
from app.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_ROW = 30
_NARROWEST, _WIDEST, _TITLE = 76, 200, 190
_DISPLAY, _TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_ALIGN, _INK = int(Qt.ItemDataRole.TextAlignmentRole), int(Qt.ItemDataRole.ForegroundRole)
_GROUND = int(Qt.ItemDataRole.BackgroundRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _broken(title: str) -> str:
    """A title with its unit on a second line."""
    return title.replace("（", "\n（", 1)


class _Model(QAbstractTableModel):
    """The shown lines of a grid."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[str, ...] = ()
        self.lines: tuple[GridLine, ...] = ()

    def show(self, columns: tuple[str, ...], lines: tuple[GridLine, ...]) -> None:
        """Show other lines; where only values differ the place stays."""
        shape = (self.columns, [line.title for line in self.lines])
        if shape == (columns, [line.title for line in lines]):
            self.lines = lines
            if lines and columns:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(columns) - 1))
            return
        self.beginResetModel()
        self.columns, self.lines = columns, lines
        self.endResetModel()

    def cell(self, index: Index) -> SheetRow | None:
        """The value at an index."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        return self.lines[index.row()].cells[index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """The value as it counts; the tip says what stood there and where."""
        cell = self.cell(index)
        if role == _GROUND:
            return None if cell is not None else theme.color("window")
        if cell is None:
            return None
        if role == _DISPLAY:
            return "读不出数值" if cell.is_unclear else cell.value
        if role == _INK and (cell.is_unclear or cell.is_corrected):
            return theme.color("bad" if cell.is_unclear else "warn")
        if role == _ALIGN:
            return _RIGHT if cell.unit or cell.value[:1].isdecimal() else _LEFT
        if role == _TIP:
            stood = f"原文 {cell.as_it_stood}（{cell.place}）" if cell.text else ""
            return "\n".join(part for part in (f"{cell.label}　{cell.unit}".strip(), stood) if part)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The titles."""
        if role not in (_DISPLAY, _TIP):
            return None
        if orientation is Qt.Orientation.Horizontal:
            return _broken(self.columns[section])
        return self.lines[section].title


class FormGridView(QTableView):
    """Keys: arrows, Enter or typing edits in the line below, Ctrl+V pastes a block, Delete clears."""

    current_changed = Signal(object)  # SheetRow | None
    edit_wanted = Signal(str)  # what was typed
    pasted = Signal(str)
    cleared = Signal(object)  # list of SheetRow

    def __init__(self) -> None:
        super().__init__()
        self._grid: FormGrid | None = None
        self.cells_model = _Model()
        self.cells_model.setParent(self)
        self.setModel(self.cells_model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("表格")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setMinimumWidth(_TITLE)
        self.verticalHeader().setAccessibleName("行名")
        self.horizontalHeader().setAccessibleName("列名")
        self.horizontalHeader().setFixedHeight(46)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.AlignmentFlag(0x1000))
        self.setCornerButtonEnabled(False)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.activated.connect(self._on_activated)

    def show_grid(self, grid: FormGrid, keeps: Sequence[GridLine]) -> None:
        """Show these lines of a grid; the current value stays current."""
        before = self.current
        is_same = self._grid is not None and self._grid.columns == grid.columns
        self._grid = grid
        self.cells_model.show(grid.columns, tuple(keeps))
        if not is_same:
            for number, title in enumerate(grid.columns):
                wide = max(fonts.width(part, fonts.BASE) for part in _broken(title).split("\n")) + 36
                self.setColumnWidth(number, round(min(max(wide, _NARROWEST), _WIDEST)))
        if before is None or not self.go_to(before.name):
            self._go_first()

    @property
    def current(self) -> SheetRow | None:
        """The value under the cursor."""
        return self.cells_model.cell(self.currentIndex())

    def go_to(self, name: str) -> bool:
        """Make a value current."""
        for row, line in enumerate(self.cells_model.lines):
            for column, cell in enumerate(line.cells):
                if cell is not None and cell.name == name:
                    self._select(row, column)
                    return True
        return False

    def step(self, down: int) -> None:
        """To the value above or below."""
        index = self.currentIndex()
        row = index.row() + down
        while 0 <= row < len(self.cells_model.lines):
            if self.cells_model.lines[row].cells[index.column()] is not None:
                self._select(row, index.column())
                return
            row += down

    def _go_first(self) -> None:
        for row, line in enumerate(self.cells_model.lines):
            for column, cell in enumerate(line.cells):
                if cell is not None:
                    self._select(row, column)
                    return

    def _select(self, row: int, column: int) -> None:
        index = self.cells_model.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _chosen(self) -> list[SheetRow]:
        cells = (self.cells_model.cell(index) for index in self.selectedIndexes())
        return [cell for cell in cells if cell is not None]

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        self.current_changed.emit(self.current)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if self.current is not None:
            self.edit_wanted.emit("")

    def _copy(self) -> None:
        found: dict[int, dict[int, str]] = {}
        for index in self.selectedIndexes():
            cell = self.cells_model.cell(index)
            found.setdefault(index.row(), {})[index.column()] = cell.value if cell else ""
        lines = ["\t".join(words for _, words in sorted(found[row].items())) for row in sorted(found)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; what is typed goes to the line below."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Delete:
            self.cleared.emit(self._chosen())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._on_activated(self.currentIndex())
        elif event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
        elif event.text().strip() and event.text().isprintable() and event.text() != "/":
            if self.current is not None:
                self.edit_wanted.emit(event.text())
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F6, Qt.Key.Key_Slash):
            event.ignore()
        else:
            super().keyPressEvent(event)
