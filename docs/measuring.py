"""What is wrong with a window, measured: widgets too small for their content, controls without a name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit, QWidget

INTERACTIVE = (QAbstractButton, QComboBox, QLineEdit, QTextEdit, QAbstractItemView)


def too_small(root: QWidget) -> Iterator[str]:
    """Visible widgets that are smaller than their own least size."""
    for widget in [root, *root.findChildren(QWidget)]:
        least = widget.minimumSizeHint()
        if not widget.isVisible() or not least.isValid() or widget.objectName().startswith("qt_"):
            continue
        if widget.width() < least.width() or widget.height() < least.height():
            words = getattr(widget, "text", lambda: "")()
            yield f"{type(widget).__name__} {words!r}: {widget.size().toTuple()} < {least.toTuple()}"


def nameless(root: QWidget) -> Iterator[str]:
    """Visible controls that a screen reader could not name."""
    for widget in root.findChildren(QWidget):
        is_silent = not widget.accessibleName() and not getattr(widget, "text", lambda: "")()
        if isinstance(widget, INTERACTIVE) and widget.isVisible() and is_silent:
            yield f"{type(widget).__name__} {widget.objectName()} has no name"
