"""The commands about exchange as somebody types them: plain words, JSON, and an exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.console import run
from app.models.database import create_workspace, open_workspace
from app.models.enums import Verdict
from app.models.identity import Installation
from app.models.review import Item
from app.models.unit import Unit
from tests.builders import a_unit, a_version, an_item
from tests.conftest import LI, WANG

UNIT = "示例热力有限公司"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one file in which two people have answered the same line differently."""
    first, second = tmp_path / "wang.crd", tmp_path / "li.crd"
    made = create_workspace(
        first, name="示例区", year=2024, author=WANG, installation=Installation(tmp_path / "i")
    )
    with made.write("准备") as session:
        an_item(session, a_version(session, a_unit(session, UNIT, note="内部的话")), "ER-01")
        a_unit(session, "示例造纸厂", uscc=None)
    made.close()
    shutil.copy(first, second)
    for path, author, verdict in ((first, WANG, Verdict.NO), (second, LI, Verdict.YES)):
        workspace = open_workspace(path, author=author, installation=Installation(tmp_path / author.name))
        with workspace.write("判定") as session:
            session.query(Item).one().verdict = verdict
            session.query(Unit).filter_by(name=UNIT).one().contact = author.name
        workspace.close()
    return first, second


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def json(self, *arguments: object) -> dict[str, Any]:
        code = run([str(a) for a in arguments] + ["--json"])
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        assert (code == 0) == told["ok"]
        return told

    def words(self, *arguments: object) -> str:
        assert run([str(a) for a in arguments]) == 0
        return self._capsys.readouterr().out

    def refusal(self, *arguments: object) -> str:
        assert run([str(a) for a in arguments]) == 1
        out, err = self._capsys.readouterr()
        assert out == "" and err.count("\n") == 1
        return err


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_from_package_to_decision(files: tuple[Path, Path], shell: Shell, tmp_path: Path) -> None:
    first, second = files
    password = tmp_path / "password.txt"
    password.write_text("示例密码123\n", "utf-8")
    given = ("--password-file", password)
    package = tmp_path / "给王甲.crdx"
    assert "已写出" in shell.words("package", second, "--out", package, *given)
    assert "密码" in shell.refusal("inspect", package)
    assert shell.json("inspect", package, *given)["sender"] == "控制台"
    assert "两边各有新内容" in shell.words("inspect", package, "--with", first, *given)
    dry = shell.json("merge", first, package, "--dry-run", *given)
    assert dry["both"] == 2 and dry["id"] == ""
    assert "试看，没有写入" in shell.words("merge", first, package, "--dry-run", *given)
    done = shell.json("merge", first, package, *given)
    assert done["digest"] == dry["digest_after"] and done["conflicts"] == 2
    assert "没有新内容" in shell.words("merge", first, package, *given)
    listed = shell.json("conflicts", first)
    assert listed["count"] == 2
    labels = {c["label"]: c["number"] for c in listed["conflicts"]}
    assert "王甲" in shell.words("conflicts", first, "--unit", UNIT)
    assert shell.json("resolve", first, labels["判定"], "--from", "李乙")["left"] == 1
    assert "还有 0 处" in shell.words("resolve", first, "--unit", UNIT, "--value", "陈丙")
    assert "没有待处理的冲突" in shell.words("conflicts", first)
    assert "陈丙" in shell.words("why", first, UNIT, "联系人")
    merges = shell.json("undo-merge", first)["merges"]
    assert len(merges) == 1
    assert "已撤销合并" in shell.words("undo-merge", first, merges[0]["id"])
    assert "已撤销" in shell.words("undo-merge", first)
    assert any("撤销了" in words for words in shell.json("merge", first, package, *given)["warnings"])
    assert "已恢复合并" in shell.words("undo-merge", first, merges[0]["id"], "--redo")
    assert "已撤销" not in shell.words("undo-merge", first)
    assert shell.json("verify", first)["problems"] == []


def test_digest_by_unit(files: tuple[Path, Path], shell: Shell) -> None:
    def codes(path: Path) -> dict[str, str]:
        return {u["unit"]: u["code"] for u in shell.json("digest", path, "--by-unit")["units"]}

    one, two = (codes(path) for path in files)
    assert {name for name in one if one[name] != two[name]} == {UNIT}
    assert len(shell.words("digest", files[0]).strip()) == 9
    assert "示例造纸厂" in shell.words("digest", files[0], "--by-unit")


def test_an_assignment(files: tuple[Path, Path], shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "a.crdx"
    told = shell.json(
        "package",
        files[0],
        "--out",
        out,
        "--units",
        UNIT,
        "--without-notes",
        "--without-attachments",
        "--blind",
    )
    assert told["units"] == 1 and "不含内部备注、初审判定" in told["scope"]
    told = shell.json("inspect", out)
    assert told["units"] == 1 and told["warnings"]


def test_salvage(files: tuple[Path, Path], shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "saved.crdx"
    told = shell.json("salvage", files[1], "--out", out)
    assert told["damaged_changes"] == 0 and len(told["rows"]["单位"]) == 2
    assert shell.json("merge", files[0], out)["both"] == 2
    assert "读出" in shell.words("salvage", files[1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("package", "{0}", "--out", "{t}/x", "--units", "没有"), "名录里没有"),
        (("package", "{0}", "--out", "{t}/x", "--people", "没有"), "人员里没有"),
        (("package", "{0}", "--out", "{t}/x", "--password-file", "{t}/none"), "密码文件"),
        (("inspect", "{t}/none"), "找不到"),
        (("inspect", "{t}"), "普通文件"),
        (("merge", "{0}", "{t}/none"), "找不到"),
        (("resolve", "{0}", "1", "--take", "1"), "没有这样的冲突"),
        (("undo-merge", "{0}", "x"), "没有这一次合并"),
        (("why", "{0}", "没有", "联系人"), "名录里没有"),
        (("why", "{0}", UNIT, "没有"), "没有叫"),
        (("salvage", "{t}/none"), "找不到"),
    ],
)
def test_refusals(
    files: tuple[Path, Path], shell: Shell, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    filled = [a.replace("{0}", str(files[0])).replace("{t}", str(tmp_path)) for a in arguments]
    assert words in shell.refusal(*filled)
