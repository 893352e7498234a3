"""The commands as a script calls them: what they print, what they leave, how they fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document

from app import console
from tests.models.test_database import add_step
from tests.unit_lists import a_code

Capture = pytest.CaptureFixture[str]


def call(capsys: Capture, *words: object) -> dict[str, Any]:
    """Run a command that must succeed, with --json."""
    code = console.run([*map(str, words), "--json"])
    out = capsys.readouterr()
    assert (code, out.err) == (0, "")
    facts: dict[str, Any] = json.loads(out.out)
    return facts


def refuse(capsys: Capture, *words: object) -> str:
    """Run a command that must fail; gives its one sentence."""
    assert console.run(list(map(str, words))) == 1
    out = capsys.readouterr()
    assert out.out == ""
    (line,) = out.err.strip().splitlines()
    return line


@pytest.fixture
def file(tmp_path: Path, capsys: Capture) -> Path:
    path = tmp_path / "示例 2024.crd"
    call(capsys, "new", path, "--name", "示例区2024年度审核", "--year", 2024)
    return path


def a_list(folder: Path) -> Path:
    path = folder / "名单.csv"
    rows = f"{a_code(1)},示例热力有限公司,重点碳排放单位\n{a_code(5)},示例印刷厂,一般报告单位\n"
    path.write_bytes(("信用代码,单位名称,类别\n" + rows).encode("gbk"))
    return path


def test_a_list_goes_in_once(file: Path, tmp_path: Path, capsys: Capture) -> None:
    source = a_list(tmp_path)
    before = file.read_bytes()
    dry = call(capsys, "import-units", file, source, "--year", 2024, "--dry-run")
    assert (dry["new"], dry["written"]) == (2, 0)
    assert file.read_bytes() == before
    first = call(capsys, "import-units", file, source, "--year", 2024)
    assert (first["new"], first["written"], first["rejected"]) == (2, 2, 0)
    assert first["by_category"] == {"key_emitter": 1, "general_reporter": 1}
    after = file.read_bytes()
    again = call(capsys, "import-units", file, source, "--year", 2024)
    assert (again["new"], again["unchanged"], again["written"]) == (0, 2, 0)
    assert file.read_bytes() == after
    listed = call(capsys, "units", file)
    assert [unit["name"] for unit in listed["units"]] == ["示例热力有限公司", "示例印刷厂"]
    assert call(capsys, "verify", file)["ok"]
    assert call(capsys, "digest", file)["code"] == first["code"]


def test_the_real_register(file: Path, shared: Path, capsys: Capture) -> None:
    source = shared / "data" / "fengtai_2024_register.docx"
    first = call(capsys, "import-units", file, source, "--year", 2024)
    assert first["by_category"] == {"key_emitter": 46, "general_reporter": 36}
    assert (first["new"], first["suspect"], first["rejected"], first["written"]) == (82, 0, 0, 82)
    again = call(capsys, "import-units", file, source, "--year", 2024)
    assert (again["unchanged"], again["written"], again["code"]) == (82, 0, first["code"])


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "json"])
def test_the_real_table_reads_98_14(
    file: Path, shared: Path, tmp_path: Path, capsys: Capture, suffix: str
) -> None:
    source = shared / "data" / f"self_evaluation_2023_fengtai.{suffix}"
    facts = call(capsys, "import-performance", file, source)
    assert (facts["weight"], facts["total"]) == ("100", "98.14")
    assert suffix == "json" or facts["leftovers"] == []  # the JSON holds notes beside the table
    target = tmp_path / "自评表.pdf"
    assert call(capsys, "export-performance", file, "--out", target)["total"] == "98.14"
    with pdfplumber.open(target) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert "98.14" in text


def test_the_demo_leaves_the_whole_road(tmp_path: Path, capsys: Capture) -> None:
    made = call(capsys, "demo", tmp_path / "示例")["files"]
    paths = {name: Path(path) for name, path in made.items()}
    assert all(path.stat().st_size > 4000 for path in paths.values())
    assert call(capsys, "verify", paths["工作文件"])["clean"]
    opinion = "\n".join(p.text for p in Document(str(paths["审核意见"])).paragraphs)
    assert "退回" in opinion
    units = call(capsys, "units", paths["工作文件"])
    assert units["count"] == 13  # twelve, and the one that the list brought
    target = tmp_path / "意见.docx"
    facts = call(
        capsys,
        *("export-opinion", paths["工作文件"], "--unit", "91110106900000030K"),
        *("--year", 2024, "--kind", "ER", "--out", target),
    )
    assert facts["conclusion"] == "退回修改"
    assert target.exists()
    folder = tmp_path / "全部意见"
    facts = call(capsys, "export-opinions", paths["工作文件"], "--year", 2024, "--out", folder)
    assert len(facts["files"]) == len(list(folder.iterdir())) == 1
    assert facts["failed"] and all(line["why"] for line in facts["failed"])
    assert "没有覆盖" in refuse(capsys, "demo", tmp_path / "示例")


def test_the_self_test_of_the_built_program(capsys: Capture) -> None:
    assert console.run(["--selftest"]) == 0
    assert "自检通过" in capsys.readouterr().out


def test_failures_are_one_sentence(file: Path, tmp_path: Path, capsys: Capture) -> None:
    assert "找不到“无.crd”" in refuse(capsys, "verify", tmp_path / "无.crd")
    nobody = refuse(capsys, "export-opinion", file, "--unit", "示例", "--out", tmp_path / "x.docx")
    assert "名录里没有“示例”" in nobody
    assert "没有绩效表" in refuse(capsys, "export-performance", file, "--out", tmp_path / "x.pdf")
    other = tmp_path / "不是.crd"
    other.write_text("这不是数据库" * 100, "utf-8")
    assert "不是" in refuse(capsys, "units", other)
    assert not (tmp_path / "x.pdf").exists()


def test_a_failure_with_json_is_an_object(tmp_path: Path, capsys: Capture) -> None:
    assert console.run(["digest", str(tmp_path / "无.crd"), "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["ok"] is False
    assert facts["error"].startswith("找不到")


def test_what_a_table_counts(tmp_path: Path, capsys: Capture) -> None:
    made = call(capsys, "demo", tmp_path / "demo")
    (path,) = Path(made["folder"]).glob("*.crd")
    found = call(capsys, "performance-counts", path)
    counted = {one["title"]: one for one in found["counted"]}
    assert counted["专题培训次数"]["shown"] == "2次" and counted["项目总成本"]["shown"] == "46.8万元"
    assert len(counted["排放报告审核单位数"]["records"]) == 12 and found["filed_on"] is None
    assert {one["measure"] for one in found["proposed"]} == {"first_pass", "finished_on"}
    assert console.run(["performance-counts", str(path), "--records"]) == 0
    assert "未计入：季度分析 · 四季度碳排放分析报告" in capsys.readouterr().out
    out = tmp_path / "台账.xlsx"
    assert call(capsys, "export-ledger", path, "--out", out)["file"] == str(out) and out.exists()
    assert "2020 年度的绩效自评表" in refuse(capsys, "performance-counts", path, "--year", 2020)


def test_an_older_file_is_upgraded_before_it_is_only_read(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "示例.crd"
    call(capsys, "new", file, "--name", "示例", "--year", 2024)
    steps = tmp_path / "steps"
    steps.mkdir()
    add_step(monkeypatch, steps, "CREATE TABLE later (x)")
    call(capsys, "verify", file)
    assert len(list(tmp_path.glob("*升级前*"))) == 1
    call(capsys, "digest", file)
    assert len(list(tmp_path.glob("*升级前*"))) == 1, "once is enough"
