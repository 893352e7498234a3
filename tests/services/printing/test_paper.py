"""Pages: whole grids, labels again after a page edge, no half-empty page, bookmarks."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from app.models.errors import InputError
from app.services.performance.profiles import Profile, profile, profiles
from app.services.performance.sample import sample_self_evaluation
from app.services.printing import performance_file, print_performance
from app.services.printing.layout import in_three, lay_out
from tests.services.performance.plans import declaration

LONG = "组织开展示例区重点碳排放单位排放报告和核查报告的审核，并对问题较多的单位开展现场复核，形成复核记录"


@pytest.mark.parametrize("by", profiles(), ids=lambda one: one.id)
def test_no_page_but_the_last_is_half_empty(by: Profile) -> None:
    form = declaration(by.id, 90, words=LONG)
    if not by.is_declaration:
        lines = tuple(
            replace(line, actual="已按要求完成", weight_text="1", reason="/") for line in form.indicators
        )
        form = replace(form, indicators=lines)
    pdf = performance_file(form, ".pdf")[0]
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 3
        whole = "".join("".join((page.extract_text() or "").split()) for page in document.pages)
        # Columns stand side by side in the text; a digit of every task number is enough to miss a row.
        assert all(f"{number}.组织" in whole for number in range(1, 91))
        for page in document.pages[:-1]:
            lowest = max(line["bottom"] for line in page.lines)
            assert lowest > page.height * 0.85
        for page in document.pages[1:]:
            text = "".join((page.extract_text() or "").split())
            assert "三级指标" in text
            assert "（续）" in text


def test_bookmarks_name_the_parts() -> None:
    pdf = performance_file(declaration("shanghai_declaration", 90), ".pdf")[0]
    document = pypdfium2.PdfDocument(pdf)
    marks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert marks == [
        (0, "项目资金（元）"),
        (0, "项目绩效目标"),
        (0, "绩效指标"),
        *((1, level.name) for level in profile("shanghai_declaration").levels),
    ]


@pytest.mark.parametrize("one", profiles(), ids=lambda one: one.id)
def test_every_row_of_every_template_fills_the_grid(one) -> None:
    form = declaration(one.id) if one.is_declaration else replace(sample_self_evaluation(), profile=one.id)
    for block in lay_out(form, one).blocks:
        lines = [*([block.head] if block.head else []), *block.rows]
        shift = bool(block.head)
        for number, row in enumerate(lines):
            cells = list(row)
            for level in block.levels:
                start = 0 if level.beside_head else level.start + shift
                if start <= number < level.stop + shift:
                    cells.append(level.cell)
            columns = sorted(n for cell in cells for n in range(cell.first, cell.last + 1))
            assert columns == list(range(one.grid.width))


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("≥12.50家", ("≥", "12.50", "家")),
        ("=100.00(%)", ("=", "100.00", "(%)")),
        ("2次", ("", "2", "次")),
        ("效果明显", ("", "效果明显", "")),
        ("不少于120项；不少于80次", ("", "不少于120项；不少于80次", "")),
    ],
)
def test_a_target_in_three_columns_is_the_text_again(target: str, parts: tuple[str, str, str]) -> None:
    found = in_three(target)
    assert (found["comparator"], found["target"], found["unit"]) == parts
    assert "".join(parts) == target


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.odt"):
        print_performance(sample_self_evaluation(), tmp_path / "a.odt")
