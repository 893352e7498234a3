"""What was written is what is read, at the right cell: clean reports of every sector, in every layout."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.enums import DocumentKind
from app.services.intake import ReportDraft, read_report
from tests.reports.content import Report, make_report
from tests.reports.figures import SECTORS
from tests.reports.layout import STYLES, Places, Style, lay_out, perturbed, write_docx, write_pdf, write_xlsx

WRITERS = {"xlsx": write_xlsx, "docx": write_docx, "pdf": write_pdf}


def written(report: Report, style: Style, kind: str, folder: Path) -> tuple[Path, Places]:
    path = folder / f"报告.{kind}"
    return path, WRITERS[kind](lay_out(report, style, with_titles=kind == "xlsx"), path)


def check_clean(draft: ReportDraft, report: Report, places: Places | None) -> None:
    """Everything that was written is read, nothing else, and nothing is left over."""
    wanted = {name: text for name, text in report.expected().items() if text}
    found = draft.facts.facts
    assert sorted(found) == sorted(wanted)
    wrong = {
        name: (text, found[name].value, found[name].unit_written)
        for name, text in wanted.items()
        if not is_same(found[name].value, text)
    }
    assert wrong == {}
    if places is not None:
        moved = {n: found[n].where.text for n in wanted if found[n].where.text != places[n]}
        assert moved == {}
    assert draft.leftovers == () and draft.doubts == ()
    assert draft.kind is DocumentKind.ER
    assert (draft.facts.year, draft.facts.unit_code) == (report.year, wanted["head.uscc"])


def is_same(value: object, text: str) -> bool:
    if isinstance(value, Decimal):
        return value == Decimal(text)
    return value == text or (value is not None and not isinstance(value, str))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("sector", SECTORS)
def test_workbooks(sector: str, style: str, tmp_path: Path) -> None:
    report = make_report(sector)
    path, places = written(report, STYLES[style], "xlsx", tmp_path)
    check_clean(read_report(path), report, places)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("sector", ["services", "cement"])
def test_documents(sector: str, style: str, tmp_path: Path) -> None:
    report = make_report(sector)
    path, places = written(report, STYLES[style], "docx", tmp_path)
    check_clean(read_report(path), report, places)


@pytest.mark.parametrize(("sector", "style"), [("telecom", "turned"), ("heat", "sheet_per_table")])
def test_pdf(sector: str, style: str, tmp_path: Path) -> None:
    report = make_report(sector)
    path, places = written(report, STYLES[style], "pdf", tmp_path)
    draft = read_report(path)
    check_clean(draft, report, None)
    where = draft.facts.facts["c3.natural_gas.amount"].where
    assert where.page == 1 and where.text.endswith(places["c3.natural_gas.amount"])


def test_pdf_without_lines_says_so(tmp_path: Path) -> None:
    report = make_report("heat")
    path = tmp_path / "报告.pdf"
    write_pdf(lay_out(report, STYLES["sheet_per_table"], with_titles=False), path, lines=False)
    draft = read_report(path)
    wanted = {name: text for name, text in report.expected().items() if text}
    assert {n for n, text in wanted.items() if not is_same(draft.facts.facts[n].value, text)} == set()
    assert all("没有框线" in doubt.sentence for doubt in draft.doubts) and draft.doubts


@pytest.mark.parametrize("size", [1, 5, 8])
def test_sizes(size: int, tmp_path: Path) -> None:
    report = make_report("services", size=size)
    path, places = written(report, STYLES["sheet_per_table"], "xlsx", tmp_path)
    check_clean(read_report(path), report, places)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_any_layout(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    report = make_report(dice.choice(SECTORS), seed=seed, size=dice.randint(1, 7))
    path, places = written(report, perturbed(dice), dice.choice(["xlsx", "docx"]), tmp_path)
    check_clean(read_report(path), report, places)
