"""The commands `performance-counts` and `export-ledger`: what a performance table counts, and its ledger."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.console_places import opened
from app.models.errors import InputError
from app.services.performance.counting.filing import Provenance, provenance
from app.services.performance.counting.propose import proposals
from app.services.performance.ledger_export import export_ledger
from app.services.performance.profiles import FormKind
from app.services.performance.store import StoredTable, TableName, stored_table, table_names

Result = tuple[dict[str, Any], list[str]]
Add = Callable[[str, Callable[[argparse.Namespace], Result], str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Make the commands of this module known to the console."""
    counts = add("performance-counts", _counts, "print the counted figures of a performance table")
    counts.add_argument("file", metavar="FILE", type=Path)
    counts.add_argument("--year", type=int)
    counts.add_argument("--records", action="store_true", help="also print the records behind each figure")
    ledger = add("export-ledger", _ledger, "write the project ledger as Excel")
    ledger.add_argument("file", metavar="FILE", type=Path)
    ledger.add_argument("--year", type=int)
    ledger.add_argument("--out", type=Path, required=True)


def _counts(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        table = _table(session, options.year)
        stored = stored_table(session, table.id)
        found = [
            (line.title.split("\n")[0] or line.level2, provenance(session, key))
            for key, line in zip(stored.indicator_ids, stored.form.indicators, strict=True)
            if line.counted is not None
        ]
        more = proposals(session, table.id)
    facts = {
        "table": table.name,
        "year": table.year,
        "filed_on": stored.filing.filed_on.isoformat() if stored.filing else None,
        "counted": [_facts(title, one) for title, one in found],
        "proposed": [{"title": one.line.title, "measure": str(one.spec), "figure": one.text} for one in more],
    }
    return facts, [*_lines(table, stored, found, with_records=options.records), *_more(len(more))]


def _facts(title: str, one: Provenance) -> dict[str, Any]:
    figure = one.found
    return {
        "title": title,
        "measure": one.binding.measure,
        "shown": one.actual,
        "counted": figure.text if figure else None,
        "records": [record.id for record in figure.tally.records] if figure else [],
        "left_out": [[record.words, record.why] for record in figure.tally.left_out] if figure else [],
        "by_hand": one.binding.hand_reason if one.binding.is_by_hand else None,
        "filed": one.binding.filed,
        "moved": one.has_moved,
    }


def _lines(
    table: TableName, stored: StoredTable, found: list[tuple[str, Provenance]], *, with_records: bool
) -> list[str]:
    filed = f"，{stored.filing.filed_on} 已报送" if stored.filing else ""
    lines = [f"{table.name}（{table.year} 年度{filed}）：{len(found)} 项自动统计"]
    for title, one in found:
        figure = one.found
        if figure is None:
            lines.append(f"{title}：统计口径来自较新版本的程序")
            continue
        parts = [f"{title}：{one.actual or '—'}", figure.spec.label, f"计入 {len(figure.tally.records)} 条"]
        parts += [f"未计入 {len(figure.tally.left_out)} 条"] if figure.tally.left_out else []
        parts += [f"手工改数，统计为 {figure.text}"] if one.binding.is_by_hand else []
        parts += [f"与已报送数不同，现为 {figure.text}"] if one.has_moved else []
        lines.append("，".join(parts))
        if with_records:
            lines += [f"  {record.words}" for record in figure.tally.records]
            lines += [f"  未计入：{record.words}（{record.why}）" for record in figure.tally.left_out]
    return lines


def _more(count: int) -> list[str]:
    return [f"另有 {count} 项可以自动统计，请在程序里逐项确认"] if count else []


def _ledger(options: argparse.Namespace) -> Result:
    with opened(options.file, read_only=True) as workspace, workspace.read() as session:
        table = _table(session, options.year)
        export_ledger(session, options.out, table.id)
    return {"file": options.out, "table": table.name}, [f"已写出 {options.out}"]


def _table(session: Session, year: int | None) -> TableName:
    names = [one for one in table_names(session) if year in (None, one.year)]
    chosen = next((one for one in names if one.form is not FormKind.DECLARATION), None)
    if chosen is None:
        words = f"{year} 年度的" if year else ""
        raise InputError(f"这个文件里没有{words}绩效自评表。", "请先导入或新建。")
    return chosen
