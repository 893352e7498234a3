"""Taking a merge back where a deletion stood that others' rows had overruled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.exchange.conflicts import conflicts
from tests.services.exchange.histories import Office


def overruled(ready: Path) -> Office:
    """What 李乙 has deleted stays, because the item refers to it whose deletion by 王甲 he took back."""
    office = Office(ready, 2)
    office.delete(0, 0, 0)
    office.exchange(0, 1)
    office.delete(1, 0, 1)
    office.undo_old_merge(1, 0)
    return office


WORK: dict[str, Callable[[Office], None]] = {
    "a person is assigned": lambda o: o.assign(0, 0, 0),
    "an item is answered": lambda o: o.answer(0, 0, 0),
    "texts are edited": lambda o: [o.edit(0, n, n) for n in range(3)] and None,
}


@pytest.mark.parametrize("names", [*((name,) for name in WORK), tuple(WORK)], ids=" and ".join)
def test_what_came_for_it_goes_again(ready: Path, names: tuple[str, ...]) -> None:
    """王甲 goes on working on what 李乙 has deleted; 李乙 merges that and thinks better of it."""
    office = overruled(ready)
    try:
        for name in names:
            WORK[name](office)
        office.merge_and_think_better(0, 1)
        office.merge_and_think_better(1, 0)
        office.undo_old_merge(1, 0)
        office.check()
    finally:
        office.close()


def test_an_overruled_deletion_stands_again(ready: Path) -> None:
    """王甲 deletes the item, 李乙 the unit; 李乙 takes the first deletion back, so the unit outlives his own.

    王甲 merges that and thinks better, which says that the unit is there. When 李乙 merges it and thinks
    better too, the unit must be deleted and overruled as before, and what nothing refers to be gone.
    """
    office = overruled(ready)
    try:
        li = office.colleagues[1].workspace
        with li.read() as session:
            before = [(c.row, c.field) for c in conflicts(session)]
        assert before, "the deletion of the unit is overruled, and that is a question"
        office.merge_and_think_better(1, 0)
        office.merge_and_think_better(0, 1)  # compares the digest
        with li.read() as session:
            assert [(c.row, c.field) for c in conflicts(session)] == before
        office.check()
    finally:
        office.close()
