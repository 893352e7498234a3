"""The files that came with the version: opened outside, added, taken off."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.intake import can_read
from app.services.review.form import AttachmentRow, ReviewForm
from app.ui import fonts, icons
from app.ui.kit import Label, Menu, button, caption, column, frame, hline, holder, paint, row, scroll_area
from app.ui.kit.cards import CardButton
from app.ui.review.file_drop import size_words

_ROW = 30
_SHOWN = 4
_NONE_YET = "还没有附件。把报告和支撑材料拖到这里，或点“添加附件”，就可以随时打开核对。"
_KINDS = {
    ".pdf": "file-type-pdf",
    ".xls": "file-spreadsheet",
    ".xlsx": "file-spreadsheet",
    ".jpg": "photo",
    ".jpeg": "photo",
    ".png": "photo",
}


class _File(CardButton):
    """One file. Enter or a click opens it, Delete takes it off."""

    removed = Signal(str)
    folder_wanted = Signal(str)
    outside_wanted = Signal(str)
    opened = Signal(str)
    read_wanted = Signal(str)

    def __init__(self, file: AttachmentRow, can_edit: bool) -> None:
        super().__init__(f"附件 {file.name}", _ROW, is_card=False)
        self.file, self._can_edit = file, can_edit
        self.setToolTip(f"{file.name}\n点击在清单旁边打开")
        self.clicked.connect(self._on_open)

    @Slot()
    def _on_open(self) -> None:
        self.opened.emit(self.file.id)

    @Slot()
    def _on_outside(self) -> None:
        self.outside_wanted.emit(self.file.id)

    @Slot()
    def _on_folder(self) -> None:
        self.folder_wanted.emit(self.file.id)

    @Slot()
    def _on_read(self) -> None:
        self.read_wanted.emit(self.file.id)

    @Slot()
    def _on_remove(self) -> None:
        if self._can_edit:
            self.removed.emit(self.file.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Everything that can be done with the file."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("打开", self._on_open, "eye", "Return")
        menu.add("用其他程序打开", self._on_outside, "external-link")
        menu.add("在文件夹中显示", self._on_folder, "folder-open")
        can_read_it = self._can_edit and can_read(self.file.name)
        menu.add("读入数据…", self._on_read, "file-import", is_enabled=can_read_it)
        menu.addSeparator()
        menu.add("移除附件", self._on_remove, "trash", "Delete", self._can_edit)
        menu.popup(event.globalPos())

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw icon, name and size."""
        kind = self.file.name[self.file.name.rfind(".") :].lower()
        icons.draw(painter, _KINDS.get(kind, "file"), 8, 7, 16, "accent")
        size = size_words(self.file.size)
        wide = fonts.width(size, fonts.CAPTION)
        room = QRectF(32, 0, rect.width() - 32 - wide - 24, _ROW)
        paint.text(painter, room, self.file.name, mode=Qt.TextElideMode.ElideMiddle)
        end = QRectF(rect.right() - wide - 10, 0, wide, _ROW)
        paint.text(painter, end, size, "ink-2", fonts.CAPTION, align=paint.RIGHT)


class AttachmentsPanel(QWidget):
    """The files of a version; more can be dropped here."""

    opened = Signal(str)
    outside_wanted = Signal(str)
    folder_wanted = Signal(str)
    removed = Signal(str)
    add_wanted = Signal()
    read_wanted = Signal(str)  # the key of a file, "" for one still to be chosen
    data_wanted = Signal()
    months_wanted = Signal()
    factors_wanted = Signal()
    dropped = Signal(list)  # paths

    def __init__(self) -> None:
        super().__init__()
        self._shown: object = None
        self._can_edit = False
        self.files: list[_File] = []
        self._limit = _SHOWN
        self.count = Label("附件", "strong")
        self.add = button("添加附件…", "quiet", "plus")
        self.data = button("数据", "quiet", "table-export", tip="读入、填写报告数据")
        self.empty = caption(_NONE_YET, wrap=True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        inner = holder(column(self._list, None, gap=0))
        self.area = scroll_area(inner)
        head = row(self.count, None, self.data, self.add, gap=10)
        body = column(hline(), head, self.empty, self.area, gap=4)
        body.setContentsMargins(20, 0, 12, 10)
        self.setLayout(row((frame("panel", body), 1)))
        self.add.clicked.connect(self.add_wanted)
        self.data.clicked.connect(self._on_data)
        self.setAcceptDrops(True)

    def show_form(self, form: ReviewForm | None, can_edit: bool) -> None:
        """Show the files, if they are others than before."""
        files = form.attachments if form else ()
        shown = (form.head.version_id if form else "", files, can_edit)
        if shown == self._shown:
            return
        self._shown, self._can_edit = shown, can_edit
        self.count.setText(f"附件 {len(files)}" if files else "附件")
        self.add.setVisible(can_edit)
        self.empty.setVisible(not files)
        self.empty.setText(_NONE_YET if can_edit else "没有附件。")
        for old in self.files:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.files = [self._made(file, can_edit) for file in files]
        self.area.setVisible(bool(files))
        self._fit()

    @Slot()
    def _on_data(self) -> None:
        """What can be done with the data of the report."""
        menu = self.data_menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("读入报告数据…", self._on_read, "file-import", is_enabled=self._can_edit)
        menu.add("填报数据…", self.data_wanted.emit, "table-export")
        menu.add("月度存证…", self.months_wanted.emit, "calendar-month")
        menu.addSeparator()
        menu.add("排放因子库…", self.factors_wanted.emit, "database")
        menu.popup(self.data.mapToGlobal(QPoint(0, self.data.height() + 4)))

    @Slot()
    def _on_read(self) -> None:
        """Read the only file that can be a report, else let one be chosen."""
        readable = [one.file.id for one in self.files if can_read(one.file.name)]
        self.read_wanted.emit(readable[0] if len(readable) == 1 else "")

    def set_limit(self, rows: int) -> None:
        """How many files are seen at once, by the height there is."""
        if rows != self._limit:
            self._limit = rows
            self._fit()

    def _fit(self) -> None:
        self.area.setFixedHeight(_ROW * min(len(self.files), self._limit))

    def _made(self, file: AttachmentRow, can_edit: bool) -> _File:
        made = _File(file, can_edit)
        made.opened.connect(self.opened)
        made.outside_wanted.connect(self.outside_wanted)
        made.folder_wanted.connect(self.folder_wanted)
        made.removed.connect(self.removed)
        made.read_wanted.connect(self.read_wanted)
        self._list.addWidget(made)
        return made

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome while the review is open."""
        if self._can_edit and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        event.acceptProposedAction()
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
