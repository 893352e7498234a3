"""The console commands about reports, as a script calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import console
from tests.reports.content import make_report
from tests.reports.layout import STYLES, lay_out, write_xlsx

Capture = pytest.CaptureFixture[str]


def call(capsys: Capture, *words: object) -> dict[str, Any]:
    assert console.run([*map(str, words), "--json"]) == 0
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "报告.xlsx"
    write_xlsx(lay_out(make_report("heat"), STYLES["one_sheet"]), path)
    return path


def test_read_report(source: Path, capsys: Capture) -> None:
    said = call(capsys, "read-report", source)
    assert (said["kind"], said["report_year"]) == ("ER", 2024)
    assert said["unit"] == {"name": "示例热力有限公司", "code": "91110106MA01A2B32K"}
    gas = said["facts"]["c3.natural_gas.amount"]
    assert (gas["unit"], gas["place"]) == ("10⁴Nm³", f"{gas['sheet']}!{gas['cell']}")
    assert said["leftovers"] == [] and said["doubts"] == []
    assert console.run(["read-report", str(source)]) == 0
    assert "c3.natural_gas.amount = " in capsys.readouterr().out


def test_import_report(source: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "示例.crd"
    call(capsys, "new", file, "--name", "示例区", "--year", 2024)
    assert console.run(["import-report", str(file), str(source), "--year", "2024"]) == 1
    assert "名录里没有" in capsys.readouterr().err
    units = tmp_path / "名单.csv"
    units.write_text("信用代码,单位名称,类别\n91110106MA01A2B32K,示例热力有限公司,重点碳排放单位\n", "utf-8")
    call(capsys, "import-units", file, units, "--year", 2024)
    said = call(capsys, "import-report", file, source, "--year", 2024)
    assert (said["unit_name"], said["round"], said["doubts"]) == ("示例热力有限公司", 1, [])
    assert said["written"] > 100
    assert call(capsys, "verify", file)["clean"]
    other = call(capsys, "import-report", file, source, "--year", 2023, "--unit", "91110106MA01A2B32K")
    assert "2023" in other["doubts"][0]["sentence"]
