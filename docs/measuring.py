"""What is wrong with a window, measured: widgets too small for their content, controls without a name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTextEdit,
    QWidget,
)

INTERACTIVE = (QAbstractButton, QComboBox, QLineEdit, QTextEdit, QAbstractItemView)


def too_small(root: QWidget) -> Iterator[str]:
    """Visible widgets that are smaller than their own least size."""
    for widget in [root, *root.findChildren(QWidget)]:
        least = widget.minimumSizeHint()
        # Headers say the least size of a scroll area, but are as high as their table makes them.
        is_qts_own = widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView)
        if not widget.isVisible() or not least.isValid() or is_qts_own:
            continue
        if widget.width() < least.width() or widget.height() < least.height():
            words = getattr(widget, "text", lambda: "")()
            yield f"{type(widget).__name__} {words!r}: {widget.size().toTuple()} < {least.toTuple()}"


def nameless(root: QWidget) -> Iterator[str]:
    """Visible controls that a screen reader could not name."""
    for widget in root.findChildren(QWidget):
        is_qts_own = widget.objectName().startswith("qt_")
        if not isinstance(widget, INTERACTIVE) or not widget.isVisible() or is_qts_own:
            continue
        if widget.accessibleName():
            continue
        if not (isinstance(widget, QAbstractButton) and widget.text()):
            yield f"{type(widget).__name__} {widget.objectName()} has no name"
