"""Checks of the data quality control plan: a clean plan has no hit, each error is found at its fact."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.models.enums import DocumentKind
from app.services.catalog import load_catalog
from app.services.rules import RULES, CheckResult, Context, check, sentence
from app.services.rules.plan import RULES as PLAN_RULES
from tests.services.rules.builders import facts
from tests.services.rules.clean import LIBRARY, emission_report

BOOK = load_catalog().rules
REPORT = emission_report("服").facts()
CLEAN: dict[str, Any] = {
    "dq.version": "V2",
    "dq.made_on": date(2022, 5, 1),
    "dq.revised_on": date(2023, 11, 20),
    "dq.approver": "陈丙",
    "dq.valid_from": date(2024, 1, 1),
    "dq.department": "动力部",
    "dq.person": "李乙",
    "dq.phone": "010-00000000",
    "dq.retention": "5",
    "dqm.gas.model": "G65",
    "dqm.gas.place": "锅炉房",
    "dqm.gas.accuracy": "1.5级",
    "dqm.gas.interval": "3年",
    "dqm.gas.valid_to": date(2025, 6, 30),
}
UNITS = {"electricity": "MWh", "heat": "GJ", "natural_gas": "万Nm3"}
for source in ("electricity", "heat", *(line for line in REPORT.lines("c3") if line != "total")):
    if source == "heat" and not REPORT.number("c5.amount"):
        continue
    CLEAN |= {
        f"dqp.{source}.method": "贸易结算",
        f"dqp.{source}.unit": UNITS.get(source, "t"),
        f"dqp.{source}.frequency": "每月",
        f"dqp.{source}.source": "结算单",
    }
CLEAN |= {"dqp.natural_gas.ncv": "缺省值", "dqp.natural_gas.cc": "缺省值"}
# code, changes, fact of the hit, variant
PLANTED: list[tuple[str, dict[str, Any], str, str]] = [
    ("DQ-01", {"dq.version": None}, "dq.version", "blank"),
    ("DQ-01", {"dq.made_on": None, "dq.revised_on": None}, "dq.made_on", "blank"),
    ("DQ-01", {"dq.valid_from": date(2025, 1, 1)}, "dq.valid_from", "late"),
    ("DQ-01", {"dq.valid_to": date(2024, 6, 30)}, "dq.valid_to", "ended"),
    ("DQ-01", {"dq.revised_on": date(2022, 4, 30)}, "dq.revised_on", "order"),
    ("DQ-04", {"dqp.coke.method": "盘存"}, "dqp.coke.method", "unused"),
    ("DQ-05", {"dqp.electricity.frequency": None}, "dqp.electricity.frequency", "blank"),
    ("DQ-06", {"dqp.electricity.unit": "GJm"}, "dqp.electricity.unit", "unknown"),
    ("DQ-06", {"dqp.electricity.unit": "m3"}, "dqp.electricity.unit", "other"),
    ("DQ-08", {"dqm.gas.valid_to": date(2024, 12, 30)}, "dqm.gas.valid_to", "ended"),
    ("DQ-08", {"dqm.gas.accuracy": None}, "dqm.gas.accuracy", "blank"),
    ("DQ-12", {"dq.retention": "3"}, "dq.retention", "short"),
    ("DQ-13", {"dq.phone": None}, "dq.phone", "blank"),
    ("DQ-14", {"dqp.natural_gas.ncv": "实测"}, "dqp.natural_gas.ncv", "measured"),
]


def run(**changes: Any) -> CheckResult:
    given = {**CLEAN, **{key.replace("__", "."): value for key, value in changes.items()}}
    plan = facts({key: value for key, value in given.items() if value is not None}, DocumentKind.DQ)
    fits = {
        f"dqp.{line}.unit": {"m3": False, "GJm": None}.get(plan.text(f"dqp.{line}.unit"), True)
        for line in plan.lines("dqp")
    }
    context = Context(year=2024, report=REPORT, units=fits)
    return check(plan, context, LIBRARY, BOOK, RULES)


def test_a_clean_plan() -> None:
    result = run()
    assert [(hit.rule, hit.name, hit.variant) for hit in result.hits] == []
    assert result.gaps == () and result.ran == {rule.code for rule in PLAN_RULES}


@pytest.mark.parametrize(("code", "changes", "name", "variant"), PLANTED)
def test_each_error_is_found(code: str, changes: dict[str, Any], name: str, variant: str) -> None:
    hits = [hit for hit in run(**changes).hits if hit.rule == code]
    assert (name, variant) in [(hit.name, hit.variant) for hit in hits]
    assert all("{" not in sentence(BOOK, hit) for hit in hits)


def test_a_source_that_the_plan_forgets() -> None:
    without = {key: None for key in CLEAN if key.startswith("dqp.electricity.")}
    hits = [hit for hit in run(**without).hits if hit.rule == "DQ-04"]
    assert [(hit.name, hit.variant) for hit in hits] == [("dqp.electricity.method", "unplanned")]
    assert "外购电力" in sentence(BOOK, hits[0])


def test_a_default_that_is_none() -> None:
    own = emission_report("服").facts(c3__natural_gas__ncv="380")
    plan = facts(CLEAN, DocumentKind.DQ)
    result = check(plan, Context(year=2024, report=own, units={}), LIBRARY, BOOK, PLAN_RULES)
    hits = [hit for hit in result.hits if hit.rule == "DQ-14"]
    assert [(hit.name, hit.variant) for hit in hits] == [("dqp.natural_gas.ncv", "default")]
    assert "389.31" in sentence(BOOK, hits[0])


def test_without_a_report_the_comparison_cannot_be_made() -> None:
    result = check(facts(CLEAN, DocumentKind.DQ), Context(year=2024, units={}), LIBRARY, BOOK, PLAN_RULES)
    assert {gap.rule for gap in result.gaps} == {"DQ-04", "DQ-14"}
