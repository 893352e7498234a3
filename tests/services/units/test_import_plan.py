from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Category
from app.models.errors import InputError
from app.services.sheets import CellMark, Grid, GridKind
from app.services.units.judge import Change, Doubt, Group, PlanRow, WayOut
from app.services.units.known import KnownUnit
from app.services.units.plan import ImportPlan, plan_import
from app.services.units.tables import find_tables, guess_mapping
from app.services.units.words import Field
from tests.unit_lists import GENERAL, KEY, a_code
from tests.unit_plans import written

HEAD = ["统一社会信用代码", "单位名称", "类别", "联系人", "备注"]
HEAT, PRINT = a_code(1), a_code(5)
KNOWN = (
    KnownUnit("热力", "示例热力有限公司", HEAT, category=KEY, contact="王甲"),
    KnownUnit("印刷", "示例印刷厂", PRINT, ("示例书刊厂",), category=GENERAL),
    KnownUnit("无码", "示例养老服务中心", None, category=GENERAL),
)


def plan_of_rows(
    *rows: Sequence[str],
    known: Sequence[KnownUnit] = KNOWN,
    head: Sequence[str] = HEAD,
    marks: dict[tuple[int, int], CellMark] | None = None,
) -> ImportPlan:
    cells = [list(head), *([*row, *[""] * (len(head) - len(row))] for row in rows)]
    tables = find_tables([Grid("名单", GridKind.EXCEL, cells, marks=marks or {})])
    return plan_import(tables, known, year=2024, mapping=guess_mapping(tables))


def only(plan: ImportPlan) -> PlanRow:
    (row,) = plan.rows
    return row


def doubts(row: PlanRow) -> list[Doubt]:
    return [problem.doubt for problem in row.problems]


# Groups


def test_a_sound_row_nobody_knows_is_new_and_ticked() -> None:
    plan = plan_of_rows([a_code(9), "示例新单位公司", "一般报告", "李乙", "x"])
    row = only(plan)
    assert (row.group, row.ticked, row.unit_id, row.place) == (Group.NEW, True, None, "第 2 行")
    (accepted,) = plan.accepted()
    assert accepted.unit_id is None
    assert accepted.values == {
        Field.NAME: "示例新单位公司",
        Field.USCC: a_code(9),
        Field.CATEGORY: "general_reporter",
        Field.CONTACT: "李乙",
        Field.NOTE: "x",
    }


def test_a_known_row_is_unchanged_and_writes_nothing() -> None:
    plan = plan_of_rows([HEAT, "示例热力有限公司", "重点碳排放单位", "王甲"])
    assert only(plan).group is Group.UNCHANGED
    assert plan.accepted() == ()


def test_empty_cells_change_nothing() -> None:
    assert only(plan_of_rows([HEAT, "示例热力有限公司"])).group is Group.UNCHANGED


def test_changes_are_told_field_by_field() -> None:
    plan = plan_of_rows([HEAT, "示例热力有限公司", "一般", "李乙", "已搬迁"])
    row = only(plan)
    assert (row.group, row.unit_id) == (Group.CHANGED, "热力")
    assert [(change.field, *change.shown, change.ticked) for change in row.changes] == [
        (Field.CATEGORY, "本市重点", "一般报告", True),
        (Field.CONTACT, "王甲", "李乙", True),
        (Field.NOTE, "", "已搬迁", True),
    ]
    plan = plan.tick_field(row.key, Field.CONTACT, False)
    (accepted,) = plan.accepted()
    assert accepted.values == {Field.CATEGORY: "general_reporter", Field.NOTE: "已搬迁"}


def test_a_code_fills_the_gap_of_a_unit_known_by_name() -> None:
    row = only(plan_of_rows([a_code(6), "示例 养老服务\n中心"]))
    assert row.unit_id == "无码"
    assert row.changes == (Change(Field.USCC, "", a_code(6)),)


