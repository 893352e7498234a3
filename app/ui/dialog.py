"""The base of all dialogs: a card over the dimmed window, with head, body and foot.

Esc cancels, Ctrl+Enter confirms, plain Enter never confirms by accident. Typed text is not thrown away
unasked.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedLayout,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.kit import paint
from app.ui.kit.buttons import Button, button, icon_button
from app.ui.kit.editors import is_composing
from app.ui.kit.fields import FieldRow
from app.ui.kit.focus import can_take_focus
from app.ui.kit.labels import ElidedLabel, Icon, Label
from app.ui.kit.layout import Margins, row
from app.ui.theme import theme

MARGIN = 32  # room for the shadow
HEAD = 52
FOOT = 58
_KEEP_OFF = 48  # how far a dialog stays from the edge of the window
_GRIP = 6
_RADIUS = 10
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Scrim(QWidget):
    """Dims what lies behind a dialog."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._below = window
        window.installEventFilter(self)
        self._cover()
        self.show()
        self.raise_()

    def _cover(self) -> None:
        below = self._below
        self.setGeometry(below.card.geometry() if isinstance(below, Dialog) else below.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See what happens to the things it watches."""
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            radius = _RADIUS if isinstance(self._below, Dialog) else 0
            paint.round_rect(painter, QRectF(self.rect()), radius, "scrim")


class Dialog(QDialog):
    """Fill `body`, add buttons with `add_button` (the last primary one confirms), then `open()`.

    Override `check` to say what is wrong, and connect `accepted` or override `accept` to do the work.
    `asks_before_loss`: whether typed text makes Esc ask once.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        context: str = "",
        width: int = 560,
        height: int = 0,
        is_resizable: bool = False,
        has_head: bool = True,
        margins: Margins = (24, 20, 24, 20),
    ) -> None:
        """`height` 0: as high as the content. `has_head` False: only body and foot, as for messages."""
        super().__init__(parent.window() if parent else None, Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.asks_before_loss = True
        self.primary: Button | None = None
        self.starts_at: QWidget | None = None  # what has the focus first; else the first field
        self._wanted = QSize(width, height)
        self._is_resizable = is_resizable
        self._scrim: Scrim | None = None
        self._texts: list[str] = []
        self.card = QFrame()
        self.card.setObjectName("dialog")
        self._outer = QVBoxLayout(self)
        edge = MARGIN if theme.casts_shadows else 0
        self._outer.setContentsMargins(edge, edge, edge, edge)
        self._outer.addWidget(self.card)
        self._parts = parts = QVBoxLayout(self.card)
        parts.setContentsMargins(1, 1, 1, 1)
        parts.setSpacing(0)
        self.head = self._build_head(title, context)
        self.head.setVisible(has_head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(12)
        parts.addWidget(self.head)
        parts.addLayout(self.body, 1)
        parts.addWidget(self._build_foot())
        if is_resizable:
            self.setMouseTracking(True)
            self.card.setMouseTracking(True)

    def _build_head(self, title: str, context: str) -> QFrame:
        self.title = Label(title, "value")
        self.context = ElidedLabel(context, "caption")
        self.close_button = icon_button("x", "关闭", "Esc")
        self.close_button.clicked.connect(self.reject)
        head = QFrame()
        head.setObjectName("dialoghead")
        head.setFixedHeight(HEAD)
        head.setLayout(row(self.title, (self.context, 1), self.close_button, gap=12, margins=(24, 0, 14, 0)))
        return head

    def _build_foot(self) -> QFrame:
        self.note = ElidedLabel("", "caption")
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(24, 0, 24, 0)
        self.foot.setSpacing(8)
        self.foot.addWidget(self.note, 1)
        ordinary = QWidget()
        ordinary.setLayout(self.foot)
        self._stay = button("继续填写", "primary")
        self._leave = button("放弃")
        self._stay.clicked.connect(self._on_stay)
        self._leave.clicked.connect(self._on_leave)
        question = QWidget()
        question.setLayout(
            row(
                Icon("alert-triangle", "warn", 16),
                Label("放弃已填写的内容？", "strong"),
                None,
                self._leave,
                self._stay,
                margins=(24, 0, 24, 0),
            )
        )
        frame = QFrame()
        frame.setObjectName("dialogfoot")
        frame.setFixedHeight(FOOT)
        self._feet = QStackedLayout(frame)
        self._feet.addWidget(ordinary)
        self._feet.addWidget(question)
        return frame

    def add_to_head(self, item: QWidget) -> None:
        """Put a switch between parts beside the title, where it takes no height."""
        line = self.head.layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(line.count() - 1, item)

    def add(self, item: QWidget, stretch: int = 0) -> None:
        """Append to the body."""
        self.body.addWidget(item, stretch)

    def set_note(self, words: str) -> None:
        """What the foot says at the left: what will happen, or what is missing."""
        self.note.setText(words)

    def add_cancel(self, words: str = "取消") -> Button:
        """The button that does nothing."""
        made = button(words)
        made.clicked.connect(self.reject)
        self.foot.addWidget(made)
        return made

    def add_button(self, made: Button, at_left: bool = False) -> Button:
        """Append a button to the foot. A `primary` one confirms the dialog; others do what you connect."""
        if at_left:
            self.foot.insertWidget(0, made)
        else:
            self.foot.addWidget(made)
        if made.kind == "primary":
            self.primary = made
            made.clicked.connect(self.confirm)
            if not made.toolTip():
                made.setToolTip("Ctrl+Enter")
        return made

    @property
    def rows(self) -> list[FieldRow]:
        """The fields of the body, in their order."""
        return self.card.findChildren(FieldRow)

    def check(self) -> bool:
        """Whether everything may be confirmed. Says at the fields what is missing and goes to the first of
        them.
        """
        wrong = [one for one in self.rows if not one.check() or one.error]
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    @Slot()
    def confirm(self) -> None:
        """Confirm, unless something is missing or the primary button is disabled."""
        if is_composing() or (self.primary is not None and not self.primary.isEnabled()):
            return
        self._feet.setCurrentIndex(0)
        if self.check():
            self.accept()

    def mark_clean(self) -> None:
        """What is written now may be thrown away unasked."""
        self._texts = self._typed()

    @property
    def would_lose_text(self) -> bool:
        """Whether something was typed since the dialog opened."""
        return self.asks_before_loss and self._typed() != self._texts

    def _typed(self) -> list[str]:
        lines = [edit.text() for edit in self.card.findChildren(QLineEdit)]
        areas = [edit.toPlainText() for edit in self.card.findChildren(QTextEdit)]
        return lines + areas + [edit.toPlainText() for edit in self.card.findChildren(QPlainTextEdit)]

    @Slot()
    def _on_stay(self) -> None:
        self._feet.setCurrentIndex(0)
        target = self._first_field() or self.primary
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_leave(self) -> None:
        self._feet.setCurrentIndex(0)
        self.mark_clean()
        self.reject()

    def _first_field(self) -> QWidget | None:
        """The first empty mandatory field, else the first field."""
        editors = [one.editor for one in self.rows if one.is_mandatory and one.is_empty]
        editors += [one.editor for one in self.rows if can_take_focus(one.editor)]
        return editors[0] if editors else None

    def card_size(self) -> QSize:
        """The size of the card, to be remembered."""
        return self.card.size()

    def resize_card(self, size: QSize) -> None:
        """Give the card a size; it is fitted into the window when shown."""
        self._wanted = size

    def _frame(self) -> QRect:
        """Where the dialog must stay, on the screen: the main window, or the screen if there is none."""
        window = self.parentWidget()
        while isinstance(window, Dialog) and window.parentWidget() is not None:
            window = window.parentWidget()
        if window is None:
            return self.screen().availableGeometry()
        return QRect(window.mapToGlobal(QPoint(0, 0)), window.size())

    def refit(self) -> None:
        """Take the size that was asked for, or that the content needs now, within the window."""
        frame = self._frame()
        margins = self.contentsMargins() + self._outer.contentsMargins()
        edge = QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
        most = frame.size() - QSize(2 * _KEEP_OFF, 2 * _KEEP_OFF)
        width = min(self._wanted.width(), most.width())
        height = min(self._wanted.height() or self._natural_height(width), most.height())
        if self._is_resizable:
            self.card.setMaximumSize(most)
            self.resize(QSize(width, height) + edge)
        else:
            self.setFixedSize(QSize(width, height) + edge)

    def _natural_height(self, width: int) -> int:
        self._parts.invalidate()
        self._parts.activate()  # only this asks the layouts inside again
        return max(self._parts.totalHeightForWidth(width), self._parts.totalMinimumSize().height())

    def _edges_at(self, place: QPoint) -> Qt.Edge:
        card = self.card.geometry()
        edges = Qt.Edge(0)
        if abs(place.x() - card.left()) <= _GRIP:
            edges |= Qt.Edge.LeftEdge
        if abs(place.x() - card.right()) <= _GRIP:
            edges |= Qt.Edge.RightEdge
        if abs(place.y() - card.top()) <= _GRIP:
            edges |= Qt.Edge.TopEdge
        if abs(place.y() - card.bottom()) <= _GRIP:
            edges |= Qt.Edge.BottomEdge
        return edges

    def reject(self) -> None:
        """Cancel; ask once if text would be lost."""
        if self._feet.currentIndex() == 1:
            self._on_stay()
        elif self.would_lose_text:
            self._feet.setCurrentIndex(1)
            self._stay.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Escape:
            if not is_composing():
                self.reject()
        elif event.key() in _ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.confirm()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a press."""
        handle = self.windowHandle()
        place = event.position().toPoint()
        if event.button() is not Qt.MouseButton.LeftButton or handle is None:
            return
        edges = self._edges_at(place) if self._is_resizable else Qt.Edge(0)
        head = QRect(self.card.geometry().topLeft(), QSize(self.card.width(), HEAD))
        if edges:
            handle.startSystemResize(edges)
        elif head.contains(place):
            handle.startSystemMove()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if not self._is_resizable:
            return
        edges = self._edges_at(event.position().toPoint())
        sideways = edges & (Qt.Edge.LeftEdge | Qt.Edge.RightEdge)
        upwards = edges & (Qt.Edge.TopEdge | Qt.Edge.BottomEdge)
        if sideways and upwards:
            falling = edges in (
                Qt.Edge.LeftEdge | Qt.Edge.TopEdge,
                Qt.Edge.RightEdge | Qt.Edge.BottomEdge,
            )
            self.setCursor(Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor)
        elif sideways:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif upwards:
            self.setCursor(Qt.CursorShape.SizeVerCursor)
        else:
            self.unsetCursor()

    def showEvent(self, event: QShowEvent) -> None:
        """Take size, place and first focus."""
        self.refit()
        self.move(self._frame().center() - self.rect().center())
        below = self.parentWidget()
        if below is not None and self._scrim is None:
            self._scrim = Scrim(below)
        self.mark_clean()
        target = self.starts_at or self._first_field() or self.primary
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        super().showEvent(event)

    def done(self, result: int) -> None:
        """Take the scrim away."""
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None
        super().done(result)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        card = QRectF(self.card.geometry())
        with QPainter(self) as painter:
            paint.paint_shadow(painter, card, _RADIUS, spread=26, drop=6)
