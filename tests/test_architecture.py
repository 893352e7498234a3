"""What may not be done in this house, proven on the syntax trees."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
VOCABULARY = {"app.models.enums", "app.models.errors", "app.models.amounts", "app.models.names"}
HEAVY = {
    "pandas",
    "numpy",
    "matplotlib",
    "reportlab",
    "docx",
    "docxtpl",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "pypinyin",
    "pdfplumber",
    "pdfminer",
    "psycopg",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in SOURCES}


@cache
def parsed(path: Path) -> ast.Module:
    """A source file as a tree; several tests walk it."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path, *, typing: bool = False) -> tuple[tuple[str, bool], ...]:
    """See `_imports`."""
    return tuple(_imports(path, typing=typing))


def _imports(path: Path, *, typing: bool) -> Iterator[tuple[str, bool]]:
    """Every imported module with whether it stands inside a function; those for types only where asked."""
    tree = parsed(path)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not typing:
            skipped |= {id(inner) for child in node.body for inner in ast.walk(child)}
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, FUNCTIONS) for n in ast.walk(f)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full if full in MODULES else node.module), id(node) in inside


def layer(name: str) -> str:
    return ".".join(name.split(".")[:2])


def test_layers() -> None:
    """ui -> services -> models, nothing upward; no Qt below ui; no SQLAlchemy in ui."""
    wrong = []
    for name, path in MODULES.items():
        for used, _ in imports(path):
            top = used.split(".")[0]
            here, there = layer(name), layer(used)
            if used in VOCABULARY:
                continue
            wrong += [
                f"{name} imports {used}"
                for is_wrong in (
                    here == "app.models" and there in ("app.services", "app.ui", "app.console"),
                    here == "app.models" and top in HEAVY | {"PySide6", "jinja2"},
                    here == "app.services" and (there in ("app.ui", "app.console") or top == "PySide6"),
                    here == "app.console" and there == "app.ui",
                    here == "app.ui" and top in {"sqlalchemy", "sqlite3", *HEAVY - {"matplotlib"}},
                    here == "app.ui" and there == "app.models" and name != "app.ui.application",
                )
                if is_wrong
            ]
    assert wrong == []


def test_vocabulary_needs_nothing() -> None:
    standard = sys.stdlib_module_names | {"app"}
    for name in VOCABULARY:
        for used, _ in imports(MODULES[name]):
            assert used.split(".")[0] in standard and (not used.startswith("app") or used in VOCABULARY)


SHARED_SERVICES = {
    "catalog",
    "sheets",
    "paths",
    "progress",
    "files",
    "blobs",
    "settings",
    "backup",
    "journal",
    "people",
    "measures",
    "workdays",
    "workspaces",
    "facts",
    "recalculation",
    "rules",
}


# Where packages meet.
_JOINING = {
    *("workflow", "printing", "report_intake", "checking", "letters"),
    *("demo", "demo_report", "search", "walk"),
}


def test_service_packages_keep_apart() -> None:
    """Siblings do not import one another; workflow puts them together."""
    wrong = []
    for name, path in MODULES.items():
        parts = name.split(".")
        if parts[:2] != ["app", "services"] or len(parts) < 3 or parts[2] in _JOINING:
            continue
        for used, _ in imports(path):
            other = used.split(".")
            is_service = other[:2] == ["app", "services"] and len(other) > 2
            if is_service and other[2] not in SHARED_SERVICES | {parts[2]}:
                wrong.append(f"{name} imports {used}")
    assert wrong == []


def test_page_packages_keep_apart() -> None:
    packages = {p.name for p in (APP / "ui").iterdir() if p.is_dir() and (p / "page.py").exists()}
    wrong = []
    for name, path in MODULES.items():
        parts = name.split(".")
        if parts[:2] == ["app", "ui"] and len(parts) > 2 and parts[2] in packages:
            for used, _ in imports(path):
                other = used.split(".")
                if other[:2] == ["app", "ui"] and len(other) > 2 and other[2] in packages - {parts[2]}:
                    wrong.append(f"{name} imports {used}")
    assert wrong == []


def test_no_import_circle() -> None:
    graph = {
        name: {used for used, inside in imports(path) if used in MODULES and not inside and used != name}
        for name, path in MODULES.items()
    }

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        todo = set(graph[start])
        while todo:
            fresh = todo - seen
            seen |= fresh
            todo = set().union(*(graph[n] for n in fresh)) if fresh else set()
        return seen

    assert [name for name in graph if name in reach(name)] == []


def test_own_modules_are_imported_at_the_top() -> None:
    """At most three exceptions, for the sake of a quick start."""
    lazy = [
        f"{name}: {used}"
        for name, path in MODULES.items()
        for used, inside in imports(path)
        if inside and used in MODULES
    ]
    assert len(lazy) <= 3, lazy


def test_heavy_libraries_are_imported_on_demand() -> None:
    eager = [
        f"{name}: {used}"
        for name, path in MODULES.items()
        for used, inside in imports(path)
        if used.split(".")[0] in HEAVY and not inside and not is_on_demand(name)
    ]
    assert eager == []


# Modules that are themselves only imported when a document or chart is made (see their docstrings).
ON_DEMAND: tuple[str, ...] = ()


def is_on_demand(name: str) -> bool:
    return name.startswith(ON_DEMAND) if ON_DEMAND else False


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"processEvents", ()),
        (r"\.terminate\(", ()),
        (r"\.connect\(\s*lambda", ()),
        (r"QMessageBox", ("app/ui/messages.py",)),
        (r"QFileDialog", ("app/ui/files.py",)),
        (r"(session|connection)\w*\.commit\(", ("app/models/unit_of_work.py",)),
        (r"\bprint\(", ("app/console",)),
        (r"time\.sleep\(", ()),
        # A workbook has looks of its own, whatever the theme of the program.
        (r"#[0-9A-Fa-f]{6}\b", ("app/ui/tokens.py", "app/ui/theme.py", "app/services/sheets/workbook.py")),
        # Namespaces of XML in Word files are names, not addresses that anybody visits.
        (r"https?://(?!schemas\.|purl\.org|www\.w3\.org)", ()),
        (r"import (socket|urllib|requests|http)", ()),
    ],
)
def test_forbidden_words(pattern: str, allowed: tuple[str, ...]) -> None:
    found = []
    for path in SOURCES:
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith(allowed or ("\0",)):
            found += [
                f"{place}:{number}"
                for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
                if re.search(pattern, line)
            ]
    assert found == []


def test_sizes() -> None:
    long_files = [p.name for p in SOURCES if p.read_text("utf-8").count("\n") > 450]
    assert long_files == []
    long_functions = [
        f"{name}.{node.name}"
        for name, path in MODULES.items()
        for node in ast.walk(parsed(path))
        if isinstance(node, FUNCTIONS) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long_functions == []


def test_every_public_thing_is_described() -> None:
    missing = []
    for name, path in MODULES.items():
        tree = parsed(path)
        if tree.body and ast.get_docstring(tree) is None:
            missing.append(name)
        missing += [
            f"{name}.{node.name}"
            for node in tree.body
            if isinstance(node, (*FUNCTIONS, ast.ClassDef))
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]
    assert missing == []


def test_no_machine_path_or_address_in_tracked_files() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.toml", "*.txt", "*.in", "*.md", "*.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    wrong = []
    for name in filter(None, tracked):
        text = (ROOT / name).read_text("utf-8")
        if name.startswith("requirements/") and re.search(r"https?://|index-url", text):
            wrong.append(name)
        if re.search(r"(?<![\w.])/(root|work|home)/[a-z]", text):
            wrong.append(name)
    assert wrong == []
