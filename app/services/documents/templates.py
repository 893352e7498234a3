"""Templates that offices made themselves: looked at before they are used, refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.models.errors import AppError
from app.services.documents.compiled_template import CompiledTemplate, TemplateProblem, compile_template
from app.services.documents.docx_package import MAX_FILE_MEGABYTES
from app.services.documents.letter_kinds import LetterKind, kind_of
from app.services.documents.template_fields import field_types
from app.services.files import read_limited


@dataclass(frozen=True)
class TemplateReport:
    """What was found in one template; it may be used when there are no problems.

    `variables` are the fields it uses, `unused` those it leaves out; `notes` are worth a look; `healed` names
    marks that Word had cut into pieces and that were joined again.
    """

    path: Path
    variables: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    problems: tuple[TemplateProblem, ...] = ()
    notes: tuple[TemplateProblem, ...] = ()
    healed: tuple[TemplateProblem, ...] = ()
    kind: LetterKind = LetterKind.OPINION

    @property
    def is_usable(self) -> bool:
        """Whether a letter can be written with it."""
        return not self.problems


def default_template() -> Path:
    """The template of the opinion that comes with the program."""
    return LetterKind.OPINION.template


def check_template(path: Path, kind: LetterKind = LetterKind.OPINION) -> TemplateReport:
    """Open a template as data, hold its marks against the fields there are, try it with made-up letters."""
    try:
        compiled = compile_template(read_limited(path, MAX_FILE_MEGABYTES), path.name, kind.context)
    except AppError as error:
        return TemplateReport(path, kind=kind, problems=(TemplateProblem(error.sentence, ""),))
    problems = compiled.problems or _trial(compiled, kind)
    missing = tuple(
        TemplateProblem(f"模板没有用到“{label}”（{'、'.join(names)}），生成的文件里不会有这一项。", "")
        for names, label in kind.needed
        if not set(names) & set(compiled.used)
    )
    unused = tuple(name for name in field_types(kind.context) if name not in compiled.used)
    return TemplateReport(
        path, compiled.used, unused, compiled.fonts, problems, missing, compiled.healed, kind
    )


def available_templates(folder: Path, kind: LetterKind = LetterKind.OPINION) -> tuple[TemplateReport, ...]:
    """The templates of an office for one kind of letter by name; unusable ones too, so that their problems
    can be shown. Which kind a file is for stands in its name, see `kind_of`.
    """
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".docx" and path.is_file())
    # Word leaves a "~$" file beside a document that is open.
    own = [path for path in files if not path.name.startswith(("~$", ".")) and kind_of(path) is kind]
    return tuple(check_template(path, kind) for path in own)


def _trial(compiled: CompiledTemplate, kind: LetterKind) -> tuple[TemplateProblem, ...]:
    """What goes wrong when the template is filled."""
    for context in kind.samples():
        try:
            compiled.fill(context, title="", author="", iso_date="")
        except AppError as error:
            return (TemplateProblem(error.sentence, ""),)
    return ()
