"""Undoing one's own steps after a colleague's file was merged."""

from __future__ import annotations

from app.models.report import ReportVersion
from app.models.review import Item
from app.models.unit import Unit
from app.services.journal.undo import redo, undo
from tests.builders import a_unit, a_version, an_item
from tests.services.exchange.colleagues import Colleague


def test_what_has_lost_its_owner_does_not_come_back(wang: Colleague, li: Colleague) -> None:
    """王甲 deletes an item, 李乙 the version that it belongs to: the item has nothing to come back to."""
    with wang.workspace.write("报告") as session:
        unit = a_unit(session)
        version = a_version(session, unit)
        item = an_item(session, version, "ER-01").id
        version_id, unit_id = version.id, unit.id
    li.take(wang.send())
    with wang.workspace.write("改名") as session:
        session.get_one(Unit, unit_id).name = "示例新名"
    with wang.workspace.write("删除条目") as session:
        session.delete(session.get_one(Item, item))
    with li.workspace.write("删除") as session:
        session.delete(session.get_one(Item, item))
        session.flush()
        session.delete(session.get_one(ReportVersion, version_id))
    wang.take(li.send())
    done = undo(wang.workspace)
    assert done and done.step.label == "改名", "there is nothing left of the deletion to take back"
    with wang.workspace.read() as session:
        assert session.get(Item, item) is None and session.get_one(Unit, unit_id).name != "示例新名"
    again = redo(wang.workspace)
    assert again and again.step.label == "改名"
    assert wang.problems() == ()
