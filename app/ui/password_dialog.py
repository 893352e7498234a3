"""Asks for the password of a package."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.dialog import Dialog
from app.ui.kit import FieldRow, Label, Line, button


class PasswordDialog(Dialog):
    """`password` is what was typed once the dialog is accepted."""

    def __init__(self, parent: QWidget, name: str, sentence: str) -> None:
        super().__init__(parent, f"“{name}”设有密码", width=440)
        self.asks_before_loss = False
        self.password = Line(name="密码")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.confirm)
        self.add(Label(sentence, "muted", wrap=True))
        self.add(FieldRow("密码", self.password, "由发送的人另外告诉您；区分大小写。", is_mandatory=True))
        self.add_cancel()
        self.add_button(button("打开", "primary"))
