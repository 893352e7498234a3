from pathlib import Path

import pytest
from doors import FakeFiles
from PySide6.QtWidgets import QFileDialog

from app.ui.files import DialogFiles, Files, with_suffix


class Answers:
    """What the system's dialog would give, and where it was opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: str, used: str = "") -> None:
        self.names, self.used, self.starts = list(names), used, []
        for method in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, method, self.one)
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", self.several)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", self.folder)

    def one(self, parent: object, title: str, start: str, filters: str) -> tuple[str, str]:
        self.starts.append(start)
        return self.names.pop(0), self.used

    def several(self, parent: object, title: str, start: str, filters: str) -> tuple[list[str], str]:
        self.starts.append(start)
        return self.names, self.used

    def folder(self, parent: object, title: str, start: str) -> str:
        self.starts.append(start)
        return self.names.pop(0)


def test_each_purpose_remembers_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store: dict[str, str] = {}
    door: Files = DialogFiles(None, store)
    answers = Answers(monkeypatch, str(tmp_path / "名单 一.xlsx"), "", str(tmp_path / "二.xlsx"))
    assert door.open_file("import", "导入名单") == tmp_path / "名单 一.xlsx"
    assert store == {"import": str(tmp_path)}
    assert door.open_file("import", "导入名单") is None, "cancelled: the folder stays"
    assert door.open_file("package", "打开交换包") == tmp_path / "二.xlsx"
    assert answers.starts[1] == str(tmp_path)
    assert answers.starts[2] != str(tmp_path)


def test_a_folder_that_is_gone_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(monkeypatch, str(tmp_path))
    store = {"backup": str(tmp_path / "gone")}
    assert DialogFiles(None, store).folder("backup", "备份到") == tmp_path
    assert answers.starts != [str(tmp_path / "gone")]
    assert store["backup"] == str(tmp_path)


def test_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Answers(monkeypatch, str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf"))
    store: dict[str, str] = {}
    assert len(DialogFiles(None, store).open_files("report", "报告")) == 2
    assert store["report"] == str(tmp_path)


def test_a_completed_name_never_overwrites_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "意见.docx").write_text("已有")
    answers = Answers(
        monkeypatch, str(tmp_path / "意见"), str(tmp_path / "意见二"), used="Word 文档 (*.docx)"
    )
    chosen = DialogFiles(None, {}).save_file("opinion", "导出", "意见.docx", "Word 文档 (*.docx)")
    assert chosen == tmp_path / "意见二.docx"
    assert answers.starts[1] == str(tmp_path / "意见.docx"), "the dialog is asked to confirm"


@pytest.mark.parametrize(
    ("chosen", "used", "complete"),
    [
        ("", "Word 文档 (*.docx)", ""),
        ("意见", "Word 文档 (*.docx)", "意见.docx"),
        ("意见.DOCX", "Word 文档 (*.docx)", "意见.DOCX"),
        ("意见 v1.2", "Word 文档 (*.docx)", "意见 v1.2.docx"),
        ("表.xls", "Excel 工作簿 (*.xlsx *.xls)", "表.xls"),
        ("图", "所有文件 (*)", "图.png"),
    ],
)
def test_names_get_the_ending_of_the_filter(chosen: str, used: str, complete: str) -> None:
    assert with_suffix(chosen, used, "图.png") == complete


def test_the_fake_door_fits(tmp_path: Path) -> None:
    door: Files = FakeFiles(tmp_path / "a")
    assert door.open_file("import", "导入") == tmp_path / "a"
    assert door.save_file("export", "导出", "a") is None
