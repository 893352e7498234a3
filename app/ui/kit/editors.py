"""Text editors: one line, several lines, and both as editors that save themselves.

They know whether an input method is composing. While it is, nothing is saved, confirmed or moved; when the
editor is left, the composition is taken as typed, so that no word is lost.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QTextEdit, QWidget

from app.ui import fonts

IDLE_MILLISECONDS = 2000
_LINE_PITCH = 1.5
# These reasons do not mean that the person has left the editor.
_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


def is_composing() -> bool:
    """Whether an input method is composing in the focused editor; keys must then do nothing else."""
    return bool(getattr(QApplication.focusWidget(), "is_composing", False))


def is_typing() -> bool:
    """Whether the focus is in a text editor; single letters must then do nothing else."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit)


def refresh_style(widget: QWidget) -> None:
    """Make the style sheet look at a widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Line(QLineEdit):
    """One line of text."""

    def __init__(self, value: str = "", hint: str = "", name: str = "", width: int = 0) -> None:
        """`hint` is shown while the line is empty; `name` is for screen readers; `width` fixes the width."""
        super().__init__(value)
        self._preedit = ""
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        if width:
            self.setFixedWidth(width)

    @property
    def is_composing(self) -> bool:
        """Whether an input method is at work here."""
        return bool(self._preedit)

    def set_bad(self, bad: bool) -> None:
        """Show or take away the ring of a wrong value."""
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            refresh_style(self)

    def finish_composition(self) -> None:
        """Take what is being composed as typed."""
        if self._preedit:
            QGuiApplication.inputMethod().commit()
        if self._preedit:  # no input method has answered
            self.inputMethodEvent(_commit_of(self._preedit))

    def setText(self, text: str | None) -> None:
        """Replace the text; what was being composed is void."""
        self._preedit = ""
        super().setText(text)

    def clear(self) -> None:
        """Take the text away, and with it what was being composed."""
        self._preedit = ""
        super().clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys belong to the input method while it composes: one that comes through changes nothing."""
        if self.is_composing:
            event.accept()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a composition runs."""
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        if event.reason() not in _STAYS:
            self.finish_composition()
        super().focusOutEvent(event)


class TextArea(QTextEdit):
    """Plain text of several lines with a pitch of 1.5; grows with the text between two heights."""

    def __init__(
        self, value: str = "", hint: str = "", name: str = "", lowest: int = 68, highest: int = 160
    ) -> None:
        super().__init__()
        self._preedit = ""
        self._lowest, self._highest = lowest, highest
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(lowest)
        self.document().setDocumentMargin(3)
        self.document().setDefaultFont(fonts.font())
        self.setPlainText(value)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    @property
    def is_composing(self) -> bool:
        """Whether an input method is at work here."""
        return bool(self._preedit)

    def text(self) -> str:
        """The text, as a line editor names it."""
        return self.toPlainText()

    def set_bad(self, bad: bool) -> None:
        """Show or take away the ring of a wrong value."""
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            refresh_style(self)

    def finish_composition(self) -> None:
        """Take what is being composed as typed."""
        if self._preedit:
            QGuiApplication.inputMethod().commit()
        if self._preedit:
            self.inputMethodEvent(_commit_of(self._preedit))

    @Slot()
    def _fit(self) -> None:
        frame = self.height() - self.viewport().height()
        wanted = round(self.document().size().height()) + frame
        self.setFixedHeight(max(self._lowest, min(wanted, self._highest)))

    def set_heights(self, lowest: int, highest: int) -> None:
        """Between which heights it grows with its text."""
        if (lowest, highest) != (self._lowest, self._highest):
            self._lowest, self._highest = lowest, highest
            self._fit()

    def setText(self, text: str) -> None:
        """Replace the text as it is; never read as rich text."""
        self.setPlainText(text)

    def setPlainText(self, text: str) -> None:
        """Replace the text and begin a new undo history."""
        self.document().setUndoRedoEnabled(False)
        super().setPlainText(text)
        pitch = QTextBlockFormat()
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        pitch.setLineHeight(round(fonts.BASE * _LINE_PITCH), fixed)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(pitch)
        self.document().setUndoRedoEnabled(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as plain text, paragraph by paragraph like the one it is put into."""
        self.textCursor().insertText(source.text())
        self.ensureCursorVisible()

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(240, self._lowest)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return QSize(80, self._lowest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys belong to the input method while it composes; Qt falls over a new paragraph in its midst."""
        if self.textCursor().block().layout().preeditAreaText():
            event.accept()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a composition runs."""
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        if event.reason() not in _STAYS:
            self.finish_composition()
        super().focusOutEvent(event)


class _Keeper(QTimer):
    """Decides when an editor's text is told: once per change, when idle or left."""

    def __init__(self, editor: AutosaveLine | AutosaveText) -> None:
        super().__init__(editor)
        self.setSingleShot(True)
        self.setInterval(IDLE_MILLISECONDS)
        self._editor = editor
        self.saved = editor.text()
        self.timeout.connect(self.tell)

    @Slot()
    def note_change(self) -> None:
        """The text was changed; count the idle time anew."""
        if self._editor.text() != self.saved:
            self.start()
        else:
            self.stop()

    @Slot()
    def tell(self) -> None:
        """Emit `committed` if there is something new; wait on while a composition runs."""
        if self._editor.is_composing:
            self.start()
            return
        self.stop()
        text = self._editor.text()
        if text != self.saved:
            self.saved = text
            self._editor.committed.emit(text)


class AutosaveLine(Line):
    """A line that saves itself: `committed` comes when it is left, on Enter, and after two idle seconds."""

    committed = Signal(str)

    def __init__(self, value: str = "", hint: str = "", name: str = "", width: int = 0) -> None:
        super().__init__(value, hint, name, width)
        self.keeper = _Keeper(self)
        self.textChanged.connect(self.keeper.note_change)
        self.returnPressed.connect(self.keeper.tell)

    @property
    def has_changes(self) -> bool:
        """Whether something was typed that is not told yet."""
        return self.is_composing or self.text() != self.keeper.saved

    def show_value(self, text: str) -> None:
        """Show the stored value; what the person is typing right now is not overwritten."""
        if not self.has_changes:
            self.keeper.saved = text
            if text != self.text():
                self.setText(text)

    def flush(self) -> None:
        """Tell the text now, for instance before the page is closed."""
        self.finish_composition()
        self.keeper.tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.keeper.tell()


class AutosaveText(TextArea):
    """Several lines that save themselves. `finished` comes with Ctrl+Enter (after saving), `left` with
    Esc.
    """

    committed = Signal(str)
    finished = Signal()
    left = Signal()

    def __init__(
        self, value: str = "", hint: str = "", name: str = "", lowest: int = 68, highest: int = 160
    ) -> None:
        super().__init__(value, hint, name, lowest, highest)
        self.keeper = _Keeper(self)
        self.textChanged.connect(self.keeper.note_change)

    @property
    def has_changes(self) -> bool:
        """Whether something was typed that is not told yet."""
        return self.is_composing or self.text() != self.keeper.saved

    def show_value(self, text: str) -> None:
        """Show the stored value; what the person is typing right now is not overwritten."""
        if not self.has_changes:
            self.keeper.saved = text
            if text != self.text():
                self.setPlainText(text)

    def flush(self) -> None:
        """Tell the text now, for instance before the page is closed."""
        self.finish_composition()
        self.keeper.tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if not self.is_composing:
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keeper.tell()
                self.finished.emit()
                return
            if event.key() == Qt.Key.Key_Escape:
                self.keeper.tell()
                self.left.emit()
                event.ignore()
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.keeper.tell()


def _commit_of(preedit: str) -> QInputMethodEvent:
    event = QInputMethodEvent("", [])
    event.setCommitString(preedit)
    return event
