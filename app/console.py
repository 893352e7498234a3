"""The same services without a window: for scripts, for tests, and for machines without a display.

Every command prints plain Chinese, or with --json one JSON object. A failure is one sentence and an exit code
that is not 0: 1 for what the user or the machine caused, 2 for a command that is not understood.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import PRODUCT, __version__, console_checks, console_exchange, console_performance, console_reports
from app.console_places import holding, opened, place, settings
from app.models.bulk import natural
from app.models.enums import Category, DocumentKind
from app.models.errors import AppError, FileMissing, InputError
from app.models.identity import Installation
from app.models.unit import Unit
from app.services.catalog import load_catalog
from app.services.documents.templates import default_template
from app.services.installations import this_installation
from app.services.journal.verify import verify
from app.services.letters.batch import check_batch, export_batch
from app.services.performance.checks import check
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.scoring import score
from app.services.performance.store import TableName, add_table, stored_table, table_names
from app.services.printing import print_performance
from app.services.review.cases import case_rows
from app.services.units.judge import Group
from app.services.units.plan import PlanCounts
from app.services.units.rows import unit_rows, years
from app.services.units.write import import_list, plan_list
from app.services.walk import walk_the_road
from app.services.workflow import current_signing, export_opinion
from app.services.workspaces import file_year, make_file

Result = tuple[dict[str, Any], list[str]]


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    if list(arguments) == ["--selftest"]:
        arguments = ["selftest"]  # what the built program is called with
    options = _parser().parse_args(arguments)
    try:
        facts, lines = options.command(options)
    except AppError as error:
        _print_failure(error, options.json)
        return 1
    if options.json:
        print(json.dumps({"ok": facts.pop("ok", True), **facts}, ensure_ascii=False, default=str))
    else:
        print("\n".join(lines))
    return 0 if facts.get("clean", True) else 1


def _print_failure(error: AppError, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": False, "error": error.sentence}, ensure_ascii=False))
    else:
        print(error.sentence, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py", description=f"{PRODUCT} {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[argparse.Namespace], Result], words: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", help="one JSON object instead of text")
        made.set_defaults(command=command)
        return made

    demo = add("demo", _demo, "walk the whole road with made-up data and leave the results in DIR")
    demo.add_argument("folder", metavar="DIR", type=Path)
    add("selftest", _selftest, "prove that the program works on this computer")
    new = add("new", _new, "make a workspace file")
    new.add_argument("file", metavar="FILE", type=Path)
    new.add_argument("--name", required=True)
    new.add_argument("--year", type=int, required=True)
    units = add("import-units", _import_units, "read a list of units (Word, Excel, CSV) into the file")
    units.add_argument("file", metavar="FILE", type=Path)
    units.add_argument("source", metavar="SOURCE", type=Path)
    units.add_argument("--year", type=int)
    units.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")
    listing = add("units", _units, "list the units of a year")
    listing.add_argument("file", metavar="FILE", type=Path)
    listing.add_argument("--year", type=int)
    intake = add("import-performance", _import_performance, "read a performance table into the file")
    intake.add_argument("file", metavar="FILE", type=Path)
    intake.add_argument("source", metavar="SOURCE", type=Path)
    table = add("export-performance", _export_performance, "write a performance table as PDF, Excel or Word")
    table.add_argument("file", metavar="FILE", type=Path)
    table.add_argument("--out", type=Path, required=True)
    table.add_argument("--year", type=int)
    opinion = add("export-opinion", _export_opinion, "write the review opinion of a report as Word")
    opinion.add_argument("file", metavar="FILE", type=Path)
    opinion.add_argument("--unit", required=True, metavar="CODE", help="credit code or full name")
    opinion.add_argument("--year", type=int)
    opinion.add_argument("--kind", choices=[kind.value for kind in DocumentKind], default="ER")
    opinion.add_argument("--out", type=Path, required=True)
    opinions = add("export-opinions", _export_opinions, "write all issued opinions of a year as Word")
    opinions.add_argument("file", metavar="FILE", type=Path)
    opinions.add_argument("--year", type=int)
    opinions.add_argument("--out", type=Path, required=True, metavar="DIR")
    console_performance.add_commands(add)
    console_reports.add_commands(add)
    console_checks.add_commands(add)
    console_exchange.add_commands(add)
    add("verify", _verify, "prove that the file is whole").add_argument("file", metavar="FILE", type=place)
    return parser


def _demo(options: argparse.Namespace) -> Result:
    made = walk_the_road(options.folder, settings(), this_installation(), load_catalog())
    lines = [f"示例已走完全程，结果在 {options.folder}："]
    lines += [f"  {name}  {path.name}" for name, path in made.items()]
    return {"folder": options.folder, "files": {name: str(path) for name, path in made.items()}}, lines


def _selftest(options: argparse.Namespace) -> Result:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = walk_the_road(folder, settings(), Installation(folder), load_catalog())
        sizes = {what: path.stat().st_size for what, path in made.items()}
    return {"sizes": sizes}, [f"{PRODUCT} {__version__} 自检通过：{'、'.join(sizes)}"]


def _new(options: argparse.Namespace) -> Result:
    workspace = make_file(options.file, options.name, options.year, settings(), this_installation())
    path, code = workspace.path, workspace.check_code()
    workspace.close()
    return {"file": path, "year": options.year, "code": code}, [f"已新建 {path}，核对码 {code}"]


def _import_units(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=options.dry_run) as workspace:
        year = options.year or file_year(workspace)
        plan = plan_list(workspace, options.source, year)
        counts = plan.counts()
        facts: dict[str, Any] = {"year": year, **_flat(counts), "written": 0}
        if not options.dry_run:
            facts["written"] = import_list(workspace, plan, year, options.source.name)
        facts["code"] = workspace.check_code()
    return facts, _count_lines(facts, options.dry_run)


def _flat(counts: PlanCounts) -> dict[str, Any]:
    groups = {group.value: number for group, number in counts.groups.items()}
    shares = {c.value if c else "": sum(n.values()) for c, n in counts.categories.items()}
    return {**groups, "by_category": shares}


def _count_lines(facts: dict[str, Any], is_dry: bool) -> list[str]:
    names = {c.value: c.label for c in Category} | {"": "未注明类别"}
    kinds = "、".join(f"{names[key]} {number}" for key, number in facts["by_category"].items())
    head = "试读，没有写入" if is_dry else f"写入 {facts['written']} 家"
    groups = "，".join(f"{group.label} {facts[group.value]}" for group in Group)
    return [f"{facts['year']} 年度名单：{groups}", f"按类别：{kinds or '—'}", head]


def _units(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        year = options.year or next(iter(years(session)), file_year(workspace))
        rows = unit_rows(session, year)
    facts = [
        {
            "name": row.name,
            "uscc": row.uscc,
            "category": row.category.value if row.category else None,
            "industry": row.industry,
            "state": row.review_state.value,
            "emission": str(row.emission) if row.emission is not None else None,
            "assignee": row.assignee or None,
        }
        for row in rows
    ]
    lines = [f"{row.uscc or '—':<18}  {row.name}  {row.review_state.label}" for row in rows]
    return {"year": year, "count": len(rows), "units": facts}, [*lines, f"共 {len(rows)} 家（{year} 年度）"]


def _import_performance(options: argparse.Namespace) -> Result:
    form = read_self_evaluation(options.source)
    with opened(options.file) as workspace:
        with workspace.write(f"导入绩效表 {options.source.name}") as session:
            add_table(session, form, file_year(workspace))
        code = workspace.check_code()
    layout = profile(form.profile)
    scored = score(form, layout)
    doubts = [f"{d.place}：{d.sentence}" for d in form.doubts]
    leftovers = [f"{x.place}：{x.text}" for x in form.leftovers]
    warnings = [finding.sentence for finding in check(form, layout, imported=True)]
    facts = {
        "title": form.title,
        "year": form.year,
        "indicators": len(form.indicators),
        "weight": str(scored.weight),
        "total": str(scored.total),
        "execution": str(scored.execution.score),
        "grade": scored.grade,
        "doubts": doubts,
        "leftovers": leftovers,
        "warnings": warnings,
        "code": code,
    }
    lines = [
        f"{form.title}（{form.year} 年度）：{len(form.indicators)} 行指标"
        + ("" if layout.is_declaration else f"，分值 {scored.weight}，总分 {scored.total}"),
        *(f"请留意：{sentence}" for sentence in [*doubts, *warnings]),
        *(f"没有位置的内容：{text}" for text in leftovers),
    ]
    return facts, lines


def _export_performance(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        table = _chosen_table(table_names(session), options.year)
        form = stored_table(session, table.id).form
    warnings = print_performance(form, options.out)
    by = profile(form.profile)
    total = "" if by.is_declaration else str(score(form, by).total)
    facts = {
        "file": options.out,
        "table": table.name,
        "year": table.year,
        "total": total,
        "warnings": warnings,
    }
    words = f"已写出 {options.out}：{by.form.label} {table.name}（{table.year} 年度）"
    return facts, [words + (f"，总分 {total}" if total else ""), *warnings]


def _chosen_table(tables: list[TableName], year: int | None) -> TableName:
    found = [table for table in tables if year in (None, table.year)]
    if not found:
        words = f"{year} 年度的" if year else ""
        raise InputError(f"这个文件里没有{words}绩效表。", "请先导入或新建。")
    return found[0]


def _export_opinion(options: argparse.Namespace) -> Result:
    catalog = load_catalog()
    kind = DocumentKind.of(options.kind)
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        year = options.year or file_year(workspace)
        report_id = _report_of(session, options.unit, year, kind)
        signing = current_signing(session, report_id, catalog)
        warnings = export_opinion(session, report_id, catalog, signing, default_template(), options.out)
    conclusion = signing.conclusion.label if signing.conclusion else "尚无结论"
    facts = {"file": options.out, "conclusion": conclusion, "number": signing.number, "warnings": warnings}
    return facts, [f"已写出 {options.out}（{conclusion}）", *warnings]


def _export_opinions(options: argparse.Namespace) -> Result:
    catalog = load_catalog()
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        year = options.year or file_year(workspace)
        cases = [(c.report_id, c.name, c.kind) for c in case_rows(session, year, catalog) if c.round]
        lines = check_batch(session, cases, catalog, None, None)
        result = export_batch(session, lines, catalog, default_template(), options.out)
    failed = [{"unit": line.unit_name, "kind": line.kind.value, "why": line.why} for line in result.failed]
    facts = {"files": [str(path) for path in result.written], "failed": failed}
    words = [f"没有导出：{line.unit_name}（{line.kind.label}），{line.why}" for line in result.failed]
    return facts, [f"已写出 {len(result.written)} 份审核意见到 {options.out}", *words]


def _report_of(session: Session, unit: str, year: int, kind: DocumentKind) -> str:
    words = unit.strip()
    named = or_(Unit.uscc == words.upper(), Unit.name == words)
    found = session.scalars(select(Unit).where(named)).all()
    if not found:
        raise FileMissing(f"名录里没有“{unit}”。", "请用统一社会信用代码或单位全称。")
    if len(found) > 1:
        raise InputError(f"“{unit}”对应 {len(found)} 家单位。", "请改用统一社会信用代码。")
    return natural(session, "report", found[0].id, year, kind)


def _verify(options: argparse.Namespace) -> Result:
    with holding(options.file, read_only=True) as ours, ours.read() as session:
        result = verify(session)
        code = ours.check_code()
    facts = {
        "ok": result.is_clean,
        "clean": result.is_clean,
        "changes": result.changes,
        "operations": result.operations,
        "rows": result.rows,
        "problems": list(result.problems),
        "code": code,
    }
    words = f"{result.changes} 次修改、{result.operations} 处记录、{result.rows} 行数据"
    if result.is_clean:
        return facts, [f"完整：{words}逐一相符，核对码 {code}"]
    return facts, [f"有问题（{words}）：", *result.problems]
