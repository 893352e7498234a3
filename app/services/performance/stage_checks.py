"""Checks that need more than the table itself: its declaration (V19), and what proves it (P1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.services.performance.findings import Block, FormFinding, RowRef, indicator, warning
from app.services.performance.form import SelfEvaluation
from app.services.performance.profiles import Profile
from app.services.performance.stages import What, differences
from app.services.performance.texts import is_blank

# What was looked at, beside `checks.LOOKED_AT`.
LOOKED_AT = {"V19": "指标值与申报表一致", "P1": "填了完成值的行都有佐证材料"}


def against_declaration(form: SelfEvaluation, declared: SelfEvaluation, by: Profile) -> Iterator[FormFinding]:
    """V19: targets that are not as the declaration has them."""
    for one in differences(form, declared, by):
        row = RowRef(Block.GOAL) if one.what is What.GOAL else indicator(max(one.index, 0))
        if one.what is What.MISSING:
            row = RowRef(
                Block.INDICATOR, min(one.index, len(form.indicators) - 1) if form.indicators else None
            )
        sentence = one.sentence
        if one.declared and one.what is not What.GOAL:
            sentence += f"：申报表为“{one.declared}”"
        yield warning("V19", f"{sentence}。", row)


def without_proof(form: SelfEvaluation, proved: Collection[int]) -> Iterator[FormFinding]:
    """P1: rows that say what was done and have nothing that proves it; one finding for all."""
    bare = [
        index
        for index, line in enumerate(form.indicators)
        if index not in proved and not is_blank(line.actual)
    ]
    if bare:
        numbers = "、".join(str(index + 1) for index in bare[:12]) + ("等" if len(bare) > 12 else "")
        yield warning("P1", f"第{numbers}行没有佐证材料，共 {len(bare)} 行。", indicator(bare[0]))
