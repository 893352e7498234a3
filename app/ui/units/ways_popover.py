"""The ways out of the doubts about a row of a received list."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup

from app.services.units.judge import PlanRow, Problem, WayOut
from app.services.units.plan import ImportPlan
from app.ui.kit import FieldRow, Label, Line, RadioButton, button, hline, row, section
from app.ui.popover import Popover

_WORDS = {WayOut.AS_NEW: "作为新单位导入", WayOut.CHOOSE_ROW: "选用这一行"}


class WaysPopover(Popover):
    """Says what is doubtful and asks for a decision; `decided` tells way, reason and unit."""

    decided = Signal(object, str, str)

    def __init__(self, plan: ImportPlan, line: PlanRow) -> None:
        super().__init__(440)
        self._plan, self._row = plan, line
        self._units: list[str] = []
        self.add(section(f"{line.name}（{line.place}）"))
        for problem in line.problems:
            self.add(Label(problem.sentence, tone="warn", wrap=True))
        for way in line.ways:
            self.add(hline())
            self._add_way(way, next(p for p in line.problems if way in p.ways))

    def _add_way(self, way: WayOut, problem: Problem) -> None:
        if way is WayOut.OVERRIDE:
            self.reason = Line(self._row.reason, "例如：营业执照上就是这样")
            self.reason_row = FieldRow("填写理由放行", self.reason)
            go = button("按此理由放行")
            go.clicked.connect(self._on_override)
            self.reason.returnPressed.connect(self._on_override)
            self.add(self.reason_row)
            self.add(row(None, go))
        elif way is WayOut.LINK:
            self._add_units()
        else:
            words = f"改用 {problem.code}" if way is WayOut.USE_SUGGESTION else _WORDS[way]
            go = button(words)
            go.clicked.connect(partial(self._decide, way))
            self.add(row(Label(_explained(way), "muted", wrap=True), None, go))

    def _add_units(self) -> None:
        self._units = list(dict.fromkeys(u for p in self._row.problems for u in p.units))
        self.add(Label("就是名录中的这家单位", "strong"))
        self._choice = QButtonGroup(self)
        for number, key in enumerate(self._units):
            known = self._plan.known.by_id[key]
            made = RadioButton(known.name, known.uscc or "没有信用代码")
            made.setChecked(key == self._row.unit_id or len(self._units) == 1)
            self._choice.addButton(made, number)
            self.add(made)
        self.link_button = button("关联到所选单位")
        self.link_button.setEnabled(self._choice.checkedId() >= 0)
        self._choice.idClicked.connect(self._on_unit)
        self.link_button.clicked.connect(self._on_link)
        self.add(row(None, self.link_button))

    @Slot(int)
    def _on_unit(self, number: int) -> None:
        self.link_button.setEnabled(True)

    @Slot()
    def _on_link(self) -> None:
        self._decide(WayOut.LINK, unit_id=self._units[self._choice.checkedId()])

    @Slot()
    def _on_override(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self._decide(WayOut.OVERRIDE, reason)
        else:
            self.reason_row.set_error("请填写放行的理由")

    def _decide(self, way: WayOut, reason: str = "", unit_id: str = "") -> None:
        self.dismiss()
        self.decided.emit(way, reason, unit_id)


def _explained(way: WayOut) -> str:
    return {
        WayOut.AS_NEW: "是另一家单位",
        WayOut.CHOOSE_ROW: "重复的几行里以这一行为准",
        WayOut.USE_SUGGESTION: "看起来是抄写错误",
    }[way]
