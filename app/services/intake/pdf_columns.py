"""Tables of a PDF that have no lines: words in columns, told apart by the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.services.intake.amounts import looks_numeric

_SAME_LINE = 3.0
_FEWEST_ROWS = 2
_FEWEST_DIGITS = 3
# A gap wider than this share of the letters' height parts two cells.
_GAP = 1.1
# Rows with nearly all columns show where the columns are.
_FULL = 0.7


@dataclass(frozen=True)
class _Cell:
    text: str
    left: float
    right: float


@dataclass(frozen=True)
class SpacedTable:
    """Rows of texts found by their columns; `top` and `bottom` on the page."""

    top: float
    bottom: float
    rows: list[list[str]]
    # The rectangle of each cell that has words: x0, top, x1, bottom.
    boxes: dict[tuple[int, int], dict[str, float]]


def spaced_tables(words: Sequence[dict[str, Any]]) -> list[SpacedTable]:
    """The tables that the words of a page make, from top to bottom."""
    found: list[SpacedTable] = []
    run: list[list[dict[str, Any]]] = []
    for line in [*_lines(words), []]:
        if len(_cells(line)) > 1:
            run.append(line)
            continue
        if len(run) >= _FEWEST_ROWS or (run and _says_amount(_cells(run[0]))):
            bottom = max(word["bottom"] for word in run[-1])
            found.append(SpacedTable(run[0][0]["top"], bottom, *_rows(run)))
        run = []
    return found


def _lines(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"], word["x0"])):
        if lines and abs(lines[-1][0]["top"] - word["top"]) <= _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: float(word["x0"])) for line in lines]


def _cells(line: Sequence[dict[str, Any]]) -> list[_Cell]:
    cells: list[_Cell] = []
    for word in line:
        gap = (word["bottom"] - word["top"]) * _GAP
        if cells and word["x0"] - cells[-1].right < gap:
            last = cells[-1]
            cells[-1] = _Cell(f"{last.text} {word['text']}", last.left, word["x1"])
        else:
            cells.append(_Cell(word["text"], word["x0"], word["x1"]))
    return cells


def _rows(
    lines: Sequence[Sequence[dict[str, Any]]],
) -> tuple[list[list[str]], dict[tuple[int, int], dict[str, float]]]:
    """The texts on their columns, and where each of them stands."""
    # Heads are broken over lines and reach over their columns; lines of values show best where these are.
    cells = [_cells(line) for line in lines]
    valued = [line for line in cells if sum(map(_is_value, line)) * 2 >= len(line)]
    shown = valued if len(valued) * 2 >= len(cells) else cells
    widest = max(map(len, shown))
    spans: list[list[float]] = []
    for line in shown:
        if len(line) >= widest * _FULL:
            for cell in line:
                _widen(spans, cell)
    rows: list[list[str]] = []
    boxes: dict[tuple[int, int], dict[str, float]] = {}
    for words in lines:
        row = [""] * len(spans)
        top, bottom = min(word["top"] for word in words), max(word["bottom"] for word in words)
        for cell in _split(words, spans):
            at = max(range(len(spans)), key=lambda number: _overlap(spans[number], cell))
            row[at] = f"{row[at]} {cell.text}".strip()
            box = boxes.setdefault(
                (len(rows), at), {"x0": cell.left, "top": top, "x1": cell.right, "bottom": bottom}
            )
            box["x0"], box["x1"] = min(box["x0"], cell.left), max(box["x1"], cell.right)
        rows.append(row)
    _join_broken(rows)
    return rows, boxes


def _join_broken(rows: list[list[str]]) -> None:
    """A head that was broken inside its bracket goes on in the line below."""
    for upper, lower in pairwise(rows):
        for column, text in enumerate(upper):
            is_open = text.count("（") + text.count("(") > text.count("）") + text.count(")")
            if is_open and lower[column]:
                lower[column], upper[column] = text + lower[column], ""


def _split(words: Sequence[dict[str, Any]], spans: Sequence[Sequence[float]]) -> list[_Cell]:
    """Words as cells; heads that touch each other are one word, and are cut where a column begins."""
    cells: list[_Cell] = []
    for word in words:
        whole = _Cell(word["text"], word["x0"], word["x1"])
        begins = [span[0] - 1 for span in spans if _overlap(span, whole) > (span[1] - span[0]) / 2]
        if len(begins) < 2 or "chars" not in word:
            cells.append(whole)
            continue
        for number, begin in enumerate(begins):
            end = begins[number + 1] if number + 1 < len(begins) else float("inf")
            low = begin if number else float("-inf")
            inside = [char for char in word["chars"] if low <= char["x0"] < end]
            if inside:
                text = "".join(char["text"] for char in inside)
                cells.append(_Cell(text, inside[0]["x0"], inside[-1]["x1"]))
    return cells


def _says_amount(line: Sequence[_Cell]) -> bool:
    """Whether a line alone is a row of a table: an amount behind a label, not a chapter or a page number."""
    return any(
        _is_value(cell) and not _is_value(before) and sum(map(str.isdigit, cell.text)) >= _FEWEST_DIGITS
        for before, cell in pairwise(line)
    )


def _is_value(cell: _Cell) -> bool:
    return looks_numeric(cell.text)


def _widen(spans: list[list[float]], cell: _Cell) -> None:
    """Add the place of a cell to the columns; columns that touch become one."""
    merged = [cell.left, cell.right]
    apart = []
    for span in spans:
        if span[0] <= merged[1] and merged[0] <= span[1]:
            merged = [min(span[0], merged[0]), max(span[1], merged[1])]
        else:
            apart.append(span)
    spans[:] = sorted([*apart, merged])


def _overlap(span: Sequence[float], cell: _Cell) -> float:
    """How much of a cell stands in a column; below zero: how far away it is."""
    return min(span[1], cell.right) - max(span[0], cell.left)
