"""The sheets of the ledger. Numbers stay numbers (emissions in tCO2), dates stay dates, and what somebody
typed stays as it was typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.enums import Conclusion, DocumentKind, FindingState, LabelEnum, ReviewState, Severity
from app.models.report import Report, ReportVersion
from app.models.review import Evidence
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog
from app.services.ledger.content import Content
from app.services.ledger.overview import OVERVIEW_FIELDS, overview_row
from app.services.progress import NO_PROGRESS, Progress
from app.services.sheets.workbook import Cell, Field, Table, write_workbook

Rows = list[Sequence[Cell]]
_UNKNOWN = "未注明"


def write_ledger(
    session: Session,
    year: int,
    catalog: Catalog,
    target: Path,
    progress: Progress = NO_PROGRESS,
    today: date | None = None,
) -> Path:
    """Write the ledger of `year` to `target`. Deadlines are held against `today`.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    day = today or date.today()
    content = Content(session, year, catalog)
    tables = []
    progress.total(len(_MAKERS) + 1)
    for name, (fields, make) in _MAKERS.items():
        progress.step(name)
        tables.append(Table(name, fields, make(content, day), _NAMED.get(name, 1)))
    progress.step("写入文件")
    return write_workbook(tables, target, f"{year} 年度，数据截至 {day:%Y-%m-%d}")


def _label(value: LabelEnum | None) -> str:
    return value.label if value else ""


def _overview(content: Content, today: date) -> Rows:
    return [
        overview_row(content, number, unit, listing, today)
        for number, (unit, listing) in enumerate(content.listed, 1)
    ]


_UNIT_FIELDS = (
    *(Field("单位名称"), Field("统一社会信用代码"), Field("代码核对说明"), Field("曾用名"), Field("属地")),
    *(Field("地址"), Field("联系人"), Field("电话"), Field("单位备注"), Field("类别"), Field("名单状态")),
    *(Field("名单编号"), Field("行业代码"), Field("行业"), Field("名单备注")),
)


def _units(content: Content, today: date) -> Rows:
    return [_unit_cells(content, unit, listing) for unit, listing in content.listed]


def _unit_cells(content: Content, unit: Unit, listing: Enrolment) -> list[Cell]:
    former = "；".join(content.former_names.get(unit.id, ()))
    return [
        *(unit.name, unit.uscc, unit.uscc_reason, former, unit.district),
        *(unit.address, unit.contact, unit.phone, unit.note, _label(listing.category)),
        *(_label(listing.state), listing.list_number, listing.industry_code, listing.industry, listing.note),
    ]


_WHERE = (Field("单位名称"), Field("文件"), Field("轮次", "count"))


def _where(content: Content, report: Report, version: ReportVersion) -> list[Cell]:
    return [content.names[report.unit_id], report.kind.label, version.round]


_ROUND_FIELDS = (
    *(*_WHERE, Field("审核状态"), Field("负责人"), Field("截止日期", "date"), Field("收到日期", "date")),
    *(Field("报告日期", "date"), Field("排放量（tCO₂）", "amount"), Field("排放量原文"), Field("核查机构")),
    *(Field("清单版本"), Field("结论"), Field("结论日期", "date"), Field("结论说明"), Field("报告备注")),
)


def _rounds(content: Content, today: date) -> Rows:
    rows: Rows = []
    for report, version in content.lines:
        row: list[Cell] = [*_where(content, report, version), _label(report.state)]
        row += [content.people.get(report.assignee_id or ""), report.deadline, version.received_on]
        row += [version.dated, version.emission, version.emission_text, version.verification_body]
        row += [version.checklist_edition, _label(version.conclusion)]
        row += [content.conclusion_days.get(version.id) if version.conclusion else None]
        rows.append([*row, version.conclusion_note, report.note])
    return rows


_ITEM_FIELDS = (
    *(*_WHERE, Field("清单项"), Field("章节"), Field("审核问题"), Field("严重度"), Field("判定")),
    *(Field("填写内容"), Field("说明"), Field("查看位置")),
)


