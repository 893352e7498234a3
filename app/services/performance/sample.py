"""The made-up self-evaluation table of the demo workspace, and the project ledger behind it."""

from __future__ import annotations

import tomllib

from sqlalchemy.orm import Session

from app.models.enums import FundingRole, ScoreBand
from app.services.paths import resource
from app.services.performance.counting.bindings import set_measure
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.ledger import paste_ledger
from app.services.performance.ledger_cells import TABLES, LedgerKind
from app.services.performance.store import stored_table


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


def add_sample_project(session: Session, table_id: str) -> None:
    """The made-up project ledger, and the rows of the sample table that count from it and the reviews."""
    data = tomllib.loads(resource("sample", "project.toml").read_text(encoding="utf-8"))
    stored = stored_table(session, table_id)
    year = stored.form.year or 0
    for kind in LedgerKind:
        if kind.value in data:
            first = TABLES[kind].columns[0].field
            paste_ledger(session, kind, "", first, data[kind.value]["rows"], year)
    session.flush()
    for key, line in zip(stored.indicator_ids, stored.form.indicators, strict=True):
        if measure := data["counted"].get(line.title):
            set_measure(session, key, measure)