def test_a_longer_name_under_the_same_code_is_offered_unticked() -> None:
    plan = plan_of_rows([HEAT, "示例热力集团有限公司", "一般"])
    row = only(plan)
    assert row.group is Group.CHANGED
    assert [(change.field, change.ticked) for change in row.changes] == [
        (Field.NAME, False),
        (Field.CATEGORY, True),
    ]
    assert plan.accepted()[0].former_names == ()
    renamed = plan.tick_field(row.key, Field.NAME, True)
    assert renamed.accepted()[0].former_names == ("示例热力有限公司",)
    assert only(
        plan_of_rows([HEAT, "示例热力集团有限公司", "一般"], known=written(renamed, KNOWN))
    ).group is (Group.UNCHANGED)


def test_a_row_with_nothing_ticked_is_not_counted() -> None:
    plan = plan_of_rows([HEAT, "示例热力集团有限公司"])
    assert (plan.counts().groups[Group.CHANGED], plan.counts().to_import) == (1, 0)


def test_a_list_that_uses_the_former_name_changes_nothing() -> None:
    assert only(plan_of_rows([PRINT, "示例书刊厂"])).group is Group.UNCHANGED


def test_a_known_unit_comes_onto_the_list_of_the_year() -> None:
    known = (replace(KNOWN[0], listed=False, category=None),)
    row = only(plan_of_rows([HEAT, "示例热力有限公司", "重点"], known=known))
    assert [change.shown for change in row.changes] == [("不在册", "2024 年度在册"), ("", "本市重点")]


def test_earlier_names_in_brackets_are_kept() -> None:
    plan = plan_of_rows(
        [HEAT, "示例热力有限公司（原名：示例供热厂）（新增）"],
        [a_code(9), "示例（北京）新公司（曾用名示例老公司）"],
    )
    known, new = plan.accepted()
    assert (known.former_names, known.values) == (("示例供热厂",), {Field.NOTE: "新增"})
    assert (new.values[Field.NAME], new.former_names) == ("示例（北京）新公司", ("示例老公司",))


def test_a_rename_that_the_list_tells_itself() -> None:
    by_code = plan_of_rows([HEAT, "示例能源公司（原示例热力有限公司）"])
    assert [(change.field, change.ticked) for change in only(by_code).changes] == [(Field.NAME, False)]
    by_name = only(plan_of_rows([a_code(9), "示例能源公司（原示例热力有限公司）"]))
    assert doubts(by_name) == [Doubt.FORMER_NAME]
    assert by_name.sentence == "名单所写的曾用名与名录中的“示例热力有限公司”相同"


# Rejected


@pytest.mark.parametrize(
    ("row", "doubt", "sentence"),
    [
        ([a_code(9), " "], Doubt.NO_NAME, "没有单位名称"),
        ([a_code(9), "/"], Doubt.NO_NAME, "没有单位名称"),
        ([a_code(9), "12"], Doubt.NO_NAME, "没有单位名称"),
        (["", "示例无码公司"], Doubt.NO_CODE, "没有填写信用代码，名录中也没有这个名称"),
        (["无", "示例无码公司"], Doubt.NO_CODE, "没有填写信用代码，名录中也没有这个名称"),
        (
            ["110106001234567", "示例旧号公司"],
            Doubt.CODE_FORM,
            "信用代码应为 18 位，现为 15 位，可能是旧的工商注册号；名录中也没有这个名称",
        ),
    ],
)
def test_rows_that_cannot_be_imported_say_why(row: list[str], doubt: Doubt, sentence: str) -> None:
    plan = plan_of_rows(row, [a_code(2), "示例甲公司"])
    bad = plan.rows[0]
    assert (bad.group, doubts(bad), bad.sentence) == (Group.REJECTED, [doubt], sentence)
    with pytest.raises(InputError, match="第 2 行不能导入"):
        plan.tick(bad.key, True)
    assert plan.tick_group(Group.REJECTED, True).counts().to_import == 1


