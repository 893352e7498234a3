from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.models.errors import FileMissing, InputError
from app.services.performance.checks import FormSeverity, check
from app.services.performance.form import IMPORTED, SelfEvaluation
from app.services.performance.intake import file_filter, read_self_evaluation, read_self_evaluations
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from tests.services.performance.builders import Layout, Piece, docx, lay_out, xls, xlsx

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
NAME = "self_evaluation_2023_fengtai"
real_files = pytest.mark.skipif(not (REAL / f"{NAME}.json").exists(), reason="../shared/data is not here")
BEIJING = profile("beijing_2020")


def printed(form: SelfEvaluation = sample_self_evaluation()) -> tuple[SelfEvaluation, list[str]]:  # noqa: B008
    """A form as a file prints it and the scores of its rows; the bands are not printed."""
    scored = score(form, profile(form.profile))
    scores = [str(line.counts) for line in scored.lines]
    rows = [replace(line, band=None, score_text="", score_reason="") for line in form.indicators]
    bare = replace(form, indicators=tuple(rows), printed_weight="100", printed_score=str(scored.total))
    ours = [line.computed for line in score(bare, profile(form.profile)).lines]
    rows = [
        line if Decimal(text) == computed else replace(line, score_text=text, score_reason=IMPORTED)
        for line, text, computed in zip(rows, scores, ours, strict=True)
    ]
    return replace(bare, indicators=tuple(rows)), scores


FORM, SCORES = printed()


def read_xlsx(tmp_path: Path, pieces: list[Piece], **options: bool) -> SelfEvaluation:
    return read_self_evaluation(xlsx(tmp_path / "form.xlsx", {"表1": pieces}, **options))


# The real files


@real_files
@pytest.mark.parametrize("suffix", ["json", "xlsx", "docx"])
def test_the_real_form(suffix: str) -> None:
    form = read_self_evaluation(REAL / f"{NAME}.{suffix}")
    scored = score(form, BEIJING)
    assert (form.title, form.year, form.profile, form.money_unit) == (
        "项目支出绩效自评表",
        2023,
        "beijing_2020",
        "万元",
    )
    assert [label for label, _ in form.headings] == [
        "项目名称",
        "主管部门",
        "实施单位",
        "项目负责人",
        "联系电话",
    ]
    assert (str(scored.weight), str(scored.total), scored.grade) == ("100", "98.14", "优")
    assert (str(scored.execution.score), scored.execution.rate) == ("10.00", Decimal("100.00"))
    cost = form.indicators[3]
    assert (cost.level2, cost.score_text, cost.score_reason) == ("成本指标", "18.14", IMPORTED)
    assert cost.reason == "目前2023年全年数据及2024年1季度数据未完成统计；"
    assert [item.number for item in cost.title_items] == [1, 2, 3, 4]
    assert [item.number for item in form.indicators[0].target_items] == [1, 2, 3]


@real_files
def test_the_three_real_files_give_the_same_table() -> None:
    forms = [read_self_evaluation(REAL / f"{NAME}.{suffix}") for suffix in ("json", "xlsx", "docx")]
    assert forms[0] == forms[1] == forms[2]
    assert [form.leftovers for form in forms[1:]] == [(), ()]
    assert [form.source for form in forms] == [f"{NAME}.json", f"{NAME}.xlsx", f"{NAME}.docx"]


@real_files
def test_the_real_form_keeps_its_manual_scores_and_computes_satisfaction() -> None:
    form = read_self_evaluation(REAL / f"{NAME}.xlsx")
    assert [line.score_text for line in form.indicators] == [
        "10",
        "10",
        "10",
        "18.14",
        "10",
        "10",
        "5",
        "5",
        "",
    ]
    assert score(form, BEIJING).lines[8].computed == Decimal("10.00")


@real_files
def test_the_real_quirks_are_told() -> None:
    form = read_self_evaluation(REAL / f"{NAME}.json")
    assert ["服务对象满意度标" in doubt.sentence for doubt in form.doubts] == [True]
    assert form.indicators[8].level2 == "服务对象满意度指标"
    places = {leftover.place.split("[")[0] for leftover in form.leftovers}
    assert {"source_anomalies", "cost_lines.lines", "funding.notes"} <= places
    found = check(form, BEIJING, imported=True)
    assert {one.code for one in found} == {"V7", "V11", "S5"}
    assert {one.severity for one in found} == {FormSeverity.WARNING}


