"""A long text in a few painted lines."""

from __future__ import annotations

from PySide6.QtGui import QTextLayout, QTextOption

from app.ui import fonts


def cut_lines(text: str, width: float, count: int, px: int = fonts.BASE) -> list[str]:
    """`text` in at most `count` lines of `width` pixels; the last is cut with `…`."""
    words = " ".join(text.split())
    layout = QTextLayout(words, fonts.font(px))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < count:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start = line.textStart()
        is_last = len(lines) == count - 1
        lines.append(words[start:] if is_last else words[start : start + line.textLength()])
    layout.endLayout()
    if lines:
        lines[-1] = fonts.elided(lines[-1], width, px)
    return lines
