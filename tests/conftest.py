"""Fixtures for every test: real files, made-up people, only the doors are faked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import pytest
from hypothesis import settings

from app.models.database import Workspace, create_workspace, open_workspace
from app.models.identity import Installation
from app.models.journal import Author
from app.services import paths

# Nothing is timed. In CI the same examples each time, so that red means this change; at the desk new ones.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

WANG = Author("王甲", "示例咨询有限公司", "笔记本-01")
LI = Author("李乙", "示例咨询有限公司", "笔记本-02")
SHARED = Path(__file__).resolve().parents[2] / "shared"


_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def publish(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say a figure at the end of the run, whether or not anything failed."""
    return request.config.stash.setdefault(_FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what the tests have published."""
    for figure in config.stash.get(_FIGURES, []):
        terminalreporter.write_line(figure)


@pytest.fixture(autouse=True)
def _private_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the settings of the person who runs it."""
    monkeypatch.setenv(paths.ENV_DATA, str(tmp_path / "data"))


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "install")


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    path = folder / "ready.crd"
    create_workspace(
        path, name="示例区2024年度审核", year=2024, author=WANG, installation=Installation(folder)
    ).close()
    return path


@pytest.fixture
def workspace(_empty_file: Path, tmp_path: Path, installation: Installation) -> Iterator[Workspace]:
    """An open, empty workspace of 2024: a copy of a ready file, because making one takes longer."""
    path = tmp_path / "示例区 2024&审核.crd"
    shutil.copy(_empty_file, path)
    opened = open_workspace(path, author=WANG, installation=installation)
    yield opened
    opened.close()


@pytest.fixture
def shared() -> Path:
    """The folder of real material beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not here")
    return SHARED
