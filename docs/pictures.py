"""The pictures of the manual and the README: the real window with the made-up demo, walked through.

    python docs/pictures.py FOLDER [--size 1366x768] [--dark] [--only NAME] [--check]

`--check` saves nothing and reports what is cut or has no name. Without a screen the
program is drawn on Qt's offscreen platform.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('offscreen.json')}")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import nameless, too_small
from openpyxl import Workbook
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.database import open_workspace
from app.models.enums import Category, DocumentKind, Verdict
from app.models.identity import Installation
from app.models.journal import Author
from app.models.report import ReportVersion
from app.models.review import Item
from app.models.unit import Unit
from app.services import paths
from app.services.catalog import load_catalog
from app.services.demo import demo_units
from app.services.exchange.package import write_package
from app.services.installations import this_installation
from app.services.settings import SettingsStore
from app.services.walk import walk_the_road
from app.ui.dialog import Dialog
from app.ui.exchange.page import ExchangePage
from app.ui.frame import Frame
from app.ui.performance.page import PerformancePage
from app.ui.review.attachments_panel import AttachmentsPanel
from app.ui.review.findings_panel import FindingsPanel
from app.ui.review.page import ReviewPage
from app.ui.review.workbench import Workbench
from app.ui.shell.desk import Desk
from app.ui.shell.start import furnish
from app.ui.units.import_dialog import ImportDialog
from app.ui.units.page import UnitsPage
from tests.services.reading.files import report_pdf

Scene = Callable[[Desk], None]


def settle(desk: Desk, least: int = 250) -> None:
    """Wait until no job runs and everything is painted."""
    QTest.qWait(least)
    while desk.jobs.running:
        QTest.qWait(50)
    QTest.qWait(150)


def start(desk: Desk) -> None:
    desk.show_start()


def tab(key: str) -> Scene:
    def show(desk: Desk) -> None:
        desk.show_tab(key)

    return show


def list_with_doubts(folder: Path) -> Path:
    """A list as an office might send it: new units, changes, and rows that are not sound."""
    rows = [[u["code"], u["name"], Category.of(u["category"]).label, u["industry"]] for u in demo_units()]
    rows[1][3] = "软件和信息技术服务业"
    rows[4][2] = "一般报告单位"
    rows[6][0] = rows[6][0][:-1] + "K"
    rows += [
        ["911101069000001107", "示例会展中心有限公司", "重点碳排放单位", "会议、展览及相关服务"],
        ["911101069000001294", "示例印刷有限公司", "一般报告单位", "印刷"],
        ["", "示例新材料厂", "一般报告单位", "其他行业"],
        ["9111010690000013", "示例仓储有限公司", "一般报告单位", "仓储业"],
    ]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["示例区2024年度碳排放单位名单（更新）"])
    sheet.append(["统一社会信用代码", "企业名称", "单位类别", "所属行业"])
    for one in rows:
        sheet.append(one)
    path = folder / "示例区单位名单（更新）.xlsx"
    book.save(path)
    return path


def import_preview(desk: Desk) -> None:
    desk.show_tab("units")
    path = list_with_doubts(desk.context.workspace.path.parent)
    ImportDialog(desk.frame, desk.context, path).open()


def unit_drawer(desk: Desk) -> None:
    """The list with the drawer of the unit that is looked at most."""
    page = desk.show_tab("units")
    assert isinstance(page, UnitsPage)
    with desk.context.workspace.read() as session:
        key = session.scalars(select(Unit.id).where(Unit.name == "示例热力有限公司")).one()
    page.show_unit(key)


def report_id(desk: Desk) -> str:
    """The report that the demo's user reviews."""
    with desk.context.workspace.read() as session:
        key = session.scalars(select(Unit.id).where(Unit.name == "示例热力有限公司")).one()
        return natural(session, "report", key, 2024, DocumentKind.ER)


def workbench(desk: Desk) -> None:
    desk.open_report(report_id(desk), "ER-24")


