"""The performance tab: what a key costs the window, when the paper follows, and 200 tables in a row.

    python benchmarks/performance_tables.py

A key is what happens in the window's own thread; the paper is drawn beside it. The batch prints PDF, Excel
and Word of 200 different tables: time of the first and the last fifty, and how much memory grew between.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QApplication

from app.services.performance.form import SelfEvaluation
from app.services.performance.profiles import profile
from app.services.performance.scoring import score
from app.services.printing import performance_file
from app.ui.performance.rendering import render
from benchmarks.pdf_forms import page

ROUNDS, TABLES, WIDTH = 15, 200, 464


def main() -> None:
    """Measure and print."""
    application = QApplication.instance() or QApplication([])
    for name, form in (
        ("self-evaluation of 9 rows", page(9, 2)),
        ("self-evaluation of 90 rows", page(90, 1)),
        ("declaration of 90 rows", page(90, 1, "shanghai_declaration")),
    ):
        key = timed(lambda f: score(f, profile(f.profile)), form)
        paper = timed(lambda f: render(f, WIDTH, (), frozenset({0})), form)
        whole = timed(lambda f: render(f, WIDTH), form)
        print(f"{name}: key {key:.1f} ms; paper in sight {paper:.0f} ms; whole paper {whole:.0f} ms")
    batch()
    del application


def timed(work: Callable[[SelfEvaluation], object], form: SelfEvaluation) -> float:
    """The median in milliseconds; every round types another sign, so that nothing is known before."""
    taken = []
    for number in range(ROUNDS):
        first = replace(form.indicators[0], actual=form.indicators[0].actual + "次" * number)
        typed = replace(form, indicators=(first, *form.indicators[1:]))
        start = time.perf_counter()
        work(typed)
        taken.append(time.perf_counter() - start)
    return median(taken) * 1000


def batch() -> None:
    """Many tables: linear in time, flat in memory."""
    form, taken, memory = page(9, 2), [], []
    for number in range(TABLES):
        one = replace(form, title=f"第{number}张自评表", goal_expected=f"{form.goal_expected}{number}")
        start = time.perf_counter()
        for ending in (".pdf", ".xlsx", ".docx"):
            performance_file(one, ending)
        taken.append(time.perf_counter() - start)
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    first, last = median(taken[:50]) * 1000, median(taken[-50:]) * 1000
    print(
        f"{TABLES} tables as PDF, Excel and Word: {sum(taken):.1f} s; a table {first:.0f} ms at first, ",
        end="",
    )
    print(f"{last:.0f} ms at last; memory {memory[49]:.0f} MB after 50, {memory[-1]:.0f} MB after {TABLES}")


if __name__ == "__main__":
    main()
