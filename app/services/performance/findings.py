"""What a check says and where; the words that checks share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.models.amounts import show_amount
from app.models.enums import LabelEnum
from app.services.performance.form import SelfEvaluation
from app.services.performance.profiles import Labels, Profile
from app.services.performance.scoring import Scored
from app.services.performance.texts import is_blank, placeholder


class FormSeverity(LabelEnum):
    """Whether a finding blocks the final PDF."""

    ERROR = ("error", "错误")
    WARNING = ("warning", "提醒")


class Block(StrEnum):
    """Part of the form that a finding points to."""

    HEADING = "heading"
    FUNDING = "funding"
    GOAL = "goal"
    INDICATOR = "indicator"
    TOTAL = "total"


@dataclass(frozen=True)
class RowRef:
    """Where to jump: `index` of an indicator or funding row, or `name` of a heading; else the whole block."""

    block: Block
    index: int | None = None
    name: str = ""


@dataclass(frozen=True)
class FormFinding:
    """One thing to correct or to look at. `code` is that of the domain notes."""

    code: str
    severity: FormSeverity
    sentence: str
    row: RowRef


@dataclass(frozen=True)
class Case:
    """A form under its profile, scored."""

    form: SelfEvaluation
    profile: Profile
    scored: Scored

    @property
    def labels(self) -> Labels:
        """What the cells are called, in a monitoring with the month it counts to."""
        return self.profile.labels.up_to(self.form.as_of.month if self.form.as_of else None)


def row_name(form: SelfEvaluation, index: int) -> str:
    """How a sentence names an indicator row: 第4行“产出指标/成本指标”."""
    line = form.indicators[index]
    return f"第{index + 1}行“{line.level1}/{line.level2}”"


def error(code: str, sentence: str, row: RowRef) -> FormFinding:
    """What blocks the final PDF."""
    return FormFinding(code, FormSeverity.ERROR, sentence, row)


def warning(code: str, sentence: str, row: RowRef) -> FormFinding:
    """What is worth a look."""
    return FormFinding(code, FormSeverity.WARNING, sentence, row)


def indicator(index: int) -> RowRef:
    """An indicator row."""
    return RowRef(Block.INDICATOR, index)


def plain(number: Decimal) -> str:
    """Without needless zeros: 7.5, 100."""
    return show_amount(Decimal(f"{number.normalize():f}"))


def text_problem(where: str, text: str, row: RowRef) -> Iterator[FormFinding]:
    """V14: nothing, or a placeholder."""
    if is_blank(text):
        yield error("V14", f"{where}没有填写。", row)
    elif mark := placeholder(text):
        yield error("V14", f"{where}还留有占位符“{mark}”。", row)
