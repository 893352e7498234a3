"""What became of the findings of earlier rounds and of last year, as the opinion tells it (guide §2.4, §7.2).

A letter of the second round answers the unit: each finding that was sent, what the unit replied, what was
found when the reply was looked at, and whether the matter is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.models.enums import FindingState, FollowUp
from app.services.documents.identity import ANSWER, CHECK, FACT, HEADING, REQUEST, STATE, Marked
from app.services.documents.opinion_facts import FindingFacts, sorted_findings
from app.services.documents.wording import UNKNOWN, chinese_date, chinese_number, ended

NO_ANSWER = "未见书面答复"
NO_CHECK = "尚未核对"


@dataclass(frozen=True)
class EarlierLine:
    """One finding that was told before; `request` only where something is still to be done."""

    number: str
    item_code: str
    severity: str
    fact: str
    answered_on: str
    answer: str
    check: str
    outcome: str
    request: str


@dataclass(frozen=True)
class EarlierGroup:
    """The findings of one round, or of last year, under their heading."""

    heading: str
    findings: tuple[EarlierLine, ...]


def outcome_of(finding: FindingFacts) -> str:
    """Whether it is settled: 已落实, 部分落实, 未落实, or how else it ended."""
    if finding.state is FindingState.CLOSED:
        return FollowUp.DONE.label
    if not finding.state.is_open:
        return finding.state.label
    if finding.follow_up is not None:
        return finding.follow_up.label
    return "已答复，尚待核对" if finding.state is FindingState.ANSWERED else FollowUp.NOT_DONE.label


def earlier_findings(findings: tuple[FindingFacts, ...]) -> tuple[FindingFacts, ...]:
    """Those of `findings` that were told before, as they are numbered: by round, last year's at the end."""
    earlier = sorted_findings(tuple(finding for finding in findings if finding.is_earlier))
    return tuple(sorted(earlier, key=_place))


def earlier_groups(findings: tuple[FindingFacts, ...]) -> tuple[EarlierGroup, ...]:
    """The groups that an opinion shows; the numbers count through all of them."""
    groups: list[EarlierGroup] = []
    numbered = enumerate(earlier_findings(findings), 1)
    for (is_last_year, round), pairs in groupby(numbered, key=lambda pair: _place(pair[1])):
        found = list(pairs)
        words = "上年度审核遗留的问题" if is_last_year else f"第{round}轮审核提出的问题"
        heading = f"（{chinese_number(len(groups) + 1)}）{words}（{len(found)}项）"
        lines = tuple(_line(finding, number) for number, finding in found)
        groups.append(EarlierGroup(Marked(heading, found[0][1].key, HEADING), lines))
    return tuple(groups)


def earlier_title(findings: tuple[FindingFacts, ...]) -> str:
    """What the part is called; empty where nothing was told before."""
    has_last_year = any(f.is_last_year for f in findings)
    has_round = any(f.is_earlier and not f.is_last_year for f in findings)
    names = [*(["上轮"] if has_round else []), *(["上年度"] if has_last_year else [])]
    return f"{'和'.join(names)}问题落实情况" if names else ""


def earlier_summary(findings: tuple[FindingFacts, ...]) -> str:
    """How many there were and what became of them."""
    outcomes = [outcome_of(finding) for finding in earlier_findings(findings)]
    if not outcomes:
        return ""
    shares = "、".join(
        f"{words}{outcomes.count(words)}项" for words in dict.fromkeys(sorted(outcomes, key=_rank))
    )
    return f"此前提出的问题共{len(outcomes)}项，经核对：{shares}。"


def _rank(outcome: str) -> int:
    order = [one.label for one in FollowUp]
    return order.index(outcome) if outcome in order else len(order)


def _place(finding: FindingFacts) -> tuple[bool, int]:
    return finding.is_last_year, 0 if finding.is_last_year else finding.round


def _line(finding: FindingFacts, number: int) -> EarlierLine:
    key = finding.key
    request = ended(finding.request) if finding.state.is_open else ""
    return EarlierLine(
        number=str(number),
        item_code=finding.item_code.strip(),
        severity=finding.severity.label,
        fact=Marked(ended(finding.fact) or UNKNOWN, key, FACT),
        answered_on=chinese_date(finding.answered_on) if finding.answered_on else "",
        answer=Marked(ended(finding.answer) or f"{NO_ANSWER}。", key, ANSWER),
        check=Marked(ended(finding.check_note) or f"{NO_CHECK}。", key, CHECK),
        outcome=Marked(outcome_of(finding), key, STATE),
        request=Marked(request, key, REQUEST) if request else "",
    )
