"""Run every benchmark, one after the other, each in a process of its own.

    .venv/bin/python benchmarks/run.py [NAME ...]

Each prints ratios against a floor that it measures in the same run. The table of the aims and of what was
measured stands in benchmarks/README.md. Close other programs first; a laptop should be on mains.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NO_BENCHMARK = {"run"}


def names() -> list[str]:
    """All benchmarks of this folder."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NO_BENCHMARK)


def main() -> int:
    wanted = sys.argv[1:] or names()
    unknown = set(wanted) - set(names())
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(FOLDER.parent)}
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    failed = []
    for name in wanted:
        print(f"\n== {name}", flush=True)
        script = str(FOLDER / f"{name}.py")
        if subprocess.run(
            [sys.executable, script], env=environment, cwd=FOLDER.parent, check=False
        ).returncode:
            failed.append(name)
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall ran")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
