"""The tables that our own files carry behind the form, read again: notes on scores, the list of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.performance.rows import Columns, Row
from app.services.performance.vocabulary import label_key

SCORE_TITLE, PROOF_TITLE = "评分说明", "佐证材料清单"
SCORE_HEAD = ("序号", "三级指标", "达成情况", "按规则得分", "手工评分", "改分理由")
PROOF_HEAD = ("序号", "对应指标", "材料名称", "类型", "页码", "日期", "说明及校验码")
_FIRST, _BAND, _MANUAL, _REASON = SCORE_HEAD[0], SCORE_HEAD[2], SCORE_HEAD[4], SCORE_HEAD[5]


@dataclass
class ScoreNote:
    """What is said of the score of one row: the label of its band, the score by hand and its reason."""

    band: str
    score: str
    reason: str


def score_notes(rows: Sequence[Row]) -> dict[int, ScoreNote] | None:
    """The notes by row of the form, counted from 0; None where this is another table."""
    found: dict[int, ScoreNote] = {}
    last: ScoreNote | None = None
    for values in _values(rows, SCORE_HEAD) or ():
        number = values.get(_FIRST, "")
        texts = [values.get(name, "") for name in (_BAND, _MANUAL, _REASON)]
        if number.isdecimal() and len(number) < 5:
            last = found[int(number) - 1] = ScoreNote(*texts)
        elif last is not None:  # the rest of a row that a page edge cut
            last.band, last.score, last.reason = (
                before + text
                for before, text in zip((last.band, last.score, last.reason), texts, strict=True)
            )
    return found if _values(rows, SCORE_HEAD) is not None else None


def proof_rows(rows: Sequence[Row]) -> list[str] | None:
    """The rows of a list of evidence as text; None where this is another table."""
    values = _values(rows, PROOF_HEAD)
    return None if values is None else [" | ".join(one.values()) for one in values]


def _values(rows: Sequence[Row], head: Sequence[str]) -> list[dict[str, str]] | None:
    words = {label_key(name): name for name in head}
    columns, found = Columns(), []
    for row in rows:
        if {words.get(label_key(area.text)) for area in row.own} >= set(head):
            columns = Columns.of(row, words)
        elif columns:
            found.append(columns.values(row, row.own)[0])
    return found if columns else None
