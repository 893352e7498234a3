"""Counted indicators in the form: shown, typed over with a reason, handed in, and what moved since."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.database import Workspace
from app.models.errors import AppError, InputError
from app.models.project import Training
from app.services.performance import store
from app.services.performance.blank import copied_form
from app.services.performance.checks import check
from app.services.performance.counting.bindings import set_hand_reason, set_measure
from app.services.performance.counting.filing import (
    file_table,
    filing_of,
    provenance,
    take_back,
    take_count,
)
from app.services.performance.form import IndicatorLine
from app.services.performance.profiles import profile
from tests.services.performance.counting.season import ER, Adder, Season, add_form

DAY = date(2025, 12, 20)
TITLE = IndicatorLine("产出指标", "数量指标", "审核报告数量", "≥5份", weight_text="10")


class Desk:
    """A form with one row that counts reports."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.season = Season(workspace).play()
        with workspace.write("表") as session:
            self.table = add_form(session, TITLE)
            (self.row,) = store.stored_table(session, self.table).indicator_ids
            set_measure(session, self.row, "reports_reviewed")

    @property
    def line(self) -> IndicatorLine:
        with self.workspace.read() as session:
            return store.stored_table(session, self.table).form.indicators[0]

    def codes(self) -> set[str]:
        with self.workspace.read() as session:
            form = store.stored_table(session, self.table).form
        return {one.code for one in check(form, profile(form.profile))}

    def file(self) -> None:
        with self.workspace.write("报送") as session:
            assert file_table(session, self.table, DAY, "王甲") == 1


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_the_cell_follows_the_count(desk: Desk) -> None:
    assert desk.line.actual == "7份"
    desk.season.review(7, ER)
    assert desk.line.actual == "8份" and desk.codes() & {"C1", "C2"} == set()


def test_typed_over_asks_for_a_reason(desk: Desk) -> None:
    with desk.workspace.write("改") as session:
        store.set_indicator(session, desk.row, "actual", "6份")
    assert desk.line.actual == "6份" and desk.line.counted is not None
    assert desk.line.counted.live == "7份" and "C1" in desk.codes()
    with desk.workspace.write("理由") as session:
        set_hand_reason(session, desk.row, "一份由市局代审")
    assert "C1" not in desk.codes()
    with desk.workspace.write("清空") as session:
        store.set_indicator(session, desk.row, "actual", "")
    assert desk.line.actual == "7份" and desk.line.counted.hand_reason == ""


def test_filed_figures_stay_and_tell_what_moved(desk: Desk) -> None:
    desk.file()
    assert "C2" not in desk.codes()
    desk.season.review(7, ER)
    assert desk.line.actual == "7份" and desk.line.counted is not None and desk.line.counted.has_moved
    assert "C2" in desk.codes()
    with desk.workspace.read() as session:
        found = provenance(session, desk.row)
        assert found.has_moved and found.difference.words == "新增 1 条"
        assert found.difference.came_in[0].key == desk.season.report(session, 7)
        assert len(found.filed_records) == 7 and found.found is not None and found.found.text == "8份"
    with desk.workspace.write("改用") as session:
        take_count(session, desk.row)
    assert desk.line.actual == "8份" and "C2" not in desk.codes()


def test_the_same_figure_of_other_records_has_moved(desk: Desk) -> None:
    with desk.workspace.write("台账") as session:
        set_measure(session, desk.row, "trainings")
        Adder(session).add(Training, held_on=date(2025, 6, 1), subject="核算")
    desk.file()
    with desk.workspace.write("换一场") as session:
        session.delete(session.query(Training).one())
        Adder(session).add(Training, held_on=date(2025, 7, 1), subject="填报")
    with desk.workspace.read() as session:
        found = provenance(session, desk.row)
        assert found.actual == "1份" or found.actual == "1次"
        assert found.has_moved and found.difference.words == "新增 1 条、减少 1 条"
    with desk.workspace.write("改名") as session:
        session.query(Training).one().subject = "核算"
    with desk.workspace.read() as session:
        assert provenance(session, desk.row).has_moved


def test_handing_in_is_refused_or_taken_back(desk: Desk) -> None:
    with desk.workspace.write("报送") as session, pytest.raises(InputError, match="报送人"):
        file_table(session, desk.table, DAY, " ")
    desk.file()
    with desk.workspace.write("报送") as session, pytest.raises(AppError, match="已经报送"):
        file_table(session, desk.table, DAY, "王甲")
    with desk.workspace.write("口径") as session, pytest.raises(AppError, match="已经报送"):
        set_measure(session, desk.row, "trainings")
    desk.season.review(7, ER)
    with desk.workspace.write("撤回") as session:
        take_back(session, desk.table)
        assert filing_of(session, desk.table) is None
    assert desk.line.actual == "8份"
    with desk.workspace.write("没有数") as session:
        set_measure(session, desk.row, "satisfaction")
    with desk.workspace.write("报送") as session, pytest.raises(AppError, match="还没有统计结果"):
        file_table(session, desk.table, DAY, "王甲")


def test_typed_again_keeps_the_figure(desk: Desk) -> None:
    with desk.workspace.write("手工") as session:
        set_measure(session, desk.row, "")
    assert desk.line.actual == "7份" and desk.line.counted is None
    with desk.workspace.write("口径") as session, pytest.raises(InputError, match="没有这种"):
        set_measure(session, desk.row, "nonsense")


def test_a_copy_counts_as_well_and_a_table_goes_whole(desk: Desk) -> None:
    desk.file()
    with desk.workspace.write("复制") as session:
        old = store.stored_table(session, desk.table).form
        copy = store.add_table(session, copied_form(old, 2025, "示例", keeps_results=True), 2025)
        line = store.stored_table(session, copy).form.indicators[0]
        assert (
            line.counted is not None and line.counted.measure == "reports_reviewed" and line.actual == "7份"
        )
    with desk.workspace.write("删除") as session:
        store.delete_indicator(session, store.stored_table(session, copy).indicator_ids[0])
        store.delete_table(session, desk.table)
        assert [one.id for one in store.table_names(session)] == [copy]
