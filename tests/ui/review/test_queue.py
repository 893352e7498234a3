"""The queue: groups, filters, keys, preview; what it asks of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.bulk import natural
from app.models.enums import DocumentKind, ReviewState
from app.models.report import Report, ReportVersion
from app.models.review import Opinion
from app.services.attachments import attach
from app.services.letters.said import said
from app.services.people import ensure_person
from app.services.review.cases import case_rows
from app.services.review.form import review_form
from app.services.review.queue import in_preset
from app.services.review.todo import todos
from app.ui.context import Context
from app.ui.review.queue import QueuePane
from app.ui.review.queue_case import main_words
from app.ui.review.queue_paint import BOX_LEFT, HEAD_HEIGHT
from app.ui.theme import Mode
from tests.ui.ime import type_chinese
from tests.ui.review.queue_desk import TODAY, current, fill, lines, too_small

Show = Callable[[QWidget], QWidget]
Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MINE = ["# 今天要做 1", "热力", "# 等待他人 1", "大学", "# 尚未开始 2", "医院", "大学*"]


@pytest.fixture
def empty(context: Context, shown: Show) -> QueuePane:
    pane = QueuePane(context)
    pane.resize(1366, 654)
    shown(pane)
    pane.load()
    pane.focus_list()
    return pane


@pytest.fixture
def queue(context: Context, shown: Show) -> QueuePane:
    fill(context)
    pane = QueuePane(context)
    pane.resize(1366, 654)
    shown(pane)
    pane.load()
    pane.focus_list()
    return pane


def press(queue: QueuePane, *keys: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)


def search(queue: QueuePane, words: str) -> None:
    queue.tools.search.setText(words)
    queue.tools.search.searched.emit(words)


def test_my_cases_stand_in_groups_the_pressing_first(queue: QueuePane) -> None:
    assert lines(queue) == MINE
    assert current(queue) == "示例热力有限公司"
    assert queue.status_text() == "7 件 · 我的 5 · 逾期 1"


def test_all_shows_the_others_behind_mine(queue: QueuePane) -> None:
    queue.tools.scope.segment("all").click()
    assert lines(queue) == [*MINE, "# 待分派 1", "剧院", "# 其他人 1", "书店"]
    keys = [column.key for column, _, _ in queue.list.cells()]
    assert "assignee" in keys and "industry" not in keys
    queue.resize(1920, 966)
    keys = [column.key for column, _, _ in queue.list.cells()]
    assert {"industry", "emission"} <= set(keys)


def test_chips_filter_by_key_and_click(queue: QueuePane) -> None:
    press(queue, Key.Key_4)
    assert lines(queue)[-2:] == ["# 已完成 1", "酒店"]
    press(queue, Key.Key_2)
    assert lines(queue) == ["# 尚未开始 1", "大学*"]
    press(queue, Key.Key_1)
    assert len(queue.rows.shown_cases()) == 5
    press(queue, Key.Key_1, Key.Key_2, Key.Key_3)
    assert lines(queue) == ["# 今天要做 1", "热力"]


@pytest.mark.parametrize(("words", "found"), [("slrl", "热力"), ("示例 大学", "大学"), ("2B32K", "热力")])
def test_the_filter_finds_name_code_and_initials(queue: QueuePane, words: str, found: str) -> None:
    press(queue, Key.Key_Slash)
    assert queue.tools.search.hasFocus()
    search(queue, words)
    assert found in lines(queue)
    press(queue, Key.Key_Escape)
    assert queue.tools.search.text() == ""
    press(queue, Key.Key_Escape)
    assert queue.list.hasFocus()


def test_letters_typed_into_the_filter_do_nothing_else(queue: QueuePane) -> None:
    press(queue, Key.Key_Slash)
    press(queue, Key.Key_M, Key.Key_R, Key.Key_4, Key.Key_J)
    assert queue.tools.search.text() == "mr4j"
    assert queue.tools.chips["open"].isChecked()
    assert not hasattr(queue, "assign_dialog")


def test_an_input_method_cannot_swallow_the_keys_of_the_list(queue: QueuePane) -> None:
    assert not queue.list.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    type_chinese(queue.list, "江")
    assert current(queue) == "示例热力有限公司"


def test_the_list_is_walked_without_a_mouse(queue: QueuePane) -> None:
    press(queue, Key.Key_Down)
    assert current(queue) == "示例大学"
    press(queue, Key.Key_J, Key.Key_J)
    assert (current(queue), queue.list.current_case.kind.value) == ("示例大学", "VR")
    press(queue, Key.Key_J, Key.Key_K)
    assert current(queue) == "示例医院"
    press(queue, Key.Key_Home)
    assert current(queue) == "示例热力有限公司"
    press(queue, Key.Key_End)
    assert queue.list.current_line == 6
    press(queue, Key.Key_PageUp)
    assert queue.list.current_line == 1


def test_groups_are_folded_and_unfolded_by_key(queue: QueuePane) -> None:
    press(queue, Key.Key_Down, Key.Key_Left)
    assert lines(queue)[2:4] == ["# 等待他人 1", "# 尚未开始 2"]
    assert queue.list.current_line == 2 and current(queue) == ""
    press(queue, Key.Key_Up, Key.Key_Down, Key.Key_Right)
    assert lines(queue) == MINE and current(queue) == "示例大学"


def test_groups_are_folded_by_a_click(queue: QueuePane, qtbot: QtBot) -> None:
    place = queue.list.visualRect(queue.rows.index(0)).center()
    qtbot.mouseClick(queue.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert lines(queue)[:2] == ["# 今天要做 1", "# 等待他人 1"]
    assert current(queue) != "示例热力有限公司"


def test_enter_opens_or_registers(queue: QueuePane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(queue.open_wanted) as opened:
        press(queue, Key.Key_Return)
    assert opened.args == [queue.list.current_case.report_id, ""]
    queue.list.go_to(next(c for c in queue.rows.cases if c.name == "示例医院").report_id)
    with qtbot.assertNotEmitted(queue.open_wanted):
        press(queue, Key.Key_Return)
    assert queue.case_pane.dialog.isVisible()
    queue.case_pane.dialog.reject()


def test_cases_are_ticked_by_key(queue: QueuePane) -> None:
    press(queue, Key.Key_Space)
    assert queue.bar.isVisible() and queue._count.text() == "已选 1 件"
    press(queue, Key.Key_Down, Key.Key_Down, modifier=SHIFT)
    assert [c.name for c in queue.rows.checked_cases] == ["示例医院", "示例大学", "示例热力有限公司"]
    press(queue, Key.Key_Up, modifier=SHIFT)
    assert len(queue.rows.checked_cases) == 2
    press(queue, Key.Key_A, modifier=CTRL)
    assert len(queue.rows.checked_cases) == 4
    press(queue, Key.Key_Escape)
    assert queue.rows.checked_cases == [] and not queue.bar.isVisible()


def test_cases_are_ticked_by_mouse(queue: QueuePane, qtbot: QtBot) -> None:
    def click(line: int, modifier: Qt.KeyboardModifier = NONE, x: int = 200) -> None:
        rect = queue.list.visualRect(queue.rows.index(line))
        place = QPoint(x, rect.center().y())
        qtbot.mouseClick(queue.list.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    click(1, x=BOX_LEFT + 4)
    assert [c.name for c in queue.rows.checked_cases] == ["示例热力有限公司"]
    click(5, SHIFT)
    assert len(queue.rows.checked_cases) == 3
    click(3, CTRL)
    assert len(queue.rows.checked_cases) == 2
    qtbot.mouseClick(queue.head, Qt.MouseButton.LeftButton, pos=QPoint(BOX_LEFT + 4, 16))
    assert len(queue.rows.checked_cases) == 4
    qtbot.mouseClick(queue.head, Qt.MouseButton.LeftButton, pos=QPoint(BOX_LEFT + 4, 16))
    assert queue.rows.checked_cases == []


def test_a_click_on_a_head_sorts_inside_the_groups(queue: QueuePane, qtbot: QtBot) -> None:
    left = next(left for column, left, _ in queue.list.cells() if column.key == "kind")
    place = QPoint(round(left) + 20, HEAD_HEIGHT // 2)
    qtbot.mouseClick(queue.head, Qt.MouseButton.LeftButton, pos=place)
    assert queue.rows.sort_key == "kind" and not queue.rows.descending
    qtbot.mouseClick(queue.head, Qt.MouseButton.LeftButton, pos=place)
    assert lines(queue)[-2:] == ["大学*", "医院"] and queue.rows.descending
    qtbot.mouseClick(queue.head, Qt.MouseButton.LeftButton, pos=place)
    assert queue.rows.sort_key == "" and lines(queue) == MINE
    qtbot.mouseClick(queue.head, Qt.MouseButton.LeftButton, SHIFT, place)
    assert len(lines(queue)) == 4 and lines(queue)[-1] == "大学*"


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("mine", ["# 今天要做 1", "热力"]),
        ("overdue", ["# 今天要做 1", "热力"]),
        ("returned", ["# 等待他人 1", "大学"]),
        ("waiting", ["# 待分派 1", "剧院"]),
    ],
)
def test_a_to_do_row_opens_its_list(queue: QueuePane, preset: str, expected: list[str]) -> None:
    search(queue, "无")
    queue.show_preset(preset)
    assert lines(queue) == expected
    assert queue.tools.preset_chip.isVisible() and queue.list.hasFocus()
    queue.tools.preset_chip.removed.emit()
    assert len(lines(queue)) > len(expected)
    assert not queue.tools.preset_chip.isVisible()


@pytest.mark.parametrize("preset", ["mine", "second", "approve", "overdue", "returned", "waiting"])
def test_a_to_do_row_counts_what_its_list_shows(queue: QueuePane, context: Context, preset: str) -> None:
    """Also with reports for the second review and the approval, by name and for anybody."""
    with context.workspace.write("流转") as session:
        reports = [*session.query(Report).order_by(Report.id)]
        reports[0].state, reports[1].state = ReviewState.FIRST_REVIEW_DONE, ReviewState.PENDING_APPROVAL
        reports[0].second_reviewer_id = ensure_person(session, "王甲")
        cases = case_rows(session, 2024, context.catalog)
    (todo,) = [todo for todo in todos(cases, "王甲", TODAY) if todo.preset == preset]
    queue.load()
    queue.show_preset(preset)
    assert sum(line.case is not None for line in queue.rows.lines) == todo.count
    assert {line.case.report_id for line in queue.rows.lines if line.case is not None} == {
        case.report_id for case in cases if in_preset(case, preset, "王甲", TODAY)
    }


def test_the_preview_tells_that_an_opinion_is_outdated(queue: QueuePane, context: Context) -> None:
    with context.workspace.write("出具") as session:
        version = session.query(ReportVersion).join(Report).filter(Report.state == ReviewState.RETURNED).one()
        session.add(
            Opinion(
                id=natural(session, "opinion", version.id),
                version_id=version.id,
                number="碳审意〔2025〕001号",
                said=said(review_form(session, version.report_id, context.catalog)),
            )
        )
        key, version_id = version.report_id, version.id
    queue.load()
    assert queue.list.go_to(key)
    assert "已过期" not in queue.case_pane.sheet.as_text()
    with context.workspace.write("改") as session:
        session.get_one(ReportVersion, version_id).emission_text = "1,300"
    queue.load()
    assert queue.list.go_to(key)
    assert "审核意见　已过期：出具后有 1 处变化" in queue.case_pane.sheet.as_text()


def test_the_preview_says_by_when_a_unit_hands_in(queue: QueuePane) -> None:
    search(queue, "医院")
    queue.list.go_to_first()
    text = queue.case_pane.sheet.as_text()
    assert "报送期限　日期未确认，当年工作通知未见。" in text, (
        "of 2024 no date is confirmed, and none is invented"
    )


def test_a_filter_that_finds_nothing_can_be_cleared(queue: QueuePane) -> None:
    search(queue, "没有这家")
    assert queue.empty.isVisible() and queue.empty.heading.text() == "没有符合条件的审核件"
    assert queue.case_pane.case is None
    queue.tools.clear()
    assert not queue.empty.isVisible() and len(queue.rows.shown_cases()) == 5


def test_without_a_list_it_says_what_to_do(empty: QueuePane) -> None:
    assert empty.empty.isVisible() and empty.empty.heading.text() == "2024 年度还没有审核件"
    assert "单位名录" in empty.empty.sentence.text()


def test_who_has_no_case_sees_all(queue: QueuePane, context: Context, shown: Show) -> None:
    context.settings.update(name="赵丁")
    other = QueuePane(context)
    shown(other)
    other.load()
    assert other.tools.is_all and lines(other)[0] == "# 待分派 1"
    other.tools.scope.segment("mine").click()
    assert other.empty.heading.text() == "还没有分派给您的审核件"
    other.tools.show_all()
    assert len(other.rows.shown_cases()) == 6


def test_the_year_is_chosen_for_all_pages(queue: QueuePane, context: Context) -> None:
    assert queue.tools.year.value() == 2024
    queue.tools.year.chosen.emit(2023)
    assert context.year == 2023
    queue.load()
    assert queue.tools.year.value() == 2023 and queue.empty.isVisible()


def test_the_current_case_stays_when_rows_change(queue: QueuePane, context: Context) -> None:
    queue.list.go_to(next(c for c in queue.rows.cases if c.name == "示例医院").report_id)
    queue.load()
    assert current(queue) == "示例医院"
    search(queue, "slrl")
    assert current(queue) == "示例热力有限公司", "what is not shown cannot be current"


def test_the_preview_says_what_is_known(queue: QueuePane) -> None:
    text = queue.case_pane.sheet.as_text()
    for part in ("示例热力有限公司", "2025-03-17（周一） 逾期 2 天", "1,204.50 tCO₂", "0 / ", "附表 C.7"):
        assert part in text
    assert queue.case_pane.main_button.words == "开始审核"
    press(queue, Key.Key_Down)
    assert queue.case_pane.main_button.words == "查看"
    assert queue.case_pane.again_button.isVisible()
    press(queue, Key.Key_Down)
    assert queue.case_pane.main_button.words == "登记收件…"
    assert "还没有报送" not in queue.case_pane.sheet.as_text() and queue.case_pane.form is None


def test_the_primary_button_follows_the_state(queue: QueuePane) -> None:
    words = {main_words(case) for case in queue.rows.cases}
    assert words == {"开始审核", "查看", "登记收件…"}


def test_a_finding_leads_to_its_item(queue: QueuePane, qtbot: QtBot) -> None:
    sheet = queue.case_pane.sheet
    sheet.grab()
    (rect, finding) = sheet._spots[0]
    with qtbot.waitSignal(queue.open_wanted) as opened:
        qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    assert opened.args == [queue.list.current_case.report_id, finding.code]


def test_the_report_itself_is_opened_outside(
    queue: QueuePane, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    assert not queue.case_pane.file_button.isVisible()
    (tmp_path / "报告.pdf").write_bytes(b"%PDF 1")
    with context.workspace.write("附件") as session:
        form = review_form(session, queue.list.current_case.report_id, context.catalog)
        attach(session, form.head.version_id, tmp_path / "报告.pdf")
    queue.load()
    queue.case_pane.file_button.click()
    assert Path(opened[0].toLocalFile()).read_bytes() == b"%PDF 1"


def test_the_menu_offers_what_can_be_done(queue: QueuePane, context: Context) -> None:
    press(queue, Key.Key_Down)
    menu = queue.case_pane.menu()
    words = [action.text() for action in menu.actions() if action.text()]
    more = ("审核数据质量控制计划…", "审核月度存证…", "在单位名录中查看")
    assert words == ["查看", "登记重报…", "更正收件信息…", "分派…", "申报利益冲突…", *more]
    menu.actions()[-1].trigger()
    assert context.shell.opened == [("unit", queue.list.current_case.unit_id)]


def test_a_file_opened_for_reading_is_only_read(
    queue: QueuePane, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "can_edit", property(lambda self: False))
    press(queue, Key.Key_Down, Key.Key_R, Key.Key_M)
    assert not hasattr(queue, "assign_dialog") and not hasattr(queue.case_pane, "dialog")
    assert not queue.case_pane.again_button.isVisible()
    press(queue, Key.Key_Down)
    assert not queue.case_pane.main_button.isEnabled()
    press(queue, Key.Key_Return)
    assert not hasattr(queue.case_pane, "dialog")


def test_a_report_in_review_is_not_registered_again(queue: QueuePane, context: Context) -> None:
    press(queue, Key.Key_R)
    assert "退回修改后才能登记重报" in context.shell.said[-1]


def test_going_to_a_case_takes_hiding_filters_away(queue: QueuePane) -> None:
    shop = next(c for c in queue.rows.cases if c.name == "示例书店")
    search(queue, "热力")
    assert queue.go_to(shop.report_id)
    assert current(queue) == "示例书店" and queue.tools.is_all
    assert not queue.go_to("not there yet")


def test_neighbours_are_those_that_can_be_opened(queue: QueuePane) -> None:
    heat, university = (queue.rows.case_at(line) for line in (1, 3))
    assert queue.neighbour(heat.report_id, 1) == university
    assert queue.neighbour(university.report_id, 1) is None
    assert queue.neighbour(university.report_id, -1) == heat
    assert queue.neighbour("gone", 1) is None


@pytest.mark.parametrize("size", [(1366, 654), (1180, 526), (1920, 966)])
def test_nothing_is_cut(queue: QueuePane, size: tuple[int, int], each_theme: Mode) -> None:
    queue.resize(*size)
    queue.tools.scope.segment("all").click()
    queue.show_preset("waiting")
    queue.rows.check(queue.rows.shown_cases())
    QApplication.sendPostedEvents()
    assert too_small(queue) == []
    last, left, width = queue.list.cells()[-1]
    assert last.key == "note" and left + width <= queue.list.viewport().width()
    queue.grab()


def test_states_are_all_painted(queue: QueuePane, context: Context, each_theme: Mode) -> None:
    press(queue, Key.Key_4)
    queue.tools.show_all()
    one = queue.rows.cases[0]
    cases = [replace(one, report_id=state.value, state=state, round=0) for state in ReviewState]
    queue.rows.set_cases(cases, "王甲", queue._context.today)
    assert {case.state for case in queue.rows.shown_cases()} == set(ReviewState)
    for line in range(len(queue.rows.lines)):
        queue.list._set_line(line)
        queue.grab()


def test_a_plan_is_put_on_the_list_from_the_menu(queue: QueuePane) -> None:
    case = queue.list.current_case
    queue.case_pane.open_kind(DocumentKind.DQ)
    made = queue.list.current_case
    assert (made.name, made.kind) == (case.name, DocumentKind.DQ)
    assert (made.state, made.assignee) == (ReviewState.NOT_SUBMITTED, case.assignee)
    queue.case_pane.open_kind(DocumentKind.DQ)
    assert sum(one.kind is DocumentKind.DQ for one in queue.rows.cases) == 1
