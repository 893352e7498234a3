"""Lines end where Chinese typesetting lets them end, and nothing is lost on the way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.documents.zh_text import Line, break_lines, label_lines, vertical_lines

NEVER_FIRST = "，。、；：？！）】〕》」』”’…—%‰℃·～,.;:?!)]}"
NEVER_LAST = "（【〔《「『“‘([{￥№"
WORDS = [
    "碳排放权交易",
    "市场",
    "单位",
    "≥95%",
    "≤48.65万元",
    "＝8.00",
    "1,250,000.00",
    "2024-12-31",
    "CO₂",
    "tCO₂e",
    "GB/T",
    "15000元/次",
    "100㎡",
    "，",
    "。",
    "；",
    "、",
    "——",
    "……",
    "（示例）",
    "“按照”",
    "《核查指南》",
    "（包括《办法》）；",
    " ",
    "\n",
]
any_text = st.text(max_size=120) | st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
widths = st.floats(4, 300)


def measure(text: str) -> float:
    """Nine points for Chinese characters and five for others."""
    return sum(5 if character < "\u2000" else 9 for character in text)


def joined(lines: list[Line]) -> str:
    return "".join(line.text + "\n" * line.ends for line in lines).removesuffix("\n")


def breaks(lines: list[Line]) -> list[tuple[str, str]]:
    """The lines on both sides of each place where the rules let a line end."""
    return [
        (before.text.rstrip(), after.text)
        for before, after in pairwise(lines)
        if not before.ends and not before.forced and before.text.strip()
    ]


@pytest.mark.parametrize("setting", [break_lines, label_lines, vertical_lines])
@given(text=any_text, width=widths)
def test_all_lines_together_are_the_text(setting, text: str, width: float) -> None:  # type: ignore[no-untyped-def]
    assert joined(setting(text, width, measure)) == text


@given(any_text, widths)
def test_no_line_is_wider_than_the_column(text: str, width: float) -> None:
    for line in break_lines(text, width, measure):
        bare = line.text.rstrip()
        assert line.width == pytest.approx(measure(bare))
        assert line.width - line.hang <= width + 1e-6 or len(bare) == 1
        assert line.hang in (0, 4.5)
        assert not line.hang or bare[-1] in NEVER_FIRST


@given(any_text, widths)
def test_no_mark_stands_on_the_wrong_side(text: str, width: float) -> None:
    for before, after in breaks(break_lines(text, width, measure)):
        assert after[:1] not in NEVER_FIRST or not after
        assert before[-1] not in NEVER_LAST


clauses = st.tuples(
    st.sampled_from(WORDS), st.sampled_from(["项", "项，", "项。", "项；", "项 ", "项\n"])
).map("".join)


@given(st.lists(clauses, max_size=40).map("".join), st.floats(110, 400))
def test_ordinary_text_is_never_cut_by_force(text: str, width: float) -> None:
    """In a column that holds the longest word with its marks, no number and no Latin word is broken."""
    lines = break_lines(text, width, measure)
    assert not any(line.forced for line in lines)
    for before, after in breaks(lines):
        assert not (before[-1] + after[0]).isascii() or not (before[-1] + after[0]).isalnum()


@pytest.mark.parametrize(
    ("text", "characters", "expected"),
    [
        ("按照《办法》的规定，完成审核。", 6, ["按照《办法》", "的规定，完成", "审核。"]),
        ("完成七十六家，", 6.5, ["完成七十六家，"]),  # half of the mark hangs over the edge
        ("达到满意度≥95%以上", 6, ["达到满意度", "≥95%以上"]),
        ("共计1,250.00万元", 5, ["共计", "1,250.00", "万元"]),
        ("排放单位（重点）", 5, ["排放单位", "（重点）"]),
        ("一二三四五……六", 6, ["一二三四", "五……六"]),
        ("  缩进的段落", 5, ["  缩进的", "段落"]),
        ("a bc def", 2, ["a ", "bc ", "def"]),
        ("第一行\n\n第三行", 9, ["第一行", "", "第三行"]),
        ("", 3, [""]),
    ],
)
def test_examples(text: str, characters: float, expected: list[str]) -> None:
    assert [line.text for line in break_lines(text, characters * 9, measure)] == expected


def test_an_overlong_run_is_cut_at_its_seams() -> None:
    lines = break_lines("www.example.gov.cn/zwgk/2024/report.html", 60, measure)
    assert [line.text for line in lines] == ["www.example.", "gov.cn/zwgk/", "2024/report.", "html"]
    assert [line.forced for line in lines] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "characters", "expected"),
    [
        ("生态效益指标", 3, "生态/效益/指标"),
        ("生态效益指标", 5, "生态效益/指标"),
        ("可持续影响指标", 3, "可持续/影响/指标"),
        ("服务对象满意度指标", 3, "服务/对象/满意度/指标"),
        ("服务对象满意度指标", 7, "服务对象/满意度指标"),
        ("满意度指标", 3, "满意度/指标"),
        ("偏差原因分析及改进措施", 8, "偏差原因分析/及改进措施"),
        ("其中：当年财政拨款", 6, "其中：当年/财政拨款"),
        ("年初预算数", 4, "年初/预算数"),
        ("项目资金（万元）", 5, "项目资金/（万元）"),
        ("碳减排量指标", 4, "碳减排量/指标"),
        ("得分", 3, "得分"),
    ],
)
def test_labels_are_broken_between_words(text: str, characters: int, expected: str) -> None:
    assert "/".join(line.text for line in label_lines(text, characters * 9, measure)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绩效指标", "绩/效/指/标"),
        ("项目资金（万元）", "项/目/资/金/（万元）"),
        ("2024年度", "2024/年/度"),
        ("目标、值", "目/标、/值"),
    ],
)
def test_downward_labels(text: str, expected: str) -> None:
    assert "/".join(line.text for line in vertical_lines(text, 40, measure)) == expected
