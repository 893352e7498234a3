"""Made-up declarations."""

from __future__ import annotations

from dataclasses import replace

from app.models.enums import FundingRole
from app.services.performance.blank import blank_form
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import profile

_DATES = {"计划开始日期": "2024-01-01", "计划完成日期": "2024-12-31", "项目周期": "2023年1月至2025年12月"}
_TARGETS = ("≥{n}.00(家)", "=100.00(%)", "2024年12月31日前完成", "不超过{n}万元", "全覆盖", "效果明显")


def declaration(profile_id: str, rows: int = 12, *, words: str = "完成示例工作任务") -> SelfEvaluation:
    """A filled declaration with `rows` indicators, money that adds up, and task numbers before the titles."""
    by = profile(profile_id)
    pairs = [(level.name, child) for level in by.levels for child in level.children]
    lines = []
    for number in range(rows):
        target = _TARGETS[number % len(_TARGETS)].format(n=number + 1)
        line = IndicatorLine(
            *pairs[number * len(pairs) // rows], title=f"{number + 1}.{words}第{number + 1}项", target=target
        )
        if by.has_terms:
            line = replace(line, project_title=f"中期{words}{number + 1}", project_target=f"≥{number * 3}家")
        lines.append(line)
    parts = {FundingRole.TOTAL: "3,000.00", FundingRole.CURRENT: "2,500.00", FundingRole.OTHER: "500.00"}
    funding = (
        FundingLine(FundingRole.TOTAL, "1,000.00", project_text=parts[FundingRole.TOTAL]),
        FundingLine(FundingRole.CURRENT, "900.00", project_text=parts[FundingRole.CURRENT]),
        FundingLine(FundingRole.CARRIED, "100.00"),
        FundingLine(FundingRole.OTHER, "0.00", project_text=parts[FundingRole.OTHER]),
    )
    form = blank_form(by, 2024, "示例区碳排放管理")
    return replace(
        form,
        headings=tuple((label, value or _DATES.get(label, f"示例{label}")) for label, value in form.headings),
        funding=funding,
        goal_project="建立示例区碳排放管理体系。\n形成长效机制。",
        goal_expected="1.完成排放报告审核；\n2.开展专题培训；\n3.编制分析报告。",
        indicators=tuple(lines),
    )
