"""What every screen is given: the open file, the doors, the jobs. Passed on, never global."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.models.identity import Installation
    from app.services.settings import SettingsStore
    from app.ui.files import Files
    from app.ui.hub import ChangeHub
    from app.ui.jobs import Jobs
    from app.ui.messages import Messages
    from app.ui.theme import Theme


class Shell(Protocol):
    """What a page may ask of the window around it."""

    def toast(self, text: str, link: str = "", action: object = None) -> None:
        """A short line at the foot of the window."""

    def open_unit(self, unit_id: str) -> None:
        """Show a unit in the unit list."""

    def open_report(self, unit_id: str, kind: str, item_code: str = "") -> None:
        """Show a report in the review tab."""


class Context:
    """Everything a page needs, handed on from `application.py`. `workspace` is None while no file is open."""

    def __init__(
        self,
        *,
        settings: SettingsStore,
        installation: Installation,
        jobs: Jobs,
        hub: ChangeHub,
        messages: Messages,
        files: Files,
        theme: Theme,
        shell: Shell,
    ) -> None:
        self.settings = settings
        self.installation = installation
        self.jobs = jobs
        self.hub = hub
        self.messages = messages
        self.files = files
        self.theme = theme
        self.shell = shell
        self._workspace: Workspace | None = None
        self.year = 0

    @property
    def workspace(self) -> Workspace:
        """The open file; pages exist only while there is one."""
        assert self._workspace is not None
        return self._workspace

    @property
    def has_workspace(self) -> bool:
        """Whether a file is open."""
        return self._workspace is not None

    def use(self, workspace: Workspace | None) -> None:
        """Take over an opened file, or let go of it."""
        self._workspace = workspace
