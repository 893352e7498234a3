"""重复单位: two units that may be one, side by side; a person says which stays, or that they differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.errors import AppError
from app.services.exchange.duplicates import Joined, join_units, keep_apart
from app.services.exchange.twins import JoinPreview, Twins, TwinSide
from app.ui.context import Context
from app.ui.exchange.reading import read_join, read_pair
from app.ui.exchange.saying import moment
from app.ui.kit import (
    Card,
    ElidedLabel,
    EmptyState,
    Icon,
    KeyCap,
    Label,
    RadioButton,
    button,
    caption,
    column,
    frame,
    holder,
    icon_button,
    row,
    scroll_area,
    section,
    tab_order,
)
from app.ui.looks import UNDECIDED
from app.ui.messages import problem_of

_NAME_WIDTH, _FIELD_WIDTH = 92, 220
_NONE = "没有可能重复的单位"
_NONE_NOTE = "信用代码或名称相同的单位会列在这里；也可以在单位名录里右键一家单位，选“并入另一家单位…”。"
_SHOWN = 12


def _facts(side: TwinSide) -> Sequence[tuple[str, str]]:
    who = " · ".join(part for part in (side.actor, side.device) if part)
    when = moment(side.at) if side.at else ""
    return (
        ("信用代码", side.uscc or "没有"),
        ("曾用名", "、".join(side.former_names)),
        ("联系人", side.contact),
        ("属地", side.district),
        ("在名单上", "、".join(f"{year} 年度" for year in side.years)),
        ("报告", f"{side.reports} 份"),
        ("已判定", f"{side.judged} 项"),
        ("未关问题", f"{side.open_findings} 个"),
        ("登记人", "　".join(part for part in (who, when) if part)),
    )


class TwinCard(Card):
    """One of the two; its radio button says that this one stays."""

    def __init__(self, side: TwinSide, key: str) -> None:
        super().__init__(margins=(16, 12, 16, 14), gap=6)
        self.side = side
        self.radio = RadioButton("保留这一家")
        self.radio.setAutoExclusive(False)
        self.radio.setAccessibleName(f"保留“{side.name}”")
        self.add(row(self.radio, None, KeyCap(key)))
        self.add(Label(side.name, "section", wrap=True))
        for name, words in _facts(side):
            head = caption(name)
            head.setFixedWidth(_NAME_WIDTH)
            self.add(row(head, (ElidedLabel(words or "—"), 1), gap=8))


class TwinsPanel(QWidget):
    """One pair at a time. `counted` tells how many pairs look like one."""

    counted = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.pairs: list[Twins] = []
        self._chosen: Twins | None = None  # a pair that a person brought along
        self._place = 0
        self._keep: TwinSide | None = None
        self._is_writing = False
        self.preview: JoinPreview | None = None
        self.cards: list[TwinCard] = []
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.head = Label("", "section")
        self.reason = caption("")
        self.up_button = icon_button("chevron-up", "上一组", "K")
        self.down_button = icon_button("chevron-down", "下一组", "J")
        self.up_button.clicked.connect(partial(self.step, -1))
        self.down_button.clicked.connect(partial(self.step, 1))
        self._sides = row(gap=12)
        self.told = Card(margins=(16, 12, 16, 14), gap=6)
        top = row(self.head, self.reason, None, self.up_button, self.down_button, gap=10)
        body = column(top, self._sides, self.told, None, gap=12, margins=(24, 14, 24, 14))
        self.area = scroll_area(holder(body))
        self.apart_button = button("不是同一家")
        self.apart_button.setToolTip("记在文件里，以后不再问")
        self.apart_button.clicked.connect(self.keep_apart)
        self.note = ElidedLabel("", "caption", minimum=0)
        self.join_button = button("先选保留哪一家", "primary")
        self.join_button.clicked.connect(self.join)
        foot = row(self.apart_button, (self.note, 1), self.join_button, gap=10, margins=(24, 0, 24, 0))
        self.desk = holder(column((self.area, 1), frame("foot", foot, 54), gap=0))
        self.none = EmptyState("circle-check", _NONE, _NONE_NOTE)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.none)
        self.stack.addWidget(self.desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    # Showing

    def show_pairs(self, pairs: Sequence[Twins]) -> None:
        """Show what looks alike now; a pair that is looked at stays where it still is."""
        current = self.pair
        if pairs == self.pairs and current is not None and self._chosen is None:
            return
        self.pairs = list(pairs)
        self.counted.emit(len(self.pairs))
        if self._chosen is not None:
            return
        keys = [one.key for one in self.pairs]
        is_same = current is not None and current.key in keys
        self._place = keys.index(current.key) if current is not None and is_same else 0
        self._show()

    def ask_pair(self, one: str, other: str) -> None:
        """Show two units that a person chose."""
        c = self._context
        c.jobs.read(
            "读取单位", read_pair, c.workspace, one, other, then=self._on_pair, failed=self._on_failed
        )

    def _on_pair(self, pair: Twins) -> None:
        self._chosen = pair
        self._show()

    @property
    def pair(self) -> Twins | None:
        """The pair that is shown."""
        if self._chosen is not None:
            return self._chosen
        return self.pairs[self._place] if self._place < len(self.pairs) else None

    def forget_chosen(self) -> None:
        """Back to what looks alike."""
        if self._chosen is not None:
            self._chosen, self._place = None, 0
            self._show()

    def _show(self) -> None:
        pair = self.pair
        self._keep = self.preview = None
        for card in self.cards:
            self._sides.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        self.stack.setCurrentWidget(self.none if pair is None else self.desk)
        if pair is None:
            return
        several = len(self.pairs) > 1 and self._chosen is None
        number = f"（第 {self._place + 1} 组，共 {len(self.pairs)} 组）" if several else ""
        self.head.setText(f"这两家是同一家单位吗？{number}")
        self.reason.setText(pair.reason)
        self.up_button.setVisible(several)
        self.down_button.setVisible(several)
        self.apart_button.setVisible(self._chosen is None)
        for number_, side in enumerate(pair.sides):
            card = TwinCard(side, str(number_ + 1))
            card.radio.clicked.connect(partial(self.choose, number_))
            self._sides.addWidget(card, 1)
            self.cards.append(card)
        tab_order(*(card.radio for card in self.cards), self.apart_button)
        self._show_preview()

    @Slot(int)
    def step(self, distance: int, _checked: bool = False) -> None:
        """The next or previous pair."""
        if self.pairs and self._chosen is None:
            self._place = (self._place + distance) % len(self.pairs)
            self._show()

    # Choosing

    def choose(self, number: int, _checked: bool = True) -> None:
        """This one stays; say at once what that does."""
        pair = self.pair
        if pair is None or number >= len(self.cards):
            return
        for place, card in enumerate(self.cards):
            card.radio.setChecked(place == number)
        self._keep, gone = pair.sides[number], pair.sides[1 - number]
        self.preview = None
        c = self._context
        then = partial(self._on_preview, pair, number)
        keys = (self._keep.key, gone.key)
        c.jobs.read("试算合并", read_join, c.workspace, *keys, then=then, failed=self._on_failed)

    def _on_preview(self, pair: Twins, number: int, preview: JoinPreview) -> None:
        if pair is self.pair and self._keep is pair.sides[number]:
            self.preview = preview
            self._show_preview()

    @property
    def _gone(self) -> TwinSide | None:
        pair, keep = self.pair, self._keep
        return next((side for side in pair.sides if side is not keep), None) if pair and keep else None

    def _show_preview(self) -> None:
        while (item := self.told.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        preview, keep, gone, can_edit = self.preview, self._keep, self._gone, self._context.can_edit
        is_ready = preview is not None and keep is not None and gone is not None
        self.told.setVisible(is_ready)
        self.join_button.set_words("并成一家" if is_ready else "先选保留哪一家")
        self.join_button.setEnabled(is_ready and can_edit and not self._is_writing)
        self.apart_button.setEnabled(can_edit)
        self.note.set_tone("")
        self.note.setText("" if can_edit else "工作文件以只读方式打开，不能合并单位。")
        if preview is None or keep is None or gone is None:
            return
        if can_edit:
            self.note.setText("可按 Ctrl+Z 撤销")
        moved = "、".join(f"{words} {count:,}" for words, count in preview.moved) or "没有别的内容"
        self.told.add(section("合并之后"))
        self.told.add(_line("arrow-right", "ink-2", f"从“{gone.name}”移到“{keep.name}”：{moved}。"))
        name = f"“{gone.name}”记为曾用名，" if gone.name != keep.name else ""
        self.told.add(_line("archive", "ink-2", f"{name}原来的那一条从名录里去掉，没填的栏目用它的补上。"))
        if not preview.disputed:
            self.told.add(_line("circle-check", "good", "没有两边都填了又不一样的内容。"))
            return
        words = f"{len(preview.disputed):,} 处两边填的不一样，两个值都保留，合并后到冲突台决定："
        self.told.add(_line(UNDECIDED.icon, UNDECIDED.tone, words))
        for one in preview.disputed[:_SHOWN]:
            label = ElidedLabel(" ".join(part for part in (one.place, one.label) if part), "muted")
            label.setFixedWidth(_FIELD_WIDTH)
            self.told.add(
                holder(row(24, label, (ElidedLabel(one.kept), 1), (ElidedLabel(one.other), 1), gap=8))
            )
        if len(preview.disputed) > _SHOWN:
            self.told.add(caption(f"另有 {len(preview.disputed) - _SHOWN:,} 处"))

    # Doing

    @Slot()
    def join(self) -> None:
        """Make one of the two."""
        keep, gone, c = self._keep, self._gone, self._context
        if keep is None or gone is None or self.preview is None or self._is_writing or not c.can_edit:
            return
        self._is_writing = True
        self.join_button.setEnabled(False)
        then = partial(self._on_joined, keep, gone)
        c.jobs.run("合并单位", join_units, c.workspace, keep.key, gone.key, then=then, failed=self._on_failed)

    def _on_joined(self, keep: TwinSide, gone: TwinSide, joined: Joined) -> None:
        self._is_writing = False
        self._chosen = None
        c = self._context
        c.hub.publish(joined.topics)
        rest = f"，{joined.conflicts:,} 处到冲突台决定" if joined.conflicts else ""
        c.shell.toast(f"已把“{gone.name}”并入“{keep.name}”{rest}", "撤销", "Ctrl Z", c.shell.undo)

    @Slot()
    def keep_apart(self) -> None:
        """Remember that they are not the same."""
        pair, c = self.pair, self._context
        if pair is None or not c.can_edit:
            return
        one, other = pair.sides
        label = f"“{one.name}”和“{other.name}”不是同一家"
        c.jobs.write(c.workspace, label, keep_apart, one.key, other.key, failed=self._on_failed)
        c.shell.toast(f"已记下：{label}，以后不再问", "撤销", "Ctrl Z", c.shell.undo)

    def _on_failed(self, error: AppError) -> None:
        self._is_writing = False
        self._show_preview()
        self._context.messages.error(problem_of("没有合并单位", error, is_safe=True, action="合并单位"))

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 choose, Enter joins, J K walk."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or self.pair is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.choose(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.join()
        elif key in (Qt.Key.Key_J, Qt.Key.Key_Down):
            self.step(1)
        elif key in (Qt.Key.Key_K, Qt.Key.Key_Up):
            self.step(-1)
        else:
            super().keyPressEvent(event)


def _line(icon: str, tone: str, words: str) -> QWidget:
    return holder(row(column(2, Icon(icon, tone, 16), None), (Label(words, wrap=True), 1), gap=8))
