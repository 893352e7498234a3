"""The office's own profiles as texts to edit: nothing is kept that does not hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.models.errors import AppError, Damaged, InputError
from app.services.files import write_bytes
from app.services.paths import resource
from app.services.performance.profile_files import load_profile
from app.services.performance.profiles import load_profile_id, official_profiles, own_folder


def own_files() -> tuple[Path, ...]:
    """The files, by name; also those with an error."""
    return tuple(sorted(own_folder().glob("*.toml")))


def own_text(path: Path) -> str:
    """The text of a profile as it is.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"模板“{path.name}”不能读取。", "请检查文件后重试。", str(error)) from error


def save_own(path: Path, text: str) -> None:
    """Keep a changed profile if it holds.

    Raises:
        InputError: with the line and what is wrong in it; nothing is written then.
    """
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, encoding="utf-8")
        try:
            one = load_profile(trial, resource("performance"))
        except Damaged as error:
            raise InputError(error.message, "改正后再保存。") from error
    others = {load_profile_id(other) for other in own_files() if other != path}
    if one.id in others | {known.id for known in official_profiles()}:
        raise InputError(f"id“{one.id}”与另一个模板相同。", "请改成别的 id。")
    write_bytes(path, lambda: text.encode("utf-8"))


def delete_own(path: Path) -> None:
    """Delete a profile. Tables made by it can be shown again once the file is back.

    Raises:
        AppError: it cannot be deleted.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AppError(f"模板“{path.name}”不能删除。", "请关闭打开它的程序后重试。", str(error)) from error
