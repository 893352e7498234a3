"""A date that is typed or picked; empty is allowed."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import fonts
from app.ui.kit import paint
from app.ui.kit.buttons import icon_button, link
from app.ui.kit.editors import Line
from app.ui.kit.labels import section
from app.ui.kit.layout import row

_TYPED = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEKDAYS = "一二三四五六日"
_CELL = QSize(36, 30)


def parse_date(text: str) -> date | None:
    """The day that `text` states (2025-04-25, 2025/4/5, 20250425, 2025年4月25日), or None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _TYPED.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


class DateField(Line):
    """A day as yyyy-mm-dd. `changed` tells a new day, or None when it was emptied; nonsense is marked, never
    told.
    """

    changed = Signal(object)

    def __init__(self, value: date | None = None, name: str = "", width: int = 140) -> None:
        super().__init__(hint="年-月-日", name=name, width=width)
        self._told = value
        self.set_value(value)
        self.setTextMargins(0, 0, 22, 0)
        self.calendar_button = icon_button("calendar-month", "选择日期", "Alt+↓", kind="status")
        self.calendar_button.setParent(self)
        self.calendar_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.calendar_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.calendar_button.clicked.connect(self.open_calendar)
        self.returnPressed.connect(self._take)
        self.textEdited.connect(self._forgive)
        self._popup: CalendarPopup | None = None

    def value(self) -> date | None:
        """The stated day, or None."""
        return parse_date(self.text())

    def set_value(self, value: date | None) -> None:
        """Show a day, or nothing, without telling `changed`."""
        self._told = value
        self.setText(value.isoformat() if value else "")
        self.set_bad(False)

    @property
    def problem(self) -> str:
        """What is wrong with the text, or ""."""
        is_fine = not self.text().strip() or self.value() is not None
        return "" if is_fine else "日期写成 2025-04-25 这样"

    @Slot()
    def open_calendar(self) -> None:
        """Open the calendar below the field."""
        if self.isReadOnly() or not self.isEnabled():
            return
        self._popup = CalendarPopup(self, self.value() or date.today())
        self._popup.calendar.picked.connect(self._on_picked)
        self._popup.open_below(self)

    @Slot(object)
    def _on_picked(self, value: date | None) -> None:
        self.setText(value.isoformat() if value else "")
        self._take()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _take(self) -> None:
        if self.problem:
            self.set_bad(True)
            self.setToolTip(self.problem)
            return
        self._forgive()
        value = self.value()
        if value is not None:
            self.setText(value.isoformat())
        if value != self._told:
            self._told = value
            self.changed.emit(value)

    @Slot()
    def _forgive(self) -> None:
        self.set_bad(False)
        self.setToolTip("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Left: take the day, or mark what is none."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Down and is_alt:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self.calendar_button.setGeometry(self.width() - 27, (self.height() - 22) // 2, 22, 22)


class Calendar(QWidget):
    """One month. Arrow keys walk the days, PageUp and PageDown the months, Enter picks."""

    picked = Signal(object)

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day
        self._hovered: date | None = None
        self._heading = section("")
        back = icon_button("chevron-left", "上个月", "PageUp")
        forward = icon_button("chevron-right", "下个月", "PageDown")
        today, clear = link("今天"), link("清空")
        self._grid = _Grid(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(row(6, self._heading, None, back, forward, gap=2))
        layout.addWidget(self._grid)
        layout.addLayout(row(today, None, clear, margins=(4, 2, 4, 0)))
        back.clicked.connect(self._back)
        forward.clicked.connect(self._forward)
        today.clicked.connect(self._pick_today)
        clear.clicked.connect(self._clear)
        self.setFocusProxy(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_day(day)

    def show_day(self, day: date) -> None:
        """Make a day the current one."""
        self.day = day
        self._heading.setText(f"{day.year}年{day.month}月")
        self._grid.setAccessibleName(f"{day.year}年{day.month}月{day.day}日")
        self._grid.update()

    def move_months(self, count: int) -> None:
        """Go `count` months on, to the same or the last day."""
        months = self.day.year * 12 + self.day.month - 1 + count
        year, month = months // 12, months % 12 + 1
        if 1900 <= year <= 2200:
            last = calendar.monthrange(year, month)[1]
            self.show_day(date(year, month, min(self.day.day, last)))

    @Slot()
    def _back(self) -> None:
        self.move_months(-1)

    @Slot()
    def _forward(self) -> None:
        self.move_months(1)

    @Slot()
    def _pick_today(self) -> None:
        self.picked.emit(date.today())

    @Slot()
    def _clear(self) -> None:
        self.picked.emit(None)


class _Grid(QWidget):
    """The days of the month, painted."""

    def __init__(self, owner: Calendar) -> None:
        super().__init__(owner)
        self._owner = owner
        self._hovered: date | None = None
        self.setFixedSize(7 * _CELL.width(), 7 * _CELL.height())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def _first(self) -> date:
        first = self._owner.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def _day_at(self, position: QPoint) -> date | None:
        column, line = position.x() // _CELL.width(), position.y() // _CELL.height() - 1
        if not (0 <= column < 7 and 0 <= line < 6):
            return None
        return self._first() + timedelta(days=line * 7 + column)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._hovered = self._day_at(event.position().toPoint())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a press."""
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self._owner.show_day(day)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click."""
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self._owner.picked.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in days:
            self._owner.show_day(self._owner.day + timedelta(days=days[key]))
        elif key in months:
            self._owner.move_months(months[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._owner.picked.emit(self._owner.day)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            wide, high = _CELL.width(), _CELL.height()
            for column, letter in enumerate(_WEEKDAYS):
                room = QRectF(column * wide, 0, wide, high)
                paint.text(painter, room, letter, "ink-2", fonts.CAPTION, align=paint.CENTER)
            first, current, today = self._first(), self._owner.day, date.today()
            for number in range(42):
                day = first + timedelta(days=number)
                cell = QRectF(number % 7 * wide, (number // 7 + 1) * high, wide, high).adjusted(2, 1, -2, -1)
                is_current = day == current
                token = "ink" if day.month == current.month else "ink-2"
                if is_current:
                    paint.round_rect(painter, cell, 5, "accent")
                    token = "on-accent"
                elif day == self._hovered:
                    paint.round_rect(painter, cell, 5, "selected")
                if day == today and not is_current:
                    paint.round_rect(painter, cell, 5, None, "accent")
                    token = "accent"
                weight = fonts.SEMIBOLD if is_current else fonts.REGULAR
                px = fonts.BASE if day.month == current.month else fonts.CAPTION
                paint.text(painter, cell, str(day.day), token, px, weight, paint.CENTER)


class CalendarPopup(QWidget):
    """The calendar as a popup window: it may reach beyond a small dialog, and no text is typed in it."""

    _MARGIN = 14

    def __init__(self, owner: QWidget, day: date) -> None:
        super().__init__(
            owner,
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = Calendar(day)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(self._MARGIN, self._MARGIN, self._MARGIN, self._MARGIN)
        layout.addWidget(self.calendar)
        self.calendar.picked.connect(self.close)

    def open_below(self, owner: QWidget) -> None:
        """Show it below `owner`, or above where there is no room."""
        self.adjustSize()
        corner = owner.mapToGlobal(QPoint(-self._MARGIN, owner.height() + 4 - self._MARGIN))
        free = owner.screen().availableGeometry()
        if corner.y() + self.height() > free.bottom():
            corner = owner.mapToGlobal(QPoint(-self._MARGIN, -4 + self._MARGIN - self.height()))
        corner.setX(max(free.left(), min(corner.x(), free.right() - self.width())))
        self.move(corner)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            edge = self._MARGIN
            card = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
            paint.paint_shadow(painter, card, spread=12, drop=3)
            paint.round_rect(painter, card, paint.CARD_RADIUS, "raised", "border")
