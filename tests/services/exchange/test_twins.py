"""Two units that may be one: what each holds, what joining would do, and what is remembered."""

from __future__ import annotations

import pytest

from app.models.errors import FileMissing, InputError
from app.services.exchange.conflicts import conflicts
from app.services.exchange.duplicates import duplicates, join_units, keep_apart
from app.services.exchange.twins import all_twins, preview_join, twins_of
from app.services.journal.undo import undo
from tests.builders import a_unit
from tests.services.exchange.colleagues import Colleague
from tests.services.exchange.test_duplicates import CODE, twice

__all__ = ["twice"]
Twice = tuple[Colleague, str, str]


def test_both_are_shown_with_what_they_hold(twice: Twice) -> None:
    c, keep, gone = twice
    with c.workspace.read() as session:
        (pair,) = all_twins(session)
    assert pair.key == {keep, gone} and CODE in pair.reason
    ours, theirs = sorted(pair.sides, key=lambda side: side.key != keep)
    assert (ours.name, ours.actor, ours.contact) == ("示例造纸厂", "王甲", "王甲")
    assert (theirs.name, theirs.actor, theirs.contact) == ("示例造纸有限公司", "李乙", "李乙　示例电话")
    assert (ours.reports, theirs.reports) == (1, 2)
    assert ours.judged == ours.open_findings == 1 and ours.years == (2024,)


def test_the_preview_is_what_joining_does(twice: Twice) -> None:
    c, keep, gone = twice
    before = c.workspace.digest()
    with c.workspace.read() as session:
        preview = preview_join(session, keep, gone)
    assert c.workspace.digest() == before, "nothing is written"
    assert dict(preview.moved)["报告"] == 2 and dict(preview.moved)["审核项"] == 2
    said = {(one.place, one.label, one.kept, one.other) for one in preview.disputed}
    assert said == {("", "联系人", "王甲", "李乙"), ("审核项 ER-01", "判定", "否", "是")}
    joined = join_units(c.workspace, keep, gone)
    assert joined.conflicts == len(preview.disputed)
    with c.workspace.read() as session:
        found = {(x.label, frozenset(v.words for v in x.versions)) for x in conflicts(session)}
    assert found == {(one.label, frozenset((one.kept, one.other))) for one in preview.disputed}


def test_said_to_differ_they_are_not_asked_about_again_anywhere(twice: Twice, li: Colleague) -> None:
    c, keep, gone = twice
    with c.workspace.write("不是同一家") as session:
        keep_apart(session, keep, gone)
    with c.workspace.read() as session:
        assert all_twins(session) == [] and duplicates(session) == []
    li.take(c.send())
    with li.workspace.read() as session:
        assert duplicates(session) == [], "the colleague is not asked either"
    assert undo(c.workspace)
    with c.workspace.read() as session:
        assert len(all_twins(session)) == 1


def test_three_are_asked_about_in_pairs(twice: Twice) -> None:
    c, keep, gone = twice
    with c.workspace.write("第三家") as session:
        third = a_unit(session, "示例纸业", uscc=CODE)
        session.flush()
        keep_apart(session, keep, gone)
        key = third.id
    with c.workspace.read() as session:
        assert {pair.key for pair in all_twins(session)} == {frozenset((keep, key)), frozenset((gone, key))}


def test_chosen_by_hand(twice: Twice) -> None:
    c, keep, gone = twice
    with c.workspace.read() as session:
        assert [side.key for side in twins_of(session, keep, gone).sides] == [keep, gone]
        with pytest.raises(InputError, match="同一家"):
            twins_of(session, keep, keep)
        with pytest.raises(FileMissing, match="已被删除"):
            twins_of(session, keep, "nobody")
