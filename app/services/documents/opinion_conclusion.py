"""The later parts of the opinion: how they are numbered, and what the conclusion says."""

from __future__ import annotations

from app.models.enums import Conclusion, DocumentKind
from app.services.documents.earlier_findings import earlier_title
from app.services.documents.opinion_facts import OpinionFacts
from app.services.documents.wording import TONNES, chinese_date, chinese_number, ended, show_tonnes

_PARTS_BEFORE = 3  # 审核依据, 审核过程, 报告数据


def headings(facts: OpinionFacts) -> dict[str, str]:
    """The headings from the fourth on: earlier findings have a part of their own where there are any."""
    names = {
        "earlier_heading": earlier_title(facts.findings),
        "findings_heading": "审核发现",
        "conclusion_heading": "审核结论",
        "suggestions_heading": "建议",
    }
    made, count = {}, _PARTS_BEFORE
    for field, name in names.items():
        count += bool(name)
        made[field] = f"{chinese_number(count)}、{name}" if name else ""
    return made


def conclusion_lines(facts: OpinionFacts, subject: str) -> tuple[str, ...]:
    """The conclusion on `subject`, the quantity, and what follows."""
    if facts.conclusion is None:
        lines = ["本轮审核尚未形成结论。"]
    else:
        first = f"经审核，{subject}（第{facts.round}版）的审核结论为“{facts.conclusion.label}”。"
        lines = [first + _emission_sentence(facts), _request_sentence(facts)]
    lines += [ended(facts.supplementary), ended(facts.conclusion_note)]
    return tuple(line for line in lines if line)


def _emission_sentence(facts: OpinionFacts) -> str:
    stated = "报告排放量" if facts.kind is DocumentKind.ER else "核查排放量"
    if facts.emission is None:
        return ""
    amount = f"{stated}为{show_tonnes(facts.emission)}{TONNES}"
    return f"{amount}，待修改后重新审核。" if facts.conclusion is Conclusion.RETURNED else f"{amount}。"


def _request_sentence(facts: OpinionFacts) -> str:
    """What follows from the conclusion, for those conclusions from which something follows."""
    if facts.conclusion is Conclusion.PASSED_WITH_NOTES:
        return "所附建议请在后续报告工作中落实。"
    if facts.conclusion is Conclusion.RETURNED:
        until = f"于{chinese_date(facts.resubmit_by)}前" if facts.resubmit_by else ""
        parts, what = _parts_to_follow(facts), facts.kind.label
        return f"请按{parts}所列要求逐项修改，{until}重新报送{what}及相关证明材料。"
    if facts.conclusion is Conclusion.NOT_PASSED:
        if facts.conservative_emission is None:
            return "建议按保守原则确定排放量。"
        return f"建议按保守原则取值{show_tonnes(facts.conservative_emission)}{TONNES}。"
    return ""


def _parts_to_follow(facts: OpinionFacts) -> str:
    """The parts of the opinion that ask the unit for something."""
    names, still_open = headings(facts), [f for f in facts.findings if f.state.is_open]
    parts = [names["earlier_heading"]] if any(f.is_earlier for f in still_open) else []
    if not parts or any(not f.is_earlier for f in still_open):
        parts.append(names["findings_heading"])
    return "和".join(f"“{part}”" for part in parts)
