"""The made-up self-evaluation table of the demo workspace."""

from __future__ import annotations

import tomllib

from app.models.enums import FundingRole, ScoreBand
from app.services.paths import resource
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation


def sample_self_evaluation() -> SelfEvaluation:
    """A complete table of 示例区: numbers, a deadline, words, one score by hand; nothing in it is real."""
    data = tomllib.loads(resource("sample", "self_evaluation.toml").read_text(encoding="utf-8"))
    roles = {role.value: role for role in FundingRole}
    bands = {band.value: band for band in ScoreBand}
    return SelfEvaluation(
        data["title"],
        data["year"],
        data["profile"],
        data["money_unit"],
        tuple((label, value) for label, value in data["headings"]),
        tuple(
            FundingLine(
                roles[row["role"]],
                row.get("initial", ""),
                row.get("full_year", ""),
                row.get("executed", ""),
                row.get("weight", ""),
            )
            for row in data["funding"]
        ),
        data["goal_expected"].strip(),
        data["goal_actual"].strip(),
        tuple(
            IndicatorLine(
                row["level1"],
                row["level2"],
                row["title"],
                row["target"],
                row["actual"],
                row["weight"],
                bands.get(row.get("band", "")),
                row.get("score", ""),
                row.get("score_reason", ""),
                row["reason"],
            )
            for row in data["indicators"]
        ),
    )
