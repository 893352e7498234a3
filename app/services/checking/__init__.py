"""Checks and everything around them: they run, are kept, decided, and tell which unit needs attention first.

load.py          facts of many versions at once
surroundings.py  the context of each report: register, other years, other units, peers, files
run.py           check one report or all of a year; keep hits and decisions
rows.py          hits and gaps as people see them
decide.py        确认为问题 / 误报 / 待核实, and the finding that follows
case_hits.py     all of it for the person who reviews one report
answers.py       checklist items answered from the checks
beside.py        the values of a unit's reports held against one another
compare.py       the calculation of a report: versions side by side, energy
calculation_table.py  the same as one table
ranking.py       units in the order in which they need attention
bodies.py        score of verification reports, table of verification bodies
evidence.py      monthly evidence, the matrix unit × month
factors.py       own factors laid over the shipped library, in editions
limits.py        limits that a file sets itself
"""

from app.services.checking.answers import Proposal, adopt_proposals, proposals
from app.services.checking.beside import Held, HeldRow, held
from app.services.checking.bodies import BodyRow, ReportScore, body_rows, report_scores
from app.services.checking.calculation_table import (
    CalculationRow,
    Outcome,
    RowKind,
    calculation_rows,
    export_calculation,
)
from app.services.checking.case_hits import CaseHits, adoptable, read_hits
from app.services.checking.compare import Calculation, NewerEdition, calculation
from app.services.checking.decide import decide, prepared_finding
from app.services.checking.evidence import (
    EvidenceRow,
    MatrixCell,
    MatrixRow,
    MonthCell,
    MonthHit,
    evidence_matrix,
    evidence_rows,
    save_month,
    save_month_amounts,
)
from app.services.checking.factor_rows import FactorGroup, FactorRow, FactorTable, factor_table, own_year_row
from app.services.checking.factors import Libraries, OwnValue, save_own_factors
from app.services.checking.limits import own_book, set_limit
from app.services.checking.ranking import RiskRow, item_of_hit, risk_rows
from app.services.checking.rows import CheckView, GapView, HitView, check_view
from app.services.checking.run import (
    Checked,
    RunCount,
    check_all,
    check_report,
    checked,
    has_values,
    open_reports,
)

__all__ = [
    "BodyRow",
    "Calculation",
    "CalculationRow",
    "CaseHits",
    "CheckView",
    "Checked",
    "EvidenceRow",
    "FactorGroup",
    "FactorRow",
    "FactorTable",
    "GapView",
    "Held",
    "HeldRow",
    "HitView",
    "Libraries",
    "MatrixCell",
    "MatrixRow",
    "MonthCell",
    "MonthHit",
    "NewerEdition",
    "Outcome",
    "OwnValue",
    "Proposal",
    "ReportScore",
    "RiskRow",
    "RowKind",
    "RunCount",
    "adopt_proposals",
    "adoptable",
    "body_rows",
    "calculation",
    "calculation_rows",
    "check_all",
    "check_report",
    "check_view",
    "checked",
    "decide",
    "evidence_matrix",
    "evidence_rows",
    "export_calculation",
    "factor_table",
    "has_values",
    "held",
    "item_of_hit",
    "open_reports",
    "own_book",
    "own_year_row",
    "prepared_finding",
    "proposals",
    "read_hits",
    "report_scores",
    "risk_rows",
    "save_month",
    "save_month_amounts",
    "save_own_factors",
    "set_limit",
]
