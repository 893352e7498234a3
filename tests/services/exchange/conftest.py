"""A ready file with one unit, its report and one answered line; and two people who have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.database import create_workspace
from app.models.identity import Installation
from tests.builders import a_unit, a_version, an_item
from tests.conftest import WANG
from tests.services.exchange.colleagues import Colleague


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exchange")
    path = folder / "ready.crd"
    workspace = create_workspace(
        path, name="示例区2024年度审核", year=2024, author=WANG, installation=Installation(folder / "install")
    )
    with workspace.write("准备") as session:
        an_item(session, a_version(session, a_unit(session)), "ER-01")
    workspace.close()
    return path


@pytest.fixture
def pair(ready: Path, tmp_path: Path) -> Iterator[tuple[Colleague, Colleague]]:
    """王甲 and 李乙, each with a copy of the same file."""
    both = Colleague(tmp_path, 0, ready), Colleague(tmp_path, 1, ready)
    yield both
    for c in both:
        c.close()


@pytest.fixture
def wang(pair: tuple[Colleague, Colleague]) -> Colleague:
    return pair[0]


@pytest.fixture
def li(pair: tuple[Colleague, Colleague]) -> Colleague:
    return pair[1]