def test_a_list_without_a_column_of_codes_brings_new_units() -> None:
    plan = plan_of_rows(["示例甲公司"], ["示例乙公司"], head=["单位名称"])
    assert [row.group for row in plan.rows] == [Group.NEW, Group.NEW]
    assert Field.USCC not in plan.accepted()[0].values


def test_lost_digits_are_told_with_their_cell() -> None:
    marks = {(1, 0): CellMark.LOST_DIGITS, (2, 0): CellMark.LOST_DIGITS}
    rows = (["911101027226184832", "示例甲公司"], ["911101027226184832", "示例印刷厂"])
    plan = plan_of_rows(*rows, marks=marks)
    unknown, known = plan.rows
    assert unknown.group is Group.REJECTED
    assert "单元格 名单!A2 以数字存放，末几位数字已丢失，请在来源中把这一列改为文本后重填" in unknown.sentence
    assert (known.group, known.ways) == (Group.SUSPECT, (WayOut.LINK,))
    linked = plan.decide(known.key, WayOut.LINK)
    assert linked.rows[known.key].changes == ()


# In doubt


def test_a_failed_check_digit_needs_a_reason() -> None:
    wrong = a_code(9)[:-1] + ("0" if a_code(9)[-1] != "0" else "1")
    plan = plan_of_rows([wrong, "示例甲公司", "重点"])
    row = only(plan)
    assert (row.group, row.ticked, doubts(row)) == (Group.SUSPECT, False, [Doubt.CODE_CHECK])
    assert row.sentence == f"信用代码校验位不符：末位应为 {a_code(9)[-1]}，现为 {wrong[-1]}"
    with pytest.raises(InputError, match="还没有处理"):
        plan.tick(row.key, True)
    with pytest.raises(InputError, match="请填写放行的理由"):
        plan.decide(row.key, WayOut.OVERRIDE, reason=" ")
    with pytest.raises(InputError, match="不能这样处理"):
        plan.decide(row.key, WayOut.LINK)
    plan = plan.decide(row.key, WayOut.OVERRIDE, reason="营业执照如此")
    (accepted,) = plan.accepted()
    assert (accepted.values[Field.USCC], accepted.uscc_reason) == (wrong, "营业执照如此")
    assert plan.counts().to_import == 1
    again = plan_of_rows([wrong, "示例甲公司", "重点"], known=written(plan))
    assert only(again).group is Group.UNCHANGED


def test_a_known_unit_keeps_its_code_against_one_that_fails() -> None:
    plan = plan_of_rows([PRINT[:-1] + "I", "示例印刷厂", "重点"])
    row = only(plan)
    assert row.unit_id == "印刷"
    assert "名称与名录中的“示例印刷厂”相同" in row.sentence
    plan = plan.decide(row.key, WayOut.LINK)
    assert plan.accepted()[0].values == {Field.CATEGORY: "key_emitter"}


def test_look_alikes_are_offered_and_taken_only_by_decision() -> None:
    typed = a_code(9).replace("0", "O", 1)
    plan = plan_of_rows([typed, "示例甲公司"])
    row = only(plan)
    assert (row.group, row.code, row.ways) == (Group.SUSPECT, typed, (WayOut.USE_SUGGESTION,))
    assert f"建议改为 {a_code(9)}" in row.sentence
    plan = plan.decide(row.key, WayOut.USE_SUGGESTION)
    assert plan.accepted()[0].values[Field.USCC] == a_code(9)
    assert only(plan_of_rows([typed, "示例甲公司"], known=written(plan))).group is Group.UNCHANGED


def test_a_repaired_code_may_turn_out_to_be_a_known_unit_or_another_row() -> None:
    typed = HEAT.replace("0", "O", 1)
    plan = plan_of_rows([typed, "示例别家公司"], [HEAT, "示例热力有限公司", "一般"])
    plan = plan.decide(0, WayOut.USE_SUGGESTION)
    assert not plan.rows[0].ticked
    assert [problem.doubt for problem in plan.rows[0].open_problems] == [Doubt.SAME_CODE, Doubt.REPEATED]
    assert plan.counts().to_import == 1


