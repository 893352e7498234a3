"""Measures over the project's own records: one pure function each, facts and choices in, tally out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from app.models.amounts import round_half_up
from app.services.measures import Level, Spec, read_spec
from app.services.performance.counting.facts import Facts
from app.services.performance.counting.project_facts import PriceFact, QuestionFact
from app.services.performance.counting.tally import Counted, Tally, day, number, parted, share_of

_ZERO = Decimal(0)
# How many pieces a measure counts; the price list asks for it.
Counter = Callable[[Facts, Spec], Tally]


def trainings(facts: Facts, spec: Spec) -> Tally:
    """Trainings of the year."""
    records, left_out = _trainings(facts, needs_people=False)
    return Tally(Decimal(len(records)), records, left_out)


def people_trained(facts: Facts, spec: Spec) -> Tally:
    """People at the trainings of the year, added up."""
    records, left_out = _trainings(facts, needs_people=True)
    counted = {one.id for one in records}
    total = sum(one.people or 0 for one in facts.project.trainings if one.id in counted)
    return Tally(Decimal(total), records, left_out, f"{len(records)} 场")


def _trainings(facts: Facts, *, needs_people: bool) -> tuple[tuple[Counted, ...], tuple[Counted, ...]]:
    lines: list[Counted] = []
    for one in facts.project.trainings:
        why = _outside_year(one.day, facts)
        if not why and needs_people and one.people is None:
            why = "没有填写人数"
        cells = (day(one.day), one.subject, number(one.people), one.place)
        share = f"{one.people}人" if needs_people and one.people is not None else ""
        lines.append(Counted("training", one.id, one.id, cells, share, why))
    return parted(lines)


def products(facts: Facts, spec: Spec) -> Tally:
    """Products that were accepted in the year."""
    wanted = spec.get("product")
    lines: list[Counted] = []
    for one in facts.project.products:
        if wanted and wanted not in one.kind:
            continue
        why = _outside_year(one.accepted_on, facts)
        if one.accepted_on is None:
            why = "还没有验收"
        cells = (one.kind, one.title, one.period, day(one.accepted_on))
        lines.append(Counted("product", one.id, one.id, cells, "", why))
    records, left_out = parted(lines)
    return Tally(Decimal(len(records)), records, left_out)


def paid(facts: Facts, spec: Spec) -> Tally:
    """Payments of the year in 元."""
    lines: list[Counted] = []
    total = _ZERO
    for one in facts.project.payments:
        why = _outside_year(one.day, facts)
        if not why and one.amount is None:
            why = "没有金额"
        amount = f"{number(one.amount)}元" if one.amount is not None else "—"
        record = Counted(
            "payment", one.id, one.id, (day(one.day), one.payee, one.voucher, amount), amount, why
        )
        lines.append(record)
        if not why:
            total += one.amount or _ZERO
    records, left_out = parted(lines)
    return Tally(total, records, left_out, f"共 {len(records)} 笔")


def execution_rate(facts: Facts, spec: Spec) -> Tally:
    """Payments of the year against the full-year budget, in per cent to two places (S1)."""
    found = paid(facts, spec)
    budget = facts.table.budget
    assert isinstance(found.value, Decimal)
    if not budget:
        return Tally(None, found.records, found.left_out, "还没有填写全年预算数")
    rate = round_half_up(found.value * 100 / budget, 2)
    words = f"{number(found.value)}元 / {number(budget)}元"
    return Tally(rate, found.records, found.left_out, words)


def cost(facts: Facts, spec: Spec, count: Counter) -> Tally:
    """Unit price times count over the price list, in 元; the counts are those of other measures."""
    lines: list[Counted] = []
    total = _ZERO
    for one in facts.project.prices:
        pieces, unit = _pieces(facts, one, spec, count)
        why = ""
        if one.price is None:
            why = "没有单价"
        elif not _is_valid(one, facts.table.year):
            why = f"{facts.table.year} 年不在有效期内"
        elif pieces is None:
            why = "没有数量"
        amount = one.price * pieces if one.price is not None and pieces is not None else None
        price = f"{number(one.price)}元/{one.unit or '项'}" if one.price is not None else "—"
        cells = (one.name, price, f"{number(pieces)}{unit}", f"{number(amount)}元" if amount else "—")
        record = Counted("price_item", one.id, one.id, cells, cells[3], why)
        lines.append(record)
        if not why:
            total += amount or _ZERO
    records, left_out = parted(lines)
    return Tally(total, records, left_out, f"{len(records)} 项之和")


def _pieces(facts: Facts, one: PriceFact, spec: Spec, count: Counter) -> tuple[Decimal | None, str]:
    """How many pieces, and what they are called. The price list cannot count itself."""
    counted = read_spec(one.counted)
    if counted is None or counted.code == "cost":
        return one.quantity, one.unit
    if counted.measure.report_year and not counted.get("report_year"):
        counted = counted.with_choice("report_year", spec.get("report_year"))
    value = count(facts, counted).value
    return (value, one.unit) if isinstance(value, Decimal) else (None, one.unit)


def _is_valid(one: PriceFact, year: int) -> bool:
    """Whether the price holds on any day of the year."""
    begins = one.valid_from is None or one.valid_from.year <= year
    return begins and (one.valid_to is None or one.valid_to.year >= year)


def satisfaction(facts: Facts, spec: Spec) -> Tally:
    """Share of the answers of the year that say 满意 or better."""
    levels = 3 if spec.get("level") == Level.FAIR else 2
    lines: list[Counted] = []
    good = valid = 0
    for one in facts.project.questions:
        why = _outside_year(one.day, facts)
        if not why and not one.valid:
            why = "没有答卷"
        content = sum(count or 0 for count in one.levels[:levels])
        cells = (day(one.day), one.question or one.survey, str(content), str(one.valid))
        record = Counted("survey_question", one.id, one.id, cells, f"{content}/{one.valid}", why)
        lines.append(record)
        if not why:
            good, valid = good + content, valid + one.valid
    note = f"{good} / {valid}" if valid else "本年度还没有问卷"
    records, left_out = parted(lines)
    return Tally(share_of(good, valid), records, left_out, note)


def survey_returns(facts: Facts, spec: Spec) -> Tally:
    """Share of the sheets sent in the year that came back; the questions of one survey count once."""
    surveys: dict[tuple[date | None, str], list[QuestionFact]] = {}
    for one in facts.project.questions:
        surveys.setdefault((one.day, one.survey), []).append(one)
    lines: list[Counted] = []
    back = out = 0
    for (when, name), questions in surveys.items():
        sent = max((one.sent or 0 for one in questions), default=0)
        returned = max((one.returned or 0 for one in questions), default=0)
        why = _outside_year(when, facts)
        if not why and not sent:
            why = "没有填写发放份数"
        cells = (day(when), name, str(returned), str(sent))
        record = Counted(
            *("survey_question", questions[0].id, questions[0].id), cells, f"{returned}/{sent}", why
        )
        lines.append(record)
        if not why:
            back, out = back + returned, out + sent
    note = f"{back} / {out}" if out else "本年度还没有问卷"
    records, left_out = parted(lines)
    return Tally(share_of(back, out), records, left_out, note)


def _outside_year(when: date | None, facts: Facts) -> str:
    if when is None:
        return "没有日期"
    return "" if when.year == facts.table.year else f"不在 {facts.table.year} 年"
