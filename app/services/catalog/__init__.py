"""Everything regulatory the program knows, kept as data in `resources/`, read and checked once at start.

`load_catalog()` gives the `Catalog`; ask it for a checklist, the items that concern a unit, the documents an
opinion cites, a deadline. Nothing regulatory stands in Python: to change a rule, change the data.
"""

from app.services.catalog.catalog import Catalog, load_catalog, read_catalog
from app.services.catalog.checklists import BLANK, Checklist, ChecklistItem, Option, Section
from app.services.catalog.deadlines import DayKind, DeadlineRule, Label, StepLimit
from app.services.catalog.factors import (
    ElectricityFactor,
    Factor,
    FactorLibrary,
    FactorUse,
    FuelKind,
    FuelSet,
    FuelValue,
    SetUse,
)
from app.services.catalog.origins import Attested, Source
from app.services.catalog.rule_book import Limit, RuleBook, RuleText, RuleVariant
from app.services.catalog.scores import BodyRule, Deduction, Grade, ScoreEvent, ScoreSheet, SeriousDifference
from app.services.catalog.standards import (
    Basis,
    Division,
    IndustryRule,
    IndustrySection,
    Quantity,
    Sector,
    Standard,
    Threshold,
)

__all__ = [
    "BLANK",
    "Attested",
    "Basis",
    "BodyRule",
    "Catalog",
    "Checklist",
    "ChecklistItem",
    "DayKind",
    "DeadlineRule",
    "Deduction",
    "Division",
    "ElectricityFactor",
    "Factor",
    "FactorLibrary",
    "FactorUse",
    "FuelKind",
    "FuelSet",
    "FuelValue",
    "Grade",
    "IndustryRule",
    "IndustrySection",
    "Label",
    "Limit",
    "Option",
    "Quantity",
    "RuleBook",
    "RuleText",
    "RuleVariant",
    "ScoreEvent",
    "ScoreSheet",
    "Section",
    "Sector",
    "SeriousDifference",
    "SetUse",
    "Source",
    "Standard",
    "StepLimit",
    "Threshold",
    "load_catalog",
    "read_catalog",
]
