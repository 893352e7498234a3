"""Numbers of letters: one series per person, the lowest free number at issue (decision 0006)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import LabelEnum
from app.models.errors import InputError
from app.models.names import tidy_name
from app.models.recorder import raw
from app.models.review import Letter, Opinion
from app.services.people import person_rows
from app.services.workspaces import file_setting, set_file_setting

_DIGITS = 3
_NO_MARK = "-"
_BAD_MARK = re.compile(r"[\s〔〕\d]")


class Series(LabelEnum):
    """What is numbered, with the words a number begins with unless the file says otherwise."""

    OPINION = ("opinion", "审核意见", "碳审意")
    CORRECTION = ("correction", "补正通知", "碳审补")
    QUESTIONS = ("questions", "核查问询单", "碳审询")


@dataclass(frozen=True)
class NumberRules:
    """The words before the number of each series, and the mark of each person; "" for one person at most."""

    heads: dict[Series, str]
    marks: dict[str, str]


def next_number(session: Session, series: Series, person: str, day: date) -> str:
    """The lowest free number of `person` in the calendar year of `day`."""
    head = _head(session, series, person, day.year)
    taken = {_count(number, head) for number in _numbers(session, series)}
    count = 1
    while count in taken:
        count += 1
    return f"{head}{count:0{_DIGITS}d}号"


def check_number(session: Session, series: Series, person: str, day: date, number: str, own: str) -> None:
    """Refuse a number that leaves a gap in the person's series. `own`: what the letter bears already.

    Raises:
        InputError: it is not the next one.
    """
    head = _head(session, series, person, day.year)
    wanted = next_number(session, series, person, day)
    if number != own and _count(number, head) and number != wanted:
        raise InputError(f"文号应接着编为“{wanted}”。", "文号由程序给出，请重新打开再出具。", field="number")


def is_taken(session: Session, number: str, *, but: str = "") -> bool:
    """Whether a letter other than `but` (key of the version) bears `number`."""
    wanted = number.strip()
    opinions = select(Opinion.id).where(Opinion.number == wanted, Opinion.version_id != but)
    return bool(wanted) and (
        session.scalar(opinions) is not None
        or session.scalar(select(Letter.id).where(Letter.number == wanted, Letter.version_id != but))
        is not None
    )


def double_numbers(session: Session) -> tuple[str, ...]:
    """Numbers that more than one letter bears; only a merge can bring that about."""
    counts = Counter(number for series in Series for number in _numbers(session, series))
    return tuple(sorted(number for number, count in counts.items() if count > 1))


def mark_of(session: Session, person: str) -> str:
    """What stands between the words and the year in the numbers of `person`."""
    name = tidy_name(person)
    default = "" if name in ("", _maker(session)) else name
    mark = file_setting(session, _mark_key(name), default)
    return "" if mark == _NO_MARK else mark


def number_rules(session: Session) -> NumberRules:
    """The words and marks as they stand in the file."""
    names = dict.fromkeys([*filter(None, [_maker(session)]), *(p.name for p in person_rows(session))])
    return NumberRules(
        {series: _words(session, series) for series in Series},
        {name: mark_of(session, name) for name in names},
    )


def save_rules(session: Session, rules: NumberRules) -> None:
    """Keep words and marks together, so that two people may change marks with each other.

    Numbers that were given stay as they are. Raises:
        InputError: two have the same, or one has characters a number cannot bear; `field`: whose.
    """
    words = {series.value: text.strip() for series, text in rules.heads.items()}
    marks = {tidy_name(name): mark.strip() for name, mark in rules.marks.items()}
    bad = next((key for key, text in (*words.items(), *marks.items()) if _BAD_MARK.search(text)), None)
    if bad is not None:
        raise InputError("不能有数字、空格和六角括号。", field=bad)
    if empty := next((key for key, text in words.items() if not text), None):
        raise InputError("代字不能为空。", field=empty)
    for group, what in ((words, "代字"), (marks, "标记")):
        if twin := _double(group):
            first, second = twin
            text = f"{what}“{group[second]}”" if group[second] else "不带标记的文号"
            owner = Series.of(first).label if what == "代字" else first
            raise InputError(f"{text}已由{owner}使用。", "请各用各的，文号才不会重复。", field=second)
    before = number_rules(session)
    for series in Series:
        if series in rules.heads and words[series.value] != before.heads[series]:
            set_file_setting(session, f"number.words.{series.value}", words[series.value])
    for name, mark in marks.items():
        if mark != before.marks.get(name):
            set_file_setting(session, _mark_key(name), mark or _NO_MARK)


def _double(group: dict[str, str]) -> tuple[str, str] | None:
    """Two keys of the same text, the earlier one first."""
    seen: dict[str, str] = {}
    for key, text in group.items():
        if text in seen:
            return seen[text], key
        seen[text] = key
    return None


def _mark_key(name: str) -> str:
    return f"number.mark.{name}"


def _words(session: Session, series: Series) -> str:
    return file_setting(session, f"number.words.{series.value}", series.short)


def _head(session: Session, series: Series, person: str, year: int) -> str:
    return f"{_words(session, series)}{mark_of(session, person)}〔{year}〕"


def _count(number: str, head: str) -> int:
    """The figure of a number of that series; 0 for one of another."""
    digits = number.removeprefix(head).removesuffix("号")
    return int(digits) if number.startswith(head) and digits.isdecimal() else 0


def _numbers(session: Session, series: Series) -> list[str]:
    if series is Series.OPINION:
        found = session.scalars(select(Opinion.number))
    else:
        found = session.scalars(select(Letter.number).where(Letter.kind == series.value))
    return [number for number in found if number]


def _maker(session: Session) -> str:
    """Who made the file; the same in every copy of it."""
    row = raw(session).execute("SELECT actor FROM change ORDER BY clock, id LIMIT 1").fetchone()
    return tidy_name(row[0]) if row else ""
