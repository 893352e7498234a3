from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from app.services.units.export import export_problems
from tests.unit_lists import SAMPLES, plain_rows, to_csv
from tests.unit_plans import plan_of


def test_the_problems_of_an_import_are_listed(tmp_path: Path) -> None:
    rows = plain_rows(SAMPLES[:3])
    rows[1][1] = rows[1][1][:-1] + ("0" if rows[1][1][-1] != "0" else "1")
    rows[1][2] = "=示例热力有限公司"
    rows[2][2] = ""
    plan = plan_of(to_csv(tmp_path / "名单.csv", rows))
    target = tmp_path / "问题.xlsx"
    assert export_problems(target, plan) == 2
    head, *listed = load_workbook(target).worksheets[0].iter_rows()
    assert head[4].value == "问题"
    assert [(row[1].value, row[2].value) for row in listed] == [
        ("存疑", "=示例热力有限公司"),
        ("拒绝", None),
    ]
    assert listed[0][2].data_type == "s"
    assert "校验位不符" in str(listed[0][4].value)
