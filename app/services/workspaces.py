"""Opening, making and copying workspace files on behalf of whoever works at this computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.database import SUFFIX, Workspace, create_workspace, open_workspace
from app.models.errors import AppError, InputError
from app.models.identity import Installation
from app.models.journal import Author
from app.models.recorder import raw
from app.models.setting import Setting
from app.services.settings import Settings

FILE_SUFFIX = SUFFIX
FILE_FILTER = f"工作文件 (*{FILE_SUFFIX})"


@dataclass(frozen=True)
class FileInfo:
    """What the file says of itself."""

    path: Path
    size: int
    name: str
    year: int
    project: str
    changes: int
    operations: int
    people: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    last_by: str
    last_device: str


def author_of(settings: Settings) -> Author:
    """Whoever works here, as the journal names them."""
    return Author(settings.name.strip(), settings.office.strip(), settings.device.strip())


def open_file(
    path: Path, settings: Settings, installation: Installation, read_only: bool = False
) -> Workspace:
    """Open a workspace file.

    Raises:
        AppError: with the sentence why it cannot be opened; FileBusy where it may be opened for reading.
    """
    return open_workspace(path, author=author_of(settings), installation=installation, read_only=read_only)


def make_file(path: Path, name: str, year: int, settings: Settings, installation: Installation) -> Workspace:
    """Make a new workspace file and open it.

    Raises:
        InputError: the name is empty or the year is none. AppError: the place cannot be written.
    """
    if not name.strip():
        raise InputError("请写工作文件的名称。", field="name")
    if not 2000 <= year <= 2100:
        raise InputError("年度应在2000到2100之间。", field="year")
    target = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
    return create_workspace(
        target, name=name.strip(), year=year, author=author_of(settings), installation=installation
    )


def save_copy(workspace: Workspace, target: Path) -> None:
    """Write a complete copy of the open file to `target`.

    Raises:
        AppError: `target` is the open file itself, or cannot be written.
    """
    if target.exists() and target.samefile(workspace.path):
        raise AppError("副本不能保存到正在使用的文件上。", "请换一个文件名。")
    workspace.snapshot(target)


def file_setting(session: Session, name: str, default: str = "") -> str:
    """A setting that travels with the file."""
    row = session.get(Setting, natural(session, "setting", name))
    return (row.value if row else None) or default


def set_file_setting(session: Session, name: str, value: str) -> None:
    """Keep a setting that travels with the file."""
    key = natural(session, "setting", name)
    row = session.get(Setting, key)
    if row is None:
        row = Setting(id=key, name=name)
        session.add(row)
    row.value = value or None


def file_year(workspace: Workspace) -> int:
    """The report year the file was made for."""
    with workspace.read() as session:
        text = file_setting(session, "year")
    return int(text) if text.isdecimal() else datetime.now().year - 1


def file_info(workspace: Workspace) -> FileInfo:
    """Size, people and age of the open file."""
    with workspace.read() as session:
        connection = raw(session)
        (changes,) = connection.execute("SELECT count(*) FROM change").fetchone()
        (operations,) = connection.execute("SELECT count(*) FROM op").fetchone()
        people = [name for (name,) in connection.execute("SELECT DISTINCT actor FROM change ORDER BY actor")]
        ordered = "SELECT at, actor, device FROM change ORDER BY clock"
        first = connection.execute(f"{ordered} LIMIT 1").fetchone()
        last = connection.execute(f"{ordered} DESC LIMIT 1").fetchone()
        name = file_setting(session, "name", workspace.path.stem)
        year = file_setting(session, "year", "0")
    return FileInfo(
        path=workspace.path,
        size=workspace.path.stat().st_size,
        name=name,
        year=int(year) if year.isdecimal() else 0,
        project=workspace.project,
        changes=changes,
        operations=operations,
        people=tuple(people),
        first_at=datetime.fromisoformat(first[0]) if first else None,
        last_at=datetime.fromisoformat(last[0]) if last else None,
        last_by=last[1] if last else "",
        last_device=last[2] if last else "",
    )
