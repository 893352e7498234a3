"""What a letter says about a report, as one short line per part, to tell later what has changed since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.services.review.form import ReviewForm

_HEAD = {
    "unit_name": "单位名称",
    "uscc": "信用代码",
    "category": "类别",
    "industry": "行业",
    "emission_text": "排放量",
    "verification_body": "核查机构",
}


@dataclass(frozen=True)
class Change:
    """One part of a letter that no longer says what the report says, in words; `code` names the item."""

    code: str
    words: str
    finding_id: str = ""


def said(form: ReviewForm) -> str:
    """A line for each part of the letter: kind, item, key, hash of the words. The state of a finding is no
    part of it: it goes on after the letter was sent.
    """
    lines = [f"h|{name}||{_hash(getattr(form.head, name))}" for name in _HEAD]
    for row in form.items:
        if row.verdict is not None:
            lines.append(f"v|{row.code}||{_hash(row.verdict)}")
        if row.evidence:
            lines.append(f"e|{row.code}||{_hash([(e.file_name, e.page, e.quote) for e in row.evidence])}")
    lines += [
        f"f|{finding.code}|{finding.id}|{_hash(finding.form)}"
        for finding in form.findings
        if finding.round == form.head.round
    ]
    return "\n".join(lines)


def changes(before: str, now: str) -> tuple[Change, ...]:
    """What differs between two results of `said`, each once, findings first."""
    old, new = _parts(before), _parts(now)
    found = [
        _change(part, "改了" if part in old and part in new else "新增" if part in new else "删去")
        for part in dict.fromkeys([*new, *old])
        if old.get(part) != new.get(part)
    ]
    return tuple(sorted(found, key=lambda change: (not change.finding_id, change.code)))


def _change(part: tuple[str, str, str], what: str) -> Change:
    kind, name, key = part
    if kind == "h":
        return Change("", f"{_HEAD.get(name, name)}改了")
    if kind == "f":
        return Change(name, f"{name or '不属于条目的'}问题{what}", key)
    return Change(name, f"{name} {'判定' if kind == 'v' else '证据'}{what}")


def _parts(text: str) -> dict[tuple[str, str, str], str]:
    found = {}
    for line in text.splitlines():
        kind, name, key, value = (*line.split("|"), "", "", "", "")[:4]
        found[kind, name, key] = value
    return found


def _hash(value: object) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]
