"""Intake of reports: a file becomes a draft (facts, leftovers, doubts), a draft becomes rows of a version."""

from __future__ import annotations

from app.services.intake.documents import file_filter
from app.services.intake.draft import Doubt, Leftover, ReportDraft
from app.services.intake.form_grid import FormGrid, GridLine, Pasted, form_grid, place_block
from app.services.intake.match import MatchedBy, UnitMatch, doubts_about, match_unit
from app.services.intake.report import read_report
from app.services.intake.revise import drop_doubt, drop_leftover, place_in
from app.services.intake.save import (
    StoredDoubt,
    StoredLeftover,
    correct_fact,
    correct_facts,
    dismiss_doubt,
    dismiss_leftover,
    doubt_rows,
    leftover_rows,
    place_leftover,
    report_facts,
    save_draft,
    typed_value,
)
from app.services.intake.sheet import SheetRow, can_read, preview_value, sheet_rows, tables_of

__all__ = [
    "Doubt",
    "FormGrid",
    "GridLine",
    "Leftover",
    "MatchedBy",
    "Pasted",
    "ReportDraft",
    "SheetRow",
    "StoredDoubt",
    "StoredLeftover",
    "UnitMatch",
    "can_read",
    "correct_fact",
    "correct_facts",
    "dismiss_doubt",
    "dismiss_leftover",
    "doubt_rows",
    "doubts_about",
    "drop_doubt",
    "drop_leftover",
    "file_filter",
    "form_grid",
    "leftover_rows",
    "match_unit",
    "place_block",
    "place_in",
    "place_leftover",
    "preview_value",
    "read_report",
    "report_facts",
    "save_draft",
    "sheet_rows",
    "tables_of",
    "typed_value",
]
