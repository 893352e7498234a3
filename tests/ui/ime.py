"""What an input method does, for tests."""

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget


def compose(widget: QWidget, preedit: str) -> None:
    """What an input method sends while it composes."""
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def type_chinese(widget: QWidget, text: str) -> None:
    """What an input method sends when a word is chosen (QTest.keyClicks cannot do this)."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
