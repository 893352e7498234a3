from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    """Neither the page nor the services pull in pandas, matplotlib or openpyxl at start; pyplot never."""
    code = (
        "import sys, app.ui.statistics.page\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'openpyxl'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from app.services.statistics.drawing import prepare, rasterize\n"
        "prepare()\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
