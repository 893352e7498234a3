"""How the lines of the checklist are painted; the view asks the same places where a click fell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.models.enums import HitLevel, Verdict
from app.services.review.form import ItemRow
from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.kit.paint import chip_width, paint_chip
from app.ui.looks import UNDECIDED, look
from app.ui.review.checklist_model import Head, Index, lacks_answer
from app.ui.review.lines import cut_lines
from app.ui.theme import theme
from app.ui.tokens import ground_of

if TYPE_CHECKING:
    from app.ui.review.checklist_view import ChecklistView

ROW, TALL_ROW, HEAD = 32, 48, 28
VERDICTS = (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)
_PAD = 16
_FORK = 12
_TITLE = 66
_BUTTON, _BUTTON_HIGH, _GAP = 28, 24, 2
_VERDICT = 98
_MARK = 28
_HIT = 32
# From this width on the question stands behind its short title.
_ROOMY = 600
_SHORT = 186
_BAR = 70


class Places(NamedTuple):
    """Where the columns of a row lie; counted from the right edge."""

    title: QRectF
    question: QRectF | None
    hit: QRectF
    remark: QRectF
    evidence: QRectF
    verdict: QRectF


def places(rect: QRectF) -> Places:
    """The columns of a row."""
    right = rect.right() - 12
    verdict = QRectF(right - _VERDICT, rect.y(), _VERDICT, rect.height())
    evidence = QRectF(verdict.left() - _MARK - 4, rect.y(), _MARK, rect.height())
    remark = QRectF(evidence.left() - _MARK, rect.y(), _MARK, rect.height())
    hit = QRectF(remark.left() - _HIT, rect.y(), _HIT, rect.height())
    room = hit.left() - 6 - (rect.x() + _TITLE)
    if rect.width() < _ROOMY:
        return Places(
            QRectF(rect.x() + _TITLE, rect.y(), room, rect.height()), None, hit, remark, evidence, verdict
        )
    title = QRectF(rect.x() + _TITLE, rect.y(), _SHORT, rect.height())
    question = QRectF(title.right() + 8, rect.y(), room - _SHORT - 8, rect.height())
    return Places(title, question, hit, remark, evidence, verdict)


def buttons(row: ItemRow, rect: QRectF) -> dict[Verdict, QRectF]:
    """The three verdict buttons of a row that shows them, by verdict."""
    if not row.item.judged:
        return {}
    area = places(rect).verdict
    left = area.right() - 3 * _BUTTON - 2 * _GAP
    top = area.center().y() - _BUTTON_HIGH / 2
    return {
        verdict: QRectF(left + n * (_BUTTON + _GAP), top, _BUTTON, _BUTTON_HIGH)
        for n, verdict in enumerate(VERDICTS)
    }


def paint_head(painter: QPainter, rect: QRectF, head: Head) -> None:
    """The head of a section: letter, name, bar, count."""
    painter.fillRect(rect, theme.color("window"))
    count = head.count
    letter = QRectF(rect.x() + _PAD, rect.y(), 24, rect.height())
    paint.text(painter, letter, count.section.code, "accent", weight=fonts.SEMIBOLD)
    right = rect.right() - 12
    if count.total:
        room = QRectF(right - 60, rect.y(), 60, rect.height())
        words = f"{count.answered} / {count.total}"
        paint.text(painter, room, words, "ink-2", fonts.CAPTION, align=paint.RIGHT)
    bar = QRectF(right - 60 - _BAR - 4, rect.center().y() - 2, _BAR, 4)
    if count.total:
        is_done = count.answered == count.total
        paint.paint_bar(painter, bar, count.answered / count.total, "good" if is_done else "accent")
    name = QRectF(rect.x() + _PAD + 22, rect.y(), bar.left() - rect.x() - _PAD - 34, rect.height())
    paint.text(painter, name, count.section.name, weight=fonts.SEMIBOLD)
    paint.line(painter, rect.left(), rect.right(), rect.bottom() - 1)


class ChecklistDelegate(QStyledItemDelegate):
    """Paints heads and items."""

    def __init__(self, view: ChecklistView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a line."""
        line = self._view.lines.line(index.row())
        if isinstance(line, Head):
            return QSize(100, HEAD)
        return QSize(100, TALL_ROW if self._view.is_tall else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        line = self._view.lines.line(index.row())
        rect = QRectF(option.rect)
        if isinstance(line, Head):
            paint_head(painter, rect, line)
        elif line is not None:
            self._paint_item(painter, rect, line, index.row())

    def _paint_item(self, painter: QPainter, rect: QRectF, row: ItemRow, place: int) -> None:
        view = self._view
        is_current = place == view.currentIndex().row()
        is_hovered = place == view.hovered
        if is_current:
            painter.fillRect(rect, theme.color("selected"))
            bar = QRectF(rect.x(), rect.y(), 3, rect.height())
            painter.fillRect(bar, theme.color("accent" if view.hasFocus() else "border"))
        elif is_hovered:
            painter.fillRect(rect, theme.color("hover"))
        if not is_current:
            paint.line(painter, rect.x() + _PAD, rect.right(), rect.bottom() - 1)
        code = QRectF(rect.x() + _PAD, rect.y(), _TITLE - _PAD, rect.height())
        token = "accent" if is_current else "ink-2"
        paint.text(painter, code, row.code, token, fonts.CAPTION)
        if row.code in view.lines.conflicts:
            top = rect.center().y() - _FORK / 2
            icons.draw(painter, UNDECIDED.icon, rect.x() + 3, top, _FORK, UNDECIDED.tone)
        self._paint_words(painter, rect, row, is_current)
        self._paint_marks(painter, places(rect), row)
        shows_buttons = view.can_judge and (is_current or is_hovered or row.verdict is None)
        if not row.item.judged:
            self._paint_answer(painter, places(rect).verdict, row)
        elif shows_buttons:
            self._paint_buttons(painter, rect, row)
        elif row.verdict is not None:
            seen = look(row.verdict)
            left = places(rect).verdict.right() - chip_width(row.verdict.label, seen.icon)
            tone = "quiet" if row.verdict is Verdict.NOT_APPLICABLE else "bad" if row.is_bad else "good"
            paint_chip(painter, left, rect.center().y(), row.verdict.label, tone, seen.icon, height=20)

    def _paint_words(self, painter: QPainter, rect: QRectF, row: ItemRow, is_current: bool) -> None:
        cells = places(rect)
        weight = fonts.SEMIBOLD if is_current else fonts.REGULAR
        if self._view.is_tall and cells.question is None:
            right = (
                cells.title.right()
                if row.evidence or row.remark or lacks_answer(row)
                else cells.evidence.right()
            )
            lines = cut_lines(row.item.question, right - cells.title.x(), 2, fonts.CAPTION)
            top = rect.center().y() - 9 * len(lines)
            for number, line in enumerate(lines):
                room = QRectF(cells.title.x(), top + 18 * number, right - cells.title.x() + 2, 18)
                paint.text(painter, room, line, "ink", fonts.CAPTION)
            return
        paint.text(painter, cells.title, row.item.short, weight=weight)
        if cells.question is not None:
            words = row.answer or row.item.question
            paint.text(painter, cells.question, words, "ink-2", fonts.CAPTION)

    def _paint_marks(self, painter: QPainter, cells: Places, row: ItemRow) -> None:
        middle = cells.remark.center().y()
        level = self._view.lines.levels.get(row.code)
        if level is not None:
            tone = "bad" if level is HitLevel.ERROR else "warn"
            icons.draw(painter, "alert-triangle", cells.hit.x() + 2, middle - 7, 14, tone)
            count = cells.hit.adjusted(18, 0, 0, 0)
            paint.text(painter, count, str(self._view.lines.open_hits[row.code]), tone, fonts.CAPTION)
        if lacks_answer(row):
            icons.draw(painter, "pencil", cells.remark.right() - 18, middle - 7, 14, "warn")
        elif row.remark:
            icons.draw(painter, "message-2", cells.remark.right() - 18, middle - 7, 14, "ink-2")
        if row.evidence:
            icons.draw(painter, "paperclip", cells.evidence.x(), middle - 7, 14, "ink-2")
            count = cells.evidence.adjusted(16, 0, 0, 0)
            paint.text(painter, count, str(len(row.evidence)), "ink-2", fonts.CAPTION)

    def _paint_answer(self, painter: QPainter, area: QRectF, row: ItemRow) -> None:
        words = f"{row.answer} {row.item.unit}".strip() if row.answer else "未填写"
        token = "ink" if row.answer else "ink-2"
        paint.text(painter, area, words, token, fonts.CAPTION, align=paint.RIGHT)

    def _paint_buttons(self, painter: QPainter, rect: QRectF, row: ItemRow) -> None:
        for verdict, place in buttons(row, rect).items():
            is_chosen = row.verdict is verdict
            allowed = verdict is not Verdict.NOT_APPLICABLE or row.item.na
            tone = "bad" if row.item.is_bad(verdict) else "good"
            if verdict is Verdict.NOT_APPLICABLE:
                tone = "quiet"
            if is_chosen:
                paint.round_rect(painter, place, paint.RADIUS, ground_of(tone), tone)
            else:
                border = "ink-3" if self._view.hovered_button == (row.code, verdict) else "border"
                paint.round_rect(painter, place, paint.RADIUS, "surface", border if allowed else "hairline")
            token = tone if is_chosen else "ink-2" if allowed else "ink-3"
            icons.draw(painter, look(verdict).icon, place.center().x() - 7, place.center().y() - 7, 14, token)
