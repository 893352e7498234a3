"""Two people, five conflicts of different kinds, two left open, sent on, settled elsewhere, sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from app.models.database import Workspace
from app.models.enums import Verdict
from app.models.review import Finding
from app.services.catalog import load_catalog
from app.services.exchange.outline import outline
from app.services.exchange.package import EVERYTHING
from app.services.exchange.preview import Fate
from app.services.exchange.why import why
from app.services.settings import SettingsStore
from app.ui.context import Context
from app.ui.exchange.page import DESK, SEND, ExchangePage
from app.ui.hub import ChangeHub
from app.ui.jobs import Inline, Jobs
from tests.services.exchange.colleagues import Colleague
from tests.ui.conftest import FakeShell
from tests.ui.doors import FakeFiles, FakeMessages
from tests.ui.exchange.conftest import Show
from tests.ui.exchange.people import ELECTRONICS, GAS, RAIL, item_of, make_common, unit_of, version_of

Key = Qt.Key


class Desk:
    """One person's window: the page over his own file."""

    def __init__(self, colleague: Colleague, folder: Path, shown: Show) -> None:
        self.colleague, self.folder = colleague, folder
        hub = ChangeHub()
        self.files = FakeFiles()
        self.context = Context(
            settings=SettingsStore(folder),
            installation=colleague.installation,
            catalog=load_catalog(),
            jobs=Jobs(hub, _fail, writer=Inline(), readers=Inline()),
            hub=hub,
            messages=FakeMessages(),
            files=self.files,
            shell=FakeShell(),
        )
        self.context.use(colleague.workspace, 2024)
        self.page = ExchangePage(self.context)
        self.page.resize(1366, 654)
        shown(self.page)

    @property
    def code(self) -> str:
        return self.colleague.workspace.check_code()

    def send(self, name: str) -> Path:
        self.page.load()
        self.page.show_part(SEND)
        target = self.folder / name
        self.files.paths.append(target)
        self.page.send.make()
        assert target.exists()
        return target

    def take(self, path: Path) -> dict[Fate, int]:
        self.page.receive_path(path)
        opened = self.page.receive.opened
        assert opened is not None
        counts = dict(opened.changes.counts)
        self.page.receive.foot.merge_button.click()
        return counts


def _fail(title: str, error: BaseException) -> None:
    raise AssertionError(f"unexpected: {title}") from error


def work(workspace: Workspace, verdict: Verdict, number: str, remark: str, contact: str) -> None:
    with workspace.write("审核") as session:
        item_of(session, ELECTRONICS, "ER-23").verdict = verdict
        version_of(session, ELECTRONICS).emission_text = number
        item_of(session, RAIL, "ER-17").remark = remark
        unit_of(session, GAS).contact = contact


@pytest.fixture
def desks(tmp_path: Path, shown: Callable[[QWidget], QWidget]) -> Iterator[tuple[Desk, Desk]]:
    ready = tmp_path / "common.crd"
    make_common(ready, tmp_path / "first")
    both = Colleague(tmp_path, 0, ready), Colleague(tmp_path, 1, ready)
    wang, li = (one.workspace for one in both)
    work(wang, Verdict.NO, "23,517.38", "边界图缺少停车场充电设施。", "赵丁")
    work(li, Verdict.NOT_APPLICABLE, "23,571.38", "边界图不完整，缺职工食堂。", "陈丙")
    with wang.write("改问题") as session:
        session.scalars(select(Finding)).one().request = "补报 10 月燃气结算单。"
    with li.write("删除问题") as session:
        session.delete(session.scalars(select(Finding)).one())
    made = tuple(Desk(one, tmp_path / f"d{n}", shown) for n, one in enumerate(both))
    yield made[0], made[1]
    for one in made:
        one.page.receive.close_package()
        one.colleague.close()


def decide(desk: Desk, short: str, side: int) -> None:
    panel = desk.page.desk
    panel.show_question(next(one for one in panel.asked if one.short == short))
    panel.view.choose_side(side)
    panel.confirm()


def test_the_whole_way_and_both_codes_are_equal(desks: tuple[Desk, Desk]) -> None:
    wang, li = desks
    assert wang.code != li.code
    assert wang.take(li.send("li.crdx"))[Fate.BOTH] == 5
    panel = wang.page.desk
    assert wang.page.parts.current == DESK and panel.open_count == 5
    decide(wang, "联系人", 1)
    decide(wang, "ER-23 · 判定", 0)
    panel.show_question(next(one for one in panel.asked if one.short == "排放量（第 1 版）"))
    panel.view.choose_edit()
    panel.view.editor.editor.setText("23,544.00")  # type: ignore[union-attr]
    panel.view.reason.setText("按附表 C.1 逐月重算")
    panel.confirm()
    left = [one.short for one in panel.asked if one.key in panel._open_keys]
    assert left == ["是否删除：问题 附表 C.7 缺 10 月数据", "ER-17 · 说明"]
    package = wang.send("wang.crdx")
    assert outline(wang.colleague.workspace, EVERYTHING).conflicts == 2, (
        "what is undecided goes along and is named"
    )
    counts = li.take(package)
    assert (counts[Fate.BOTH], counts.get(Fate.NEW, 0)) == (2, 0), "the preview names what will be asked"
    assert li.code == wang.code and li.page.desk.open_count == 2
    decide(li, "是否删除：问题 附表 C.7 缺 10 月数据", 1)
    decide(li, "ER-17 · 说明", 0)
    assert li.page.desk.open_count == 0 and li.code != wang.code
    back = li.send("back.crdx")
    wang.page.receive_path(back)
    opened = wang.page.receive.opened
    assert opened is not None
    lines = {(line.label, line.ours, line.theirs) for unit in opened.changes.units for line in unit.lines}
    assert lines == {
        ("是否删除", "待定：是否删除", "保留"),
        (
            "说明",
            "待定：边界图缺少停车场充电设施。 ／ 边界图不完整，缺职工食堂。",
            "边界图不完整，缺职工食堂。",
        ),
    }
    wang.page.receive.foot.merge_button.click()
    assert wang.code == li.code and wang.page.desk.open_count == 0
    with li.colleague.workspace.read() as session:
        (story,) = why(session, ELECTRONICS, "report_version.emission_text")
        assert item_of(session, RAIL, "ER-17").remark == "边界图不完整，缺职工食堂。"
        assert session.scalars(select(Finding)).one().request == "补报 10 月燃气结算单。"
    newest = story.said[0]
    assert (newest.words, newest.actor, newest.label) == (
        *("23,544.00", "王甲"),
        "处理冲突：按附表 C.1 逐月重算",
    )
