from __future__ import annotations

from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.errors import AppError, InputError
from app.models.report import Attachment
from app.services.attachments import attach, detach, extract
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from tests.builders import a_unit, a_version


def version_of(workspace: Workspace) -> str:
    with workspace.write("准备") as session:
        return a_version(session, a_unit(session)).id


def test_the_same_file_twice_is_stored_once(workspace: Workspace, tmp_path: Path) -> None:
    version = version_of(workspace)
    for name in ("报告.pdf", "报告 副本.pdf"):
        (tmp_path / name).write_bytes(b"%PDF" * 1000)
        with workspace.write("添加附件") as session:
            attach(session, version, tmp_path / name)
    with workspace.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM blob").scalar_one() == 1
        assert session.query(Attachment).count() == 2
        assert verify(session).is_clean


def test_it_comes_out_as_it_went_in_and_survives_undo(workspace: Workspace, tmp_path: Path) -> None:
    version = version_of(workspace)
    source = tmp_path / "报告.pdf"
    source.write_bytes(b"%PDF content")
    with workspace.write("添加附件") as session:
        key = attach(session, version, source)
    with workspace.write("删除附件") as session:
        detach(session, key)
    undo(workspace)
    with workspace.read() as session:
        out = extract(session, key, tmp_path / "out")
    assert out.read_bytes() == source.read_bytes()


def test_a_name_cannot_escape_its_folder(workspace: Workspace, tmp_path: Path) -> None:
    version = version_of(workspace)
    source = tmp_path / "x.pdf"
    source.write_bytes(b"x")
    with workspace.write("添加附件") as session:
        key = attach(session, version, source)
    for name in ("..\\..\\evil.exe", "../../evil.exe", "C:\\evil.exe", "con", "a:b"):
        with workspace.write("改名") as session:
            session.get_one(Attachment, key).name = name
        with workspace.read() as session:
            out = extract(session, key, tmp_path / "out")
        assert out.parent == tmp_path / "out"


def test_what_cannot_be_taken_gets_a_sentence(workspace: Workspace, tmp_path: Path) -> None:
    version = version_of(workspace)
    (tmp_path / "空.pdf").write_bytes(b"")
    with pytest.raises(InputError, match="空文件"), workspace.write("添加附件") as session:
        attach(session, version, tmp_path / "空.pdf")
    with pytest.raises(AppError, match="找不到"), workspace.write("添加附件") as session:
        attach(session, version, tmp_path / "没有.pdf")
