"""What every screen is given: the open file, the doors, the jobs. Passed on, never global."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.models.identity import Installation
    from app.services.catalog import Catalog
    from app.services.settings import SettingsStore
    from app.ui.files import Files
    from app.ui.hub import ChangeHub
    from app.ui.jobs import Jobs
    from app.ui.messages import Messages


class Shell(Protocol):
    """What a page may ask of the window around it."""

    def toast(
        self, words: str, link: str = "", key: str = "", on_link: Callable[[], object] | None = None
    ) -> None:
        """A short line at the foot of the window about what was just done."""

    def undo(self) -> None:
        """Take the last action back; for the link of a toast."""

    def open_unit(self, unit_id: str) -> None:
        """Show a unit in the unit list."""

    def open_report(self, report_id: str, code: str = "") -> None:
        """Show a report in the review tab, at the checklist item `code`."""

    def open_queue(self, preset: str) -> None:
        """Show the review queue as a to-do row names it: `mine`, `overdue`, `returned`, `waiting`."""

    def open_conflicts(self, about: str = "", name: str = "") -> None:
        """Show the conflict desk; with the key and name of a unit or report only what concerns it."""

    def open_twins(self, one: str, other: str) -> None:
        """Show two units side by side that may be the same one, to make one of them."""

    def open_performance(self, table_id: str, indicator_id: str = "") -> None:
        """Show a performance table."""

    def status_changed(self) -> None:
        """The page's `status_text` has changed."""


class Context(QObject):
    """Everything a page needs. Pages exist only while a file is open."""

    year_changed = Signal(int)

    def __init__(
        self,
        *,
        settings: SettingsStore,
        installation: Installation,
        catalog: Catalog,
        jobs: Jobs,
        hub: ChangeHub,
        messages: Messages,
        files: Files,
        shell: Shell,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.installation = installation
        self.catalog = catalog
        self.jobs = jobs
        self.hub = hub
        self.messages = messages
        self.files = files
        self.shell = shell
        self.clock = clock
        self._workspace: Workspace | None = None
        self._year = clock().year - 1

    @property
    def workspace(self) -> Workspace:
        """The open file."""
        assert self._workspace is not None
        return self._workspace

    @property
    def has_workspace(self) -> bool:
        """Whether a file is open."""
        return self._workspace is not None

    @property
    def can_edit(self) -> bool:
        """Whether the open file may be changed from here."""
        return self._workspace is not None and not self._workspace.is_read_only

    @property
    def year(self) -> int:
        """The report year that all pages show."""
        return self._year

    @property
    def today(self) -> date:
        """The day that deadlines are held against."""
        return self.clock().date()

    def set_year(self, year: int) -> None:
        """Show another year on all pages."""
        if year != self._year:
            self._year = year
            self.year_changed.emit(year)

    def use(self, workspace: Workspace | None, year: int | None = None) -> None:
        """Take over an opened file with the year it is about, or let go of it."""
        self._workspace = workspace
        if year is not None:
            self._year = year
