"""What may not be loaded before it is needed: the window first, heavy libraries when asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Before the first paint: nothing but Qt and the empty window.
BEFORE_PAINT = (
    "sqlalchemy",
    "sqlite3",
    "app.models",
    "app.services",
    "app.ui.kit",
    "app.ui.shell",
    "PySide6.QtPdf",
)
# Before somebody opens the tab or makes the document that needs them.
BEFORE_USE = (
    *("pandas", "numpy", "matplotlib", "reportlab", "docx", "docxtpl", "lxml", "openpyxl"),
    *("python_calamine", "pypinyin", "PIL", "jinja2"),
)

WINDOW = "import app.ui.application"
FURNISHED = """
from PySide6.QtWidgets import QApplication
application = QApplication([])
from app.ui.frame import Frame
frame = Frame()
from app.ui.shell.start import furnish
desk = furnish(application, frame)
"""


def loaded(script: str, data: Path) -> set[str]:
    """The modules that are there after `script` in a process of its own."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "CARBON_REVIEW_DESK_DATA": str(data),
        "PYTHONPATH": str(ROOT),
    }
    code = f"{script}\nimport sys\nprint(*sys.modules)\nsys.stdout.flush()\nimport os\nos._exit(0)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


def found(modules: set[str], names: tuple[str, ...]) -> list[str]:
    return sorted(m for m in modules for name in names if m == name or m.startswith(f"{name}."))


def test_the_empty_window_needs_qt_alone(tmp_path: Path) -> None:
    assert found(loaded(WINDOW, tmp_path), (*BEFORE_PAINT, *BEFORE_USE)) == []


def test_the_furnished_window_waits_with_the_libraries_of_documents(tmp_path: Path) -> None:
    assert found(loaded(FURNISHED, tmp_path), BEFORE_USE) == []
