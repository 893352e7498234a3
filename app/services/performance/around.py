"""What a table is shown with: the others of its project, its declaration, its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.services.performance.findings import FormFinding
from app.services.performance.form import SelfEvaluation
from app.services.performance.monitoring import will_be_missed
from app.services.performance.profiles import Profile, nearest_profile
from app.services.performance.proofs import ProofLine, proofs
from app.services.performance.stage_checks import against_declaration, without_proof
from app.services.performance.stages import ProjectLine, declared_form, line_of
from app.services.performance.store import stored_table

NO_LINE = ProjectLine(None, (), None, None, None)


@dataclass(frozen=True)
class Around:
    """The surroundings of one table; empty for a table that stands alone."""

    line: ProjectLine = NO_LINE
    declared: SelfEvaluation | None = None
    proofs: tuple[ProofLine, ...] = ()
    # By key of a monitoring: how many targets it expects to be missed.
    missed: dict[str, int] = field(default_factory=dict)

    def findings(self, form: SelfEvaluation, by: Profile) -> Iterator[FormFinding]:
        """V19 and P1."""
        if self.declared is not None:
            yield from against_declaration(form, self.declared, by)
        if by.is_evaluation:
            yield from without_proof(form, {one.row for one in self.proofs if one.row is not None})


def around(session: Session, table_id: str) -> Around:
    """The surroundings of a table."""
    line = line_of(session, table_id)
    missed = {}
    for one in line.monitorings:
        form = stored_table(session, one.id).form
        by = nearest_profile(form.profile, form.title)
        missed[one.id] = sum(will_be_missed(row, form.year, by) for row in form.indicators)
    return Around(line, declared_form(session, table_id), proofs(session, table_id), missed)
