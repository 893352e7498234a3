"""Where the files of a report are dropped or chosen; the dialog around it stores them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.review.form import AttachmentRow
from app.ui.files import ANY_FILE, Files
from app.ui.kit import ElidedLabel, Icon, Label, caption, icon_button, link, paint, row, scroll_area

REPORT_FILES = f"报告文件 (*.pdf *.docx *.doc *.xlsx *.xls *.zip *.rar *.jpg *.png);;{ANY_FILE}"
_ROW = 32
_MOST_ROWS = 4


def size_words(size: int) -> str:
    """2.4 MB, 830 KB."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"


class FileDrop(QWidget):
    """A dashed field with the files that are there and those to be added.

    `paths` are to be added, `dropped` the keys of stored ones to be taken off. Nothing is written here.
    """

    changed = Signal()

    def __init__(self, door: Files, stored: Iterable[AttachmentRow] = ()) -> None:
        super().__init__()
        self._door = door
        self._stored = list(stored)
        self._is_over = False
        self._clean: tuple[list[Path], list[str]] = ([], [])
        self.paths: list[Path] = []
        self.dropped: list[str] = []
        self.setAcceptDrops(True)
        self.setAccessibleName("报告文件")
        self.choose_button = link("选择文件…")
        self.choose_button.clicked.connect(self.choose)
        self.message = Label("", "caption", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        body.setLayout(self._rows)
        self._area = scroll_area(body)
        self._ask = caption("把报告和支撑材料拖到这里，或")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(row(Icon("paperclip", "ink-2", 16), self._ask, self.choose_button, None, gap=6))
        layout.addWidget(self._area)
        layout.addWidget(self.message)
        self._refill()
        self.set_error("")

    @property
    def has_changes(self) -> bool:
        """Whether files were added or taken off since `mark_clean`."""
        return (self.paths, self.dropped) != self._clean

    def mark_clean(self) -> None:
        """What is chosen now may be thrown away unasked."""
        self._clean = (list(self.paths), list(self.dropped))

    def add_paths(self, paths: Iterable[Path]) -> None:
        """Add files; a folder is refused, a file that is already on the list is passed over."""
        wrong = ""
        for path in paths:
            if path.is_dir():
                wrong = f"“{path.name}”是文件夹，请选其中的文件。"
            elif path not in self.paths:
                self.paths.append(path)
        self._refill()
        self.set_error(wrong)
        self.changed.emit()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with a file; "" takes it away."""
        self.message.setText(sentence)
        self.message.set_tone("bad" if sentence else "")
        self.message.setVisible(bool(sentence))

    @Slot()
    def choose(self) -> None:
        """Choose files in the system's dialog."""
        self.add_paths(self._door.open_files("report", "选择报告文件", REPORT_FILES))

    def _refill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        kept = [one for one in self._stored if one.id not in self.dropped]
        for one in kept:
            self._add_row(one.name, size_words(one.size), partial(self._drop_stored, one.id))
        for path in self.paths:
            size = size_words(path.stat().st_size) if path.is_file() else "找不到"
            self._add_row(path.name, f"{size} · 新", partial(self._drop_path, path))
        count = len(kept) + len(self.paths)
        self._area.setVisible(bool(count))
        self._area.setFixedHeight(min(count, _MOST_ROWS) * _ROW)
        self.updateGeometry()

    def _add_row(self, name: str, size: str, remove: partial[None]) -> None:
        cross = icon_button("x", f"去掉 {name}")
        cross.clicked.connect(remove)
        line = QWidget()
        label = ElidedLabel(name, mode=Qt.TextElideMode.ElideMiddle)
        line.setLayout(row(Icon("file-text", "ink-2", 16), (label, 1), caption(size), cross, gap=8))
        line.setFixedHeight(_ROW)
        self._rows.addWidget(line)

    def _drop_stored(self, key: str) -> None:
        self.dropped.append(key)
        self._after_drop()

    def _drop_path(self, path: Path) -> None:
        self.paths.remove(path)
        self._after_drop()

    def _after_drop(self) -> None:
        self._refill()
        self.set_error("")
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._is_over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went by."""
        self._is_over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._is_over = False
        self.add_paths(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed field; in accent while files hang over it."""
        with QPainter(self) as painter:
            fill, border = ("tint", "accent") if self._is_over else ("window", "border")
            paint.round_rect(
                painter, QRectF(self.rect()), paint.CARD_RADIUS, fill, border, style=Qt.PenStyle.DashLine
            )
