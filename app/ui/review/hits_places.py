"""Where hits stand in the files of a report: the marks that lead from a cell to its hit, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.models.enums import HitChange, HitDecision
from app.services.checking import CaseHits, HitView
from app.services.facts import Where
from app.services.review.files import ReportFile
from app.ui.looks import HIT_LOOKS
from app.ui.report.places import Noted, place_of_value

_PREFIX = "hit:"
VALUE = "value"  # the key of a place that belongs to a value and no hit


def hit_of_mark(key: str) -> str:
    """The hit that a mark belongs to; "" where it belongs to something else."""
    return key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else ""


def file_of(where: Where, files: Sequence[ReportFile], current: frozenset[str]) -> str:
    """The file in which a value stood: of the current round, else the newest of that name; "" for none."""
    named = [file.id for file in files if file.name == where.file]
    return next((key for key in named if key in current), next(iter(named), ""))


def hit_mark(hit: HitView, file_id: str, is_current: bool = True) -> Noted:
    """The mark of one hit at its value."""
    place = place_of_value(file_id, hit.where)
    return Noted(f"{_PREFIX}{hit.id}", hit.rule, place, is_current, HIT_LOOKS[hit.level].tone, hit.sentence)


def hit_marks(hits: CaseHits, file_id_of: Callable[[Where], str], code: str) -> list[Noted]:
    """One mark for each place with hits that count; of several the first is named, with how many more."""
    found: dict[tuple[str, str, str], list[HitView]] = {}
    for hit in hits.view.hits:
        file_id = file_id_of(hit.where) if hit.where.spot and _counts(hit) else ""
        if file_id:
            found.setdefault((file_id, hit.where.sheet_or_page, hit.where.spot), []).append(hit)
    marks = []
    for (file_id, _, _), here in found.items():
        first = next((hit for hit in here if hits.homes[hit.id] == code), here[0])
        mark = hit_mark(first, file_id, hits.homes[first.id] == code)
        more = f" +{len(here) - 1}" if len(here) > 1 else ""
        marks.append(replace(mark, number=f"{mark.number}{more}"))
    return marks


def _counts(hit: HitView) -> bool:
    """Whether a hit still says something: it is no false alarm and has not gone."""
    return hit.decision is not HitDecision.FALSE_ALARM and hit.change is not HitChange.GONE
