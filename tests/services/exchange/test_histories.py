"""Nothing is lost, whatever a month brings: the properties P1-P14, P18, P22-P25 of the exchange on histories.

The engine must pass; four well-known wrong ones, put in its place, must not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app.models.database import Workspace
from app.models.errors import AppError
from app.models.journal import EXISTS
from app.services.journal import fold, reckon
from tests.services.exchange.histories import Office, random_act

person = st.integers(0, 3)
pick = st.integers(0, 8)


class Month(RuleBasedStateMachine):
    """Hypothesis chooses who does what; it finds the shortest history that breaks something."""

    ready: Path

    def __init__(self) -> None:
        super().__init__()
        self.office: Office | None = None

    @initialize(people=st.integers(2, 3))
    def begin(self, people: int) -> None:
        self.office = Office(self.ready, people)

    @property
    def at(self) -> Office:
        assert self.office
        return self.office

    @rule(who=person, pick=pick, cell=pick)
    def edit(self, who: int, pick: int, cell: int) -> None:
        self.at.edit(who, pick, cell)

    @rule(who=person, pick=pick, cell=pick)
    def open_dialog(self, who: int, pick: int, cell: int) -> None:
        self.at.open_dialog(who, pick, cell)

    @rule(who=person)
    def save_dialog(self, who: int) -> None:
        self.at.save_dialog(who)

    @rule(who=person, pick=pick, code=pick)
    def answer(self, who: int, pick: int, code: int) -> None:
        self.at.answer(who, pick, code)

    @rule(who=person, pick=pick, verdict=pick)
    def judge(self, who: int, pick: int, verdict: int) -> None:
        self.at.judge(who, pick, verdict)

    @rule(who=person)
    def add_unit(self, who: int) -> None:
        self.at.add_unit(who)

    @rule(who=person, pick=pick)
    def find_and_reorder(self, who: int, pick: int) -> None:
        self.at.find(who, pick)
        self.at.reorder(who, pick)

    @rule(who=person, pick=pick, kind=pick)
    def delete(self, who: int, pick: int, kind: int) -> None:
        self.at.delete(who, pick, kind)

    @rule(who=person, pick=pick, other=pick)
    def assign(self, who: int, pick: int, other: int) -> None:
        self.at.assign(who, pick, other)

    @rule(who=person, pick=pick, content=pick, away=st.booleans())
    def attach(self, who: int, pick: int, content: int, away: bool) -> None:
        self.at.detach(who, pick) if away else self.at.attach(who, pick, content)

    @rule(who=person, again=st.booleans())
    def undo(self, who: int, again: bool) -> None:
        self.at.undo(who, again)

    @rule(who=person, skew=pick)
    def set_clock(self, who: int, skew: int) -> None:
        self.at.set_clock(who, skew)

    @rule(sender=person, receiver=person, plain=st.booleans())
    def exchange(self, sender: int, receiver: int, plain: bool) -> None:
        self.at.exchange(sender, receiver, plain=plain)

    @rule(sender=person, receiver=person, pick=pick, options=st.integers(0, 15))
    def send_part(self, sender: int, receiver: int, pick: int, options: int) -> None:
        self.at.send_part(sender, receiver, pick, options)

    @rule(sender=person, receiver=person)
    def think_better(self, sender: int, receiver: int) -> None:
        self.at.merge_and_think_better(sender, receiver)

    @rule(who=person, pick=pick)
    def undo_old_merge(self, who: int, pick: int) -> None:
        self.at.undo_old_merge(who, pick)

    @rule(who=person, pick=pick, choice=pick)
    def decide(self, who: int, pick: int, choice: int) -> None:
        self.at.decide(who, pick, choice)

    @rule(who=person, back=st.booleans())
    def keep_a_copy(self, who: int, back: bool) -> None:
        self.at.go_back(who) if back else self.at.save(who)

    @rule(who=person, clone=st.booleans())
    def copy_file(self, who: int, clone: bool) -> None:
        self.at.copy_file(who, clone)

    def teardown(self) -> None:
        if self.office is None:
            return
        try:
            self.office.check()
        finally:
            self.office.close()


def _run(ready: Path, examples: int, steps: int) -> None:
    machine = type("Month", (Month,), {"ready": ready})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(300)
def test_nothing_is_lost_in_a_month(ready: Path) -> None:
    _run(ready, examples=100, steps=8)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_nothing_is_lost_in_ten_thousand_months(ready: Path) -> None:
    _run(ready, examples=10_000, steps=25)


def play(ready: Path, seed: int, steps: int) -> None:
    """One history that a seed decides; quicker than the machine, and heavier on exchanges."""
    office = Office(ready, 2)
    chance = random.Random(seed)
    try:
        for _ in range(steps):
            random_act(office, chance)
        office.check()
    finally:
        office.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("hundred", range(4))
def test_nothing_is_lost_in_random_histories(ready: Path, hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        play(ready, seed, steps=6)


# Wrong engines, each a program that is in use somewhere (merge.md C1).


def last_writer_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value with the latest clock replaces the others unseen."""

    def put_together(*args):  # type: ignore[no-untyped-def]
        touched, gone, new = real_put(*args)
        for row, t in touched.items():
            for name in t.fields - {EXISTS}:
                cell = t.after.heads.get(name, [])
                if len(cell) > 1:
                    winner = max(cell, key=lambda h: (h.clock, h.ref))
                    gone += [(row, name, h.ref) for h in t.before.heads.get(name, []) if h is not winner]
                    new[:] = [x for x in new if x[:2] != (row, name) or x[2] == winner.ref]
                    t.after.heads[name] = [winner]
        return touched, gone, new

    real_put = reckon._put_together
    monkeypatch.setattr(reckon, "_put_together", put_together)


def any_tombstone_kills(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deletion wins over everything, whatever its author had seen."""
    real = fold.survives

    def survives(state, tombs):  # type: ignore[no-untyped-def]
        return real(state, tombs) and all(h.value is not None for h in state.heads.get(EXISTS, ()))

    monkeypatch.setattr(fold, "survives", survives)


def no_revival(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child belongs to stays deleted."""
    monkeypatch.setattr(fold, "targets", lambda state, entity: [])


def identity_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copied or restored file goes on under the identity that it carries."""

    def carried(self: Workspace, driver):  # type: ignore[no-untyped-def]
        return driver.execute("SELECT nullif(replica, '') FROM claim").fetchone()[0]

    monkeypatch.setattr(Workspace, "replica", carried)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("mutant", "complaint"),
    [
        (last_writer_wins, "a merge hid|lost"),
        (any_tombstone_kills, "a merge hid|lost"),
        (no_revival, "不完整"),
        (identity_copied, "two changes under one number"),
    ],
)
def test_a_wrong_engine_is_found_out(
    ready: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
    complaint: str,
) -> None:
    mutant(monkeypatch)
    with pytest.raises((AssertionError, AppError), match=complaint):
        for seed in range(300):
            play(ready, seed, steps=8)
