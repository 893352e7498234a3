"""Commands about reports: read one and say what is in it, read one into the workspace file."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.models.enums import DocumentKind
from app.services import paths
from app.services.catalog import load_catalog
from app.services.facts import Fact, Where
from app.services.installations import this_installation
from app.services.intake import ReportDraft, read_report
from app.services.report_intake import take_in, unit_by_words
from app.services.settings import SettingsStore
from app.services.workspaces import file_year, open_file

Result = tuple[dict[str, Any], list[str]]
Add = Callable[[str, Callable[[argparse.Namespace], Result], str], argparse.ArgumentParser]
_NOBODY = "控制台"


def add_commands(add: Add) -> None:
    """Make the commands of this module known to the console."""
    reading = add("read-report", _read_report, "say what an emission or verification report states")
    reading.add_argument("source", metavar="SOURCE", type=Path)
    taking = add("import-report", _import_report, "read a report into the file as a version of its unit")
    taking.add_argument("file", metavar="FILE", type=Path)
    taking.add_argument("source", metavar="SOURCE", type=Path)
    taking.add_argument("--year", type=int)
    taking.add_argument("--unit", metavar="CODE", help="credit code or full name")
    for command in (reading, taking):
        command.add_argument("--kind", choices=[kind.value for kind in DocumentKind])


def _read_report(options: argparse.Namespace) -> Result:
    draft = read_report(options.source, _kind(options))
    facts = draft.facts
    head = f"{draft.kind.label}：{facts.unit_name or '没有找到单位名称'} {facts.unit_code}".rstrip()
    lines = [
        f"{head}，{facts.year or '未写明'} 年度，{len(facts.facts)} 个数据",
        *(
            f"  {fact.name} = {_shown(fact)} {fact.unit}".rstrip() + f"（{fact.where.text}）"
            for fact in facts.facts.values()
        ),
        *_notes(draft),
    ]
    return {"file": options.source, **_draft_facts(draft)}, lines


def _import_report(options: argparse.Namespace) -> Result:
    draft = read_report(options.source, _kind(options))
    settings = SettingsStore(paths.data_folder()).value
    if not settings.is_introduced:
        settings = replace(settings, name=_NOBODY)
    with closing(open_file(options.file, settings, this_installation(), False)) as workspace:
        year = options.year or file_year(workspace)
        with workspace.write(f"导入{draft.kind.label} {options.source.name}") as session:
            unit_id = unit_by_words(session, options.unit).id if options.unit else ""
            taken = take_in(
                session,
                draft,
                year,
                load_catalog(),
                source=options.source,
                unit_id=unit_id,
                received_on=date.today(),
            )
        code = workspace.check_code()
    facts = {
        "file": options.file,
        "unit_name": taken.unit_name,
        "year": year,
        "round": taken.round,
        "written": len(draft.facts.facts),
        "code": code,
        **_draft_facts(taken.draft, with_facts=False),
    }
    head = (
        f"{taken.unit_name} {year} 年度{draft.kind.label}第 {taken.round} 版：{len(draft.facts.facts)} 个数据"
    )
    return facts, [head, *_notes(taken.draft)]


def _kind(options: argparse.Namespace) -> DocumentKind | None:
    return DocumentKind.of(options.kind) if options.kind else None


def _draft_facts(draft: ReportDraft, *, with_facts: bool = True) -> dict[str, Any]:
    facts = draft.facts
    found: dict[str, Any] = {
        "kind": draft.kind.value,
        "report_year": facts.year,
        "unit": {"name": facts.unit_name or None, "code": facts.unit_code or None},
        "tables": [{"table": table, "place": where.text} for table, where in draft.tables],
        "leftovers": [
            {"place": each.where.text, "text": each.text, "headings": each.headings, **_where(each.where)}
            for each in draft.leftovers
        ],
        "doubts": [
            {"place": each.where.text, "sentence": each.sentence, "name": each.name or None}
            for each in draft.doubts
        ],
    }
    if with_facts:
        found["facts"] = {fact.name: _fact(fact) for fact in facts.facts.values()}
    return found


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "value": _value(fact),
        "unit": fact.unit or None,
        "text": fact.text,
        "unit_written": fact.unit_written or None,
        "place": fact.where.text,
        **_where(fact.where),
    }


def _where(where: Where) -> dict[str, Any]:
    parts = {
        "sheet": where.sheet,
        "cell": where.cell,
        "table": where.table,
        "row": where.row,
        "column": where.column,
        "page": where.page,
    }
    return {key: value for key, value in parts.items() if value}


def _value(fact: Fact) -> str | None:
    if isinstance(fact.value, Decimal):
        return f"{fact.value:f}"
    return None if fact.value is None else str(fact.value)


def _shown(fact: Fact) -> str:
    return _value(fact) or f"“{fact.text}”（没有取值）"


def _notes(draft: ReportDraft) -> list[str]:
    return [
        *(f"请留意：{doubt.text}" for doubt in draft.doubts),
        *(f"未识别内容：{each.where.text}：{each.text}" for each in draft.leftovers),
    ]
