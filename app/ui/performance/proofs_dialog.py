"""佐证材料 of a table: files with type, page and date, by the indicator that they prove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import ProofKind, ProofWay
from app.services.performance.form import IndicatorLine, SelfEvaluation
from app.services.performance.proofs import ProofLine
from app.ui.dialog import Dialog
from app.ui.kit import (
    AutosaveLine,
    Combo,
    DateField,
    FieldRow,
    Label,
    button,
    caption,
    column,
    holder,
    link,
    row,
    section,
)
from app.ui.performance.lists import WordList

_WHOLE = "整张表"


class ProofsDialog(Dialog):
    """At the left the indicators with how many files they have, at the right the files of the chosen one."""

    add_wanted = Signal(int)  # row of the indicator, -1 for the whole table
    changed = Signal(str, str, object)  # key of the evidence, field, value
    deleted = Signal(str)
    open_wanted = Signal(str)

    def __init__(self, parent: QWidget, form: SelfEvaluation, start: int, *, can_edit: bool) -> None:
        super().__init__(parent, "佐证材料", form.heading("项目名称"), width=900, height=580)
        self.asks_before_loss = False
        self._form, self._can_edit = form, can_edit
        self._proofs: tuple[ProofLine, ...] = ()
        self.row_list, self.files = WordList("指标"), WordList("材料")
        self.empty = Label("这一行还没有佐证材料。", "muted", wrap=True)
        self.add_files = button("添加文件…", icon="plus")
        self.open_link = link("打开", "external-link")
        self.delete_link = link("移除", "trash")
        self._build_fields()
        right = column(
            row(section("材料"), None, self.open_link, self.delete_link, self.add_files),
            (self.files, 1),
            self.empty,
            self.fields,
        )
        self.files.setMaximumHeight(150)
        self.row_list.setFixedWidth(330)
        self.body.addLayout(row(column(section("指标"), (self.row_list, 1)), (right, 1), gap=20), 1)
        self.add_cancel("关闭")
        self.set_note("文件存入工作文件；导出时附在表后成为佐证材料清单")
        self.row_list.currentRowChanged.connect(self._on_row)
        self.files.currentRowChanged.connect(self._on_file)
        self.files.itemActivated.connect(self._on_open)
        self.add_files.clicked.connect(self._on_add)
        self.open_link.clicked.connect(self._on_open)
        self.delete_link.clicked.connect(self._on_delete)
        self.starts_at = self.row_list
        self._start = start
        self.show_proofs(())

    def _build_fields(self) -> None:
        self.name = AutosaveLine(name="材料名称")
        self.kind = Combo([("未定", ""), *((one.label, one.value) for one in ProofKind)], "", name="类型")
        self.way = Combo([("未定", ""), *((one.label, one.value) for one in ProofWay)], "", name="取值方式")
        self.page = AutosaveLine(name="页码", width=120)
        self.dated = DateField(name="日期")
        self.note_line = AutosaveLine(name="说明")
        self.hash = caption("")
        pairs = (
            row((FieldRow("类型", self.kind, side=True), 1), (FieldRow("取值方式", self.way, side=True), 1)),
            row((FieldRow("页码", self.page, side=True), 1), (FieldRow("日期", self.dated, side=True), 1)),
        )
        self.fields = holder(
            column(
                FieldRow("名称", self.name, side=True),
                *pairs,
                FieldRow("说明", self.note_line, side=True),
                self.hash,
            )
        )
        for field, line in (("name", self.name), ("page", self.page), ("note", self.note_line)):
            line.setProperty("field", field)
            line.committed.connect(self._on_text)
            line.setReadOnly(not self._can_edit)
        self.kind.chosen.connect(self._on_kind)
        self.way.chosen.connect(self._on_way)
        self.dated.changed.connect(self._on_dated)
        self.dated.setReadOnly(not self._can_edit)
        for one in (self.kind, self.way):
            one.setEnabled(self._can_edit)

    # What is shown

    def show_proofs(self, proofs: Sequence[ProofLine], wanted: str = "") -> None:
        """Show the evidence as the file has it, at the piece with the key `wanted`."""
        self._proofs = tuple(proofs)
        at = self.row_list.currentRow() if self.row_list.count() else self._start
        keep = wanted or (self.proof.id if self.proof else "")
        lines = enumerate(self._form.indicators)
        rows = [self._row_words(n, f"第{n + 1}行　{_title(line)}") for n, line in lines]
        rows.append(self._row_words(None, _WHOLE))
        self.row_list.show_rows(rows, at if 0 <= at < len(rows) else len(rows) - 1)
        self._show_files(keep)

    def _row_words(self, row: int | None, words: str) -> str:
        count = sum(one.row == row for one in self._proofs)
        return f"（{count} 份）{words}" if count else words

    @property
    def at(self) -> int:
        """The indicator, or -1 for the whole table."""
        at = self.row_list.currentRow()
        return at if at < len(self._form.indicators) else -1

    @property
    def here(self) -> list[ProofLine]:
        """The files of the chosen row."""
        row = None if self.at < 0 else self.at
        return [one for one in self._proofs if one.row == row]

    @property
    def proof(self) -> ProofLine | None:
        """The chosen file."""
        here, at = self.here, self.files.currentRow()
        return here[at] if 0 <= at < len(here) else None

    def _show_files(self, keep: str = "") -> None:
        here = self.here
        at = next((n for n, one in enumerate(here) if one.id == keep), 0)
        self.files.show_rows([f"{one.number}. {one.name}" for one in here], at if here else -1)
        self.empty.setVisible(not here)
        self.files.setVisible(bool(here))
        self.add_files.setEnabled(self._can_edit)
        self._on_file()

    @Slot()
    def _on_row(self) -> None:
        self.flush()
        self._show_files()

    @Slot()
    def _on_file(self) -> None:
        one = self.proof
        self.fields.setVisible(one is not None)
        for action in (self.open_link, self.delete_link):
            action.setVisible(one is not None)
        self.delete_link.setEnabled(self._can_edit)
        if one is None:
            return
        self.name.show_value(one.name)
        self.page.show_value(one.page)
        self.note_line.show_value(one.note)
        self.kind.set_value(one.kind.value if one.kind else "")
        self.way.set_value(one.way.value if one.way else "")
        self.dated.set_value(one.dated)
        self.hash.setText(f"{one.size / 1024:.0f} KB · 校验码 {one.sha256[:16]}…")

    # What is done

    def flush(self) -> None:
        """Keep what is being typed."""
        for line in (self.name, self.page, self.note_line):
            line.flush()

    def reject(self) -> None:
        """Closing keeps what was typed."""
        self.flush()
        super().reject()

    def _tell(self, field: str, value: object) -> None:
        if self.proof is not None:
            self.changed.emit(self.proof.id, field, value)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        line = self.sender()
        field = str(line.property("field")) if line is not None else ""
        if field == "name" and not text.strip():
            self.name.show_value(self.proof.name if self.proof else "")
            return
        self._tell(field, text.strip())

    @Slot(object)
    def _on_kind(self, code: object) -> None:
        self._tell("kind", ProofKind.of(str(code)) if code else None)

    @Slot(object)
    def _on_way(self, code: object) -> None:
        self._tell("way", ProofWay.of(str(code)) if code else None)

    @Slot(object)
    def _on_dated(self, day: object) -> None:
        self._tell("dated", day if isinstance(day, date) else None)

    @Slot()
    def _on_add(self) -> None:
        self.flush()
        self.add_wanted.emit(self.at)

    @Slot()
    def _on_delete(self) -> None:
        if self.proof is not None:
            self.deleted.emit(self.proof.id)

    @Slot()
    def _on_open(self) -> None:
        if self.proof is not None:
            self.open_wanted.emit(self.proof.id)


def _title(line: IndicatorLine) -> str:
    return (line.title or line.level2).split("\n")[0]


def named(paths: Sequence[Path]) -> str:
    """What was added, for a message."""
    return f"“{paths[0].name}”" if len(paths) == 1 else f"{len(paths)} 份材料"
