"""How the score of a row comes about, and where it is given by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup

from app.models.amounts import parse_amount
from app.models.enums import ScoreBand
from app.services.performance.scoring import band_range
from app.services.printing import short
from app.ui.kit import (
    AmountField,
    AutosaveText,
    FieldRow,
    Label,
    RadioButton,
    caption,
    column,
    hline,
    link,
    row,
    section,
)
from app.ui.performance.sheet import Sheet
from app.ui.popover import Popover

_SHORT = {
    ScoreBand.MET: "达成预期指标",
    ScoreBand.PARTLY: "部分达成并有一定效果",
    ScoreBand.MISSED: "未达成且效果较差",
}


class ScoreCard(Popover):
    """The score of one row: computed, band, by hand with a reason. All is kept when left."""

    def __init__(self, sheet: Sheet, key: str) -> None:
        super().__init__(360)
        self.sheet, self.key = sheet, key
        line = sheet.line(self.index)
        name = line.title.split("\n")[0] or line.level2
        self.how = Label("", "muted", wrap=True)
        self.add(row(section("得分"), caption(name[:18] + ("…" if len(name) > 18 else "")), None))
        self.add(self.how)
        self._add_bands()
        self.add(hline())
        self.score = AmountField(line.score_text, "手工评分", 0)
        self.score.setPlaceholderText("按规则")
        self.score_row = FieldRow("手工评分", self.score, side=True)
        self.reason = AutosaveText(line.score_reason, "为什么不用按规则算出的得分", "改分理由", 50, 110)
        self.reason_row = FieldRow("改分理由", self.reason, side=True)
        self.clear = link("清除手工评分", "arrow-back-up")
        self.clear.clicked.connect(self._on_clear)
        self.add(self.score_row)
        self.add(self.reason_row)
        self.add(row(None, self.clear))
        self.score.committed.connect(self._on_score)
        self.reason.committed.connect(self._on_reason)
        self.reason.finished.connect(self.dismiss)
        self.score.returnPressed.connect(self._on_entered)
        sheet.changed.connect(self.refresh)
        sheet.shown.connect(self.refresh)
        for one in (self.score, self.reason):
            one.setReadOnly(not sheet.can_edit)
        self.refresh()

    def _add_bands(self) -> None:
        """The three bands, where the rules give no score or one was chosen before."""
        scored = self.sheet.scored.lines[self.index]
        self.bands: dict[ScoreBand, RadioButton] = {}
        self._group = QButtonGroup(self)
        if scored.weight is None or (scored.computed is not None and scored.line.band is None):
            return
        for number, band in enumerate(ScoreBand):
            low, high = band_range(band, scored.weight, self.sheet.profile)
            upper = "" if band is ScoreBand.MET else "（不含）"
            suggested = "，建议" if band is scored.suggested_band else ""
            made = RadioButton(_SHORT[band], f"{short(low)}–{short(high)} 分{upper}{suggested}")
            made.setEnabled(self.sheet.can_edit)
            self._group.addButton(made, number)
            self.bands[band] = made
        self.add(column(*self.bands.values(), gap=0))
        self._group.idClicked.connect(self._on_band)

    @property
    def index(self) -> int:
        """Where the row stands now, or -1."""
        return self.sheet.index_of(self.key)

    def start_at_reason(self) -> None:
        """A score was typed: its reason is what is missing."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Keep what is being typed."""
        self.score.flush()
        self.reason.flush()

    @Slot()
    def refresh(self) -> None:
        """Say how the score comes about now."""
        if self.index < 0:
            self.dismiss()
            return
        scored = self.sheet.scored.lines[self.index]
        line = self.sheet.line(self.index)
        self.how.setText(scored.how)
        self.score.show_value(line.score_text)
        self.reason.show_value(line.score_reason)
        for band, made in self.bands.items():
            made.setChecked(band is line.band)
        is_manual = parse_amount(line.score_text) is not None
        self.clear.setVisible(is_manual and self.sheet.can_edit)
        is_due = is_manual and not line.score_reason.strip() and not self.reason.has_changes
        self.reason_row.set_error("请写改分理由" if is_due else "")
        self.score_row.set_error(scored.band_problem)

    @Slot(str)
    def _on_score(self, text: str) -> None:
        if self.index >= 0 and not self.score.problem:
            self.sheet.set_cell(self.index, "score_text", text)

    @Slot(str)
    def _on_reason(self, text: str) -> None:
        if self.index >= 0:
            self.sheet.set_cell(self.index, "score_reason", text)

    @Slot()
    def _on_entered(self) -> None:
        if self.score.text().strip() and not self.reason.text().strip():
            self.start_at_reason()
        elif not self.score.problem:
            self.dismiss()

    @Slot(int)
    def _on_band(self, number: int) -> None:
        if self.index >= 0:
            self.sheet.set_cell(self.index, "band", list(ScoreBand)[number].value)

    @Slot()
    def _on_clear(self) -> None:
        self.flush()
        if self.index >= 0:
            self.sheet.clear_score(self.index)
