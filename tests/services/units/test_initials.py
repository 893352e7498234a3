from __future__ import annotations

from app.models.database import Workspace
from app.models.unit import Unit
from app.services.journal.verify import verify
from app.services.units.initials import fill_initials, initials_of
from app.services.units.rows import unit_rows
from tests.builders import a_unit


def test_initials_follow_how_a_name_is_read() -> None:
    assert initials_of("示例银行（北京）3号A座") == "slyhbj3haz"
    assert initials_of("·（）") == ""


def test_new_and_changed_names_get_initials_and_the_journal_does_not_grow(workspace: Workspace) -> None:
    with workspace.write("新建单位") as session:
        key = a_unit(session, "示例热力有限公司").id
    before = workspace.digest()
    assert fill_initials(workspace) == 1
    assert fill_initials(workspace) == 0
    with workspace.write("改名") as session:
        unit = session.get(Unit, key)
        assert unit
        unit.name = "示例供暖有限公司"
    assert fill_initials(workspace) == 1
    with workspace.read() as session:
        (row,) = unit_rows(session, 2024)
        assert verify(session).is_clean
    assert row.initials == "slgnyxgs"
    assert workspace.digest() != before  # the name counts, the initials do not
