from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.enums import Category, ListState
from app.models.report import Person, Report
from app.services.journal.undo import undo
from app.services.units.rows import unit_rows
from app.ui.context import Context
from app.ui.units.bulk_bar import BulkAction
from app.ui.units.bulk_dialog import BulkDialog
from app.ui.units.page import UnitsPage
from tests.ui.ime import type_chinese
from tests.ui.units.cut import cut_widgets


def ask(page: UnitsPage, action: BulkAction, keys: list[str]) -> BulkDialog:
    page.model.check(keys)
    page.bar.wanted.emit(action)
    return page.work.bulk


def choose(combo: object, value: object) -> None:
    combo.set_value(value)  # type: ignore[attr-defined]
    combo.chosen.emit(value)  # type: ignore[attr-defined]


def said(context: Context) -> list[str]:
    return context.shell.said  # type: ignore[attr-defined, no-any-return]


def test_a_category_is_counted_before_it_is_written(
    page: UnitsPage, context: Context, keys: list[str]
) -> None:
    dialog = ask(page, BulkAction.CATEGORY, keys[:4] + keys[8:9])
    assert not dialog.go.isEnabled()
    before = context.workspace.digest()
    choose(dialog.category, Category.GENERAL)
    words = "将修改 3 家；1 家审核已结束，不会改动；1 家已经是这样"
    assert dialog.band.label.text().startswith(words)
    assert dialog.go.words == "修改 3 家"
    assert context.workspace.digest() == before
    dialog.confirm()
    assert said(context) == ["改类别：已修改 3 家"]
    with context.workspace.read() as session:
        changed = [row for row in unit_rows(session, 2024) if row.category is Category.GENERAL]
    assert len(changed) == 7
    undo(context.workspace)
    assert context.workspace.digest() == before


def test_cancelling_writes_nothing(page: UnitsPage, context: Context, keys: list[str]) -> None:
    before = context.workspace.path.read_bytes()
    dialog = ask(page, BulkAction.STATE, keys[:2])
    choose(dialog.state, ListState.REMOVED)
    dialog.reject()
    assert context.workspace.path.read_bytes() == before
    assert said(context) == []
    assert page.model.checked == set(keys[:2]), "the ticks stay for another try"


def test_what_is_so_already_cannot_be_written(page: UnitsPage, keys: list[str]) -> None:
    dialog = ask(page, BulkAction.STATE, keys[:2])
    choose(dialog.state, ListState.LISTED)
    assert (dialog.go.words, dialog.go.isEnabled()) == ("没有要修改的单位", False)


def test_work_is_given_to_a_colleague(page: UnitsPage, context: Context, keys: list[str]) -> None:
    dialog = ask(page, BulkAction.ASSIGN, [keys[4], keys[9]])
    names = [dialog.person.itemText(n) for n in range(dialog.person.count())]
    assert names == ["王甲", "", "其他同事…", "（不分派）"]
    choose(dialog.person, dialog.person.values()[0])
    dialog.confirm()
    rows = {row.id: row for row in page.model.all_rows()}
    assert (rows[keys[4]].assignee, rows[keys[9]].assignee) == ("王甲", "王甲")
    with context.workspace.read() as session:
        assert len(session.scalars(select(Report).where(Report.unit_id == keys[4])).all()) == 2


def test_a_colleague_can_be_named_for_the_first_time(
    page: UnitsPage, context: Context, keys: list[str], qtbot: QtBot
) -> None:
    dialog = ask(page, BulkAction.ASSIGN, [keys[4]])
    choose(dialog.person, dialog.person.values()[2])
    assert dialog.name_field.isVisible()
    assert not dialog.go.isEnabled()
    type_chinese(dialog.new_name, "赵丁")
    qtbot.keyClick(dialog.new_name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with context.workspace.read() as session:
        assert set(session.scalars(select(Person.name))) == {"王甲", "赵丁"}
    row = page.model.row_of(keys[4])
    assert row is not None
    assert row.assignee == "赵丁"


def test_work_can_be_taken_back(page: UnitsPage, keys: list[str]) -> None:
    dialog = ask(page, BulkAction.ASSIGN, keys[:5])
    choose(dialog.person, dialog.person.values()[3])
    assert dialog.go.words == "修改 2 家"
    dialog.confirm()
    assert not any(row.assignee for row in page.model.all_rows())


def test_industry_and_deadline(page: UnitsPage, keys: list[str]) -> None:
    dialog = ask(page, BulkAction.INDUSTRY, keys[4:6])
    dialog.code.setText("4430")
    assert not dialog.go.isEnabled()
    dialog.industry.setText("热力供应")
    dialog.confirm()
    page.model.check_all(False)
    dialog = ask(page, BulkAction.DEADLINE, keys[4:6])
    assert not dialog.go.isEnabled(), "an empty field takes nothing away"
    dialog.day.setText("2025-13-01")
    assert not dialog.go.isEnabled()
    dialog.day.setText("2025-04-30")
    dialog.confirm()
    row = page.model.row_of(keys[4])
    assert row is not None
    assert (row.industry_code, row.industry, row.deadline) == ("4430", "热力供应", date(2025, 4, 30))
    dialog = ask(page, BulkAction.DEADLINE, keys[4:6])
    dialog.no_day.setChecked(True)
    assert dialog.go.words == "修改 2 家"
    dialog.confirm()
    row = page.model.row_of(keys[4])
    assert row is not None
    assert row.deadline is None


@pytest.mark.parametrize("action", [a for a in BulkAction if a is not BulkAction.EXPORT])
def test_nothing_is_cut(page: UnitsPage, keys: list[str], action: BulkAction) -> None:
    page.resize(1180, 640)
    dialog = ask(page, action, keys[:2])
    dialog.grab()
    assert cut_widgets(dialog) == []
    dialog.reject()
