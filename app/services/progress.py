"""How long work tells how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Given to long functions. `step` raises `Cancelled` once the user has asked to stop."""

    def total(self, count: int) -> None:
        """Say how many steps there will be."""

    def step(self, text: str = "") -> None:
        """One step is done; `text` names what is worked on."""


class NoProgress:
    """Tells nobody; lets every long function be an ordinary function."""

    def total(self, count: int) -> None:
        """Ignored."""

    def step(self, text: str = "") -> None:
        """Ignored."""


NO_PROGRESS: Progress = NoProgress()


def over(progress: Progress, rows: Sequence[T], text: str = "") -> Iterator[T]:
    """Go through `rows` and tell one step each."""
    progress.total(len(rows))
    for row in rows:
        progress.step(text)
        yield row
