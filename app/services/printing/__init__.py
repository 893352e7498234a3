"""A performance form becomes a file: PDF, Excel or Word, all in the grid of its profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.models.errors import InputError
from app.services.documents.fonts import Proof
from app.services.documents.form_excel import workbook_bytes
from app.services.documents.form_pdf import form_bytes
from app.services.documents.form_word import document_bytes
from app.services.files import write_bytes
from app.services.performance.form import SelfEvaluation
from app.services.performance.profiles import profile
from app.services.performance.proofs import ProofLine
from app.services.printing.appendix import appendices
from app.services.printing.layout import as_typed, lay_out, percent, short

__all__ = ["DRAFT", "ENDINGS", "percent", "preview_performance", "print_performance", "short"]

DRAFT = "（草稿）"
ENDINGS = (".pdf", ".xlsx", ".docx")


def print_performance(
    form: SelfEvaluation,
    target: Path,
    *,
    draft: bool = False,
    proofs: Sequence[ProofLine] = (),
    bare: bool = False,
) -> list[str]:
    """Write the form, of the kind that the ending of `target` names. Returns what could not be printed.

    `draft`: its title says so. `proofs`: listed behind it. `bare`: nothing goes behind it.

    Raises:
        InputError: the ending is another.
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    content, warnings = performance_file(form, target.suffix.lower(), draft=draft, proofs=proofs, bare=bare)
    write_bytes(target, lambda: content)
    return warnings


def performance_file(
    form: SelfEvaluation,
    ending: str,
    *,
    draft: bool = False,
    proofs: Sequence[ProofLine] = (),
    bare: bool = False,
) -> tuple[bytes, list[str]]:
    """The file in memory and what could not be printed as typed. The same form gives the same bytes.

    Raises:
        InputError: the ending is another.
    """
    by, mark = profile(form.profile), DRAFT if draft else ""
    checked = Proof()
    prove = checked.text if ending == ".pdf" else as_typed
    behind = () if bare else appendices(form, by, proofs, prove)
    paper = replace(lay_out(form, by, prove, mark=mark), appendices=behind)
    if ending == ".pdf":
        return form_bytes(paper), checked.warnings
    if ending == ".xlsx":
        return workbook_bytes(paper, by.form.label), []
    if ending == ".docx":
        return document_bytes(paper), []
    raise InputError(f"不能写出“{ending or '没有后缀'}”文件。", f"请用 {'、'.join(ENDINGS)} 结尾的文件名。")


def preview_performance(form: SelfEvaluation, proofs: Sequence[ProofLine] = ()) -> bytes:
    """The PDF in memory."""
    return performance_file(form, ".pdf", proofs=proofs)[0]
