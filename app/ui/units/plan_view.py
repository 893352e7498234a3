"""The preview of an import, painted: boxes, old and new values, and links out of doubts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.services.units.judge import Group
from app.ui import fonts, icons
from app.ui.kit import chip_width, paint_chip
from app.ui.kit import paint as kit
from app.ui.looks import look
from app.ui.table.folding import LINE_ROLE, FoldingView, Index
from app.ui.theme import theme
from app.ui.units.plan_lines import Kind, PlanLine, PlanLines, box_of, caption_of, link_of, summary_of

_HEIGHTS = {Kind.GROUP: 36, Kind.UNIT: 32, Kind.FIELD: 28, Kind.MORE: 32}
_GROUP_BOX = 28  # from the right edge
_UNIT_BOX, _FIELD_BOX = 36, 62
_NAME, _FIELD = 62, 90
_PLACE_WIDE, _LONG_PLACE = 74, 112
_GAP = 12


class PlanView(FoldingView[PlanLine]):
    """Shows `PlanLines`. It tells what is wanted; who owns the plan does it and shows the new plan."""

    group_ticked = Signal(object, bool)
    unit_ticked = Signal(int, bool)
    field_ticked = Signal(int, object, bool)
    way_wanted = Signal(int, QRect)  # key of the row, and where its link is seen

    def __init__(self, lines: PlanLines) -> None:
        super().__init__(lines, "导入预览")
        self.lines = lines
        self.setItemDelegate(_PlanDelegate(self))

    # Places in a line, shared by painting and clicking

    def name_width(self) -> int:
        """The width of the names."""
        return max(160, min(320, round(self.viewport().width() * 0.26)))

    def place_left(self) -> int:
        """Where the place in the list begins."""
        return _NAME + self.name_width() + _GAP

    def place_width(self) -> int:
        """The width of the places; with several tables they name the table too."""
        return _LONG_PLACE if self.lines.has_several_tables else _PLACE_WIDE

    def box_rect(self, line: PlanLine, rect: QRectF) -> QRectF | None:
        """Where the box of a line is; None without one."""
        if line.kind is Kind.GROUP:
            state = self.lines.check_state(line.group)
            left = rect.right() - _GROUP_BOX
        else:
            state = box_of(line)
            left = rect.x() + (_FIELD_BOX if line.kind is Kind.FIELD else _UNIT_BOX)
        return None if state is None else QRectF(left, rect.center().y() - 8, 16, 16)

    def link_rect(self, line: PlanLine, rect: QRectF) -> QRectF | None:
        """Where the link of a line is; None without one."""
        if line.kind is Kind.MORE:
            words = f"还有 {line.rest:,} 家{line.group.label}"
            return QRectF(rect.x() + _NAME, rect.y(), fonts.width(words), rect.height())
        words = link_of(line.row) if line.kind is Kind.UNIT and line.row else ""
        if not words:
            return None
        wide = fonts.width(words)
        return QRectF(rect.right() - wide - 14, rect.y(), wide, rect.height())

    # Acting

    def tick(self, line: PlanLine) -> None:
        """Tick or untick; what still has doubts asks first."""
        if line.kind is Kind.GROUP:
            state = self.lines.check_state(line.group)
            if state is not None:
                self.group_ticked.emit(line.group, state is Qt.CheckState.Unchecked)
            return
        state, row = box_of(line), line.row
        if state is None or row is None:
            return
        on = state is Qt.CheckState.Unchecked
        if line.change is not None:
            self.field_ticked.emit(row.key, line.change.field, on)
        elif on and row.open_problems:
            self.act(line)
        else:
            self.unit_ticked.emit(row.key, on)

    def act(self, line: PlanLine) -> None:
        """Open a group or a link."""
        if line.kind is Kind.GROUP:
            self.lines.toggle(line.group)
        elif line.kind is Kind.MORE:
            self.lines.show_more(line.group)
        elif line.row is not None and line.kind is Kind.UNIT and link_of(line.row):
            place = self.lines.place_of(line)
            assert place is not None
            rect = QRectF(self.visualRect(self.lines.index(place)))
            link = self.link_rect(line, rect)
            if link is not None:
                self.way_wanted.emit(line.row.key, link.toRect())

    def press(self, line: PlanLine, rect: QRectF, place: QPointF) -> None:
        """Boxes tick, links open, a group opens and closes."""
        box, link = self.box_rect(line, rect), self.link_rect(line, rect)
        if box is not None and box.adjusted(-8, -10, 8, 10).contains(place):
            self.tick(line)
        elif line.kind is Kind.GROUP or (link is not None and link.adjusted(-6, 0, 6, 0).contains(place)):
            self.act(line)

    def is_hot(self, line: PlanLine, rect: QRectF, place: QPointF) -> bool:
        """Groups and links are."""
        link = self.link_rect(line, rect)
        return line.kind is Kind.GROUP or (link is not None and link.contains(place))

    def tip_of(self, line: PlanLine) -> str:
        """A row whole, or both values of a field."""
        row = line.row
        if row is None:
            return ""
        if line.change is not None:
            old, new = line.change.shown
            return f"{line.change.field.label}\n{old or '（空）'} → {new}"
        said = (row.name, row.full_place, summary_of(row)[0], *row.remarks)
        return "\n".join(dict.fromkeys(part for part in said if part))


class _PlanDelegate(QStyledItemDelegate):
    """Paints the lines; never calls Qt's own painting, which would draw a second focus frame."""

    def __init__(self, view: PlanView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a line."""
        line: PlanLine = index.data(LINE_ROLE)
        return QSize(100, _HEIGHTS[line.kind])

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Paint one line."""
        line: PlanLine = index.data(LINE_ROLE)
        rect = QRectF(option.rect)
        view = self._view
        ground = "window" if line.kind is Kind.GROUP else "hover" if index.row() == view.hovered else ""
        if ground:
            painter.fillRect(rect, theme.color(ground))
        inset = 0 if line.kind is Kind.GROUP else _FIELD_BOX if line.kind is Kind.FIELD else _UNIT_BOX
        kit.line(painter, rect.x() + inset, rect.right(), rect.bottom() - 1)
        box = view.box_rect(line, rect)
        if box is not None:
            state = view.lines.check_state(line.group) if line.kind is Kind.GROUP else box_of(line)
            is_open = line.row is None or not line.row.open_problems
            kit.paint_box(painter, box.x(), box.y(), state or Qt.CheckState.Unchecked, enabled=is_open)
        painters = {
            Kind.GROUP: self._paint_group,
            Kind.UNIT: self._paint_unit,
            Kind.FIELD: self._paint_field,
            Kind.MORE: self._paint_more,
        }
        painters[line.kind](painter, rect, line)
        if view.shows_ring and view.hasFocus() and index.row() == view.currentIndex().row():
            kit.focus_ring(painter, rect.adjusted(1, 0, -1, -1), 4)

    def _paint_group(self, painter: QPainter, rect: QRectF, line: PlanLine) -> None:
        view, middle = self._view, rect.center().y()
        chevron = "chevron-down" if view.lines.is_open(line.group) else "chevron-right"
        icons.draw(painter, chevron, rect.x() + 12, middle - 7, 14, "ink-2")
        known = look(line.group.label)
        words = f"{line.group.label} {view.lines.count_of(line.group):,}"
        paint_chip(painter, rect.x() + 34, middle, words, known.tone, known.icon)
        left = rect.x() + 34 + chip_width(words, known.icon) + 12
        room = QRectF(left, rect.y(), rect.right() - left - 44, rect.height())
        kit.text(painter, room, caption_of(line.group), "ink-2", fonts.CAPTION)

    def _paint_unit(self, painter: QPainter, rect: QRectF, line: PlanLine) -> None:
        row, view = line.row, self._view
        if row is None:
            return
        if line.group is Group.REJECTED:
            icons.draw(painter, "circle-off", rect.x() + _UNIT_BOX, rect.center().y() - 8, 16, "bad")
        name = QRectF(rect.x() + _NAME, rect.y(), view.name_width(), rect.height() - 1)
        kit.text(painter, name, row.name or "（没有名称）", "ink" if row.name else "ink-2")
        place = QRectF(rect.x() + view.place_left(), rect.y(), view.place_width(), rect.height() - 1)
        where = row.full_place if view.lines.has_several_tables else row.place
        kit.text(painter, place, where, "ink-2", fonts.CAPTION)
        link = view.link_rect(line, rect)
        right = (link.x() if link is not None else rect.right()) - 14
        left = place.right() + 4
        words, tone = summary_of(row)
        room = QRectF(left, rect.y(), max(0.0, right - left), rect.height() - 1)
        kit.text(painter, room, words, tone or "ink-2", fonts.BASE if tone else fonts.CAPTION)
        if link is not None:
            kit.text(painter, link.adjusted(0, 0, 2, -1), link_of(row), "accent")

    def _paint_field(self, painter: QPainter, rect: QRectF, line: PlanLine) -> None:
        change, view = line.change, self._view
        if change is None:
            return
        old, new = change.shown
        room = QRectF(rect.x() + _FIELD, rect.y(), view.name_width() - 28, rect.height() - 1)
        kit.text(painter, room, change.field.short, "ink", fonts.CAPTION)
        left = rect.x() + view.place_left()
        free = rect.right() - left - 70
        taken = self._paint_old(
            painter, QRectF(left, rect.y(), free * 0.45, rect.height() - 1), old, change.ticked
        )
        left += taken + 10
        icons.draw(painter, "arrow-right", left, rect.center().y() - 7, 14, "ink-3")
        left += 24
        room = QRectF(left, rect.y(), rect.right() - left - 58, rect.height() - 1)
        if change.ticked:
            wide = min(fonts.width(new, fonts.CAPTION, fonts.SEMIBOLD), room.width() - 12)
            chip = QRectF(left - 6, rect.center().y() - 11, wide + 12, 21)
            kit.round_rect(painter, chip, 4, theme.ground("info"))
            kit.text(painter, room, new, "info", fonts.CAPTION, fonts.SEMIBOLD)
        else:
            wide = kit.text(painter, room, new, "ink-2", fonts.CAPTION)
            aside = QRectF(left + wide + 14, rect.y(), 60, rect.height() - 1)
            kit.text(painter, aside, "不改", "ink-2", fonts.CAPTION)

    @staticmethod
    def _paint_old(painter: QPainter, room: QRectF, old: str, is_struck: bool) -> float:
        words = fonts.elided(old or "（空）", room.width(), fonts.CAPTION)
        font: QFont = fonts.font(fonts.CAPTION, strike=bool(old) and is_struck)
        painter.setFont(font)
        painter.setPen(theme.color("ink-2"))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        return fonts.width(words, fonts.CAPTION)

    def _paint_more(self, painter: QPainter, rect: QRectF, line: PlanLine) -> None:
        room = QRectF(rect.x() + _NAME, rect.y(), rect.width(), rect.height() - 1)
        kit.text(painter, room, f"还有 {line.rest:,} 家{line.group.label}", "accent")
