"""申报利益冲突: who may not review a unit, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.ui.dialog import Dialog
from app.ui.kit import Combo, FieldRow, Line, button, caption, holder, row
from app.ui.review.evidence_dialog import with_completion

# After guide §2.3; anything else may be written as well.
REASONS = (
    "为该单位提供配额或碳资产管理服务",
    "收受该单位礼金或签有依附性合同",
    "从事碳交易或碳资产业务",
    "与该单位同属一家或有隶属关系",
    "为该单位提供报告、监测或校准咨询",
    "三年内与该单位管理人员共用或互相任职",
    "三年内受雇于该单位或为其提供咨询",
)


class ConflictDialog(Dialog):
    """Read `person` and `reason` when accepted; `withdrawn` names a declaration to be taken back."""

    def __init__(
        self, parent: QWidget, unit: str, me: str, people: Iterable[str], declared: Mapping[str, str]
    ) -> None:
        super().__init__(parent, "申报利益冲突", unit, width=540)
        self.withdrawn = ""
        self.add(caption("申报后，这位同事不能再审核这家单位的报告，也不能被分派。", wrap=True))
        self._person = with_completion(Line(me, "姓名", name="姓名"), list(people))
        self.add(FieldRow("姓名", self._person, is_mandatory=True, side=True))
        self._reason = with_completion(Line("", "选一种或自己写", name="情形"), REASONS)
        self.add(FieldRow("情形", self._reason, is_mandatory=True, side=True))
        for name, why in declared.items():
            known = Combo([("保留", ""), ("撤回申报", name)], "", name=f"{name}的申报")
            known.chosen.connect(self._on_chosen)
            self.add(holder(row((caption(f"{name}：{why}"), 1), known)))
        self.add_cancel()
        self.add_button(button("申报", "primary"))
        self.starts_at = self._reason if me else self._person

    @property
    def person(self) -> str:
        """Who declares it."""
        return self._person.text().strip()

    @property
    def reason(self) -> str:
        """Why."""
        return self._reason.text().strip()

    def check(self) -> bool:
        """Taking one back needs nothing else."""
        return bool(self.withdrawn) or super().check()

    @Slot(object)
    def _on_chosen(self, name: str) -> None:
        self.withdrawn = name
        if self.primary is not None:
            self.primary.set_words("撤回申报" if name else "申报")
