"""An official form as a ruled paper: blocks of cells on one grid of columns, for PDF, Excel and Word alike.

Nothing is computed here; the texts are those that are printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.services.documents.form_table import Cell, Level, Setting

# With more characters than this in one cell of a block that is `weighty`, an A4 page is turned.
LONGEST_UPRIGHT = 350


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """One part of the form. `head` is printed again on every page that the block goes on to.

    `is_weighty`: a very long cell in it turns the page.
    """

    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[Cell, ...] = ()
    levels: tuple[Level, ...] = ()
    is_weighty: bool = False


@dataclass(frozen=True, slots=True)
class Appendix:
    """A plain table behind the form, on a page of its own. Widths are millimetres, 170 in all."""

    title: str
    widths: tuple[float, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def block(self) -> PaperBlock:
        """Its head and rows as cells."""
        head = tuple(Cell(text, at, at, Setting.LABEL) for at, text in enumerate(self.head))
        rows = (tuple(Cell(text, at, at, Setting.PROSE) for at, text in enumerate(row)) for row in self.rows)
        return PaperBlock(tuple(rows), head)


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole form. Widths are millimetres; `closing` are the lines below the table."""

    title: str
    year_line: str
    upright: tuple[float, ...]
    broad: tuple[float, ...]
    blocks: tuple[PaperBlock, ...]
    closing: tuple[str, ...] = ()
    author: str = ""
    appendices: tuple[Appendix, ...] = ()

    @property
    def is_broad(self) -> bool:
        """Whether the page is turned."""
        longest = max(
            (
                len(cell.text)
                for block in self.blocks
                if block.is_weighty
                for row in block.rows
                for cell in row
            ),
            default=0,
        )
        return longest > LONGEST_UPRIGHT

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of the columns on the page that suits the longest cell."""
        return self.broad if self.is_broad else self.upright
