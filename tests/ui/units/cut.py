"""Which widgets are smaller than they need to be."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def cut_widgets(root: QWidget) -> list[str]:
    """Visible widgets below `root` that are smaller than their own least size."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        least = widget.minimumSizeHint()
        if not widget.isVisible() or not least.isValid() or widget.objectName().startswith("qt_"):
            continue
        if widget.width() < least.width() or widget.height() < least.height():
            found.append(f"{widget}: {widget.size().toTuple()} < {least.toTuple()}")
    return found
