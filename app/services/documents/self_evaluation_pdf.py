"""The official form 项目支出绩效自评表 as a PDF file.

The grid of eleven columns is that of the central form (measured from the template of the central project
library); what Beijing adds in the heading comes as ordinary pairs. Nothing is computed here: the page holds
ready strings, and every one of them is printed or named in a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from pathlib import Path

from app.services.documents.drawing import Style
from app.services.documents.fonts import Proof, face
from app.services.documents.form_table import Cell, FormTable, Level, Setting
from app.services.documents.pdf_pages import CREATOR, MILLIMETRE, Block, Heading, Sheet, pdf_bytes
from app.services.files import write_bytes

# Widths of the eleven columns in millimetres: 170 on an upright page, 257 on a broad one.
_UPRIGHT = (9, 12, 11, 12, 15, 30, 30, 10, 13, 13, 15)
_BROAD = (12, 18, 22, 20, 26, 52, 46, 13, 14, 14, 20)
# With more characters than this in one indicator cell the page is turned.
_LONGEST_UPRIGHT = 350


@dataclass(frozen=True, slots=True)
class FundingRow:
    """One line of 项目资金; the head line has the same cells."""

    label: str
    initial: str
    full_year: str
    executed: str
    weight: str
    rate: str
    score: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of 绩效指标; the head line has the same cells. Equal levels that follow are merged."""

    level1: str
    level2: str
    title: str
    target: str
    actual: str
    weight: str
    score: str
    reason: str


