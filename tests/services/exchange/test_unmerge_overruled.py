"""Taking a merge back where a deletion stood that others' rows had overruled."""

from __future__ import annotations

from pathlib import Path

from app.services.exchange.conflicts import conflicts
from tests.services.exchange.histories import Office


def test_an_overruled_deletion_stands_again(ready: Path) -> None:
    """王甲 deletes the item, 李乙 the unit; 李乙 takes the first deletion back, so the unit outlives his own.

    王甲 merges that and thinks better, which says that the unit is there. When 李乙 merges it and thinks
    better too, the unit must be deleted and overruled as before, and what nothing refers to be gone.
    """
    office = Office(ready, 2)
    try:
        office.delete(0, 0, 0)
        office.exchange(0, 1)
        office.delete(1, 0, 1)
        office.undo_old_merge(1, 0)
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
