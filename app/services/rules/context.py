"""What a check may know beside the report itself: built outside, frozen, passed in. None means not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.models.enums import Category
from app.services.catalog import Threshold
from app.services.facts import ReportFacts


@dataclass(frozen=True, slots=True)
class Register:
    """What the register says of the unit in the year of the report."""

    name: str
    uscc: str = ""
    former_names: tuple[str, ...] = ()
    category: Category | None = None
    industry_code: str = ""
    industry_name: str = ""
    district: str = ""
    # The code fails its check digit and somebody gave a reason why it is right.
    code_is_excused: bool = False


@dataclass(frozen=True, slots=True)
class CodeState:
    """The check of the credit code that the report states: a verdict, and the code that may be meant."""

    verdict: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Something of this unit that another unit has too. `sign`: code, name, similar, account."""

    sign: str
    other: str
    value: str


@dataclass(frozen=True, slots=True)
class SharedFile:
    """An attachment whose content came in a second time: for another unit, year, kind or month."""

    name: str
    other: str


@dataclass(frozen=True, slots=True)
class Peers:
    """Units of the same class: logarithms of their intensity. `digits` of the class code they share."""

    count: int
    median: float
    mad: float
    digits: int


Months = Mapping[int, Decimal]


@dataclass(frozen=True)
class Filed:
    """What a unit filed: quantity -> month -> amount, month -> day. `annual`: what the report states."""

    year: int
    amounts: Mapping[str, Months]
    submitted: Mapping[int, date]
    # Days after the end of the month within which it is due; None: not confirmed.
    days: int | None = None
    earlier: Mapping[str, Months] = field(default_factory=dict)
    annual: Mapping[str, Decimal] = field(default_factory=dict)
    # Quantities that the report of this year, or else of the last, states.
    required: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything around a report."""

    year: int | None = None
    # Whose electricity factors count; units of the national market report by both.
    schemes: tuple[str, ...] = ("beijing",)
    sectors: frozenset[str] = frozenset()
    register: Register | None = None
    code: CodeState | None = None
    # The emission reports of one and of two years before.
    prior: ReportFacts | None = None
    before: ReportFacts | None = None
    # The final emission report that a verification report speaks of.
    report: ReportFacts | None = None
    # By measure: area, output, rack, heat.
    peers: Mapping[str, Peers] | None = None
    duplicates: tuple[Duplicate, ...] | None = None
    files: tuple[SharedFile, ...] | None = None
    # Green vouchers that others have handed in: number -> unit and year.
    vouchers: Mapping[str, str] | None = None
    # Name keys of the key emitters of the year.
    listed: frozenset[str] | None = None
    # Monthly evidence: series -> month -> amount.
    evidence: Mapping[str, Mapping[int, Decimal]] | None = None
    # The day the document came in, and the one it was due on.
    received_on: date | None = None
    due_on: date | None = None
    # The same as the checks of the monthly evidence look at it.
    filed: Filed | None = None
    # For the units that a plan writes, by fact: whether it is known, and measures what the guide wants.
    units: Mapping[str, bool | None] | None = None
    # Numbers of the accounting standards that fit the industry, and the divisions of the classification.
    standards: tuple[str, ...] = ()
    divisions: frozenset[str] = frozenset()
    thresholds: tuple[Threshold, ...] = ()
    # Name -> code of the districts, and the code of ours.
    districts: Mapping[str, str] | None = None
    home: str = ""
