"""100 opinions against 100 bare docxtpl renders of the same template and values; aim: ratio at most 1.2.

python benchmarks/opinions.py [count]
Ours checks the template, cleans the values, keeps lines as paragraphs, writes the file beside and moves it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docxtpl import DocxTemplate

from app.services.documents.compiled_template import compile_template
from app.services.documents.opinion_context import opinion_context
from app.services.documents.opinion_samples import sample_facts
from app.services.documents.render import render
from app.services.documents.templates import check_template, default_template

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
    return 0


def _seconds(make: Callable[[int], object], count: int) -> float:
    started = time.perf_counter()
    for number in range(count):
        make(number)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
