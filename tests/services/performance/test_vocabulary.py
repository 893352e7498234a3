from __future__ import annotations

import pytest

from app.models.enums import FundingRole
from app.services.performance.vocabulary import label_key, money_unit, role_key, vocabulary


@pytest.mark.parametrize(
    ("printed", "block", "field"),
    [
        ("年初目标值(A)", "columns", "target"),
        ("偏\n差\n原\n因\n分析及改进措施", "columns", "reason"),
        ("得分", "columns", "score"),
        ("年初\n预算数", "money", "initial"),
        ("执行率（B/A）", "money", "rate"),
        ("项目资金（万元）", "money", "block"),
        ("预期目标", "goal", "expected"),
        ("总  分", "totals", "total"),
        ("主管部门及代码", "head", "主管部门"),
        ("项目负责人", "head", "项目负责人"),
    ],
)
def test_labels(printed: str, block: str, field: str) -> None:
    assert getattr(vocabulary(), block)[label_key(printed)] == field


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("年度资金总额：", FundingRole.TOTAL),
        ("    其中：财政拨款", FundingRole.CURRENT),
        ("其中：当年财政\n拨款", FundingRole.CURRENT),
        ("上年结转资金", FundingRole.CARRIED),
        ("其他资金", FundingRole.OTHER),
    ],
)
def test_roles(printed: str, role: FundingRole) -> None:
    assert vocabulary().roles[role_key(printed)] is role


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("项目资金（万元）", "万元"),
        ("项目资金\n（元）", "元"),
        ("单位：万元", "万元"),
        ("（金额单位：元）", "元"),
        ("项目单位：示例局", ""),
        ("一共三元", ""),
    ],
)
def test_money_unit(text: str, unit: str) -> None:
    assert money_unit(text) == unit
