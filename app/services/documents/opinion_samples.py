"""Made-up opinions, to try a template with before it is used, and to look at it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app import __version__
from app.models.enums import Category, Conclusion, DocumentKind, FindingState, FollowUp, Severity, Verdict
from app.services.documents.opinion_facts import (
    ComponentFacts,
    EvidenceFacts,
    FindingFacts,
    ItemCount,
    OpinionFacts,
    RoundFacts,
    SiteCheck,
)

_FINDINGS = (
    FindingFacts(
        Severity.CRITICAL,
        "附表C.3锅炉天然气排放量报告值为2,696.22吨，按所列活动数据、低位热值、单位热值含碳量和氧化率复算为2,669.22吨，"
        "两者不一致，差异+27.00吨，疑为数位颠倒",
        "DB11/T 1785—2020附录C填报要求；示例公司2024年度天然气结算单",
        "请更正附表C.3与附表C.2的相应数值，并提供全年天然气结算单复印件",
        Decimal("-27.00"),
        "-27.00",
        item_code="ER-41",
    ),
    FindingFacts(
        Severity.MAJOR,
        "附表C.7天然气10月消耗量为空，未见停用说明",
        "DB11/T 1785—2020关于月度数据完整性的要求",
        "请补充10月消耗量及结算单；确已停用的，请提供停用说明和恢复供气记录",
        item_code="ER-21",
    ),
    FindingFacts(
        Severity.MINOR,
        "柴油按购入量1.86吨填报，年末库存0.42吨未扣减",
        "活动数据应反映报告期内实际消耗量",
        "建议更正附表C.3，并附年末盘存记录",
        Decimal("-1.30"),
        "-1.30",
        FindingState.CLOSED,
        "ER-24",
    ),
)
_EARLIER = (
    FindingFacts(
        Severity.MAJOR,
        "附表C.8外购电力3月用电量与结算单不一致，差异+1.20万千瓦时",
        "DB11/T 1785—2020附录C填报要求",
        "请更正3月用电量",
        state=FindingState.CLOSED,
        item_code="ER-27",
        round=1,
        answer="已按结算单更正附表C.8，并附3月结算单",
        answered_on=date(2025, 4, 18),
        check_note="更正后的数值与所附结算单一致",
    ),
    FindingFacts(
        Severity.MAJOR,
        "计量器具清单未列天然气流量计的检定有效期",
        "DB11/T 1785—2020关于计量器具的要求",
        "请补充流量计检定证书",
        state=FindingState.ANSWERED,
        item_code="ER-33",
        round=1,
        answer="已补充两台流量计中一台的检定证书",
        check_note="另一台的检定证书仍未见",
        follow_up=FollowUp.PARTLY,
    ),
    FindingFacts(
        Severity.MINOR,
        "能源计量台账未按月汇总",
        "上年度审核意见",
        "建议建立按月汇总的计量台账",
        item_code="ER-36",
        is_last_year=True,
    ),
)
_COMPONENTS = (
    ("天然气燃烧", "2696.22", "2669.22", "2669.22", "2583.10"),
    ("柴油燃烧", "5.78", "4.48", "5.78", "6.02"),
    ("外购电力", "9184.36", "9184.36", "9184.36", "9402.75"),
    ("外购热力", "715.00", "715.00", "715.00", "698.50"),
)
_TOTAL = ("合计", "12601.36", "12573.06", "12574.36", "12690.37")


def sample_facts(kind: DocumentKind = DocumentKind.ER, findings: int = 3, earlier: int = 0) -> OpinionFacts:
    """Facts of a made-up unit with any number of findings, with none it passes; `earlier` ones up to 3."""
    is_er = kind is DocumentKind.ER
    chosen = tuple(_FINDINGS[n % len(_FINDINGS)] for n in range(findings))
    return OpinionFacts(
        kind=kind,
        unit_name="示例会展中心有限公司",
        year=2024,
        round=2,
        credit_code="91110106MA00000000",
        category=Category.KEY,
        industry="会议、展览及相关服务（7281）",
        verification_body="" if is_er else "示例核查有限公司",
        number="碳审意〔2025〕18号",
        issued_on=date(2025, 4, 25),
        reviewed_on=date(2025, 4, 24),
        resubmit_by=date(2025, 5, 12) if findings else None,
        reviewer="王甲",
        second_reviewer="李乙",
        approver="陈丙",
        office="示例咨询有限公司",
        conclusion=Conclusion.RETURNED if findings else Conclusion.PASSED,
        supplementary="补充数据中的建筑面积与上年一致，未见需要说明的变化",
        emission=Decimal("12601.36") if is_er else Decimal("12574.36"),
        basis=(
            "《碳排放权交易管理暂行条例》（国务院令第775号）",
            "《北京市碳排放权交易管理办法》（京政发〔2024〕6号）",
            "《二氧化碳排放核算和报告要求 服务业》（DB11/T 1785—2020）",
        ),
        rounds=(
            RoundFacts(1, date(2025, 3, 18), date(2025, 3, 15), date(2025, 3, 25), Conclusion.RETURNED),
            RoundFacts(2, date(2025, 4, 18), date(2025, 4, 16)),
        ),
        site_checks=(SiteCheck(date(2025, 4, 22), "锅炉房、配电室"),),
        components=(*(_component(*row) for row in _COMPONENTS), _component(*_TOTAL, is_total=True)),
        findings=(*chosen, *_EARLIER[:earlier]),
        suggestions=(
            "完善能源计量台账，按月核对结算单与抄表记录",
            "对照明和空调系统实施节能改造，优先采用绿色电力",
        ),
        counts=_counts(findings),
        evidence=(
            EvidenceFacts("ER-24", "排放报告 第2版.pdf", "12", "柴油 购入量 1.86 t"),
            EvidenceFacts("ER-41", "排放报告 第2版.pdf", "9", "锅炉 天然气 排放量 2 696.22"),
            EvidenceFacts("ER-41", "2024年天然气结算单.pdf", "1—12"),
        ),
        program_version=__version__,
        checklist_edition="2025.1",
        factor_edition="2025.1",
    )


def bare_facts(kind: DocumentKind = DocumentKind.ER) -> OpinionFacts:
    """The least that can be known of a version: every list is empty."""
    return OpinionFacts(kind=kind, unit_name="示例公司", year=2024)


def _component(
    name: str, reported: str, recomputed: str, verified: str, last_year: str, is_total: bool = False
) -> ComponentFacts:
    return ComponentFacts(
        name, Decimal(reported), Decimal(recomputed), Decimal(verified), Decimal(last_year), is_total
    )


def _counts(findings: int) -> tuple[ItemCount, ...]:
    no = dict.fromkeys(Severity, 0)
    for n in range(findings):
        no[_FINDINGS[n % len(_FINDINGS)].severity] += 1
    return tuple(
        line
        for severity, yes in ((Severity.CRITICAL, 20), (Severity.MAJOR, 16), (Severity.MINOR, 6))
        for line in (
            ItemCount(severity, Verdict.YES, yes),
            ItemCount(severity, Verdict.NO, no[severity]),
            ItemCount(severity, Verdict.NOT_APPLICABLE, 1),
        )
    )
