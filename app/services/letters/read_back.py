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
from app.services.documents.identity import digest_of
from app.services.documents.read_back import (
    BASIS,
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
from app.services.review.findings import delete_finding, save_finding
from app.services.review.form import FindingRow, review_form
from app.services.review.parts import FindingForm

_FIELDS = {FACT: "fact", BASIS: "basis", EFFECT: "effect_text", REQUEST: "request"}
_LABELS = {"fact": "事实", "basis": "依据", "effect_text": "影响量", "request": "整改要求", "": "整条问题"}
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
    findings = {finding.id: finding for finding in form.findings}
    if not findings.keys() & letter.present.keys():
        raise _of_another(session, letter, path, form.head.unit_name)
    found = [*_changed(letter, findings), *_added(letter, findings), *_deleted(letter, findings)]
    order = {key: number for number, key in enumerate(letter.present)}
    return tuple(sorted(found, key=lambda proposal: order[proposal.finding_id]))


def take_proposals(
    session: Session, report_id: str, proposals: Iterable[Proposal], catalog: Catalog | None = None
) -> int:
    """Put the wording of the letter into the findings. Returns how many edits were taken.

    Raises:
        AppError: the report is not in review, or a finding is gone. Nothing is changed then.
    """
    form = review_form(session, report_id, catalog or load_catalog())
    texts = {finding.id: finding.form for finding in form.findings}
    chosen = [proposal for proposal in proposals if proposal.can_take]
    removed = {proposal.finding_id for proposal in chosen if not proposal.field}
    # A changed text comes before what was put in behind it.
    for proposal in sorted(chosen, key=lambda p: p.kind is Kind.ADDED):
        if proposal.field and proposal.finding_id in texts:
            texts[proposal.finding_id] = _taken(texts[proposal.finding_id], proposal)
    for key in dict.fromkeys(proposal.finding_id for proposal in chosen):
        if key not in texts:
            raise AppError("有的问题已被删除。", "请重新读回。")
        if key in removed:
            delete_finding(session, key)
        else:
            save_finding(session, key, texts[key])
    return len(chosen)


def _taken(form: FindingForm, proposal: Proposal) -> FindingForm:
    text = proposal.new
    if proposal.kind is Kind.ADDED:
        before = getattr(form, proposal.field)
        text = f"{before}\n{text}" if before else text
    return replace(form, **{proposal.field: text})  # type: ignore[arg-type]  # the field is one of the texts


def _changed(letter: EditedLetter, findings: dict[str, FindingRow]) -> Iterator[Proposal]:
    for passage in letter.passages:
        finding, name = findings.get(passage.key), _FIELDS.get(passage.field)
        if finding is None or name is None or not passage.is_changed:
            continue
        old = getattr(finding.form, name)
        printed = _printed(finding.form, name)
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
            field = "request" if addition.field in (EFFECT, STATE) else _FIELDS[addition.field]
            if addition.text in getattr(finding.form, field):
                continue  # taken already
            yield Proposal(finding.id, finding.code, field, Kind.ADDED, "", addition.text)


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
            old = getattr(finding.form, name)
            if letter_of in fields and letter_of not in there[key] and old:
                yield Proposal(key, finding.code, name, Kind.DELETED, old, "")


def _printed(form: FindingForm, name: str) -> str:
    """A text as a letter says it."""
    if name == "effect_text":
        return ended(show_effect(parse_amount(form.effect_text), form.effect_text))
    return ended(getattr(form, name)) or UNKNOWN


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