# Layouts


def test_every_kind_of_file_gives_the_same(tmp_path: Path) -> None:
    pieces = lay_out(FORM, SCORES, Layout())
    forms = [
        read_self_evaluation(xlsx(tmp_path / "a.xlsx", {"表1": pieces})),
        read_self_evaluation(xls(tmp_path / "a.xls", pieces)),
        read_self_evaluation(docx(tmp_path / "a.docx", [pieces])),
    ]
    assert forms == [FORM] * 3
    assert [form.leftovers for form in forms] == [()] * 3


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    pieces = lay_out(FORM, SCORES, Layout())
    path = xlsx(tmp_path / "a.xlsx", {"表1": pieces})
    assert read_self_evaluation(path.rename(tmp_path / "a.xls")) == FORM


def test_labels_one_sign_per_line(tmp_path: Path) -> None:
    assert read_xlsx(tmp_path, lay_out(FORM, SCORES, Layout(upright=True))) == FORM


def test_without_merged_cells(tmp_path: Path) -> None:
    assert read_xlsx(tmp_path, lay_out(FORM, SCORES, Layout()), merged=False) == FORM


def test_what_cannot_be_placed_is_left_over_with_its_place(tmp_path: Path) -> None:
    layout = Layout(before=("附件3",), after=("注：示例说明", "填表人签字"), extra_column="按完成率计分")
    form = read_xlsx(tmp_path, lay_out(FORM, SCORES, layout))
    assert form == FORM
    texts = [leftover.text for leftover in form.leftovers]
    assert texts.count("按完成率计分") == len(FORM.indicators)
    assert {"附件3", "注：示例说明", "填表人签字", "评分标准"} <= set(texts)
    assert form.leftovers[0].place == "表1!A1"


def test_other_sheets_are_kept_as_text(tmp_path: Path) -> None:
    other = [Piece("项目名称", 0, 0), Piece("别的项目", 0, 1), Piece("经办人", 1, 0)]
    path = xlsx(tmp_path / "a.xlsx", {"封面": other, "自评表": lay_out(FORM, SCORES, Layout())})
    form = read_self_evaluation(path)
    assert form == FORM
    assert [(left.place, left.text) for left in form.leftovers] == [("封面", "项目名称 | 别的项目\n经办人")]


def test_a_declaration_in_the_same_document_is_no_form(tmp_path: Path) -> None:
    declaration = [Piece(text, 0, n) for n, text in enumerate(["一级指标", "二级指标", "三级指标", "指标值"])]
    form = read_self_evaluation(docx(tmp_path / "a.docx", [declaration, lay_out(FORM, SCORES, Layout())]))
    assert form == FORM
    assert form.leftovers[0].place == "表1 第1行第1列"


def test_a_table_cut_at_a_page_edge_goes_on(tmp_path: Path) -> None:
    pieces = lay_out(FORM, SCORES, Layout(repeat_levels=True))
    header = [piece for piece in pieces if piece.text in ("一级指标", "分值", "得分") and piece.row > 10]
    cut = max(piece.row for piece in header) + 5
    again = [piece for piece in pieces if piece.row == header[0].row and piece.column > 0]
    first = [replace(p, height=min(p.height, cut - p.row)) for p in pieces if p.row < cut]
    second = [replace(piece, row=0, height=1) for piece in again]
    second += [replace(piece, row=piece.row - cut + 1) for piece in pieces if piece.row >= cut]
    assert read_self_evaluation(docx(tmp_path / "a.docx", [first, second])) == FORM


def test_several_forms_in_one_file(tmp_path: Path) -> None:
    other = replace(FORM, headings=(("项目名称", "另一个示例项目"),))
    sheets = {"甲": lay_out(FORM, SCORES, Layout()), "乙": lay_out(other, SCORES, Layout())}
    path = xlsx(tmp_path / "a.xlsx", sheets)
    assert read_self_evaluations(path) == (FORM, other)
    assert "另一个示例项目" in read_self_evaluation(path).doubts[0].sentence


