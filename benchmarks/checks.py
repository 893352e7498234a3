"""All checks on 10,000 unit-years, beside reading the same rows with plain sqlite3; aim: at most 10 times.

    python benchmarks/checks.py [unit-years]

Each unit-year has 12 months of 6 sources and the tables around them. Printed at a quarter, half and the
whole, so that it shows whether the time grows in step with the number. Processor time; nothing is stored.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.models.base import natural_id
from app.models.database import Workspace, create_workspace, open_workspace
from app.models.identity import Installation
from app.models.journal import Author
from app.services.catalog import load_catalog
from app.services.checking import checked
from tests.services.rules.clean import STEADY, emission_report, fuel_row, months

WHO = Author("王甲", "示例咨询有限公司", "测速")
YEARS = (2021, 2022, 2023, 2024)
FUELS = ("natural_gas", "diesel", "lpg", "fuel_oil")
COLUMNS = "id, version_id, name, text, unit_written, unit, value, number, file, area, cell"
READ = (
    "SELECT version_id, name, value, corrected, text, unit_written, unit, file, area, cell, row, "
    '"column", page FROM fact'
)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for share in (4, 2, 1):
            measure(folder, count // share)
    return 0


def measure(folder: Path, count: int) -> None:
    """Make a file with so many unit-years, read it plainly, check it; print the ratio."""
    path = folder / f"{count}.crd"
    installation = Installation(folder / "install")
    workspace = create_workspace(path, name="测速", year=YEARS[-1], author=WHO, installation=installation)
    fill(workspace, path, count)
    workspace.close()
    plain = min(read(path) for _ in range(3))
    workspace = open_workspace(path, author=WHO, installation=installation)
    started = time.process_time()
    hits = reports = 0
    with workspace.read() as session:
        for year in YEARS:
            for each in checked(session, load_catalog(), year):
                reports += 1
                hits += len(each.result.hits)
    seconds = time.process_time() - started
    workspace.close()
    print(
        f"{reports} unit-years, {hits} hits: {seconds:.2f} s ({seconds / reports * 1000:.2f} ms each); "
        f"plain sqlite3 {plain:.2f} s; ratio {seconds / plain:.1f}"
    )


def read(path: Path) -> float:
    """Seconds to read every fact with plain sqlite3."""
    started = time.process_time()
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(READ).fetchall()
    assert rows
    return time.process_time() - started


def fill(workspace: Workspace, path: Path, count: int) -> None:
    """Write unit-years straight into the tables: the journal would only make the file large."""
    project = workspace.project
    facts = list(one_report())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE claim SET writing = 1")
        for number in range(count // len(YEARS)):
            unit = natural_id(project, "unit", number)
            connection.execute(
                "INSERT INTO unit (id, name, name_key, uscc) VALUES (?, ?, ?, ?)",
                (unit, f"示例单位{number}", f"示例单位{number}", None),
            )
            for year in YEARS:
                _one_year(connection, project, unit, number, year, facts)
        connection.commit()


def _one_year(
    connection: sqlite3.Connection, project: str, unit: str, number: int, year: int, facts: list[Any]
) -> None:
    report, version = (natural_id(project, kind, unit, year) for kind in ("report", "version"))
    connection.execute(
        "INSERT INTO enrolment (id, unit_id, year, category, state, industry_code, industry) "
        "VALUES (?, ?, ?, 'key_emitter', 'listed', '8341', '教育')",
        (natural_id(project, "enrolment", unit, year), unit, year),
    )
    connection.execute(
        "INSERT INTO report (id, unit_id, year, kind, state) VALUES (?, ?, ?, 'ER', 'in_first_review')",
        (report, unit, year),
    )
    connection.execute(
        "INSERT INTO report_version (id, report_id, round) VALUES (?, ?, 1)", (version, report)
    )
    own = {
        "head.name": f"示例单位{number}",
        "head.reg_address": f"北京市丰台区示例路{number}号",
        "head.year": str(year),
    }
    own |= {"head.period": f"{year}年1月1日至{year}年12月31日", "head.date": f"{year + 1}-03-05"}
    connection.executemany(
        f"INSERT INTO fact ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                f"{version}{place}",
                version,
                name,
                text,
                unit_,
                unit_,
                own.get(name, text),
                None,
                "报告.xlsx",
                table,
                cell,
            )
            for place, (name, text, unit_, table, cell) in enumerate(facts)
        ],
    )


def one_report() -> Iterator[tuple[str, str, str, str, str]]:
    """A clean report with four fuels, electricity and heat: name, text, unit, sheet, cell."""
    values = {**emission_report("服").values}
    values.pop("head.uscc")
    for fuel in FUELS:
        row, _ = fuel_row("c3", fuel, "152.43")
        values |= row | months(f"c7.{fuel}", "152.43", STEADY)
    emissions = [Decimal(str(values[f"c3.{fuel}.emission"])) for fuel in FUELS]
    values["c3.total"] = values["c2.fuel"] = sum(emissions, Decimal(0))
    parts = [Decimal(str(values[f"c2.{part}"])) for part in ("fuel", "electricity", "heat")]
    values["c2.total"] = sum(parts, Decimal(0))
    for place, (name, value) in enumerate(values.items(), 1):
        yield name, str(value), "t", name.partition(".")[0], f"B{place}"


if __name__ == "__main__":
    sys.exit(main())
