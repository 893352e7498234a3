"""The project's own records 项目台账 as measures see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.project import Payment, PriceItem, Product, SurveyQuestion, Training

Record = TypeVar("Record", PriceItem, Payment, Training, SurveyQuestion, Product)


@dataclass(frozen=True)
class PriceFact:
    """What one piece costs in 元, and which measure counts the pieces."""

    id: str
    name: str
    unit: str
    price: Decimal | None
    counted: str
    quantity: Decimal | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class PaymentFact:
    """A payment in 元."""

    id: str
    day: date | None
    amount: Decimal | None
    payee: str
    voucher: str


@dataclass(frozen=True)
class TrainingFact:
    """A training."""

    id: str
    day: date | None
    subject: str
    people: int | None
    place: str


@dataclass(frozen=True)
class QuestionFact:
    """The answers to a question of a survey; `levels` from the best down to 不满意."""

    id: str
    day: date | None
    survey: str
    sent: int | None
    returned: int | None
    question: str
    levels: tuple[int | None, int | None, int | None, int | None]

    @property
    def valid(self) -> int:
        """How many answered."""
        return sum(count or 0 for count in self.levels)


@dataclass(frozen=True)
class ProductFact:
    """A product of the project."""

    id: str
    kind: str
    title: str
    period: str
    delivered_on: date | None
    accepted_on: date | None


@dataclass(frozen=True)
class ProjectFacts:
    """All records that belong to one project, of all years, in the order of their tables."""

    prices: tuple[PriceFact, ...] = ()
    payments: tuple[PaymentFact, ...] = ()
    trainings: tuple[TrainingFact, ...] = ()
    questions: tuple[QuestionFact, ...] = ()
    products: tuple[ProductFact, ...] = ()


def read_project(session: Session, project: str) -> ProjectFacts:
    """The records of `project`, and those that belong to all projects."""

    def rows(model: type[Record]) -> Iterator[Record]:
        found = sorted(session.scalars(select(model)), key=lambda row: (row.rank, row.id))
        return (row for row in found if not row.project or row.project == project)

    return ProjectFacts(
        tuple(_price(row) for row in rows(PriceItem)),
        tuple(
            PaymentFact(row.id, row.paid_on, row.amount, row.payee or "", row.voucher or "")
            for row in rows(Payment)
        ),
        tuple(
            TrainingFact(row.id, row.held_on, row.subject or "", row.people, row.place or "")
            for row in rows(Training)
        ),
        tuple(_question(row) for row in rows(SurveyQuestion)),
        tuple(
            ProductFact(
                *(row.id, row.kind or "", row.title or "", row.period or ""),
                row.delivered_on,
                row.accepted_on,
            )
            for row in rows(Product)
        ),
    )


def _price(row: PriceItem) -> PriceFact:
    about = (row.name or "", row.unit or "", row.price, row.counted or "", row.quantity)
    return PriceFact(row.id, *about, row.valid_from, row.valid_to)


def _question(row: SurveyQuestion) -> QuestionFact:
    levels = (row.delighted, row.satisfied, row.fair, row.dissatisfied)
    about = (row.survey or "", row.sent, row.returned, row.question or "")
    return QuestionFact(row.id, row.held_on, *about, levels)