def test_two_forms_below_one_another(tmp_path: Path) -> None:
    other = replace(FORM, title="另一张自评表", headings=(("项目名称", "另一个示例项目"),))
    first = lay_out(FORM, SCORES, Layout())
    down = max(piece.row for piece in first) + 1
    second = [replace(piece, row=piece.row + down) for piece in lay_out(other, SCORES, Layout())]
    path = xlsx(tmp_path / "a.xlsx", {"表1": [*first, *second]})
    assert read_self_evaluations(path) == (FORM, other)


def changed(pieces: list[Piece], old: str, **changes: object) -> list[Piece]:
    """The pieces with those that say `old` changed."""
    assert any(piece.text == old for piece in pieces)
    return [replace(piece, **changes) if piece.text == old else piece for piece in pieces]  # type: ignore[arg-type]


def test_level_names_are_restored_and_told(tmp_path: Path) -> None:
    pieces = changed(lay_out(FORM, SCORES, Layout()), "服务对象满意度指标", text="服务对象满意度标")
    form = read_xlsx(tmp_path, pieces)
    assert form == FORM
    assert form.doubts[0].sentence == "二级指标印为“服务对象满意度标”，按模板读作“服务对象满意度指标”。"
    assert form.doubts[0].place == "表1!B26"


def test_a_missing_level1_is_taken_from_the_frame(tmp_path: Path) -> None:
    pieces = lay_out(FORM, SCORES, Layout())
    bare = [piece for piece in pieces if piece.text not in ("效益指标", "满意度指标")]
    form = read_xlsx(tmp_path, bare, merged=False)
    assert form == FORM
    assert sum("没有印一级指标" in doubt.sentence for doubt in form.doubts) == 5


def test_an_unknown_level_is_kept_as_printed(tmp_path: Path) -> None:
    pieces = changed(lay_out(FORM, SCORES, Layout()), "时效指标", text="进度指标")
    form = read_xlsx(tmp_path, pieces)
    assert form.indicators[4].level2 == "进度指标"
    assert "V13" in {one.code for one in check(form, BEIJING)}


def test_a_different_score_is_kept_and_told(tmp_path: Path) -> None:
    scores = ["9", *SCORES[1:]]
    form = read_xlsx(tmp_path, lay_out(FORM, scores, Layout()))
    assert (form.indicators[0].score_text, form.indicators[0].score_reason) == ("9", IMPORTED)
    assert "按规则为 10.00" in form.doubts[0].sentence


def test_units_behind_numbers_are_told(tmp_path: Path) -> None:
    pieces = changed(lay_out(FORM, SCORES, Layout()), "46.8", text="46.8万元")
    form = read_xlsx(tmp_path, pieces)
    assert form == FORM
    assert form.doubts[0].sentence == "全年执行数印为“46.8万元”，按 46.8 读入。"


def test_a_weight_merged_over_two_rows_is_one_row(tmp_path: Path) -> None:
    pieces = lay_out(FORM, SCORES, Layout())
    weights = sorted((p for p in pieces if p.column == 6 and p.row > 14), key=lambda p: p.row)
    first, second = weights[2], weights[3]
    rest = [piece for piece in pieces if piece not in (first, second)]
    form = read_xlsx(tmp_path, [*rest, replace(first, height=2)])
    assert len(form.indicators) == len(FORM.indicators) - 1
    assert any("共用分值" in doubt.sentence for doubt in form.doubts)


def test_comparator_and_unit_in_their_own_columns(tmp_path: Path) -> None:
    titles = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "实际完成值",
        "分值",
        "得分",
    ]
    values = ["产出指标", "数量指标", "审核单位数", "≥", "60", "家", "60家", "10", "10"]
    pieces = [Piece(text, 0, n) for n, text in enumerate(titles)]
    form = read_xlsx(tmp_path, pieces + [Piece(text, 1, n) for n, text in enumerate(values)])
    assert (form.indicators[0].target, form.indicators[0].score_text) == ("≥60家", "")


