"""Random forms over many pages: nothing lost, nothing twice, labels repeated, every page full and ruled."""

from __future__ import annotations

import io
import random
import re
from collections import Counter

import pdfplumber
import pypdfium2
import pytest

from app.services.documents.drawing import Style
from app.services.documents.fonts import face
from app.services.documents.form_table import CONTINUED, Cell, FormTable, Level, Setting
from app.services.documents.pdf_pages import Sheet, paginate, pdf_bytes

WIDTHS = [25, 34, 34, 90, 85, 85, 34, 34, 60]
SHEET = Sheet(width=595, height=842, left=57, top=42, bottom=45, foot=22)
LANDSCAPE = Sheet(width=842, height=595, left=57, top=42, bottom=45, foot=22)
WORDS = "碳排放核查报告审核数据质量单位，重点排放。（实地）“复核”指导≥95%分析1,250.00万元；CO₂"


class Forms:
    """Makes random forms in which every cell carries a mark at its start and at its end."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.marks = 0
        self.texts: list[str] = []

    def text(self, longest: int) -> str:
        """A text between its two marks, now and then with line feeds."""
        self.marks += 1
        length = int(longest * self.random.random() ** 3)
        filling = "".join(self.random.choice(WORDS) for _ in range(length))
        if self.random.random() < 0.2:
            filling = filling.replace("。", "\n")
        text = f"s{self.marks}x{filling}z{self.marks}x"
        self.texts.append(text)
        return text

    def table(self) -> FormTable:
        draw = self.random.random
        longest = self.random.choice((20, 60, 60, 300, 3000))
        count = self.random.randint(1, 60 if longest < 300 else 12)
        rows = [
            (
                *(
                    Cell(self.text(longest if column < 6 else 4), column, column, setting)
                    for column, setting in LEAVES
                ),
            )
            for _ in range(count)
        ]
        levels = [Level(Cell("绩效指标", 0, 0, Setting.DOWN), 0, count, beside_head=True)]
        for column, share in ((1, 0.2), (2, 0.5)):
            start = 0
            for row in range(1, count + 1):
                if row == count or draw() < share or any(level.start == row for level in levels):
                    label = self.random.choice(("产出指标", "可持续影响指标", "服务对象满意度指标"))
                    setting = Setting.DOWN if column == 1 else Setting.LABEL
                    levels.append(Level(Cell(label, column, column, setting), start, row))
                    start = row
        head = [Cell(name, column, column, Setting.LABEL) for column, name in enumerate(HEAD, 1)]
        if draw() < 0.5:
            rows.append((Cell(self.text(4), 0, 5, Setting.LABEL), Cell(self.text(4), 6, 8, Setting.NUMBER)))
        return FormTable(WIDTHS, rows, STYLE, head=head, levels=levels)


HEAD = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
LEAVES = (
    (3, Setting.PROSE),
    (4, Setting.VALUE),
    (5, Setting.VALUE),
    (6, Setting.NUMBER),
    (7, Setting.NUMBER),
    (8, Setting.PROSE),
)
STYLE = Style(face("serif"))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def check(seed: int) -> int:
    """Draw one form, read it back with two readers, and return the number of its pages."""
    forms = Forms(seed)
    tables = [forms.table() for _ in range(forms.random.choice((1, 1, 2)))]
    sheet = forms.random.choice((SHEET, LANDSCAPE))
    placed = paginate(tables, sheet.room)
    pdf = pdf_bytes(tables, sheet, STYLE, title="示例", author="示例")

    document = pypdfium2.PdfDocument(pdf)
    copied = bare("".join(page.get_textpage().get_text_range() for page in document))
    expected = Counter({f"{end}{n}x": 1 for n in range(1, forms.marks + 1) for end in "sz"})
    assert Counter(re.findall(r"[sz]\d+x", copied)) == expected

    with pdfplumber.open(io.BytesIO(pdf)) as pages:
        assert len(pages.pages) == len(placed)
        for number, page in enumerate(pages.pages):
            lowest = max(max(line["top"], line["bottom"]) for line in page.lines)
            last = number == len(placed) - 1
            assert lowest <= sheet.height - sheet.bottom + 0.5
            assert last or lowest >= sheet.top + 0.8 * sheet.room, f"page {number + 1} is not full"
            drawn = bare("".join(character["text"] for character in page.chars))
            assert "".join(HEAD) in drawn
            assert CONTINUED in drawn or not number or len(tables) > 1
            assert_ruled(page, WIDTHS, sheet.left)
    return len(placed)


def assert_ruled(page: pdfplumber.page.Page, widths: list[int], left: float) -> None:
    """The outer edges run over the whole height of what stands on the page, and it is closed below."""
    top = min(min(line["top"], line["bottom"]) for line in page.lines)
    bottom = max(max(line["top"], line["bottom"]) for line in page.lines)
    for edge in (left, left + sum(widths)):
        covered = sum(
            abs(line["bottom"] - line["top"]) for line in page.lines if abs(line["x0"] - edge) < 0.1
        )
        assert covered >= bottom - top - 0.5
    for y in (top, bottom):
        across = sum(line["x1"] - line["x0"] for line in page.lines if abs(line["top"] - y) < 0.1)
        assert across >= sum(widths) - 0.5


@pytest.mark.parametrize("seed", range(10))
def test_random_forms(seed: int) -> None:
    check(seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_two_hundred_random_forms() -> None:
    assert sum(check(seed) for seed in range(1000, 1200)) > 1000


def simple(rows: int, lines: int = 1, total: bool = True) -> FormTable:
    text = "\n".join(["文字"] * lines)
    body = [[Cell(f"{text}{row}", 3, 5), Cell("10", 6, 8, Setting.NUMBER)] for row in range(rows)]
    return FormTable(
        WIDTHS,
        [*body, [Cell("总分", 0, 8, Setting.LABEL)]] if total else body,
        STYLE,
        head=[Cell("一级", 1, 2, Setting.LABEL), Cell("三级", 3, 5), Cell("分值", 6, 8)],
        levels=[
            Level(Cell("绩效指标", 0, 0, Setting.DOWN), 0, rows, beside_head=True),
            Level(Cell("产出指标", 1, 2, Setting.DOWN), 0, rows),
        ],
    )


def text_of(table: FormTable) -> str:
    pdf = pdf_bytes([table], Sheet(595, 5000, 57, 42, 45, 22), STYLE, title="", author="")
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return bare(text).removesuffix("第1页共1页")


def test_labels_and_head_are_repeated_where_a_page_ends() -> None:
    first, second = simple(20).split(300)
    assert first.height <= 300
    assert text_of(first).startswith("绩效指标一级三级分值产出指标文字0")
    assert text_of(second).startswith(f"绩效指标{CONTINUED}一级三级分值产出指标{CONTINUED}文字")
    assert text_of(second).count(CONTINUED) == 2


def test_short_labels_are_set_across_where_there_is_no_height() -> None:
    """On the last page only one low row of the group is left: 4 + 1 lines do not fit, 2 + 1 need less."""
    table = simple(20, total=False)
    rows = 20
    parts = table.split(table.height - 10)
    assert [round(part.height) for part in parts][1] < 80
    assert sum(part.height for part in parts) < table.height + 60
    assert len(re.findall("文字", "".join(map(text_of, parts)))) == rows


def test_a_total_row_is_never_alone() -> None:
    table = simple(10)
    first, second = table.split(table.height - 1)
    assert text_of(first).endswith("文字810")
    assert text_of(second).endswith(f"产出指标{CONTINUED}文字910总分")


def test_the_end_of_a_high_row_goes_with_the_total() -> None:
    table = simple(2, lines=30)
    first, second = table.split(table.height - 1)
    assert text_of(second).count("文字") == 2
    assert first.height > 0.8 * table.height


def test_a_row_is_cut_only_where_much_room_would_stay_empty() -> None:
    table = simple(2, lines=12, total=False)
    one_row = 12 * STYLE.leading + 2 * STYLE.pad_y
    head = table.height - 2 * one_row
    first, _ = table.split(head + one_row + 40)
    assert round(first.height) == round(head + one_row)
    first, second = table.split(head + one_row + 90)
    assert head + one_row + 70 < first.height <= head + one_row + 90
    assert text_of(first).count("文字") + text_of(second).count("文字") == 24


def test_no_single_line_is_left_over() -> None:
    table = simple(1, lines=30, total=False)
    _, second = table.split(table.height - STYLE.leading)
    assert text_of(second).count("文字") == 2


def test_nothing_is_put_where_nothing_fits() -> None:
    assert simple(3).split(20) == []


def test_a_label_higher_than_a_page_is_set_once() -> None:
    label = "".join(f"m{number}x指标" for number in range(400))
    table = FormTable(
        [60, 40, 40, *WIDTHS[3:]],
        [[Cell(f"r{row}x", 3, 8)] for row in range(5)],
        STYLE,
        head=[Cell("一级", 1, 2), Cell("三级", 3, 8)],
        levels=[
            Level(Cell(label, 0, 0, Setting.DOWN), 0, 5, beside_head=True),
            Level(Cell(label, 1, 2), 1, 3),
        ],
    )
    pdf = pdf_bytes([table], SHEET, STYLE, title="", author="")
    copied = bare("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)))
    assert all(copied.count(f"m{number}x") == 2 for number in range(400))
    assert all(copied.count(f"r{row}x") == 1 for row in range(5))


def test_a_head_higher_than_a_page_is_set_once() -> None:
    head = "".join(f"h{number}x" for number in range(900))
    table = FormTable(
        WIDTHS,
        [[Cell(f"r{row}x", 1, 8)] for row in range(3)],
        STYLE,
        head=[Cell(head, 1, 8)],
        levels=[Level(Cell("绩效指标", 0, 0, Setting.DOWN), 0, 3, beside_head=True)],
    )
    pdf = pdf_bytes([table], SHEET, STYLE, title="", author="")
    copied = bare("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)))
    assert all(copied.count(f"h{number}x") == 1 for number in range(900))


def test_a_long_number_is_set_smaller_instead_of_cut() -> None:
    table = FormTable([40], [[Cell("12,345.67", 0, 0, Setting.NUMBER)]], STYLE)
    assert table.height == STYLE.leading + 2 * STYLE.pad_y
    assert text_of(table) == "12,345.67"
