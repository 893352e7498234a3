"""The official form: what is on the page is what was given, cell by cell."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from app.models.enums import FundingRole
from app.models.errors import AppError, FileBusy, ReadOnly
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.scoring import score
from app.services.printing import performance_file, print_performance, short

SHORT = SelfEvaluation(
    title="项目支出绩效自评表",
    year=2024,
    profile="beijing_2020",
    money_unit="万元",
    headings=(
        ("项目名称", "碳排放权交易市场技术服务（示例）"),
        ("主管部门", "示例区生态环境局"),
        ("实施单位", "示例区生态环境局"),
        ("项目负责人", "王甲"),
        ("联系电话", "000-0000"),
    ),
    funding=(
        FundingLine(FundingRole.TOTAL, "49.00", "48.65", "48.65", "10"),
        FundingLine(FundingRole.CURRENT, "49.00", "48.65", "48.65", "—"),
        FundingLine(FundingRole.CARRIED, "0", "0", "0", "—"),
        FundingLine(FundingRole.OTHER, "0", "0", "0", "—"),
    ),
    goal_expected="完成76家排放单位的审核，开展2次专场培训。",
    goal_actual="审核工作全部按期完成；培训2次。",
    indicators=(
        IndicatorLine("产出指标", "数量指标", "指标1：完成审核", "≥76家", "76家", "40"),
        IndicatorLine("产出指标", "成本指标", "指标1：成本控制", "≤48.65万元", "46万元", "20", reason="/"),
        IndicatorLine(
            "满意度指标",
            "服务对象满意度指标",
            "指标1：满意度",
            "≥95%",
            "98%",
            "30",
            score_text="28.5",
            reason="略",
        ),
    ),
)


def draw(form: SelfEvaluation) -> tuple[bytes, list[str]]:
    return performance_file(form, ".pdf")


def bare(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def rows_of(pdf: bytes) -> list[list[str]]:
    """Every row of the grid: the texts of its cells from left to right, merged ones at their top."""
    rows: list[list[str]] = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for table in page.find_tables():
                rows += [[bare(cell) for cell in row if cell is not None] for row in table.extract()]
    return rows


def copied(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return bare("".join(page.get_textpage().get_text_range() for page in document))


@pytest.fixture
def fengtai(shared: Path) -> SelfEvaluation:
    """The form that the district handed in for 2023."""
    path = shared / "data" / "self_evaluation_2023_fengtai.json"
    if not path.is_file():
        pytest.skip("the real form is not beside the checkout")
    return read_self_evaluation(path)


def test_the_real_form_cell_by_cell(fengtai: SelfEvaluation, tmp_path: Path) -> None:
    target = tmp_path / "自评表.pdf"
    assert print_performance(fengtai, target) == []
    pdf = target.read_bytes()
    rows = rows_of(pdf)
    assert rows[:3] == [
        ["项目名称", "碳排放权交易市场技术服务"],
        ["主管部门", "北京市丰台区生态环境局", "实施单位", "北京市丰台区生态环境局"],
        ["项目负责人", "（略）", "联系电话", "（略）"],
    ]
    assert rows[3] == [
        "项目资金（万元）",
        "",
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    ]
    assert rows[4:8] == [
        ["年度资金总额", "49", "48.65", "48.65", "10", "100%", "10"],
        ["其中：当年财政拨款", "49", "48.65", "48.65", "10", "100%", "10"],
        ["上年结转资金", "", "", "", "—", "—", "—"],
        ["其他资金", "", "", "", "—", "—", "—"],
    ]
    assert rows[8] == ["年度总体目标", "预期目标", "实际完成情况"]
    assert rows[9] == [bare(fengtai.goal_expected), bare(fengtai.goal_actual)]
    assert rows[-1] == ["总分", "100", "98.14", ""]
    scores = [short(line.counts) for line in score(fengtai, profile(fengtai.profile)).lines]
    assert indicators_of(rows[10:-1]) == [
        [
            bare(text)
            for text in (row.level2, row.title, row.target, row.actual, row.weight_text, points, row.reason)
        ]
        for row, points in zip(fengtai.indicators, scores, strict=True)
    ]


def indicators_of(rows: list[list[str]]) -> list[list[str]]:
    """The indicator rows put together again where a page end had cut them, without their first level."""
    whole: list[list[str]] = []
    for row in rows:
        if "三级指标" in row:
            continue
        level2, *cells = row[-7:]
        if level2.endswith("（续）"):
            assert level2.removesuffix("（续）") == whole[-1][0]
            whole[-1][1:] = [upper + lower for upper, lower in zip(whole[-1][1:], cells, strict=True)]
        else:
            whole.append([level2, *cells])
    return whole


def test_the_page_reads_as_the_form_is_read(fengtai: SelfEvaluation) -> None:
    text = copied(draw(fengtai)[0])
    assert text.startswith("项目支出绩效自评表（2023年度）项目名称碳排放权交易市场技术服务主管部门")
    assert text.endswith("总分10098.14第3页共3页")


def test_a_short_form_is_one_upright_page() -> None:
    pdf, warnings = draw(SHORT)
    assert warnings == []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        (page,) = document.pages
        assert (round(page.width), round(page.height)) == (595, 842)
        assert document.metadata["Title"] == "项目支出绩效自评表（2024年度）"
        assert document.metadata["Author"] == "示例区生态环境局"
        edges = [round((edge["x0"] - 20 * 72 / 25.4) * 25.4 / 72) for edge in page.lines]
        assert sorted(set(edges)) == [0, 9, 21, 32, 44, 59, 89, 119, 129, 142, 155, 170]
        assert {char["size"] for char in page.chars} == {9, 11, 16}
        assert {char["fontname"].split("+")[1] for char in page.chars} == {"NotoSerifSC-Regular"}
    rows = rows_of(pdf)
    assert rows[-4:-1] == [
        ["产出指标", "数量指标", "指标1：完成审核", "≥76家", "76家", "40", "40", ""],
        ["成本指标", "指标1：成本控制", "≤48.65万元", "46万元", "20", "20", "/"],
        ["满意度指标", "服务对象满意度指标", "指标1：满意度", "≥95%", "98%", "30", "28.5", "略"],
    ]


def test_a_long_indicator_cell_turns_the_page() -> None:
    row = replace(SHORT.indicators[0], actual="完成" * 176)
    pdf, _ = draw(replace(SHORT, indicators=(row, *SHORT.indicators[1:])))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert document.pages[0].width > document.pages[0].height


def test_one_more_heading_pair_takes_a_whole_line() -> None:
    pdf, _ = draw(replace(SHORT, headings=SHORT.headings[:4]))
    assert rows_of(pdf)[:3][2] == ["项目负责人", "王甲"]


def test_an_empty_form_is_still_a_form() -> None:
    empty = SelfEvaluation("项目支出绩效自评表", 2024, "beijing_2020", "万元")
    text = copied(draw(empty)[0])
    for label in ("项目资金（万元）", "年度总体目标", "预期目标", "绩效指标", "三级指标", "总分"):
        assert label in text


def test_many_indicators_over_several_pages() -> None:
    rows = tuple(
        IndicatorLine(
            f"一级{n // 30}", f"二级{n // 10}", f"指标{n}：示例", f"≥{n}家", f"{n}家", "1", reason="/"
        )
        for n in range(90)
    )
    pdf, _ = draw(replace(SHORT, indicators=rows))
    text = copied(pdf)
    assert [text.count(f"指标{n}：示例") for n in range(90)] == [1] * 90
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 2
        for page in document.pages[1:]:
            assert bare(page.extract_text()).count("三级指标") == 1


def test_a_goal_longer_than_a_page() -> None:
    text = "".join(f"第{number}项目标：完成审核并形成报告；" for number in range(300))
    pdf, _ = draw(replace(SHORT, goal_expected=text))
    assert bare(text) in "".join(
        cells[-2] for cells in rows_of(pdf) if any("项目标：" in cell for cell in cells)
    )
    assert "年度总体目标（续）" in copied(pdf)


HOSTILE = [
    "a<b & c <b>x</b> &amp; {{ 7*7 }} <para>",
    "\x00\x01\x1f\x7f\x9f",
    "☑",
    "，，，，，，，，，，",
    "（（（（（（（（（（",
    "😀👨‍👩‍👧",
    "𬭎䶮𰻞",
    "\ud800",
    "　　\t \u00a0 \u200b",
    "\n\n\n",
    "W" * 200,
    "字" * 3000,
    "1234567890" * 300,
    "e\u0301\u0302" * 50,
    "\u202e反\u2066向",
    "ไทย ال हि",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_too_strange(text: str) -> None:
    """It stands in every field at once; nothing crashes, and what is not printed is named."""
    page = SelfEvaluation(
        title=text[:100],
        year=2024,
        profile="beijing_2020",
        money_unit=text,
        headings=(*((label, text) for label, _ in SHORT.headings), (text, text)),
        funding=(FundingLine(FundingRole.TOTAL, text, text, text, text),),
        goal_expected=text,
        goal_actual=text,
        indicators=(
            IndicatorLine(*[text] * 6, reason=text),
            IndicatorLine("产出指标", *[text] * 5, reason=text),
        ),
    )
    pdf, warnings = draw(page)
    drawn = copied(pdf)
    assert "".join(warnings).isprintable()
    for character in dict.fromkeys(bare(text)):
        named = any(f"U+{ord(character):04X}" in warning for warning in warnings)
        assert named or character in drawn, repr(character)


def test_three_thousand_characters_in_each_cell_are_all_there() -> None:
    numbers = "".join(f"甲{number:04}" for number in range(600))
    row = IndicatorLine("产出指标", numbers, numbers, numbers, numbers, "1", reason=numbers)
    pdf, _ = draw(replace(SHORT, indicators=(row,), goal_expected=numbers))
    drawn = copied(pdf)
    assert drawn.count("甲") == 6 * 600 + drawn.count("王甲")


def test_warnings_name_the_cell() -> None:
    row = replace(SHORT.indicators[1], reason="见😀")
    page = replace(SHORT, indicators=(SHORT.indicators[0], row), goal_expected="\x01")
    assert draw(page)[1] == [
        "“预期目标”中的U+0001字体里没有，已印成“〓”。",
        "“第2行指标的偏差原因分析及改进措施”中的“😀”U+1F600字体里没有，已印成“〓”。",
    ]


def test_the_same_page_gives_the_same_bytes() -> None:
    first = draw(SHORT)[0]
    draw(replace(SHORT, title="另一张表"))
    assert draw(SHORT)[0] == first


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "新文件夹" / "自评表 2024.pdf"
    print_performance(SHORT, target)
    print_performance(replace(SHORT, title="另一张表"), target)
    assert copied(target.read_bytes()).startswith("另一张表")
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_that_is_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "自评表.pdf"
    target.write_bytes(b"old")

    def refuse(self: Path, other: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(other))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileBusy) as caught:
        print_performance(SHORT, target)
    assert caught.value.sentence == (
        "“自评表.pdf”正被另一个程序打开，或被设为只读。请关闭那个程序后重试，或换一个文件名。"
    )
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.glob("*.pdf*")] == ["自评表.pdf"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "不是文件夹").write_text("")
    with pytest.raises(ReadOnly) as caught:
        print_performance(SHORT, tmp_path / "不是文件夹" / "自评表.pdf")
    assert isinstance(caught.value, AppError)
    assert "不能写入" in caught.value.sentence
