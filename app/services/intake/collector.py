"""Collects what is read: facts with their units converted, doubts, leftovers; no name is given twice."""

from __future__ import annotations

from decimal import Decimal

from app.services.facts import Fact, NameInfo, Value, Where
from app.services.facts.names import ValueKind
from app.services.intake.amounts import read_amount
from app.services.intake.dates import dates_in, year_in
from app.services.intake.draft import Doubt, Leftover
from app.services.intake.units import Choice, choose, convert
from app.services.sheets import CellMark

# Values below zero are nothing odd in these.
_SIGNED = ("change", "change_rate")
# A share of at most one is a fraction where less than one percent cannot be.
_FRACTIONS = ("of",)
# Shares that often are below one percent: with their unit they mean what they say.
_SMALL = ("cao_nc", "mgo_nc", "own_use_rate", "change_rate")
_ONE, _HUNDRED = Decimal(1), Decimal(100)
_YEARS = {"head.year", "vr.year"}
_NO_UNIT = Choice()
_SHARE = "share"


class Collector:
    """What has been read so far."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.doubts: list[Doubt] = []
        self.leftovers: list[Leftover] = []

    def doubt(self, sentence: str, where: Where, name: str = "") -> None:
        """Note something that a person should look at."""
        self.doubts.append(Doubt(sentence, where, name))

    def leave(self, text: str, where: Where, headings: str = "") -> None:
        """Keep a cell that found no place."""
        self.leftovers.append(Leftover(where, text, headings))

    def value(
        self,
        info: NameInfo,
        text: str,
        where: Where,
        *,
        choice: Choice = _NO_UNIT,
        mark: CellMark | None = None,
        hidden: bool = False,
        headings: str = "",
    ) -> None:
        """Keep a cell as the value of a name, or as a leftover where the name has one already."""
        fact = self._fact(info, text, where, choice, mark)
        before = self.facts.get(info.name)
        if before is not None and (before.value is not None or fact.value is None):
            if fact.value is None and not read_amount(text).is_nothing:
                self.leave(text, where, headings)
            elif fact.value not in (None, before.value):
                beside = "隐藏的工作表里另有取值" if hidden else "同一项目再次出现，取值不同"
                self.doubt(
                    f"{info.label}：{beside}（{text}），采用 {before.where.text} 的 {before.text}",
                    where,
                    info.name,
                )
                self.leave(text, where, headings)
            return
        if before is not None and not read_amount(before.text).is_nothing:
            # What could not be read makes room for what can; it is not lost.
            self.leave(before.text, before.where)
        self.facts[info.name] = fact

    def _fact(self, info: NameInfo, text: str, where: Where, choice: Choice, mark: CellMark | None) -> Fact:
        if mark is CellMark.ERROR or mark is CellMark.NO_RESULT:
            self.doubt(f"{info.label}：{mark.label}", where, info.name)
            return Fact(info.name, None, text or mark.label, "", info.unit, where)
        if mark is CellMark.LOST_DIGITS:
            self.doubt(f"{info.label}：{mark.label}", where, info.name)
        if info.kind is ValueKind.TEXT:
            return Fact(info.name, text, text, where=where)
        if info.kind is ValueKind.DATE:
            return Fact(info.name, self._date(info, text, where), text, where=where)
        return self._number(info, text, where, choice)

    def _date(self, info: NameInfo, text: str, where: Where) -> Value:
        found = dates_in(text)
        if not found:
            if not read_amount(text).is_nothing:
                self.doubt(f"{info.label}：“{text}”不是完整的日期", where, info.name)
            return None
        return found[-1] if info.name.endswith("site_to") else found[0]

    def _number(self, info: NameInfo, text: str, where: Where, choice: Choice) -> Fact:
        if info.name in _YEARS:
            year = year_in(text)
            if year is None:
                self.doubt(f"{info.label}：“{text}”不是年度", where, info.name)
            return Fact(info.name, Decimal(year) if year else None, text, where=where)
        amount = read_amount(text)
        if amount.doubt:
            self.doubt(f"{info.label}：“{text}”{amount.doubt}", where, info.name)
        if amount.value is None:
            return Fact(info.name, None, text, "", info.unit, where)
        if amount.value < 0 and not set(_SIGNED) & set(info.parts):
            self.doubt(f"{info.label}：是负数（{text}）", where, info.name)
        if amount.unit is not None and info.unit:
            choice = choose([(amount.unit,)], info.unit)
        return self._in_unit(info, amount.value, text, where, choice)

    def _in_unit(self, info: NameInfo, value: Decimal, text: str, where: Where, choice: Choice) -> Fact:
        """`value` in the unit that the name is kept in; a unit that measures something else is told."""
        if not info.unit:
            return Fact(info.name, value, text, where=where)
        unit, written = choice.unit, choice.written
        if unit is not None:
            converted = convert(value, unit, info.unit)
            if unit.dimension == _SHARE:
                return self._share(info, value, converted, text, unit.text, where)
            return Fact(info.name, converted, text, unit.text, info.unit, where)
        if written:
            self.doubt(f"{info.label}：单位写作“{written}”，不能换算成 {info.unit}", where, info.name)
            return Fact(info.name, value, text, written, written, where)
        if info.unit == "%":
            return self._share(info, value, value, text, "", where)
        return Fact(info.name, value, text, "", info.unit, where)

    def _share(
        self, info: NameInfo, value: Decimal, converted: Decimal | None, text: str, unit: str, where: Where
    ) -> Fact:
        """A share in percent. Cells of Excel hold 99 % as 0.99, and nothing tells how they showed it."""
        is_said = "%" in text or "％" in text or (bool(unit) and bool(set(_SMALL) & set(info.parts)))
        if not 0 < value <= _ONE or unit == "小数" or is_said:
            return Fact(info.name, converted, text, unit, info.unit, where)
        if not info.name.endswith(_FRACTIONS):
            self.doubt(f"{info.label}：{text} 按小数读作 {value * _HUNDRED:f}%，请核对", where, info.name)
        return Fact(info.name, value * _HUNDRED, text, "小数", info.unit, where)
