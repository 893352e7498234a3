"""Where a counted figure comes from 这个数怎么来的, and where it is typed over with a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot

from app.services.performance.counting.filing import Provenance
from app.services.performance.counting.tally import Counted
from app.ui.kit import (
    AutosaveLine,
    AutosaveText,
    Band,
    FieldRow,
    Label,
    button,
    caption,
    column,
    hline,
    holder,
    icon_button,
    link,
    row,
    section,
)
from app.ui.performance.record_lines import RecordLines
from app.ui.performance.sheet import Sheet
from app.ui.popover import Popover

_SHOWN = 6
_WIDTH = 470


class CountCard(Popover):
    """The figure, its measure, the first records, what moved since it was handed in."""

    record_wanted = Signal(object)
    all_wanted = Signal(str)  # which part of the list: counted, left, difference
    measure_wanted = Signal()
    take_wanted = Signal()

    def __init__(self, sheet: Sheet, key: str, found: Provenance) -> None:
        super().__init__(_WIDTH)
        self.sheet, self.key, self.found = sheet, key, found
        self.lines: RecordLines | None = None
        self.close_button = icon_button("x", "关闭", "Esc")
        self.close_button.clicked.connect(self.dismiss)
        self.add(row(section("这个数怎么来的"), None, self.close_button))
        self.add(hline())
        self._add_figure()
        self._add_moved()
        self._add_hand()
        self._add_records()
        self._add_foot()
        sheet.changed.connect(self.refresh)
        sheet.shown.connect(self.refresh)
        self.refresh()

    @property
    def index(self) -> int:
        """Where the row stands now, or -1."""
        return self.sheet.index_of(self.key)

    def _add_figure(self) -> None:
        figure = self.found.found
        if figure is None:
            self.add(Label("这一行的统计口径来自较新版本的程序，本机不能重新统计。", "muted", wrap=True))
            return
        number = Label(figure.number, "big")
        unit = caption(figure.unit)
        left = len(figure.tally.left_out)
        parts = [figure.tally.note, f"未计入 {left} 条" if left else "", f"取自{figure.spec.measure.source}"]
        words = Label(" · ".join(part for part in parts if part), "caption", wrap=True)
        self.add(row(number, unit, 14, (column(Label(figure.spec.label, "strong", wrap=True), words), 1)))
        self.definition = Label(figure.spec.measure.definition, "caption", wrap=True)
        self.add(self.definition)

    def _add_moved(self) -> None:
        self.moved_link = link("看差别")
        now = self.found.found.text if self.found.found else ""
        what = self.found.difference.words
        words = f"与已报送数不同：报送 {self.found.binding.filed}，现为 {now or '—'}"
        self.moved = Band(words + (f"（{what}）" if what else ""), "warn", self.moved_link)
        self.moved.setVisible(self.found.has_moved)
        self.moved_link.clicked.connect(self._on_difference)
        self.add(self.moved)

    def _add_hand(self) -> None:
        """Typed over by hand, and why."""
        line = self.sheet.line(self.index)
        self.by_hand = AutosaveLine(line.actual, "要填的数", "手工填写")
        self.reason = AutosaveText("", "为什么不用统计得出的数", "改数理由", 50, 90)
        self.reason_row = FieldRow("改数理由", self.reason, side=True)
        self.resume = link("恢复统计数", "arrow-back-up")
        self.hand = holder(
            column(FieldRow("手工填写", self.by_hand, side=True), self.reason_row, row(None, self.resume))
        )
        self.add(self.hand)
        self.by_hand.committed.connect(self._on_typed)
        self.reason.committed.connect(self._on_reason)
        self.reason.finished.connect(self.dismiss)
        self.resume.clicked.connect(self._on_resume)
        for one in (self.by_hand, self.reason):
            one.setReadOnly(not self.sheet.can_edit)
        self.hand.setVisible(bool(line.counted and line.counted.is_by_hand))

    def _add_records(self) -> None:
        figure = self.found.found
        records: tuple[Counted, ...] = figure.tally.records if figure else ()
        if figure is None:
            return
        # What is typed by hand needs the room.
        shown = 3 if not self.hand.isHidden() else _SHOWN
        if not records:
            self.add(Label(figure.tally.note or "还没有可以计入的记录。", "muted", wrap=True))
        else:
            self.lines = RecordLines(figure.spec.measure.heads, records[:shown])
            self.lines.chosen.connect(self._on_record)
            self.add(self.lines)
        more = len(records) - shown
        self.all_link = link(f"还有 {more} 条，查看全部" if more > 0 else "查看清单", "list-check")
        self.all_link.clicked.connect(self._on_all)
        self.left_link = link(f"未计入 {len(figure.tally.left_out)} 条")
        self.left_link.setVisible(bool(figure.tally.left_out))
        self.left_link.clicked.connect(self._on_left)
        self.add(row(self.all_link, self.left_link, None, gap=16))

    def _add_foot(self) -> None:
        self.measure_button = button("换口径…", icon="adjustments-horizontal")
        self.hand_button = button("手工改数", icon="pencil")
        now = self.found.found.text if self.found.found else ""
        self.take_button = button(f"改用 {now}", "primary", "refresh")
        can_edit = self.sheet.can_edit
        self.measure_button.setVisible(can_edit and self.found.binding.filed is None)
        self.hand_button.setVisible(can_edit and self.hand.isHidden())
        self.take_button.setVisible(can_edit and self.found.has_moved and bool(now))
        self.measure_button.clicked.connect(self.measure_wanted)
        self.hand_button.clicked.connect(self.start_by_hand)
        self.take_button.clicked.connect(self.take_wanted)
        self.add(row(self.measure_button, self.hand_button, None, self.take_button))

    @Slot()
    def start_by_hand(self) -> None:
        """Show the field for another number; the records make room."""
        self.hand.show()
        self.hand_button.hide()
        if self.lines is not None:
            self.lines.hide()
        self.adjustSize()
        self.by_hand.setFocus(Qt.FocusReason.OtherFocusReason)
        self.by_hand.selectAll()

    def start_at_reason(self) -> None:
        """A figure was typed over: its reason is what is missing."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Keep what is being typed."""
        self.by_hand.flush()
        self.reason.flush()

    @Slot()
    def refresh(self) -> None:
        """Say what is missing now."""
        if self.index < 0 or self.sheet.line(self.index).counted is None:
            self.dismiss()
            return
        line = self.sheet.line(self.index)
        mark = line.counted
        assert mark is not None
        self.by_hand.show_value(line.actual)
        self.reason.show_value(mark.hand_reason)
        self.resume.setVisible(mark.is_by_hand and self.sheet.can_edit)
        is_due = mark.is_by_hand and not mark.hand_reason.strip() and not self.reason.has_changes
        self.reason_row.set_error("请写改数理由" if is_due else "")

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if self.index >= 0 and text != self.sheet.line(self.index).actual:
            self.sheet.set_cell(self.index, "actual", text)

    @Slot(str)
    def _on_reason(self, text: str) -> None:
        if self.index >= 0:
            self.sheet.set_hand_reason(self.index, text)

    @Slot()
    def _on_resume(self) -> None:
        if self.index >= 0:
            self.sheet.set_cell(self.index, "actual", "")
            self.dismiss()

    @Slot(object)
    def _on_record(self, record: Counted) -> None:
        self.dismiss()
        self.record_wanted.emit(record)

    @Slot()
    def _on_all(self) -> None:
        self.all_wanted.emit("counted")

    @Slot()
    def _on_left(self) -> None:
        self.all_wanted.emit("left")

    @Slot()
    def _on_difference(self) -> None:
        self.all_wanted.emit("difference")
