"""Name, year and place of a new workspace file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import InputError
from app.services.files import safe_name
from app.services.workspaces import FILE_FILTER
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import ElidedLabel, FieldRow, Line, button, row

_SUFFIX = ".crd"


class NewFileDialog(Dialog):
    """Proposes a name and a place; both can be changed."""

    def __init__(self, parent: QWidget | None, context: Context) -> None:
        super().__init__(parent, "新建工作文件", "一个年度一个文件，里面可以有往年的数据", width=560)
        self._context = context
        year = context.clock().year - 1
        self.year = Line(str(year), width=96)
        self.name = Line(self._proposal(str(year)))
        self._folder = Path(
            context.settings.value.folders.get("workspace", "")
            or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        self._path: Path | None = None
        self.place = ElidedLabel("", "caption", minimum=0)
        self.change_button = button("更改…", icon="folder")
        self.change_button.clicked.connect(self._on_change)
        self.name_row = FieldRow(
            "名称", self.name, "会显示在起始页和文件信息里", is_mandatory=True, side=True
        )
        self.year_row = FieldRow(
            "报告年度", self.year, "所审报告的年度，不是审核的年度", is_mandatory=True, side=True
        )
        self.add(self.name_row)
        self.add(self.year_row)
        self.body.addLayout(row((self.place, 1), self.change_button))
        self.add_cancel()
        self.add_button(button("新建", "primary"))
        for line in (self.name, self.year):
            line.returnPressed.connect(self.confirm)
        self.name.textChanged.connect(self._show_place)
        self.year.textEdited.connect(self._on_year)
        self._show_place()
        self.mark_clean()

    @property
    def path(self) -> Path:
        """Where the file will be."""
        return self._path or self._folder / (safe_name(self.name.text().strip() or "工作文件") + _SUFFIX)

    def chosen(self) -> tuple[Path, str, int]:
        """Path, name and year."""
        return self.path, self.name.text().strip(), int(self.year.text().strip())

    def check(self) -> bool:
        """The year is a year and the place is free."""
        if not super().check():
            return False
        try:
            self._check_year()
        except InputError as error:
            self.year_row.set_error(error.sentence)
            return False
        if self.path.exists():
            self.name_row.set_error(f"“{self.path.name}”已经存在，请换一个名称或位置。")
            return False
        return True

    def _check_year(self) -> None:
        text = self.year.text().strip()
        if not (text.isdecimal() and 2000 <= int(text) <= 2100):
            raise InputError("年度应是四位数字，如 2024。")

    @staticmethod
    def _proposal(year: str) -> str:
        return f"{year}年度碳排放审核"

    @Slot(str)
    def _on_year(self, text: str) -> None:
        """The proposed name follows the year as long as nobody has changed it."""
        if self.name.isModified() or not text.strip().isdecimal():
            return
        self.name.setText(self._proposal(text.strip()))

    @Slot()
    def _show_place(self) -> None:
        self.place.setText(str(self.path))

    @Slot()
    def _on_change(self) -> None:
        chosen = self._context.files.save_file("workspace", "新建工作文件", self.path.name, FILE_FILTER)
        if chosen is not None:
            self._path = chosen
            self._show_place()
