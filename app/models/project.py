"""Records of the project beside the reviews 项目台账: prices, payments, trainings, surveys, visits, products.

`project` is the 项目名称 of the performance table a record belongs to; empty, it belongs to all of them.
Money is in 元.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, derived, link
from app.models.enums import Topic


class PriceItem(Row):
    """One line of the price list 价格表: what one piece of a service costs, and what counts the pieces."""

    __tablename__ = "price_item"
    topic = Topic.PERFORMANCE

    project: Mapped[str | None]
    name: Mapped[str | None]
    unit: Mapped[str | None]
    price_text: Mapped[str | None]
    price: Mapped[Decimal | None] = derived(parse_amount, "price_text")
    # Which figure counts the pieces (services/measures); without it they are entered.
    counted: Mapped[str | None]
    quantity_text: Mapped[str | None]
    quantity: Mapped[Decimal | None] = derived(parse_amount, "quantity_text")
    # Contract and annex the price comes from, and when it holds.
    source: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    note: Mapped[str | None]
    rank: Mapped[str]


class Payment(Row):
    """Money that was paid 支付记录."""

    __tablename__ = "payment"
    topic = Topic.PERFORMANCE

    project: Mapped[str | None]
    paid_on: Mapped[date | None]
    amount_text: Mapped[str | None]
    amount: Mapped[Decimal | None] = derived(parse_amount, "amount_text")
    payee: Mapped[str | None]
    voucher: Mapped[str | None]
    note: Mapped[str | None]
    rank: Mapped[str]


class Training(Row):
    """A training that was held 培训记录."""

    __tablename__ = "training"
    topic = Topic.PERFORMANCE

    project: Mapped[str | None]
    held_on: Mapped[date | None]
    subject: Mapped[str | None]
    people: Mapped[int | None]
    hours_text: Mapped[str | None]
    hours: Mapped[Decimal | None] = derived(parse_amount, "hours_text")
    place: Mapped[str | None]
    note: Mapped[str | None]
    rank: Mapped[str]


class SurveyQuestion(Row):
    """The answers to one question of a survey 满意度问卷, by level; sent and returned are of the survey."""

    __tablename__ = "survey_question"
    topic = Topic.PERFORMANCE

    project: Mapped[str | None]
    held_on: Mapped[date | None]
    survey: Mapped[str | None]
    sent: Mapped[int | None]
    returned: Mapped[int | None]
    question: Mapped[str | None]
    delighted: Mapped[int | None]
    satisfied: Mapped[int | None]
    fair: Mapped[int | None]
    dissatisfied: Mapped[int | None]
    note: Mapped[str | None]
    rank: Mapped[str]


class SiteVisit(Row):
    """A visit to a unit outside the steps of a review 现场走访."""

    __tablename__ = "site_visit"
    topic = Topic.PERFORMANCE

    unit_id: Mapped[str] = link("unit", owner=True)
    visited_on: Mapped[date | None]
    people: Mapped[str | None]
    purpose: Mapped[str | None]
    note: Mapped[str | None]
    rank: Mapped[str]


class Product(Row):
    """A report or another product of the project 工作成果, such as a quarterly analysis."""

    __tablename__ = "product"
    topic = Topic.PERFORMANCE

    project: Mapped[str | None]
    kind: Mapped[str | None]
    title: Mapped[str | None]
    period: Mapped[str | None]
    delivered_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    note: Mapped[str | None]
    rank: Mapped[str]
