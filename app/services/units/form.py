"""One unit as it is typed: read, checked, saved, deleted. What belongs to a year is saved for that year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import natural, remove_rows
from app.models.enums import Category, FindingState, LabelEnum, ListState
from app.models.errors import AppError, InputError
from app.models.names import half_width, name_key, tidy_name
from app.models.registry import entities
from app.models.report import Report, ReportVersion
from app.models.review import Finding
from app.models.unit import Enrolment, FormerName, Unit
from app.services.units.uscc import CodeVerdict, check_code
from app.services.units.words import words

_INDUSTRY_CODE = re.compile(r"\d{2,4}", re.ASCII)


@dataclass(frozen=True)
class UnitForm:
    """Everything about a unit that is typed. `unit_id` None: a new one. "" and None: not said."""

    unit_id: str | None = None
    name: str = ""
    uscc: str = ""
    uscc_reason: str = ""
    category: Category | None = None
    list_state: ListState = ListState.LISTED
    list_number: str = ""
    industry_code: str = ""
    industry: str = ""
    district: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""
    former_names: tuple[str, ...] = ()


class Likeness(LabelEnum):
    """How a unit that is known already resembles the one that is typed."""

    CODE = ("code", "信用代码相同")
    NAME = ("name", "名称相同")
    FORMER_NAME = ("former_name", "与它的曾用名相同")


@dataclass(frozen=True)
class Duplicate:
    """A known unit that may be the same as the one that is typed."""

    unit_id: str
    name: str
    likeness: Likeness


@dataclass(frozen=True)
class Belongings:
    """What would go with a unit if it were deleted."""

    reports: int
    versions: int
    open_findings: int


def unit_form(session: Session, unit_id: str, year: int) -> UnitForm:
    """The stored unit, with what stands on the list of `year`.

    Raises:
        AppError: the unit is gone.
    """
    unit = _unit(session, unit_id)
    listing = session.get(Enrolment, natural(session, "enrolment", unit_id, year))
    return UnitForm(
        unit_id=unit.id,
        name=unit.name,
        uscc=unit.uscc or "",
        uscc_reason=unit.uscc_reason or "",
        category=listing.category if listing else None,
        list_state=listing.state if listing else ListState.LISTED,
        list_number=(listing.list_number if listing else None) or "",
        industry_code=(listing.industry_code if listing else None) or "",
        industry=(listing.industry if listing else None) or "",
        district=unit.district or "",
        address=unit.address or "",
        contact=unit.contact or "",
        phone=unit.phone or "",
        note=unit.note or "",
        former_names=tuple(former.name for former in _former(session, unit_id)),
    )


def duplicates(session: Session, form: UnitForm) -> list[Duplicate]:
    """Known units with the same code, the same name in any spelling, or that name as a former one."""
    found: dict[str, Duplicate] = {}
    key, code = name_key(form.name), check_code(form.uscc).code
    same = select(Unit.id, Unit.name, Unit.uscc).where(or_(Unit.name_key == key, Unit.uscc == code))
    for unit_id, name, uscc in session.execute(same):
        likeness = Likeness.CODE if code and uscc == code else Likeness.NAME
        if likeness is Likeness.CODE or key:
            found[unit_id] = Duplicate(unit_id, name, likeness)
    former = (
        select(Unit.id, Unit.name)
        .join(FormerName, FormerName.unit_id == Unit.id)
        .where(FormerName.name_key == key)
    )
    for unit_id, name in session.execute(former) if key else ():
        found.setdefault(unit_id, Duplicate(unit_id, name, Likeness.FORMER_NAME))
    found.pop(form.unit_id or "", None)
    return sorted(found.values(), key=lambda each: list(Likeness).index(each.likeness))


def save_unit(session: Session, form: UnitForm, year: int, *, despite_name: bool = False) -> str:
    """Save a unit and its place on the list of `year`; returns its key. A changed name stays as former one.

    `despite_name`: it was seen that another unit has the same name or had it, and it is another unit.

    Raises:
        InputError: with the field: name, uscc, uscc_reason or industry_code. AppError: the unit is gone.
    """
    name = tidy_name(form.name)
    if not name_key(name):
        raise InputError("请写单位名称。", field="name")
    code = _checked_code(form)
    _check_industry(form.industry_code)
    _refuse_duplicates(duplicates(session, form), despite_name)
    unit = session.get(Unit, form.unit_id) if form.unit_id else None
    if form.unit_id and unit is None:
        raise _gone()
    former = list(form.former_names)
    if unit is None:
        unit = Unit(id=new_id(), name=name)
        session.add(unit)
    elif name_key(unit.name) != name_key(name):
        former.append(unit.name)
    unit.name = name
    unit.uscc = code or None
    failed = check_code(code).verdict is CodeVerdict.CHECK_FAILED
    unit.uscc_reason = (form.uscc_reason.strip() or None) if failed else None
    for field in ("district", "address", "contact", "phone", "note"):
        setattr(unit, field, getattr(form, field).strip() or None)
    session.flush()
    _save_former(session, unit, former)
    _save_listing(session, unit.id, form, year)
    return unit.id


def belongings(session: Session, unit_id: str) -> Belongings:
    """What would go with the unit, to be said before it is deleted."""
    reports = select(Report.id).where(Report.unit_id == unit_id)
    versions = select(ReportVersion.id).where(ReportVersion.report_id.in_(reports))
    findings = select(Finding.id).where(Finding.version_id.in_(versions), Finding.state == FindingState.OPEN)
    counts = [
        session.scalar(select(func.count()).select_from(query.subquery())) or 0
        for query in (reports, versions, findings)
    ]
    return Belongings(*counts)


def delete_unit(session: Session, unit_id: str) -> str:
    """Delete a unit with all that belongs to it, in all years; returns its name. Undo brings all of it back.

    Raises:
        AppError: the unit is gone already.
    """
    name = _unit(session, unit_id).name
    owned: dict[str, list[str]] = {"unit": [unit_id]}
    for entity in entities().values():
        for field, owner in entity.owners.items():
            keys = owned.get(owner, [])
            column = entity.table.c[field]
            for start in range(0, len(keys), 500):
                rows = session.scalars(select(entity.table.c.id).where(column.in_(keys[start : start + 500])))
                owned.setdefault(entity.name, []).extend(rows)
    session.expunge_all()
    for entity in reversed(list(entities().values())):
        remove_rows(session, entity.model, owned.get(entity.name, ()))
    return name


def _unit(session: Session, unit_id: str) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise _gone()
    return unit


def _gone() -> AppError:
    return AppError("这家单位已被删除。", "请刷新名录后再看。")


def _checked_code(form: UnitForm) -> str:
    check = check_code(form.uscc)
    if check.verdict is CodeVerdict.INVALID_FORMAT:
        hint = f"可能是 {check.suggestion}。" if check.suggestion else "请按营业执照填写。"
        raise InputError(f"{check.sentence}。", hint, field="uscc")
    if check.verdict is CodeVerdict.CHECK_FAILED and not form.uscc_reason.strip():
        raise InputError(
            f"{check.sentence}。", "请核对；营业执照上确实如此的，请填写理由。", field="uscc_reason"
        )
    return check.code


def _check_industry(code: str) -> None:
    code = half_width(code).strip()
    if code and not _INDUSTRY_CODE.fullmatch(code):
        raise InputError("行业代码应为 2 至 4 位数字，例如 4430。", field="industry_code")
    if code and int(code[:2]) not in words().divisions:
        raise InputError(f"行业代码的前两位 {code[:2]} 不在国民经济行业分类中。", field="industry_code")


def _refuse_duplicates(found: Sequence[Duplicate], despite_name: bool) -> None:
    for each in found:
        if each.likeness is Likeness.CODE:
            raise InputError(
                f"名录中的“{each.name}”已经用了这个信用代码。",
                "请核对代码，或直接修改那家单位。",
                field="uscc",
            )
    if found and not despite_name:
        names = "、".join(dict.fromkeys(f"“{each.name}”" for each in found))
        raise InputError(f"名录中已有{names}，{found[0].likeness.label}。", field="name")


def _former(session: Session, unit_id: str) -> Sequence[FormerName]:
    query = select(FormerName).where(FormerName.unit_id == unit_id).order_by(FormerName.id)
    return session.scalars(query).all()


def _save_former(session: Session, unit: Unit, names: Sequence[str]) -> None:
    """Keep exactly `names` as former names, each once and none that is the name of today."""
    wanted = {name_key(name): tidy_name(name) for name in names if name_key(name)}
    wanted.pop(name_key(unit.name), None)
    for former in _former(session, unit.id):
        if wanted.pop(name_key(former.name), None) is None:
            session.delete(former)
    for name in wanted.values():
        session.add(FormerName(id=new_id(), unit_id=unit.id, name=name))


def _save_listing(session: Session, unit_id: str, form: UnitForm, year: int) -> None:
    key = natural(session, "enrolment", unit_id, year)
    listing = session.get(Enrolment, key)
    if listing is None:
        listing = Enrolment(id=key, unit_id=unit_id, year=year, state=form.list_state)
        session.add(listing)
    listing.state = form.list_state
    listing.category = form.category
    listing.list_number = form.list_number.strip() or None
    listing.industry_code = half_width(form.industry_code).strip() or None
    listing.industry = form.industry.strip() or None
