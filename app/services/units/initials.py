"""Pinyin initials of names, so that 示例热力 is found by `slrl`. They help this computer only."""

from __future__ import annotations

from app.models.database import Workspace
from app.models.recorder import raw

_SOURCES = {"unit": "name", "person": "name", "phrase": "text"}


def fill_initials(workspace: Workspace) -> int:
    """Work out the initials of names that have none; returns how many were written.

    The journal does not carry them: every computer makes its own. A change of name empties them.
    """
    made = {}
    with workspace.read() as session:
        for table, source in _SOURCES.items():
            rows = raw(session).execute(f"SELECT {source}, id FROM {table} WHERE initials IS NULL").fetchall()
            made[table] = [(initials_of(name), key) for name, key in rows]
    count = sum(map(len, made.values()))
    if count:
        with workspace.maintain() as connection:
            for table, pairs in made.items():
                connection.executemany(f"UPDATE {table} SET initials = ? WHERE id = ?", pairs)
    return count


def initials_of(name: str) -> str:
    """The first letter of each syllable, digits and Latin letters as they stand, the rest left out."""
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(char for char in "".join(letters).lower() if char.isascii() and char.isalnum())
