"""常用语: choose a standard phrase for the text that is being written, and keep the phrases in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.errors import AppError
from app.services.letters.phrases import (
    PARTS,
    PhraseRow,
    delete_phrase,
    phrase_rows,
    save_phrase,
)
from app.ui import fonts
from app.ui.context import Context
from app.ui.kit import (
    Label,
    SearchField,
    TextArea,
    caption,
    column,
    hline,
    holder,
    is_composing,
    link,
    paint,
    row,
    scroll_area,
    section,
)
from app.ui.kit.cards import CardButton
from app.ui.messages import problem_of
from app.ui.popover import Popover
from app.ui.review.lines import cut_lines

if TYPE_CHECKING:
    from app.models.database import Workspace

_WIDTH = 440
_INSIDE = _WIDTH - 44
_PITCH = 19
_MOST = 60


def read_phrases(workspace: Workspace, code: str, part: str) -> tuple[PhraseRow, ...]:
    """See `phrase_rows`."""
    with workspace.read() as session:
        return phrase_rows(session, code, part)


class _PhraseLine(CardButton):
    """One phrase: up to two lines of it, and what it is for."""

    def __init__(self, phrase: PhraseRow) -> None:
        self.phrase = phrase
        self._lines = cut_lines(phrase.text.replace("\n", " "), _INSIDE - 16, 2)
        super().__init__(phrase.text, 12 + _PITCH * (len(self._lines) + 1), is_card=False)
        self.setToolTip(phrase.text)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the text and its place."""
        for number, line in enumerate(self._lines):
            paint.text(painter, QRectF(8, 6 + number * _PITCH, _INSIDE - 16, _PITCH), line)
        place = QRectF(8, 6 + len(self._lines) * _PITCH, _INSIDE - 16, _PITCH)
        words = " · ".join((self.phrase.code or "通用", PARTS.get(self.phrase.part, "各处")))
        paint.text(painter, place, words, "ink-2", fonts.CAPTION)


