"""读回修改: a letter whose wording was edited in Word becomes proposals, each for exactly one finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.enums import LabelEnum
from app.models.errors import AppError, InputError
from app.models.report import Report, ReportVersion
from app.models.review import Finding
from app.models.unit import Unit
from app.services.catalog import Catalog, load_catalog
from app.services.documents.docx_package import MAX_FILE_MEGABYTES
from app.services.documents.earlier_findings import NO_ANSWER, NO_CHECK
from app.services.documents.identity import digest_of
from app.services.documents.read_back import (
    ANSWER,
    BASIS,
    CHECK,
    EFFECT,
    FACT,
    REQUEST,
    STATE,
    EditedLetter,
    Passage,
    read_letter,
)
from app.services.documents.wording import UNKNOWN, ended, show_effect
from app.services.files import read_limited
from app.services.review.findings import delete_finding, record_answer, save_finding
from app.services.review.form import FindingRow, ReviewForm, earlier_findings, review_form

_FIELDS = {
    FACT: "fact",
    BASIS: "basis",
    EFFECT: "effect_text",
    REQUEST: "request",
    ANSWER: "answer",
    CHECK: "check_note",
}
_LABELS = {
    "fact": "事实",
    "basis": "依据",
    "effect_text": "影响量",
    "request": "整改要求",
    "answer": "单位答复",
    "check_note": "核对情况",
    "": "整条问题",
}
# What may be said about a finding that the unit has been told of already.
_OF_REPLY = ("answer", "check_note")
_AS_SENT = "已发给单位的问题不再改写，请在本轮另提问题"
_NUMBER = re.compile(r"[+\-−]?\d[\d,，]*(?:\.\d+)?")


class Kind(LabelEnum):
    """What was done to a sentence."""

    CHANGED = ("changed", "修改")
    ADDED = ("added", "新增")
    DELETED = ("deleted", "删去")


@dataclass(frozen=True)
class Proposal:
    """One edit for one text (`field`) of one finding; no field: the finding as a whole was taken out.

    `note` says what to look at; one that `can_take` not is only shown.
    """

    finding_id: str
    code: str
    field: str
    kind: Kind
    old: str
    new: str
    note: str = ""
    can_take: bool = True

    @property
    def label(self) -> str:
        """The name of the text."""
        return _LABELS[self.field]


def read_back(
    session: Session, report_id: str, path: Path, catalog: Catalog | None = None
) -> tuple[Proposal, ...]:
    """What was edited in the letter at `path` on this report, in the order of the letter.

    Raises:
        InputError: it is no letter of ours, damaged, unsafe, or about another report.
    """
    letter = read_letter(read_limited(path, MAX_FILE_MEGABYTES), path.name)
    form = review_form(session, report_id, catalog or load_catalog())
    findings = _findings(session, form)
    if not findings.keys() & letter.present.keys():
        raise _of_another(session, letter, path, form.head.unit_name)
    edits = [*_changed(letter, findings), *_added(letter, findings), *_deleted(letter, findings)]
    found = [_as_sent(edit, findings[edit.finding_id]) for edit in edits]
    # The order of the letter; not that of its bookmarks, which other programs sort anew.
    order = {key: number for number, key in enumerate(findings)}
    return tuple(sorted(found, key=lambda proposal: order[proposal.finding_id]))


def take_proposals(
    session: Session, report_id: str, proposals: Iterable[Proposal], catalog: Catalog | None = None
) -> int:
    """Put the wording of the letter into the findings. Returns how many edits were taken.

    Raises:
        AppError: the report is not in review, or a finding is gone. Nothing is changed then.
    """
    form = review_form(session, report_id, catalog or load_catalog())
    findings = _findings(session, form)
    chosen = [proposal for proposal in proposals if proposal.can_take]
    removed = {proposal.finding_id for proposal in chosen if not proposal.field}
    # A changed text comes before what was put in behind it.
    edits = sorted(chosen, key=lambda p: p.kind is Kind.ADDED)
    for key in dict.fromkeys(proposal.finding_id for proposal in chosen):
        if key not in findings:
            raise AppError("有的问题已被删除。", "请重新读回。")
        if key in removed:
            delete_finding(session, key)
        else:
            _take(session, findings[key], [edit for edit in edits if edit.finding_id == key])
    return len(chosen)


def _take(session: Session, finding: FindingRow, edits: Iterable[Proposal]) -> None:
    """Put the edits of one finding into it: its own texts, and what is said about the answer."""
    texts = {name: _text(finding, name) for name in _FIELDS.values()}
    before = dict(texts)
    for edit in edits:
        old = texts[edit.field]
        is_behind = edit.kind is Kind.ADDED and old
        texts[edit.field] = f"{old}\n{edit.new}" if is_behind else edit.new
    written = {name: text for name, text in texts.items() if name not in _OF_REPLY}
    if any(before[name] != text for name, text in written.items()):
        save_finding(session, finding.id, replace(finding.form, **written))  # type: ignore[arg-type]  # texts
    if any(before[name] != texts[name] for name in _OF_REPLY):
        record_answer(session, finding.id, texts["answer"], finding.answered_on, texts["check_note"])


def _findings(session: Session, form: ReviewForm) -> dict[str, FindingRow]:
    """All that a letter of this round may tell of, what was told before first."""
    rows = (*earlier_findings(session, form.head.report_id), *form.findings)
    return {finding.id: finding for finding in rows}


def _text(finding: FindingRow, name: str) -> str:
    found = getattr(finding if name in _OF_REPLY else finding.form, name)
    assert isinstance(found, str)
    return found


def _as_sent(proposal: Proposal, finding: FindingRow) -> Proposal:
    """Not to be taken where it would change what the unit has been told."""
    is_told = finding.is_earlier or finding.is_last_year
    if not is_told or proposal.field in _OF_REPLY:
        return proposal
    return replace(proposal, note=_AS_SENT, can_take=False)


def _changed(letter: EditedLetter, findings: dict[str, FindingRow]) -> Iterator[Proposal]:
    for passage in letter.passages:
        finding, name = findings.get(passage.key), _FIELDS.get(passage.field)
        if finding is None or name is None or not passage.is_changed:
            continue
        old = _text(finding, name)
        printed = _printed(finding, name)
        if digest_of(passage.text) == digest_of(printed):
            continue  # the same was written here meanwhile
        kind = Kind.CHANGED if passage.text else Kind.DELETED
        made = Proposal(finding.id, finding.code, name, kind, old, passage.text)
        if digest_of(printed) != passage.digest:
            made = replace(made, note="导出以后这里也改过，请比较两种写法")
        yield _effect(made) if name == "effect_text" else made


def _effect(proposal: Proposal) -> Proposal:
    """An effect is a number: read it out of the sentence."""
    found = _NUMBER.search(proposal.new)
    text = found.group().replace("−", "-").replace("，", ",").lstrip("+") if found else ""
    if proposal.new and (found is None or parse_amount(text) is None):
        return replace(proposal, note="影响量不是数字，请自己填写", can_take=False)
    return replace(proposal, new=text)


def _added(letter: EditedLetter, findings: dict[str, FindingRow]) -> Iterator[Proposal]:
    for addition in letter.additions:
        finding = findings.get(addition.key)
        if finding is not None:
            field = _added_to(addition.field, finding)
            if addition.text in _text(finding, field):
                continue  # taken already
            yield Proposal(finding.id, finding.code, field, Kind.ADDED, "", addition.text)


def _added_to(field: str, finding: FindingRow) -> str:
    """The text that a sentence behind `field` belongs to."""
    if finding.is_earlier or finding.is_last_year:
        return "answer" if field == ANSWER else "check_note"
    return "request" if field in (EFFECT, STATE) else _FIELDS[field]


def _deleted(letter: EditedLetter, findings: dict[str, FindingRow]) -> Iterator[Proposal]:
    """Texts that stood in the letter when it was written and are nowhere now."""
    there: dict[str, set[str]] = {}
    for passage in letter.passages:
        there.setdefault(passage.key, set()).add(passage.field)
    for key, fields in letter.present.items():
        finding = findings.get(key)
        if finding is None:
            continue
        if not there.get(key):
            yield Proposal(key, finding.code, "", Kind.DELETED, finding.form.fact, "")
            continue
        for letter_of, name in _FIELDS.items():
            old = _text(finding, name)
            if letter_of in fields and letter_of not in there[key] and old:
                yield Proposal(key, finding.code, name, Kind.DELETED, old, "")


def _printed(finding: FindingRow, name: str) -> str:
    """A text as a letter says it."""
    text = _text(finding, name)
    if name == "effect_text":
        return ended(show_effect(parse_amount(text), text))
    unsaid = {"answer": f"{NO_ANSWER}。", "check_note": f"{NO_CHECK}。"}
    return ended(text) or unsaid.get(name, UNKNOWN)


def _of_another(session: Session, letter: EditedLetter, path: Path, unit: str) -> InputError:
    for key in letter.present:
        finding = session.get(Finding, key)
        version = session.get(ReportVersion, finding.version_id) if finding else None
        report = session.get(Report, version.report_id) if version else None
        if report is not None and version is not None:
            name = session.get_one(Unit, report.unit_id).name
            words = (
                f"“{path.name}”是{name}{report.year}年度{report.kind.label}第{version.round}轮的审核意见。"
            )
            return InputError(words, f"请选用{unit}本轮的审核意见，或打开那一件再读回。")
    return InputError(
        f"“{path.name}”里的问题不在这个工作文件中。", "请在当时导出它的工作文件里读回，或先合并那份文件。"
    )


__all__ = ["Kind", "Passage", "Proposal", "read_back", "take_proposals"]
