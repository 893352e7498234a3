from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.models.errors import AppError
from app.services.performance.form import IMPORTED, IndicatorLine, SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from app.services.printing import print_performance


def as_printed(form: SelfEvaluation) -> SelfEvaluation:
    """What the official form can say: totals, rates and scores, but neither band nor reason of a score."""
    scored = score(form, profile(form.profile))
    lines = []
    for one in scored.lines:
        by_hand = (
            one.counts is not None
            and one.counts
            != score(
                replace(form, indicators=(replace(one.line, band=None, score_text=""),)),
                profile(form.profile),
            )
            .lines[0]
            .computed
        )
        text = f"{one.counts.normalize():f}" if by_hand and one.counts is not None else ""
        lines.append(replace(one.line, band=None, score_text=text, score_reason=IMPORTED if by_hand else ""))
    return replace(
        form,
        indicators=tuple(lines),
        funding=tuple(replace(one, printed_rate="", printed_score="") for one in form.funding),
        printed_weight="",
        printed_score="",
    )


def bare(form: SelfEvaluation) -> SelfEvaluation:
    return replace(
        form,
        funding=tuple(replace(one, printed_rate="", printed_score="") for one in form.funding),
        printed_weight="",
        printed_score="",
    )


def there_and_back(form: SelfEvaluation, folder: Path, ending: str = "xlsx") -> SelfEvaluation:
    target = folder / f"自评表.{ending}"
    print_performance(form, target)
    return read_self_evaluation(target, profile_id=form.profile)


def test_the_sample_comes_back(tmp_path: Path) -> None:
    form = sample_self_evaluation()
    again = there_and_back(form, tmp_path)
    assert bare(again) == as_printed(form)
    assert (again.printed_weight, again.printed_score) == ("100", "97")
    assert again.leftovers == ()


def test_the_real_table_comes_back_and_says_98_14(shared: Path, tmp_path: Path) -> None:
    form = read_self_evaluation(shared / "data" / "self_evaluation_2023_fengtai.xlsx")
    again = there_and_back(form, tmp_path)
    assert again == form
    assert again.printed_score == "98.14"


def test_words_stay_words(tmp_path: Path) -> None:
    line = IndicatorLine("产出指标", "数量指标", "=1+1", "007", "+5\x01次", "10.00", reason="一\n二")
    form = replace(sample_self_evaluation(), indicators=(line,))
    again = there_and_back(form, tmp_path).indicators[0]
    assert (again.title, again.target, again.actual) == ("=1+1", "007", "+5次")
    assert (again.weight_text, again.reason) == ("10.00", "一\n二")
    sheet = load_workbook(tmp_path / "自评表.xlsx").active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(AppError):
        print_performance(sample_self_evaluation(), tmp_path / "文件" / "自评表.xlsx")


WORDS = st.text(st.sampled_from("排放报告审核≥95%，。1（）"), min_size=1, max_size=12).map(
    lambda text: f"甲{text}乙"
)


WEIGHTS = st.sampled_from(["5", "10", "12.50", "0.5"])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(WORDS, WORDS, WEIGHTS), min_size=1, max_size=6))
def test_any_rows_come_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    levels = ("数量指标", "质量指标")
    lines = tuple(
        IndicatorLine("产出指标", levels[number % 2], title, "按要求", actual, weight, reason="/")
        for number, (title, actual, weight) in enumerate(rows)
    )
    form = replace(sample_self_evaluation(), indicators=lines)
    again = there_and_back(form, tmp_path_factory.mktemp("xlsx"))
    assert [(one.title, one.actual, one.weight_text) for one in again.indicators] == rows
