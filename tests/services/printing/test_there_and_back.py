from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.models.database import Workspace
from app.models.enums import FundingRole, ProofKind
from app.models.errors import AppError
from app.services.performance import store
from app.services.performance.blank import blank_form
from app.services.performance.form import IMPORTED, IndicatorLine, SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.proofs import ProofLine
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from app.services.printing import performance_file, print_performance
from tests.services.performance.plans import declaration


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


def written(form: SelfEvaluation, folder: Path, ending: str) -> Path:
    target = folder / f"绩效表.{ending}"
    assert print_performance(form, target) == []
    return target


def there_and_back(form: SelfEvaluation, folder: Path, ending: str = "xlsx") -> SelfEvaluation:
    target = folder / f"自评表.{ending}"
    print_performance(form, target)
    return read_self_evaluation(target, profile_id=form.profile)


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_the_sample_comes_back_with_bands_and_reasons_of_scores(tmp_path: Path, ending: str) -> None:
    form = sample_self_evaluation()
    assert any(line.band for line in form.indicators)
    assert any(line.score_reason for line in form.indicators)
    again = there_and_back(form, tmp_path, ending)
    assert bare(again) == bare(form)
    assert (again.printed_weight, again.printed_score) == ("100", "97")
    assert (again.leftovers, again.doubts) == ((), ())


def test_the_form_alone_cannot_say_them(tmp_path: Path) -> None:
    form = sample_self_evaluation()
    print_performance(form, tmp_path / "a.xlsx", bare=True)
    again = read_self_evaluation(tmp_path / "a.xlsx", profile_id=form.profile)
    assert bare(again) == as_printed(form)


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_many_notes_and_proofs_go_over_several_pages(tmp_path: Path, ending: str) -> None:
    sample = sample_self_evaluation()
    reason = "与主管科室核对后按实际完成质量评分，详见复核记录；" * 4
    lines = tuple(
        replace(
            sample.indicators[0], title=f"{n}.示例任务{n}", score_text="9.5", score_reason=reason + str(n)
        )
        for n in range(60)
    )
    form = replace(sample, indicators=lines)
    proofs = tuple(
        ProofLine(
            str(n), n, n - 1, f"签到表{n}.pdf", "ab" * 32, 1, ProofKind.ORIGINAL, None, "1–2", None, "盖章"
        )
        for n in range(1, 50)
    )
    target = tmp_path / f"表.{ending}"
    assert print_performance(form, target, proofs=proofs) == []
    again = read_self_evaluation(target, profile_id=form.profile)
    assert again.indicators == form.indicators
    (list_of_proofs,) = again.leftovers
    assert list_of_proofs.text.count("签到表") == 49
    assert [one.sentence for one in again.doubts] == ["附有佐证材料清单（49 项），材料本身请另行添加。"]


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("source", ["xlsx", "docx", "json"])
def test_the_real_table_edited_in_the_program_is_equal_at_each_step(
    shared: Path, tmp_path: Path, workspace: Workspace, source: str, ending: str
) -> None:
    """Import, edit in the file as the window does, export, import again."""
    form = read_self_evaluation(shared / "data" / f"self_evaluation_2023_fengtai.{source}")
    with workspace.write("导入") as session:
        key = store.add_table(session, form, 2023)
    assert stored(workspace, key) == form
    with workspace.write("修改") as session:
        ids = store.stored_table(session, key).indicator_ids
        store.set_indicator(session, ids[3], "score_text", "17.5")
        store.set_indicator(session, ids[3], "score_reason", "统计分析只完成两期，\n与主管科室核对")
        store.set_indicator(session, ids[0], "reason", "按要求完成；\n另有说明")
        store.set_indicator(session, ids[4], "title", "")
        store.set_goal(session, key, actual="完成年度目标。\n第二段。")
        store.set_funding(session, key, FundingRole.OTHER, "initial_text", "0")
        store.set_heading(session, key, "联系电话", "（略）、（略）")
        store.add_indicator(session, key, form.indicators[2], ids[2])
        store.forget_printed(session, key)
    edited = stored(workspace, key)
    again = there_and_back(edited, tmp_path, ending)
    assert bare(again) == bare(edited)
    assert again.leftovers == ()
    with workspace.write("再导入") as session:
        second = store.add_table(session, again, 2023)
    assert bare(there_and_back(stored(workspace, second), tmp_path, ending)) == bare(edited)


