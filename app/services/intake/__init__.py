"""Intake of reports: a file becomes a draft (facts, leftovers, doubts), a draft becomes rows of a version."""

from __future__ import annotations

from app.services.intake.documents import file_filter
from app.services.intake.draft import Doubt, Leftover, ReportDraft
from app.services.intake.match import MatchedBy, UnitMatch, doubts_about, match_unit
from app.services.intake.report import read_report
from app.services.intake.save import (
    StoredDoubt,
    StoredLeftover,
    correct_fact,
    dismiss_leftover,
    doubt_rows,
    leftover_rows,
    place_leftover,
    report_facts,
    save_draft,
)

__all__ = [
    "Doubt",
    "Leftover",
    "MatchedBy",
    "ReportDraft",
    "StoredDoubt",
    "StoredLeftover",
    "UnitMatch",
    "correct_fact",
    "dismiss_leftover",
    "doubt_rows",
    "doubts_about",
    "file_filter",
    "leftover_rows",
    "match_unit",
    "place_leftover",
    "read_report",
    "report_facts",
    "save_draft",
]
