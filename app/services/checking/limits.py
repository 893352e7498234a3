"""Limits of checks that the users of a file have set themselves: prices, amounts per head, tolerances."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.errors import InputError
from app.models.setting import Setting
from app.services.catalog import RuleBook

_PREFIX = "limit:"


def own_book(session: Session, shipped: RuleBook) -> RuleBook:
    """The checks with the limits of this file."""
    query = select(Setting.name, Setting.value).where(Setting.name.startswith(_PREFIX))
    own: dict[tuple[str, str], Decimal] = {}
    for name, value in session.execute(query):
        rule, _, key = name.removeprefix(_PREFIX).partition(":")
        number = parse_amount(value)
        if number is not None:
            own[rule, key] = number
    return shipped.with_limits(own) if own else shipped


def set_limit(session: Session, shipped: RuleBook, rule: str, key: str, typed: str) -> None:
    """Set a limit of a check for this file; empty text takes back what the program ships.

    Raises:
        InputError: there is no such limit, or the text is no number.
    """
    known = shipped.rules.get(rule)
    if known is None or key not in known.limits:
        raise InputError("没有这个核对参数。", "请刷新后重试。")
    text = typed.strip()
    if text and parse_amount(text) is None:
        raise InputError(f"“{text}”不是数字。", "请只写数字。", field=key)
    name = f"{_PREFIX}{rule}:{key}"
    row_key = natural(session, "setting", name)
    row = session.get(Setting, row_key)
    if row is None:
        row = Setting(id=row_key, name=name)
        session.add(row)
    row.value = text or None
