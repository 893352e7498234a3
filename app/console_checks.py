"""The command `check`: run the automatic checks over the reports of a file and print what they found."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.models.database import Workspace
from app.models.enums import DocumentKind, HitLevel
from app.models.errors import InputError
from app.services import paths
from app.services.catalog import Catalog, RuleBook, load_catalog
from app.services.checking import Checked, check_all, checked, own_book
from app.services.checking.load import Version, versions
from app.services.installations import this_installation
from app.services.report_intake import unit_by_words
from app.services.rules import Gap, Hit, gap_sentence, sentence
from app.services.settings import SettingsStore
from app.services.workspaces import file_year, open_file

Result = tuple[dict[str, Any], list[str]]
Add = Callable[[str, Callable[[argparse.Namespace], Result], str], argparse.ArgumentParser]
_NOBODY = "控制台"


def add_commands(add: Add) -> None:
    """Make the commands of this module known to the console."""
    checking = add("check", _check, "run the automatic checks over reports and print what they found")
    checking.add_argument("file", metavar="FILE", type=Path)
    checking.add_argument("--unit", metavar="CODE", help="credit code or full name; all units without it")
    checking.add_argument("--year", type=int)
    checking.add_argument("--kind", choices=[kind.value for kind in DocumentKind])
    checking.add_argument("--keep", action="store_true", help="also store the hits in the file")


def _check(options: argparse.Namespace) -> Result:
    catalog = load_catalog()
    with closing(_opened(options)) as workspace:
        year = options.year or file_year(workspace)
        with workspace.read() as session:
            book = own_book(session, catalog.rules)
            unit_id = unit_by_words(session, options.unit).id if options.unit else None
            wanted = _wanted(versions(session, year=year, unit_id=unit_id), options.kind)
            if not wanted:
                whose = f"“{options.unit}”" if options.unit else ""
                raise InputError(f"{whose}没有 {year} 年度的报告。", "请先导入报告。")
            found = checked(session, catalog, year, unit_id=unit_id)
            results = [each for each in found if each.version.id in wanted]
        if options.keep:
            _keep(workspace, year, catalog)
    empty = [version for key, version in wanted.items() if key not in {r.version.id for r in results}]
    return _facts(options.file, year, results, empty, book), [*_lines(results, empty, book)]


def _opened(options: argparse.Namespace) -> Workspace:
    settings = SettingsStore(paths.data_folder()).value
    if not settings.is_introduced:
        settings = replace(settings, name=_NOBODY)
    return open_file(options.file, settings, this_installation(), not options.keep)


def _wanted(found: Iterable[Version], kind: str | None) -> dict[str, Version]:
    return {version.id: version for version in found if kind in (None, version.kind.value)}


def _keep(workspace: Workspace, year: int, catalog: Catalog) -> None:
    with workspace.write(f"自动核对 {year} 年度报告") as session:
        check_all(session, year, catalog)


def _facts(
    file: Path, year: int, results: list[Checked], empty: list[Version], book: RuleBook
) -> dict[str, Any]:
    hits = [_hit(each.version, hit, book) for each in results for hit in each.result.hits]
    return {
        "file": file,
        "year": year,
        "rules_edition": book.edition,
        "reports": len(results),
        "counts": {level.value: sum(1 for h in hits if h["severity"] == level.value) for level in _SHOWN},
        "hits": hits,
        "undecidable": [_gap(each.version, gap, book) for each in results for gap in each.result.gaps],
        "without_values": [{**_version(version)} for version in empty],
    }


_SHOWN = (HitLevel.ERROR, HitLevel.WARNING, HitLevel.INFO)


def _version(version: Version) -> dict[str, Any]:
    return {
        "unit": version.unit_name,
        "uscc": version.uscc or None,
        "year": version.year,
        "kind": version.kind.value,
        "round": version.round,
    }


def _hit(version: Version, hit: Hit, book: RuleBook) -> dict[str, Any]:
    where = hit.where
    place = {}
    if where is not None:
        parts = ("file", "sheet", "cell", "table", "row", "column", "page")
        place = {part: value for part in parts if (value := getattr(where, part))}
    return {
        **_version(version),
        "rule": hit.rule,
        "title": book.rules[hit.rule].title,
        "severity": hit.level.value,
        "variant": hit.variant or None,
        "name": hit.name or None,
        "place": hit.place or None,
        **place,
        "found": hit.found or None,
        "expected": hit.expected or None,
        "value_unit": hit.unit or None,
        "sentence": sentence(book, hit),
        "items": list(book.rules[hit.rule].items),
    }


def _gap(version: Version, gap: Gap, book: RuleBook) -> dict[str, Any]:
    return {
        **_version(version),
        "rule": gap.rule,
        "missing": list(gap.missing),
        "sentence": gap_sentence(book, gap),
    }


def _lines(results: list[Checked], empty: list[Version], book: RuleBook) -> Iterable[str]:
    for each in results:
        version, result = each.version, each.result
        counts = "、".join(
            f"{level.label} {sum(1 for hit in result.hits if hit.level is level)}" for level in _SHOWN
        )
        yield f"{version.unit_name} {version.year} 年度{version.kind.label}第 {version.round} 版：{counts}"
        for hit in result.hits:
            place = f"（{hit.place}）" if hit.place else ""
            yield f"  {hit.level.label} {hit.rule} {sentence(book, hit)}{place}"
        for gap in result.gaps:
            yield f"  {gap.rule} {book.rules[gap.rule].title}：{gap_sentence(book, gap)}"
    for version in empty:
        yield f"{version.unit_name} {version.year} 年度{version.kind.label}：没有填报数据，未核对"
    yield f"共核对 {len(results)} 份报告"
