"""重复单位: side by side, a preview, one of the two stays, or they differ and are not asked about again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Verdict
from app.models.unit import Unit
from app.services.exchange.duplicates import duplicates
from app.services.journal.undo import undo
from app.ui.context import Context
from app.ui.exchange.page import DESK, RECEIVE, TWINS, ExchangePage
from app.ui.exchange.twins_panel import TwinsPanel
from app.ui.kit import ElidedLabel, Label
from app.ui.theme import Mode
from app.ui.units.page import UnitsPage
from tests.builders import a_unit, a_version, an_item
from tests.services.exchange.colleagues import Colleague
from tests.ui.exchange.conftest import Office, Show, settle
from tests.ui.exchange.people import GAS, HEAT
from tests.ui.units.cut import cut_widgets

Key = Qt.Key
OURS, THEIRS = "示例造纸厂", "示例造纸有限公司"
CODE = "91110106MA7777777X"


def enter(colleague: Colleague, name: str, verdict: Verdict) -> str:
    """Somebody enters the paper mill."""
    with colleague.workspace.write("新建") as session:
        unit = a_unit(session, name, uscc=CODE, contact=colleague.author.name)
        an_item(session, a_version(session, unit), "ER-20", verdict=verdict)
        session.flush()
        return unit.id


@pytest.fixture
def twice(people: tuple[Colleague, Colleague], context: Context, shown: Show) -> Iterator[Office]:
    wang, li = people
    enter(wang, OURS, Verdict.NO)
    enter(li, THEIRS, Verdict.YES)
    context.use(wang.workspace, 2024)
    page = ExchangePage(context)
    page.resize(1366, 654)
    shown(page)
    made = Office(wang, li, context, page, li.send())
    made.merge()
    yield made
    page.receive.close_package()


@pytest.fixture
def panel(twice: Office) -> TwinsPanel:
    twice.page.parts.segment(TWINS).click()
    return twice.page.twins


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for kind in (Label, ElidedLabel) for label in widget.findChildren(kind))


def names(office: Office) -> set[str]:
    with office.wang.workspace.read() as session:
        return {unit.name for unit in session.query(Unit)}


def test_after_a_merge_the_switch_counts_them(twice: Office) -> None:
    assert twice.page.parts.current == DESK, "conflicts come first"
    assert len(twice.page.twins.pairs) == 1
    twice.page.show_part(RECEIVE)
    assert "有 1 组单位可能重复登记" in twice.page.receive.done.sentence.text()
    twice.page.receive.twins_wanted.emit()
    assert twice.page.parts.current == TWINS


def test_one_stays_after_a_preview_and_undo_brings_both_back(
    panel: TwinsPanel, twice: Office, qtbot: QtBot
) -> None:
    assert not panel.join_button.isEnabled() and panel.told.isHidden()
    assert {card.side.name for card in panel.cards} == {OURS, THEIRS}
    ours = next(n for n, card in enumerate(panel.cards) if card.side.name == OURS)
    before = twice.open_conflicts()
    qtbot.keyClick(panel, [Key.Key_1, Key.Key_2][ours])
    assert panel.cards[ours].radio.isChecked() and panel.join_button.words == "并成一家"
    told = words(panel.told)
    assert f"“{THEIRS}”记为曾用名" in told and "2 处两边填的不一样" in told
    assert twice.open_conflicts() == before, "only a preview yet"
    qtbot.keyClick(panel, Key.Key_Return)
    assert THEIRS not in names(twice) and OURS in names(twice)
    assert twice.said[-1] == f"已把“{THEIRS}”并入“{OURS}”，2 处到冲突台决定"
    assert twice.open_conflicts() == before + 2 and twice.page.desk.open_count == before + 2
    assert panel.stack.currentWidget() is panel.none
    assert undo(twice.wang.workspace) and {OURS, THEIRS} <= names(twice)


def test_not_the_same_is_remembered(panel: TwinsPanel, twice: Office) -> None:
    panel.apart_button.click()
    assert panel.stack.currentWidget() is panel.none and panel.pairs == []
    with twice.wang.workspace.read() as session:
        assert duplicates(session) == []
    assert {OURS, THEIRS} <= names(twice) and "以后不再问" in twice.said[-1]


def test_two_units_chosen_by_hand(twice: Office) -> None:
    with twice.wang.workspace.read() as session:
        keys = [session.query(Unit).filter_by(name=name).one().id for name in (GAS, HEAT)]
    twice.page.show_twins(*keys)
    panel = twice.page.twins
    assert [card.side.name for card in panel.cards] == [GAS, HEAT] and panel.apart_button.isHidden()
    panel.choose(1)
    assert f"“{GAS}”记为曾用名" in words(panel.told)
    twice.page.parts.segment(DESK).click()
    twice.page.parts.segment(TWINS).click()
    assert {card.side.name for card in panel.cards} == {OURS, THEIRS}


def test_the_row_menu_of_the_unit_list_leads_here(
    twice: Office, context: Context, shown: Show, qtbot: QtBot
) -> None:
    page = UnitsPage(context)
    page.resize(1366, 654)
    shown(page)
    row = next(row for row in page.model.all_rows() if row.name == GAS)
    page.work.join_unit(row)
    dialog = page.work.joining
    assert not dialog.next_button.isEnabled() and dialog.model.row_of(row.id) is None
    dialog.reject()
    assert context.shell.opened == []  # type: ignore[attr-defined]
    page.work.join_unit(row)
    dialog = page.work.joining
    dialog.search.setText(HEAT)
    dialog.search.searched.emit(HEAT)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Key.Key_Down)
    assert dialog.next_button.isEnabled()
    dialog.next_button.click()
    heat = next(row.id for row in page.model.all_rows() if row.name == HEAT)
    assert context.shell.opened == [("twins", heat, row.id)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(1366, 654), (1180, 530)])
def test_nothing_is_cut(panel: TwinsPanel, twice: Office, size: tuple[int, int], each_theme: Mode) -> None:
    twice.page.resize(*size)
    panel.choose(0)
    settle(twice.page)
    assert not cut_widgets(twice.page)
