"""Copies of a workspace that can be gone back to: dated, checked, limited in number."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models.database import SUFFIX, Workspace, check_integrity
from app.models.errors import AppError
from app.models.problems import disk_problem
from app.services.files import replacing, safe_name
from app.services.paths import data_folder

# The newest few, then the last one of each day for two weeks.
_NEWEST = 10
_DAYS = 14
_NAME = re.compile(r"(\d{8}-\d{6}) (.*)" + re.escape(SUFFIX))


@dataclass(frozen=True)
class Backup:
    """One copy: of which file, when and why it was made."""

    path: Path
    file_name: str
    made_at: datetime
    reason: str
    size: int


def back_up(workspace: Workspace, reason: str, now: datetime | None = None) -> Backup:
    """Make a complete, checked copy in the data folder and let go of the oldest ones.

    Raises:
        AppError: the copy could not be made or is not whole; then nothing that needs it may start.
    """
    moment = now or datetime.now()
    folder = _folder(workspace.path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "name").write_text(workspace.path.name, "utf-8")
    except OSError as error:
        raise disk_problem(error, folder) from error
    target = folder / f"{moment:%Y%m%d-%H%M%S} {safe_name(reason)}{SUFFIX}"
    workspace.snapshot(target)
    _thin_out(folder)
    return _read(target, workspace.path.name)


def backups(file: Path | None = None) -> list[Backup]:
    """All backups, newest first; of `file` only where one is given."""
    root = data_folder() / "backups"
    folders = [_folder(file)] if file else sorted(root.glob("*")) if root.is_dir() else []
    found = []
    for folder in folders:
        try:
            name = (folder / "name").read_text("utf-8")
        except OSError:
            continue
        found += [_read(path, name) for path in folder.glob(f"*{SUFFIX}") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda b: b.made_at, reverse=True)


def restore(backup: Backup, target: Path) -> None:
    """Put a checked copy of `backup` at `target`, which must not exist: going back never overwrites.

    Raises:
        AppError: the backup is not whole, or `target` is taken or cannot be written.
    """
    if target.exists():
        raise AppError(f"“{target.name}”已经存在，没有覆盖。", "请换一个文件名。")
    check_integrity(backup.path)
    with replacing(target) as beside:
        shutil.copyfile(backup.path, beside)


def _folder(file: Path) -> Path:
    """By name and place of the file, so that two files of one name in two folders keep apart."""
    mark = hashlib.sha256(str(file.absolute()).encode()).hexdigest()[:12]
    return data_folder() / "backups" / f"{safe_name(file.stem)[:60]} {mark}"


def _read(path: Path, file_name: str) -> Backup:
    match = _NAME.fullmatch(path.name)
    assert match
    made_at = datetime.strptime(match[1], "%Y%m%d-%H%M%S")
    return Backup(path, file_name, made_at, match[2], path.stat().st_size)


def _thin_out(folder: Path) -> None:
    copies = sorted(folder.glob(f"*{SUFFIX}"), reverse=True)
    days: set[str] = set()
    for place, path in enumerate(copies):
        day = path.name[:8]
        is_last_of_day = day not in days
        days.add(day)
        if place >= _NEWEST and not (is_last_of_day and len(days) <= _DAYS):
            path.unlink(missing_ok=True)
