"""How long it takes to read a report of tables C.1 to C.15 and give every cell its name.

`python benchmarks/report_intake.py`: a workbook with a sheet per table, one with a single sheet, one turned.
The best of fifteen runs, in turns with python-calamine reading the same file; the ratio is what counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import python_calamine

from app.services.intake import read_report
from app.services.intake.documents import read_document
from tests.reports.content import make_report
from tests.reports.layout import STYLES, lay_out, write_xlsx

RUNS = 15


def best(action: Callable[[], object]) -> float:
    """The shortest of the runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times) * 1000


def calamine(path: Path) -> list[object]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, style in STYLES.items():
            path = Path(folder) / f"{name}.xlsx"
            write_xlsx(lay_out(make_report("services", size=8), style), path)
            start = time.process_time()
            facts = len(read_report(path).facts.facts)
            first = (time.process_time() - start) * 1000
            floor = best(lambda path=path: calamine(path))  # type: ignore[misc]
            cells = best(lambda path=path: read_document(path))  # type: ignore[misc]
            whole = best(lambda path=path: read_report(path))  # type: ignore[misc]
            print(
                f"{name}: {facts} values; python-calamine {floor:.1f} ms, checked cells {cells:.1f} ms, "
                f"report {whole:.1f} ms = {whole / floor:.1f} x (the first one {first:.0f} ms)"
            )


if __name__ == "__main__":
    main()
