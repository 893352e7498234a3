"""Declarations in foreign files: columns in another order, several in one file, what is doubtful or left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.enums import FundingRole
from app.services.performance.checks import FormSeverity, check
from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import read_self_evaluation, read_self_evaluations
from app.services.performance.profiles import FormKind, profile
from app.services.performance.sample import sample_self_evaluation
from app.services.printing import print_performance
from tests.services.performance.builders import Piece, docx, xlsx
from tests.services.performance.plans import declaration

FLAT = [
    ["财政项目支出绩效目标申报表"],
    ["（2024年度）"],
    ["项目名称", "示例项目", "", "项目类别", "经常性"],
    ["项目主管部门", "示例局", "", "实施单位", "示例中心"],
    ["项目资金（元）", "项目资金总额", "3,000.00", "年度资金申请总额", "1,000.00"],
    ["", "其中：财政资金", "3,000.00", "其中：当年财政拨款", "900.00"],
    ["", "", "", "上年结转资金", "100.00"],
    ["项目绩效目标", "项目总目标", "", "年度总体目标"],
    ["", "建立体系", "", "1.完成审核；\n2.开展培训。"],
    ["绩效指标", "三级指标", "年度(/项目)指标值", "二级指标", "一级指标"],
    ["", "1与2.审核单位数", "≥76.00(家)", "数量指标", "产出指标"],
    ["", "3-7.培训次数", "=2.00(次)", "", ""],
    ["", "完成时间", "2024年12月31日前", "时效指标", ""],
    ["", "满意度", "≥95%", "服务对象满意度指标", "满意度指标"],
]


def pieces(rows: list[list[str]], down: int = 0) -> list[Piece]:
    return [
        Piece(text, row + down, column)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text
    ]


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_flat_cells_and_another_order_of_columns(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    form = read_self_evaluation(
        xlsx(path, {"表": pieces(FLAT)}) if ending == "xlsx" else docx(path, [pieces(FLAT)])
    )
    assert profile(form.profile).form is FormKind.DECLARATION
    assert form.profile == "shanghai_declaration"
    assert (form.year, form.money_unit) == (2024, "元")
    assert form.heading("主管部门") == "示例局"
    assert [(one.role, one.initial_text, one.project_text) for one in form.funding] == [
        (FundingRole.TOTAL, "1,000.00", "3,000.00"),
        (FundingRole.CURRENT, "900.00", "3,000.00"),
        (FundingRole.CARRIED, "100.00", ""),
    ]
    assert (form.goal_project, form.goal_expected) == ("建立体系", "1.完成审核；\n2.开展培训。")
    assert [(one.level1, one.level2, one.title, one.target) for one in form.indicators] == [
        ("产出指标", "数量指标", "1与2.审核单位数", "≥76.00(家)"),
        ("产出指标", "数量指标", "3-7.培训次数", "=2.00(次)"),
        ("产出指标", "时效指标", "完成时间", "2024年12月31日前"),
        ("满意度指标", "服务对象满意度指标", "满意度", "≥95%"),
    ]
    assert form.leftovers == ()
    assert [one.sentence for one in form.doubts] == ["表头“项目主管部门”按“主管部门”读入。"]


def test_several_forms_in_one_file(tmp_path: Path) -> None:
    both = [*pieces(FLAT), *pieces(FLAT, len(FLAT))]
    forms = read_self_evaluations(xlsx(tmp_path / "a.xlsx", {"表": both}))
    assert [len(form.indicators) for form in forms] == [4, 4]
    first, last = (print_into(tmp_path, form) for form in (declaration("central_declaration"), SAMPLE))
    assert read_self_evaluation(first).profile == "central_declaration"
    assert not profile(read_self_evaluation(last).profile).is_declaration


SAMPLE = sample_self_evaluation()


def print_into(folder: Path, form: SelfEvaluation) -> Path:
    target = folder / f"{form.profile}.docx"
    print_performance(form, target)
    return target


def test_middle_term_and_year_with_different_names(tmp_path: Path) -> None:
    rows = [
        ["项目支出绩效目标申报表"],
        ["项目名称", "示例项目"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "甲", "1家", "数量指标", "乙", "2家"],
        ["", "", "质量指标", "丙", "3%", "时效指标", "丁", "4月"],
    ]
    form = read_self_evaluation(xlsx(tmp_path / "a.xlsx", {"表": pieces(rows)}))
    assert [(r.level2, r.project_title, r.project_target, r.title, r.target) for r in form.indicators] == [
        ("数量指标", "甲", "1家", "乙", "2家"),
        ("质量指标", "丙", "3%", "", ""),
        ("时效指标", "", "", "丁", "4月"),
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows[4].__setitem__(4, "0.1万元"), "单位是万元，表上的单位是元"),
        (lambda rows: rows[10].__setitem__(2, "#DIV/0!"), "公式结果是“#DIV/0!”"),
        (lambda rows: rows[10].__setitem__(3, "人气指标"), "没有二级指标“人气指标”"),
    ],
)
def test_what_is_doubtful_is_told_with_its_place(
    tmp_path: Path, change: Callable[[list[list[str]]], None], says: str
) -> None:
    rows = [list(row) for row in FLAT]
    change(rows)
    form = read_self_evaluation(xlsx(tmp_path / "a.xlsx", {"表": pieces(rows)}))
    doubt = next(one for one in form.doubts if says in one.sentence)
    assert doubt.place.startswith("表!")


def test_a_good_declaration_has_no_errors() -> None:
    for name in ("shanghai_declaration", "central_declaration"):
        form = declaration(name)
        assert [one for one in check(form, profile(name)) if one.severity is FormSeverity.ERROR] == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("V9", {"funding": (replace(declaration("shanghai_declaration").funding[0], initial_text="5"),)}),
        ("V15", {"target": "2025年3月底前完成"}),
        ("V16", {"target": "≥120%"}),
        ("V14", {"target": "≥**家"}),
        ("V14", {"title": ""}),
        ("V13", {"level2": "数量"}),
    ],
)
def test_checks_of_a_declaration(code: str, change: dict[str, object]) -> None:
    form = declaration("shanghai_declaration")
    if "funding" in change:
        lines = (*change["funding"], *form.funding[1:])  # type: ignore[misc]
        form = replace(form, funding=lines)
    else:
        form = replace(form, indicators=(replace(form.indicators[0], **change), *form.indicators[1:]))  # type: ignore[arg-type]
    assert code in {one.code for one in check(form, profile(form.profile))}


def test_amounts_in_two_units_are_named() -> None:
    form = declaration("shanghai_declaration")
    parts = tuple(replace(line, project_text="") for line in form.funding)
    total = replace(parts[0], initial_text="10000000")
    found = check(replace(form, funding=(total, *parts[1:])), profile(form.profile))
    assert any("可能混用了元和万元" in one.sentence for one in found)


def test_a_project_that_ends_before_it_begins() -> None:
    form = declaration("shanghai_declaration")
    heads = tuple((k, "2023-01-01" if k == "计划完成日期" else v) for k, v in form.headings)
    found = [one for one in check(replace(form, headings=heads), profile(form.profile)) if one.code == "V20"]
    assert found[0].row.name == "计划完成日期"


def test_mostly_words_are_asked_to_be_measured() -> None:
    form = declaration("shanghai_declaration")
    lines = tuple(replace(line, target="效果明显") for line in form.indicators)
    codes = [one.code for one in check(replace(form, indicators=lines), profile(form.profile))]
    assert "V17" in codes
    assert "V17" not in [one.code for one in check(form, profile(form.profile))]


PRICES = "指标1：按4500元/家计，共49家，共计{first}万元\n指标2：2500元/家计，共27家，合计6.75万元"


@pytest.mark.parametrize(("first", "budget", "count"), [("22.05", "28.8", 0), ("23", "28.8", 2)])
def test_prices_times_counts_are_the_budget(first: str, budget: str, count: int) -> None:
    total = replace(SAMPLE.funding[0], initial_text=budget, full_year_text=budget)
    row = next(n for n, line in enumerate(SAMPLE.indicators) if line.level2 == "成本指标")
    lines = list(SAMPLE.indicators)
    lines[row] = replace(lines[row], target=PRICES.format(first=first))
    form = replace(SAMPLE, funding=(total, *SAMPLE.funding[1:]), indicators=tuple(lines))
    found = [one for one in check(form, profile(form.profile)) if one.code == "V18"]
    assert len(found) == count
    assert all(one.row.index == row for one in found)
