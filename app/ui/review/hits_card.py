"""One hit of the automatic checks: what it says, how it was worked out, and what a person says to it."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.models.amounts import parse_amount, show_amount
from app.models.enums import HitChange, HitDecision
from app.services.checking import HitView
from app.services.facts import describe
from app.ui.keys import key_map
from app.ui.kit import (
    Chip,
    ElidedLabel,
    Icon,
    Label,
    Line,
    button,
    caption,
    column,
    holder,
    icon_button,
    link,
    paint,
    row,
)
from app.ui.looks import HIT_LOOKS
from app.ui.review.history_popover import when
from app.ui.theme import theme

_HEAD = 30
_MONTHLY = "ME-"
ASK_UNIT, ASK_SITE = "向单位核实", "现场核实"


def is_folded(hit: HitView) -> bool:
    """Whether only one line is left of a hit: it is settled, and nothing has changed since."""
    return not hit.is_open and hit.change is not HitChange.VALUES


def numbers_of(hit: HitView) -> tuple[str, str, str] | None:
    """What the report says, what we computed, and the difference; None where these are no amounts."""
    found, expected = parse_amount(hit.found), parse_amount(hit.expected)
    if found is None or expected is None or not hit.unit:
        return None
    places = 2 if hit.unit == "tCO2" else None
    off = round(found - expected, 4).normalize() if places is None else found - expected
    difference = show_amount(off, places)
    sign = "+" if off > 0 else ""
    unit = hit.unit.replace("CO2", "CO₂")
    return show_amount(found), show_amount(expected, places), f"{sign}{difference} {unit}"


def working_of(hit: HitView) -> str:
    """The sentence of a hit, or its formula where there is one: that tells more in less room."""
    info = describe(hit.name) if hit.name else None
    if not hit.formula or info is None:
        return hit.sentence
    unit = f" {hit.unit.replace('CO2', 'CO₂')}" if hit.unit else ""
    return f"{info.title}　{info.label}\n{hit.formula}{unit}"


def settled_words(hit: HitView, who: tuple[str, datetime] | None, today: date) -> str:
    """误报：停供期保底量 · 王甲 今天 10:26."""
    assert hit.decision is not None
    words = "已成问题" if hit.decision is HitDecision.CONFIRMED else hit.decision.label
    if hit.reason:
        words += f"：{hit.reason}"
    if who is not None:
        words += f" · {who[0]} {when(who[1], today)}"
    if hit.change is HitChange.GONE:
        words += " · 再次检查时已不再出现"
    return words


def place_words(hit: HitView) -> str:
    """Where one can look: the cell of the file, what was typed, or the table of the months."""
    if hit.where.file:
        return f"出处：{hit.place or hit.where.text}"
    if hit.rule.startswith(_MONTHLY):
        return "看月度存证"
    return "看填报数据" if hit.name else ""


class HitCard(QFrame):
    """Shows a hit. `decided`: key, decision (None takes it back), reason; `wished`: place or finding."""

    decided = Signal(str, object, str)
    wished = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hit: HitView | None = None
        self._has_keys: bool | None = None
        self._build_head()
        self._build_body()
        self._connect()

    def _build_head(self) -> None:
        self.icon = Icon("alert-triangle", "bad", 15)
        self.title = ElidedLabel("", "strong")
        self.rule = Label("", "caption")
        self._head = holder(row(self.icon, (self.title, 1), self.rule, margins=(12, 0, 12, 0)))
        self._head.setFixedHeight(_HEAD)
        self.settled = ElidedLabel("", "caption")
        self.back = link("撤回")
        self.finding = link("编辑问题")
        self.settled_place = icon_button("map-pin", "到原文中的出处", kind="status")
        self.settled_icon = Icon("x", "quiet", 14)
        line = row(
            self.settled_icon,
            (self.settled, 1),
            self.settled_place,
            self.finding,
            self.back,
            margins=(12, 2, 8, 2),
        )
        self._settled = holder(line)

    def _build_body(self) -> None:
        self.changed = Chip("结果有变，请重新判定", "warn", "refresh")
        self.working = Label("", wrap=True)
        self.working.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stated, self.computed, self.off = Label("", "strong"), Label("", "strong"), Label("", "strong")
        self.computed_name = caption("复算")
        stated, computed = (caption("报告"), self.stated, 10), (self.computed_name, self.computed, 10)
        self._numbers = holder(row(*stated, *computed, caption("差"), self.off, None, gap=6))
        self.place = link("", "map-pin")
        self._place = holder(row(self.place, None))
        self.confirm = button("确认为问题", icon="flag")
        self.alarm = button("误报", icon="x")
        self.verify = button("待核实", icon="clock")
        for one in (self.confirm, self.alarm, self.verify):
            one.stretch()
        self._buttons = holder(row((self.confirm, 5), (self.alarm, 4), (self.verify, 4), gap=6))
        self.reason = Line(hint="为什么是误报？写完按 Enter，Esc 回到清单", name="误报的原因")
        self.save = button("记为误报")
        self._reason = holder(row((self.reason, 1), self.save, gap=6))
        self.ask_unit, self.ask_site = button(ASK_UNIT), button(ASK_SITE)
        self._ask = holder(row(self.ask_unit, self.ask_site, None, gap=6))
        layout = column(
            *(self.changed, self.working, self._numbers, self._place, self._buttons, self._reason, self._ask),
            gap=6,
            margins=(12, 8, 12, 10),
        )
        self._body = holder(layout)
        self.setLayout(column(self._head, self._settled, self._body, gap=0))
        self._open_part(None)

    def _connect(self) -> None:
        self.confirm.clicked.connect(self.say_confirmed)
        self.alarm.clicked.connect(self.ask_reason)
        self.verify.clicked.connect(self.ask_whom)
        self.reason.returnPressed.connect(self._on_reason)
        self.save.clicked.connect(self._on_reason)
        self.ask_unit.clicked.connect(self._on_ask_unit)
        self.ask_site.clicked.connect(self._on_ask_site)
        self.back.clicked.connect(self._on_back)
        self.place.clicked.connect(self._on_place)
        self.settled_place.clicked.connect(self._on_place)
        self.finding.clicked.connect(self._on_finding)

    def show_hit(
        self, hit: HitView, who: tuple[str, datetime] | None, today: date, can_edit: bool, has_keys: bool
    ) -> None:
        """Show a hit; a reason that is being typed stays. `has_keys`: 1, 2 and 3 act on this one."""
        before, self.hit = self.hit, hit
        folded = is_folded(hit)
        tone = HIT_LOOKS[hit.level].tone
        self._head.setVisible(not folded)
        self._body.setVisible(not folded)
        self._settled.setVisible(hit.decision is not None)
        self.icon.set_icon(HIT_LOOKS[hit.level].icon, tone)
        self.title.setText(hit.title)
        self.title.set_tone(tone)
        self.rule.setText(f"{hit.rule} · {hit.level.label}")
        self.rule.set_tone(tone)
        if hit.decision is not None:
            self._show_settled(hit, who, today, can_edit)
        self.changed.setVisible(hit.change is HitChange.VALUES)
        self.working.setText(working_of(hit))
        self._show_numbers(hit)
        words = place_words(hit)
        self.place.set_words(words)
        self._place.setVisible(bool(words))
        self._buttons.setVisible(can_edit)
        if has_keys != self._has_keys:
            self._has_keys = has_keys
            named = (self.confirm, "confirm"), (self.alarm, "false alarm"), (self.verify, "verify")
            for one, name in named:
                one.set_key(key_map.cap(name) if has_keys else "")
        if before is not None and (before.id != hit.id or before.decision is not hit.decision):
            self.reason.clear()
            self._open_part(None)
        self.setAccessibleName(f"疑点 {hit.title} {hit.level.label}")
        self.setAccessibleDescription(hit.sentence)
        self.update()

    def _show_settled(
        self, hit: HitView, who: tuple[str, datetime] | None, today: date, can_edit: bool
    ) -> None:
        is_finding = hit.decision is HitDecision.CONFIRMED
        asks = hit.decision is HitDecision.TO_VERIFY
        self.settled_icon.set_icon("flag" if is_finding else "clock" if asks else "x", "quiet")
        title = f"{hit.title}　" if is_folded(hit) else ""
        self.settled.setText(title + settled_words(hit, who, today))
        self.back.setVisible(can_edit)
        self.settled_place.setVisible(is_folded(hit) and bool(hit.where.file))
        self.settled_place.setToolTip(f"到原文：{hit.place}")
        self.finding.setVisible(is_finding and hit.finding_id is not None)

    def _show_numbers(self, hit: HitView) -> None:
        numbers = numbers_of(hit)
        self._numbers.setVisible(numbers is not None)
        self.computed_name.setText("复算" if hit.formula else "参照")
        if numbers is not None:
            for label, words in zip((self.stated, self.computed, self.off), numbers, strict=True):
                label.setText(words)
            self.off.set_tone(HIT_LOOKS[hit.level].tone)

    def _open_part(self, part: QWidget | None) -> None:
        for one in (self._reason, self._ask):
            one.setVisible(one is part)

    # What a person says

    @Slot()
    def say_confirmed(self) -> None:
        """It is a problem."""
        self._say(HitDecision.CONFIRMED)

    @Slot()
    def ask_reason(self) -> None:
        """It is a false alarm: ask why, in place."""
        self._open_part(self._reason)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def ask_whom(self) -> None:
        """It is to be verified: ask with whom, in place."""
        self._open_part(self._ask)
        self.ask_unit.setFocus(Qt.FocusReason.TabFocusReason)

    def _say(self, decision: HitDecision | None, reason: str = "") -> None:
        if self.hit is not None:
            self.decided.emit(self.hit.id, decision, reason)
            self.left.emit()

    @Slot()
    def _on_reason(self) -> None:
        words = self.reason.text().strip()
        self.reason.set_bad(not words)
        if words:
            self._say(HitDecision.FALSE_ALARM, words)

    @Slot()
    def _on_ask_unit(self) -> None:
        self._say(HitDecision.TO_VERIFY, ASK_UNIT)

    @Slot()
    def _on_ask_site(self) -> None:
        self._say(HitDecision.TO_VERIFY, ASK_SITE)

    @Slot()
    def _on_back(self) -> None:
        self._say(None)

    @Slot()
    def _on_place(self) -> None:
        if self.hit is not None:
            self.wished.emit("place", self.hit.id)

    @Slot()
    def _on_finding(self) -> None:
        if self.hit is not None:
            self.wished.emit("finding", self.hit.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The border and the head in the tone of the hit; a settled one lies flat."""
        hit = self.hit
        if hit is None:
            return
        rect = QRectF(self.rect())
        with QPainter(self) as painter:
            if is_folded(hit):
                paint.round_rect(painter, rect, paint.RADIUS, "window")
                return
            tone = HIT_LOOKS[hit.level].tone
            paint.round_rect(painter, rect, paint.RADIUS, "surface")
            painter.save()
            painter.setClipRect(QRectF(0, 0, rect.width(), _HEAD))
            paint.round_rect(painter, rect, paint.RADIUS, f"{tone}-tint")
            painter.restore()
            paint.round_rect(painter, rect, paint.RADIUS, None, theme.color(tone))
