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
    DQ = ("DQ", "数据质量控制计划", "质控计划")
    ME = ("ME", "月度存证")

    @property
    def is_report(self) -> bool:
        """Whether it is one of the two yearly reports that units owe; of the others a person says which."""
        return self in (DocumentKind.ER, DocumentKind.VR)


class ReviewState(LabelEnum):
    """State of one report in review (guide §2.4). 逾期 is a flag, not a state."""

    NOT_SUBMITTED = ("not_submitted", "待报送")
    SUBMITTED = ("submitted", "已报送待分派", "待分派")
    ASSIGNED = ("assigned", "已分派")
    IN_FIRST_REVIEW = ("in_first_review", "初审中")
    RETURNED = ("returned", "退回修改")
    RESUBMITTED = ("resubmitted", "已重报")
    IN_RE_REVIEW = ("in_re_review", "复审中")
    FIRST_REVIEW_DONE = ("first_review_done", "初审完成待二审", "待二审")
    IN_SECOND_REVIEW = ("in_second_review", "二审中")
    SITE_CHECK_REQUIRED = ("site_check_required", "待实地复核")
    SITE_CHECK_DONE = ("site_check_done", "实地复核完成")
    PENDING_APPROVAL = ("pending_approval", "待审定")
    PASSED = ("passed", "通过")
    PASSED_WITH_NOTES = ("passed_with_notes", "通过（有建议）")
    NOT_PASSED = ("not_passed", "不通过")
    ARCHIVED = ("archived", "已归档")
    EXEMPTED = ("exempted", "移出")

    @property
    def is_final(self) -> bool:
        """Whether the review of the report has ended."""
        return self in _FINAL

    @property
    def is_passed(self) -> bool:
        """Whether the report has passed, with or without advice, and was not filed yet."""
        return self in (ReviewState.PASSED, ReviewState.PASSED_WITH_NOTES)

    def has_passed(self, conclusion: Conclusion | None) -> bool:
        """As `is_passed`, also of a report that was filed; `conclusion`: of its last round."""
        return self.is_passed or (
            self is ReviewState.ARCHIVED and conclusion is not None and conclusion.is_pass
        )

    @property
    def is_startable(self) -> bool:
        """Whether the report has come in and nobody has begun with this round of it."""
        return self in (ReviewState.SUBMITTED, ReviewState.ASSIGNED, ReviewState.RESUBMITTED)

    @property
    def is_in_review(self) -> bool:
        """Whether the first reviewer is at work, in whatever round."""
        return self in (ReviewState.IN_FIRST_REVIEW, ReviewState.IN_RE_REVIEW)

    @property
    def is_site_check(self) -> bool:
        """Whether the report waits for a visit, or comes back from one."""
        return self in (ReviewState.SITE_CHECK_REQUIRED, ReviewState.SITE_CHECK_DONE)

    @property
    def is_open_to_answers(self) -> bool:
        """Whether items and findings may be changed."""
        return self.is_startable or self.is_in_review or self.is_site_check

    @property
    def is_ours(self) -> bool:
        """Whether the report is still to be finished and does not lie with the unit for correction."""
        return not self.is_final and self is not ReviewState.RETURNED


_FINAL = (
    *(ReviewState.PASSED, ReviewState.PASSED_WITH_NOTES, ReviewState.NOT_PASSED),
    *(ReviewState.ARCHIVED, ReviewState.EXEMPTED),
)


class ReviewEvent(LabelEnum):
    """What moves a report from one state to another (guide §2.4)."""

    RECEIVE = ("receive", "登记报送")
    ASSIGN = ("assign", "分派")
    TAKE_BACK = ("take_back", "收回分派")
    START = ("start", "开始审核")
    FINISH = ("finish_first_review", "完成初审")
    RETURN = ("return", "退回修改")
    REMIND = ("remind", "催报")
    RESUBMIT = ("resubmit", "登记重报")
    START_SECOND = ("start_second_review", "开始二审")
    SEND_BACK = ("second_review_return", "退回初审")
    PASS_ON = ("pass_on", "提交审定")
    REQUIRE_SITE = ("require_site_check", "需实地复核")
    FINISH_SITE = ("finish_site_check", "完成实地复核")
    RESUME = ("resume", "继续审核")
    APPROVE = ("approve", "审定通过")
    CLOSE = ("close_not_passed", "审定不通过")
    RECALL = ("recall", "撤回")
    REOPEN = ("reopen", "重新打开")
    ARCHIVE = ("archive", "归档")
    EXEMPT = ("exempt", "移出")
    READMIT = ("readmit", "恢复审核")


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
            Conclusion.PASSED_WITH_NOTES: ReviewState.PASSED_WITH_NOTES,
            Conclusion.RETURNED: ReviewState.RETURNED,
            Conclusion.NOT_PASSED: ReviewState.NOT_PASSED,
        }[self]

    @property
    def is_pass(self) -> bool:
        """Whether the report passes, with or without advice."""
        return self in (Conclusion.PASSED, Conclusion.PASSED_WITH_NOTES)


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
    """Life of a finding (guide §2.4)."""

    OPEN = ("open", "新问题")
    SENT = ("sent", "待单位答复")
    ANSWERED = ("answered", "单位已答复")
    CLOSED = ("closed", "已更正")
    ACCEPTED = ("accepted_with_reason", "已了结")
    WITHDRAWN = ("withdrawn", "已撤销")
    ADVICE = ("advice", "转为建议")

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self in OPEN_FINDINGS

    @property
    def was_a_fault(self) -> bool:
        """Whether something was wrong, put right since or not."""
        return self not in (FindingState.WITHDRAWN, FindingState.ADVICE)


OPEN_FINDINGS = (FindingState.OPEN, FindingState.SENT, FindingState.ANSWERED)


class FollowUp(LabelEnum):
    """What became of last year's finding in this year's report."""

    DONE = ("done", "已落实")
    PARTLY = ("partly", "部分落实", "部分")
    NOT_DONE = ("not_done", "未落实")


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


class Outlook(LabelEnum):
    """Whether a target will be reached by the end of the year (monitoring in mid-year)."""

    CERTAIN = ("certain", "确定能")
    POSSIBLE = ("possible", "有可能")
    IMPOSSIBLE = ("impossible", "完全不可能")


class ProofKind(LabelEnum):
    """What kind of paper proves an indicator (performance_forms §6, from 101号 by memory)."""

    FORMAL = ("formal", "正式资料")
    WORKING = ("working", "工作资料")
    ORIGINAL = ("original", "原始凭证")
    STATEMENT = ("statement", "说明材料")
    SURVEY = ("survey", "问卷调查报告")


class ProofWay(LabelEnum):
    """How a value follows from its proof 取值方式 (performance_forms §6)."""

    DIRECT = ("direct", "直接证明")
    COUNTED = ("counted", "情况统计")
    EXPLAINED = ("explained", "情况说明")
    SURVEYED = ("surveyed", "问卷调查")
    TREND = ("trend", "趋势判断")
