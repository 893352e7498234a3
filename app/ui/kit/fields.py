"""Fields with a meaning: search, amount, and the row that gives a field its label, hint and error."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.amounts import parse_amount
from app.ui import icons
from app.ui.kit import paint
from app.ui.kit.buttons import icon_button
from app.ui.kit.editors import AutosaveLine, Line
from app.ui.kit.labels import Label
from app.ui.kit.layout import row

_SEARCH_PAUSE = 60
_SIDE_WIDTH = 80


class SearchField(Line):
    """A field to search or filter with: magnifier, clear button, maybe the key that leads here.

    `searched` comes shortly after typing; Esc clears (and, empty, goes on to the page); ↓ emits `left_down`.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, hint: str, width: int = 0, key: str = "", name: str = "", look: str = "") -> None:
        """`look`: "sunken" for the top bar."""
        super().__init__("", hint, name, width)
        self._key = key
        if look:
            self.setProperty("look", look)
        self.clear_button = icon_button("x", "清除", kind="status")
        self.clear_button.setParent(self)
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._on_text)
        self.set_key(key)

    def set_key(self, key: str) -> None:
        """Change the key cap ("" for none)."""
        self._key = key
        self.setTextMargins(24, 0, paint.key_cap_width(key) if key else 18, 0)
        self.update()

    @Slot(str)
    def _on_text(self, text: str) -> None:
        self.clear_button.setVisible(bool(text))
        self._pause.start()

    @Slot()
    def _tell(self) -> None:
        self.searched.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Escape and self.text() and not self.is_composing:
            self.clear()
        elif event.key() == Qt.Key.Key_Down and not self.is_composing:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self.clear_button.setGeometry(self.width() - 26, (self.height() - 22) // 2, 22, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            icons.draw(
                painter, "search", 8, self.height() / 2 - 8, 16, "ink-2" if self.isEnabled() else "ink-3"
            )
            if self._key and not self.text() and self.isEnabled():
                left = self.width() - paint.key_cap_width(self._key) - 7
                paint.paint_key_cap(painter, left, self.height() / 2, self._key)


class AmountField(AutosaveLine):
    """A number as it is typed: right aligned, the text is kept, only what is no number is marked."""

    def __init__(self, value: str = "", name: str = "", width: int = 96) -> None:
        super().__init__(value, name=name, width=width)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.returnPressed.connect(self._check)
        self.textEdited.connect(self._forgive)

    @property
    def amount(self) -> Decimal | None:
        """The number that is stated, or None."""
        return parse_amount(self.text())

    @property
    def problem(self) -> str:
        """What is wrong with the text, or ""."""
        is_fine = not self.text().strip() or self.amount is not None
        return "" if is_fine else "这里要写一个数，例如 1,234.56"

    @Slot()
    def _check(self) -> None:
        self.set_bad(bool(self.problem))
        self.setToolTip(self.problem)

    @Slot()
    def _forgive(self) -> None:
        self.set_bad(False)
        self.setToolTip("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Left: save, and mark what is no number."""
        super().focusOutEvent(event)
        self._check()


class FieldRow(QWidget):
    """A field with its label above (or at the side), a hint below, and in place of the hint what is wrong."""

    def __init__(
        self, label: str, editor: QWidget, hint: str = "", is_mandatory: bool = False, side: bool = False
    ) -> None:
        """`editor` may be any field of the kit; `side` puts the label into a column of 80 pixels at the
        left.
        """
        super().__init__()
        self.editor, self.is_mandatory = editor, is_mandatory
        self.name = label
        self._hint = hint
        self.label = Label(label, "muted" if side else "strong")
        self.label.setBuddy(editor)
        self.star = Label("*", tone="bad")
        self.star.setVisible(is_mandatory)
        self.message = Label(hint, "caption", wrap=True)
        self.message.setVisible(bool(hint))
        if (
            not editor.accessibleName()
            or editor.accessibleName() == getattr(editor, "placeholderText", str)()
        ):
            editor.setAccessibleName(label)
        editor.setAccessibleDescription(hint)
        head = row(self.label, self.star, None, gap=3)
        if side:
            self._lay_beside(head)
        else:
            self._lay_below(head)
        for change in ("textChanged", "chosen"):
            if hasattr(editor, change):
                getattr(editor, change).connect(self._on_changed)

    def _lay_below(self, head: Any) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(head)
        layout.addWidget(self.editor)
        layout.addWidget(self.message)
        layout.addStretch(1)

    def _lay_beside(self, head: Any) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(0)
        layout.setVerticalSpacing(5)
        layout.setColumnMinimumWidth(0, _SIDE_WIDTH)
        layout.setColumnStretch(1, 1)
        first = QWidget()
        first.setLayout(head)
        first.setFixedHeight(30)
        first.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        layout.addWidget(first, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.editor, 0, 1)
        if self.editor.minimumWidth() == self.editor.maximumWidth():
            layout.setAlignment(self.editor, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.message, 1, 1)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or chosen."""
        value = getattr(self.editor, "value", None)
        if callable(value):
            return value() in (None, "")
        return not str(getattr(self.editor, "text", str)()).strip()

    def set_error(self, sentence: str) -> None:
        """Say at the field what is wrong; "" takes it away again."""
        self.message.setText(sentence or self._hint)
        self.message.setVisible(bool(sentence or self._hint))
        self.message.set_tone("bad" if sentence else "")
        self.editor.setAccessibleDescription(sentence or self._hint)
        set_bad = getattr(self.editor, "set_bad", None)
        if callable(set_bad):
            set_bad(bool(sentence))

    @property
    def error(self) -> str:
        """What is said to be wrong, or ""."""
        return self.message.text() if self.message.property("tone") == "bad" else ""

    def check(self) -> bool:
        """Whether a mandatory field is filled and what is written can be; says at the field if not."""
        wrong = str(getattr(self.editor, "problem", ""))
        if not wrong and self.is_mandatory and self.is_empty:
            wrong = f"请写{self.name}"
        if wrong:
            self.set_error(wrong)
        return not wrong

    @Slot()
    def _on_changed(self) -> None:
        if self.error:
            self.set_error("")


def paint_field(
    painter: QPainter, rect: QRectF, focused: bool, hovered: bool, enabled: bool, bad: bool
) -> None:
    """The ground of a field that paints itself, as the style sheet draws the others."""
    if not enabled:
        paint.round_rect(painter, rect, paint.RADIUS, "window", "hairline")
    elif focused or bad:
        paint.round_rect(painter, rect, paint.RADIUS, "surface", "bad" if bad else "accent", 2)
    else:
        paint.round_rect(painter, rect, paint.RADIUS, "surface", "ink-3" if hovered else "border")
