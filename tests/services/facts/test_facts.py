"""Asking the facts of a report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.models.enums import DocumentKind
from app.services.facts import Fact, ReportFacts, Where

FACTS = ReportFacts(
    DocumentKind.ER,
    2024,
    facts={
        fact.name: fact
        for fact in (
            Fact("head.name", "示例热力有限公司", "示例热力有限公司"),
            Fact("head.date", date(2025, 3, 1), "2025年3月1日"),
            Fact("c3.diesel.amount", Decimal("1.5"), "1,500", "kg", "t"),
            Fact("c3.total", Decimal("4.64"), "4.64", "tCO2", "tCO2"),
            Fact("c7.diesel.m02", Decimal(1), "1", "t", "t"),
            Fact("c7.diesel.m11", None, "约0.5", "t", "t"),
            Fact("c7.diesel.year", Decimal("1.5"), "1.5", "t", "t"),
        )
    },
)


def test_lookups() -> None:
    assert FACTS.text("head.name") == "示例热力有限公司"
    assert FACTS.date("head.date") == date(2025, 3, 1)
    assert FACTS.number("c3.diesel.amount") == Decimal("1.5")
    assert FACTS.text("c3.diesel.amount") == "1,500"
    assert FACTS.number("c7.diesel.m11") is None
    assert FACTS.number("c5.amount") is None and FACTS.text("c5.amount") == ""
    assert FACTS.get("c5.amount") is None


def test_series_and_lines() -> None:
    assert list(FACTS.months("c7.diesel")) == [2, 11]
    assert FACTS.year_total("c7.diesel") == Decimal("1.5")
    assert FACTS.lines("c3") == ("diesel",)
    assert list(FACTS.fields("c3.diesel")) == ["amount"]
    assert FACTS.has_table("c7") and not FACTS.has_table("c8")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Where("a.xlsx", sheet="表C.3", cell="D7"), "表C.3!D7"),
        (Where("a.docx", table="表2", row=3, column=2), "表2 第3行第2列"),
        (Where("a.pdf", page=5, table="表2", row=3, column=2), "第5页 表2 第3行第2列"),
        (Where("a.pdf", page=5), "第5页"),
        (Where(), "手工填写"),
    ],
)
def test_places(where: Where, words: str) -> None:
    assert where.text == words
