"""The template profiles there are: those of the program (`resources/performance`) and those of the office.

An office's own profile is a file in the person's data folder; one with an error is left out and named by
`profile_problems`, so that a slip in it stops nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.models.errors import Damaged, InputError
from app.services.files import safe_name, write_bytes
from app.services.paths import data_folder, resource
from app.services.performance.profile_files import SPELLINGS, load_profile, texts
from app.services.performance.profile_model import FormKind, Labels, Profile, level_key

__all__ = [
    "DEFAULT",
    "FormKind",
    "Labels",
    "Profile",
    "copy_profile",
    "level_key",
    "load_profile",
    "load_profile_id",
    "nearest_profile",
    "official_profiles",
    "own_folder",
    "profile",
    "profile_file",
    "profile_problems",
    "profiles",
    "spellings",
]

DEFAULT = "beijing_2020"
_ORDER = (FormKind.SELF_EVALUATION, FormKind.DECLARATION, FormKind.MONITORING)


def profiles() -> tuple[Profile, ...]:
    """Every profile: the default first, self-evaluations before declarations, the office's own behind.

    Raises:
        Damaged: a file of `resources/performance` is not what it should be.
    """
    return (*official_profiles(), *_own()[0])


def official_profiles() -> tuple[Profile, ...]:
    """Those that come with the program.

    Raises:
        Damaged: a file of `resources/performance` is not what it should be.
    """
    return _profiles(resource("performance"))


def profile(profile_id: str) -> Profile:
    """The profile with this id.

    Raises:
        InputError: there is none; the table was made by a newer version or by hand.
    """
    found = next((known for known in profiles() if known.id == profile_id), None)
    if found is None:
        raise InputError(
            f"没有名为“{profile_id}”的绩效表模板。", "请把做这张表的同事的模板文件放到本机的模板文件夹。"
        )
    return found


def nearest_profile(profile_id: str, title: str) -> Profile:
    """The profile with this id; where it is not here, the first one of the form that `title` names."""
    known = profiles()
    kind = FormKind.DECLARATION if "申报" in title else FormKind.SELF_EVALUATION
    kind = FormKind.MONITORING if "监控" in title else kind
    return next((one for one in known if one.id == profile_id), None) or next(
        one for one in known if one.form is kind
    )


def profile_problems() -> tuple[str, ...]:
    """What is wrong in the office's own profiles: sentences with file and line."""
    return _own()[1]


def own_folder() -> Path:
    """Where the office's own profiles lie."""
    return data_folder() / "performance"


def copy_profile(profile_id: str, name: str) -> Path:
    """A profile of the office that starts as the one with `profile_id`. Returns its file.

    Raises:
        InputError: there is a file of that name already, or the name is empty.
    """
    plain = name.strip()
    if not plain or '"' in plain or "\\" in plain:
        raise InputError("请给模板起一个名称，不要用引号和反斜线。")
    base = profile(profile_id)
    target = own_folder() / safe_name(f"{plain}.toml")
    if target.exists():
        raise InputError(f"已有名为“{plain}”的模板。", "请换一个名称。")
    lines = profile_file(base.id).read_text(encoding="utf-8").splitlines()
    head = {"id": f'id = "office_{target.stem}"', "name": f'name = "{plain}"'}
    table = next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    for number in range(table):
        key = lines[number].partition("=")[0].strip()
        lines[number] = head.get(key, lines[number])
    write_bytes(target, lambda: ("\n".join(lines) + "\n").encode("utf-8"))
    return target


def profile_file(profile_id: str) -> Path:
    """The file of a profile that there is."""
    return next(
        path
        for folder in (resource("performance"), own_folder())
        for path in sorted(folder.glob("*.toml"))
        if path.name != SPELLINGS and load_profile_id(path) == profile_id
    )


def load_profile_id(path: Path) -> str:
    """The id in a file, or the empty text where it cannot be read."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("id", ""))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""


@cache
def _profiles(folder: Path) -> tuple[Profile, ...]:
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != SPELLINGS]
    loaded = [load_profile(path, folder) for path in paths]
    ids = [one.id for one in loaded]
    if DEFAULT not in ids or len(set(ids)) != len(ids):
        raise Damaged("绩效表模板不完整或重复。", "请重新安装程序。", f"{folder}: {ids}")
    return tuple(sorted(loaded, key=lambda one: (_ORDER.index(one.form), one.id != DEFAULT, one.id)))


def _own() -> tuple[tuple[Profile, ...], tuple[str, ...]]:
    paths = sorted(own_folder().glob("*.toml"))
    return _load_own(tuple((path, path.stat().st_mtime_ns) for path in paths))


@cache
def _load_own(files: tuple[tuple[Path, int], ...]) -> tuple[tuple[Profile, ...], tuple[str, ...]]:
    known = {one.id for one in official_profiles()}
    loaded: list[Profile] = []
    problems: list[str] = []
    for path, _ in files:
        try:
            one = load_profile(path, resource("performance"))
        except Damaged as error:
            problems.append(error.sentence)
            continue
        if one.id in known:
            problems.append(f"模板“{path.name}”的 id“{one.id}”与另一个模板相同。请改成别的 id。")
            continue
        known.add(one.id)
        loaded.append(one)
    return tuple(loaded), tuple(problems)


@cache
def spellings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """How real forms call the cells: block, field, spellings.

    Raises:
        Damaged: the file is not what it should be.
    """
    path = resource("performance", SPELLINGS)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {block: {key: texts(words) for key, words in table.items()} for block, table in data.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, ValueError) as error:
        raise Damaged(f"“{path.name}”有错误。", "请重新安装程序。", str(error)) from error
