"""Where a working file lies: on a network drive or in a folder that a cloud client keeps copying.

Both are dangerous for a database that is written many times a minute: the network may break a write in two, a
sync client copies a half-written file or puts an older one in its place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

# What GetDriveTypeW answers for a mapped network drive.
REMOTE = 4
_NETWORK_TYPES = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "davfs", "ceph", "glusterfs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs"),
    )
)
# The beginning of a folder's name, in small letters -> the client that keeps such a folder.
_CLOUDS = {
    "onedrive": "OneDrive",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "nutstore": "坚果云",
    "百度网盘": "百度网盘",
    "百度云": "百度网盘",
    "baidunetdisk": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "wps云": "WPS云",
    "wps cloud": "WPS云",
    "wpsdrive": "WPS云",
    "wps网盘": "WPS云",
    "dropbox": "Dropbox",
}
# Variables in which a client says where its folder is, whatever its name.
_ROOTS = {
    "OneDrive": "OneDrive",
    "OneDriveCommercial": "OneDrive",
    "OneDriveConsumer": "OneDrive",
    "NUTSTORE_HOME": "坚果云",
}


@dataclass(frozen=True)
class Mount:
    """Where a file system is put into the tree, and its type."""

    point: str
    type: str


@dataclass(frozen=True)
class Surroundings:
    """What the computer says about its drives; empty where nothing is known."""

    mounts: Sequence[Mount] = ()
    drive_type: Callable[[str], int] = lambda drive: 0
    environment: Mapping[str, str] | None = None


def cloud_of(path: PurePath, surroundings: Surroundings) -> str:
    """The cloud client in whose folder a file lies, or ""."""
    for variable, name in _ROOTS.items():
        root = (surroundings.environment or {}).get(variable)
        if root and path.is_relative_to(type(path)(root)):
            return name
    for part in path.parent.parts:
        words = part.casefold()
        for beginning, name in _CLOUDS.items():
            # "OneDrive - 示例公司", "iCloud~com~apple"; not "OneDriver".
            rest = words.removeprefix(beginning)
            if rest != words and not (rest[:1].isascii() and rest[:1].isalpha() and name != "iCloud"):
                return name
    return ""


def is_on_network(path: PurePath, surroundings: Surroundings) -> bool:
    """Whether a file lies on another computer: UNC path, mapped drive, network file system."""
    if isinstance(path, PureWindowsPath):
        drive = path.drive
        if drive.startswith("\\\\"):
            # \\?\C: is a long local path, \\?\UNC\server\share a long network path.
            return not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.upper().startswith("\\\\?\\UNC")
        return bool(drive) and surroundings.drive_type(f"{drive}\\") == REMOTE
    found = [m for m in surroundings.mounts if path.is_relative_to(PurePosixPath(m.point))]
    nearest = max(found, key=lambda m: len(PurePosixPath(m.point).parts), default=None)
    return nearest is not None and nearest.type in _NETWORK_TYPES


def warning_of(path: PurePath, surroundings: Surroundings) -> str:
    """What is dangerous about the place of a working file and what to do, in words; "" where nothing is."""
    advice = "请另存到本机硬盘的普通文件夹里使用；给同事时到“数据交换”生成交换包。"
    if cloud := cloud_of(path, surroundings):
        return f"这个文件放在{cloud}的同步文件夹里，同步软件可能把它换成旧的或不完整的。{advice}"
    if is_on_network(path, surroundings):
        return f"这个文件放在网络盘上，网络中断或两个人同时打开时内容可能损坏。{advice}"
    return ""


def place_warning(path: Path) -> str:
    """The same for this computer."""
    return warning_of(path.absolute(), _here())


def read_mounts(lines: Iterable[str]) -> list[Mount]:
    """The mounts that /proc/mounts lists; spaces in it are written as \\040."""
    fields = (line.split() for line in lines)
    return [Mount(f[1].replace("\\040", " "), f[2]) for f in fields if len(f) > 2]


def _here() -> Surroundings:
    if sys.platform == "win32":
        return Surroundings((), _drive_type, os.environ)
    try:
        with Path("/proc/mounts").open(encoding="utf-8", errors="surrogateescape") as file:
            return Surroundings(read_mounts(file), environment=os.environ)
    except OSError:  # not every system tells
        return Surroundings(environment=os.environ)


def _drive_type(root: str) -> int:
    import ctypes  # only Windows has what is asked here

    return int(getattr(ctypes, "windll").kernel32.GetDriveTypeW(root))  # noqa: B009
