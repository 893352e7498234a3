"""王甲 and 李乙 with the same file, who have gone different ways: five conflicts and more."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import natural
from app.models.database import Workspace, create_workspace
from app.models.enums import Category, DocumentKind, Verdict
from app.models.identity import Installation
from app.models.report import Report, ReportVersion
from app.models.review import Evidence, Finding, Item
from app.models.unit import Enrolment, Unit
from app.services.people import ensure_person
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.conftest import LI, WANG
from tests.services.exchange.colleagues import Colleague

ELECTRONICS, RAIL, GAS, HEAT = (
    *("示例电子有限公司", "示例轨道车辆段", "示例燃气发电有限公司", "示例热力有限公司"),
)
CLOUD = "示例云计算有限公司"
REMARK = "气量按工况填报，未见换算；流量计铭牌为工况体积。"
OUR_REMARK = "气量按工况填报，未见换算记录；流量计铭牌为工况体积，应换算到标况。"
THEIR_REMARK = "气量按标况填报，有换算记录，见附件 3 第 2 页；流量计铭牌为工况体积。"
UNITS = (
    (ELECTRONICS, "91110106MA01A2B32K", Category.KEY, "丰台区"),
    (RAIL, "91110106MA01A2B40E", Category.KEY, "丰台区"),
    (GAS, "91110106MA00X0001P", Category.NATIONAL, "海淀区"),
    (HEAT, "91110106MA01A2C11R", Category.KEY, "丰台区"),
)
CODES = ("ER-17", "ER-20", "ER-23", "ER-24")
CONFLICTS = 5


def unit_of(session: Session, name: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.name == name)).one()


def report_of(session: Session, name: str) -> Report:
    key = natural(session, "report", unit_of(session, name).id, 2024, DocumentKind.ER)
    return session.get_one(Report, key)


def version_of(session: Session, name: str) -> ReportVersion:
    return session.get_one(ReportVersion, natural(session, "version", report_of(session, name).id, 1))


def item_of(session: Session, name: str, code: str) -> Item:
    return session.get_one(Item, natural(session, "item", version_of(session, name).id, code))


def enrolment_of(session: Session, name: str) -> Enrolment:
    return session.get_one(Enrolment, natural(session, "enrolment", unit_of(session, name).id, 2024))


def make_common(path: Path, folder: Path) -> None:
    """The file both begin with."""
    workspace = create_workspace(
        path, name="示例区2024年度审核", year=2024, author=WANG, installation=Installation(folder)
    )
    with workspace.write("导入名单") as session:
        for name in (WANG.name, LI.name, "陈丙"):
            ensure_person(session, name, WANG.office)
        for name, uscc, category, district in UNITS:
            unit = a_unit(session, name, uscc=uscc, category=category, district=district)
            version = a_version(session, unit)
            for code in CODES:
                an_item(session, version, code)
        unit_of(session, HEAT).note = "联系人休假到 3 月底"
    with workspace.write("首次分派") as session:
        item = item_of(session, ELECTRONICS, "ER-23")
        item.remark = REMARK
        a_finding(session, version_of(session, ELECTRONICS), fact="附表 C.7 缺 10 月数据。")
        _cite(session, item, "排放报告", "31", "天然气 412.6 万m³")
    workspace.close()


def _cite(session: Session, item: Item, file_name: str, page: str, quote: str) -> None:
    session.add(Evidence(id=new_id(), item_id=item.id, file_name=file_name, page=page, quote=quote))


def wang_works(workspace: Workspace) -> None:
    """What 王甲 does on his own."""
    with workspace.write("判定 ER-23") as session:
        item = item_of(session, ELECTRONICS, "ER-23")
        item.verdict, item.remark = Verdict.NO, OUR_REMARK
        version_of(session, ELECTRONICS).emission_text = "23,517.38"
    with workspace.write("判定 ER-17") as session:
        item_of(session, RAIL, "ER-17").remark = "边界图缺少停车场充电设施。"
    with workspace.write("改类别") as session:
        enrolment_of(session, GAS).category = Category.KEY


def li_works(workspace: Workspace) -> None:
    """What 李乙 does at the same time, knowing nothing of it."""
    with workspace.write("判定 ER-23") as session:
        item = item_of(session, ELECTRONICS, "ER-23")
        item.verdict, item.remark = Verdict.NOT_APPLICABLE, THEIR_REMARK
        version_of(session, ELECTRONICS).emission_text = "23,571.38"
        _cite(session, item, "附件 3", "2", "标况 398.2 万Nm³")
    with workspace.write("判定 ER-17") as session:
        item_of(session, RAIL, "ER-17").remark = "边界图不完整，缺职工食堂。"
    with workspace.write("改类别") as session:
        enrolment_of(session, GAS).category = Category.GENERAL
    with workspace.write("继续判定") as session:
        for name in (ELECTRONICS, RAIL, HEAT):
            item_of(session, name, "ER-24").verdict = Verdict.YES
            item_of(session, name, "ER-20").verdict = Verdict.YES
        report_of(session, HEAT).assignee_id = natural(session, "person", LI.name)
        item_of(session, HEAT, "ER-20").remark = "与能源购进、消费与库存表一致。"
    with workspace.write("新增单位") as session:
        unit = a_unit(session, CLOUD, uscc="91110106MA01B3D08T", industry="互联网数据服务")
        version = a_version(session, unit)
        for code in ("ER-17", "ER-20", "ER-23"):
            an_item(session, version, code, verdict=Verdict.YES)
    with workspace.write("删除问题") as session:
        session.delete(session.scalars(select(Finding)).one())


def two_people(tmp_path: Path) -> tuple[Colleague, Colleague]:
    """王甲 and 李乙 after both have worked."""
    ready = tmp_path / "common.crd"
    make_common(ready, tmp_path / "first")
    wang, li = Colleague(tmp_path, 0, ready), Colleague(tmp_path, 1, ready)
    wang_works(wang.workspace)
    li_works(li.workspace)
    return wang, li
