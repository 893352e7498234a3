"""填报数据: the values of a version as the tables of the form, typed, pasted and corrected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.errors import AppError, InputError
from app.services.facts import Where
from app.services.intake import (
    FormGrid,
    GridLine,
    SheetRow,
    correct_fact,
    correct_facts,
    dismiss_doubt,
    dismiss_leftover,
    form_grid,
    place_block,
    place_leftover,
    preview_value,
)
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    Combo,
    EmptyState,
    SearchField,
    SegmentedSwitch,
    button,
    column,
    frame,
    hline,
    holder,
    is_typing,
    row,
)
from app.ui.messages import problem_of
from app.ui.review.data_editor import DataEditor
from app.ui.review.data_grid import FormGridView
from app.ui.review.data_jobs import DataSheet, read_sheet
from app.ui.review.data_lists import VALUES, DoubtLine, DoubtList, LeftoverLine, LeftoverList, row_name
from app.ui.review.data_place_dialog import PlaceDialog
from app.ui.table import RowsModel, TableView

_PARTS = ("values", "doubts", "leftovers")


class DataSheetDialog(Dialog):
    """Every value is saved as it is left, each an action of its own; a pasted column is one action.

    `place_wanted`: the dialog has closed, and the place of a value is to be shown.
    """

    place_wanted = Signal(object)  # Where

    def __init__(
        self, parent: QWidget, context: Context, version_id: str, case: str, can_edit: bool, name: str = ""
    ) -> None:
        """`name`: the value to begin at."""
        super().__init__(parent, "填报数据", case, 1240, 680, margins=(0, 0, 0, 0))
        self._app, self._version, self._can_edit = context, version_id, can_edit
        self.sheet: DataSheet | None = None
        self.placing: PlaceDialog | None = None
        self._name = name
        self.asks_before_loss = False
        self.values = RowsModel(VALUES, row_name)
        self.table = TableView(self.values, 34, "填报数据")
        self.empty = EmptyState("table-export", "还没有数据", "读入报告文件，或打开“显示空白项”手工填写。")
        self.show_all = button("显示空白项")
        self.empty.set_buttons((self.show_all,) if can_edit else ())
        self.table.set_empty(self.empty)
        self.grid = FormGridView()
        self._form: FormGrid | None = None
        labels = [("values", "数据", 0), ("doubts", "存疑", 0), ("leftovers", "未识别内容", 0)]
        self.switch = SegmentedSwitch(labels, "values", 30, "内容")
        self.part = Combo(name="表")
        self.blank = button("显示空白项", "toggle")
        self.search = SearchField("项目、数值或位置", 200, "/", name="筛选数据")
        self.editor = DataEditor()
        self.doubts, self.leftovers = DoubtList(), LeftoverList()
        self.doubts.note.setText("")
        self.leftovers.note.setText("")
        self.doubts.keep.hide()
        self.doubts.can_edit = self.leftovers.can_edit = can_edit
        self._lay_out()
        self._connect()
        self.editor.set_editable(can_edit)
        self.starts_at = self.table
        self.add_button(button("关闭", "primary"))
        self.set_note("" if can_edit else "这一版已不能修改，只供查看")
        self.table.set_loading(True)
        self.reload()

    def _lay_out(self) -> None:
        self.body.setSpacing(0)
        self.tools = holder(row(self.part, self.blank, self.search, gap=10))
        head = row(self.switch, None, self.tools, gap=12, margins=(16, 10, 16, 10))
        self.body.addLayout(head)
        self.pages = QStackedWidget()
        self.shapes = QStackedWidget()
        self.shapes.addWidget(self.table)
        self.shapes.addWidget(self.grid)
        values = holder(column((self.shapes, 1), hline(), self.editor, gap=0))
        for page in (values, self.doubts, self.leftovers):
            self.pages.addWidget(page)
        self.add(frame("panel", column((self.pages, 1), gap=0)), 1)

    def _connect(self) -> None:
        self.switch.chosen.connect(self._on_part)
        self.part.activated.connect(self._on_filter)
        self.blank.clicked.connect(self._on_filter)
        self.show_all.clicked.connect(self._on_show_all)
        self.search.searched.connect(self._on_filter)
        self.search.left_down.connect(self.focus_list)
        self.search.returnPressed.connect(self.focus_list)
        self.table.current_changed.connect(self._on_current)
        self.table.activated_row.connect(self._on_activated)
        self.grid.current_changed.connect(self._on_current)
        self.grid.edit_wanted.connect(self._on_typed)
        self.grid.pasted.connect(self.paste)
        self.grid.cleared.connect(self._on_cleared)
        line = self.editor.line
        line.step_wanted.connect(self._on_step)
        line.list_wanted.connect(self.focus_list)
        line.pasted.connect(self.paste)
        self.editor.committed.connect(self._on_committed)
        self.editor.restored.connect(self._on_restored)
        self.editor.place_wanted.connect(self._on_place_wanted)
        self.doubts.dismissed.connect(self._on_drop_doubt)
        self.leftovers.dismissed.connect(self._on_drop_leftover)
        self.leftovers.place_wanted.connect(self._on_place)

    def reload(self) -> None:
        """Read everything again; what is being typed stays."""
        c = self._app
        args = (c.workspace, self._version)
        c.jobs.read("读取填报数据", read_sheet, *args, then=self._on_read, failed=self._on_not_read)

    def _on_read(self, sheet: DataSheet) -> None:
        is_first = self.sheet is None
        self.sheet = sheet
        self.table.set_loading(False)
        self.values.set_rows(sheet.rows)
        if is_first:
            titles = {each.table: each.title for each in sheet.rows}
            self.part.set_options([("全部表", ""), *((words, key) for key, words in titles.items())], "")
        filled = [each for each in sheet.rows if each.value or each.text]
        self.doubts.show_lines(
            [DoubtLine(one.id, one.doubt) for one in sheet.doubts],
        )
        self.leftovers.show_lines([LeftoverLine(one.id, one.leftover) for one in sheet.leftovers])
        counts = (len(filled), len(sheet.doubts), len(sheet.leftovers))
        for key, count in zip(_PARTS, counts, strict=True):
            self.switch.set_count(key, count)
        self._on_filter()
        if is_first and self._name:
            self._begin_at(self._name)
        elif is_first and self.values.rowCount():
            self.table.go_to(self.values.key_at(0))
        self._on_current(self.grid.current if self._form else self.table.current_row)

    def _begin_at(self, name: str) -> None:
        """Show the table of a value, blanks too, with the cursor on it."""
        each = self._row_of(name)
        if each is None:
            return
        self.part.set_value(each.table)
        self.blank.setChecked(not (each.value or each.text))
        self._on_filter()
        if self._form is not None:
            self.grid.go_to(name)
        else:
            self.table.go_to(name)
        self.starts_at = self.grid if self._form else self.table

    @Slot(object)
    def _on_place_wanted(self, where: Where) -> None:
        self.accept()
        if not self.isVisible():
            self.place_wanted.emit(where)

    def _on_not_read(self, error: AppError) -> None:
        self._app.messages.error(problem_of("没有读到填报数据", error, action="读取填报数据"))

    def _accepts(self, each: SheetRow) -> bool:
        table = self.part.value()
        is_filled = bool(each.value or each.text or each.name in self.editor.unsaved)
        is_here = self.editor.row is not None and each.name == self.editor.row.name
        return table in ("", each.table) and (is_filled or is_here or self.blank.isChecked())

    @Slot()
    def _on_filter(self) -> None:
        self.values.set_filter(self.search.text(), self._accepts)
        table = self.part.value()
        rows = [each for each in self.sheet.rows if each.table == table] if self.sheet and table else []
        self._form = form_grid(rows) if rows and not self.search.text().strip() else None
        had_focus = self.table.hasFocus() or self.grid.hasFocus()
        self.shapes.setCurrentIndex(1 if self._form else 0)
        if self._form is not None:
            self.grid.show_grid(self._form, self._shown_lines(self._form))
        if had_focus:
            self.focus_list()
        self._on_current(self.grid.current if self._form else self.table.current_row)

    def _shown_lines(self, form: FormGrid) -> list[GridLine]:
        """The lines with values; all of them where blanks are wanted, or nothing stands there yet."""
        here = self.editor.row.name if self.editor.row else ""
        filled = [
            line
            for line in form.lines
            if line.is_filled or any(cell and cell.name == here for cell in line.cells)
        ]
        has_any = any(line.is_filled for line in form.lines)
        return filled if has_any and not self.blank.isChecked() else list(form.lines)

    @Slot()
    def _on_show_all(self) -> None:
        self.blank.setChecked(True)
        self._on_filter()
        self.focus_list()

    @Slot(str)
    def _on_part(self, key: str) -> None:
        number = _PARTS.index(key)
        self.editor.line.flush()
        self.pages.setCurrentIndex(number)
        self.tools.setVisible(not number)
        if number:
            (self.doubts.table, self.leftovers.table)[number - 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focus_list()

    @Slot()
    def focus_list(self) -> None:
        """Back to the list, or to the grid."""
        (self.grid if self._form else self.table).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _on_current(self, each: SheetRow | None) -> None:
        self.editor.show_row(each)

    @Slot(object)
    def _on_activated(self, each: object) -> None:
        if self._can_edit:
            self.editor.start()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        """Typing in the grid goes on in the line below it."""
        if self._can_edit:
            self.editor.start()
            if text:
                self.editor.line.setText(text)

    @Slot(object)
    def _on_cleared(self, cells: list[SheetRow]) -> None:
        """Take away what was typed or corrected in the chosen cells; what stood in a file stays."""
        typed = {each.name: "" for each in cells if each.is_corrected}
        if typed and self._can_edit:
            self._write(f"清除 {len(typed)} 个填报数据", correct_facts, self._version, typed)

    @Slot(int)
    def _on_step(self, step: int) -> None:
        if self._form is not None:
            self.grid.step(step)
            self.editor.start()
            return
        line = self.table.current_line + step
        if 0 <= line < self.values.rowCount():
            self.table.go_to(self.values.key_at(line))
        self.editor.start()

    def _label(self, words: str) -> str:
        reason = self.editor.reason.text().strip()
        return f"{words}（依据：{reason}）" if reason else words

    def _write(self, label: str, function: object, *args: object) -> None:
        assert callable(function)
        c = self._app
        c.jobs.write(c.workspace, label, function, *args, then=self._on_written, failed=self._on_failed)

    def _on_written(self, _: object) -> None:
        self.reload()

    def _on_failed(self, error: AppError) -> None:
        self._app.messages.error(problem_of("没有保存", error, action="更正填报数据"))
        self.reload()

    @Slot(str, str)
    def _on_committed(self, name: str, text: str) -> None:
        each = self._row_of(name)
        assert isinstance(each, SheetRow)
        if each.text and not each.is_corrected and text.strip() == each.value:
            return
        label = self._label(f"更正 {each.label}" if each.text else f"填写 {each.label}")
        self._write(label, correct_fact, self._version, name, text)

    def _row_of(self, name: str) -> SheetRow | None:
        return next((each for each in self.sheet.rows if each.name == name), None) if self.sheet else None

    @Slot(str)
    def _on_restored(self, name: str) -> None:
        each = self._row_of(name)
        assert isinstance(each, SheetRow)
        self._write(f"恢复 {each.label} 的原文", correct_fact, self._version, name, "")

    @Slot(str)
    def paste(self, text: str) -> None:
        """A column copied from Excel, from the current line on: asked about first, then one action."""
        if self._form is not None:
            self._paste_block(text)
            return
        first = self.table.current_line
        lines = [one.split("\t")[0].strip() for one in text.rstrip("\r\n").splitlines()]
        rows = self.values.shown_rows()[max(first, 0) : max(first, 0) + len(lines)]
        if first < 0 or not self._can_edit or not lines:
            return
        typed = {each.name: one for each, one in zip(rows, lines, strict=False) if one}
        try:
            seen = [
                f"{each.label} {preview_value(each.name, typed[each.name])}"
                for each in rows
                if each.name in typed
            ]
        except InputError as error:
            self._app.messages.error(problem_of("没有粘贴", error, is_safe=True, action="粘贴"))
            return
        if not typed:
            return
        more = "……" if len(seen) > 4 else ""
        over = f"多出的 {len(lines) - len(rows)} 行没有对应的项目，不填。" if len(lines) > len(rows) else ""
        sentence = f"从“{rows[0].label}”起依次填入：{'；'.join(seen[:4])}{more}。{over}"
        if self._app.messages.confirm(f"填入 {len(typed)} 个数据？", sentence, f"填入 {len(typed)} 个"):
            self._write(self._label(f"粘贴 {len(typed)} 个填报数据"), correct_facts, self._version, typed)

    def _paste_block(self, text: str) -> None:
        """A block copied from Excel, from the current cell on."""
        index = self.grid.currentIndex()
        if not self._can_edit or not text.strip() or not index.isValid():
            return
        try:
            block = place_block(self.grid.cells_model.lines, index.row(), index.column(), text)
        except InputError as error:
            self._app.messages.error(problem_of("没有粘贴", error, is_safe=True, action="粘贴"))
            return
        if not block.typed:
            self._app.shell.toast("复制的内容里没有可以填入的数值")
            return
        more = "……" if len(block.seen) > 4 else ""
        over = f"超出表格的 {block.beyond} 格不填。" if block.beyond else ""
        sentence = f"{'；'.join(block.seen[:4])}{more}。{over}"
        count = len(block.typed)
        if self._app.messages.confirm(f"填入 {count} 个数据？", sentence, f"填入 {count} 个"):
            self._write(self._label(f"粘贴 {count} 个填报数据"), correct_facts, self._version, block.typed)

    @Slot(object)
    def _on_drop_doubt(self, line: DoubtLine) -> None:
        self._write("去掉存疑", dismiss_doubt, line.key)

    @Slot(object)
    def _on_drop_leftover(self, line: LeftoverLine) -> None:
        self._write("去掉未识别内容", dismiss_leftover, line.key)

    @Slot(object)
    def _on_place(self, line: LeftoverLine) -> None:
        if self.sheet is None:
            return
        empty = [each for each in self.sheet.rows if not each.value]
        self.placing = PlaceDialog(self, line.leftover, empty, partial(self._place, line))
        self.placing.open()

    def _place(self, line: LeftoverLine, name: str) -> None:
        preview_value(name, line.leftover.text)
        self._write("归入未识别内容", place_leftover, line.key, name)

    @property
    def would_lose_text(self) -> bool:
        """Whether something typed is no value and so not saved."""
        return bool(self.editor.unsaved)

    def _leave_typed(self) -> None:
        self.editor.line.flush()

    def accept(self) -> None:
        """Save what is typed and close; what is no value has to be mended or given up first."""
        self._leave_typed()
        if self.would_lose_text:
            super().reject()
        else:
            super().accept()

    def reject(self) -> None:
        """The same."""
        self._leave_typed()
        super().reject()

    def mark_clean(self) -> None:
        """What is typed and no value may be given up."""
        super().mark_clean()
        self.editor.unsaved.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V fills a column; / searches."""
        if (
            event.matches(QKeySequence.StandardKey.Paste)
            and not is_typing()
            and self.pages.currentIndex() == 0
        ):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Slash and not is_typing():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)