def _bad_items(content: Content, today: date) -> Rows:
    rows: Rows = []
    for report, version in content.lines:
        checklist = content.checklist(report, version)
        sections = {section.code: f"{section.code} {section.name}" for section in checklist.sections}
        for answer in content.items.get(version.id, ()):
            item = checklist.item(answer.code)
            if item is None or not item.is_bad(answer.verdict):
                continue
            seen = "；".join(map(_seen, content.evidence.get(answer.id, ())))
            rows.append(
                [
                    *(*_where(content, report, version), item.code, sections[item.section], item.question),
                    *(_label(item.severity), _label(answer.verdict), answer.answer, answer.remark, seen),
                ]
            )
    return rows


def _seen(evidence: Evidence) -> str:
    page = f"第 {evidence.page} 页" if evidence.page else ""
    return " ".join(filter(None, (evidence.file_name, page, evidence.quote)))


_FINDING_FIELDS = (
    *(*_WHERE, Field("清单项"), Field("严重度"), Field("状态"), Field("事实"), Field("依据")),
    *(Field("对排放量的影响（tCO₂）", "amount"), Field("影响原文"), Field("整改要求")),
)


def _findings(content: Content, today: date) -> Rows:
    return [
        [
            *(*_where(content, report, version), code, _label(row.severity), _label(row.state), row.fact),
            *(row.basis, row.effect, row.effect_text, row.request),
        ]
        for report, version in content.lines
        for row, code in content.findings.get(version.id, ())
    ]


_OPINION_FIELDS = (
    *(*_WHERE, Field("文号"), Field("日期", "date"), Field("结论"), Field("审核人"), Field("复审人")),
    *(Field("审定人"), Field("文件名")),
)


def _opinions(content: Content, today: date) -> Rows:
    return [
        [
            *(*_where(content, report, version), row.number, row.issued_on, _label(row.conclusion)),
            *(row.reviewer, row.second_reviewer, row.approver, row.file_name),
        ]
        for report, version in content.lines
        if (row := content.opinions.get(version.id)) is not None
    ]


_LATE_FIELDS = (
    *(Field("单位名称"), Field("文件"), Field("审核状态"), Field("负责人"), Field("截止日期", "date")),
    Field("逾期天数", "count"),
)


def _late(content: Content, today: date) -> Rows:
    """Reports whose deadline has gone by while it is our turn, or they have not come in; longest first."""
    ours = (ReviewState.NOT_SUBMITTED, ReviewState.IN_FIRST_REVIEW)
    late = [
        (report, report.deadline)
        for report in content.reports.values()
        if report.state in ours and content.is_counted(report.unit_id)
    ]
    overdue = [(report, day) for report, day in late if day is not None and day < today]
    return [
        [
            *(content.names[report.unit_id], report.kind.label, _label(report.state)),
            *(content.people.get(report.assignee_id or ""), day, (today - day).days),
        ]
        for report, day in sorted(overdue, key=lambda pair: (pair[1], content.names[pair[0].unit_id]))
    ]


_GROUP_FIELDS = (
    *(Field("分组"), Field("名称"), Field("单位数", "count"), Field("已通过", "count")),
    *(Field("已报排放量（tCO₂）", "amount"), Field("可比上年（tCO₂）", "amount")),
    *(Field("可比本年（tCO₂）", "amount"), Field("同比", "percent")),
)


def _groups(content: Content, today: date) -> Rows:
    """Sums by industry and by district; only units that reported in both years are compared."""
    rows: Rows = []
    for label, key in (("行业", _industry), ("属地", _district)):
        groups: dict[str, list[Unit]] = {}
        for unit, listing in content.listed:
            if content.is_counted(unit.id):
                groups.setdefault(key(unit, listing), []).append(unit)
        lines = [[label, name, *_sums(content, units)] for name, units in groups.items()]
        rows += sorted(lines, key=lambda line: (-int(str(line[2])), str(line[1])))
    return rows


def _industry(unit: Unit, listing: Enrolment) -> str:
    return listing.industry or _UNKNOWN


def _district(unit: Unit, listing: Enrolment) -> str:
    return unit.district or _UNKNOWN


