"""Cells that were copied in Excel, as the clipboard's text gives them."""

from __future__ import annotations


def read_cells(text: str) -> list[list[str]]:
    """Rows of cells: parted by tabs, rows by line ends; a cell with a line end stands in quotation marks.

    Quotation marks are only taken away where Excel has put them, that is round a cell that needs them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            break
        if text[at] == "\n":
            if at + 1 == len(text):  # Excel ends the last row as well
                break
            rows.append([])
        at += 1
    return rows


def _cell(text: str, start: int) -> tuple[str, int]:
    """The cell that begins at `start`, and where it ends."""
    if text[start : start + 1] == '"':
        at, parts = start + 1, []
        while (close := text.find('"', at)) >= 0:
            parts.append(text[at:close])
            if text[close + 1 : close + 2] != '"':
                content = "".join(parts)
                ends = text[close + 1 : close + 2] in ("", "\t", "\n")
                if ends and any(mark in content for mark in '\n\t"'):
                    return content, close + 1
                break
            parts.append('"')
            at = close + 2
    marks = [place for place in (text.find("\t", start), text.find("\n", start)) if place >= 0]
    end = min(marks, default=len(text))
    return text[start:end], end
