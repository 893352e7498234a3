"""Whatever somebody sends: one sentence, soon, and nothing is written outside the temporary folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.errors import AppError, FileMissing, NewerFile, NotOurs
from app.models.report import Attachment, ReportVersion
from app.services.attachments import attach, extract
from app.services.exchange.apply import apply_merge
from app.services.exchange.inspect import describe
from app.services.exchange.plan import plan_merge
from app.services.exchange.preview import preview
from app.services.exchange.source import receive
from tests.builders import a_unit, a_version, an_item
from tests.services.exchange.colleagues import Colleague, no_backup
from tests.services.exchange.hostile import HARMLESS, REFUSED, Maker


def listing(*folders: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def good(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with things in it that the other file does not know."""
    folder = tmp_path_factory.mktemp("good")
    c = Colleague(folder, 1, ready)
    with c.workspace.write("新建") as session:
        an_item(session, a_version(session, a_unit(session, "示例钢厂")), "ER-02", remark="说明")
    c.close()
    target = folder / "good.crd"
    shutil.copy(c.path, target)
    return target


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in these tests; it must be empty afterwards."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_corpus_is_large() -> None:
    assert len(REFUSED) >= 60


@pytest.mark.timeout(10)
@pytest.mark.parametrize("maker", REFUSED.values(), ids=REFUSED)
def test_each_gets_its_sentence(
    wang: Colleague, good: Path, place: Path, tmp_path: Path, maker: Maker
) -> None:
    target = tmp_path / "received.crdx"
    maker(target, good, wang.workspace.project)
    before = listing(tmp_path)
    with pytest.raises(AppError) as caught, receive(target) as received:
        describe(received, wang.workspace)
        plan_merge(wang.workspace, received)
    assert caught.value.sentence.endswith("。") and "\n" not in caught.value.sentence
    assert not any(word in caught.value.sentence for word in ("Error", "sqlite", "None", "0x"))
    assert listing(tmp_path) == before
    assert list(place.iterdir()) == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize("maker", HARMLESS.values(), ids=HARMLESS)
def test_what_cannot_do_harm_is_taken(
    wang: Colleague, good: Path, place: Path, tmp_path: Path, maker: Callable[[Path, Path, str], None]
) -> None:
    target = tmp_path / "received.crdx"
    maker(target, good, wang.workspace.project)
    with receive(target) as received:
        describe(received, wang.workspace)
        plan = plan_merge(wang.workspace, received)
        with wang.workspace.read() as session:
            preview(session, plan)
        apply_merge(wang.workspace, plan, backup=no_backup)
    assert wang.problems() == ()
    assert list(place.iterdir()) == []


def test_places_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(NotOurs, match="普通文件"):
        receive(tmp_path)
    with pytest.raises(FileMissing, match="找不到"):
        receive(tmp_path / "none.crdx")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(NotOurs, match="普通文件"):
            receive(tmp_path / "pipe")


def test_a_newer_program_is_named(wang: Colleague, good: Path, tmp_path: Path) -> None:
    for name in ("newer_program", "format_of_the_future", "written_by_a_newer_program"):
        target = tmp_path / name
        REFUSED[name](target, good, wang.workspace.project)
        with pytest.raises(NewerFile, match="升级"), receive(target) as received:
            plan_merge(wang.workspace, received)


def test_an_attachment_cannot_leave_its_folder(wang: Colleague, li: Colleague, tmp_path: Path) -> None:
    path = li.folder / "x.pdf"
    path.write_bytes(b"content")
    with li.workspace.write("附件") as session:
        key = attach(session, session.query(ReportVersion).one().id, path)
        row = session.get(Attachment, key)
        assert row
        row.name = "..\\..\\../../autostart/x\u202efdp.exe"
    wang.take(li.send())
    folder = tmp_path / "out" / "deep"
    folder.mkdir(parents=True)
    before = set(tmp_path.rglob("*"))
    with wang.workspace.read() as session:
        written = extract(session, key, folder)
    assert written.parent == folder and set(tmp_path.rglob("*")) - before == {written}