class PhrasePopover(Popover):
    """`chosen` tells the phrase; the others ask to keep the phrases in order."""

    chosen = Signal(str)
    add_wanted = Signal()
    edit_wanted = Signal(object)  # PhraseRow
    delete_wanted = Signal(object)

    def __init__(self, phrases: Sequence[PhraseRow], code: str, can_edit: bool) -> None:
        super().__init__(_WIDTH)
        self._phrases = tuple(phrases)
        self.lines: list[_PhraseLine] = []
        self.search = SearchField("文字或拼音首字母", _INSIDE, name="查找常用语")
        self.search.searched.connect(self._fill)
        self.search.left_down.connect(self._to_list)
        self.search.returnPressed.connect(self._take_first)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.empty = Label("", "muted", wrap=True)
        inside = holder(column(self.empty, self._list, None, gap=0))
        self.area = scroll_area(inside)
        self.area.setFixedHeight(min(300, max(72, 54 * len(self._phrases))))
        self.add(row(section("常用语"), None, caption(code)))
        self.add(self.search)
        self.add(self.area)
        self.new = link("新建…", "plus")
        self.edit = link("修改…", "pencil")
        self.remove = link("删除", "trash")
        self.new.clicked.connect(self.add_wanted)
        self.edit.clicked.connect(self._on_edit)
        self.remove.clicked.connect(self._on_remove)
        self.current: PhraseRow | None = None
        foot = holder(row(self.new, self.edit, self.remove, None, caption("Enter 插入")))
        self.add(hline())
        self.add(foot)
        for one in (self.new, self.edit, self.remove):
            one.setVisible(can_edit)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        for old in self.lines:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        words = self.search.text()
        found = [phrase for phrase in self._phrases if phrase.matches(words)]
        self.lines = [_PhraseLine(phrase) for phrase in found[:_MOST]]
        for line in self.lines:
            line.clicked.connect(self._on_clicked)
            line.installEventFilter(self)
            self._list.addWidget(line)
        none = "还没有常用语。写完整的问题可以存为常用语。" if not self._phrases else "没有找到。"
        self.empty.setText(none)
        self.empty.setVisible(not found)
        self._note(found[0] if found else None)

    def _note(self, phrase: PhraseRow | None) -> None:
        self.current = phrase
        for one in (self.edit, self.remove):
            one.setEnabled(phrase is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note which line the keyboard or the pointer is at."""
        if isinstance(watched, _PhraseLine) and event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter):
            self._note(watched.phrase)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down through the phrases, Enter takes one; Esc closes."""
        focused = self.focusWidget()
        here = next((number for number, line in enumerate(self.lines) if line is focused), None)
        key = event.key()
        if is_composing():
            return
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and here is not None:
            there = here + (1 if key == Qt.Key.Key_Down else -1)
            target: QWidget = self.lines[min(there, len(self.lines) - 1)] if there >= 0 else self.search
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(target)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            self.lines[here].click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _to_list(self) -> None:
        if self.lines:
            self.lines[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _take_first(self) -> None:
        if self.lines and not is_composing():
            self.lines[0].click()

    @Slot()
    def _on_clicked(self) -> None:
        line = self.sender()
        if isinstance(line, _PhraseLine):
            text = line.phrase.text
            self.dismiss()
            self.chosen.emit(text)

    @Slot()
    def _on_edit(self) -> None:
        phrase = self.current
        self.dismiss()
        if phrase is not None:
            self.edit_wanted.emit(phrase)

    @Slot()
    def _on_remove(self) -> None:
        phrase = self.current
        self.dismiss()
        if phrase is not None:
            self.delete_wanted.emit(phrase)


class PhraseHelper(QObject):
    """Gives a text editor its phrases: Ctrl+T in it, or `open`. Never while an input method composes."""

    def __init__(self, context: Context, editor: TextArea, part: str, code: Callable[[], str]) -> None:
        """`code`: the item that the text is about now."""
        super().__init__(editor)
        self._context, self._editor, self._part, self._code = context, editor, part, code
        self.popover: PhrasePopover | None = None
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+T opens the phrases; the letter itself is written."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_T
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and not self._editor.is_composing
        ):
            self.open()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def open(self) -> None:
        """Show the phrases for the item."""
        if self._editor.isReadOnly():
            return
        c = self._context
        c.jobs.read("读取常用语", read_phrases, c.workspace, self._code(), self._part, then=self._on_phrases)

    def _on_phrases(self, phrases: tuple[PhraseRow, ...]) -> None:
        if self.popover is not None or not self._editor.isVisible():
            return
        popover = self.popover = PhrasePopover(phrases, self._code(), self._context.can_edit)
        popover.closed.connect(self._on_closed)
        popover.chosen.connect(self._insert)
        popover.add_wanted.connect(self._on_add)
        popover.edit_wanted.connect(self._on_edit)
        popover.delete_wanted.connect(self._on_delete)
        popover.open_at(self._editor)

    @Slot()
    def _on_closed(self) -> None:
        self.popover = None

    @Slot(str)
    def _insert(self, text: str) -> None:
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.textCursor().insertText(text)
        self._editor.ensureCursorVisible()

    @Slot()
    def _on_add(self) -> None:
        if self.popover is not None:
            self.popover.dismiss()
        marked = self._editor.textCursor().selectedText().replace("\u2029", "\n") or self._editor.text()
        text = self._context.messages.ask_line("新建常用语", "内容", marked.strip())
        if text is not None:
            self._write("新建常用语", save_phrase, text, self._code(), self._part)

    @Slot(object)
    def _on_edit(self, phrase: PhraseRow) -> None:
        text = self._context.messages.ask_line("修改常用语", "内容", phrase.text)
        if text is not None:
            self._write("修改常用语", save_phrase, text, phrase.code, phrase.part, phrase.id)

    @Slot(object)
    def _on_delete(self, phrase: PhraseRow) -> None:
        self._write("删除常用语", delete_phrase, phrase.id)
        shell = self._context.shell
        shell.toast("已删除常用语", "撤销", "Ctrl Z", shell.undo)

    def _write(self, label: str, function: Callable[..., object], *args: str) -> None:
        c = self._context
        failed = partial(_say, c, label)
        c.jobs.write(c.workspace, label, function, *args, then=self._on_written, failed=failed)

    def _on_written(self, _: object) -> None:
        self.open()


def _say(context: Context, label: str, error: AppError) -> None:
    context.messages.error(problem_of(f"{label}没有完成", error, is_safe=True, action=label))
