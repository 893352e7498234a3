"""Templates that offices made themselves: looked at before they are used, refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.models.enums import DocumentKind
from app.models.errors import AppError
from app.services.documents.compiled_template import CompiledTemplate, TemplateProblem, compile_template
from app.services.documents.docx_package import MAX_FILE_MEGABYTES
from app.services.documents.opinion_context import OpinionContext, opinion_context
from app.services.documents.opinion_samples import bare_facts, sample_facts
from app.services.documents.template_fields import field_types
from app.services.files import read_limited
from app.services.paths import resource

# What an opinion cannot do without: one name of each line should be used.
_NEEDED = (
    (("unit_name", "title", "title_lines"), "单位名称"),
    (("findings", "finding_groups"), "审核发现"),
    (("conclusion", "conclusion_lines"), "审核结论"),
)


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

    @property
    def is_usable(self) -> bool:
        """Whether an opinion can be written with it."""
        return not self.problems


def default_template() -> Path:
    """The template that comes with the program."""
    return resource("templates", "review_opinion.docx")


def check_template(path: Path) -> TemplateReport:
    """Open a template as data, hold its marks against the fields there are, try it with made-up opinions."""
    try:
        compiled = compile_template(read_limited(path, MAX_FILE_MEGABYTES), path.name, OpinionContext)
    except AppError as error:
        return TemplateReport(path, problems=(TemplateProblem(error.sentence, ""),))
    problems = compiled.problems or _trial(compiled)
    missing = tuple(
        TemplateProblem(f"模板没有用到“{label}”（{'、'.join(names)}），生成的文件里不会有这一项。", "")
        for names, label in _NEEDED
        if not set(names) & set(compiled.used)
    )
    unused = tuple(name for name in field_types(OpinionContext) if name not in compiled.used)
    return TemplateReport(path, compiled.used, unused, compiled.fonts, problems, missing, compiled.healed)


def available_templates(folder: Path) -> tuple[TemplateReport, ...]:
    """The templates of an office by name; unusable ones too, so that their problems can be shown."""
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".docx" and path.is_file())
    # Word leaves a "~$" file beside a document that is open.
    return tuple(check_template(path) for path in files if not path.name.startswith(("~$", ".")))


def _trial(compiled: CompiledTemplate) -> tuple[TemplateProblem, ...]:
    """What goes wrong when the template is filled: with everything there can be, and with the least."""
    for facts in (sample_facts(DocumentKind.ER), sample_facts(DocumentKind.VR, 12, 3), bare_facts()):
        try:
            compiled.fill(opinion_context(facts), title="", author="", iso_date="")
        except AppError as error:
            return (TemplateProblem(error.sentence, ""),)
    return ()
