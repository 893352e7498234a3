"""The course of a report: its steps from state to state, newest last, with who and when from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import ReviewEvent, ReviewState
from app.models.report import StateChange
from app.services.journal.history import last_changes
from app.services.review.transitions import BACKWARD


@dataclass(frozen=True)
class Step:
    """One step. `person` did it, `actor` typed it in at the time `at`."""

    id: str
    round: int
    event: ReviewEvent
    before: ReviewState
    after: ReviewState
    person: str
    companions: tuple[str, ...]
    document: str
    reason: str
    actor: str
    at: datetime | None


def report_steps(session: Session, report_id: str) -> tuple[Step, ...]:
    """All steps of a report in their order."""
    rows = step_rows(session, report_id)
    known = last_changes(session, [row.id for row in rows])
    return tuple(
        Step(
            *(row.id, row.round, row.event, row.from_state, row.to_state, row.person),
            companions=tuple((row.companions or "").splitlines()),
            document=row.document or "",
            reason=row.reason or "",
            actor=known[row.id][0] if row.id in known else "",
            at=known[row.id][1] if row.id in known else None,
        )
        for row in rows
    )


def step_rows(session: Session, report_id: str) -> list[StateChange]:
    """The stored steps in their order."""
    query = select(StateChange).where(StateChange.report_id == report_id)
    return list(session.scalars(query.order_by(StateChange.number, StateChange.id)))


def state_before(steps: list[StateChange], state: ReviewState) -> ReviewState | None:
    """Where a report in `state` came from; None where nobody knows.

    Steps that lead back do not count, or 撤回 would go to and fro. A visit came from what it broke off.
    """
    if state is ReviewState.SITE_CHECK_DONE:
        state = ReviewState.SITE_CHECK_REQUIRED
    for row in reversed(steps):
        if row.to_state is state and row.from_state is not state and row.event not in BACKWARD:
            return row.from_state
    return None
