"""Commands of the console about exchange: package, inspect, merge, conflicts, and what belongs to them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from app.console_places import holding, opened, place, received_from, settings
from app.models.database import Workspace
from app.models.errors import AppError, FileMissing, InputError
from app.models.journal import PRESENT
from app.models.report import Person
from app.models.unit import Unit
from app.services.exchange.apply import Merged, apply_merge, apply_to_office
from app.services.exchange.conflicts import Conflict, Decision, conflicts, resolve
from app.services.exchange.digests import unit_codes
from app.services.exchange.duplicates import duplicates
from app.services.exchange.inspect import Description, describe
from app.services.exchange.office import Holder, Office
from app.services.exchange.package import Contents, write_package
from app.services.exchange.plan import MergePlan, plan_merge
from app.services.exchange.preview import Fate, Preview, preview
from app.services.exchange.receipts import receipts
from app.services.exchange.salvage import salvage
from app.services.exchange.unmerge import redo_merge, undo_merge
from app.services.exchange.why import why
from app.services.workspaces import author_of

Result = tuple[dict[str, Any], list[str]]
Add = Callable[[str, Callable[[argparse.Namespace], Result], str], argparse.ArgumentParser]
_SHOWN = 20


def add_commands(add: Add) -> None:
    """Make the commands known to the console's parser."""
    made = add("package", _package, "write the file, or an assignment of it, as one closed file")
    made.add_argument("file", metavar="FILE", type=Path)
    made.add_argument("--out", type=Path, required=True)
    made.add_argument("--units", nargs="+", default=[], metavar="UNIT", help="credit codes or full names")
    made.add_argument("--years", nargs="+", type=int, default=[])
    made.add_argument("--people", nargs="+", default=[], metavar="NAME", help="whose reports")
    made.add_argument("--without-attachments", action="store_true")
    made.add_argument("--without-notes", action="store_true", help="leave internal notes out")
    made.add_argument("--blind", action="store_true", help="for a second review: without verdicts")
    _password(made)
    made = add("inspect", _inspect, "say what a received file is")
    _received(made)
    made.add_argument("--with", dest="file", type=Path, metavar="FILE", help="and how it stands to this file")
    made = add(
        "merge", _merge, "take a received file into FILE; either may be postgresql://USER@HOST/DATABASE"
    )
    made.add_argument("file", metavar="FILE", type=place)
    _received(made)
    made.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    made = add("conflicts", _conflicts, "list what two people said differently")
    made.add_argument("file", metavar="FILE", type=place)
    made.add_argument("--unit", metavar="UNIT")
    made = add("resolve", _resolve, "decide a conflict, or all of a unit")
    made.add_argument("file", metavar="FILE", type=Path)
    made.add_argument("number", metavar="NUMBER", type=int, nargs="*", help="as listed by conflicts")
    made.add_argument("--unit", metavar="UNIT", help="all conflicts of this unit")
    choice = made.add_mutually_exclusive_group(required=True)
    choice.add_argument("--take", type=int, metavar="N", help="the Nth of the values")
    choice.add_argument("--from", dest="actor", metavar="NAME", help="the value that NAME wrote")
    choice.add_argument("--value", metavar="TEXT", help="another value")
    choice.add_argument("--keep", action="store_true", help="a deletion: keep")
    choice.add_argument("--delete", action="store_true", help="a deletion: delete anyway")
    made = add("undo-merge", _undo_merge, "take a merge back; without ID the merges are listed")
    made.add_argument("file", metavar="FILE", type=Path)
    made.add_argument("id", metavar="ID", nargs="?")
    made.add_argument("--redo", action="store_true", help="bring back a merge that was taken back")
    made = add("digest", _digest, "the check code of the content")
    made.add_argument("file", metavar="FILE", type=place)
    made.add_argument("--by-unit", action="store_true")
    made = add("why", _why, "all that a field of a unit ever said, and by whom")
    made.add_argument("file", metavar="FILE", type=Path)
    made.add_argument("unit", metavar="UNIT")
    made.add_argument("field", metavar="FIELD")
    made = add("salvage", _salvage, "read what can be read of a damaged file")
    made.add_argument("package", metavar="P", type=Path)
    _password(made)
    made.add_argument("--out", type=Path, help="write the whole changes as a package")


