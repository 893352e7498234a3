"""A queue with cases of every state, and a stand-in for the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Category, DocumentKind, ReviewState
from app.models.report import Report
from app.services.people import ensure_person
from app.services.review.assign import Assignment, carry_out
from app.services.review.cases import case_rows
from app.ui.context import Context
from app.ui.page import KeyGroup
from app.ui.review.queue import QueuePane
from tests.builders import a_finding, a_unit, a_version, an_item

TODAY = date(2025, 3, 19)  # of the fixture `context`
GENERAL = Category.GENERAL


def fill(context: Context) -> None:
    """Six units: 热力 (mine, begun, late), 大学 (mine, returned), 医院 (mine, due), 酒店 (mine, passed),
    书店 (李乙), 剧院 (nobody); 大学 has a verification report, too.
    """
    context.settings.update(name="王甲")
    passed, returned = ReviewState.PASSED, ReviewState.RETURNED
    with context.workspace.write("准备") as session:
        heat = a_unit(session, "示例热力有限公司", category=GENERAL, initials="SLRLYXGS")
        version = a_version(session, heat)
        an_item(session, version, "ER-20")
        a_finding(session, version)
        a_version(session, a_unit(session, "示例大学", initials="SLDX"), state=returned)
        a_unit(session, "示例医院", category=GENERAL)
        a_version(session, a_unit(session, "示例酒店", category=GENERAL), state=passed)
        a_version(session, a_unit(session, "示例书店", category=GENERAL))
        a_unit(session, "示例剧院", category=GENERAL)
        ensure_person(session, "陈丙")
    mine = {"示例热力有限公司": date(2025, 3, 17), "示例大学": None, "示例医院": date(2025, 4, 30)}
    with context.workspace.write("分派") as session:
        for case in case_rows(session, 2024, context.catalog):
            if case.name in mine:
                carry_out(session, [case], Assignment("王甲", True, mine[case.name]))
            elif case.name == "示例书店":
                carry_out(session, [case], Assignment("李乙"))
    _give_passed(context)


def _give_passed(context: Context) -> None:
    """A case that is concluded is not assigned any more, so it is done before."""
    with context.workspace.write("分派") as session:
        person = ensure_person(session, "王甲")
        for report in session.query(Report).where(Report.state == ReviewState.PASSED):
            report.assignee_id = person


def lines(queue: QueuePane) -> list[str]:
    """What is seen: `# group` and names; a verification report has a *."""
    found = []
    for line in queue.rows.lines:
        if line.case is None:
            assert line.group is not None
            found.append(f"# {line.group.label.removeprefix('我的 · ')} {line.count}")
        else:
            star = "*" if line.case.kind is DocumentKind.VR else ""
            found.append(line.case.name.removeprefix("示例").removesuffix("有限公司") + star)
    return found


def current(queue: QueuePane) -> str:
    case = queue.list.current_case
    return case.name if case else ""


def wait_for(qtbot: QtBot, dialog: QWidget) -> None:
    """Wait until a dialog that was opened has the keyboard.

    The platform may first activate the window below once more, so what it still has to say is heard before.
    """

    def is_active() -> bool:
        return QApplication.activeWindow() is dialog

    QApplication.processEvents()
    qtbot.waitUntil(is_active)


class StandIn(QWidget):
    """Keeps what it was asked for."""

    back_wanted = Signal()
    case_wanted = Signal(int)
    receive_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: list[tuple[str, str]] = []
        self.left = 0
        self.reloads = 0

    def show_report(self, report_id: str, code: str = "") -> None:
        self.shown.append((report_id, code))

    def leave(self) -> None:
        self.left += 1

    def reload(self) -> None:
        self.reloads += 1

    def keys(self) -> Sequence[KeyGroup]:
        return (("审核", (("Y", "是"),)),)

    def status_text(self) -> str:
        return "第1轮"


def too_small(root: QWidget) -> list[str]:
    """Visible widgets that are smaller than their own least size."""
    found = []
    for widget in root.findChildren(QWidget):
        least = widget.minimumSizeHint()
        is_area = widget.inherits("QAbstractScrollArea") or widget.objectName().startswith("qt_")
        if not widget.isVisible() or not least.isValid() or is_area:
            continue
        if widget.width() < least.width() or widget.height() < least.height():
            found.append(f"{type(widget).__name__} {widget.accessibleName()}")
    return found
