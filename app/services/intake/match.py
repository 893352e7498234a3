"""Which unit of the file a report belongs to, and what speaks against the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import LabelEnum
from app.models.names import half_width, name_key
from app.models.unit import FormerName, Unit
from app.services.facts import ReportFacts, Where
from app.services.intake.draft import Doubt


class MatchedBy(LabelEnum):
    """What a unit was recognised by."""

    CODE = ("code", "统一社会信用代码")
    NAME = ("name", "单位名称")
    FORMER_NAME = ("former_name", "曾用名")
    NOTHING = ("nothing", "没有找到")


@dataclass(frozen=True)
class UnitMatch:
    """The unit that a report names; `unit_id` is empty where the register has none or several such."""

    unit_id: str = ""
    name: str = ""
    code: str = ""
    by: MatchedBy = MatchedBy.NOTHING
    doubts: tuple[Doubt, ...] = ()


def match_unit(session: Session, facts: ReportFacts) -> UnitMatch:
    """The unit of the register that a report names: by code first, then by name, then by a former name.

    A code and a name that point to two units match none; the doubt says so.
    """
    by_code = _by_code(session, facts.unit_code)
    by_name, how = _by_name(session, facts.unit_name)
    if by_code is not None:
        doubts = []
        if by_name is not None and by_name.id != by_code.id:
            doubts.append(
                Doubt(
                    f"信用代码属于“{by_code.name}”，单位名称却是“{by_name.name}”，请核实是否拿错了报告",
                    _place(facts, "uscc"),
                )
            )
            return UnitMatch(doubts=tuple(doubts))
        if facts.unit_name and by_name is None:
            doubts.append(
                Doubt(f"单位名称“{facts.unit_name}”与名录中的“{by_code.name}”不同", _place(facts, "name"))
            )
        return UnitMatch(by_code.id, by_code.name, by_code.uscc or "", MatchedBy.CODE, tuple(doubts))
    if by_name is None:
        return UnitMatch()
    doubts = []
    if facts.unit_code and by_name.uscc:
        doubts.append(
            Doubt(f"信用代码 {facts.unit_code} 与名录中的 {by_name.uscc} 不同", _place(facts, "uscc"))
        )
    if how is MatchedBy.FORMER_NAME:
        doubts.append(Doubt(f"“{facts.unit_name}”是“{by_name.name}”的曾用名", _place(facts, "name")))
    return UnitMatch(by_name.id, by_name.name, by_name.uscc or "", how, tuple(doubts))


def doubts_about(session: Session, facts: ReportFacts, unit_id: str, year: int) -> list[Doubt]:
    """What speaks against these facts being the report of that unit and year, each with its place."""
    found: list[Doubt] = []
    unit = session.get(Unit, unit_id)
    if unit is not None:
        former = session.scalars(select(FormerName.name).where(FormerName.unit_id == unit_id)).all()
        names = {name_key(name) for name in (unit.name, *former)}
        code = _code(facts.unit_code)
        if code and unit.uscc and code != unit.uscc:
            other = _by_code(session, code)
            whose = f"，那是“{other.name}”的代码，可能拿错了报告" if other is not None else ""
            found.append(
                Doubt(f"报告里的信用代码是 {code}，所选单位是 {unit.uscc}{whose}", _place(facts, "uscc"))
            )
        if facts.unit_name and name_key(facts.unit_name) not in names:
            found.append(
                Doubt(f"报告里的单位是“{facts.unit_name}”，所选单位是“{unit.name}”", _place(facts, "name"))
            )
    if facts.year and facts.year != year:
        found.append(Doubt(f"报告是 {facts.year} 年度的，这里要的是 {year} 年度", _place(facts, "year")))
    return found


def _place(facts: ReportFacts, field: str) -> Where:
    """Where the file says it: the head of an emission or verification report."""
    names = {"name": ("head.name", "vr.unit_name"), "year": ("head.year", "head.period", "vr.year")}
    for name in names.get(field, (f"head.{field}", f"vr.{field}")):
        if fact := facts.get(name):
            return fact.where
    return Where()


def _code(text: str) -> str:
    return "".join(half_width(text).split()).upper()


def _by_code(session: Session, code: str) -> Unit | None:
    wanted = _code(code)
    found = session.scalars(select(Unit).where(Unit.uscc == wanted)).all() if wanted else []
    return found[0] if len(found) == 1 else None


def _by_name(session: Session, name: str) -> tuple[Unit | None, MatchedBy]:
    key = name_key(name)
    if not key:
        return None, MatchedBy.NOTHING
    found = session.scalars(select(Unit).where(Unit.name_key == key)).all()
    if len(found) == 1:
        return found[0], MatchedBy.NAME
    former = set(session.scalars(select(FormerName.unit_id).where(FormerName.name_key == key)).all())
    if not found and len(former) == 1:
        return session.get(Unit, former.pop()), MatchedBy.FORMER_NAME
    return None, MatchedBy.NOTHING