def _password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-file", type=Path, help="its first line is the password")


def _received(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("package", metavar="P", type=place)
    _password(parser)


def _password_of(options: argparse.Namespace) -> str | None:
    path: Path | None = options.password_file
    if path is None:
        return None
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise FileMissing(f"读不出密码文件“{path.name}”。", "", str(error)) from error
    if not lines or not lines[0]:
        raise InputError(f"密码文件“{path.name}”的第一行是空的。", "请把密码写在第一行。")
    return lines[0]


def _unit_keys(ours: Holder, units: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    with ours.read() as session:
        for unit in units:
            words = unit.strip()
            named = or_(Unit.uscc == words.upper(), Unit.name == words, Unit.id == words)
            keys = session.scalars(select(Unit.id).where(named)).all()
            if not keys:
                raise FileMissing(f"名录里没有“{unit}”。", "请用统一社会信用代码或单位全称。")
            found.update(keys)
    return frozenset(found)


def _person_keys(workspace: Workspace, people: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    with workspace.read() as session:
        for name in people:
            key = session.scalar(select(Person.id).where(Person.name == name.strip()))
            if key is None:
                raise FileMissing(f"人员里没有“{name}”。", "请用登记的姓名。")
            found.add(key)
    return frozenset(found)


def _package(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=True) as workspace:
        contents = Contents(
            units=_unit_keys(workspace, options.units),
            years=frozenset(options.years),
            people=_person_keys(workspace, options.people),
            with_attachments=not options.without_attachments,
            with_notes=not options.without_notes,
            is_blind=options.blind,
        )
        made = write_package(workspace, options.out, contents, _password_of(options))
    facts = {**asdict(made), "file": made.path}
    words = f"{made.scope}：{made.units} 家单位，{made.operations} 处记录，附件内容 {made.contents} 份"
    return facts, [f"已写出 {made.path}（{words}），核对码 {made.code}"]


def _inspect(options: argparse.Namespace) -> Result:
    with received_from(options.package, _password_of(options)) as received:
        if options.file is None:
            told = describe(received)
        else:
            with opened(options.file, read_only=True) as workspace:
                told = describe(received, workspace)
    return _flat(told), _description_lines(told)


def _flat(told: Description) -> dict[str, Any]:
    return {**asdict(told), "relation": told.relation.value}


def _description_lines(told: Description) -> list[str]:
    at = f"{told.made_at:%Y-%m-%d %H:%M}" if told.made_at else "时间不明"
    who = "，".join(filter(None, (told.sender, told.office, told.device))) or "不明"
    return [
        f"{told.file_name}：{told.project_name or '（未命名）'}，{told.scope}",
        f"来自 {who}，{at}",
        f"{told.units} 家单位，{told.changes} 次修改，{told.operations} 处记录，"
        f"附件 {told.attachments} 个（带内容 {told.contents} 个）",
        f"写过的人：{'、'.join(told.people) or '—'}",
        f"与打开的文件：{told.relation.label}",
        *(f"请留意：{words}" for words in told.warnings),
    ]


def _merge(options: argparse.Namespace) -> Result:
    password = _password_of(options)
    with (
        holding(options.file, read_only=options.dry_run) as ours,
        received_from(options.package, password, ours) as received,
    ):
        if isinstance(ours, Office) and ours.is_new and not options.dry_run:
            ours.begin(received.project)
        told = describe(received, ours)
        plan = plan_merge(ours, received)
        with ours.read() as session:
            shown = preview(session, plan)
        facts: dict[str, Any] = {
            "relation": told.relation.value,
            "warnings": told.warnings,
            **{fate.value: shown.count(fate) for fate in Fate},
            "digest_after": plan.digest_after,
            "id": "",
        }
        lines = [*_description_lines(told), *_preview_lines(shown)]
        if options.dry_run:
            return facts, [*lines, "试看，没有写入"]
        merged = _carry_out(ours, plan)
        with ours.read() as session:
            still_open = len(conflicts(session))
            twice = len(duplicates(session))
        code = ours.check_code()
    facts |= {
        "id": merged.id,
        "digest": merged.digest,
        "code": code,
        "conflicts": still_open,
        "duplicates": twice,
        "missing_contents": merged.missing_contents,
        "has_twin": merged.has_twin,
    }
    done = (
        f"已合并（编号 {merged.id}），核对码 {code}" if merged.id else f"没有新内容，未作修改，核对码 {code}"
    )
    lines += [done, *(f"附件内容未到：{name}" for name in merged.missing_contents)]
    if still_open:
        lines.append(f"有 {still_open} 处冲突待处理")
    if twice:
        lines.append(f"有 {twice} 组单位可能重复登记")
    if merged.has_twin:
        lines.append("另一台电脑用过与这台相同的身份（可能是整机复制），这台电脑已换新身份。")
    return facts, lines


def _carry_out(ours: Holder, plan: MergePlan) -> Merged:
    if isinstance(ours, Office):
        return apply_to_office(ours, plan, author_of(settings()))
    return apply_merge(ours, plan)


def _preview_lines(shown: Preview) -> list[str]:
    words = "，".join(f"{fate.label} {shown.count(fate)}" for fate in Fate)
    lines = [f"{words}，涉及 {sum(1 for u in shown.units if u.unit.key)} 家单位"]
    for unit in shown.units[:_SHOWN]:
        counts = "，".join(f"{fate.label} {unit.count(fate)}" for fate in Fate if unit.count(fate))
        lines.append(f"  {unit.unit.name}：{counts}")
    if len(shown.units) > _SHOWN:
        lines.append(f"  ……另有 {len(shown.units) - _SHOWN} 组")
    return lines


def _conflicts(options: argparse.Namespace) -> Result:
    with holding(options.file, read_only=True) as ours:
        listed = _numbered(ours, options.unit)
        with ours.read() as session:
            twice = duplicates(session)
    facts = {
        "count": len(listed),
        "conflicts": [{"number": number, **_conflict_facts(c)} for number, c in listed],
        "duplicates": [[asdict(unit) for unit in group.units] for group in twice],
    }
    lines = [line for number, c in listed for line in _conflict_lines(number, c)]
    lines += [f"可能重复：{'、'.join(u.name for u in group.units)}（{group.reason}）" for group in twice]
    return facts, lines or ["没有待处理的冲突"]


def _numbered(ours: Holder, unit: str | None) -> list[tuple[int, Conflict]]:
    with ours.read() as session:
        listed = list(enumerate(conflicts(session), 1))
    keys = _unit_keys(ours, [unit]) if unit else frozenset()
    return [(number, c) for number, c in listed if not keys or c.unit.key in keys]


def _conflict_facts(c: Conflict) -> dict[str, Any]:
    return {
        "unit": c.unit.name,
        "place": c.place,
        "field": c.field,
        "label": c.label,
        "is_deletion": c.is_deletion,
        "ancestor": c.ancestor,
        "shown": c.shown,
        "values": [
            {"value": v.value, "words": v.words, "actor": v.actor, "device": v.device, "at": v.at.isoformat()}
            for v in c.versions
        ],
    }


def _conflict_lines(number: int, c: Conflict) -> list[str]:
    question = "有人删除，有人还在用" if c.is_deletion else c.label
    lines = [f"{number}. {c.unit.name} · {c.place} · {question}"]
    lines += [
        f"   {place}) {v.words}（{v.actor}，{v.device}，{v.at:%Y-%m-%d %H:%M}）"
        for place, v in enumerate(c.versions, 1)
    ]
    return lines if c.ancestor is None else [*lines, f"   原来：{c.ancestor}"]


def _resolve(options: argparse.Namespace) -> Result:
    with opened(options.file) as workspace:
        listed = _numbered(workspace, options.unit)
        chosen = [c for number, c in listed if number in options.number or not options.number]
        if not chosen or (not options.number and not options.unit):
            raise InputError("没有这样的冲突。", "请先用 conflicts 查看编号，或用 --unit 指定单位。")
        decisions = [d for c in chosen if (d := _decision(c, options)) is not None]
        if not decisions:
            raise InputError("没有一处冲突可以这样处理。", "请查看 conflicts 列出的值。")
        resolve(workspace, decisions)
        with workspace.read() as session:
            left = len(conflicts(session))
        code = workspace.check_code()
    facts = {"resolved": len(decisions), "left": left, "code": code}
    return facts, [f"已处理 {len(decisions)} 处冲突，还有 {left} 处，核对码 {code}"]


def _decision(c: Conflict, options: argparse.Namespace) -> Decision | None:
    if c.is_deletion:
        if options.keep or options.delete:
            return Decision(c, PRESENT if options.keep else None)
        return None
    if options.take is not None:
        if not 1 <= options.take <= len(c.versions):
            raise InputError(f"“{c.label}”没有第 {options.take} 个值。")
        return Decision(c, c.versions[options.take - 1].value)
    if options.actor is not None:
        mine = [v for v in c.versions if v.actor == options.actor]
        return Decision(c, mine[-1].value) if mine else None
    return Decision(c, options.value) if options.value is not None else None


def _undo_merge(options: argparse.Namespace) -> Result:
    if options.id is None:
        with opened(options.file, read_only=True) as workspace, workspace.read() as session:
            listed = receipts(session)
        facts: dict[str, Any] = {"merges": [asdict(r) for r in listed]}
        lines = [
            f"{r.id}  {r.at:%Y-%m-%d %H:%M}  {r.sender}发来的“{r.file_name}”"
            + ("（已撤销）" if r.is_undone else "")
            for r in listed
        ]
        return facts, lines or ["这个文件没有合并过别的文件"]
    with opened(options.file) as workspace:
        undone = (redo_merge if options.redo else undo_merge)(workspace, options.id)
        code = workspace.check_code()
    words = f"已{'恢复' if options.redo else '撤销'}合并：{undone.cells} 处改回"
    if undone.kept:
        words += f"，{undone.kept} 处因后来又有修改而保留"
    return {"cells": undone.cells, "kept": undone.kept, "code": code}, [f"{words}，核对码 {code}"]


def _digest(options: argparse.Namespace) -> Result:
    with holding(options.file, read_only=True) as ours:
        code, digest = ours.check_code(), ours.digest()
        if not options.by_unit:
            return {"code": code, "digest": digest}, [code]
        with ours.read() as session:
            codes = unit_codes(session)
    facts = {
        "code": code,
        "digest": digest,
        "units": [{"unit": u.unit.name, "uscc": u.unit.uscc, "rows": u.rows, "code": u.code} for u in codes],
    }
    return facts, [*(f"{u.code}  {u.unit.name}" for u in codes), f"{code}  全部"]


def _why(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        stories = why(session, options.unit, options.field)
    lines = []
    for story in stories:
        lines.append(f"{story.place} · {story.label}")
        lines += [
            f"  {s.at:%Y-%m-%d %H:%M}  {s.actor}（{s.device}）  {s.words}  ——{s.label}，{s.fate}"
            for s in story.said
        ]
    return {"cells": [asdict(story) for story in stories]}, lines


def _salvage(options: argparse.Namespace) -> Result:
    found = salvage(options.package, options.out, _password_of(options))
    rows = "、".join(f"{name} {len(listed)} 行" for name, listed in found.rows.items())
    lines = [
        f"读出 {found.changes} 次完整的修改（{found.operations} 处记录），{found.damaged_changes} 次不完整",
        f"现有内容：{rows or '—'}",
    ]
    if options.out is not None and found.package is None:
        raise AppError("没有一次修改是完整的，没有写出交换包。", "可用 --json 查看读出的内容，重新录入。")
    if found.package is not None:
        lines.append(f"已写出 {found.package}，可以合并到最近的备份里")
    return {**asdict(found), "file": found.package}, lines