def stored(workspace: Workspace, key: str) -> SelfEvaluation:
    with workspace.read() as session:
        return store.stored_table(session, key).form


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("source", ["xlsx", "docx", "json"])
def test_the_real_table_comes_back_and_says_98_14(
    shared: Path, tmp_path: Path, source: str, ending: str
) -> None:
    form = read_self_evaluation(shared / "data" / f"self_evaluation_2023_fengtai.{source}")
    assert there_and_back(form, tmp_path, ending) == form
    changed = replace(
        form.indicators[0], actual="49家排放报告审核", reason="按要求完成；\n另有说明", score_text="9.5"
    )
    edited = replace(form, indicators=(changed, *form.indicators[1:]), printed_score="97.64")
    again = there_and_back(edited, tmp_path, ending)
    assert again.indicators[0].actual == "49家排放报告审核"
    assert again.indicators[0].reason == "按要求完成；\n另有说明"
    assert there_and_back(again, tmp_path, ending) == again
    assert (form.printed_score, again.leftovers) == ("98.14", ())
    scored = score(form, profile(form.profile))
    cost = next(line for line in scored.lines if line.line.level2 == "成本指标")
    assert (str(scored.total), str(scored.execution.score)) == ("98.14", "10.00")
    assert (str(cost.counts), cost.line.score_reason) == ("18.14", IMPORTED)


DECLARATIONS = ["shanghai_declaration", "central_declaration"]
LONG = "组织开展示例区重点碳排放单位排放报告和核查报告的审核，并对问题较多的单位开展现场复核，形成复核记录"


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("profile_id", DECLARATIONS)
def test_a_declaration_of_ninety_indicators_comes_back(tmp_path: Path, profile_id: str, ending: str) -> None:
    for words in ("完成示例工作任务", LONG):
        form = declaration(profile_id, 90, words=words)
        again = read_self_evaluation(written(form, tmp_path, ending))
        assert again == form
        assert (again.leftovers, again.doubts) == ((), ())


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_a_goal_longer_than_a_page_comes_back(tmp_path: Path, ending: str) -> None:
    goal = "\n".join(
        f"{n}.第{n}项年度目标：完成排放报告审核并形成报告，组织培训并开展调研；" for n in range(1, 160)
    )
    form = replace(declaration(DECLARATIONS[0], 9), goal_expected=goal)
    assert read_self_evaluation(written(form, tmp_path, ending)) == form


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_three_columns_and_signatures_come_back(tmp_path: Path, ending: str) -> None:
    by = profile("sichuan_2023")
    form = blank_form(by, 2024, "示例项目")
    values = ("≥12.50家", "2024年12月31日前完成", "=100(%)", "效果明显", "约49家", "≤3万元")
    lines = tuple(
        replace(
            line, title=f"第{n}项任务", target=values[n % len(values)], actual="按要求完成", weight_text="9"
        )
        for n, line in enumerate(form.indicators)
    )
    headings = tuple((label, value or f"示例{label}") for label, value in form.headings)
    funding = tuple(
        replace(one, initial_text="5", full_year_text="5", executed_text="4") for one in form.funding
    )
    form = replace(
        form, headings=headings, funding=funding, indicators=lines, goal_expected="甲", goal_actual="乙"
    )
    again = read_self_evaluation(written(form, tmp_path, ending))
    assert again.profile == form.profile
    assert again.headings == headings
    assert [line.target for line in again.indicators] == [line.target for line in lines]
    assert again.leftovers == ()


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_the_same_form_gives_the_same_bytes(ending: str) -> None:
    form = declaration(DECLARATIONS[1])
    first = performance_file(form, f".{ending}")[0]
    performance_file(sample_self_evaluation(), f".{ending}")
    assert performance_file(form, f".{ending}")[0] == first


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