def test_the_same_code_with_another_name() -> None:
    plan = plan_of_rows([HEAT, "示例制药厂", "一般"])
    row = only(plan)
    assert (row.group, doubts(row), row.ways) == (Group.SUSPECT, [Doubt.SAME_CODE], (WayOut.LINK,))
    assert row.sentence == "信用代码与名录中的“示例热力有限公司”相同，名称不同"
    plan = plan.decide(row.key, WayOut.LINK)
    assert [(change.field, change.ticked) for change in plan.rows[0].changes] == [
        (Field.NAME, False),
        (Field.CATEGORY, True),
    ]
    assert plan.tick_field(0, Field.NAME, True).accepted()[0].former_names == ("示例热力有限公司",)


def test_the_same_code_with_the_name_of_another_unit() -> None:
    row = only(plan_of_rows([HEAT, "示例印刷厂"]))
    assert doubts(row) == [Doubt.SAME_CODE]
    assert set(row.problems[0].units) == {"热力", "印刷"}


def test_the_same_name_with_another_code() -> None:
    plan = plan_of_rows([a_code(9), "示例热力有限公司", "一般"])
    row = only(plan)
    assert doubts(row) == [Doubt.SAME_NAME]
    assert row.sentence == f"名录中“示例热力有限公司”的信用代码是 {HEAT}，与名单不同"
    linked = plan.decide(row.key, WayOut.LINK)
    assert linked.accepted()[0].values == {Field.CATEGORY: "general_reporter"}
    assert [(c.field, c.ticked) for c in linked.rows[0].changes if c.field is Field.USCC] == [
        (Field.USCC, False)
    ]
    new = linked.decide(row.key, WayOut.AS_NEW)
    assert new.accepted()[0].unit_id is None
    assert new.rows[0].open_problems == ()


def test_two_known_units_with_one_name_are_not_guessed() -> None:
    twins = (KnownUnit("甲", "示例供热站"), KnownUnit("乙", "示例供热站"))
    plan = plan_of_rows([a_code(9), "示例供热站"], known=twins)
    assert doubts(only(plan)) == [Doubt.SAME_NAME]
    with pytest.raises(InputError, match="请选择要关联的单位"):
        plan.decide(0, WayOut.LINK)
    assert plan.decide(0, WayOut.LINK, unit_id="乙").accepted()[0].unit_id == "乙"


def test_a_former_name_without_a_known_code() -> None:
    plan = plan_of_rows([a_code(9), "示例书刊厂"])
    row = only(plan)
    assert (doubts(row), row.sentence) == ([Doubt.FORMER_NAME], "与名录中“示例印刷厂”的曾用名相同")
    changes = plan.decide(0, WayOut.LINK).rows[0].changes
    assert [change.field for change in changes] == [Field.USCC]


@pytest.mark.parametrize("name", ["示例养老服务中", "示例养老服务中心站"[:-1] + "所", "示例敬老服务中心"])
def test_a_name_one_character_away(name: str) -> None:
    row = only(plan_of_rows([a_code(9), name]))
    assert (row.group, doubts(row)) == (Group.SUSPECT, [Doubt.NEAR_NAME])
    assert row.sentence == "名称与名录中的“示例养老服务中心”只差一个字"
    assert row.ways == (WayOut.LINK, WayOut.AS_NEW)


def test_two_sound_codes_are_two_units_however_alike_their_names() -> None:
    assert only(plan_of_rows([a_code(9), "示例二热力有限公司"])).group is Group.NEW
    assert only(plan_of_rows(["", "示例二热力有限公司"])).group is Group.SUSPECT


