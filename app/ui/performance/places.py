"""Which cell of a row a check asks for."""

from __future__ import annotations

from app.services.performance.checks import FormFinding
from app.services.performance.profiles import Profile
from app.ui.performance.columns import Col

_COLUMNS = {
    "C1": Col.ACTUAL,
    "C2": Col.ACTUAL,
    "V3": Col.WEIGHT,
    "V4": Col.SCORE,
    "V5": Col.REASON,
    "V6": Col.REASON,
    "V7": Col.REASON,
    "V15": Col.TARGET,
    "V16": Col.TARGET,
    "V18": Col.TARGET,
    "V19": Col.TARGET,
    "P1": Col.ACTUAL,
    "M1": Col.FORECAST,
    "M2": Col.REASON,
    "M3": Col.OUTLOOK,
    "S14": Col.SCORE,
    "S19": Col.SCORE,
}


def column_of(finding: FormFinding, profile: Profile) -> Col:
    """The column to go to; a check of the totals asks for the weights."""
    if finding.row.index is None:
        return Col.WEIGHT if profile.grid.has("weight") else Col.TITLE
    if finding.code == "V14":
        labels = profile.labels
        if "的中期" in finding.sentence:
            has_value = f"的中期{labels.target}" in finding.sentence
            return Col.PROJECT_TARGET if has_value else Col.PROJECT_TITLE
        for column, label in ((Col.TARGET, labels.target), (Col.ACTUAL, labels.actual)):
            if f"的{label}" in finding.sentence:
                return column
    return _COLUMNS.get(finding.code, Col.TITLE)
