"""What can be read of a damaged file is read, and what is whole of it merges like any other."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.models.unit import Unit
from app.services.exchange.salvage import salvage
from tests.builders import a_unit, a_version, an_item
from tests.services.exchange.colleagues import Colleague


@pytest.fixture
def first_page(li: Colleague) -> int:
    """Where the schema and the roots end, which are written when the file is made."""
    return li.path.stat().st_size // 4096


@pytest.fixture
def busy(li: Colleague, first_page: int) -> Colleague:
    """A file large enough that damage hits only a part of it."""
    for n in range(60):
        with li.workspace.write(f"新建{n}") as session:
            version = a_version(session, a_unit(session, f"示例{n:02d}"))
            for code in range(5):
                an_item(session, version, f"ER-{code:02d}", remark="说明" * 20)
    li.close()
    return li


def test_a_whole_file_is_read_whole(busy: Colleague, wang: Colleague, tmp_path: Path) -> None:
    found = salvage(busy.path, tmp_path / "saved")
    assert found.damaged_changes == 0 and len(found.rows["单位"]) == 61
    assert found.rows["审核项"][5]["说明"].startswith("说明")
    busy.open()
    assert found.package is not None
    wang.take(found.package)
    assert wang.workspace.digest() == busy.workspace.digest()
    busy.close()
    busy.open()


@pytest.mark.parametrize("seed", range(6))
def test_damage_leaves_the_rest(
    busy: Colleague, first_page: int, wang: Colleague, tmp_path: Path, seed: int
) -> None:
    content = bytearray(busy.path.read_bytes())
    chance = random.Random(seed)
    for _ in range(2):
        place = chance.randrange(first_page, len(content) // 4096) * 4096
        content[place : place + 4096] = chance.randbytes(4096)
    damaged = tmp_path / "damaged.crd"
    damaged.write_bytes(content)
    try:
        wang.take(damaged)  # where only tables that are made from the journal are hit, all of it is there
    except AppError as error:
        assert "损坏" in error.sentence
    found = salvage(damaged, tmp_path / "saved")
    assert found.package is not None and found.changes > 5
    # What hangs in the air because its beginning was lost is refused as a whole, never half taken.
    try:
        wang.take(found.package)
    except AppError as error:
        assert "不完整" in error.sentence
    else:
        with wang.workspace.read() as session:
            assert session.query(Unit).count() > 1
    assert wang.problems() == ()
    busy.open()


def test_cut_off_in_the_middle(busy: Colleague, tmp_path: Path) -> None:
    content = busy.path.read_bytes()
    damaged = tmp_path / "damaged.crd"
    damaged.write_bytes(content[: len(content) * 2 // 3])
    found = salvage(damaged)
    assert found.changes + found.damaged_changes > 0 and found.package is None
    busy.open()


def test_nothing_left_is_told(tmp_path: Path, wang: Colleague) -> None:
    path = tmp_path / "noise.crd"
    content = bytearray(wang.path.read_bytes())
    content[100:] = random.Random(1).randbytes(len(content) - 100)
    path.write_bytes(content)
    with pytest.raises(AppError, match="没有可以读出的内容"):
        salvage(path)
