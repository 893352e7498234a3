"""What reading a report gives: facts, what was not recognised, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models.enums import DocumentKind
from app.services.facts import ReportFacts, Where


@dataclass(frozen=True, slots=True)
class Leftover:
    """A cell without a place 未识别内容: its text, where it stands, the headings left of it and above."""

    where: Where
    text: str
    headings: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a value, or about the whole file, that a person should look at; one sentence."""

    sentence: str
    where: Where = field(default_factory=Where)
    name: str = ""

    @property
    def text(self) -> str:
        """The sentence with its place in front."""
        place = self.where.text if self.where.file else ""
        return f"{place}：{self.sentence}" if place else self.sentence


@dataclass(frozen=True)
class ReportDraft:
    """A report as read, before a person has looked at it. `tables`: the tables found and where they begin."""

    kind: DocumentKind
    file: str
    facts: ReportFacts
    leftovers: tuple[Leftover, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    tables: tuple[tuple[str, Where], ...] = ()
