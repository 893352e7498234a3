"""100 opinions against 100 bare docxtpl renders of the same template and values; aim: ratio at most 1.2.
Then 200 opinions of one series (aim: linear, memory flat) and a ledger of 200 units against openpyxl's
write-only mode with the same cells (aim: at most 2); both aims are for 1,000.

python benchmarks/opinions.py [count [series and units]]
Ours checks the template, cleans the values, keeps lines as paragraphs, writes the file beside and moves it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docxtpl import DocxTemplate

from app.models.database import create_workspace, open_workspace
from app.models.identity import Installation
from app.models.journal import Author
from app.services.catalog import load_catalog
from app.services.documents.compiled_template import compile_template
from app.services.documents.opinion_context import opinion_context
from app.services.documents.opinion_samples import sample_facts
from app.services.documents.render import render
from app.services.documents.templates import check_template, default_template
from app.services.ledger import write_ledger
from tests.builders import a_finding, a_unit, a_version

ROUNDS = 3


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    template = default_template()
    facts = sample_facts(findings=6)
    with tempfile.TemporaryDirectory() as folder:

        def ours(number: int) -> None:
            render(template, opinion_context(facts), Path(folder, f"a{number}.docx"))

        def cold(number: int) -> None:
            compile_template.cache_clear()
            ours(number)

        def bare(number: int) -> None:
            document = DocxTemplate(template)
            document.render(asdict(opinion_context(facts)), autoescape=True)
            document.save(Path(folder, f"b{number}.docx"))

        ours(0), bare(0)
        times: dict[str, list[float]] = {"ours": [], "bare docxtpl": [], "ours, template read anew": []}
        for _ in range(ROUNDS):
            for name, make in zip(times, (ours, bare, cold), strict=True):
                times[name].append(_seconds(make, count))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds:.2f} s for {count}, {seconds / count * 1000:.1f} ms each")
    for name in ("ours", "ours, template read anew"):
        print(f"ratio {name} / bare docxtpl: {medians[name] / medians['bare docxtpl']:.2f}")
    compile_template.cache_clear()
    print(f"check of a template: {_seconds(lambda _: check_template(template), 1) * 1000:.0f} ms")
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    _series(size)
    _ledger(size)
    return 0


def _series(size: int) -> None:
    """The last tenth of a series against its first, in time; memory of Python at both ends."""
    template, facts, part = default_template(), sample_facts(findings=6), max(size // 10, 1)
    with tempfile.TemporaryDirectory() as folder:

        def make(number: int) -> None:
            render(template, opinion_context(facts), Path(folder, f"{number}.docx"))

        make(0)
        first = _seconds(make, part)
        tracemalloc.start()
        _seconds(make, part)
        early, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        _seconds(make, max(size - 4 * part, 0))
        tracemalloc.start()
        _seconds(make, part)
        late, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        last = _seconds(make, part)
    print(f"series of {size}: last tenth / first tenth {last / first:.2f}, kept {early} and {late} bytes")


def _ledger(units: int) -> None:
    """Our ledger, from the file to the finished workbook, against writing the same cells only."""
    from openpyxl import Workbook, load_workbook

    catalog = load_catalog()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        author = Author("王甲", "示例咨询有限公司", "笔记本")
        made = create_workspace(
            folder / "a.crd", name="示例", year=2024, author=author, installation=Installation(folder)
        )
        made.close()
        workspace = open_workspace(folder / "a.crd", author=author, installation=Installation(folder))
        with workspace.write("准备") as session:
            for number in range(units):
                version = a_version(session, a_unit(session, f"示例单位{number:04d}有限公司"))
                for count in range(4):
                    a_finding(session, version, fact=f"附表 C.{count} 缺数据。")

        def ours(_: int) -> None:
            with workspace.read() as session:
                write_ledger(session, 2024, catalog, folder / "台账.xlsx")

        ours(0)
        book = load_workbook(folder / "台账.xlsx", read_only=True)
        cells = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}

        def bare(_: int) -> None:
            plain = Workbook(write_only=True)
            for title, rows in cells.items():
                sheet = plain.create_sheet(title)
                for row in rows:
                    sheet.append(row)
            plain.save(folder / "floor.xlsx")

        times = {f: statistics.median(_seconds(f, 1) for _ in range(ROUNDS)) for f in (ours, bare)}
        workspace.close()
    count = sum(len(row) for rows in cells.values() for row in rows)
    ratio = times[ours] / times[bare]
    print(f"ledger of {units} units, {len(cells)} sheets, {count} cells: ours / write-only {ratio:.2f}")


def _seconds(make: Callable[[int], object], count: int) -> float:
    started = time.perf_counter()
    for number in range(count):
        make(number)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
