from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.models.database import Workspace, open_workspace
from app.models.errors import AppError, Damaged
from app.models.identity import Installation
from app.services.backup import back_up, backups, restore
from tests.builders import a_unit
from tests.conftest import LI


def test_going_back_makes_a_copy_and_keeps_the_file(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.write("新建") as session:
        a_unit(session)
    digest = workspace.digest()
    made = back_up(workspace, "导入前")
    with workspace.write("新建") as session:
        a_unit(session, "示例大学")
    target = tmp_path / "恢复.crd"
    restore(made, target)
    opened = open_workspace(target, author=LI, installation=Installation(tmp_path / "other"))
    assert opened.digest() == digest != workspace.digest()
    opened.close()
    with pytest.raises(AppError, match="已经存在"):
        restore(made, target)


def test_a_broken_backup_is_not_restored(workspace: Workspace, tmp_path: Path) -> None:
    made = back_up(workspace, "手工")
    made.path.write_bytes(made.path.read_bytes()[:5000])
    with pytest.raises(Damaged):
        restore(made, tmp_path / "恢复.crd")
    assert not (tmp_path / "恢复.crd").exists()


def test_old_backups_go_but_each_day_keeps_its_last(workspace: Workspace) -> None:
    start = datetime(2025, 3, 1, 9, 0)
    for hours in range(0, 24 * 20, 6):
        back_up(workspace, "定时", start + timedelta(hours=hours))
    kept = backups(workspace.path)
    assert len(kept) < 30
    assert kept[0].made_at == start + timedelta(hours=24 * 20 - 6)
    assert len({b.made_at.date() for b in kept}) == 14
    assert {b.reason for b in kept} == {"定时"}
    assert backups() == kept
