from __future__ import annotations

from app.models.enums import ListState
from app.services.units.bulk_edit import BulkChange, apply_change
from app.services.units.roll_over import roll_over
from app.ui.context import Context
from app.ui.units.page import UnitsPage
from app.ui.units.roll_over_dialog import RollOverDialog
from tests.ui.units.cut import cut_widgets


def ask(page: UnitsPage) -> RollOverDialog:
    page.year.chosen.emit("roll over")
    return page.work.rolling


def test_the_present_list_is_proposed_for_the_next_year(
    page: UnitsPage, context: Context, keys: list[str]
) -> None:
    change = BulkChange(list_state=ListState.REMOVED)
    context.jobs.write(context.workspace, "移出", apply_change, [keys[11]], 2024, change)
    dialog = ask(page)
    assert (dialog.before.value(), dialog.year.value()) == (2024, 2025)
    assert dialog.go.words == "沿用 11 家到 2025 年度"
    assert dialog.switch.segment("left").isVisible()
    assert not dialog.switch.segment("changed").isVisible()
    assert cut_widgets(dialog) == []
    before = context.workspace.digest()
    dialog.reject()
    assert context.workspace.digest() == before


def test_single_units_can_be_left_out_and_the_year_is_shown(
    page: UnitsPage, context: Context, keys: list[str]
) -> None:
    dialog = ask(page)
    dialog.takeable.check([keys[0], keys[1]], False)
    assert dialog.go.words == "沿用 10 家到 2025 年度"
    dialog.confirm()
    assert context.year == 2025
    assert page.model.total == 10
    assert context.shell.said == ["已把 10 家列入 2025 年度名单"]  # type: ignore[attr-defined]


def test_a_year_that_has_a_list_is_compared(page: UnitsPage, context: Context, keys: list[str]) -> None:
    context.jobs.write(context.workspace, "准备", roll_over, 2024, 2025, keys[:9])
    dialog = ask(page)
    assert (dialog.go.words, dialog.go.isEnabled()) == ("没有要沿用的单位", False)
    counts = {key: dialog.switch.segment(key).isVisible() for key in ("missing", "same", "taken")}
    assert counts == {"missing": True, "same": True, "taken": False}
    dialog.switch.segment("same").click()
    assert dialog.tables.currentIndex() == 1
    assert dialog.others.rowCount() == 9
    dialog.switch.segment("missing").click()
    dialog.takeable.check_all()
    dialog.confirm()
    assert page.model.total == 12


def test_the_same_year_cannot_be_taken_over_into_itself(page: UnitsPage, context: Context) -> None:
    context.jobs.write(context.workspace, "准备", roll_over, 2024, 2026, [page.model.key_at(0)])
    dialog = ask(page)
    dialog.before.set_value(2026)
    dialog.year.set_value(2026)
    dialog.year.chosen.emit(2026)
    assert dialog.tables.currentIndex() == 2
    assert not dialog.go.isEnabled()
    dialog.reject()
