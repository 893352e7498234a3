"""Open conflicts are seen everywhere, and a package that is opened leads to where it is received."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.services.catalog import load_catalog
from app.services.settings import SettingsStore
from app.ui.exchange.page import TWINS, ExchangePage
from app.ui.frame import Frame
from app.ui.jobs import Inline
from app.ui.shell.desk import Desk
from tests.services.exchange.colleagues import Colleague
from tests.ui.doors import FakeFiles, FakeMessages
from tests.ui.exchange.people import GAS, HEAT, two_people, unit_of


@pytest.fixture
def people(tmp_path: Path) -> Iterator[tuple[Colleague, Colleague]]:
    both = two_people(tmp_path)
    yield both
    for one in both:
        one.close()


@pytest.fixture
def desk(
    shown: Callable[[QWidget], QWidget], people: tuple[Colleague, Colleague], tmp_path: Path
) -> Iterator[Desk]:
    frame = Frame()
    frame.resize(1366, 768)
    settings = SettingsStore(tmp_path / "data")
    settings.update(name="王甲", office="示例咨询有限公司", device="笔记本-01")
    made = Desk(frame, settings, people[0].installation, load_catalog())
    made.jobs._writer, made.jobs._readers = Inline(), Inline()
    made.messages = made.context.messages = FakeMessages()  # type: ignore[assignment]
    made.context.files = FakeFiles()
    frame.setCentralWidget(made)
    made.show_start()
    shown(frame)
    yield made
    made.files.close_quietly()


def test_conflicts_are_badged_and_lead_to_the_desk(desk: Desk, people: tuple[Colleague, Colleague]) -> None:
    wang, li = people
    package = li.send()
    wang.close()
    desk.files.open_path(wang.path)
    assert desk.status.conflicts_button.isHidden()
    desk.files.open_path(package)
    page = desk.current_page
    assert isinstance(page, ExchangePage) and page.receive.opened is not None
    assert desk.status.counts.text() == "只读预览，还没有写入任何内容"
    page.receive.foot.merge_button.click()
    assert desk.status.conflicts_button.words == "未决冲突 5"
    assert "5 处未决冲突" in desk.strip.tabs.tabToolTip(desk.strip.tabs.currentIndex())
    desk.show_tab("units")
    desk.status.conflicts_button.click()
    assert desk.current_page is page and page.parts.current == "desk"
    page.desk.view.choose_side(0)
    page.desk.confirm()
    assert desk.status.conflicts_button.words == "未决冲突 4"
    desk.undo()
    assert desk.status.conflicts_button.words == "未决冲突 5" and page.desk.open_count == 5
    desk.files.close()
    assert desk.status.conflicts_button.isHidden()


def test_closing_the_file_puts_away_what_lies_open(desk: Desk, people: tuple[Colleague, Colleague]) -> None:
    wang, li = people
    package = li.send()
    wang.close()
    desk.files.open_path(wang.path)
    desk.files.open_path(package)
    page = desk.current_page
    assert isinstance(page, ExchangePage) and page.receive.opened is not None
    copy = page.receive.opened.received.copy
    assert copy.exists()
    desk.files.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not copy.exists()


def test_a_package_becomes_a_file_where_none_is_open(
    desk: Desk, people: tuple[Colleague, Colleague], tmp_path: Path
) -> None:
    _, li = people
    package = li.send(password="春眠不觉晓啊")
    target = tmp_path / "收到的.crd"
    desk.context.files.paths = [target]  # type: ignore[attr-defined]
    desk.files.open_path(package)
    dialog = desk.files._password
    dialog.password.setText("春眠不觉晓啊")
    dialog.confirm()
    assert desk.context.workspace.path == target
    assert desk.context.workspace.check_code() == li.workspace.check_code()


def test_a_broken_package_is_refused_without_a_file(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "坏.crdx"
    bad.write_bytes(b"not a package at all")
    desk.context.files.paths = [tmp_path / "收到的.crd"]  # type: ignore[attr-defined]
    desk.files.open_path(bad)
    assert not desk.context.has_workspace
    assert "坏.crdx" in desk.messages.said[-1].sentence  # type: ignore[attr-defined]
    assert not (tmp_path / "收到的.crd").exists()


def test_a_file_in_a_synchronised_folder_is_warned_about_once(
    desk: Desk, people: tuple[Colleague, Colleague], tmp_path: Path
) -> None:
    wang = people[0]
    desk.files.open_path(wang.path)
    assert not desk.place_band.isVisible() or "网络盘" in desk.place_band.label.text()
    desk.files.close()
    folder = tmp_path / "我的坚果云"
    folder.mkdir()
    wang.close()
    moved = Path(shutil.copy(wang.path, folder / "审核.crd"))
    desk.files.open_path(moved)
    band = desk.place_band
    assert desk.context.can_edit, "it is only said, nothing is blocked"
    assert band.isVisible() and "坚果云的同步文件夹" in band.label.text()
    copy = tmp_path / "本机" / "审核.crd"
    copy.parent.mkdir()
    desk.context.files.paths.append(copy)  # type: ignore[attr-defined]
    band.copy_link.click()
    assert copy.exists()
    band.close_button.click()
    desk.files.close()
    desk.files.open_path(moved)
    assert not band.isVisible(), "closed by a person it is not said again for that folder"


def test_a_mark_on_another_page_leads_to_exactly_that(
    desk: Desk, people: tuple[Colleague, Colleague]
) -> None:
    wang, li = people
    wang.take(li.send())
    with wang.workspace.read() as session:
        unit = unit_of(session, GAS).id
    wang.close()
    desk.files.open_path(wang.path)
    desk.open_conflicts(unit, GAS)
    page = desk.current_page
    assert isinstance(page, ExchangePage)
    assert [one.conflict.unit.name for one in page.desk.asked] == [GAS]
    desk.open_twins(unit, unit_of_other(desk))
    assert page.parts.current == TWINS and len(page.twins.cards) == 2


def unit_of_other(desk: Desk) -> str:
    with desk.context.workspace.read() as session:
        return unit_of(session, HEAT).id
