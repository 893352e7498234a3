"""The row over the report: which file, which page, how large, search, evidence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from app.ui import icons
from app.ui.keys import with_cap
from app.ui.kit import Label, Menu, button, caption, hline, icon_button, row
from app.ui.kit.layout import column, frame
from app.ui.report.opening import FileRef

_HEIGHT = 40
_NARROW = 560
_ICONS = {".pdf": "file-type-pdf", ".xls": "file-spreadsheet", ".xlsx": "file-spreadsheet"}
_PHOTOS = (".jpg", ".jpeg", ".png")


def file_icon(name: str) -> str:
    """The icon of a kind of file, by its suffix."""
    suffix = name[name.rfind(".") :].lower()
    return "photo" if suffix in _PHOTOS else _ICONS.get(suffix, "file-text")


class ToolRow(QFrame):
    """Tells by signals what is wanted; knows nothing of the file but its name."""

    file_wanted = Signal(str)
    stepped = Signal(int)  # pages
    zoomed = Signal(int)  # 1 larger, -1 smaller, 0 as wide as the view
    find_wanted = Signal()
    evidence_wanted = Signal()
    outside_wanted = Signal()
    folder_wanted = Signal()
    add_wanted = Signal()
    remove_wanted = Signal()
    close_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, *, can_close: bool, takes_evidence: bool) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.files: tuple[FileRef, ...] = ()
        self.current = ""
        self.can_edit = False
        self._takes_evidence = takes_evidence
        self.file = button("", "bar", "file-text", tip="选择要看的文件")
        self.file.set_limit(180)
        self._menu_of_files = Menu(self)
        self._menu_of_files.aboutToShow.connect(self._on_files)
        self._menu_of_files.triggered.connect(self._on_file)
        self.file.setMenu(self._menu_of_files)
        self.more_files = caption("")
        self.back = icon_button("chevron-left", "上一页")
        self.on = icon_button("chevron-right", "下一页")
        self.page = Label("", "caption")
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.out = icon_button("zoom-out", "缩小", "−")
        self.fit = button("适宽", "quiet", tip="按窗口宽度显示  0")
        self.larger = icon_button("zoom-in", "放大", "+")
        self.find_button = icon_button("search", "在报告中查找", "Ctrl+F")
        tip = "把选中的文字或框出的区域记为本条的证据"
        self.evidence = with_cap(button("取证", "plain", "crop", tip=tip), "evidence")
        self.more = icon_button("dots", "更多")
        self.close_button = icon_button("layout-sidebar-right", "收起原文", "Ctrl+B")
        self._can_compare = can_close
        for one, is_there in ((self.evidence, takes_evidence), (self.close_button, can_close)):
            if not is_there:
                one.hide()
        line = row(
            *(self.file, self.more_files, None, self.back, self.page, self.on, 4),
            *(
                self.out,
                self.fit,
                self.larger,
                self.find_button,
                self.evidence,
                self.more,
                self.close_button,
            ),
            gap=2,
            margins=(6, 0, 6, 0),
        )
        self.setLayout(column(frame("panel", line, _HEIGHT), hline(), gap=0))
        self._connect()

    def _connect(self) -> None:
        self.more.clicked.connect(self._on_more)
        self.back.clicked.connect(self._on_back)
        self.on.clicked.connect(self._on_on)
        self.out.clicked.connect(self._on_out)
        self.larger.clicked.connect(self._on_larger)
        self.fit.clicked.connect(self._on_fit)
        self.find_button.clicked.connect(self.find_wanted)
        self.evidence.clicked.connect(self.evidence_wanted)
        self.close_button.clicked.connect(self.close_wanted)

    def show_files(self, files: Sequence[FileRef], current: str, can_edit: bool) -> None:
        """Say which file is shown, and between which one may choose."""
        self.files, self.current, self.can_edit = tuple(files), current, can_edit
        name = next((file.name for file in files if file.id == current), "没有选文件")
        self.file.set_icon(file_icon(name))
        self.file.set_words(name)
        self.file.setAccessibleName(f"正在看的文件 {name}")
        self.more_files.setText(f"附件 {len(files)}" if len(files) > 1 else "")

    def show_page(self, words: str, has_pages: bool, can_zoom: bool) -> None:
        """Say where one is."""
        self.page.setText(words)
        for one in (self.back, self.on, self.page):
            one.setVisible(has_pages)
        self._can_zoom = can_zoom
        self._fit()

    def show_ready(self, is_ready: bool) -> None:
        """Whether there is something to search in and to take evidence from."""
        self.find_button.setVisible(is_ready)
        self.evidence.setVisible(is_ready and self._takes_evidence)

    def show_zoom(self, words: str) -> None:
        """Say how large it is."""
        self.fit.set_words(words)

    def _menu(self) -> Menu:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    @Slot()
    def _on_files(self) -> None:
        menu = self._menu_of_files
        menu.clear()
        for file in self.files:
            entry = menu.add(f"{file.name}　{file.note}" if file.note else file.name)
            entry.setIcon(icons.icon(file_icon(file.name)))
            entry.setData(file.id)
            entry.setCheckable(True)
            entry.setChecked(file.id == self.current)

    @Slot("QAction*")
    def _on_file(self, entry: object) -> None:
        key = getattr(entry, "data", str)()
        if key:
            self.file_wanted.emit(key)

    @Slot()
    def _on_more(self) -> None:
        menu, has_file = self._menu(), bool(self.current)
        if self._can_compare:
            menu.add("和另一份报告对照", self._on_compare, "columns-3", "Ctrl+4")
            menu.addSeparator()
        menu.add("用其他程序打开", self._on_outside, "external-link", "", has_file)
        menu.add("在文件夹中显示", self._on_folder, "folder-open", "", has_file)
        menu.addSeparator()
        menu.add("添加附件…", self._on_add, "plus", "", self.can_edit)
        menu.add("移除这个附件", self._on_remove, "trash", "", self.can_edit and has_file)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    @Slot()
    def _on_compare(self) -> None:
        self.compare_wanted.emit()

    @Slot()
    def _on_outside(self) -> None:
        self.outside_wanted.emit()

    @Slot()
    def _on_folder(self) -> None:
        self.folder_wanted.emit()

    @Slot()
    def _on_add(self) -> None:
        self.add_wanted.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.remove_wanted.emit()

    @Slot()
    def _on_back(self) -> None:
        self.stepped.emit(-1)

    @Slot()
    def _on_on(self) -> None:
        self.stepped.emit(1)

    @Slot()
    def _on_out(self) -> None:
        self.zoomed.emit(-1)

    @Slot()
    def _on_larger(self) -> None:
        self.zoomed.emit(1)

    @Slot()
    def _on_fit(self) -> None:
        self.zoomed.emit(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the zoom gives way to its keys, and names are cut shorter."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width()
        has_zoom = wide >= _NARROW
        # The name of a sheet takes more room than the number of a page.
        taken = (
            190
            + max(50, self.page.sizeHint().width())
            + (110 if has_zoom else 0)
            + (170 if self._takes_evidence else 0)
        )
        self.file.set_limit(max(70, min(260, wide - taken)))
        self.more_files.setVisible(wide >= 720)
        for one in (self.out, self.larger, self.fit):
            one.setVisible(self._can_zoom and has_zoom)

    _can_zoom = True