def test_a_unit_is_not_updated_by_two_rows() -> None:
    plan = plan_of_rows([HEAT, "示例热力有限公司", "一般"], [a_code(9), "示例热力有限公司"])
    assert [doubts(row) for row in plan.rows] == [[Doubt.REPEATED], [Doubt.SAME_NAME, Doubt.REPEATED]]
    plan = plan.decide(0, WayOut.CHOOSE_ROW)
    with pytest.raises(InputError, match="“示例热力有限公司”已由第 2 行更新。"):
        plan.decide(1, WayOut.LINK)
    plan = plan.tick(0, False).decide(1, WayOut.LINK).decide(1, WayOut.CHOOSE_ROW)
    assert [row.ticked for row in plan.rows] == [False, True]
    assert [row.ticked for row in plan.decide(0, WayOut.CHOOSE_ROW).rows] == [True, False]


# Twice in the list


@pytest.mark.parametrize(
    ("first", "second", "doubt", "sentence"),
    [
        (
            [a_code(9), "示例甲公司"],
            [a_code(9), "示例乙公司"],
            Doubt.REPEATED,
            "与第 2 行信用代码相同，名称不同",
        ),
        (
            [a_code(9), "示例甲公司"],
            [a_code(8), "示例甲公司"],
            Doubt.REPEATED,
            "与第 2 行名称相同，信用代码不同",
        ),
        (
            [a_code(9), "示例甲公司", "重点"],
            [a_code(9), "示例甲公司", "一般"],
            Doubt.CATEGORY,
            "与第 2 行是同一单位，类别不同：一般报告 / 本市重点",
        ),
        (
            [a_code(9), "示例甲公司", "", "王甲"],
            [a_code(9), "示例甲公司", "", "李乙"],
            Doubt.REPEATED,
            "与第 2 行是同一单位，内容不同",
        ),
    ],
)
def test_rows_for_one_unit_are_both_in_doubt(
    first: list[str], second: list[str], doubt: Doubt, sentence: str
) -> None:
    plan = plan_of_rows(first, second, [a_code(2), "示例丙公司"])
    assert [row.group for row in plan.rows] == [Group.SUSPECT, Group.SUSPECT, Group.NEW]
    assert (doubts(plan.rows[1]), plan.rows[1].sentence) == ([doubt], sentence)
    assert plan.rows[1].problems[0].rows == (0,)
    chosen = plan.decide(1, WayOut.CHOOSE_ROW)
    assert [row.ticked for row in chosen.rows] == [False, True, True]
    other = chosen.decide(0, WayOut.CHOOSE_ROW)
    assert [row.ticked for row in other.rows] == [True, False, True]


def test_the_same_row_twice_is_taken_once() -> None:
    row = [a_code(9), "示例甲公司", "重点"]
    plan = plan_of_rows(row, row, row)
    assert [each.group for each in plan.rows] == [Group.NEW, Group.SUSPECT, Group.SUSPECT]
    assert plan.rows[2].sentence == "与第 2 行重复，内容相同"
    assert plan.counts().to_import == 1
    assert [each.ticked for each in plan.decide(2, WayOut.CHOOSE_ROW).rows] == [False, False, True]


def test_two_units_with_one_name_may_both_be_kept_with_a_reason() -> None:
    plan = plan_of_rows([a_code(9), "示例甲公司"], [a_code(8), "示例甲公司"])
    plan = plan.decide(0, WayOut.OVERRIDE, reason="两家不同的单位")
    plan = plan.decide(1, WayOut.OVERRIDE, reason="两家不同的单位")
    assert plan.counts().new_units == 2
    assert {row.uscc_reason for row in plan.accepted()} == {""}


def test_two_annexes_that_contradict_each_other() -> None:
    grids = [
        Grid(name, GridKind.EXCEL, [["单位名称", "信用代码"], ["示例甲公司", a_code(9)]])
        for name in ("重点碳排放单位", "一般报告单位")
    ]
    tables = find_tables(grids)
    plan = plan_import(tables, (), year=2024, mapping=guess_mapping(tables))
    assert plan.rows[1].sentence == "与重点碳排放单位 第 2 行是同一单位，类别不同：一般报告 / 本市重点"
    assert plan.rows[0].full_place == "重点碳排放单位 第 2 行"


