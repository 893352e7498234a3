"""佐证材料: files that prove what a table says, of one indicator or of all of it, in a numbered list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.enums import ProofKind, ProofWay
from app.models.errors import AppError
from app.models.performance import Indicator
from app.models.ranks import rank_between
from app.models.stages import Proof
from app.services.blobs import data_of, keep, write_out


@dataclass(frozen=True)
class ProofLine:
    """One piece of evidence. `row`: of the indicator, counted from 0; None for the whole table."""

    id: str
    number: int
    row: int | None
    name: str
    sha256: str
    size: int
    kind: ProofKind | None
    way: ProofWay | None
    page: str
    dated: date | None
    note: str


def proofs(session: Session, table_id: str) -> tuple[ProofLine, ...]:
    """The evidence of a table, numbered by the rows it proves, what is of the whole table at the end."""
    ranked = select(Indicator.id, Indicator.rank).where(Indicator.table_id == table_id)
    order = [key for key, _ in sorted(session.execute(ranked), key=lambda row: (row[1], row[0]))]
    places = {key: at for at, key in enumerate(order)}

    def place(row: Proof) -> tuple[int, str, str]:
        return places.get(row.indicator_id or "", len(order)), row.rank, row.id

    rows = sorted(session.scalars(select(Proof).where(Proof.table_id == table_id)), key=place)
    return tuple(
        ProofLine(
            row.id,
            number,
            places.get(row.indicator_id or ""),
            row.name,
            row.sha256,
            row.size,
            row.kind,
            row.way,
            row.page or "",
            row.dated,
            row.note or "",
        )
        for number, row in enumerate(rows, 1)
    )


def add_proofs(session: Session, table_id: str, indicator_id: str, paths: tuple[Path, ...]) -> list[str]:
    """Take files in as evidence of an indicator, or of the whole table with an empty key. Returns their keys.

    Raises:
        InputError: one is empty or too large. FileMissing, FileBusy: it cannot be read. Nothing is kept then.
    """
    ranks = session.scalars(select(Proof.rank).where(Proof.table_id == table_id)).all()
    last = max(ranks, default=None)
    keys = []
    for path in paths:
        kept = keep(session, path)
        last = rank_between(last, None)
        row = Proof(
            id=new_id(),
            table_id=table_id,
            indicator_id=indicator_id or None,
            rank=last,
            name=kept.name,
            sha256=kept.sha256,
            size=kept.size,
        )
        session.add(row)
        keys.append(row.id)
    return keys


def set_proof(session: Session, proof_id: str, **fields: Any) -> None:
    """Keep fields of a piece of evidence: name, kind, way, page, dated, note, indicator_id.

    Raises:
        AppError: it is gone.
    """
    row = session.get(Proof, proof_id)
    if row is None:
        raise AppError("这份佐证材料已被删除。", "请刷新后重试。")
    for name, value in fields.items():
        setattr(row, name, value if value != "" else None)


def delete_proof(session: Session, proof_id: str) -> None:
    """Take a piece of evidence off; undo brings it back, so the content stays."""
    row = session.get(Proof, proof_id)
    if row is not None:
        session.delete(row)


def extract_proof(session: Session, proof_id: str, folder: Path) -> Path:
    """Write the file into `folder`, to be opened by another program.

    Raises:
        AppError: it is gone; FileMissing, Damaged: its content is.
    """
    row = session.get(Proof, proof_id)
    if row is None:
        raise AppError("这份佐证材料已被删除。", "请刷新后重试。")
    return write_out(data_of(session, row.sha256, row.name), row.name, folder)
