"""Two people entered one unit: it is found, joined by a person, nothing is lost, and it can be undone."""

from __future__ import annotations

import pytest

from app.models.bulk import natural
from app.models.enums import DocumentKind, Verdict
from app.models.errors import InputError
from app.models.report import Attachment, Report, ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Enrolment, FormerName, Unit
from app.services.attachments import attach
from app.services.exchange.conflicts import conflicts
from app.services.exchange.duplicates import duplicates, join_units
from app.services.journal.undo import redo, undo
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.services.exchange.colleagues import Colleague
from tests.services.exchange.histories import state_of
from tests.services.exchange.test_bugs_of_others import meet

CODE = "91110106MA7777777X"


@pytest.fixture
def twice(wang: Colleague, li: Colleague) -> tuple[Colleague, str, str]:
    """王甲 and 李乙 both entered 示例造纸厂 and began to review it."""
    keys = []
    for c, name, verdict in ((wang, "示例造纸厂", Verdict.NO), (li, "示例造纸有限公司", Verdict.YES)):
        with c.workspace.write("新建") as session:
            unit = a_unit(session, name, uscc=CODE, contact=c.author.name)
            version = a_version(session, unit)
            item = an_item(session, version, "ER-01", verdict=verdict)
            an_item(session, version, f"ER-1{len(keys)}", remark=c.author.name)
            session.flush()
            a_finding(session, version, item_id=item.id, fact=c.author.name)
            path = c.folder / "报告.pdf"
            path.write_bytes(name.encode())
            attach(session, version.id, path)
            keys.append(unit.id)
    with li.workspace.write("只有李有") as session:
        session.get(Unit, keys[1]).phone = "示例电话"  # type: ignore[union-attr]
        a_version(session, session.get(Unit, keys[1]), kind=DocumentKind.VR)  # type: ignore[arg-type]
    meet(wang, li)
    return wang, keys[0], keys[1]


def test_they_are_found(twice: tuple[Colleague, str, str]) -> None:
    with twice[0].workspace.read() as session:
        (group,) = duplicates(session)
    assert {unit.key for unit in group.units} == set(twice[1:]) and CODE in group.reason


def test_joined_they_are_one_and_nothing_is_lost(twice: tuple[Colleague, str, str], li: Colleague) -> None:
    c, keep, gone = twice
    joined = join_units(c.workspace, keep, gone)
    with c.workspace.read() as session:
        assert session.get(Unit, gone) is None and duplicates(session) == []
        unit = session.get(Unit, keep)
        assert unit and unit.phone == "示例电话"
        assert [f.name for f in session.query(FormerName)] == ["示例造纸有限公司"]
        assert session.query(Enrolment).filter_by(unit_id=keep).count() == 1
        reports = {r.id for r in session.query(Report).filter_by(unit_id=keep)}
        assert reports == {
            natural(session, "report", keep, 2024, kind) for kind in (DocumentKind.ER, DocumentKind.VR)
        }
        version = natural(session, "version", natural(session, "report", keep, 2024, "ER"), 1)
        assert {i.code for i in session.query(Item).filter_by(version_id=version)} == {
            "ER-01",
            "ER-10",
            "ER-11",
        }
        assert {f.fact for f in session.query(Finding)} == {"王甲", "李乙"}
        assert session.query(Attachment).filter_by(version_id=version).count() == 2
        assert session.query(ReportVersion).count() == 3
        found = {(x.entity, x.field): {v.words for v in x.versions} for x in conflicts(session)}
    assert found == {("unit", "contact"): {"王甲", "李乙"}, ("item", "verdict"): {"是", "否"}}
    assert joined.conflicts == 2 and c.problems() == ()
    li.take(c.send())
    assert state_of(li)[:3] == state_of(c)[:3] and li.problems() == ()


def test_joining_is_undone_in_one_step(twice: tuple[Colleague, str, str]) -> None:
    c, keep, gone = twice
    before = c.workspace.digest()
    join_units(c.workspace, keep, gone)
    joined = c.workspace.digest()
    assert undo(c.workspace) and c.workspace.digest() == before and c.problems() == ()
    assert redo(c.workspace) and c.workspace.digest() == joined and c.problems() == ()


def test_what_is_gone_is_not_joined(twice: tuple[Colleague, str, str]) -> None:
    c, keep, gone = twice
    join_units(c.workspace, keep, gone)
    for other in (gone, keep, "nobody"):
        with pytest.raises(InputError, match="没有合并"):
            join_units(c.workspace, keep, other)
