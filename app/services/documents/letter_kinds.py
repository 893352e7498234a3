"""The letters there are: what each is made from, its own template, made-up ones to try a template with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.models.enums import DocumentKind, LabelEnum
from app.services.documents.letter_contexts import (
    EvaluationContext,
    NoticeContext,
    NoticeFacts,
    ReportScore,
    correction_context,
    question_context,
)
from app.services.documents.opinion_context import OpinionContext, opinion_context
from app.services.documents.opinion_samples import bare_facts, sample_facts
from app.services.documents.render import LetterContext
from app.services.documents.wording import title_lines
from app.services.paths import resource


class LetterKind(LabelEnum):
    """A kind of letter. The label stands in the name of an office's own template, too."""

    OPINION = ("opinion", "审核意见")
    CORRECTION = ("correction", "补正通知")
    QUESTIONS = ("questions", "核查问询单")
    EVALUATION = ("evaluation", "评价表")

    @property
    def template(self) -> Path:
        """The template that comes with the program."""
        return resource("templates", _FILES[self])

    @property
    def context(self) -> type:
        """The class of what the template may use."""
        return _CONTEXTS[self]

    @property
    def needed(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """What the letter cannot do without: one name of each line should be used."""
        return _NEEDED[self]

    def samples(self) -> Iterator[LetterContext]:
        """Made-up letters: with everything there can be, and with the least."""
        yield from _SAMPLES[self]()


def kind_of(path: Path) -> LetterKind:
    """Which letter a file in the office's folder is a template of: its name says so, else the opinion."""
    others = [kind for kind in LetterKind if kind is not LetterKind.OPINION]
    return next((kind for kind in others if kind.label in path.stem), LetterKind.OPINION)


def _opinions() -> Iterator[LetterContext]:
    for facts in (sample_facts(DocumentKind.ER), sample_facts(DocumentKind.VR, 12, 3), bare_facts()):
        yield opinion_context(facts)


_NOTICE = NoticeFacts(
    number="碳审补〔2025〕1号",
    issued_on=date(2025, 4, 25),
    due_on=date(2025, 5, 9),
    office="示例咨询有限公司",
    person="王甲",
    contact="王甲",
    consequence="逾期未补正的，按有关规定处理",
    copy_to="示例区主管部门",
)


def _corrections() -> Iterator[LetterContext]:
    yield correction_context(sample_facts(DocumentKind.ER, 12, 3), _NOTICE)
    yield correction_context(bare_facts(), NoticeFacts(""))


def _questions() -> Iterator[LetterContext]:
    yield question_context(sample_facts(DocumentKind.VR, 12, 3), _NOTICE)
    yield question_context(bare_facts(DocumentKind.VR), NoticeFacts(""))


def _evaluations() -> Iterator[LetterContext]:
    body, rest = "示例核查有限公司", "2024年度核查工作评价表"
    for count in (12, 0):
        reports = tuple(
            ReportScore(str(n), f"示例单位{n}", "0", "1", "2", "94", "优") for n in range(1, count + 1)
        )
        yield EvaluationContext(
            title=f"{body}{rest}",
            title_lines=title_lines(body, rest),
            body=body,
            year="2024年度",
            reports=reports,
            count=str(count),
            mean="94.00" if count else "—",
            grade="优" if count else "不定级",
            note="" if count else "报告数少于定级所需的份数。",
            office="示例咨询有限公司",
            date="2025年4月25日",
            iso_date="2025-04-25",
            reviewer="王甲",
        )


_FILES = {
    LetterKind.OPINION: "review_opinion.docx",
    LetterKind.CORRECTION: "correction_notice.docx",
    LetterKind.QUESTIONS: "question_list.docx",
    LetterKind.EVALUATION: "body_evaluation.docx",
}
_CONTEXTS: dict[LetterKind, type] = {
    LetterKind.OPINION: OpinionContext,
    LetterKind.CORRECTION: NoticeContext,
    LetterKind.QUESTIONS: NoticeContext,
    LetterKind.EVALUATION: EvaluationContext,
}
_NAME = (("unit_name", "title", "title_lines"), "单位名称")
_OF_NOTICE = (
    _NAME,
    (("addressee",), "主送"),
    (("issues",), "问题清单"),
    (("deadline",), "答复期限"),
    (("office",), "落款单位"),
    (("date",), "日期"),
)
_NEEDED: dict[LetterKind, tuple[tuple[tuple[str, ...], str], ...]] = {
    LetterKind.OPINION: (
        _NAME,
        (("findings", "finding_groups"), "审核发现"),
        (("conclusion", "conclusion_lines"), "审核结论"),
    ),
    LetterKind.CORRECTION: _OF_NOTICE,
    LetterKind.QUESTIONS: _OF_NOTICE,
    LetterKind.EVALUATION: (
        (("body", "title", "title_lines"), "核查机构"),
        (("reports",), "各报告得分"),
        (("grade",), "等级"),
    ),
}
_SAMPLES = {
    LetterKind.OPINION: _opinions,
    LetterKind.CORRECTION: _corrections,
    LetterKind.QUESTIONS: _questions,
    LetterKind.EVALUATION: _evaluations,
}
