"""The PDF says what the table holds, cell by cell, read back by another library."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from app.services.printing import print_performance


def cells_of(path: Path) -> set[str]:
    with pdfplumber.open(path) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return {"".join((cell or "").split()) for table in tables for row in table for cell in row}


def all_text(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)


@pytest.mark.parametrize("ending", ["json", "xlsx", "docx"])
def test_the_real_table_reads_98_14(shared: Path, tmp_path: Path, ending: str) -> None:
    form = read_self_evaluation(shared / "data" / f"self_evaluation_2023_fengtai.{ending}")
    target = tmp_path / "自评表.pdf"
    assert print_performance(form, target) == []
    cells = cells_of(target)
    assert {"98.14", "100", "18.14", "48.65"} <= cells
    scored = score(form, profile(form.profile))
    assert (str(scored.total), str(scored.weight), str(scored.execution.score)) == ("98.14", "100", "10.00")


def test_every_cell_of_the_sample_is_printed(tmp_path: Path) -> None:
    form = sample_self_evaluation()
    target = tmp_path / "自评表.pdf"
    assert print_performance(form, target) == []
    cells = cells_of(target)
    for line in form.indicators:
        for text in (line.target, line.actual, line.reason, line.weight_text):
            assert "".join(text.split()) in cells or not text


def test_one_table_gives_one_file(tmp_path: Path) -> None:
    form = sample_self_evaluation()
    for name in ("a.pdf", "b.pdf"):
        print_performance(form, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_an_empty_table_prints_its_grid(tmp_path: Path) -> None:
    form = SelfEvaluation(title="", year=None, profile="beijing_2020", money_unit="万元")
    print_performance(form, tmp_path / "空.pdf")
    assert "总分" in all_text(tmp_path / "空.pdf")
