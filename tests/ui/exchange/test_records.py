"""What was exchanged: taken back with a preview, brought again, and 核对码 by unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.enums import Verdict
from app.ui.exchange.codes_view import DIFFERENT, ONLY_THEIRS, SAME, state_of
from tests.ui.exchange.conftest import Office, settle
from tests.ui.exchange.people import CLOUD, ELECTRONICS, RAIL, item_of
from tests.ui.units.cut import cut_widgets


def test_without_merges_the_page_says_so(office: Office) -> None:
    office.page.show_part("records")
    records = office.page.records
    assert records.stack.currentWidget() is records.empty


def test_a_merge_is_taken_back_after_a_preview_and_own_work_stays(office: Office) -> None:
    before = office.wang.workspace.digest()
    office.merge()
    work = office.wang.workspace.write("后来的修改")
    with work as session:
        item_of(session, RAIL, "ER-20").verdict = Verdict.NO
    office.context.hub.publish(work.touched)
    merged = office.wang.workspace.digest()
    office.page.show_part("records")
    (button,) = office.page.records.turn_buttons.values()
    button.click()
    dialog = office.page._dialog
    assert office.wang.workspace.digest() == merged, "a preview writes nothing"
    assert dialog.primary is not None and dialog.primary.words.startswith("撤销合并，恢复")
    dialog.reject()
    assert office.wang.workspace.digest() == merged
    button.click()
    office.page._dialog.accept()
    assert office.wang.workspace.digest() not in (before, merged)
    with office.wang.workspace.read() as session:
        assert item_of(session, RAIL, "ER-20").verdict is Verdict.NO
        assert item_of(session, RAIL, "ER-24").verdict is None
    assert "1 处后来改过" in office.said[-1]
    (button,) = office.page.records.turn_buttons.values()
    assert button.words == "恢复这次合并"
    button.click()
    assert office.wang.workspace.digest() == merged
    assert office.said[-1].startswith("已恢复合并")


def test_the_preview_counts_what_is_then_done(office: Office) -> None:
    office.merge()
    assert office.page.last is not None
    office.page.ask_undo(office.page.last)
    words = office.page._dialog.primary.words  # type: ignore[union-attr]
    office.page._dialog.accept()
    count = words.removeprefix("撤销合并，恢复 ").removesuffix(" 处")
    assert office.said[-1] == f"已撤销合并，{count} 处恢复"


def test_codes_by_unit_show_where_two_files_differ(office: Office) -> None:
    office.page.show_part("records")
    office.context.files.paths = [office.package]  # type: ignore[attr-defined]
    office.page.compare_button.click()
    codes = office.page.records.codes
    found = {pair.unit.name: state_of(pair) for pair in codes.rows.all_rows()}
    assert found[ELECTRONICS] == DIFFERENT and found[CLOUD] == ONLY_THEIRS
    assert SAME in found.values(), "what belongs to no unit is the same"
    assert codes.words.text() == "与“package.crdx”有 5 家不同"
    codes.back_button.click()
    assert office.page.records.stack.currentWidget() is office.page.records.empty


def test_equal_files_have_equal_codes(office: Office) -> None:
    office.merge()
    while office.page.desk.open_count:
        office.page.desk.view.choose_side(0)
        office.page.desk.confirm()
    office.context.files.paths = [office.wang.send()]  # type: ignore[attr-defined]
    office.page.records.compare()
    assert office.page.records.codes.words.text() == "与“package.crdx”内容相同"


def test_a_file_that_cannot_be_compared_is_refused(office: Office, tmp_path: Path) -> None:
    bad = tmp_path / "表.xlsx"
    bad.write_bytes(b"PK\x03\x04 no package")
    office.context.files.paths = [bad]  # type: ignore[attr-defined]
    office.page.show_part("records")
    office.page.records.compare()
    assert office.page.records.codes.problem.label.text().startswith("“表.xlsx”不是")


@pytest.mark.parametrize("size", [(1366, 654), (1180, 550)])
def test_nothing_is_cut(office: Office, size: tuple[int, int], each_theme: object) -> None:
    office.merge()
    office.page.show_part("records")
    office.page.resize(*size)
    settle(office.page)
    assert cut_widgets(office.page) == []
    office.context.files.paths = [office.package]  # type: ignore[attr-defined]
    office.page.records.compare()
    assert office.page.size().toTuple() == size
    settle(office.page)
    assert cut_widgets(office.page) == []
