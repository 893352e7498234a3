from __future__ import annotations

from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.errors import AppError, InputError
from app.models.identity import Installation
from app.services.settings import Settings
from app.services.workspaces import (
    file_info,
    file_setting,
    file_year,
    make_file,
    open_file,
    save_copy,
    set_file_setting,
)
from tests.builders import a_unit

ME = Settings(name="李乙", office="示例咨询有限公司", device="笔记本-02")


def test_a_new_file_knows_its_name_year_and_maker(tmp_path: Path, installation: Installation) -> None:
    made = make_file(tmp_path / "示例区 2024", "示例区审核", 2024, ME, installation)
    assert made.path.name == "示例区 2024.crd"
    info = file_info(made)
    assert (info.name, info.year, info.people, info.last_device) == (
        "示例区审核",
        2024,
        ("李乙",),
        "笔记本-02",
    )
    assert file_year(made) == 2024
    made.close()
    again = open_file(made.path, ME, installation)
    assert again.project == made.project
    again.close()


@pytest.mark.parametrize(("name", "year", "field"), [(" ", 2024, "name"), ("x", 24, "year")])
def test_what_is_missing_is_named(
    tmp_path: Path, installation: Installation, name: str, year: int, field: str
) -> None:
    with pytest.raises(InputError) as caught:
        make_file(tmp_path / "x.crd", name, year, ME, installation)
    assert caught.value.field == field


def test_a_copy_is_whole_and_never_the_file_itself(
    workspace: Workspace, tmp_path: Path, installation: Installation
) -> None:
    with workspace.write("新建") as session:
        a_unit(session)
    save_copy(workspace, tmp_path / "副本.crd")
    copy = open_file(tmp_path / "副本.crd", ME, installation)
    assert copy.digest() == workspace.digest()
    copy.close()
    with pytest.raises(AppError, match="正在使用"):
        save_copy(workspace, workspace.path)


def test_settings_travel_with_the_file(workspace: Workspace) -> None:
    with workspace.write("设置") as session:
        set_file_setting(session, "district", "示例区")
    with workspace.read() as session:
        assert file_setting(session, "district") == "示例区"
        assert file_setting(session, "nothing", "默认") == "默认"
