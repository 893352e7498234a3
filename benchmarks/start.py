"""From the start of the process to the first paint, and to a usable list of 10,000 units.

Both are held against an empty PySide6 window started in the same run. Needs a display or QT_QPA_PLATFORM.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
UNITS = 10_000

EMPTY = """
import sys, time
start = float(sys.argv[1])
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print((time.monotonic() - start) * 1000, flush=True)
        app.quit()
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""

OURS = """
import sys, time, os
start, target, path = float(sys.argv[1]), sys.argv[2], sys.argv[3]
from app.ui import application
from app.ui.frame import Frame, _Ground
def told():
    print((time.monotonic() - start) * 1000, flush=True)
    os._exit(0)
if target == "first":
    paint = _Ground.paintEvent
    def painted(self, event):
        paint(self, event)
        told()
    _Ground.paintEvent = painted
else:
    from PySide6.QtWidgets import QTableView
    seen = QTableView.paintEvent
    def painted(self, event):
        seen(self, event)
        if self.model() is not None and self.model().rowCount() >= int(target):
            told()
    from app.ui.table.view import TableView
    TableView.paintEvent = painted
from pathlib import Path
application.run(Path(path) if path else None)
"""


def run(script: str, *arguments: str, data: str) -> float:
    """Milliseconds from before the process was made to what it prints."""
    environment = {**os.environ, "CARBON_REVIEW_DESK_DATA": data, "PYTHONPATH": str(ROOT)}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-c", script, str(time.monotonic()), *arguments]
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    try:
        return float(result.stdout.split()[0])
    except (IndexError, ValueError):
        raise SystemExit(result.stderr) from None


def a_file(folder: Path) -> Path:
    """A workspace with 10,000 units."""
    sys.path.insert(0, str(ROOT))
    from app.models.base import new_id
    from app.models.bulk import add_rows, natural
    from app.models.enums import Category, ListState
    from app.models.identity import Installation
    from app.models.unit import Enrolment, Unit
    from app.services.settings import Settings, SettingsStore
    from app.services.workspaces import make_file

    settings = Settings(name="王甲")
    SettingsStore(folder).save(settings)
    workspace = make_file(folder / "一万家.crd", "示例", 2024, settings, Installation(folder / "identity"))
    with workspace.write("导入名单") as session:
        units = [{"id": new_id(), "name": f"示例{n}有限公司", "uscc": f"{n:018d}"} for n in range(UNITS)]
        add_rows(session, Unit, units)
        listing = {"year": 2024, "category": Category.KEY, "state": ListState.LISTED, "industry": "服务业"}
        rows = [
            {"id": natural(session, "enrolment", u["id"], 2024), "unit_id": u["id"], **listing} for u in units
        ]
        add_rows(session, Enrolment, rows)
    with workspace.maintain() as connection:
        connection.execute("UPDATE unit SET initials = 'slyxgs'")
    workspace.close()
    return workspace.path


def measure() -> dict[str, float]:
    """Medians in milliseconds, taken in turns."""
    with tempfile.TemporaryDirectory() as name:
        path = str(a_file(Path(name)))
        times: dict[str, list[float]] = {"empty": [], "first": [], "list": []}
        for _ in range(RUNS):
            times["empty"].append(run(EMPTY, data=name))
            times["first"].append(run(OURS, "first", "", data=name))
            times["list"].append(run(OURS, str(UNITS), path, data=name))
    return {key: median(values[1:]) for key, values in times.items()}


if __name__ == "__main__":
    found = measure()
    empty = found["empty"]
    print(f"empty window {empty:.0f} ms")
    print(f"first paint {found['first']:.0f} ms, ratio {found['first'] / empty:.2f} (aim 1.2)")
    print(f"list of {UNITS:,} units {found['list']:.0f} ms, ratio {found['list'] / empty:.1f} (aim 5)")
