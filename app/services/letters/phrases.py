"""Standard phrases 常用语: proposed per checklist item, found by words or pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.errors import AppError, InputError
from app.models.review import Finding, Item, Phrase
from app.services.catalog import BLANK
from app.services.units.initials import initials_of

PARTS = {"fact": "事实", "basis": "依据", "request": "整改要求", "remark": "备注"}
LONGEST = 1_000


@dataclass(frozen=True)
class PhraseRow:
    """One phrase; no code: for every item, no part: for every text."""

    id: str
    code: str
    part: str
    text: str
    initials: str

    def matches(self, words: str) -> bool:
        """Whether it holds every word, as text or as pinyin initials."""
        return all(word in self.text.lower() or word in self.initials for word in words.lower().split())


def phrase_rows(session: Session, code: str = "", part: str = "") -> tuple[PhraseRow, ...]:
    """All phrases, those for the item `code` and the text `part` first."""
    rows = [
        PhraseRow(p.id, p.code or "", p.part or "", p.text, p.initials or initials_of(p.text))
        for p in session.scalars(select(Phrase))
    ]

    def place(row: PhraseRow) -> tuple[bool, bool, bool, str, str]:
        return row.code != code, bool(row.code), row.part != part, row.code, row.text

    return tuple(sorted(rows, key=place))


def save_phrase(session: Session, text: str, code: str = "", part: str = "", key: str = "") -> str:
    """Keep a phrase; one with the same words for the same place is not kept twice. Returns its key.

    Raises:
        InputError: it is empty or too long. AppError: the phrase to be changed is gone.
    """
    tidy = text.strip()
    if not tidy:
        raise InputError("请写常用语的内容。", field="text")
    if len(tidy) > LONGEST:
        raise InputError(f"常用语有 {len(tidy)} 字，超过 {LONGEST} 字。", "请分成几条。", field="text")
    wanted = (code or None, part or None)
    same = session.scalars(select(Phrase).where(Phrase.text == tidy))
    twin = next((p for p in same if (p.code, p.part) == wanted and p.id != key), None)
    if twin is not None and not key:
        return twin.id
    row = session.get(Phrase, key) if key else Phrase(id=new_id(), text=tidy)
    if row is None:
        raise AppError("这条常用语已被删除。", "请刷新后重试。")
    row.text, row.code, row.part = tidy, *wanted
    session.add(row)
    session.flush()
    return row.id


def delete_phrase(session: Session, key: str) -> None:
    """Take a phrase away; undo brings it back."""
    row = session.get(Phrase, key)
    if row is not None:
        session.delete(row)


def take_finding(session: Session, finding_id: str) -> int:
    """Keep the texts of a finding as phrases of its item. Returns how many are new.

    Raises:
        InputError: it is not whole, or was withdrawn: only what was confirmed is worth keeping.
    """
    finding = session.get(Finding, finding_id)
    if finding is None:
        raise AppError("这个问题已被删除。", "请刷新后重试。")
    texts = {"fact": finding.fact or "", "basis": finding.basis or "", "request": finding.request or ""}
    missing = [PARTS[part] for part, text in texts.items() if not text.strip() or BLANK in text]
    if missing or finding.state.value == "withdrawn":
        words = f"还缺{'、'.join(missing)}" if missing else "已撤销"
        raise InputError(f"这个问题{words}，不能存为常用语。", "请先写完整并确认。")
    item = session.get(Item, finding.item_id) if finding.item_id else None
    code = item.code if item else ""
    before = {p.id for p in session.scalars(select(Phrase))}
    keys = {save_phrase(session, text, code, part) for part, text in texts.items()}
    return len(keys - before)
