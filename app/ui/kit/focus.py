"""Walking a window with the keyboard: the order of Tab, and F6 between regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


def tab_order(*widgets: QWidget) -> None:
    """Make Tab visit the widgets in this order."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)


def can_take_focus(widget: QWidget) -> bool:
    """Whether Tab may stop here now."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()


def focus_stops(root: QWidget) -> list[QWidget]:
    """The widgets inside `root` where Tab stops, in that order."""
    stops: list[QWidget] = []
    widget = root.nextInFocusChain()
    seen: set[int] = {id(root)}
    if can_take_focus(root):
        stops.append(root)
    while widget is not None and id(widget) not in seen:
        seen.add(id(widget))
        if root.isAncestorOf(widget) and can_take_focus(widget) and widget.focusProxy() is None:
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops


class Regions(QObject):
    """F6 and Shift+F6 jump between the regions of a window; each remembers where the focus was."""

    def __init__(self, window: QWidget, regions: Sequence[QWidget] = ()) -> None:
        super().__init__(window)
        self._window = window
        self._regions: list[QWidget] = []
        self._last: dict[QWidget, QWidget] = {}
        for keys, slot in (("F6", self.go_forward), ("Shift+F6", self.go_back)):
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.activated.connect(slot)
        self.set_regions(regions)

    def set_regions(self, regions: Iterable[QWidget]) -> None:
        """The regions in reading order; hidden and empty ones are passed over."""
        self._regions = list(regions)
        self._last.clear()

    @Slot()
    def go_forward(self) -> None:
        """To the next region."""
        self._go(1)

    @Slot()
    def go_back(self) -> None:
        """To the region before."""
        self._go(-1)

    def _here(self) -> int:
        focused = QApplication.focusWidget()
        for number, region in enumerate(self._regions):
            if focused is not None and (region is focused or region.isAncestorOf(focused)):
                self._last[region] = focused
                return number
        return -1

    def _go(self, step: int) -> None:
        count = len(self._regions)
        here = self._here()
        if here < 0 and step < 0:
            here = 0
        for distance in range(1, count + 1):
            region = self._regions[(here + step * distance) % count]
            stops = focus_stops(region) if region.isVisible() else []
            if stops:
                last = self._last.get(region)
                target = last if last in stops else stops[0]
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return
