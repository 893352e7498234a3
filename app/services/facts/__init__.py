"""What a report states, value by value: shared by the readers of reports and by the rules that check them."""

from __future__ import annotations

from app.services.facts.facts import Fact, ReportFacts, Value, Where
from app.services.facts.names import FUELS, Fuel, NameInfo, describe, fuel_of, known_names, month_name

__all__ = [
    "FUELS",
    "Fact",
    "Fuel",
    "NameInfo",
    "ReportFacts",
    "Value",
    "Where",
    "describe",
    "fuel_of",
    "known_names",
    "month_name",
]
