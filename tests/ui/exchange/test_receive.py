"""Receiving: cancelled, refused, already known, another project, merged; what is counted is what happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.database import create_workspace
from app.models.errors import Cancelled
from app.models.identity import Installation
from app.models.unit import Unit
from app.services.exchange.preview import Fate
from app.ui.exchange import receive_panel
from app.ui.exchange.changes_model import Kind
from app.ui.kit import focus_stops
from tests.conftest import LI
from tests.services.exchange.colleagues import Colleague
from tests.ui.exchange.conftest import Office, settle
from tests.ui.exchange.people import CLOUD, CONFLICTS, ELECTRONICS, unit_of
from tests.ui.units.cut import cut_widgets

Key = Qt.Key


def lines_of(office: Office) -> list[Kind]:
    model = office.page.receive.changes.lines
    return [model.line_at(row).kind for row in range(model.rowCount())]


def test_a_chosen_file_is_described_before_anything_is_written(office: Office) -> None:
    before = office.wang.workspace.digest()
    office.context.files.paths = [office.package]  # type: ignore[attr-defined]
    panel = office.page.receive
    panel.drop.open_button.click()
    assert panel.stack.currentWidget() is panel.package
    assert panel.card.title.text() == "李乙 的交换包"
    assert panel.card.chip.words == "两边都有新内容"
    assert "笔记本-02" in panel.card.facts.text() and "package.crdx" in panel.card.facts.text()
    assert panel.card.fork.accessibleDescription().endswith("本机多 3 次修改，对方多 6 次修改")
    assert office.page.status_text() == "只读预览，还没有写入任何内容"
    assert office.wang.workspace.digest() == before


def test_the_segments_the_groups_and_the_button_say_the_same_numbers(office: Office) -> None:
    office.page.receive_path(office.package)
    panel = office.page.receive
    changes = panel.opened.changes  # type: ignore[union-attr]
    segments = panel.changes.kinds
    shown = {fate: segments.segment(fate.value).count for fate in Fate}  # type: ignore[attr-defined]
    assert shown == {fate: changes.counts.get(fate, 0) for fate in Fate}
    assert shown[Fate.BOTH] == CONFLICTS and shown[Fate.DELETED] == 1
    assert segments.segment("all").count == sum(shown.values())  # type: ignore[attr-defined]
    assert sum(len(unit.lines) for unit in changes.units) == changes.total
    assert panel.foot.merge_button.words == f"先备份再合并 {changes.total} 处"
    assert panel.foot.words.text().startswith("5 处双方都改")
    assert f"其余 {changes.total - 5} 处直接并入" in panel.foot.note.text()
    for fate in Fate:
        panel.changes.lines.set_only(fate)
        panel.changes.lines.open_all(True)
        assert lines_of(office).count(Kind.CHANGE) == shown[fate]


def test_units_with_conflicts_come_first_and_open_by_and_by(office: Office, qtbot: QtBot) -> None:
    office.page.receive_path(office.package)
    card = office.page.receive.changes
    units = [one.unit.name for one in card.lines.changes.units]
    assert units[0] == ELECTRONICS and units[-1] == CLOUD
    first = card.lines.changes.units[0]
    assert [line.fate for line in first.lines[:3]] == [Fate.BOTH] * 3
    view = card.view
    view.setFocus()
    assert lines_of(office).count(Kind.MORE) == 2
    place = lines_of(office).index(Kind.MORE)
    view.setCurrentIndex(card.lines.index(place))
    qtbot.keyClick(view, Key.Key_Return)
    assert lines_of(office).count(Kind.MORE) == 1
    view.setCurrentIndex(card.lines.index(0))
    qtbot.keyClick(view, Key.Key_Left)
    assert lines_of(office)[:2] == [Kind.UNIT, Kind.UNIT]
    qtbot.keyClick(view, Key.Key_Right)
    assert lines_of(office)[1] is Kind.CHANGE
    card.all_button.click()
    assert Kind.MORE not in lines_of(office) and card.all_button.accessibleName() == "全部收起"
    card.units.chosen.emit(first.unit.key)
    assert lines_of(office).count(Kind.UNIT) == 1


def test_merging_backs_up_writes_and_turns_to_the_desk(office: Office) -> None:
    office.page.receive_path(office.package)
    plan = office.page.receive.opened.plan  # type: ignore[union-attr]
    total = office.page.receive.opened.changes.total  # type: ignore[union-attr]
    office.page.receive.foot.merge_button.click()
    assert office.wang.workspace.digest() == plan.digest_after  # type: ignore[union-attr]
    assert office.said[-1] == f"已合并 {total} 处"
    assert office.page.parts.current == "desk"
    assert office.page.desk.open_count == office.open_conflicts() == CONFLICTS
    with office.wang.workspace.read() as session:
        assert unit_of(session, CLOUD)
    assert not (office.page.receive.opened or office.page.source.isHidden())
    assert office.page.source.text().startswith("来自 李乙")


def test_only_looking_and_later_write_nothing(office: Office) -> None:
    before = office.wang.workspace.digest()
    office.page.receive_path(office.package)
    foot = office.page.receive.foot
    foot.look_button.click()
    assert foot.merge_button.isHidden() and foot.words.text() == "只在看，没有写入任何内容"
    assert office.page.receive.card.fork.is_low
    foot.look_button.click()
    assert foot.merge_button.isVisible() and foot.words.text().startswith("5 处双方都改")
    received = office.page.receive.opened.received  # type: ignore[union-attr]
    foot.later_button.click()
    assert office.page.receive.stack.currentWidget() is office.page.receive.drop
    assert not received.copy.exists(), "what was put away leaves nothing behind"
    assert office.wang.workspace.digest() == before


def test_a_file_is_taken_when_it_is_dropped(office: Office) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(office.package))])
    event = QDropEvent(
        *(QPointF(50, 50), Qt.DropAction.CopyAction, data),
        *(Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
    )
    office.page.receive.dropEvent(event)
    assert office.page.receive.opened is not None


def test_choosing_nothing_changes_nothing(office: Office) -> None:
    office.page.receive.drop.open_button.click()
    assert office.page.receive.stack.currentWidget() is office.page.receive.drop


def test_a_refused_file_gets_one_sentence_and_nothing_else(office: Office, tmp_path: Path) -> None:
    bad = tmp_path / "坏.crdx"
    bad.write_bytes(office.package.read_bytes()[:-40])
    office.page.receive_path(bad)
    panel = office.page.receive
    assert panel.stack.currentWidget() is panel.refused
    assert panel.sentence.label.text().startswith("“坏.crdx”")
    assert panel.opened is None
    office.page.receive_path(office.package)
    assert panel.opened is not None


def test_stopping_leads_back_to_the_beginning(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(number: int, *_: object) -> object:
        from app.ui.exchange.reading import Answer

        return Answer(number, error=Cancelled())

    monkeypatch.setattr(receive_panel, "read_package", stop)
    office.page.receive_path(office.package)
    assert office.page.receive.stack.currentWidget() is office.page.receive.drop
    assert office.said == ["已取消，数据未改动。"]


def test_a_password_is_asked_for_until_it_is_right(office: Office, qtbot: QtBot) -> None:
    office.page.receive_path(office.li.send(password="春眠不觉晓啊"))
    panel = office.page.receive
    assert panel.stack.currentWidget() is panel.asking
    assert panel.password.hasFocus() and not panel.password_row.error
    panel.unlock_button.click()
    assert panel.password_row.error == "请写密码。"
    panel.password.setText("春眠不觉晓")
    qtbot.keyClick(panel.password, Key.Key_Return)
    assert panel.stack.currentWidget() is panel.asking and "密码不对" in panel.password_row.error
    panel.password.setText("春眠不觉晓啊")
    qtbot.keyClick(panel.password, Key.Key_Return)
    assert panel.opened is not None
    assert panel.stack.currentWidget() is panel.package


def test_what_is_known_already_is_only_described(office: Office) -> None:
    office.merge()
    office.page.receive_path(office.package)
    panel = office.page.receive
    assert panel.card.chip.words == "比本机旧"
    assert panel.nothing.isVisible() and panel.foot.isHidden() and panel.changes.isHidden()
    panel.known_button.click()
    assert panel.opened is None


def test_another_project_can_become_a_file_of_its_own(office: Office, tmp_path: Path) -> None:
    foreign = tmp_path / "别的项目.crd"
    create_workspace(
        foreign, name="别的项目", year=2023, author=LI, installation=Installation(tmp_path / "x")
    ).close()
    office.page.receive_path(foreign)
    panel = office.page.receive
    assert panel.card.chip.words == "不是同一项目" and panel.card.project.text() == "不是同一项目"
    assert panel.other.isVisible() and panel.foot.isHidden()
    target = tmp_path / "单独.crd"
    office.context.files.paths = [target]  # type: ignore[attr-defined]
    panel.start_button.click()
    assert target.exists() and "单独.crd" in office.said[-1]


def test_the_preview_follows_what_is_written_meanwhile(office: Office) -> None:
    office.page.receive_path(office.package)
    panel = office.page.receive
    total = panel.opened.changes.total  # type: ignore[union-attr]
    work = office.wang.workspace.write("自己改")
    with work as session:
        unit = session.get_one(Unit, unit_of(session, ELECTRONICS).id)
        unit.address = "示例路 1 号"
    office.context.hub.publish(work.touched)
    assert panel.opened.fork.ours == 4  # type: ignore[union-attr]
    assert panel.opened.changes.total == total  # type: ignore[union-attr]
    panel.foot.merge_button.click()
    assert office.open_conflicts() == CONFLICTS


def test_the_toast_takes_the_merge_back(office: Office) -> None:
    before = office.wang.workspace.digest()
    office.merge()
    assert office.page.last is not None
    office.page.undo_merge(office.page.last.id)
    assert office.wang.workspace.digest() == before
    assert office.said[-1].startswith("已撤销合并")
    assert office.page.desk.open_count == 0


def test_the_keyboard_alone_reads_and_merges(office: Office, qtbot: QtBot) -> None:
    office.page.receive_path(office.package)
    stops = focus_stops(office.page)
    panel = office.page.receive
    wanted: list[QWidget] = [
        *(panel.changes.kinds.segment("all"), panel.changes.units, panel.changes.view),
        *(panel.foot.later_button, panel.foot.look_button, panel.foot.merge_button),
    ]
    places = [stops.index(one) for one in wanted]
    assert places == sorted(places)
    assert panel.changes.view.hasFocus()
    panel.foot.merge_button.setFocus()
    qtbot.keyClick(panel.foot.merge_button, Key.Key_Return)
    assert office.open_conflicts() == CONFLICTS


@pytest.mark.parametrize("size", [(1366, 654), (1180, 550), (1920, 966)])
def test_nothing_is_cut(office: Office, size: tuple[int, int], each_theme: object) -> None:
    office.page.resize(*size)
    settle(office.page)
    assert cut_widgets(office.page) == []
    office.page.receive_path(office.package)
    assert office.page.receive.card.fork.is_low == (size[1] < 606)
    assert office.page.size().toTuple() == size
    settle(office.page)
    assert cut_widgets(office.page) == []


def test_thousands_of_lines_are_built_by_and_by(office: Office, tmp_path: Path) -> None:
    with office.li.workspace.write("许多单位") as session:
        session.add_all(
            Unit(id=f"0190-{number:06d}", name=f"示例第{number}厂", note="新") for number in range(3000)
        )
    office.page.receive_path(office.li.send())
    model = office.page.receive.changes.lines
    assert model.changes.counts[Fate.NEW] > 3000
    assert model.rowCount() < 3300, "only the first units are open"


def test_read_only_files_do_not_merge(people: tuple[Colleague, Colleague], office: Office) -> None:
    office.page.receive_path(office.package)
    office.wang.workspace.is_read_only = True  # type: ignore[misc]
    before = office.wang.workspace.digest()
    office.page.receive.foot.merge_button.click()
    assert "只读" in office.page.receive.foot.note.text()
    assert office.wang.workspace.digest() == before