def test_execution_printed_as_an_indicator(tmp_path: Path) -> None:
    pieces = [p for p in lay_out(FORM, SCORES, Layout()) if not (p.row == 8 and p.text == "10")]
    last = max(piece.row for piece in pieces)
    moved = [replace(p, row=p.row + 1) if p.row == last else p for p in pieces]
    moved += [Piece("预算执行率", last, 1), Piece("10", last, 6), Piece("9.75", last, 7)]
    form = read_xlsx(tmp_path, moved)
    assert (form.funding[0].weight_text, form.funding[0].printed_score) == ("10", "9.75")
    assert len(form.indicators) == len(FORM.indicators)


def test_an_indicator_that_is_called_execution_rate_is_a_row(tmp_path: Path) -> None:
    pieces = changed(lay_out(FORM, SCORES, Layout()), "项目总成本", text="预算执行率")
    assert read_xlsx(tmp_path, pieces).indicators[5].title == "预算执行率"


def test_a_form_in_the_words_of_another_province(tmp_path: Path) -> None:
    lines = [
        ["项目名称", "示例项目", "主管部门", "示例局"],
        ["预算执行情况（万元）", "", "预算数(A)", "执行数(B)", "执行率(B/A)", "得分(20分*执行率)"],
        ["", "年度财政资金总额", "100", "80", "80%", "16"],
        ["年度目标", "示例目标"],
        ["年度绩效指标", "一级指标", "二级指标", "三级指标", "年初目标值(A)", "实际完成值(B)", "得分"],
        ["", "产出指标", "数量指标", "审核数", "≥10家", "8家", "32"],
    ]
    pieces = [Piece(text, row, n) for row, texts in enumerate(lines) for n, text in enumerate(texts) if text]
    form = read_xlsx(tmp_path, pieces)
    assert form.headings == (("项目名称", "示例项目"), ("主管部门", "示例局"))
    assert (form.funding[0].full_year_text, form.funding[0].executed_text) == ("100", "80")
    assert (form.goal_expected, form.leftovers) == ("示例目标", ())
    row = form.indicators[0]
    assert (row.target, row.actual, row.score_text, row.weight_text) == ("≥10家", "8家", "32", "")


def test_what_is_seen_comes_before_what_is_hidden(tmp_path: Path) -> None:
    book = load_workbook(xlsx(tmp_path / "a.xlsx", {"新": lay_out(FORM, SCORES, Layout())}))
    copy = book.copy_worksheet(book["新"])
    copy["C3"] = "旧项目"
    copy.sheet_state = "hidden"
    book.move_sheet(copy, -1)
    book.save(tmp_path / "b.xlsx")
    assert read_self_evaluation(tmp_path / "b.xlsx") == FORM
    assert read_self_evaluations(tmp_path / "b.xlsx")[1].heading("项目名称") == "旧项目"


def test_the_frame_of_2022_is_recognised(tmp_path: Path) -> None:
    row = replace(FORM.indicators[5], level1="成本指标", level2="经济成本指标")
    form = replace(FORM, indicators=(row, *FORM.indicators[:3]), profile="central_2022")
    read = read_xlsx(tmp_path, lay_out(form, ["10", "10", "5", "3.75"], Layout()))
    assert (read.profile, read.indicators[0].level1) == ("central_2022", "成本指标")
    path = tmp_path / "form.xlsx"
    assert read_self_evaluation(path, profile_id="beijing_2020").profile == "beijing_2020"
    with pytest.raises(InputError, match="mars"):
        read_self_evaluation(path, profile_id="mars")


# Refusals


def test_a_file_without_a_form(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有找到绩效自评表或申报表（名单）"):
        read_self_evaluation(xlsx(tmp_path / "a.xlsx", {"名单": [Piece("单位名称", 0, 0)]}))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_self_evaluation(tmp_path / "no.xlsx")


def test_file_filter() -> None:
    assert file_filter() == "绩效自评表和申报表 (*.xlsx *.xlsm *.xls *.docx *.pdf *.json)"
