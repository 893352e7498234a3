"""Write resources/notices.txt: the licences of every library and font that travels with the program.

    python packaging/make_notices.py           write the file
    python packaging/make_notices.py --check   fail if it does not fit the pinned packages

Read from the packages themselves, so that a new version brings its own words.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "notices.txt"
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)
_LICENCE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice)[^/]*$")
_RULE = "=" * 78


def pinned() -> dict[str, str]:
    """Name and version of everything the program needs at run time."""
    return dict(_PINNED.findall((ROOT / "requirements" / "runtime.txt").read_text("utf-8")))


def licence_name(package: Distribution) -> str:
    """What the package says its licence is, in one line."""
    meta = package.metadata
    classifiers = [c.rsplit(" :: ", 1)[-1] for c in meta.get_all("Classifier") or () if "License ::" in c]
    words = meta.get("License-Expression") or "; ".join(classifiers) or meta.get("License") or ""
    return words.strip().splitlines()[0] if words.strip() else "see below"


def licence_texts(package: Distribution) -> list[str]:
    """The licence files that the package carries."""
    texts = []
    for file in package.files or ():
        if _LICENCE.search(str(file)) and file.suffix.lower() in (
            "",
            ".txt",
            ".md",
            ".rst",
            ".apache",
            ".bsd",
        ):
            path = Path(str(file.locate()))
            if path.is_file():
                texts.append(path.read_text("utf-8", errors="replace").strip())
    return list(dict.fromkeys(texts))


def notices() -> str:
    """The whole file."""
    parts = ["碳审工作台 (Carbon Review Desk): libraries and fonts that travel with it, and their licences."]
    for name, version in sorted(pinned().items()):
        package = distribution(name)
        head = f"{_RULE}\n{name} {version}\n{licence_name(package)}\n{_RULE}"
        parts += [head, *licence_texts(package)]
    for path in sorted((ROOT / "resources" / "fonts").glob("OFL-*.txt")):
        parts += [f"{_RULE}\nFont {path.stem.removeprefix('OFL-')}\n{_RULE}", path.read_text("utf-8").strip()]
    # The wheels of Qt and docxtpl name these licences without carrying their text.
    for path in sorted((ROOT / "packaging" / "licences").glob("*.txt")):
        parts += [f"{_RULE}\n{path.stem}\n{_RULE}", path.read_text("utf-8").strip()]
    icons = (ROOT / "resources" / "icons" / "LICENSE").read_text("utf-8").strip()
    parts += [f"{_RULE}\nTabler Icons\n{_RULE}", icons]
    return "\n\n".join(parts) + "\n"


def missing(text: str) -> list[str]:
    """Pinned packages that `text` does not name in their version."""
    return [f"{n} {v}" for n, v in pinned().items() if f"{_RULE}\n{n} {v}\n" not in text]


def main() -> int:
    """Write or check the file; returns the exit code."""
    if "--check" in sys.argv:
        gone = missing(TARGET.read_text("utf-8"))
        print("\n".join(gone) or "ok")
        return bool(gone)
    TARGET.write_text(notices(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
