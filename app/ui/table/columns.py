"""What a column of a table is, and how wide the columns become in a given space."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "strong", "small", "number", "chip", "outline", "link"]
Align = Literal["left", "right", "center"]

NO_VALUE = "—"
CHECK_WIDTH = 44
CHECK_WIDTH_NARROW = 40
# From this width of the table on, columns take their `wide` width.
WIDE = 1500


@dataclass(frozen=True, eq=False)
class Column:
    """One column over rows of any frozen class.

    `value` is what the column is sorted by (None goes last) and, unless `text` is given, what is read.
    `kind`: `text`, `strong` (the name of the row), `small` (12 px, ink-2), `number` (right aligned), `chip`
    (state with glyph and tone from `looks`, unless `tone` and `glyph` are given), `outline` (chip without
    tone), `link`.
    `mark`: a small glyph at the right end of the cell, in the colour of a warning.
    `gives_way`: in a narrow table the column with the highest number is hidden first; 0 stays always.
    `needs`: the least width of the table at which the column is shown at all.
    `stretch`: takes what is left, up to `wide` if that is given; what is left then is shared by all.
    """

    key: str
    title: str
    value: Callable[[Any], Any]
    text: Callable[[Any], str] | None = None
    kind: Kind = "text"
    align: Align | None = None
    tone: Callable[[Any], str] | None = None
    glyph: Callable[[Any], str] | None = None
    mark: Callable[[Any], str] | None = None
    tip: Callable[[Any], str] | None = None
    width: int = 100
    min_width: int = 0
    wide: int = 0
    stretch: bool = False
    gives_way: int = 0
    needs: int = 0
    is_optional: bool = True
    is_shown: bool = True
    is_sortable: bool = True

    @property
    def side(self) -> Align:
        """Where the text stands: numbers right, everything else left, unless said otherwise."""
        return self.align or ("right" if self.kind == "number" else "left")

    @property
    def least(self) -> int:
        """The width below which nothing may be cut away."""
        return self.min_width or self.width

    def shown(self, row: Any) -> str:
        """The text of a row; `—` where there is no value."""
        if self.text is not None:
            return self.text(row)
        value = self.value(row)
        return NO_VALUE if value is None else str(value)


def fit_columns(
    columns: Sequence[Column], available: int, chosen: Mapping[str, int]
) -> tuple[dict[str, int], list[str]]:
    """Widths of the columns that fit into `available` pixels, and the keys of those that gave way.

    `chosen` are widths set by the user; they are kept, except that a column may always give way.
    The stretching column takes what is left.
    """
    kept = [column for column in columns if column.needs <= available]
    gone = [column.key for column in columns if column.needs > available]

    def least(column: Column) -> int:
        return column.least if column.stretch else chosen.get(column.key, column.least)

    while sum(least(column) for column in kept) > available:
        leaver = max(kept, key=_readiness, default=None)
        if leaver is None or not leaver.gives_way:
            break
        kept.remove(leaver)
        gone.append(leaver.key)

    widths = {column.key: least(column) for column in kept}
    free = available - sum(widths.values())
    stretching = [column for column in kept if column.stretch]
    # First the stretching columns reach the width they like, then the others theirs, then the wide one.
    for aim in ("width", "wide") if available >= WIDE else ("width",):
        for group in (stretching, kept):
            free -= _grow(group, widths, free, aim, chosen)
    _give_rest(widths, free, kept, chosen)
    return widths, gone


def _give_rest(widths: dict[str, int], free: int, kept: Sequence[Column], chosen: Mapping[str, int]) -> None:
    """What is left goes to the stretching column up to its `wide` width, then to all by their widths."""
    if free <= 0 or not kept:
        return
    taker = next((column for column in kept if column.stretch), kept[-1])
    if taker.stretch:
        room = max(0, taker.wide - widths[taker.key]) if taker.wide else free
        widths[taker.key] += min(free, room)
        free -= min(free, room)
    sharing = [column.key for column in kept if column.stretch or column.key not in chosen]
    total = sum(widths[key] for key in sharing)
    shares = {key: free * widths[key] // total for key in sharing}
    for key, share in shares.items():
        widths[key] += share
    widths[taker.key] += free - sum(shares.values())


def _readiness(column: Column) -> int:
    return column.gives_way


def _grow(
    group: Sequence[Column], widths: dict[str, int], free: int, aim: str, chosen: Mapping[str, int]
) -> int:
    """Share `free` pixels among the columns that want more; returns how many were used."""
    wants = {
        column.key: max(0, (getattr(column, aim) or column.width) - widths[column.key])
        for column in group
        if column.stretch or column.key not in chosen
    }
    total = sum(wants.values())
    if total <= 0 or free <= 0:
        return 0
    share = min(1.0, free / total)
    used = 0
    for key, want in wants.items():
        extra = int(want * share)
        widths[key] += extra
        used += extra
    return used
