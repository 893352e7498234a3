"""Findings 问题: fact, basis, effect in tCO2, request, severity."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.base import new_id
from app.models.enums import FindingState, Severity
from app.models.errors import AppError, InputError
from app.models.review import Finding
from app.services.catalog import BLANK
from app.services.review.answers import require_in_review


@dataclass(frozen=True)
class FindingForm:
    """A finding as it is edited. `effect_text` in tCO2, signed, as typed."""

    severity: Severity
    fact: str = ""
    basis: str = ""
    effect_text: str = ""
    request: str = ""


def add_finding(session: Session, version_id: str, form: FindingForm, item_id: str | None = None) -> str:
    """A finding made by hand, with or without an item. Returns its key.

    Raises:
        InputError: the effect is not a number.
    """
    require_in_review(session, version_id)
    finding = Finding(
        id=new_id(),
        version_id=version_id,
        item_id=item_id,
        severity=form.severity,
        state=FindingState.OPEN,
    )
    _fill(finding, form)
    session.add(finding)
    return finding.id


def save_finding(session: Session, finding_id: str, form: FindingForm) -> None:
    """Keep an edited finding.

    Raises:
        InputError: the effect is not a number. AppError: the finding is gone or cannot be changed now.
    """
    finding = _require(session, finding_id)
    require_in_review(session, finding.version_id)
    _fill(finding, form)


def set_finding_state(session: Session, finding_id: str, state: FindingState) -> None:
    """Close a finding or open it again. A finding of an earlier round can be closed in a later one."""
    _require(session, finding_id).state = state


def delete_finding(session: Session, finding_id: str) -> None:
    """Take a finding away; undo brings it back. The verdict of its item stays as it is."""
    finding = _require(session, finding_id)
    require_in_review(session, finding.version_id)
    session.delete(finding)


def missing_parts(form: FindingForm) -> tuple[str, ...]:
    """What a finding still lacks before it can be sent, by the names on the form; blanks count as lacking."""
    parts = {"事实": form.fact, "依据": form.basis, "整改要求": form.request}
    return tuple(name for name, text in parts.items() if not text.strip() or BLANK in text)


def _require(session: Session, finding_id: str) -> Finding:
    finding = session.get(Finding, finding_id)
    if finding is None:
        raise AppError("这个问题已被删除。", "请刷新后重试。")
    return finding


def _fill(finding: Finding, form: FindingForm) -> None:
    effect = form.effect_text.strip()
    if effect and parse_amount(effect) is None:
        raise InputError(f"影响量“{effect}”不是数字。", "请只写数字，减少的写负号。", field="effect_text")
    finding.severity = form.severity
    finding.fact = form.fact.strip() or None
    finding.basis = form.basis.strip() or None
    finding.effect_text = effect or None
    finding.request = form.request.strip() or None
