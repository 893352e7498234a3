"""Renaming and deleting the filters that were kept under a name."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.services.settings import SettingsStore
from app.ui.dialog import Dialog
from app.ui.kit import FieldRow, Line, button, column, holder, icon_button, row, scroll_area

_HIGHEST = 320


class SavedFiltersDialog(Dialog):
    """One line for each kept filter. Everything is kept with 保存; cancelling changes nothing."""

    def __init__(self, parent: QWidget | None, settings: SettingsStore) -> None:
        super().__init__(parent, "管理保存的筛选", width=480)
        self._settings = settings
        self.lines: dict[str, Line] = {}
        self.fields: dict[str, FieldRow] = {}
        widgets = []
        for name in settings.value.filters:
            self.lines[name] = Line(name, name="筛选名称")
            self.fields[name] = FieldRow("", self.lines[name])
            self.fields[name].name = "名称"
            self.fields[name].is_mandatory = True
            self.fields[name].label.hide()
            remove = icon_button("trash", f"删除“{name}”")
            remove.clicked.connect(partial(self._on_remove, name))
            widgets.append(holder(row((self.fields[name], 1), remove, gap=6)))
            self.fields[name].setProperty("line", name)
        self._rows = dict(zip(settings.value.filters, widgets, strict=True))
        area = scroll_area(holder(column(*widgets, None, gap=8)))
        area.setFixedHeight(min(_HIGHEST, max(1, len(widgets)) * 38))
        self.add(area)
        self.add_cancel()
        self.add_button(button("保存", "primary"))

    def _on_remove(self, name: str) -> None:
        self._rows.pop(name).hide()
        self.fields.pop(name)
        self.lines.pop(name)
        self.set_note("保存后才会删除")

    @property
    def rows(self) -> list[FieldRow]:
        """The fields that are left."""
        return list(self.fields.values())

    def check(self) -> bool:
        """Every name once; then keep them."""
        if not super().check():
            return False
        names = {old: line.text().strip() for old, line in self.lines.items()}
        for old, name in names.items():
            if list(names.values()).count(name) > 1:
                self.fields[old].set_error("有两个筛选叫这个名称")
                return False
        kept = self._settings.value.filters
        self._settings.update(filters={new: kept[old] for old, new in names.items()})
        return True
