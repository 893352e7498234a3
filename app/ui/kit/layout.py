"""Layouts in one expression, and the frames they stand in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

# What a row or column is made of: a widget, a layout, a gap in pixels, None for a stretch,
# or a widget or layout with its stretch.
Item = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]
Margins = tuple[int, int, int, int]
NO_MARGINS: Margins = (0, 0, 0, 0)


def row(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Side by side."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def column(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """One below the other."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def stacked(*items: Item, gap: int = 2) -> QVBoxLayout:
    """Lines that stay together in the middle of a fixed height, such as a title and its caption."""
    return column(None, *items, None, gap=gap)


def add(layout: QBoxLayout, item: Item) -> None:
    """Append one item of a row or column."""
    if item is None:
        layout.addStretch(1)
    elif isinstance(item, int):
        layout.addSpacing(item)
    elif isinstance(item, QLayout):
        layout.addLayout(item)
    elif isinstance(item, QWidget):
        layout.addWidget(item)
    elif isinstance(item[0], QLayout):
        layout.addLayout(item[0], item[1])
    else:
        layout.addWidget(item[0], item[1])


def frame(name: str, layout: QLayout | None = None, height: int = 0) -> QFrame:
    """A frame that the style sheet knows by `name` (surface, panel, drawer, well, foot, ...)."""
    made = QFrame()
    made.setObjectName(name)
    if layout is not None:
        made.setLayout(layout)
    if height:
        made.setFixedHeight(height)
    return made


def holder(layout: QLayout) -> QWidget:
    """A bare widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


def hline() -> QFrame:
    """A horizontal hairline."""
    return frame("hline")


def vline(height: int = 0) -> QFrame:
    """A vertical hairline, as high as the row or `height`."""
    return frame("vline", height=height)


def scroll_area(body: QWidget) -> QScrollArea:
    """A frame-less area that scrolls vertically and never sideways."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    body.setObjectName("scrollbody")
    area.setWidget(body)
    return area


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: int, margins: Margins) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for item in items:
        add(layout, item)
