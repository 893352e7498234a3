"""Every vocabulary of the program. The code is stored and never changes; the label is what people read.

The order of the members is the order in lists.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelEnum(StrEnum):
    """A stored code with its Chinese label and, where a column is narrow, a short label."""

    label: str
    short: str

    def __new__(cls, code: str, label: str, short: str = "") -> Self:
        """Make a member from its code, label and short label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.short = short or label
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """The member with that stored code. Raises ValueError for an unknown one."""
        found = next((member for member in cls if member.value == code), None)
        if found is None:
            raise ValueError(f"{code!r} is not a {cls.__name__}")
        return found

    @classmethod
    def from_label(cls, label: str) -> Self | None:
        """The member that is called `label` (long or short), or None."""
        return next((m for m in cls if label in (m.label, m.short)), None)


class Topic(StrEnum):
    """Kinds of thing that can change; screens subscribe to them."""

    UNITS = "units"
    REPORTS = "reports"
    REVIEW = "review"
    FINDINGS = "findings"
    PERFORMANCE = "performance"
    PEOPLE = "people"
    ATTACHMENTS = "attachments"
    SETTINGS = "settings"


class ChangeKind(StrEnum):
    """What sort of action a change of the journal records. Only edits stand on the undo list: what the
    program works out by itself (`DERIVE`) follows from the data, and is worked out again after an undo.
    """

    CREATE = "create"
    EDIT = "edit"
    DERIVE = "derive"
    UNDO = "undo"
    REDO = "redo"
    MERGE = "merge"
    UNMERGE = "unmerge"


class Category(LabelEnum):
    """Category of a unit in one year's list (guide §1.1)."""

    NATIONAL = ("national_ets_entity", "全国重点排放单位", "全国重点")
    KEY = ("key_emitter", "本市重点碳排放单位", "本市重点")
    GENERAL = ("general_reporter", "一般报告单位", "一般报告")

    @property
    def is_verified(self) -> bool:
        """Whether a third party verifies the reports of such a unit (guide §2.1)."""
        return self in (Category.NATIONAL, Category.KEY)


class ListState(LabelEnum):
    """Whether a unit stands on the list of a year."""

    LISTED = ("listed", "在册")
    REMOVED = ("removed", "移出")


class DocumentKind(LabelEnum):
    """Kind of document that is reviewed."""

    ER = ("ER", "排放报告")
    VR = ("VR", "核查报告")


class ReviewState(LabelEnum):
    """State of one report in review."""

    NOT_SUBMITTED = ("not_submitted", "待报送")
    IN_FIRST_REVIEW = ("in_first_review", "初审中")
    RETURNED = ("returned", "退回修改")
    PASSED = ("passed", "通过")
    NOT_PASSED = ("not_passed", "不通过")

    @property
    def is_final(self) -> bool:
        """Whether the review of the report has ended."""
        return self in (ReviewState.PASSED, ReviewState.NOT_PASSED)


class Conclusion(LabelEnum):
    """Conclusion of one round (guide §7.2)."""

    PASSED = ("passed", "通过")
    PASSED_WITH_NOTES = ("passed_with_notes", "通过（附建议）")
    RETURNED = ("returned", "退回修改")
    NOT_PASSED = ("not_passed", "不通过（建议保守取值）")

    @property
    def state(self) -> ReviewState:
        """The state a report is in after this conclusion."""
        return {
            Conclusion.PASSED: ReviewState.PASSED,
            Conclusion.PASSED_WITH_NOTES: ReviewState.PASSED,
            Conclusion.RETURNED: ReviewState.RETURNED,
            Conclusion.NOT_PASSED: ReviewState.NOT_PASSED,
        }[self]


class Verdict(LabelEnum):
    """Answer to a checklist item."""

    YES = ("yes", "是")
    NO = ("no", "否")
    NOT_APPLICABLE = ("na", "不适用")


class AnswerType(LabelEnum):
    """What a checklist item asks for beside or instead of a verdict (guide §3)."""

    YES_NO = ("YN", "是否")
    NUMBER = ("N", "数值")
    CHOICE = ("C", "选项")
    TEXT = ("T", "文本")
    DATE = ("D", "日期")


class Severity(LabelEnum):
    """Severity of a checklist item and of the finding it makes (guide §3)."""

    CRITICAL = ("critical", "严重")
    MAJOR = ("major", "一般")
    MINOR = ("minor", "提示")


class Automation(LabelEnum):
    """How much of a checklist item the program can answer by itself (guide §3)."""

    FULL = ("A", "自动判定", "自动")
    HINT = ("H", "自动提示，人工确认", "提示")
    MANUAL = ("M", "人工判断", "人工")


class Confidence(LabelEnum):
    """A mark on a rule, number or text: what kind it is and how sure we are of it (guide §0.1)."""

    PUBLIC = ("P", "公开规定", "公开")
    DESIGN = ("D", "本程序自定", "自定")
    CERTAIN = ("C", "已核实", "核实")
    LIKELY = ("L", "较可靠，未见原文", "较可靠")
    UNSURE = ("U", "未确认", "未确认")


class FindingState(LabelEnum):
    """Life of a finding."""

    OPEN = ("open", "未关闭")
    CLOSED = ("closed", "已关闭")


class HitLevel(LabelEnum):
    """How grave a hit of an automatic check is (guide §5)."""

    ERROR = ("error", "错误")
    WARNING = ("warning", "警告")
    INFO = ("info", "提示")
    # Not a hit: something is missing without which the check cannot say anything.
    GAP = ("gap", "无法判定")


class HitDecision(LabelEnum):
    """What a person says to a hit (guide §5.5)."""

    CONFIRMED = ("confirmed", "确认为问题", "问题")
    FALSE_ALARM = ("false_alarm", "误报")
    TO_VERIFY = ("to_verify", "待核实")


class HitChange(LabelEnum):
    """What became of a decided hit when the checks ran again."""

    VALUES = ("values", "结果有变化")
    GONE = ("gone", "不再出现")


class ScoreBand(LabelEnum):
    """Band of a qualitative indicator (performance_forms S14)."""

    MET = ("met", "达成预期指标")
    PARTLY = ("partly", "部分达成预期指标并具有一定效果")
    MISSED = ("missed", "未达成预期指标且效果较差")


class FundingRole(LabelEnum):
    """Row of the money block of the self-evaluation table."""

    TOTAL = ("total", "年度资金总额")
    CURRENT = ("current", "其中：当年财政拨款")
    CARRIED = ("carried", "上年结转资金")
    OTHER = ("other", "其他资金")
