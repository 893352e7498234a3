"""A grid to type in like a spreadsheet: the current cell, the editor that grows, the keys.

Arrows, Tab and Enter walk; F2, Enter, a double click or typing begin; Enter keeps and goes down, Tab to the
right, Esc gives back what stood there; Alt+Enter begins a new line. What is typed is kept when the cell is
left and after two idle seconds.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QHelpEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView, QToolTip

from app.ui.performance.cell_editor import ENTER, CellEditor
from app.ui.performance.wrap import lines_of
from app.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_NO = Qt.KeyboardModifier.NoModifier
_LOWEST = 34
_WIDEST = 300  # the editor of a narrow text cell grows to this


class CellModel(QAbstractTableModel):
    """What a grid shows. Rows have keys that stay when rows come and go."""

    changed = Signal()  # cells look different
    replaced = Signal()  # the rows are others

    def key_at(self, row: int) -> str:
        """The key of a row."""
        raise NotImplementedError

    def row_of(self, key: str) -> int:
        """Where the row with `key` stands, or -1."""
        raise NotImplementedError

    def text_at(self, row: int, column: int) -> str:
        """What is typed in a cell."""
        raise NotImplementedError

    def is_editable(self, row: int, column: int) -> bool:
        """Whether a cell may be typed in."""
        raise NotImplementedError

    def can_stand(self, row: int, column: int) -> bool:
        """Whether a cell can be the current one."""
        return self.is_editable(row, column)

    def is_number(self, column: int) -> bool:
        """Whether only a number may stand in a column."""
        raise NotImplementedError

    def keep(self, row: int, column: int, text: str) -> None:
        """Store what was typed."""
        raise NotImplementedError

    def preview(self, row: int, column: int, text: str) -> None:
        """What is being typed; nothing is stored."""

    def name_of(self, row: int, column: int) -> str:
        """What a cell is called by screen readers."""
        return ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What a cell can do."""
        if index.isValid() and self.can_stand(index.row(), index.column()):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """For screen readers; the grids paint themselves."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self.text_at(index.row(), index.column()) or "空"
            return f"{self.name_of(index.row(), index.column())} {text}"
        return None


class CellGrid(QTableView):
    """The grid. Subclasses paint it with a delegate and say how wide and high things are."""

    refused = Signal(str)  # a sentence about what could not be kept
    gave_up = Signal(int, int, str)  # row, column and what was thrown away with Esc
    current_changed = Signal(int, int)
    began = Signal()
    cleared = Signal()  # the Delete key has emptied a cell

    def __init__(self, model: CellModel, name: str) -> None:
        super().__init__()
        self.cells = model
        self.editor: CellEditor | None = None
        self._place = ("", 0)  # key and column of what is being edited
        self._before = ""
        model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(10)
        sides = self.verticalHeader()
        sides.hide()
        sides.setMinimumSectionSize(10)
        sides.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # An input method may begin in a cell; what it sends goes to the editor.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.changed.connect(self.viewport().update)

    def tip_at(self, place: QPoint) -> str:
        """What a tooltip says at a place."""
        return ""

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the tooltip of a place."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    # The current cell

    @property
    def row(self) -> int:
        """The current row, or -1."""
        return self.currentIndex().row()

    @property
    def column(self) -> int:
        """The current column, or -1."""
        return self.currentIndex().column()

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one and show it."""
        index = self.cells.index(row, column)
        if index.isValid() and self.cells.can_stand(row, column):
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    def step(self, down: int, right: int) -> bool:
        """Go on to the next cell that can be current; along a row on to the next row."""
        row, column = self.row, self.column
        rows, columns = self.cells.rowCount(), self.cells.columnCount()
        while True:
            row, column = row + down, column + right
            if right and not 0 <= column < columns:
                row, column = row + right, 0 if right > 0 else columns - 1
            if not 0 <= row < rows:
                return False
            if self.cells.can_stand(row, column):
                self.go_to(row, column)
                return True

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        self.viewport().update()
        self.current_changed.emit(current.row(), current.column())

    # The editor

    def begin(self, text: str | None = None) -> None:
        """Edit the current cell: its text, or `text` in place of it."""
        row, column = self.row, self.column
        if row < 0 or not self.cells.is_editable(row, column):
            return
        self.end()
        self._place = (self.cells.key_at(row), column)
        self._before = self.cells.text_at(row, column)
        self.scrollTo(self.currentIndex())
        lowest = min(_LOWEST, self.visualRect(self.currentIndex()).height())
        editor = CellEditor(
            self._before, self.cells.name_of(row, column), lowest, self.cells.is_number(column)
        )
        editor.setParent(self.viewport())
        self.editor = editor
        editor.selectAll()
        if text is not None:
            editor.textCursor().insertText(text)
        if editor.is_number:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.committed.connect(self._on_committed)
        editor.textChanged.connect(self._on_typed)
        editor.document().documentLayout().documentSizeChanged.connect(self.place_editor)
        editor.stepped.connect(self._on_stepped)
        editor.gave_up.connect(self._on_gave_up)
        editor.row_wanted.connect(self._on_row_wanted)
        editor.closed.connect(self.end)
        self.place_editor()
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.began.emit()
        if text is not None:
            self._on_typed()

    @Slot()
    def end(self) -> None:
        """Keep what is being typed and close the editor."""
        editor, self.editor = self.editor, None
        if editor is None:
            return
        had_focus = editor.hasFocus()
        editor.finish_composition()
        self._keep(editor)
        if had_focus:  # before it is hidden, which would send the focus on like Tab
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.hide()
        editor.deleteLater()

    def flush(self) -> None:
        """Keep what is being typed."""
        self.end()

    def _keep(self, editor: CellEditor) -> None:
        editor.keeper.stop()
        row, column = self.cells.row_of(self._place[0]), self._place[1]
        if row < 0:
            return
        if editor.problem:
            self.refused.emit(f"{editor.problem}已保留原来的“{self._before or '空格'}”。")
            self.cells.keep(row, column, self._before)
        else:
            self.cells.keep(row, column, editor.text())

    @Slot(str)
    def _on_committed(self, text: str) -> None:
        """Idle for two seconds."""
        row = self.cells.row_of(self._place[0])
        if self.editor is not None and row >= 0 and not self.editor.problem:
            self.cells.keep(row, self._place[1], text)

    @Slot()
    def _on_typed(self) -> None:
        row = self.cells.row_of(self._place[0])
        if self.editor is not None and row >= 0:
            self.editor.set_bad(bool(self.editor.problem))
            self.editor.setToolTip(self.editor.problem)
            if not self.editor.problem:
                self.cells.preview(row, self._place[1], self.editor.text())

    @Slot(int, int)
    def _on_stepped(self, down: int, right: int) -> None:
        if self.editor is not None and self.editor.problem:
            self.refused.emit(self.editor.problem)
            return
        self.end()
        self.step(down, right)

    @Slot()
    def _on_gave_up(self) -> None:
        editor = self.editor
        if editor is None:
            return
        typed = editor.text()
        row, column = self.cells.row_of(self._place[0]), self._place[1]
        editor.setPlainText(self._before)
        self.end()
        if typed.strip() and typed != self._before:
            self.gave_up.emit(row, column, typed)

    @Slot()
    def _on_row_wanted(self) -> None:
        self.end()
        self.add_below()

    def add_below(self) -> None:
        """Ctrl+Enter; a grid with fixed rows does nothing."""

    @Slot()
    def place_editor(self) -> None:
        """Over its cell, grown to the right and downwards, but inside the grid."""
        editor = self.editor
        row = self.cells.row_of(self._place[0]) if editor is not None else -1
        if editor is None or row < 0:
            return
        cell = self.visualRect(self.cells.index(row, self._place[1]))
        width = cell.width() - 2
        if not editor.is_number and len(lines_of(editor.text(), max(width - 20, 40))) > 3:
            width = max(width, min(_WIDEST, self.viewport().width() - 8))
        area = self.viewport().rect()
        left = max(area.left() + 2, min(cell.left() + 1, area.right() - width - 2))
        editor.setFixedWidth(width)
        top = cell.top() + max(0, (cell.height() - editor.height()) // 2)
        top = min(top, area.bottom() - editor.height() - 2)
        editor.move(left, max(area.top() + 2, top) if cell.bottom() > 0 else cell.top())

    # Qt

    def updateGeometries(self) -> None:
        """Rows have moved."""
        super().updateGeometries()
        self.place_editor()

    def scrollContentsBy(self, right: int, down: int) -> None:
        """Merged labels stay in the middle of what is seen, so everything is painted again."""
        super().scrollContentsBy(right, down)
        self.viewport().update()
        self.place_editor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, begin, clear, copy and paste."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER and control:
            self.add_below()
        elif event.key() == Qt.Key.Key_F2 or (event.key() in ENTER and modifiers == _NO):
            self.begin()
        elif event.key() == Qt.Key.Key_Delete and modifiers == _NO:
            self.clear_cell()
        elif control and event.key() == Qt.Key.Key_C:
            QGuiApplication.clipboard().setText(self.cells.text_at(self.row, self.column))
        elif control and event.key() == Qt.Key.Key_V:
            self.paste(QGuiApplication.clipboard().text())
        elif control and event.key() == Qt.Key.Key_D:
            self.copy_from_above()
        elif not self._types(event):
            super().keyPressEvent(event)

    def _types(self, event: QKeyEvent) -> bool:
        """Typing into a cell replaces it, as in a spreadsheet."""
        text = event.text()
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not text.isprintable() or not text or held or self.row < 0:
            return False
        self.begin(text)
        return True

    def clear_cell(self) -> None:
        """Empty the current cell."""
        row, column = self.row, self.column
        if row >= 0 and self.cells.is_editable(row, column) and self.cells.text_at(row, column):
            self.cells.keep(row, column, "")
            self.cleared.emit()

    def paste(self, text: str) -> None:
        """Put the text of the clipboard into the current cell."""
        self.begin(text.strip("\r\n"))
        self.end()

    def copy_from_above(self) -> None:
        """Ctrl+D: the current cell becomes what stands above it."""
        row, column = self.row, self.column
        if row > 0 and self.cells.is_editable(row, column) and self.cells.is_editable(row - 1, column):
            self.cells.keep(row, column, self.cells.text_at(row - 1, column))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks the cells and leaves behind the last one."""
        if self.row >= 0 and self.step(0, 1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A composition that begins in a cell goes on in its editor."""
        if not event.preeditString() and not event.commitString():
            return
        self.begin()
        if self.editor is not None:
            QApplication.sendEvent(self.editor, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """There is always a current cell while the grid has the focus."""
        super().focusInEvent(event)
        if self.row < 0:
            for row in range(self.cells.rowCount()):
                for column in range(self.cells.columnCount()):
                    if self.cells.can_stand(row, column):
                        self.go_to(row, column)
                        return
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press chooses a cell; what is being typed is kept first."""
        self.end()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click edits."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.cells.can_stand(index.row(), index.column()):
            self.go_to(index.row(), index.column())
            self.begin()

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is seen, in the viewport."""
        return self.visualRect(self.cells.index(row, column))

    def cell_at(self, place: QPoint) -> tuple[int, int]:
        """Row and column at a place of the viewport, or (-1, -1)."""
        index = self.indexAt(place)
        return index.row(), index.column()
