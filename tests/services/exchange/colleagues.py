"""People at their own computers with their own copies of one file."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock

from app.models.database import Workspace, open_workspace
from app.models.identity import Installation
from app.models.journal import Author
from app.services.exchange.apply import Merged, apply_merge
from app.services.exchange.package import EVERYTHING, Contents, write_package
from app.services.exchange.plan import plan_merge
from app.services.exchange.source import receive
from app.services.journal.verify import verify
from tests.conftest import LI, WANG

NAMES = (
    WANG,
    LI,
    Author("陈丙", "示例咨询有限公司", "笔记本-03"),
    Author("赵丁", "示例咨询有限公司", "笔记本-04"),
)


def no_backup(workspace: Workspace, reason: str) -> None:
    """The backup has its own tests; here it only takes time."""


class Colleague:
    """One person with a file; `Colleague(folder, 0, ready)` begins with a copy of the file `ready`."""

    def __init__(self, folder: Path, number: int, ready: Path, quick: bool = False) -> None:
        self.author = NAMES[number % len(NAMES)]
        self.folder = folder / f"c{number}"
        self.folder.mkdir(parents=True)
        self.installation = Installation(self.folder / "install")
        self.path = self.folder / "file.crd"
        self.quick = quick
        shutil.copy(ready, self.path)
        self.open()

    def open(self) -> None:
        if self.quick:  # without the checks on opening, which have their own tests
            lock = FileLock(self.folder / "lock")
            lock.acquire(blocking=False)
            self.workspace = Workspace(self.path, self.author, self.installation, lock)
        else:
            self.workspace = open_workspace(self.path, author=self.author, installation=self.installation)

    def close(self) -> None:
        self.workspace.close()

    def send(self, contents: Contents = EVERYTHING, password: str | None = None) -> Path:
        """A package on the stick."""
        target = self.folder / "package.crdx"
        write_package(self.workspace, target, contents, password)
        return target

    def take(self, path: Path, password: str | None = None) -> Merged:
        """Receive and merge a file."""
        with receive(path, password) as received:
            plan = plan_merge(self.workspace, received)
            before = self.workspace.digest()
            merged = apply_merge(self.workspace, plan, backup=no_backup)
            assert self.workspace.digest() == (plan.digest_after if merged.id else before)
            return merged

    def problems(self) -> tuple[str, ...]:
        with self.workspace.read() as session:
            return verify(session).problems
