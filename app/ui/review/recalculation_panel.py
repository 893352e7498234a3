"""The right panel of 复算: the working of the current row and the factors it was computed with."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.services.checking import CalculationRow
from app.ui.kit import Label, caption, column, frame, hline, holder, link, row, scroll_area, section
from app.ui.review.recalculation_popover import plain_working, working_grid
from app.ui.review.recalculation_rows import number

WIDTH = 330


class RecalculationPanel(QWidget):
    """Follows the current row of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._row: CalculationRow | None = None
        self.name = section("计算过程")
        self.copy = link("复制", "copy")
        self.copy.clicked.connect(self._on_copy)
        self._steps = QWidget()
        self._inside = QVBoxLayout(self._steps)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.standard = Label("", "caption", "warn", wrap=True)
        self.edition = caption("", wrap=True)
        parts = column(
            *(row(self.name, None, self.copy), self._steps, self.standard, hline(), self.edition, None),
            gap=10,
            margins=(16, 12, 16, 12),
        )
        self.setLayout(column((frame("panel", column((scroll_area(holder(parts)), 1), gap=0)), 1), gap=0))

    def show_row(self, shown: CalculationRow | None, edition: str) -> None:
        """Show the working of a row."""
        self._row = shown
        while (old := self._inside.takeAt(0)) is not None:
            if widget := old.widget():
                widget.hide()
                widget.deleteLater()
        self.name.setText(shown.name if shown else "计算过程")
        self.copy.setVisible(shown is not None)
        if shown is not None:
            self._inside.addWidget(holder(working_grid(shown, is_narrow=True)))
        has_standard = shown is not None and shown.standard is not None
        self.standard.setVisible(has_standard)
        if shown is not None and has_standard:
            words = f"报告采用的参数与推荐值不同；按推荐值为 {number(shown.standard)} tCO₂。"
            self.standard.setText(words)
        self.edition.setText(
            f"因子取自因子库 {edition} 版；出处写在每个因子下面。审核完成后不随因子库更新改变。"
        )

    @Slot()
    def _on_copy(self) -> None:
        if self._row is not None:
            QApplication.clipboard().setText(plain_working(self._row))
