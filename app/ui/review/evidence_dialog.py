"""添加证据: file, page, and the words found there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from app.services.review.form import AttachmentRow
from app.ui.dialog import Dialog
from app.ui.kit import FieldRow, Line, TextArea, button


def with_completion(line: Line, words: Sequence[str]) -> Line:
    """A line that proposes `words` while one types; anything else may be written as well."""
    completer = QCompleter(list(words), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)
    return line


class EvidenceDialog(Dialog):
    """Asks where an answer was seen. Read `file_name`, `page`, `quote`, `attachment_id` when accepted."""

    def __init__(
        self, parent: QWidget | None, context: str, attachments: Sequence[AttachmentRow], file_name: str
    ) -> None:
        super().__init__(parent, "添加证据", context, width=560)
        self._by_name = {file.name: file.id for file in attachments}
        self.file = with_completion(Line(file_name, "附件名，或其他文件的名称"), list(self._by_name))
        self.number = Line(width=140)
        self.words = TextArea(hint="照抄原文，便于以后找到", lowest=68, highest=150)
        self.file_row = FieldRow("文件", self.file, side=True)
        self.add(self.file_row)
        self.number_row = FieldRow("页码", self.number, side=True)
        self.add(self.number_row)
        self.add(FieldRow("原文", self.words, side=True))
        self.set_note("三项至少写一项")
        self.add_cancel()
        self.add_button(button("添加证据", "primary"))
        self.starts_at = self.number if file_name else self.file

    @property
    def file_name(self) -> str:
        """The file that is named."""
        return self.file.text().strip()

    @property
    def page(self) -> str:
        """The page, as typed."""
        return self.number.text().strip()

    @property
    def quote(self) -> str:
        """The words found there."""
        return self.words.text().strip()

    @property
    def attachment_id(self) -> str | None:
        """The attachment of that name, if it is one."""
        return self._by_name.get(self.file_name)

    def check(self) -> bool:
        """Whether anything was written."""
        is_empty = not (self.file_name or self.page or self.quote)
        self.file_row.set_error("请写文件名、页码或原文中的一项" if is_empty else "")
        if is_empty:
            self.file.setFocus(Qt.FocusReason.OtherFocusReason)
        return not is_empty and super().check()
