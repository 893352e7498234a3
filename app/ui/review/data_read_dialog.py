"""核对读到的数据: what a file states, before anything of it is written."""

from __future__ import annotations

from collections.abc import Container
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.enums import DocumentKind
from app.models.errors import AppError
from app.services.facts import known_names
from app.services.intake import (
    SheetRow,
    drop_doubt,
    drop_leftover,
    place_in,
    sheet_rows,
    tables_of,
)
from app.services.report_intake import ReadReport, write_draft
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    Band,
    EmptyState,
    SearchField,
    SegmentedSwitch,
    button,
    caption,
    column,
    frame,
    holder,
    row,
)
from app.ui.messages import problem_of
from app.ui.review.data_lists import (
    VALUES,
    DoubtLine,
    DoubtList,
    LeftoverLine,
    LeftoverList,
    row_name,
)
from app.ui.review.data_place_dialog import PlaceDialog
from app.ui.table import RowsModel, TableView

_PARTS = ("values", "doubts", "leftovers")
_MOST_BANDS = 2


class ReadDialog(Dialog):
    """Nothing is written before the primary button; then all of it at once, taken back by one undo.

    `accepted` comes when it is stored.
    """

    def __init__(self, parent: QWidget, context: Context, read: ReadReport, case: str) -> None:
        where = f"{case} · {read.draft.file}"
        super().__init__(parent, "核对读到的数据", where, 1180, 640, margins=(0, 0, 0, 0))
        self._app, self._version = context, read.version_id
        self._file, self._source = read.draft.file, read.source
        self.draft = read.whole
        self._against = read.against
        self._kept: set[int] = set()
        self.placing: PlaceDialog | None = None
        self.asks_before_loss = False
        self.values = RowsModel(VALUES, row_name)
        self.table = TableView(self.values, 34, "读到的数据")
        self.table.set_empty(EmptyState("file", "没有读到数据", "可以在“填报数据”中手工填写。"))
        self.search = SearchField("项目、数值或位置", 220, "/", name="筛选数据")
        self.counted = caption()
        self.doubts, self.leftovers = DoubtList(), LeftoverList()
        first = "doubts" if read.whole.doubts else "values"
        labels = [("values", "数据", 0), ("doubts", "存疑", 0), ("leftovers", "未识别内容", 0)]
        self.switch = SegmentedSwitch(labels, first, 30, "内容")
        self._lay_out()
        self._connect()
        self.add_cancel()
        self.add_button(button("写入", "primary"))
        self._refresh()
        self._on_part(first)

    def _lay_out(self) -> None:
        self.body.setSpacing(0)
        self.bands = [Band(doubt.text + "。", "bad") for doubt in self._against[:_MOST_BANDS]]
        if self.bands:
            self.body.addLayout(column(*self.bands, gap=6, margins=(16, 12, 16, 0)))
        tools = row(self.switch, None, self.counted, self.search, gap=12, margins=(16, 10, 16, 10))
        self.body.addLayout(tools)
        self.pages = QStackedWidget()
        for page in (holder(column((self.table, 1), gap=0)), self.doubts, self.leftovers):
            self.pages.addWidget(page)
        self.add(frame("panel", column((self.pages, 1), gap=0)), 1)

    def _connect(self) -> None:
        self.switch.chosen.connect(self._on_part)
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self._on_leave_search)
        self.search.returnPressed.connect(self._on_leave_search)
        self.doubts.kept.connect(self._on_keep)
        self.doubts.dismissed.connect(self._on_drop_doubt)
        self.leftovers.place_wanted.connect(self._on_place)
        self.leftovers.dismissed.connect(self._on_drop_leftover)

    def _refresh(self) -> None:
        draft = self.draft
        rows = sheet_rows(draft.facts.facts)
        self.values.set_rows(rows)
        lines = [
            DoubtLine(str(id(one)), one, id(one) in self._kept, one in self._against) for one in draft.doubts
        ]
        self.doubts.show_lines(lines)
        self.leftovers.show_lines([LeftoverLine(str(id(one)), one) for one in draft.leftovers])
        for key, count in zip(_PARTS, (len(rows), len(lines), len(draft.leftovers)), strict=True):
            self.switch.set_count(key, count)
        tables = len({each.table for each in rows})
        unclear = sum(each.is_unclear for each in rows)
        words = f"{tables} 张表"
        self.counted.setText(f"{words} · {unclear} 个读不出数值" if unclear else words)
        assert self.primary is not None
        self.primary.set_words(f"写入 {len(rows)} 个数据")
        self.primary.setEnabled(bool(rows or lines or draft.leftovers))
        rest = [f"{len(lines)} 条存疑" if lines else ""]
        rest.append(f"{len(draft.leftovers)} 条未识别内容" if draft.leftovers else "")
        also = "、".join(filter(None, rest))
        self.set_note(f"同时保存 {also}；写入后可用 Ctrl+Z 撤销" if also else "写入后可用 Ctrl+Z 撤销")

    @Slot(str)
    def _on_part(self, key: str) -> None:
        number = _PARTS.index(key)
        self.pages.setCurrentIndex(number)
        self.search.setVisible(not number)
        self.counted.setVisible(not number)
        table = (self.table, self.doubts.table, self.leftovers.table)[number]
        if self.isVisible():
            table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.starts_at = table

    @Slot()
    def _on_search(self) -> None:
        self.values.set_filter(self.search.text())

    @Slot()
    def _on_leave_search(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _on_keep(self, line: DoubtLine) -> None:
        self._kept ^= {id(line.doubt)}
        self._refresh()

    @Slot(object)
    def _on_drop_doubt(self, line: DoubtLine) -> None:
        self.draft = drop_doubt(self.draft, line.doubt)
        self._refresh()

    @Slot(object)
    def _on_drop_leftover(self, line: LeftoverLine) -> None:
        self.draft = drop_leftover(self.draft, line.leftover)
        self._refresh()

    @Slot(object)
    def _on_place(self, line: LeftoverLine) -> None:
        empty = empty_rows(self.draft.facts.facts.keys(), self.draft.kind)
        self.placing = PlaceDialog(self, line.leftover, empty, partial(self._place, line))
        self.placing.open()

    def _place(self, line: LeftoverLine, name: str) -> None:
        self.draft = place_in(self.draft, line.leftover, name)
        self._refresh()

    def accept(self) -> None:
        """Store it; the dialog closes once that is done."""
        assert self.primary is not None
        self.primary.setEnabled(False)
        c = self._app
        label = f"读入报告数据：{self._file}"
        c.jobs.write(
            c.workspace,
            label,
            write_draft,
            self._version,
            self.draft,
            self._source,
            then=self._on_stored,
            failed=self._on_failed,
        )

    def _on_stored(self, count: int) -> None:
        shell = self._app.shell
        shell.toast(f"已写入 {count} 个数据", "撤销", "Ctrl Z", shell.undo)
        super().accept()

    def _on_failed(self, error: AppError) -> None:
        assert self.primary is not None
        self.primary.setEnabled(True)
        self._app.messages.error(problem_of("数据没有写入", error, action="读入报告数据"))


def empty_rows(taken: Container[str], kind: DocumentKind) -> list[SheetRow]:
    """The values of a kind of report that have nothing yet."""
    names = [name for table in tables_of(kind) for name in known_names(table) if name not in taken]
    return list(sheet_rows({}, names))
