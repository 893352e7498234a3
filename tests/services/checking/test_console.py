"""The command `check`: from a report file to hits at the cells of the file, as a script sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import console
from tests.reports.content import FormTable, Report, make_report
from tests.reports.figures import UNITS
from tests.reports.layout import Style, lay_out, write_xlsx

Capture = pytest.CaptureFixture[str]


def call(capsys: Capture, *words: object) -> dict[str, Any]:
    code = console.run([*map(str, words), "--json"])
    out = capsys.readouterr()
    assert (code, out.err) == (0, "")
    facts: dict[str, Any] = json.loads(out.out)
    return facts


@pytest.fixture
def file(tmp_path: Path, capsys: Capture) -> Path:
    path, units = tmp_path / "示例 2024.crd", tmp_path / "名单.csv"
    call(capsys, "new", path, "--name", "示例区", "--year", 2024)
    name, code, industry, *_ = UNITS["heat"]
    units.write_text(
        f"单位名称,统一社会信用代码,单位类别,行业\n{name},{code},重点碳排放单位,{industry}\n", "utf-8"
    )
    call(capsys, "import-units", path, units)
    return path


def planted(report: Report, name: str, value: str) -> Report:
    """The report with another text where `name` is read from."""
    for table in report.tables:
        if isinstance(table, FormTable):
            table.entries = [(lab, value if n == name else text, n) for lab, text, n in table.entries]
        else:
            table.values |= {key: value for key, known in table.names.items() if known == name}
    return report


def test_a_planted_error_is_printed_with_its_cell(file: Path, tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "报告.xlsx"
    places = write_xlsx(lay_out(planted(make_report("heat"), "c4.factor", "0.5633"), Style()), source)
    call(capsys, "import-report", file, source)
    name, code, *_ = UNITS["heat"]
    for unit in (name, code):
        found = call(capsys, "check", file, "--unit", unit)
        (hit,) = [each for each in found["hits"] if each["rule"] == "X-24"]
        assert (hit["severity"], hit["found"], hit["expected"]) == ("error", "0.5633", "0.604")
        assert hit["place"] == f"{hit['sheet']}!{hit['cell']}" == places["c4.factor"]
        assert hit["unit"] == name and hit["file"] == "报告.xlsx" and "ER-39" in hit["items"]
    assert found["counts"]["error"] >= 1 and found["reports"] == 1
    assert {"rule": "X-14", "missing": ["@prior"]}.items() <= next(
        gap for gap in found["undecidable"] if gap["rule"] == "X-14"
    ).items()


def test_checking_writes_only_where_asked(file: Path, tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "报告.xlsx"
    write_xlsx(lay_out(planted(make_report("heat"), "c2.total", "9"), Style()), source)
    before = call(capsys, "import-report", file, source)["code"]
    call(capsys, "check", file)
    assert call(capsys, "digest", file)["code"] == before
    call(capsys, "check", file, "--keep")
    assert call(capsys, "digest", file)["code"] != before
    assert call(capsys, "verify", file)["ok"]
    assert console.run(["check", str(file)]) == 0
    text = capsys.readouterr().out
    assert "错误 X-02 表C.2 排放量汇总 总量 排放量填写 9 tCO2" in text and "共核对 1 份报告" in text


def test_what_cannot_be_checked_is_said(file: Path, capsys: Capture) -> None:
    assert console.run(["check", str(file), "--year", "2020"]) == 1
    assert "没有 2020 年度的报告" in capsys.readouterr().err
    assert console.run(["check", str(file), "--unit", "示例无此单位"]) == 1
    assert "名录里没有" in capsys.readouterr().err