def report(desk: Desk) -> None:
    """The report beside the list, with a row of a table as evidence."""
    folder = desk.context.workspace.path.parent
    path = folder / "示例热力有限公司 排放报告.pdf"
    path.write_bytes(report_pdf(38))
    workbench(desk)
    settle(desk)
    bench = desk.frame.findChild(Workbench)
    bench.deeds.take_in([path])
    settle(desk)
    pane = bench.report.pane
    pane.start_find()
    pane.finder.field.setText("天然气（锅炉）")
    settle(desk)
    pane.close_find()
    bench.report.act("evidence", "ER-24")
    settle(desk)


def compare(desk: Desk) -> None:
    """The report beside the verification report of the year."""
    workbench(desk)
    settle(desk)
    desk.frame.findChild(Workbench).compare.toggle()
    settle(desk, 300)


def hits(desk: Desk) -> None:
    """The item at which the gas row is computed anew."""
    desk.open_report(report_id(desk), "ER-41")


def source(desk: Desk) -> None:
    """From a hit to the cell it speaks of."""
    hits(desk)
    settle(desk)
    bench = desk.frame.findChild(Workbench)
    bench.report.act("place", "ER-41")
    card = next(iter(bench.card.hits.cards.values()))
    bench.card.show_widget(card)


def recalculation(desk: Desk) -> None:
    hits(desk)
    settle(desk)
    bench = desk.frame.findChild(Workbench)
    bench.hits.show_calculation()


def attention(desk: Desk) -> None:
    page = desk.show_tab("review")
    assert isinstance(page, ReviewPage)
    page.show_attention()


def opinion(desk: Desk) -> None:
    workbench(desk)
    settle(desk)
    desk.frame.findChild(FindingsPanel).issue.click()


def colleague_package(desk: Desk) -> Path:
    """What 李乙 sends after both have worked on copies of the same file."""
    workspace = desk.context.workspace
    folder = workspace.path.parent
    path = folder / "示例区2024_李乙.crd"
    package = folder / f"示例区2024_李乙_{date.today():%m%d}.crdx"
    if package.exists():
        return package
    workspace.snapshot(path)
    author = Author("李乙", "示例咨询有限公司", "笔记本-02")
    theirs = open_workspace(path, author=author, installation=Installation(folder / "李乙"))
    with theirs.write("判定") as session:
        answer(session, "ER-24", Verdict.NOT_APPLICABLE, "已按标况换算，换算记录见附件 3 第 2 页。")
        answer(session, "ER-25", Verdict.YES, "")
        answer(session, "ER-26", Verdict.YES, "与购销存表一致。")
        answer(session, "ER-20", Verdict.NO, "电力外供量未在附表中列出。")
    with theirs.write("改排放量") as session:
        version_of(session).emission_text = "128,460.37"
    with theirs.write("改联系人") as session:
        for name in ("示例第一医院", "示例食品加工有限公司"):
            unit = session.scalars(select(Unit).where(Unit.name == name)).first()
            if unit is not None:
                unit.contact = "赵丁"
    write_package(theirs, package)
    theirs.close()
    with workspace.write("判定") as session:
        answer(session, "ER-24", Verdict.NO, "按工况填报，未见换算记录，见附件 3 第 2 页。")
        answer(session, "ER-20", Verdict.YES, "")
        version_of(session).emission_text = "128,406.73"
    return package


def version_of(session: Session) -> ReportVersion:
    """The version that the demo's user reviews."""
    key = session.scalars(select(Unit.id).where(Unit.name == "示例热力有限公司")).one()
    report = natural(session, "report", key, 2024, DocumentKind.ER)
    query = select(ReportVersion).where(ReportVersion.report_id == report)
    return session.scalars(query.order_by(ReportVersion.round.desc())).first() or ReportVersion()


def answer(session: Session, code: str, verdict: Verdict, remark: str) -> None:
    version = version_of(session)
    key = natural(session, "item", version.id, code)
    item = session.get(Item, key)
    if item is None:
        item = Item(id=key, version_id=version.id, code=code)
        session.add(item)
    item.verdict, item.remark = verdict, remark or None


def receive(desk: Desk) -> None:
    desk.receive(colleague_package(desk))


def conflicts(desk: Desk) -> None:
    """The conflict desk after the merge, with a choice made."""
    receive(desk)
    settle(desk)
    page = desk.current_page
    assert isinstance(page, ExchangePage)
    if page.receive.foot.isVisible():
        page.receive.foot.merge_button.click()
        settle(desk)
    desk.open_conflicts()
    desk.toaster.dismiss()
    page.desk.view.choose_side(0)