def _sums(content: Content, units: Iterable[Unit]) -> list[Cell]:
    now: list[Decimal] = []
    both: list[tuple[Decimal, Decimal]] = []
    count = passed = 0
    for unit in units:
        count += 1
        report = content.reports.get((unit.id, DocumentKind.ER))
        passed += report is not None and report.state is ReviewState.PASSED
        versions = content.versions.get(report.id, ()) if report else ()
        emission = versions[-1].emission if versions else None
        if emission is not None:
            now.append(emission)
            if (before := content.before.get(unit.id)) is not None:
                both.append((before, emission))
    old, new = (sum(column, Decimal(0)) for column in zip(*both, strict=True)) if both else (None, None)
    change = (new - old) / old if old and new is not None else None
    return [count, passed, sum(now, Decimal(0)) if now else None, old, new, change]


_BODY_FIELDS = (
    *(Field("核查机构"), Field("核查报告", "count"), Field("审核轮次", "count"), Field("已通过", "count")),
    *(
        Field("一次通过", "count"),
        Field("退回次数", "count"),
        *(Field(f"{s.label}问题", "count") for s in Severity),
    ),
)


def _bodies(content: Content, today: date) -> Rows:
    """What came of the verification reports of each body."""
    groups: dict[str, list[tuple[Report, ReportVersion]]] = {}
    for report, version in content.lines:
        if report.kind is DocumentKind.VR:
            groups.setdefault(version.verification_body or _UNKNOWN, []).append((report, version))
    rows: Rows = []
    for body, lines in sorted(groups.items()):
        passed = {report.id for report, _ in lines if report.state is ReviewState.PASSED}
        once = [version for report, version in lines if version.round == 1 and version.conclusion]
        severities = Counter(f.severity for _, v in lines for f, _ in content.findings.get(v.id, ()))
        rows.append(
            [
                *(body, len({report.id for report, _ in lines}), len(lines), len(passed)),
                sum(v.conclusion is not None and v.conclusion.state is ReviewState.PASSED for v in once),
                sum(version.conclusion is Conclusion.RETURNED for _, version in lines),
                *(severities[severity] for severity in Severity),
            ]
        )
    return rows


def _explanation(content: Content, today: date) -> Rows:
    counted = sum(content.is_counted(unit.id) for unit, _ in content.listed)
    still_open = sum(f.state is FindingState.OPEN for rows in content.findings.values() for f, _ in rows)
    return [
        ("报告年度", str(content.year)),
        ("数据截至", f"{today:%Y-%m-%d}"),
        ("在册单位", f"{counted} 家；移出名单的单位列在总表中，不计入逾期和汇总"),
        ("未关闭问题", f"{still_open} 项，含各轮次"),
        ("排放量", "单位 tCO₂，取排放报告填报的总量；“核查”取核查报告的总量；不含本程序的复算结果"),
        ("同比", "与上年度最近一轮排放报告的总量相比；汇总只比较两年都已填报的单位"),
        ("逾期", "截止日期已过，且报告尚未报送或正在初审；退回等单位修改的不算"),
        ("通过日期、结论日期", "取本程序记录的操作日期"),
        ("原文", "“原文”各列是录入时的文字，数值由它换算而来"),
    ]


_MAKERS: dict[str, tuple[Sequence[Field], Callable[[Content, date], Rows]]] = {
    "总表": (OVERVIEW_FIELDS, _overview),
    "单位信息": (_UNIT_FIELDS, _units),
    "报告与轮次": (_ROUND_FIELDS, _rounds),
    "不符合项": (_ITEM_FIELDS, _bad_items),
    "问题清单": (_FINDING_FIELDS, _findings),
    "审核意见": (_OPINION_FIELDS, _opinions),
    "核查机构统计": (_BODY_FIELDS, _bodies),
    "逾期清单": (_LATE_FIELDS, _late),
    "行业与属地汇总": (_GROUP_FIELDS, _groups),
    "口径说明": ((Field("项目"), Field("说明")), _explanation),
}
# How many of the first columns name a row, where it is not one.
_NAMED = {"总表": 3, "行业与属地汇总": 2}
SHEETS = tuple(_MAKERS)