FUNDING_HEAD = FundingRow("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
INDICATOR_HEAD = IndicatorRow(
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)


@dataclass(frozen=True, slots=True)
class SelfEvaluationPage:
    """Everything that the form says, as it is to be printed."""

    title: str
    year_line: str  # such as （2024年度）
    heading: tuple[tuple[str, str], ...]  # label and value; the first pair has a line of its own
    money_label: str  # with its unit: 项目资金（万元）
    funding: tuple[FundingRow, ...]
    expected: str
    actual: str
    indicators: tuple[IndicatorRow, ...]
    total_weight: str
    total_score: str
    funding_head: FundingRow = FUNDING_HEAD
    indicator_head: IndicatorRow = INDICATOR_HEAD
    author: str = ""  # for the properties of the file


def write_self_evaluation(page: SelfEvaluationPage, target: Path) -> list[str]:
    """Write the form to `target`, whole or not at all, and say what could not be printed as it was typed.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    content, warnings = draw_self_evaluation(page)
    write_bytes(target, lambda: content)
    return warnings


def draw_self_evaluation(page: SelfEvaluationPage) -> tuple[bytes, list[str]]:
    """The PDF file and the warnings; for a preview. The same page gives the same bytes."""
    proof = Proof()
    page = _proved(page, proof)
    sheet, widths = _sheet(page)
    style = Style(face("serif"))
    content = pdf_bytes(
        [*_titles(page, sum(widths), style), *_tables(page, widths, style)],
        sheet,
        style,
        title=f"{page.title}{page.year_line}".replace("\n", ""),
        author=(page.author or CREATOR).replace("\n", ""),
    )
    return content, proof.warnings


def _sheet(page: SelfEvaluationPage) -> tuple[Sheet, list[float]]:
    """An A4 page that suits the longest cell, and the widths of its columns in points."""
    longest = max((len(text) for row in page.indicators for text in _texts(row)), default=0)
    broad = longest > _LONGEST_UPRIGHT
    widths = [width * MILLIMETRE for width in (_BROAD if broad else _UPRIGHT)]
    width, height = (297, 210) if broad else (210, 297)
    return (
        Sheet(
            width=width * MILLIMETRE,
            height=height * MILLIMETRE,
            left=(width * MILLIMETRE - sum(widths)) / 2,
            top=15 * MILLIMETRE,
            bottom=16 * MILLIMETRE,
            foot=8 * MILLIMETRE,
        ),
        widths,
    )


def _titles(page: SelfEvaluationPage, width: float, style: Style) -> list[Block]:
    title = replace(style, size=16.0, leading=22.0)
    year = replace(style, size=11.0, leading=15.0)
    return [Heading(page.title, width, title, 3.0), Heading(page.year_line, width, year, 5.0)]


def _tables(page: SelfEvaluationPage, widths: Sequence[float], style: Style) -> list[Block]:
    """The blocks of the form from top to bottom; each repeats its own head row."""
    funding = page.funding or (FundingRow(*[""] * 7),)
    blocks: list[Block] = [
        FormTable(
            widths,
            list(map(_funding_cells, funding)),
            style,
            head=[replace(cell, setting=Setting.LABEL) for cell in _funding_cells(page.funding_head)],
            levels=[Level(Cell(page.money_label, 0, 1, Setting.DOWN), 0, len(funding), beside_head=True)],
        ),
        FormTable(
            widths,
            [(Cell(page.expected, 1, 5), Cell(page.actual, 6, 10))],
            style,
            head=(_label("预期目标", 1, 5), _label("实际完成情况", 6, 10)),
            levels=[Level(Cell("年度总体目标", 0, 0, Setting.DOWN), 0, 1, beside_head=True)],
        ),
        _indicator_table(page, widths, style),
    ]
    if page.heading:
        blocks.insert(0, FormTable(widths, _heading_rows(page.heading), style))
    return blocks


def _heading_rows(pairs: Sequence[tuple[str, str]]) -> list[list[Cell]]:
    """The first pair on a line of its own, then two in a line; one left over takes the whole line."""
    lines = [pairs[:1], *(pairs[start : start + 2] for start in range(1, len(pairs), 2))]
    rows: list[list[Cell]] = []
    for line in lines:
        label, value = line[0]
        row = [_label(label, 0, 1), Cell(value, 2, 4 if len(line) == 2 else 10, Setting.VALUE)]
        if len(line) == 2:
            label, value = line[1]
            row += [_label(label, 5, 5), Cell(value, 6, 10, Setting.VALUE)]
        rows.append(row)
    return rows


def _funding_cells(row: FundingRow) -> list[Cell]:
    return [
        _label(row.label, 2, 3),
        Cell(row.initial, 4, 4, Setting.NUMBER),
        Cell(row.full_year, 5, 5, Setting.NUMBER),
        Cell(row.executed, 6, 6, Setting.NUMBER),
        Cell(row.weight, 7, 7, Setting.NUMBER),
        Cell(row.rate, 8, 9, Setting.NUMBER),
        Cell(row.score, 10, 10, Setting.NUMBER),
    ]


def _indicator_table(page: SelfEvaluationPage, widths: Sequence[float], style: Style) -> FormTable:
    indicators = page.indicators or (IndicatorRow(*[""] * 8),)
    total = [
        _label("总分", 0, 6),
        Cell(page.total_weight, 7, 7, Setting.NUMBER),
        Cell(page.total_score, 8, 8, Setting.NUMBER),
        Cell("", 9, 10),
    ]
    head = page.indicator_head
    levels = [Level(Cell("绩效指标", 0, 0, Setting.DOWN), 0, len(indicators), beside_head=True)]
    for level1, group in groupby(enumerate(indicators), lambda numbered: numbered[1].level1):
        rows = list(group)
        levels.append(Level(Cell(level1, 1, 1, Setting.DOWN), rows[0][0], rows[-1][0] + 1))
        for level2, part in groupby(rows, lambda numbered: numbered[1].level2):
            numbers = [number for number, _ in part]
            levels.append(Level(_label(level2, 2, 2), numbers[0], numbers[-1] + 1))
    return FormTable(
        widths,
        [*map(_indicator_cells, indicators), total],
        style,
        head=[
            _label(head.level1, 1, 1),
            _label(head.level2, 2, 2),
            *(replace(cell, setting=Setting.LABEL) for cell in _indicator_cells(head)),
        ],
        levels=levels,
    )


def _indicator_cells(row: IndicatorRow) -> list[Cell]:
    """The cells of a row without its levels."""
    return [
        Cell(row.title, 3, 4),
        Cell(row.target, 5, 5, Setting.VALUE),
        Cell(row.actual, 6, 6, Setting.VALUE),
        Cell(row.weight, 7, 7, Setting.NUMBER),
        Cell(row.score, 8, 8, Setting.NUMBER),
        Cell(row.reason, 9, 10),
    ]


def _label(text: str, first: int, last: int) -> Cell:
    return Cell(text, first, last, Setting.LABEL)


def _proved(page: SelfEvaluationPage, proof: Proof) -> SelfEvaluationPage:
    """The page with only what can be printed; the places are named as the form names them."""
    heading = []
    for label, value in page.heading:
        shown = proof.text(label, "表头项目名")
        heading.append((shown, proof.text(value, shown)))
    head = IndicatorRow(*(proof.text(text, "绩效指标表头") for text in _texts(page.indicator_head)))
    return replace(
        page,
        title=proof.text(page.title, "标题"),
        year_line=proof.text(page.year_line, "年度"),
        heading=tuple(heading),
        money_label=proof.text(page.money_label, "项目资金"),
        funding=tuple(
            FundingRow(*(proof.text(text, f"项目资金第{number}行") for text in _texts(row)))
            for number, row in enumerate(page.funding, 1)
        ),
        expected=proof.text(page.expected, "预期目标"),
        actual=proof.text(page.actual, "实际完成情况"),
        indicators=tuple(
            IndicatorRow(
                *(
                    proof.text(text, f"第{number}行指标的{name}")
                    for text, name in zip(_texts(row), _texts(head), strict=True)
                )
            )
            for number, row in enumerate(page.indicators, 1)
        ),
        total_weight=proof.text(page.total_weight, "总分"),
        total_score=proof.text(page.total_score, "总分"),
        funding_head=FundingRow(*(proof.text(text, "项目资金表头") for text in _texts(page.funding_head))),
        indicator_head=head,
        author=proof.text(page.author, "作者"),
    )


def _texts(row: FundingRow | IndicatorRow) -> list[str]:
    return [getattr(row, field.name) for field in fields(row)]
