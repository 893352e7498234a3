"""Where a file must not lie: network and cloud folders are known, ordinary ones are not blamed."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app.services.placement import (
    REMOTE,
    Mount,
    Surroundings,
    cloud_of,
    is_on_network,
    place_warning,
    read_mounts,
    warning_of,
)

MAPPED = Surroundings(drive_type=lambda root: REMOTE if root == "Z:\\" else 3)
MOUNTS = Surroundings(
    [Mount("/", "ext4"), Mount("/mnt/share", "cifs"), Mount("/mnt/share/local", "ext4"), Mount("/n", "nfs4")]
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"\\server\审核\2024.crd", True),
        (r"\\?\UNC\server\share\a.crd", True),
        (r"\\?\C:\审核\a.crd", False),
        (r"Z:\审核\a.crd", True),
        (r"C:\审核\a.crd", False),
        (r"D:\a.crd", False),
    ],
)
def test_windows_drives(path: str, expected: bool) -> None:
    assert is_on_network(PureWindowsPath(path), MAPPED) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/mnt/share/a.crd", True),
        ("/mnt/share/local/a.crd", False),
        ("/mnt/shared/a.crd", False),
        ("/n/审核/a.crd", True),
        ("/data/a.crd", False),
    ],
)
def test_the_nearest_mount_counts(path: str, expected: bool) -> None:
    assert is_on_network(PurePosixPath(path), MOUNTS) is expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"C:\Users\w\OneDrive\审核\a.crd", "OneDrive"),
        (r"C:\Users\w\OneDrive - 示例公司\a.crd", "OneDrive"),
        (r"D:\我的坚果云\a.crd", "坚果云"),
        (r"D:\Nutstore\1\a.crd", "坚果云"),
        (r"E:\百度网盘同步空间\a.crd", "百度网盘"),
        (r"E:\BaiduSyncdisk\a.crd", "百度网盘"),
        (r"C:\Users\w\iCloudDrive\a.crd", "iCloud"),
        (r"D:\WPS云盘\a.crd", "WPS云"),
        (r"D:\WPS Cloud Files\12\a.crd", "WPS云"),
        (r"C:\Users\w\OneDriver\a.crd", ""),
        (r"C:\Users\w\Documents\OneDrive.crd", ""),
        (r"C:\审核\2024\a.crd", ""),
    ],
)
def test_cloud_folders_by_name(path: str, name: str) -> None:
    assert cloud_of(PureWindowsPath(path), Surroundings()) == name


def test_a_cloud_folder_of_another_name_is_known_by_its_variable() -> None:
    told = Surroundings(environment={"OneDrive": "D:\\同步"})
    assert cloud_of(PureWindowsPath(r"D:\同步\审核\a.crd"), told) == "OneDrive"
    assert cloud_of(PureWindowsPath(r"D:\同步2\a.crd"), told) == ""


def test_the_words_say_what_to_do() -> None:
    cloud = warning_of(PureWindowsPath(r"D:\坚果云\a.crd"), Surroundings())
    network = warning_of(PureWindowsPath(r"\\server\share\a.crd"), Surroundings())
    for words in (cloud, network):
        assert "本机硬盘" in words and "数据交换" in words
    assert "坚果云" in cloud and "网络盘" in network
    assert warning_of(PureWindowsPath(r"C:\审核\a.crd"), MAPPED) == ""


def test_mounts_are_read_with_spaces() -> None:
    found = read_mounts(["//s/x /mnt/a\\040b cifs rw 0 0\n", "broken\n"])
    assert found == [Mount("/mnt/a b", "cifs")]


def test_here_nothing_is_blamed_without_reason(tmp_path: Path) -> None:
    assert place_warning(tmp_path / "坚果云" / "a.crd") != ""
    assert place_warning(tmp_path / "a.crd") in ("", place_warning(tmp_path / "b.crd"))
