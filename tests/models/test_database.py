"""Opening: what is not ours, not whole, not new enough or not free gets a sentence and keeps its bytes."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from app.models import migrations, schema
from app.models.database import Workspace, create_workspace, open_workspace
from app.models.errors import AppError, Damaged, DiskFull, FileBusy, FileMissing, NewerFile, NotOurs, ReadOnly
from app.models.identity import Installation
from app.models.schema import read_shape
from app.models.unit import Unit
from app.services.journal.verify import verify
from tests.builders import a_unit
from tests.conftest import LI, WANG


def closed(workspace: Workspace) -> Path:
    workspace.close()
    return workspace.path


def open_again(path: Path, installation: Installation) -> Workspace:
    return open_workspace(path, author=WANG, installation=installation)


def patch_bytes(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def test_migrations_arrive_at_the_mapped_schema() -> None:
    migrated, direct = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    migrations.migrate(migrated, 0)
    for statement in schema.statements():
        direct.execute(statement)
    assert read_shape(migrated) == read_shape(direct)
    assert migrated.execute("PRAGMA user_version").fetchone() == (migrations.VERSION,)


def test_the_file_is_complete_after_every_commit(workspace: Workspace, tmp_path: Path) -> None:
    """Copied in the file manager while the program runs: nothing may be missing."""
    with workspace.write("新建") as session:
        a_unit(session)
    copy = tmp_path / "copy.crd"
    shutil.copy(workspace.path, copy)
    assert sorted(p.name for p in workspace.path.parent.glob("示例*")) == [workspace.path.name]
    opened = open_workspace(copy, author=LI, installation=Installation(tmp_path / "other"))
    with opened.read() as session:
        assert session.query(Unit).count() == 1
        assert verify(session).is_clean
    opened.close()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", NotOurs),
        (b"hello, this is text" * 20, NotOurs),
        (b"PK\x03\x04" + b"\0" * 200, NotOurs),
        (b"SQLite format 3\0" + b"\0" * 50, NotOurs),
    ],
)
def test_what_is_not_ours_is_told(
    tmp_path: Path, installation: Installation, content: bytes, kind: type[AppError]
) -> None:
    path = tmp_path / "别的文件.crd"
    path.write_bytes(content)
    with pytest.raises(kind, match=r"别的文件\.crd"):
        open_again(path, installation)
    assert path.read_bytes() == content


def test_a_foreign_sqlite_file_is_not_ours(tmp_path: Path, installation: Installation) -> None:
    path = tmp_path / "thumbs.crd"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(NotOurs):
        open_again(path, installation)


def test_a_missing_file_and_a_folder(tmp_path: Path, installation: Installation) -> None:
    with pytest.raises(FileMissing, match="移动、改名或删除"):
        open_again(tmp_path / "没有.crd", installation)
    with pytest.raises(NotOurs, match="文件夹"):
        open_again(tmp_path, installation)


def test_a_newer_file_is_refused_and_untouched(workspace: Workspace, installation: Installation) -> None:
    path = closed(workspace)
    patch_bytes(path, 60, (migrations.VERSION + 1).to_bytes(4, "big"))
    content = path.read_bytes()
    with pytest.raises(NewerFile, match="升级本程序"):
        open_again(path, installation)
    assert path.read_bytes() == content


def test_a_truncated_file_is_damaged(workspace: Workspace, installation: Installation) -> None:
    path = closed(workspace)
    path.write_bytes(path.read_bytes()[: 4096 * 3])
    with pytest.raises(Damaged, match="备份"):
        open_again(path, installation)


def test_a_scrambled_page_is_damaged(workspace: Workspace, installation: Installation) -> None:
    with workspace.write("新建") as session:
        for number in range(50):
            a_unit(session, f"示例{number}")
    path = closed(workspace)
    for page in range(4, path.stat().st_size // 4096):
        patch_bytes(path, page * 4096, os.urandom(200))
    with pytest.raises(Damaged):
        open_again(path, installation)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON op BEGIN SELECT 1; END",
        "CREATE VIEW evil AS SELECT 1",
        "DROP TRIGGER guard_unit_insert",
        "CREATE TABLE evil (x)",
    ],
)
def test_a_foreign_hand_in_the_schema_is_refused(
    workspace: Workspace, installation: Installation, statement: str
) -> None:
    path = closed(workspace)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    with pytest.raises(Damaged, match="其他程序改动"):
        open_again(path, installation)


def test_a_second_window_is_told_who_has_the_file(workspace: Workspace, installation: Installation) -> None:
    with pytest.raises(FileBusy, match="王甲（笔记本-01"):
        open_workspace(workspace.path, author=LI, installation=installation)
    shown = open_workspace(workspace.path, author=LI, installation=installation, read_only=True)
    assert shown.is_read_only
    shown.close()


def test_a_lock_left_by_a_crash_is_taken_over(workspace: Workspace, installation: Installation) -> None:
    path = closed(workspace)
    path.with_name(f".~lock.{path.name}#").write_text('\n{"name": "王甲"}')
    open_again(path, installation).close()


def test_a_new_file_never_replaces_another(tmp_path: Path, installation: Installation) -> None:
    path = tmp_path / "已有.crd"
    path.write_text("something")
    with pytest.raises(AppError, match="已经存在"):
        create_workspace(path, name="x", year=2024, author=WANG, installation=installation)
    assert path.read_text() == "something"


def test_a_place_that_does_not_exist(tmp_path: Path, installation: Installation) -> None:
    with pytest.raises(AppError) as caught:
        create_workspace(
            tmp_path / "没有" / "x.crd", name="x", year=2024, author=WANG, installation=installation
        )
    assert "Traceback" not in caught.value.sentence and caught.value.hint


def test_a_full_disk_keeps_the_file_as_it_was(workspace: Workspace, installation: Installation) -> None:
    digest = workspace.digest()
    with pytest.raises(DiskFull, match="磁盘已满"), workspace.write("导入") as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(500):
            a_unit(session, f"示例{number}", note="满" * 500)
    path = closed(workspace)
    opened = open_again(path, installation)
    assert opened.digest() == digest
    with opened.read() as session:
        assert verify(session).is_clean
    opened.close()


def test_a_read_only_place_opens_for_looking(
    workspace: Workspace, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = closed(workspace)
    # Tests may run as root, who can write everywhere, so the operating system's answer is given here.
    monkeypatch.setattr("app.models.database.os.access", lambda *_: False)
    opened = open_again(path, installation)
    assert opened.is_read_only
    with pytest.raises(ReadOnly, match="另存一份"), opened.write("改"):
        pass
    opened.close()


def test_a_snapshot_is_a_whole_file(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.write("新建") as session:
        a_unit(session)
    target = tmp_path / "备份" / "一.crd"
    target.parent.mkdir()
    workspace.snapshot(target)
    opened = open_workspace(target, author=LI, installation=Installation(tmp_path / "other"))
    assert opened.digest() == workspace.digest()
    opened.close()


def add_step(monkeypatch: pytest.MonkeyPatch, folder: Path, statements: str) -> None:
    """Pretend that this program writes the schema version after the present one."""
    number = migrations.VERSION + 1
    step = folder / f"{number:04d}_later.sql"
    step.write_text(statements, "utf-8")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, (number, step)))
    monkeypatch.setattr("app.models.database.VERSION", number)


def test_an_older_file_that_can_only_be_read_says_so(
    workspace: Workspace, installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = closed(workspace)
    add_step(monkeypatch, tmp_path, "CREATE TABLE later (x)")
    with pytest.raises(ReadOnly, match="旧版本"):
        open_workspace(path, author=WANG, installation=installation, read_only=True)


def test_an_older_file_is_upgraded_in_a_copy_after_a_backup(
    workspace: Workspace, installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = closed(workspace)
    content = path.read_bytes()

    add_step(monkeypatch, tmp_path, "CREATE TABLE later (x)")
    opened = open_again(path, installation)
    with opened.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM later").scalar_one() == 0
    opened.close()
    (backup,) = path.parent.glob(f"*升级前 格式{migrations.VERSION}*")
    patch_bytes(backup, 24, content[24:28])  # the change counter is SQLite's own
    assert read_shape(sqlite3.connect(backup)) == read_shape_of(content, path.parent)


def read_shape_of(content: bytes, folder: Path) -> set[tuple[str, str, str, str]]:
    path = folder / "before.sqlite"
    path.write_bytes(content)
    return read_shape(sqlite3.connect(path))


def test_a_failed_upgrade_leaves_the_old_file(
    workspace: Workspace, installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = closed(workspace)
    content = path.read_bytes()

    add_step(monkeypatch, tmp_path, "CREATE TABLE half (x)\n\nCREATE TABLE half (x)")
    with pytest.raises(AppError):
        open_again(path, installation)
    assert path.read_bytes() == content
