"""The text of all pages of a paper, read a few pages at a time, so that the window never waits."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.ui.report.paper import Paper

_SECONDS = 0.012
SCANNED_LEAST = 30  # signs; a report with fewer on its first pages is a picture of a report
_SCANNED_PAGES = 5


class Texts(QObject):
    """Reads a paper from its first page. `done` comes once everything is read."""

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paper: Paper | None = None
        self.pages: dict[int, str] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read)

    def begin(self, paper: Paper | None) -> None:
        """Read another paper."""
        self._timer.stop()
        self._paper, self.pages = paper, {}
        if paper is not None:
            self._timer.start()

    @property
    def is_done(self) -> bool:
        """Whether all pages are read."""
        return self._paper is not None and len(self.pages) == len(self._paper.sizes)

    @property
    def is_scanned(self) -> bool:
        """Whether the first pages hold hardly a word."""
        first = [self.pages[n].strip() for n in range(_SCANNED_PAGES) if n in self.pages]
        return self.is_done and sum(map(len, first)) < SCANNED_LEAST

    @Slot()
    def finish(self) -> None:
        """Read what is left at once."""
        while self._timer.isActive():
            self._read()

    @Slot()
    def _read(self) -> None:
        paper, end = self._paper, time.monotonic() + _SECONDS
        while paper is not None and len(self.pages) < len(paper.sizes):
            page = len(self.pages)
            self.pages[page] = paper.text(page)
            if time.monotonic() > end:
                return
        self._timer.stop()
        if paper is not None:
            paper.settle()
            self.done.emit()
