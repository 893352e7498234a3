"""How long it takes to read a list of units, recognise its columns and plan its import.

`python benchmarks/unit_lists.py [rows]`: workbooks of five and ten columns are made, with every text inside
its cell (as openpyxl writes) and, where LibreOffice is there, with shared strings (as Excel writes). The best
of seven runs, in turns with python-calamine reading the same file; the ratio is what counts.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import python_calamine
from openpyxl import Workbook

from app.services.sheets import read_tables
from app.services.units.known import KnownUnit
from app.services.units.plan import ImportPlan, plan_import
from app.services.units.tables import find_tables, guess_mapping
from app.services.units.uscc import check_character, organisation_character

RUNS = 7
LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒"
TEN = (
    "序号",
    "统一社会信用代码",
    "单位名称",
    "管理类别",
    "所在区",
    "行业代码",
    "行业名称",
    "联系人",
    "电话",
    "备注",
)
FIVE = ("序号", "统一社会信用代码", "单位名称", "所在区", "行业名称")


def make(path: Path, rows: int, headings: Sequence[str]) -> Path:
    dice = random.Random(1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.append(["2024年度碳排放单位名单"])
    sheet.append(list(headings))
    for number in range(1, rows + 1):
        body = f"91110106{number:08d}"
        body += organisation_character(body)
        name = "".join(dice.choices(LETTERS, k=6))
        cells = {
            "序号": number,
            "统一社会信用代码": body + check_character(body),
            "单位名称": f"示例{name}{dice.choice(['（北京）', '', '', ''])}有限公司",
            "管理类别": dice.choice(["重点碳排放单位", "一般报告单位"]),
            "所在区": "示例区",
            "行业代码": dice.choice(["4430", "7040", "6420"]),
            "行业名称": "热力生产和供应",
            "联系人": dice.choice(["王甲", "李乙"]),
            "电话": f"138{number:08d}",
            "备注": "",
        }
        sheet.append([cells[heading] for heading in headings])
    book.save(path)
    return path


def with_shared_strings(path: Path) -> Path | None:
    office = shutil.which("soffice")
    if office is None:
        return None
    folder = path.parent / "shared"
    command = [office, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / path.name


def calamine(path: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def stored(plan: ImportPlan) -> list[KnownUnit]:
    return [
        KnownUnit(id=str(row.key), **{name: getattr(row.values, name) for name in row.values.__slots__})
        for row in plan.rows
        if row.will_write
    ]


def measure(title: str, path: Path) -> None:
    floor, new, again = [], [], []
    known: list[KnownUnit] = []
    for _ in range(RUNS):
        clock = [time.perf_counter()]
        calamine(path)
        clock.append(time.perf_counter())
        grids = read_tables(path)
        clock.append(time.perf_counter())
        tables = find_tables(grids)
        mapping = guess_mapping(tables)
        clock.append(time.perf_counter())
        plan = plan_import(tables, (), year=2024, mapping=mapping)
        clock.append(time.perf_counter())
        known = known or stored(plan)
        start = time.perf_counter()
        plan_import(tables, known, year=2024, mapping=mapping)
        last = (time.perf_counter() - start) * 1000
        least, reading, finding, planning = ((b - a) * 1000 for a, b in pairwise(clock))
        floor.append(least)
        new.append((reading + finding + planning, reading, finding, planning))
        again.append((reading + finding + last, last))
    least, (total, *steps), (twice, last) = min(floor), min(new), min(again)
    parts = " + ".join(f"{step:3.0f}" for step in steps)
    print(f"{title:28} calamine {least:3.0f} ms", end=" | ")
    print(f"read + find + plan {parts} = {total:3.0f} ms, {total / least:.2f} x", end=" | ")
    print(f"all known: plan {last:3.0f} ms, {twice / least:.2f} x")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        for headings in (TEN, FIVE):
            path = make(Path(folder) / f"{len(headings)}.xlsx", rows, headings)
            measure(f"{len(headings)} columns, inline", path)
            shared = with_shared_strings(path)
            if shared:
                measure(f"{len(headings)} columns, shared strings", shared)


if __name__ == "__main__":
    main()
