"""Build the one-folder program with PyInstaller and prove that it works.

    python packaging/build.py            build into packaging/dist, run its self-test
    python packaging/build.py --no-test  only build

Run it with the Python of the checkout's .venv, on the system the program is for (Windows for Windows).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "CarbonReviewDesk"
WORK, DIST = ROOT / "packaging" / "build", ROOT / "packaging" / "dist"

# What the libraries drag in and the program never uses.
EXCLUDED = (
    "tkinter",
    "IPython",
    "PIL.ImageQt",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtWebEngineCore",
    "PySide6.QtMultimedia",
    "PySide6.Qt3DCore",
    "PySide6.QtCharts",
    "PySide6.QtGraphs",
    "matplotlib.tests",
    "numpy.tests",
    "pandas.tests",
    "pytest",
    "hypothesis",
    "mypy",
    "setuptools",
)


def build() -> Path:
    """Run PyInstaller; returns the path of the program."""
    separator = ";" if sys.platform == "win32" else ":"
    command = [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--onedir", "--windowed"),
        *("--name", NAME, "--workpath", str(WORK), "--distpath", str(DIST), "--specpath", str(WORK)),
        *("--icon", str(ROOT / "resources" / "icons" / "app.ico")),
        *("--add-data", f"{ROOT / 'resources'}{separator}resources"),
        *(
            "--collect-submodules",
            "app",
            "--collect-data",
            "app",
            "--collect-data",
            "docxtpl",
            "--collect-data",
            "docx",
        ),
        *("--hidden-import", "PySide6.QtPdf"),
    ]
    for module in EXCLUDED:
        command += ["--exclude-module", module]
    subprocess.run([*command, str(ROOT / "main.py")], cwd=ROOT, check=True)
    return DIST / NAME / (f"{NAME}.exe" if sys.platform == "win32" else NAME)


def size_of(folder: Path) -> int:
    """Bytes in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    program = build()
    print(f"{program}: {size_of(program.parent) / (1 << 20):.0f} MB")
    if "--no-test" not in sys.argv:
        sys.exit(subprocess.run([str(program), "--selftest"], check=False).returncode)
