"""What a measure gives: the figure, the records it counted, and those it left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.amounts import round_half_up, show_amount


@dataclass(frozen=True)
class Counted:
    """A record that a figure counts: what it is, its key to open it, and the cells that are read.

    `id` tells it from all others. `share`: what it adds, where that is not one.
    """

    entity: str
    key: str
    id: str
    cells: tuple[str, ...]
    share: str = ""
    # Why it is not counted; empty where it is.
    why: str = ""

    @property
    def words(self) -> str:
        """The record in one line."""
        return " · ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Tally:
    """`value`: a number, in per cent where the measure is a share, in 元 where it is money; or a day.

    None: there is nothing to count yet, and `note` says why.
    """

    value: Decimal | date | None
    records: tuple[Counted, ...] = ()
    left_out: tuple[Counted, ...] = ()
    # How the figure comes about, where the sum alone does not tell: 重点 49 + 一般 27.
    note: str = ""


def parted(lines: Iterable[Counted]) -> tuple[tuple[Counted, ...], tuple[Counted, ...]]:
    """The records that count, and those that do not."""
    found = tuple(lines)
    return tuple(one for one in found if not one.why), tuple(one for one in found if one.why)


def share_of(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in per cent to two places; never rounded up to 100 while something is missing."""
    if not whole:
        return None
    exact = Decimal(part) * 100 / Decimal(whole)
    rounded = round_half_up(exact, 2)
    return Decimal("99.99") if rounded == 100 and part < whole else rounded


def number(value: Decimal | int | None) -> str:
    """A number in a list, without needless zeros."""
    return "—" if value is None else show_amount(Decimal(f"{Decimal(value).normalize():f}"))


def day(value: date | None) -> str:
    """A day in a list."""
    return value.isoformat() if value else "—"
