"""The indicators: a table with merged level names that is typed in like a spreadsheet."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)

from app.models.amounts import parse_amount
from app.services.performance.arrange import Group, group_at, groups
from app.services.performance.pasting import read_cells
from app.services.printing import short
from app.ui import fonts
from app.ui.kit import Menu, paint
from app.ui.performance.cell_editor import ENTER
from app.ui.performance.cells import CellGrid
from app.ui.performance.columns import FIELDS, FIRST, PAD, Col, lefts, widths
from app.ui.performance.delegate import GLYPH, MARGIN, IndicatorDelegate
from app.ui.performance.groups import group_menu
from app.ui.performance.model import IndicatorModel
from app.ui.performance.outlook import OutlookMenu
from app.ui.performance.sheet import Sheet
from app.ui.performance.wrap import height_of, is_cut, paint_lines, two_lines
from app.ui.theme import theme

ROW = 48
_MOST_LINES = 7
_HIGHEST = _MOST_LINES * 20 + 2 * MARGIN
_WORDS = (
    *(Col.PROJECT_TITLE, Col.PROJECT_TARGET, Col.TITLE, Col.TARGET, Col.ACTUAL, Col.FORECAST),
    Col.REASON,
)
_ALT = Qt.KeyboardModifier.AltModifier
_NOWHERE = ("", "", 0, 0)


class IndicatorGrid(CellGrid):
    """The tree of indicators. Level names are merged without spans: the grid paints them over their rows."""

    score_wanted = Signal(int)  # how the score of a row comes about
    proofs_wanted = Signal(int)  # the evidence of a row
    count_wanted = Signal(int)  # where the figure of a row comes from, or what it could count
    row_added = Signal(str)  # key
    row_deleted = Signal(str)  # what it was called

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._wanted = ("", 0)
        self._kept = _NOWHERE
        super().__init__(IndicatorModel(sheet), "绩效指标")
        self.setItemDelegate(IndicatorDelegate(self, sheet))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(24)
        sheet.about_to_show.connect(self._note_current)
        self.cells.replaced.connect(self._on_replaced)
        self.cells.changed.connect(self._on_changed)

    # Rows

    def want(self, key: str, column: int = Col.TITLE) -> None:
        """Go to a row now, or when it is there."""
        self._wanted = (key, column)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        row = self.sheet.index_of(self._wanted[0])
        if row >= 0:
            self.go_to(row, self._wanted[1])
            self._wanted = ("", 0)

    @Slot()
    def _on_replaced(self) -> None:
        table, key, column, before = self._kept
        self._fit_columns()
        self.fit_rows()
        if table == self.sheet.table_id and not self._wanted[0]:
            row = self.sheet.index_of(key)
            # The row is gone: its neighbour is the current one.
            row = min(before, len(self.sheet.keys) - 1) if row < 0 else row
            self.go_to(row, column)
        elif table != self.sheet.table_id:
            self.scrollToTop()
            self.current_changed.emit(-1, -1)
        self._go_to_wanted()
        self.place_editor()

    @Slot()
    def _note_current(self) -> None:
        """Before the rows are replaced: which one is current."""
        row = self.row
        is_there = 0 <= row < len(self.sheet.keys)
        self._kept = (self.sheet.table_id, self.sheet.keys[row], self.column, row) if is_there else _NOWHERE

    @Slot()
    def _on_changed(self) -> None:
        self.fit_rows()
        self.viewport().update()

    def fit_rows(self) -> None:
        """Give every row the height of its longest text, up to seven lines."""
        if self.sheet.is_empty:
            return
        inner = [width - 2 * PAD for width in widths(self.viewport().width(), self.sheet.columns)]
        sides = self.verticalHeader()
        cells = [column for column in self.sheet.columns if column in _WORDS]
        for row in range(min(self.cells.rowCount(), len(self.sheet.keys))):
            line = self.sheet.line(row)
            highest = max(
                height_of(
                    getattr(line, FIELDS[column]),
                    inner[column] - (GLYPH + 5 if column is Col.ACTUAL and line.counted else 0),
                    fonts.CAPTION if column is Col.REASON else fonts.BASE,
                )
                for column in cells
            )
            wanted = max(ROW, min(highest + 2 * MARGIN, _HIGHEST))
            if sides.sectionSize(row) != wanted:
                sides.resizeSection(row, wanted)

    def add_below(self) -> None:
        """A new row below the current one, in its group."""
        row = self.row
        if not self.sheet.can_edit:
            return
        if row < 0:
            row = len(self.sheet.keys) - 1
        if row >= 0:
            line = self.sheet.line(row)
            self.sheet.add_row(line.level1, line.level2, self._on_added, row + 1)

    def add_to(self, level1: str, level2: str) -> None:
        """A new row at the end of a group."""
        self.end()
        self.sheet.add_row(level1, level2, self._on_added)

    @Slot(str)
    def _on_added(self, key: str) -> None:
        self.want(key)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def delete_row(self) -> None:
        """Delete the current row; undo brings it back."""
        row = self.row
        if row >= 0 and self.sheet.can_edit:
            name = self.sheet.line(row).title.split("\n")[0][:12] or self.sheet.line(row).level2
            self.end()
            self.sheet.delete_row(row)
            self.row_deleted.emit(name)

    def move_row(self, steps: int) -> None:
        """Move the current row within its group."""
        row = self.row
        if row < 0 or not self.sheet.can_edit:
            return
        group = group_at(self.sheet.form.indicators, row)
        if group.first <= row + steps <= group.last:
            self.end()
            self.sheet.move_row(row, steps)

    def paste(self, text: str) -> None:
        """One cell like typing; a block from Excel as one action."""
        cells = read_cells(text)
        if self.row < 0 or not self.sheet.can_edit or not text:
            return
        if len(cells) == 1 and len(cells[0]) == 1:
            super().paste(cells[0][0])
            return
        fields = tuple(
            FIELDS[column] for column in Col if column >= self.column and column in self.sheet.columns
        )
        self.sheet.paste(self.row, fields, cells, self._on_pasted)

    @Slot(str)
    def _on_pasted(self, key: str) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self, text: str | None = None) -> None:
        """A score is explained before it is changed, unless a number is typed."""
        if self.column == Col.SCORE and text is None:
            self.score_wanted.emit(self.row)
            return
        if self.column == Col.OUTLOOK:
            self._choose_outlook()
            return
        super().begin(text)

    def _choose_outlook(self) -> None:
        """Three words to choose from, or none."""
        if self.row >= 0 and self.sheet.can_edit:
            super().end()
            below = self.cell_rect(self.row, self.column).bottomLeft()
            OutlookMenu(self.sheet, self.row, self).popup(self.viewport().mapToGlobal(below))

    @Slot()
    def end(self) -> None:
        """A score typed by hand needs its reason, and so does a counted figure that was typed over."""
        column = self._place[1] if self.editor is not None else -1
        super().end()
        row = self.sheet.index_of(self._place[0]) if column in (Col.SCORE, Col.ACTUAL) else -1
        if row < 0:
            return
        line = self.sheet.line(row)
        mark = line.counted
        if column == Col.ACTUAL:
            if mark is not None and mark.is_by_hand and not mark.hand_reason:
                self.count_wanted.emit(row)
        elif parse_amount(line.score_text) is not None and not line.score_reason.strip():
            self.score_wanted.emit(row)

    def is_counted(self, row: int) -> bool:
        """Whether the actual value of a row is counted."""
        return 0 <= row < len(self.sheet.keys) and self.sheet.line(row).counted is not None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, then lines and level names over them."""
        super().paintEvent(event)
        if not self.sheet.keys:
            return
        with QPainter(self.viewport()) as painter:
            edges = lefts(self.viewport().width(), self.sheet.columns)
            right = self.viewport().width()
            tops = groups(self.sheet.form.indicators, deep=False)
            deep = groups(self.sheet.form.indicators, deep=True)
            self._paint_lines(painter, edges, right, tops, deep)
            wanted = self.sheet.wanted_weights()
            sums = {one.level1: one.weight for one in self.sheet.scored.level1}
            for group in tops:
                self._paint_level1(painter, edges, group, sums[group.level1], wanted.get(group.level1))
            for group in deep:
                rect = self._seen(group, edges[1], edges[2])
                if rect.height() > 0:
                    self._paint_level2(painter, rect, group)

    def _paint_level2(self, painter: QPainter, seen: QRectF, group: Group) -> None:
        """In the middle of what is seen; too little of it shows a part of the name, never another one."""
        room = seen.adjusted(PAD, 0, -4, 0)
        words = two_lines(group.level2, int(room.width()))
        needed = height_of(words, int(room.width()))
        if room.height() < needed:
            if seen.bottom() < self._rows_rect(group, 0, 1).bottom():
                room.setBottom(room.top() + needed)
            else:
                room.setTop(room.bottom() - needed)
        painter.save()
        painter.setClipRect(seen)
        paint_lines(painter, room, words)
        painter.restore()

    def _rows_rect(self, group: Group, left: int, right: int) -> QRectF:
        top = self.rowViewportPosition(group.first)
        bottom = self.rowViewportPosition(group.last) + self.rowHeight(group.last)
        return QRectF(left, top, right - left, bottom - top)

    def _seen(self, group: Group, left: int, right: int) -> QRectF:
        """The part of a merged cell that is in sight; its name stands in the middle of it."""
        return self._rows_rect(group, left, right).intersected(QRectF(self.viewport().rect()))

    def _paint_level1(
        self, painter: QPainter, edges: list[int], group: Group, have: Decimal, want: Decimal | None
    ) -> None:
        rect = self._seen(group, edges[0], edges[1])
        if rect.height() <= 0:
            return
        room = rect.adjusted(16, 0, -2, 0)
        middle = rect.center().y()
        is_low = rect.height() < 40
        name = QRectF(room.left(), middle - (10 if is_low else 20), room.width() + 2, 20)
        painter.save()
        painter.setClipRect(rect)
        paint.text(painter, name, group.level1, weight=fonts.SEMIBOLD)
        if not is_low:
            tone = "good" if want is not None and have == want else "warn"
            words = f"{short(have)} / {short(want)}" if want is not None else f"{short(have)} 分"
            if Col.WEIGHT not in self.sheet.columns:
                tone, words = "ink-2", f"{group.last - group.first + 1} 行"
            paint.text(painter, name.translated(0, 20), words, tone, fonts.CAPTION)
        painter.restore()

    def _paint_lines(
        self,
        painter: QPainter,
        edges: list[int],
        right: int,
        tops: tuple[Group, ...],
        deep: tuple[Group, ...],
    ) -> None:
        ends1, ends2 = {group.last for group in tops}, {group.last for group in deep}
        area = self.viewport().rect()
        for row in range(len(self.sheet.keys)):
            bottom = self.rowViewportPosition(row) + self.rowHeight(row) - 1
            if not -1 <= bottom <= area.bottom():
                continue
            if row in ends1:
                paint.line(painter, 0, right, bottom, "border")
            else:
                paint.line(painter, edges[1] if row in ends2 else edges[2], right, bottom)
        end = min(self._rows_rect(tops[-1], 0, 1).bottom(), area.bottom() + 1)
        for edge in (edges[1], edges[2]):
            painter.fillRect(QRectF(edge, 0, 1, end), theme.color("hairline"))

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the new width."""
        super().resizeEvent(event)
        self._fit_columns()
        self.fit_rows()
        self.place_editor()

    def _fit_columns(self) -> None:
        if self.sheet.is_empty:
            return
        for column, width in enumerate(widths(self.viewport().width(), self.sheet.columns)):
            self.setColumnHidden(column, not width)
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rows move and go with the keyboard too."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == _ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_row(-1 if key == Qt.Key.Key_Up else 1)
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Delete:
            self.delete_row()
        elif (
            key == Qt.Key.Key_H and not modifiers and self.column == Col.ACTUAL and self.is_counted(self.row)
        ):
            self.count_wanted.emit(self.row)
        elif key in ENTER and not modifiers and self.column == Col.SCORE:
            self.score_wanted.emit(self.row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a row."""
        place, row, column = event.globalPos(), self.row, self.column
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            row, column = self.cell_at(self.viewport().mapFrom(self, event.pos()))
        elif row >= 0:
            place = self.viewport().mapToGlobal(self.cell_rect(row, column).center())
        if row >= 0 and self.sheet.can_edit:
            self.end()
            self.go_to(row, max(column, FIRST))
            self.row_menu().popup(place)

    def row_menu(self) -> Menu:
        """The menu of the current row."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("在下方新增一行", self.add_below, "plus", "Ctrl+Return")
        menu.add("复制上一行的这一格", self.copy_from_above, "copy", "Ctrl+D")
        menu.add("上移", self._move_up, "arrow-up", "Alt+Up")
        menu.add("下移", self._move_down, "arrow-down", "Alt+Down")
        menu.addMenu(self._group_menu(menu))
        if self.sheet.profile.is_evaluation or self.sheet.profile.is_monitoring:
            menu.add("佐证材料…", self._show_proofs, "paperclip")
        if Col.ACTUAL in self.sheet.columns:
            is_counted = self.sheet.line(self.row).counted is not None
            menu.add("这个数怎么来的" if is_counted else "自动统计…", self._on_count, "database", "H")
        menu.addSeparator()
        menu.add("删除这一行", self.delete_row, "trash", "Ctrl+Del")
        return menu

    @Slot()
    def _on_count(self) -> None:
        if self.row >= 0:
            self.end()
            self.count_wanted.emit(self.row)

    def _group_menu(self, parent: Menu) -> Menu:
        """Where else the current row may stand."""
        menu = group_menu(self.sheet, parent)
        menu.setTitle("改到其他分组")
        menu.triggered.connect(self._on_group)
        return menu

    @Slot(QAction)
    def _on_group(self, entry: QAction) -> None:
        if self.row >= 0:
            self.end()
            self.sheet.regroup_row(self.row, *entry.data())

    @Slot()
    def _show_proofs(self) -> None:
        self.proofs_wanted.emit(self.row)

    @Slot()
    def _move_up(self) -> None:
        self.move_row(-1)

    @Slot()
    def _move_down(self) -> None:
        self.move_row(1)

    def tip_at(self, place: QPoint) -> str:
        """What a tooltip says at a place."""
        row, column = self.cell_at(place)
        if row < 0:
            return ""
        scored = self.sheet.scored.lines[row]
        if column == Col.SCORE:
            return scored.how
        if column not in _WORDS:
            return ""
        text = self.cells.text_at(row, column)
        rect: QRect = self.cell_rect(row, column)
        px = fonts.CAPTION if column == Col.REASON else fonts.BASE
        return text if is_cut(text, rect.width() - 2 * PAD, rect.height() - 2 * MARGIN, px) else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a level name chooses the first row in sight of it."""
        row, column = self.cell_at(event.position().toPoint())
        if column == Col.ACTUAL and self.is_counted(row):
            left = self.cell_rect(row, column).left() + PAD
            if left - 4 <= event.position().x() <= left + GLYPH + 4:
                self.end()
                self.go_to(row, column)
                self.count_wanted.emit(row)
                return
        if 0 <= column < FIRST:
            self.end()
            self.go_to(row, Col.TITLE)
            return
        super().mousePressEvent(event)
