"""What commands of the console work on: a file, or the office's database server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.models.database import Workspace, is_older
from app.models.errors import InputError
from app.models.recorder import raw
from app.services import paths
from app.services.exchange.office import Holder, Office, is_server
from app.services.exchange.office_copy import fetch
from app.services.exchange.source import Received, receive
from app.services.installations import this_installation
from app.services.settings import Settings, SettingsStore
from app.services.workspaces import open_file

Place = Path | Office
_NOBODY = "控制台"


def place(words: str) -> Place:
    """What somebody typed as a file or as `postgresql://user@host/database`."""
    return Office(words) if is_server(words) else Path(words)


def settings() -> Settings:
    """Who works here, with a name where nobody has given one yet."""
    value = SettingsStore(paths.data_folder()).value
    return value if value.is_introduced else replace(value, name=_NOBODY)


@contextmanager
def opened(path: Path, read_only: bool = False) -> Iterator[Workspace]:
    """An open workspace for the time of one command."""
    if str(path).startswith(("postgresql:", "postgres:")):
        raise InputError("这条命令只能用于工作文件。", "请先把办公室服务器上的内容合并到一个工作文件里。")
    if read_only and is_older(path):
        # Upgraded after a backup, as the window does it; only what is new can be read.
        open_file(path, settings(), this_installation()).close()
    workspace = open_file(path, settings(), this_installation(), read_only)
    try:
        yield workspace
    finally:
        workspace.close()


@contextmanager
def holding(at: Place, read_only: bool = False) -> Iterator[Holder]:
    """An open workspace or the server."""
    if isinstance(at, Path):
        with opened(at, read_only) as workspace:
            yield workspace
        return
    try:
        yield at
    finally:
        at.close()


def received_from(at: Place, password: str | None, ours: Holder | None = None) -> Received:
    """What is to be taken in; from the server without the attachments that `ours` holds already."""
    if isinstance(at, Path):
        return receive(at, password)
    held: frozenset[str] = frozenset()
    if ours is not None:
        with ours.read() as session:
            held = frozenset(sha256 for (sha256,) in raw(session).execute("SELECT sha256 FROM blob"))
    try:
        return fetch(at, held)
    finally:
        at.close()
