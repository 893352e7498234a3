"""Counted figures and the project ledger on their way between computers, and back with undo."""

from __future__ import annotations

from datetime import date

from app.models.counting import CountedIndicator, FiledFigure
from app.models.project import Payment, Training
from app.services.exchange.conflicts import conflicts
from app.services.exchange.package import Contents
from app.services.exchange.words import value_words
from app.services.journal.undo import undo
from app.services.performance.counting.bindings import set_measure
from app.services.performance.counting.filing import file_table
from app.services.performance.form import IndicatorLine
from app.services.performance.ledger import paste_ledger
from app.services.performance.ledger_cells import LedgerKind
from app.services.performance.store import stored_table
from tests.services.exchange.colleagues import Colleague
from tests.services.performance.counting.season import add_form

LINE = IndicatorLine("产出指标", "数量指标", "培训场次", "2次", weight_text="10")


def a_table(who: Colleague) -> tuple[str, str]:
    """A form of 2025 with one row that counts trainings; one training."""
    with who.workspace.write("表") as session:
        table = add_form(session, LINE)
        (row,) = stored_table(session, table).indicator_ids
        set_measure(session, row, "trainings")
        paste_ledger(session, LedgerKind.TRAININGS, "", "held_on", [["2025-06-01", "核算"]], 2025)
    return table, row


def shown(who: Colleague, table: str) -> str:
    with who.workspace.read() as session:
        return stored_table(session, table).form.indicators[0].actual


def add_training(who: Colleague, day: str) -> None:
    with who.workspace.write("培训") as session:
        paste_ledger(session, LedgerKind.TRAININGS, "", "held_on", [[day, "另一场"]], 2025)


def test_what_both_have_counted_is_no_conflict(wang: Colleague, li: Colleague) -> None:
    table, _ = a_table(wang)
    li.take(wang.send())
    add_training(wang, "2025-07-01")
    add_training(li, "2025-08-01")
    assert (shown(wang, table), shown(li, table)) == ("2次", "2次")
    wang.take(li.send())
    assert shown(wang, table) == "3次"
    with wang.workspace.read() as session:
        assert conflicts(session) == []
    assert wang.problems() == ()


def test_two_who_hand_in_different_figures_are_asked(wang: Colleague, li: Colleague) -> None:
    table, _ = a_table(wang)
    li.take(wang.send())
    add_training(li, "2025-08-01")
    for who in (wang, li):
        with who.workspace.write("报送") as session:
            file_table(session, table, date(2025, 12, 20), who.author.name)
    wang.take(li.send())
    with wang.workspace.read() as session:
        found = {(c.entity, c.field) for c in conflicts(session)}
    assert found == {("filing", "person"), ("filed_figure", "text"), ("filed_figure", "records")}
    assert value_words("filed_figure", "records", "a\nb") == "2 条记录"
    assert value_words("counted_indicator", "measure", "trainings") == "培训场次"
    assert value_words("counted_indicator", "is_by_hand", "1") == "是"


def test_a_year_goes_with_its_ledger_and_a_unit_without(wang: Colleague, li: Colleague) -> None:
    table, _ = a_table(wang)
    with wang.workspace.write("支付") as session:
        paste_ledger(session, LedgerKind.PAYMENTS, "", "paid_on", [["2025-06-01", "100"]], 2025)
    with wang.workspace.read() as session:
        unit = session.connection().exec_driver_sql("SELECT id FROM unit").scalar_one()
    li.take(wang.send(Contents(units=frozenset([unit]))))
    with li.workspace.read() as session:
        assert session.query(Payment).count() == session.query(Training).count() == 0
    li.take(wang.send(Contents(years=frozenset([2025]))))
    with li.workspace.read() as session:
        assert session.query(Payment).count() == session.query(Training).count() == 1
    assert shown(li, table) == "1次"


def test_a_blind_package_holds_no_frozen_list(wang: Colleague, li: Colleague) -> None:
    table, _ = a_table(wang)
    with wang.workspace.write("报送") as session:
        file_table(session, table, date(2025, 12, 20), "王甲")
    li.take(wang.send(Contents(is_blind=True)))
    with li.workspace.read() as session:
        assert session.query(FiledFigure).count() == 0 and session.query(CountedIndicator).count() == 1


def test_each_step_is_undone(wang: Colleague) -> None:
    table, row = a_table(wang)
    with wang.workspace.write("报送") as session:
        file_table(session, table, date(2025, 12, 20), "王甲")
    undo(wang.workspace)
    with wang.workspace.write("口径") as session:
        set_measure(session, row, "")
    assert shown(wang, table) == "1次"
    undo(wang.workspace)
    add_training(wang, "2025-07-01")
    assert shown(wang, table) == "2次"
    undo(wang.workspace)
    assert shown(wang, table) == "1次" and wang.problems() == ()
