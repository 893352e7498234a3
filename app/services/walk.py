"""The whole road without a window, with made-up data: what `demo DIR` leaves and the self-test proves."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.database import SUFFIX, Workspace
from app.models.enums import Category, Conclusion, DocumentKind, ReviewState
from app.models.errors import AppError, InputError
from app.models.identity import Installation
from app.models.problems import disk_problem
from app.models.unit import Unit
from app.services.catalog import Catalog
from app.services.demo import YEAR, demo_units, fill_demo
from app.services.documents.templates import default_template
from app.services.files import replacing
from app.services.journal.verify import verify
from app.services.ledger import write_ledger
from app.services.performance.store import stored_table, table_names
from app.services.printing import print_performance
from app.services.progress import NO_PROGRESS, Progress
from app.services.settings import Settings
from app.services.statistics.drawing import save_chart_pictures
from app.services.statistics.facts import year_facts
from app.services.statistics.summary import summarize
from app.services.units.write import import_list, plan_list
from app.services.workflow import Signing, issue_opinion, next_number
from app.services.workspaces import make_file

STEPS = 7
_FILE = f"示例区{YEAR}年度审核（示例）{SUFFIX}"
_NEWCOMER = ("91110106MA01A2BX94", "示例新报告单位有限公司", Category.GENERAL, "其他行业")


def walk_the_road(
    folder: Path,
    settings: Settings,
    installation: Installation,
    catalog: Catalog,
    progress: Progress = NO_PROGRESS,
) -> dict[str, Path]:
    """Make a workspace in `folder` and everything that comes out of it; gives what was made by its name.

    Raises:
        InputError: an earlier workspace is there, which is never overwritten.
        AppError: a place cannot be written, or a step did not do what it should.
    """
    path = folder / _FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_problem(error, folder) from error
    if path.exists():
        raise InputError(f"“{folder.name}”里已经有“{path.name}”，没有覆盖。", "请换一个空目录。")
    progress.total(STEPS)
    workspace = make_file(path, f"示例区{YEAR}年度审核", YEAR, settings, installation)
    try:
        made = {"工作文件": path}
        progress.step("示例单位")
        fill_demo(workspace, catalog)
        progress.step("导入名单")
        made["名单"] = _import_list(workspace, folder)
        progress.step("审核意见")
        made["审核意见"] = _issue(workspace, catalog, folder)
        progress.step("绩效自评表")
        made["绩效自评表"] = _print_table(workspace, folder)
        progress.step("台账和图表")
        made.update(_count(workspace, catalog, folder))
        progress.step("核对")
        with workspace.read() as session:
            result = verify(session)
        if not result.is_clean:
            raise AppError(f"示例文件核对没有通过：{result.problems[0]}")
    finally:
        workspace.close()
    return made


def _import_list(workspace: Workspace, folder: Path) -> Path:
    """Write the list of the year with one unit more, as an office would send it, and import it."""
    from openpyxl import Workbook

    source = folder / f"示例区{YEAR}年度单位名单.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"示例区{YEAR}年度碳排放单位名单"])
    sheet.append(["序号", "统一社会信用代码", "单位名称", "类别", "行业"])
    rows = [(u["code"], u["name"], Category.of(u["category"]), u["industry"]) for u in demo_units()]
    for number, (code, name, category, industry) in enumerate([*rows, _NEWCOMER], 1):
        sheet.append([number, code, name, category.label, industry])
    with replacing(source) as beside:
        book.save(beside)
    import_list(workspace, plan_list(workspace, source, YEAR), YEAR, source.name)
    return source


def _issue(workspace: Workspace, catalog: Catalog, folder: Path) -> Path:
    """Return the report of the unit under review with an opinion."""
    # A colleague's: whoever walks keeps a review to go on with.
    records = (u for u in demo_units() if u["state"] == ReviewState.IN_FIRST_REVIEW and u.get("finding"))
    record = next(u for u in records if u["assignee"] != "me")
    target = folder / f"{record['name']} {YEAR}年度排放报告审核意见.docx"
    today = date.today()
    with workspace.write("出具审核意见") as session:
        report_id = _report_of(session, record["code"])
        signing = Signing(
            number=next_number(session, today.year),
            issued_on=today,
            conclusion=Conclusion.RETURNED,
            reviewer="王甲",
            second_reviewer="李乙",
            approver="陈丙",
            office="示例咨询有限公司",
            resubmit_by=today + timedelta(days=10),
        )
        issue_opinion(session, report_id, catalog, signing, default_template(), target)
    return target


def _report_of(session: Session, code: str) -> str:
    unit_id = session.scalars(select(Unit.id).where(Unit.uscc == code)).one()
    return natural(session, "report", unit_id, YEAR, DocumentKind.ER)


def _print_table(workspace: Workspace, folder: Path) -> Path:
    target = folder / f"示例区{YEAR}年度项目支出绩效自评表.pdf"
    with workspace.read() as session:
        (table, *_) = table_names(session)
        form = stored_table(session, table.id).form
    print_performance(form, target)
    return target


def _count(workspace: Workspace, catalog: Catalog, folder: Path) -> dict[str, Path]:
    """The ledger and the pictures of the statistics."""
    ledger = folder / f"示例区{YEAR}年度审核台账.xlsx"
    with workspace.read() as session:
        write_ledger(session, YEAR, catalog, ledger)
        summary = summarize(year_facts(session, YEAR, catalog), date.today())
    pictures = save_chart_pictures(summary, folder / "图表")
    return {"台账": ledger, **{f"图表{number}": path for number, path in enumerate(pictures.values(), 1)}}
