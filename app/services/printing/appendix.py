"""What goes behind the form: why scores are as they are, and the numbered list of evidence 佐证材料清单.

The official form has no place for the band of a qualitative indicator nor for the reason of a score by hand;
without them a file that is read again would say less than the table it was made of.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.models.enums import ScoreBand
from app.services.documents.form_paper import Appendix
from app.services.performance.appendix_reading import PROOF_HEAD, PROOF_TITLE, SCORE_HEAD, SCORE_TITLE
from app.services.performance.form import IMPORTED, SelfEvaluation
from app.services.performance.profiles import Profile
from app.services.performance.proofs import ProofLine
from app.services.performance.scoring import ScoredLine, score
from app.services.printing.layout import Prove, as_typed, short

_SCORE_WIDTHS = (10, 46, 34, 18, 18, 44)
_PROOF_WIDTHS = (10, 34, 42, 20, 14, 22, 28)
_TITLE_LENGTH = 40
# How much of a content's hash is printed: enough to tell files apart by eye.
HASH_SIGNS = 12


def appendices(
    form: SelfEvaluation, by: Profile, proofs: Sequence[ProofLine] = (), prove: Prove = as_typed
) -> tuple[Appendix, ...]:
    """Those that have something to say."""
    found = []
    if by.is_evaluation and (rows := _score_rows(form, by, prove)):
        found.append(Appendix(SCORE_TITLE, _SCORE_WIDTHS, SCORE_HEAD, rows))
    if proofs:
        found.append(Appendix(PROOF_TITLE, _PROOF_WIDTHS, PROOF_HEAD, _proof_rows(form, proofs, prove)))
    return tuple(found)


def _score_rows(form: SelfEvaluation, by: Profile, prove: Prove) -> tuple[tuple[str, ...], ...]:
    rows = []
    for line in score(form, by).lines:
        if not _needs_words(line):
            continue
        where = f"{SCORE_TITLE}第{line.index + 1}行"
        texts = (
            str(line.index + 1),
            _named(form, line.index),
            _band(line.line.band),
            short(line.computed),
            line.line.score_text,
            line.line.score_reason,
        )
        rows.append(tuple(prove(text, where) for text in texts))
    return tuple(rows)


def _needs_words(line: ScoredLine) -> bool:
    said = line.line.score_reason.strip()
    return line.line.band is not None or bool(said and said != IMPORTED)


def _band(band: ScoreBand | None) -> str:
    return band.label if band else ""


def _named(form: SelfEvaluation, row: int | None) -> str:
    if row is None or row >= len(form.indicators):
        return "整张表"
    line = form.indicators[row]
    name = (line.title or line.level2).split("\n")[0].strip()
    return name if len(name) <= _TITLE_LENGTH else f"{name[: _TITLE_LENGTH - 1]}…"


def _proof_rows(
    form: SelfEvaluation, proofs: Sequence[ProofLine], prove: Prove
) -> tuple[tuple[str, ...], ...]:
    rows = []
    for one in proofs:
        where = f"{PROOF_TITLE}第{one.number}行"
        row = "" if one.row is None else f"第{one.row + 1}行 "
        kinds = [word.label for word in (one.kind, one.way) if word]
        texts = (
            str(one.number),
            row + _named(form, one.row),
            one.name,
            "\n".join(kinds),
            one.page,
            one.dated.isoformat() if one.dated else "",
            "\n".join(text for text in (one.note, one.sha256[:HASH_SIGNS]) if text),
        )
        rows.append(tuple(prove(text, where) for text in texts))
    return tuple(rows)
