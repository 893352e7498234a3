"""Small values that several parts of the review share."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.enums import Severity
from app.services.catalog import BLANK


@dataclass(frozen=True)
class Prefill:
    """The texts a finding begins with: from the checklist, with the standards of the year as basis."""

    fact: str
    basis: str
    request: str


@dataclass(frozen=True)
class FindingForm:
    """A finding as it is edited. `effect_text` in tCO2, signed, as typed."""

    severity: Severity
    fact: str = ""
    basis: str = ""
    effect_text: str = ""
    request: str = ""


def missing_parts(form: FindingForm) -> tuple[str, ...]:
    """What a finding still lacks before it can be sent, by the names on the form; blanks count as lacking."""
    parts = {"事实": form.fact, "依据": form.basis, "整改要求": form.request}
    return tuple(name for name, text in parts.items() if not text.strip() or BLANK in text)
