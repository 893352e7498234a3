"""Every cell with a number is a value, or is left over for a person, or only counts its row."""

from __future__ import annotations

import random
import re
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.services.intake import read_report
from tests.reports.content import make_report
from tests.reports.figures import SECTORS
from tests.reports.layout import lay_out, perturbed, write_xlsx
from tests.reports.test_strangers import VERIFIED, workbook
from tests.reports.verification import make_verification

_PLAIN = re.compile(r"[-+]?[\d,]*\d(\.\d+)?\s*[%％]?")
_ODD = (
    98765.4321,
    "12.5 万Nm³",
    "1,234.5",
    -7.25,
    "约30",
    20240105,
    "3.7％",
    "5 吨标煤",
    "0.777tCO2/MWh",
    "#REF!",
)


def is_number(value: object) -> bool:
    """Whether a cell holds a number, well written or not; told without the program's help."""
    return isinstance(value, int | float) or value in _ODD or bool(_PLAIN.fullmatch(str(value or "")))


def dropped(path: Path) -> list[str]:
    """The cells with a number that are nowhere in the draft."""
    draft = read_report(path)
    known = {fact.where.text for fact in draft.facts.facts.values()}
    known |= {each.where.text for each in draft.leftovers}
    # The same value said again, such as the industry code in C.13, is known by its first place.
    said = {fact.text for fact in draft.facts.facts.values()}
    lost = []
    for sheet in load_workbook(path, data_only=True):
        counted = {cell.column for row in sheet.iter_rows() for cell in row if cell.value == "序号"}
        for row in sheet.iter_rows():
            for cell in row:
                text = "" if cell.value is None else str(cell.value)
                if not is_number(cell.value) or cell.column in counted or text in said:
                    continue
                if f"{sheet.title}!{cell.coordinate}" not in known:
                    lost.append(f"{sheet.title}!{cell.coordinate} {text}")
    return lost


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
@example(211134)  # a number behind 绿证编号 in a table that a stray number has joined to the one above
def test_no_number_is_dropped(tmp_path: Path, seed: int) -> None:
    """Numbers strewn over a report of any sector and layout: beside, below, between and inside its tables."""
    dice = random.Random(seed)
    make = make_verification if dice.random() < 0.3 else make_report
    report = make(dice.choice(SECTORS), seed=seed, size=dice.randint(1, 6))
    path = tmp_path / "报告.xlsx"
    write_xlsx(lay_out(report, perturbed(dice)), path)
    book = load_workbook(path)
    for _ in range(dice.randint(0, 12)):
        sheet = dice.choice(book.worksheets)
        cell = sheet.cell(dice.randint(1, sheet.max_row + 2), dice.randint(1, sheet.max_column + 2))
        if type(cell).__name__ != "MergedCell" and cell.value is None:
            cell.value = dice.choice(_ODD)
    book.save(path)
    assert dropped(path) == []


def test_no_number_of_a_stranger_is_dropped(tmp_path: Path) -> None:
    assert dropped(workbook(tmp_path, VERIFIED)) == []
