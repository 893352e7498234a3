"""Checks of counted figures: typed over without a reason, or moved since they were handed in."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.performance.findings import Case, FormFinding, error, indicator, row_name, warning
from app.services.performance.texts import is_blank_reason


def counts(case: Case) -> Iterator[FormFinding]:
    """C1 and C2, row by row."""
    for index, line in enumerate(case.form.indicators):
        mark = line.counted
        if mark is None:
            continue
        name, row = row_name(case.form, index), indicator(index)
        if mark.is_by_hand and is_blank_reason(mark.hand_reason):
            yield error(
                "C1", f"{name}的统计数为 {mark.live or '—'}，手工改成了 {line.actual}，请写理由。", row
            )
        if mark.has_moved:
            same = "（合计相同，记录不同）" if mark.filed == mark.live else ""
            yield warning(
                "C2", f"{name}与已报送数不同：报送 {mark.filed}，现为 {mark.live or '—'}{same}。", row
            )
