"""A performance form becomes a file: PDF, Excel or Word, all in the grid of its profile."""

from __future__ import annotations

from pathlib import Path

from app.models.errors import InputError
from app.services.documents.fonts import Proof
from app.services.documents.form_excel import workbook_bytes
from app.services.documents.form_pdf import form_bytes
from app.services.documents.form_word import document_bytes
from app.services.files import write_bytes
from app.services.performance.form import SelfEvaluation
from app.services.performance.profiles import profile
from app.services.printing.layout import lay_out, percent, short

__all__ = ["DRAFT", "ENDINGS", "percent", "preview_performance", "print_performance", "short"]

DRAFT = "（草稿）"
ENDINGS = (".pdf", ".xlsx", ".docx")


def print_performance(form: SelfEvaluation, target: Path, *, draft: bool = False) -> list[str]:
    """Write the form, of the kind that the ending of `target` names. Returns what could not be printed.

    `draft`: its title says so.

    Raises:
        InputError: the ending is another.
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    content, warnings = performance_file(form, target.suffix.lower(), draft=draft)
    write_bytes(target, lambda: content)
    return warnings


def performance_file(form: SelfEvaluation, ending: str, *, draft: bool = False) -> tuple[bytes, list[str]]:
    """The file in memory and what could not be printed as typed. The same form gives the same bytes.

    Raises:
        InputError: the ending is another.
    """
    by, mark = profile(form.profile), DRAFT if draft else ""
    if ending == ".pdf":
        proof = Proof()
        return form_bytes(lay_out(form, by, proof.text, mark=mark)), proof.warnings
    if ending == ".xlsx":
        return workbook_bytes(lay_out(form, by, mark=mark), by.form.label), []
    if ending == ".docx":
        return document_bytes(lay_out(form, by, mark=mark)), []
    raise InputError(f"不能写出“{ending or '没有后缀'}”文件。", f"请用 {'、'.join(ENDINGS)} 结尾的文件名。")


def preview_performance(form: SelfEvaluation) -> bytes:
    """The PDF in memory."""
    return performance_file(form, ".pdf")[0]
