"""The row of the import that says where the list comes from: file, tables, header rows, year."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.sheets import GridKind
from app.services.units.intake import ListDraft
from app.ui.kit import Combo, ElidedLabel, Icon, button, caption, row
from app.ui.units.choice import ChoicePopover

_HIGHEST_HEADER = 12
_ICONS = {".docx": "file-text", ".csv": "file-text", ".txt": "file-text"}


class SourceRow(QWidget):
    """Shows a draft; tells each choice."""

    file_wanted = Signal()
    sheets_chosen = Signal(object)  # frozenset of positions
    header_chosen = Signal(int, object)  # position of the table, (first, last) or None
    year_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(48)
        self._draft: ListDraft | None = None
        self.icon = Icon("file-spreadsheet", "accent", 18)
        self.name = ElidedLabel("", "strong", minimum=80)
        self.sheets_caption = caption("工作表")
        self.sheets = button("", "plain")
        self.sheets.set_limit(180)
        self.header_caption = caption("标题在第")
        self.header = Combo(width=150, name="标题行")
        self.year_caption = caption("导入到")
        self.year = Combo(width=110, name="导入到哪一年")
        self.other = button("换一个文件…", "ghost")
        self._parts = (self.sheets_caption, self.sheets, self.header_caption, self.header)
        self._parts += (self.year_caption, self.year)  # type: ignore[assignment]
        self.setLayout(
            row(
                *(self.icon, (self.name, 1), 4, self.sheets_caption, self.sheets),
                *(4, self.header_caption, self.header, 4, self.year_caption, self.year),
                *(None, self.other),
                margins=(24, 0, 20, 0),
            )
        )
        self.sheets.clicked.connect(self._on_sheets)
        self.header.chosen.connect(self._on_header)
        self.year.chosen.connect(self._on_year)
        self.other.clicked.connect(self.file_wanted)
        self.show_name("")

    @property
    def year_value(self) -> int:
        """The year to import into."""
        return int(self.year.value())

    def show_name(self, name: str) -> None:
        """Show a file that is being read."""
        self.name.setText(name)
        suffix = name[name.rfind(".") :].lower()
        self.icon.set_icon(_ICONS.get(suffix, "file-spreadsheet"))
        self.name.setToolTip(name)
        for part in self._parts:
            part.hide()

    def show_draft(self, draft: ListDraft, year: int) -> None:
        """Show what was read; a year that was chosen already stays."""
        self._draft = draft
        before = self.year.value()
        years = sorted({year - 1, year, year + 1, *({draft.year} if draft.year else ())}, reverse=True)
        self.year.set_options([(f"{each} 年度", each) for each in years], before or year)
        names = [draft.grids[place].name for place in sorted(draft.chosen)]
        words = "、".join(names) or "请选择"
        self.sheets.set_words(f"{words}（共 {len(names)} 张）" if len(names) > 1 else words)
        self._show_header(draft)
        has_several = len(draft.grids) > 1
        for part in self._parts:
            part.show()
        self.sheets_caption.setText("工作表" if draft.grids[0].kind is GridKind.EXCEL else "表格")
        self.sheets_caption.setVisible(has_several)
        self.sheets.setVisible(has_several)

    def _show_header(self, draft: ListDraft) -> None:
        """One table: its header rows can be said. Several: each as recognised."""
        if len(draft.chosen) != 1:
            places = dict.fromkeys(table.header_place for table in draft.tables if table.header)
            words = f"{'、'.join(places)} 行" if len(places) <= 2 else "各表自动"
            self.header.set_options([(words, "auto")])
            self.header.setEnabled(False)
            self.header.setToolTip("选用一张表时可以指定标题行")
            return
        (place,) = draft.chosen
        grid = draft.grids[place]
        said = draft.headers.get(place)
        found = next((table.header_place for table in draft.tables), "")
        auto = f"{found} 行（自动）" if found and said is None else "自动识别"
        spans = [
            (first, last)
            for first in range(min(_HIGHEST_HEADER, len(grid.rows) - 1))
            for last in (first, first + 1)
        ]
        rows = [(_span_words(grid.row_number(a), grid.row_number(b)), (a, b)) for a, b in spans]
        self.header.setEnabled(True)
        self.header.set_options([(auto, "auto"), *rows], said or "auto")

    @Slot()
    def _on_sheets(self) -> None:
        if self._draft is None:
            return
        draft = self._draft
        options = [
            (str(place), grid.name + ("（隐藏）" if grid.hidden else ""), len(grid.rows))
            for place, grid in enumerate(draft.grids)
        ]
        popover = ChoicePopover("选用的表", options, frozenset(map(str, draft.chosen)))
        popover.chosen.connect(self._on_sheets_chosen)
        popover.open_at(self.sheets)

    @Slot(object)
    def _on_sheets_chosen(self, chosen: frozenset[str]) -> None:
        self.sheets_chosen.emit(frozenset(map(int, chosen)))

    @Slot(object)
    def _on_header(self, value: object) -> None:
        if self._draft is not None and len(self._draft.chosen) == 1:
            (place,) = self._draft.chosen
            self.header_chosen.emit(place, None if value == "auto" else value)

    @Slot()
    def _on_year(self) -> None:
        self.year_chosen.emit()


def _span_words(first: int, last: int) -> str:
    return f"{first} 行" if first == last else f"{first}–{last} 行"
