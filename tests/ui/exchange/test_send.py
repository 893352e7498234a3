"""Sending: what is chosen is what goes in, and nothing is written over unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.errors import DiskFull
from app.services.exchange.inspect import describe
from app.services.exchange.source import receive
from app.ui.exchange import send_panel
from app.ui.exchange.send_panel import SendPanel
from tests.ui.exchange.conftest import Office, settle
from tests.ui.exchange.people import HEAT, RAIL
from tests.ui.units.cut import cut_widgets


@pytest.fixture
def panel(office: Office) -> SendPanel:
    office.page.show_part("send")
    return office.page.send


def tick(panel: SendPanel, *names: str) -> None:
    panel.picker.rows.check([row.id for row in panel.picker.rows.all_rows() if row.name in names])
    panel.count_now()


def test_the_whole_file_is_counted_and_written(panel: SendPanel, office: Office, tmp_path: Path) -> None:
    assert panel.counts["units"].text() == "4" and panel.counts["notes"].text() == "1"
    assert panel.scope.text() == "整个工作文件"
    target = tmp_path / "给李乙.crdx"
    office.context.files.paths = [target]  # type: ignore[attr-defined]
    panel.make_button.click()
    with receive(target) as received:
        told = describe(received, office.wang.workspace)
    assert told.units == 4 and told.sender == "王甲"
    assert "核对码" in panel.result.text() and panel.result.isVisible()
    assert office.said[-1] == "已生成交换包“给李乙.crdx”"


def test_an_assignment_holds_the_ticked_units_only(panel: SendPanel, office: Office, tmp_path: Path) -> None:
    panel.part.click()
    panel.count_now()
    assert not panel.make_button.isEnabled() and panel.problem.text() == "先选单位或年度。"
    tick(panel, HEAT, RAIL)
    panel.years[2024].setChecked(True)
    panel.notes.setChecked(False)
    panel.count_now()
    assert panel.counts["units"].text() == "2" and panel.counts["reports"].text() == "2"
    assert panel.counts["notes"].text() == "不带"
    target = tmp_path / "部分.crdx"
    office.context.files.paths = [target]  # type: ignore[attr-defined]
    panel.make_button.click()
    with receive(target) as received:
        told = describe(received, office.wang.workspace)
        assert b"3 \xe6\x9c\x88\xe5\xba\x95" not in received.copy.read_bytes(), "no note is left in the bytes"
    assert told.units == 2 and told.scope == "2 家单位，2024 年度（不含内部备注）"
    assert panel.scope.text() == told.scope


def test_filters_narrow_what_is_offered_and_keep_what_is_ticked(panel: SendPanel) -> None:
    panel.part.click()
    tick(panel, RAIL)
    panel.picker.combos["district"].set_value("海淀区")
    panel.picker.combos["district"].chosen.emit("海淀区")
    assert panel.picker.rows.rowCount() == 1
    assert panel.picker.count.text() == "已选 1 / 4 家"
    assert len(panel.contents().units) == 1


def test_a_password_is_typed_twice(panel: SendPanel, office: Office, tmp_path: Path) -> None:
    panel.locked.setChecked(True)
    assert panel.problem.text() == "密码至少要有 6 个字符。"
    panel.password.setText("春眠不觉晓啊")
    panel.again.setText("春眠不觉晓")
    assert panel.problem.text() == "两遍输入的密码不一样。" and not panel.make_button.isEnabled()
    panel.again.setText("春眠不觉晓啊")
    assert panel.make_button.isEnabled()
    target = tmp_path / "加密.crdx"
    office.context.files.paths = [target]  # type: ignore[attr-defined]
    panel.make_button.click()
    with receive(target, "春眠不觉晓啊") as received:
        assert received.is_package
    assert not panel.password.text() and not panel.locked.isChecked(), "it is not kept"


def test_a_second_review_leaves_the_first_verdicts_out(
    panel: SendPanel, office: Office, tmp_path: Path
) -> None:
    panel.blind.setChecked(True)
    panel.count_now()
    assert panel.counts["items"].text() == "0" and panel.counts["findings"].text() == "0"
    target = tmp_path / "二审.crdx"
    office.context.files.paths = [target]  # type: ignore[attr-defined]
    panel.make_button.click()
    with receive(target) as received, received.reading() as theirs:
        entities = {name for (name,) in theirs.execute("SELECT DISTINCT entity FROM op")}
    assert "item" not in entities and "unit" in entities


def test_a_cancelled_dialog_writes_nothing(panel: SendPanel, office: Office, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.crdx"))
    panel.make_button.click()
    assert sorted(tmp_path.rglob("*.crdx")) == before
    assert panel.make_button.isEnabled() and not panel.result.isVisible()


def test_a_failure_is_told_and_another_place_can_be_chosen(
    panel: SendPanel, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[Path] = []

    def full(workspace: object, target: Path, *_: object) -> object:
        wanted.append(target)
        raise DiskFull("磁盘已满。")

    monkeypatch.setattr(send_panel, "write_package", full)
    office.context.files.paths = [tmp_path / "a.crdx", tmp_path / "b.crdx"]  # type: ignore[attr-defined]
    office.context.messages.answers = ["save_as"]  # type: ignore[attr-defined]
    panel.make_button.click()
    assert [path.name for path in wanted] == ["a.crdx", "b.crdx"]
    assert panel.make_button.isEnabled()


def test_open_conflicts_are_announced(office: Office) -> None:
    office.merge()
    office.page.show_part("send")
    panel = office.page.send
    panel.count_now()
    assert panel.counts["conflicts"].text() == "5" and panel.warning.isVisible()


@pytest.mark.parametrize("size", [(1366, 654), (1180, 550)])
def test_nothing_is_cut(panel: SendPanel, office: Office, size: tuple[int, int], each_theme: object) -> None:
    panel.part.click()
    panel.locked.setChecked(True)
    tick(panel, HEAT)
    office.page.resize(*size)
    settle(office.page)
    assert office.page.size().toTuple() == size
    assert cut_widgets(office.page) == []
