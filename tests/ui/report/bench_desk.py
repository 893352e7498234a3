"""A workbench with a PDF outside of pytest, for the benchmark."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.identity import Installation
from app.services.catalog import load_catalog
from app.services.settings import Settings, SettingsStore
from app.services.workspaces import make_file
from app.ui.context import Context
from app.ui.hub import ChangeHub
from app.ui.jobs import Jobs
from app.ui.review.deeds import attach_all
from tests.ui.conftest import FakeShell
from tests.ui.doors import FakeFiles, FakeMessages
from tests.ui.review.desk import Bench


def _fail(title: str, error: BaseException) -> None:
    raise AssertionError(title) from error


def _show(widget: QWidget) -> QWidget:
    widget.show()
    widget.activateWindow()
    return widget


def bench_with(folder: Path, data: bytes) -> Bench:
    """The workbench with real threads and one PDF open beside the list."""
    installation = Installation(folder)
    workspace = make_file(folder / "bench.crd", "示例", 2024, Settings(name="王甲"), installation)
    hub = ChangeHub()
    context = Context(
        settings=SettingsStore(folder),
        installation=installation,
        catalog=load_catalog(),
        jobs=Jobs(hub, _fail),
        hub=hub,
        messages=FakeMessages(),
        files=FakeFiles(),
        shell=FakeShell(),
    )
    context.use(workspace, 2024)
    bench = Bench(context, _show)
    path = folder / "report.pdf"
    path.write_bytes(data)
    with workspace.write("添加附件") as session:
        attach_all(session, bench.desk.version, [path])
    bench.open()
    while not bench.bench.report.pane.is_ready:
        QTest.qWait(10)
    return bench
