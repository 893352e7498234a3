"""What to look at before an opinion is written: each a sentence, how grave it is, and where to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.models.enums import Conclusion, LabelEnum, Severity
from app.services.documents.characters import hidden_characters
from app.services.documents.earlier_findings import earlier_findings, outcome_of
from app.services.documents.office_fonts import DEFAULT_FONTS, missing_fonts
from app.services.documents.opinion_facts import FindingFacts, OpinionFacts, new_findings
from app.services.documents.templates import TemplateReport

# From here on a text is likely to leave half a page empty, and from there on nobody reads it.
LONG_TEXT = 300
TOO_LONG_TEXT = 3_000
# Words of accusation; an opinion states facts (guide §7.2).
_HARSH = ("造假", "弄虚作假", "伪造", "篡改", "欺骗", "故意", "恶意", "隐瞒")
_FINDING_FIELDS = {"fact": "事实", "basis": "依据", "request": "整改要求"}
_FINDING_TEXTS = _FINDING_FIELDS | {"effect_text": "影响量", "answer": "单位答复", "check_note": "核对情况"}
_TEXT_FIELDS = {
    "unit_name": "单位名称",
    "industry": "行业",
    "verification_body": "核查机构",
    "number": "文号",
    "reviewer": "审核人",
    "second_reviewer": "复审人",
    "approver": "审定人",
    "office": "署名单位",
    "supplementary": "补充数据",
    "conclusion_note": "结论说明",
}


class Level(LabelEnum):
    """How grave a notice is: errors must be mended before the opinion is written."""

    ERROR = ("error", "须先改")
    WARNING = ("warning", "请留意")


@dataclass(frozen=True)
class Notice:
    """One thing to look at. `where` is for people; `field`, `item_code`, `finding_id` say where to jump."""

    level: Level
    sentence: str
    where: str
    field: str = ""
    item_code: str = ""
    finding_id: str = ""

    @property
    def leads_out(self) -> bool:
        """Whether it is about the report, not about the letter."""
        return bool(self.item_code or self.finding_id)


def preflight(
    facts: OpinionFacts, *, installed_fonts: set[str] | None = None, template: TemplateReport | None = None
) -> tuple[Notice, ...]:
    """Everything worth knowing before `facts` become an opinion, errors first.

    `installed_fonts` None: fonts are not looked at; `template` None: the program's own, known to be sound.
    """
    notices = [
        *_head(facts),
        *_people(facts),
        *_dates(facts),
        *_findings(facts),
        *_conclusion(facts),
        *_characters(facts),
        *_data(facts),
        *template_notices(template, installed_fonts),
        *_left_out(facts, template),
    ]
    return tuple(sorted(notices, key=lambda notice: list(Level).index(notice.level)))


def _error(sentence: str, where: str, field: str, finding: FindingFacts | None = None) -> Notice:
    return _notice(Level.ERROR, sentence, where, field, finding)


def _warning(sentence: str, where: str, field: str, finding: FindingFacts | None = None) -> Notice:
    return _notice(Level.WARNING, sentence, where, field, finding)


def _notice(level: Level, sentence: str, where: str, field: str, finding: FindingFacts | None) -> Notice:
    if finding is None:
        return Notice(level, sentence, where, field)
    return Notice(level, sentence, where, field, finding.item_code, finding.key)


def _head(facts: OpinionFacts) -> Iterator[Notice]:
    for field, label in (("unit_name", "单位名称"), ("number", "文号")):
        if not getattr(facts, field).strip():
            yield _error(f"“{label}”为空。", "审核意见", field)
    for field, label in (("credit_code", "信用代码"), ("office", "署名单位")):
        if not getattr(facts, field).strip():
            yield _warning(f"“{label}”为空。", "审核意见", field)


def _people(facts: OpinionFacts) -> Iterator[Notice]:
    reviewer = facts.reviewer.strip()
    if not reviewer:
        yield _error("“审核人”为空。", "审核意见", "reviewer")
    for field, label in (("second_reviewer", "复审人"), ("approver", "审定人")):
        name = getattr(facts, field).strip()
        if not name:
            yield _warning(f"“{label}”为空。", "审核意见", field)
        elif name == reviewer:
            yield _error(f"{label}不能与审核人相同。", "审核意见", field)


def _dates(facts: OpinionFacts) -> Iterator[Notice]:
    issued, current = facts.issued_on, facts.current_round
    if issued is None:
        yield _error("“日期”为空。", "审核意见", "issued_on")
        return
    if current and current.received_on and issued < current.received_on:
        yield _error("日期早于收到报告的日期。", "审核意见", "issued_on")
    if facts.reviewed_on and issued < facts.reviewed_on:
        yield _error("日期早于审核日期。", "审核意见", "issued_on")
    if facts.resubmit_by and facts.resubmit_by <= issued:
        yield _error("重报期限不晚于审核意见的日期。", "审核意见", "resubmit_by")


def _findings(facts: OpinionFacts) -> Iterator[Notice]:
    yield from _unchecked(facts)
    yield from finding_notices(new_findings(facts.findings))


def finding_notices(findings: Iterable[FindingFacts]) -> Iterator[Notice]:
    """Texts of `findings`, numbered as they are shown, that are missing, too long or harsh."""
    for number, finding in enumerate(findings, 1):
        for field, label in _FINDING_FIELDS.items():
            text = getattr(finding, field).strip()
            where = f"问题{number}·{label}"
            if not text:
                yield _error(f"问题{number}缺少“{label}”。", where, field, finding)
            elif len(text) > TOO_LONG_TEXT:
                sentence = f"问题{number}的{label}有 {len(text)} 字，超过 {TOO_LONG_TEXT} 字，请分条写。"
                yield _error(sentence, where, field, finding)
            elif len(text) > LONG_TEXT:
                sentence = f"问题{number}的{label}超过 {LONG_TEXT} 字，请核对分页。"
                yield _warning(sentence, where, field, finding)
            for word in _HARSH:
                if word in text:
                    sentence = f"问题{number}的{label}用了“{word}”，审核意见宜用中性表述。"
                    yield _warning(sentence, where, field, finding)


def _unchecked(facts: OpinionFacts) -> Iterator[Notice]:
    """Earlier findings of which the letter cannot say what came of them."""
    for number, finding in enumerate(earlier_findings(facts.findings), 1):
        if finding.state.is_open and not finding.check_note.strip():
            sentence = f"此前的问题{number}还没有写核对情况，意见中将写“{outcome_of(finding)}”。"
            yield _warning(sentence, f"此前的问题{number}·核对情况", "check_note", finding)


def _conclusion(facts: OpinionFacts) -> Iterator[Notice]:
    conclusion = facts.conclusion
    if conclusion is None:
        yield _error("“结论”为空。", "结论", "conclusion")
    elif conclusion.is_pass:
        yield from _passing(facts, conclusion)
    elif conclusion is Conclusion.RETURNED:
        if not _open(facts, Severity.CRITICAL, Severity.MAJOR):
            yield _error("结论为“退回修改”，但没有未关闭的严重或一般问题。", "结论", "conclusion")
        if facts.resubmit_by is None:
            yield _warning("结论为“退回修改”，但没有重报期限。", "结论", "resubmit_by")
    elif facts.conservative_emission is None:
        yield _warning("结论为“不通过”，但没有填写保守取值。", "结论", "conservative_emission")


def _passing(facts: OpinionFacts, conclusion: Conclusion) -> Iterator[Notice]:
    """What contradicts a conclusion by which the report passes."""
    label = f"结论为“{conclusion.label}”"
    if critical := _open(facts, Severity.CRITICAL):
        yield _error(f"{label}，但有 {len(critical)} 项严重问题未关闭。", "结论", "conclusion")
    if major := _open(facts, Severity.MAJOR):
        yield _warning(f"{label}，但有 {len(major)} 项一般问题未关闭。", "结论", "conclusion")
    unanswered = sum(line.count for line in facts.counts if line.verdict is None)
    if unanswered:
        yield _error(f"{label}，但有 {unanswered} 项审核项未判定。", "结论", "conclusion")
    minor = _open(facts, Severity.MINOR)
    if conclusion is Conclusion.PASSED and minor:
        yield _warning(
            f"{label}，但有 {len(minor)} 项提示未关闭，宜选“通过（附建议）”。", "结论", "conclusion"
        )
    if (
        conclusion is Conclusion.PASSED_WITH_NOTES
        and not minor
        and not any(map(str.strip, facts.suggestions))
    ):
        yield _warning(f"{label}，但没有写任何建议。", "结论", "suggestions")


def _open(facts: OpinionFacts, *severities: Severity) -> list[FindingFacts]:
    return [f for f in facts.findings if f.severity in severities and f.state.is_open]


def _characters(facts: OpinionFacts) -> Iterator[Notice]:
    """Characters the document will show as signs, because as they are they cannot be printed."""
    for text in _texts(facts):
        codes = hidden_characters(text.words)
        if codes:
            sentence = f"“{text.where}”中有不能打印的字符（{'、'.join(codes)}），将换成可见符号。"
            yield Notice(Level.WARNING, sentence, text.where, text.field, text.item_code, text.finding_id)


@dataclass(frozen=True)
class _Text:
    """A typed text: what it is called, its field, whose it is, the words."""

    where: str
    field: str
    words: str
    item_code: str = ""
    finding_id: str = ""


def _texts(facts: OpinionFacts) -> Iterator[_Text]:
    """Every typed text."""
    for field, label in _TEXT_FIELDS.items():
        yield _Text(label, field, getattr(facts, field))
    for group in (new_findings(facts.findings), earlier_findings(facts.findings)):
        yield from _finding_texts(group)
    for field, label in (("basis", "审核依据"), ("suggestions", "建议")):
        for number, text in enumerate(getattr(facts, field), 1):
            yield _Text(f"{label}{number}", field, text)
    for proof in facts.evidence:
        yield _Text("证据", "evidence", f"{proof.file_name}{proof.page}{proof.quote}", proof.item_code)


def _finding_texts(findings: tuple[FindingFacts, ...]) -> Iterator[_Text]:
    for number, finding in enumerate(findings, 1):
        name = f"此前的问题{number}" if finding.is_earlier else f"问题{number}"
        for field, label in _FINDING_TEXTS.items():
            words = getattr(finding, field)
            yield _Text(f"{name}·{label}", field, words, finding.item_code, finding.key)


def _data(facts: OpinionFacts) -> Iterator[Notice]:
    if not any(map(str.strip, facts.basis)):
        yield _warning(f"{facts.year}年度的审核依据尚未录入。", "审核依据", "basis")
    if facts.emission is None:
        yield _warning("没有排放量，结论中将不写数值。", "结论", "emission")
    if not facts.components:
        yield _warning("没有排放数据，数据表将不列出。", "报告数据", "components")
    elif all(row.recomputed is None for row in facts.components):
        yield _warning("尚未复算，数据表不作差异判断。", "报告数据", "components")


def template_notices(report: TemplateReport | None, installed: set[str] | None) -> Iterator[Notice]:
    """What is wrong with a template of the office, and which fonts of it this computer has not."""
    wanted: Iterable[str] = DEFAULT_FONTS
    if report is not None:
        wanted = report.fonts
        name = f"模板“{report.path.name}”"
        yield from (_error(str(problem), name, "template") for problem in report.problems)
        yield from (_warning(str(note), name, "template") for note in report.notes)
    if installed is not None:
        for font in missing_fonts(installed, wanted):
            yield _warning(font.sentence, "模板字体", "template")


def _left_out(facts: OpinionFacts, report: TemplateReport | None) -> Iterator[Notice]:
    """A template of before knows nothing of the part on earlier findings."""
    earlier = earlier_findings(facts.findings)
    if earlier and report is not None and report.is_usable and "earlier_groups" not in report.variables:
        sentence = f"模板没有用到“earlier_groups”，此前的 {len(earlier)} 项问题不会写进意见。"
        yield _warning(sentence, f"模板“{report.path.name}”", "template")
