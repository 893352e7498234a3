"""How many conflicts are undecided, shown at the tab and in the status bar wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.exchange.conflicts import conflict_counts
from app.ui.context import Context
from app.ui.shell_parts import StatusBar, TabStrip

if TYPE_CHECKING:
    from app.models.database import Workspace

_TAB = "exchange"


def _count(workspace: Workspace) -> int:
    with workspace.read() as session:
        return sum(conflict_counts(session).values())


class ConflictBadge(QObject):
    """`look` counts beside the window and shows what it finds."""

    def __init__(self, context: Context, strip: TabStrip, status: StatusBar) -> None:
        super().__init__(strip)
        self._context, self._strip, self._status = context, strip, status

    def look(self) -> None:
        """Count anew."""
        self._context.jobs.read("统计冲突", _count, self._context.workspace, then=self._on_counted)

    def clear(self) -> None:
        """No file is open."""
        self._show(0)

    def _on_counted(self, count: int) -> None:
        # The file may have been closed meanwhile.
        self._show(count if self._context.has_workspace else 0)

    def _show(self, count: int) -> None:
        self._status.set_conflicts(count)
        self._strip.tabs.set_dot(_TAB, count, f"{count:,} 处未决冲突")