def data(deed: str) -> Scene:
    """A window for the data of the report on the workbench."""

    def show(desk: Desk) -> None:
        workbench(desk)
        settle(desk)
        getattr(desk.frame.findChild(AttachmentsPanel), deed).emit()

    return show


def keys(desk: Desk) -> None:
    """The overlay where it is fullest."""
    workbench(desk)
    settle(desk)
    desk.show_keys()


def first_start(desk: Desk) -> None:
    desk.show_start()
    desk.introduce()


def performance_page(desk: Desk) -> PerformancePage:
    desk.show_tab("performance")
    settle(desk)
    page = desk.findChild(PerformancePage)
    assert page is not None
    return page


def performance(desk: Desk) -> None:
    """The table with its paper, which is drawn elsewhere."""
    performance_page(desk)
    settle(desk, 2500)


def performance_count(desk: Desk) -> None:
    page = performance_page(desk)
    page.counts.ask(0)


def ledger(desk: Desk) -> None:
    page = performance_page(desk)
    page.counts.dismiss()
    page.show_ledger()


SCENES: dict[str, Scene] = {
    "start": start,
    "first-start": first_start,
    "units": unit_drawer,
    "import": import_preview,
    "review": tab("review"),
    "workbench": workbench,
    "hits": hits,
    "source": source,
    "recalculation": recalculation,
    "attention": attention,
    "opinion": opinion,
    "data-sheet": data("data_wanted"),
    "months": data("months_wanted"),
    "factors": data("factors_wanted"),
    "performance": performance,
    "performance-count": performance_count,
    "ledger": ledger,
    "statistics": tab("statistics"),
    "receive": receive,
    "conflicts": conflicts,
    "compare": compare,
    "report": report,
    "keys": keys,
    "settings": Desk.open_settings,
    "about": Desk.show_about,
}


def picture(frame: Frame) -> QPixmap:
    """The window with the dialogs that stand over it."""
    image = frame.grab()
    painter = QPainter(image)
    for dialog in frame.findChildren(Dialog):
        if dialog.isVisible():
            at = dialog.mapToGlobal(QPoint(0, 0)) - frame.mapToGlobal(QPoint(0, 0))
            painter.drawPixmap(at, dialog.grab())
    painter.end()
    return image


def close_dialogs(frame: QWidget) -> None:
    for dialog in frame.findChildren(Dialog):
        dialog.asks_before_loss = False
        dialog.done(0)


def walk(size: tuple[int, int], dark: bool, only: str) -> Iterator[tuple[str, Frame]]:
    """Make the demo and go through the scenes; gives the name of each with the window that shows it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    data = paths.data_folder()
    settings = SettingsStore(data)
    appearance = "dark" if dark else "light"
    settings.update(name="王甲", office="示例咨询有限公司", device="笔记本-01", appearance=appearance)
    made = walk_the_road(data / "示例", settings.value, this_installation(), load_catalog())
    demo = made["工作文件"]
    frame = Frame(dark)
    frame.resize(*size)
    frame.show()
    desk = furnish(app, frame)
    desk.files.open_path(demo)
    settle(desk, 600)
    for name, scene in SCENES.items():
        if only and not name.startswith(only):
            continue
        scene(desk)
        settle(desk)
        yield name, frame
        close_dialogs(frame)
        settle(desk, 50)
    frame.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    width, _, height = options.size.partition("x")
    complaints: list[str] = []
    with tempfile.TemporaryDirectory() as data:
        os.environ[paths.ENV_DATA] = data
        app = QApplication([])
        for name, frame in walk((int(width), int(height)), options.dark, options.only):
            roots = [frame, *(d for d in frame.findChildren(Dialog) if d.isVisible())]
            complaints += [f"{name}: {x}" for root in roots for x in (*too_small(root), *nameless(root))]
            if not options.check:
                options.folder.mkdir(parents=True, exist_ok=True)
                ending = "-dark" if options.dark else ""
                picture(frame).save(str(options.folder / f"{name}{ending}.png"))
        del app
    print("\n".join(dict.fromkeys(complaints)) or "ok")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
