"""Forms of other places, in their own layouts: what is read, what is told, what is left over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.services.performance.blank import blank_form
from app.services.performance.checks import FormSeverity, check
from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import read_self_evaluation, read_self_evaluations
from app.services.performance.profiles import FormKind, profile, profiles
from app.services.performance.scoring import score
from app.services.performance.vocabulary import label_key, role_key, vocabulary
from app.services.printing import print_performance
from tests.services.performance.builders import docx, xlsx
from tests.services.performance.provinces import form_text, sheet

# Name, profile, unit, rows, weights of the rows together.
FORMS = [
    ("sichuan", "sichuan_2023", "万元", 7, 90),
    ("hubei", "hubei_2020", "万元", 5, 0),
    ("shanghai", "shanghai_declaration", "元", 6, 0),
    ("central", "central_2022", "万元", 6, 90),
    ("yunnan", "sichuan_2023", "万元", 5, 90),
    ("chongqing", "central_2022", "元", 5, 90),
    ("guangdong", "beijing_2020", "万元", 4, 90),
    ("hunan", "shanghai_declaration", "万元", 4, 0),
    ("neimeng", "neimenggu_declaration", "万元", 4, 90),
    ("blank", "central_declaration", "万元", 4, 0),
]


def read(name: str, folder: Path, kind: str = "xlsx") -> SelfEvaluation:
    pieces = sheet(form_text(name))
    path = folder / f"示例.{kind}"
    xlsx(path, {"表": pieces}) if kind == "xlsx" else docx(path, [pieces])
    return read_self_evaluation(path)


def squeezed(text: str) -> str:
    return "".join(text.replace("\\n", "").split())


def is_label(word: str) -> bool:
    """A name that the form has, a number of a row, a unit that goes with its column, or nothing."""
    if len(word) < 4 or word in ("金额单位", "（    年度）") or word.endswith("年度）"):
        return True
    for kind in FormKind:
        known = vocabulary(kind)
        tables = (known.head, known.money, known.roles, known.project_roles, known.goal, known.columns)
        if any(key(word) in table for table in (*tables, known.totals) for key in (label_key, role_key)):
            return True
    return False


def texts(form: SelfEvaluation) -> list[str]:
    return [left.text for left in form.leftovers]


@pytest.mark.parametrize(("name", "profile_id", "unit", "rows", "weight"), FORMS, ids=lambda one: str(one))
def test_a_form_of_another_place(
    tmp_path: Path, name: str, profile_id: str, unit: str, rows: int, weight: int
) -> None:
    form = read(name, tmp_path)
    assert (form.profile, form.money_unit, len(form.indicators)) == (profile_id, unit, rows)
    assert sum(line.weight or 0 for line in form.indicators) == weight
    assert read(name, tmp_path, "docx") == form
    # Every word of the file is somewhere: in the form, told, or a label of its own.
    whole = squeezed(repr(form) + repr(form.leftovers) + repr(form.doubts))
    for piece in sheet(form_text(name)):
        words = [squeezed(word) for word in piece.text.split("：") if not is_label(word)]
        assert all(word in whole for word in words), piece
    # A form that was read is never blocked by what others did wrong.
    found = check(form, profile(form.profile), imported=True)
    assert {one.severity for one in found} <= {FormSeverity.WARNING}


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("name", [name for name, *_ in FORMS if name != "blank"])
def test_it_is_printed_and_read_again(tmp_path: Path, name: str, ending: str) -> None:
    form = replace(read(name, tmp_path), year=2023)
    again = read_self_evaluation(printed(form, tmp_path, ending), profile_id=form.profile)
    assert [(r.level1, r.level2, r.title, r.target, r.actual, r.weight_text) for r in again.indicators] == [
        (r.level1, r.level2, r.title, r.target, r.actual, r.weight_text) for r in form.indicators
    ]
    assert dict(again.headings).items() >= {k: v for k, v in form.headings if v}.items()
    assert (again.goal_expected, again.goal_actual) == (form.goal_expected, form.goal_actual)


def printed(form: SelfEvaluation, folder: Path, ending: str) -> Path:
    target = folder / f"再导出.{ending}"
    print_performance(form, target)
    return target


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("by", profiles(), ids=lambda one: one.id)
def test_an_empty_form_of_every_template_is_read(tmp_path: Path, by: object, ending: str) -> None:
    form = blank_form(by, 2025, "示例项目")  # type: ignore[arg-type]
    again = read_self_evaluation(printed(form, tmp_path, ending), profile_id=form.profile)
    assert [(r.level1, r.level2, r.title) for r in again.indicators] == [
        (r.level1, r.level2, r.title) for r in form.indicators
    ]
    assert (again.year, again.heading("项目名称"), again.leftovers) == (2025, "示例项目", ())


def test_sichuan(tmp_path: Path) -> None:
    form = read("sichuan", tmp_path)
    assert [line.target for line in form.indicators] == [
        *("≥30家", "=30份", "≥95%", "≤12月", "提升", "≥90%", "≤4万元/家")
    ]
    assert dict(form.headings)["财务负责人"] == "李乙"
    assert (form.heading("评价结论"), form.printed_score) == ("项目自评97.28分，完成情况良好。", "97.28")
    assert "财政专户管理资金 | 0.00 | 0.00 | 0.00 | / | 0.00% | / | /" in texts(form)
    assert any("财政专户管理资金" in doubt.sentence and doubt.place == "表!C8" for doubt in form.doubts)
    assert str(score(form, profile(form.profile)).total) == "97.28"


def test_hubei(tmp_path: Path) -> None:
    form = read("hubei", tmp_path)
    assert form.heading("项目类型") != form.heading("项目类别")
    assert (form.heading("填报单位"), form.heading("填报日期")) == ("示例区生态环境分局", "2021年3月10日")
    total = form.funding[0]
    assert (total.full_year_text, total.executed_text, total.weight_text) == ("80", "76", "20")
    assert (form.printed_score, form.leftovers) == ("93", ())
    assert [line.score_text for line in form.indicators] == ["20", "20", "10", "14", "10"]
    assert any("（20分）" in doubt.sentence for doubt in form.doubts)


def test_points_in_the_titles_are_weights(tmp_path: Path) -> None:
    text = (
        form_text("hubei")
        .replace("监测点位数", "监测点位数（20分）")
        .replace("数据有效率", "数据有效率（25分）")
    )
    path = xlsx(tmp_path / "a.xlsx", {"表": sheet(text)})
    form = read_self_evaluation(path)
    assert [line.weight_text for line in form.indicators[:3]] == ["20", "25", ""]
    assert form.indicators[0].title == "监测点位数（20分）"


def test_a_heading_in_two_rows(tmp_path: Path) -> None:
    form = read("yunnan", tmp_path)
    assert (form.goal_expected, form.goal_actual) == ("完成示例流域治理。", "已完成。")
    assert [line.target for line in form.indicators] == ["≥3条", "=100%", "≤2022年12月", "≥90%", "≥90%"]
    assert form.indicators[4].level2 == "服务对象满意度指标"


def test_a_goal_changed_in_the_middle_of_the_year_is_left_over(tmp_path: Path) -> None:
    form = read("chongqing", tmp_path)
    assert (form.goal_expected, form.goal_actual) == ("完成监测。", "全部完成。")
    assert texts(form) == ["全年（调整）绩效目标", "完成监测。"]


def test_weights_of_a_declaration_are_kept(tmp_path: Path) -> None:
    form = read("neimeng", tmp_path)
    assert [line.weight_text for line in form.indicators] == ["30", "20", "30", "10"]
    codes = {one.code for one in check(form, profile(form.profile))}
    assert not codes & {"V1", "V2", "V3", "V13"}


def test_an_empty_declaration_is_not_refused(tmp_path: Path) -> None:
    form = read("blank", tmp_path)
    assert [line.level2 for line in form.indicators] == [
        *("数量指标", "质量指标", "社会效益指标", "服务对象满意度指标")
    ]
    assert (form.year, form.leftovers) == (None, ())
    assert [doubt.sentence for doubt in form.doubts] == ["没有找到年度，请填写。"]


def test_two_forms_of_two_places_below_one_another_and_side_by_side(tmp_path: Path) -> None:
    first, second = sheet(form_text("shanghai")), sheet(form_text("central"))
    down = max(piece.row for piece in first) + 3
    below = [replace(piece, row=piece.row + down) for piece in second]
    forms = read_self_evaluations(xlsx(tmp_path / "a.xlsx", {"表": [*first, *below]}))
    assert [(one.profile, len(one.indicators)) for one in forms] == [
        ("shanghai_declaration", 6),
        ("central_2022", 6),
    ]
    assert [one.heading("项目名称") for one in forms] == ["示例碳管理项目", "示例委托业务项目"]
    right = max(piece.column + piece.width for piece in first) + 1
    beside = [replace(piece, column=piece.column + right) for piece in second]
    forms = read_self_evaluations(xlsx(tmp_path / "b.xlsx", {"表": [*first, *beside]}))
    assert [(one.profile, len(one.indicators)) for one in forms] == [
        ("shanghai_declaration", 6),
        ("central_2022", 6),
    ]
