"""The list of records behind a figure as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.performance.counting.tally import Counted
from app.services.sheets.workbook import Field, Table, write_workbook


def export_records(name: str, heads: Sequence[str], records: Sequence[Counted], target: Path) -> Path:
    """Write the list; what was left out says why.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    has_why = any(one.why for one in records)
    fields = [*(Field(head) for head in heads), *([Field("说明")] if has_why else [])]
    rows = [[*one.cells, *([one.why] if has_why else [])] for one in records]
    return write_workbook([Table(name, fields, rows)], target)
