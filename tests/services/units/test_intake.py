from __future__ import annotations

from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import Category
from app.models.errors import AppError, Cancelled, InputError
from app.services import backup
from app.services.backup import backups
from app.services.journal.undo import undo
from app.services.units.intake import import_safely, plan_draft, read_draft
from app.services.units.judge import Group
from app.services.units.rows import unit_rows
from app.services.units.words import Field
from tests.unit_lists import GENERAL, KEY, SAMPLES, TITLES, a_code, plain_rows, to_csv, to_xlsx


def two_sheets(folder: Path) -> Path:
    key = [[TITLES[KEY]], *plain_rows(u for u in SAMPLES if u.category is KEY)]
    general = [[TITLES[GENERAL]], *plain_rows(u for u in SAMPLES if u.category is GENERAL)]
    sheets = {"附件1": key, "附件2": general, "说明": [["本名单由区里发布", "请核对"], ["联系人", "王甲"]]}
    return to_xlsx(folder / "2024年度名单.xlsx", sheets)


def test_lists_are_chosen_and_remarks_are_not(tmp_path: Path, workspace: Workspace) -> None:
    draft = read_draft(two_sheets(tmp_path), {})
    assert (draft.chosen, draft.units, draft.year) == (frozenset({0, 1}), 8, 2024)
    assert [draft.category_of(table) for table in draft.tables] == [KEY, GENERAL]
    assert len(draft.headings) == 1, "one header, one choice"
    plan = plan_draft(workspace, draft, 2024)
    assert len(plan.in_group(Group.NEW)) == 8
    one = draft.with_sheets({1})
    assert [table.title for table in one.tables] == [TITLES[GENERAL]]
    assert plan_draft(workspace, one, 2024).counts().total == 3


def test_header_rows_said_by_the_user_count(tmp_path: Path, workspace: Workspace) -> None:
    path = to_csv(tmp_path / "名单.csv", [["甲列", "乙列"], ["示例甲", "x"], ["示例乙", "y"]])
    draft = read_draft(path, {})
    with pytest.raises(InputError, match="单位名称") as told:
        plan_draft(workspace, draft, 2024)
    assert told.value.field == "mapping"
    said = draft.with_header(0, (0, 0))
    (mark,) = said.headings
    plan = plan_draft(workspace, said.with_field(mark, 0, Field.NAME), 2024)
    assert [row.name for row in plan.rows] == ["示例甲", "示例乙"]
    assert said.with_header(0, None).tables[0].header == draft.tables[0].header


def test_a_mapping_is_changed_and_remembered(tmp_path: Path, workspace: Workspace) -> None:
    rows = [["单位名称", "统一社会信用代码", "乙列"], ["示例甲", a_code(1), "x"], ["示例乙", a_code(2), "y"]]
    path = to_csv(tmp_path / "名单.csv", rows)
    draft = read_draft(path, {})
    (mark,) = draft.headings
    mapped = draft.with_field(mark, 2, Field.NOTE)
    again = read_draft(path, mapped.mapping.stored())
    assert [row.values.note for row in plan_draft(workspace, draft, 2024).rows] == ["", ""]
    for each in (mapped, again):
        assert [row.values.note for row in plan_draft(workspace, each, 2024).rows] == ["x", "y"]


def test_the_user_says_the_category_of_a_table(tmp_path: Path, workspace: Workspace) -> None:
    path = to_csv(tmp_path / "名单.csv", [["单位名称"], ["示例甲有限公司"]])
    draft = read_draft(path, {})
    said = draft.with_category(draft.tables[0], Category.GENERAL)
    assert plan_draft(workspace, said, 2024).rows[0].category is Category.GENERAL
    assert said.category_of(said.tables[0]) is Category.GENERAL


def test_nothing_is_planned_without_units(tmp_path: Path, workspace: Workspace) -> None:
    path = to_csv(tmp_path / "名单.csv", [["单位名称", "信用代码"], ["", ""]])
    with pytest.raises(InputError, match="没有识别到单位"):
        plan_draft(workspace, read_draft(path, {}), 2024)


def test_writing_makes_a_backup_first_and_one_undo_takes_it_back(
    tmp_path: Path, workspace: Workspace
) -> None:
    plan = plan_draft(workspace, read_draft(two_sheets(tmp_path), {}), 2024)
    digest = workspace.digest()
    assert import_safely(workspace, plan, "名单.xlsx") == 8
    assert [each.reason for each in backups(workspace.path)] == ["导入名单前"]
    again = plan_draft(workspace, read_draft(two_sheets(tmp_path), {}), 2024)
    before = workspace.path.read_bytes()
    assert import_safely(workspace, again, "名单.xlsx") == 0
    assert workspace.path.read_bytes() == before
    assert len(backups(workspace.path)) == 1, "nothing to write needs no backup"
    undo(workspace)
    assert workspace.digest() == digest


def test_without_a_backup_nothing_is_written(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_draft(workspace, read_draft(two_sheets(tmp_path), {}), 2024)
    blocked = tmp_path / "blocked"
    blocked.write_text("", "utf-8")
    monkeypatch.setattr(backup, "data_folder", lambda: blocked)
    with pytest.raises(AppError):
        import_safely(workspace, plan, "名单.xlsx")
    with workspace.read() as session:
        assert unit_rows(session, 2024) == []


def test_a_stopped_import_writes_nothing(tmp_path: Path, workspace: Workspace) -> None:
    class Stop:
        def total(self, count: int) -> None: ...

        def step(self, text: str = "") -> None:
            raise Cancelled

    plan = plan_draft(workspace, read_draft(two_sheets(tmp_path), {}), 2024)
    with pytest.raises(Cancelled):
        import_safely(workspace, plan, "名单.xlsx", Stop())
    with workspace.read() as session:
        assert unit_rows(session, 2024) == []


def test_the_real_register_is_read_whole_and_a_second_time_changes_nothing(
    shared: Path, workspace: Workspace
) -> None:
    path = shared / "data" / "fengtai_2024_register.docx"
    plan = plan_draft(workspace, read_draft(path, {}), 2024)
    counts = plan.counts()
    assert counts.groups[Group.REJECTED] == 0
    assert {c: sum(g.values()) for c, g in counts.categories.items()} == {KEY: 46, GENERAL: 36}
    assert import_safely(workspace, plan, path.name) == 82
    before = workspace.path.read_bytes()
    again = plan_draft(workspace, read_draft(path, {}), 2024)
    assert (again.counts().groups[Group.UNCHANGED], again.counts().to_import) == (82, 0)
    assert import_safely(workspace, again, path.name) == 0
    assert workspace.path.read_bytes() == before
