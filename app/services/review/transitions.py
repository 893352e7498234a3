"""The states of a report and what leads from one to another (guide §2.4), as a table.

A guard looks at the `Facts` of a report and says in a phrase why the step cannot be taken, or "". Nothing
here reads or writes a file; `flow.advance` takes the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.models.amounts import parse_amount
from app.models.enums import Conclusion, ReviewEvent, ReviewState

# A design value (mark D of guide §0.1): two persons go, whatever else is agreed.
PERSONS_ON_SITE = 2


class Goal(Enum):
    """Where a step leads if that is not always the same state."""

    REVIEW = "review"  # 初审中 in the first round, 复审中 in later ones
    BEFORE = "before"  # what the report came from
    CONCLUDED = "concluded"  # 通过 or 通过（有建议）, as the conclusion says


@dataclass(frozen=True)
class Work:
    """How far the first review is. `incomplete`: what findings still lack, in sentences.

    `undecided`: errors of the automatic checks that nobody has decided.
    """

    unanswered: int = 0
    severe: int = 0
    minor: int = 0
    incomplete: tuple[str, ...] = ()
    undecided: int = 0


@dataclass(frozen=True)
class Facts:
    """What the guards look at. `first`: who reviewed or reviews first; `before`: where BEFORE leads."""

    state: ReviewState
    round: int = 1
    before: ReviewState | None = None
    by: str = ""
    first: str = ""
    second: str = ""
    reason: str = ""
    document: str = ""
    confirmed: str = ""
    companions: tuple[str, ...] = ()
    assignee: str = ""
    conclusion: Conclusion | None = None
    work: Work = field(default_factory=Work)
    conflicts: Mapping[str, str] = field(default_factory=dict)
    reminders: int = 0
    max_rounds: int = 3
    reminders_needed: int = 2


Guard = Callable[[Facts], str]


def has_person(facts: Facts) -> str:
    """Somebody must have done it."""
    return "" if facts.by else "没有写经办人"


def has_reason(facts: Facts) -> str:
    """A reason must be written."""
    return "" if facts.reason.strip() else "没有写明原因"


def is_impartial(facts: Facts) -> str:
    """Nobody reviews a unit with which a conflict of interest was declared."""
    people = (facts.by, facts.assignee, *facts.companions)
    name = next((name for name in people if name in facts.conflicts), "")
    return f"{name}已申报与这家单位有利益冲突（{facts.conflicts[name]}）" if name else ""


def may_assign(facts: Facts) -> str:
    """As `is_impartial`, of the person the report is given to; whoever gives it does not review."""
    if not facts.assignee:
        return "没有选审核人"
    reason = facts.conflicts.get(facts.assignee)
    return f"{facts.assignee}已申报与这家单位有利益冲突（{reason}）" if reason else ""


def is_second_person(facts: Facts) -> str:
    """The second reviewer is not the first one."""
    return "二审人不能与初审人相同" if facts.by and facts.by == facts.first else ""


def is_other_approver(facts: Facts) -> str:
    """The approver is not the first reviewer."""
    return "审定人不能与初审人相同" if facts.by and facts.by == facts.first else ""


def is_answered(facts: Facts) -> str:
    """Every item that concerns the unit is judged."""
    return f"{facts.work.unanswered} 项未判定" if facts.work.unanswered else ""


def fits_conclusion(facts: Facts) -> str:
    """What is still open allows the conclusion."""
    work, conclusion = facts.work, facts.conclusion
    if conclusion is None or conclusion is Conclusion.RETURNED:
        return "没有选通过或不通过的结论"
    if conclusion is Conclusion.NOT_PASSED:
        return ""
    if work.severe:
        return f"{work.severe} 个严重或一般问题未关闭"
    if conclusion is Conclusion.PASSED and work.minor:
        return "还有提示类问题，请选“通过（附建议）”或先关闭"
    return ""


def has_decided_errors(facts: Facts) -> str:
    """A report does not pass before somebody has decided what the automatic checks call an error."""
    if facts.conclusion is Conclusion.NOT_PASSED or not facts.work.undecided:
        return ""
    return f"自动核对还有 {facts.work.undecided} 个错误未处理或待核实"


def is_passing(facts: Facts) -> str:
    """The conclusion is one by which the report passes."""
    passes = facts.conclusion is not None and facts.conclusion.is_pass
    return "" if passes else "初审结论不是通过"


def has_severe(facts: Facts) -> str:
    """A report is returned for something that matters."""
    return "" if facts.work.severe else "没有严重或一般问题，不能退回"


def is_complete(facts: Facts) -> str:
    """Every finding that is sent has its text, basis and request."""
    return "；".join(facts.work.incomplete)


def has_rounds_left(facts: Facts) -> str:
    """A report is returned only so many times."""
    if facts.round < facts.max_rounds:
        return ""
    return f"已是第{facts.round}轮，最多 {facts.max_rounds} 轮，不能再退回"


def was_reminded(facts: Facts) -> str:
    """A unit that is silent is reminded before its report is closed."""
    needed = facts.reminders_needed
    if facts.reminders >= needed:
        return ""
    return f"只催报过 {facts.reminders} 次，满 {needed} 次才能按不通过办结"


def visited_by_two(facts: Facts) -> str:
    """A unit is visited by at least two persons."""
    there = len(set(filter(None, facts.companions)))
    return "" if there >= PERSONS_ON_SITE else f"实地复核至少要 {PERSONS_ON_SITE} 人，现在是 {there} 人"


def is_confirmed(facts: Facts) -> str:
    """Filed is what the city has determined."""
    amount = parse_amount(facts.confirmed)
    return "" if amount is not None and amount >= 0 else "没有写核定排放量（只写数字，单位 tCO₂）"


def has_document(facts: Facts) -> str:
    """A unit leaves the list by a document."""
    return "" if facts.document.strip() else "没有写依据文件"


@dataclass(frozen=True)
class Transition:
    """One line of the table: an event, from where, where to, and what must be so."""

    event: ReviewEvent
    sources: frozenset[ReviewState]
    target: ReviewState | Goal
    guards: tuple[Guard, ...] = ()

    @property
    def needs_reason(self) -> bool:
        """Whether a reason must be written."""
        return has_reason in self.guards


_S, _E = ReviewState, ReviewEvent


def _line(
    event: ReviewEvent, sources: tuple[ReviewState, ...], target: ReviewState | Goal, *guards: Guard
) -> Transition:
    return Transition(event, frozenset(sources), target, (has_person, *guards))


_REVIEW = (_S.IN_FIRST_REVIEW, _S.IN_RE_REVIEW)
_LATER = (_S.FIRST_REVIEW_DONE, _S.IN_SECOND_REVIEW, _S.PENDING_APPROVAL)
_ENDED = (_S.PASSED, _S.PASSED_WITH_NOTES, _S.NOT_PASSED)
_RUNNING = tuple(state for state in _S if not state.is_final)

TABLE: tuple[Transition, ...] = (
    _line(_E.RECEIVE, (_S.NOT_SUBMITTED,), _S.SUBMITTED),
    _line(_E.ASSIGN, (_S.SUBMITTED,), _S.ASSIGNED, may_assign),
    _line(_E.TAKE_BACK, (_S.ASSIGNED,), _S.SUBMITTED),
    _line(_E.START, (_S.SUBMITTED, _S.ASSIGNED), _S.IN_FIRST_REVIEW, is_impartial),
    _line(_E.START, (_S.RESUBMITTED,), _S.IN_RE_REVIEW, is_impartial),
    _line(
        _E.FINISH,
        _REVIEW,
        _S.FIRST_REVIEW_DONE,
        is_impartial,
        is_answered,
        fits_conclusion,
        has_decided_errors,
    ),
    _line(
        *(_E.RETURN, (*_REVIEW, _S.IN_SECOND_REVIEW), _S.RETURNED),
        *(is_impartial, has_severe, is_complete, has_rounds_left),
    ),
    _line(_E.REMIND, (_S.NOT_SUBMITTED,), _S.NOT_SUBMITTED),
    _line(_E.REMIND, (_S.RETURNED,), _S.RETURNED),
    _line(_E.RESUBMIT, (_S.RETURNED,), _S.RESUBMITTED),
    _line(_E.START_SECOND, (_S.FIRST_REVIEW_DONE,), _S.IN_SECOND_REVIEW, is_impartial, is_second_person),
    _line(_E.SEND_BACK, _LATER, Goal.REVIEW, has_reason),
    _line(
        *(_E.PASS_ON, (_S.IN_SECOND_REVIEW,), _S.PENDING_APPROVAL),
        *(is_impartial, is_second_person, fits_conclusion, has_decided_errors),
    ),
    _line(_E.REQUIRE_SITE, (*_REVIEW, *_LATER), _S.SITE_CHECK_REQUIRED, has_reason),
    _line(_E.FINISH_SITE, (_S.SITE_CHECK_REQUIRED,), _S.SITE_CHECK_DONE, is_impartial, visited_by_two),
    _line(_E.RESUME, (_S.SITE_CHECK_DONE,), Goal.BEFORE),
    _line(
        *(_E.APPROVE, (_S.PENDING_APPROVAL,), Goal.CONCLUDED),
        *(is_impartial, is_other_approver, is_passing, is_answered, fits_conclusion, has_decided_errors),
    ),
    _line(
        *(_E.CLOSE, (_S.PENDING_APPROVAL,), _S.NOT_PASSED),
        *(is_impartial, is_other_approver, has_reason),
    ),
    _line(
        *(_E.CLOSE, (_S.RETURNED,), _S.NOT_PASSED),
        *(is_impartial, is_other_approver, has_reason, was_reminded),
    ),
    _line(
        *(_E.RECALL, (_S.RETURNED, *_LATER, _S.SITE_CHECK_REQUIRED), Goal.BEFORE, has_reason),
    ),
    _line(_E.REOPEN, (*_ENDED, _S.ARCHIVED), _S.IN_RE_REVIEW, has_reason),
    _line(_E.ARCHIVE, _ENDED, _S.ARCHIVED, is_confirmed),
    _line(_E.EXEMPT, _RUNNING, _S.EXEMPTED, has_reason, has_document),
    _line(_E.READMIT, (_S.EXEMPTED,), Goal.BEFORE, has_reason),
)
# Steps that lead back: where they came from is not where the report stood before.
BACKWARD = frozenset({_E.RECALL, _E.RESUME, _E.READMIT})


def transition(event: ReviewEvent, state: ReviewState) -> Transition | None:
    """The line of the table for an event in a state, None where there is none."""
    return next((line for line in TABLE if line.event is event and state in line.sources), None)


def events_of(state: ReviewState) -> tuple[ReviewEvent, ...]:
    """What can happen to a report in a state, in the order of the events; guards are not asked."""
    return tuple(event for event in ReviewEvent if transition(event, state) is not None)


def objections(event: ReviewEvent, facts: Facts) -> tuple[str, ...]:
    """Why the step cannot be taken now, in phrases; empty where it can."""
    line = transition(event, facts.state)
    if line is None:
        return (f"状态是“{facts.state.label}”，不能{event.label}",)
    return tuple(phrase for guard in line.guards if (phrase := guard(facts)))


def target_of(event: ReviewEvent, facts: Facts) -> ReviewState:
    """Where the step leads. Raises KeyError where the table has no such line."""
    line = transition(event, facts.state)
    if line is None:
        raise KeyError(f"{event} in {facts.state}")
    in_review = ReviewState.IN_RE_REVIEW if facts.round > 1 else ReviewState.IN_FIRST_REVIEW
    if line.target is Goal.REVIEW:
        return in_review
    if line.target is Goal.BEFORE:
        return facts.before or in_review
    if line.target is Goal.CONCLUDED:
        with_notes = facts.conclusion is Conclusion.PASSED_WITH_NOTES
        return ReviewState.PASSED_WITH_NOTES if with_notes else ReviewState.PASSED
    assert isinstance(line.target, ReviewState)
    return line.target