# Choices of the user


def test_the_user_may_change_the_mapping_and_the_category() -> None:
    cells = [["单位名称", "信用代码", "甲", "备注"], ["示例甲公司", a_code(9), "王甲", "x"]]
    tables = find_tables([Grid("名单", GridKind.EXCEL, cells)])
    mapping = guess_mapping(tables)
    key = tables[0].fingerprint
    changed = mapping.with_field(key, 2, Field.NOTE)
    assert changed.fields[key] == (Field.NAME, Field.USCC, Field.NOTE, None)
    plan = plan_import(tables, (), year=2024, mapping=changed, categories={0: Category.NATIONAL})
    assert only(plan).values.note == "王甲"
    assert only(plan).category is Category.NATIONAL
    with pytest.raises(InputError, match="“名单”没有指定哪一列是“单位名称”。"):
        plan_import(tables, (), year=2024, mapping=mapping.with_field(key, 0, None))


def test_ticks_of_a_whole_group() -> None:
    plan = plan_of_rows(
        [a_code(8), "示例甲公司"], [a_code(9), "示例乙公司"], [HEAT, "示例热力有限公司", "一般"]
    )
    assert plan.counts().to_import == 3
    plan = plan.tick_group(Group.NEW, False)
    assert (plan.counts().new_units, plan.counts().updated_units) == (0, 1)
    assert plan.tick_group(Group.NEW, True).counts().to_import == 3


def test_rows_that_a_third_one_joins_do_not_get_the_same_code_twice() -> None:
    plan = plan_of_rows([a_code(9), "示例新厂"], [a_code(11), "示例新厂"], [a_code(11), "示例别厂"])
    assert "信用代码相同，名称不同" in plan.rows[2].sentence
    for key in range(3):
        if WayOut.OVERRIDE in plan.rows[key].ways:
            plan = plan.decide(key, WayOut.OVERRIDE, reason="两家单位")
    plan = plan.decide(2, WayOut.CHOOSE_ROW)
    codes = [row.values[Field.USCC] for row in plan.accepted()]
    assert sorted(codes) == sorted({a_code(9), a_code(11)})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [HEAT, PRINT, a_code(9), a_code(9)[:-1] + "X", HEAT.replace("0", "O"), "", "123"]
            ),
            st.sampled_from(
                ["示例热力有限公司", "示例印刷厂", "示例书刊厂", "示例新厂", "示例新厂（新增）", ""]
            ),
            st.sampled_from(["重点", "一般", "", "别的"]),
        ),
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(WayOut)), max_size=6),
)
def test_whatever_is_decided_no_unit_is_written_twice(
    rows: list[tuple[str, str, str]], decisions: list[tuple[int, WayOut]]
) -> None:
    plan = plan_of_rows([a_code(20), "示例末公司"], *rows)
    assert len(plan.rows) >= 1
    for key, way in decisions:
        if key < len(plan.rows) and way in plan.rows[key].ways:
            try:
                plan = plan.decide(key, way, reason="理由", unit_id="热力")
            except InputError as error:
                assert error.sentence
    accepted = plan.accepted()
    updated = [row.unit_id for row in accepted if row.unit_id]
    assert len(updated) == len(set(updated))
    codes = [row.values[Field.USCC] for row in accepted if row.unit_id is None and Field.USCC in row.values]
    assert len(codes) == len(set(codes))
    assert not any(row.will_write and row.open_problems for row in plan.rows)
    counts = plan.counts()
    assert counts.total == len(plan.rows)
    assert counts.to_import == len(accepted)
    assert sum(sum(groups.values()) for groups in counts.categories.values()) == counts.total
