"""What the operating system says, in words that lead on."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from app.models.errors import AppError, FileMissing, InputError
from app.models.problems import disk_problem
from app.services.files import read_limited, write_bytes


def test_a_name_that_is_too_long_says_how_long(tmp_path: Path) -> None:
    path = tmp_path / ("示例" * 60 + ".docx")
    with pytest.raises(InputError, match=f"{len(str(path))} 个字符") as told:
        read_limited(path, 1)
    assert "259" in told.value.hint
    with pytest.raises(InputError, match="路径太长"):
        write_bytes(path, lambda: b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("报告" * 130, 3, InputError),
        ("报告" * 130, 2, FileMissing),
        ("报告", 3, FileMissing),
        ("报告", 206, InputError),
    ],
)
def test_what_windows_says_of_long_paths(name: str, code: int, kind: type[AppError]) -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file or directory")
    error.winerror = code  # type: ignore[attr-defined]
    assert type(disk_problem(error, Path("/示例") / name)) is kind


def test_chinese_spaces_and_signs_are_ordinary(tmp_path: Path) -> None:
    path = tmp_path / "王甲 & 李乙（2024）" / "排放报告 #1 100%.docx"
    write_bytes(path, lambda: b"x")
    assert read_limited(path, 1) == b"x"
