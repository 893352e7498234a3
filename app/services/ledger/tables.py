"""The sheets of the ledger. Numbers stay numbers (emissions in tCO2), dates stay dates, and what somebody
typed stays as it was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.enums import Conclusion, DocumentKind, LabelEnum, Severity
from app.models.report import Report, ReportVersion
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog
from app.services.ledger.content import Content
from app.services.ledger.factors import factor_rows
from app.services.ledger.overview import OVERVIEW_FIELDS, overview_row
from app.services.progress import NO_PROGRESS, Progress
from app.services.sheets.workbook import Cell, Field, Table, write_workbook

Rows = list[Sequence[Cell]]
_UNKNOWN = "未注明"
_STREET = re.compile(r"(?:[区市县]|^)([^\W\d区市县]{2,6}?(?:街道|地区|乡|镇))")


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
    tables = ledger_tables(session, year, catalog, day, progress)
    progress.step("写入文件")
    return write_workbook(tables, target, f"{year} 年度，数据截至 {day:%Y-%m-%d}")


def ledger_tables(
    session: Session,
    year: int,
    catalog: Catalog,
    today: date,
    progress: Progress = NO_PROGRESS,
) -> list[Table]:
    """The six sheets as they are written. Deadlines are held against `today`."""
    content = Content(session, year, catalog)
    tables = []
    progress.total(len(_MAKERS) + 1)
    for name, (fields, make) in _MAKERS.items():
        progress.step(name)
        tables.append(Table(name, fields, make(content, today), _NAMED.get(name, 1)))
    return tables


def _label(value: LabelEnum | None) -> str:
    return value.label if value else ""


def _overview(content: Content, today: date) -> Rows:
    return [
        overview_row(content, number, unit, listing, today)
        for number, (unit, listing) in enumerate(content.listed, 1)
    ]


_WHERE = (Field("单位名称"), Field("文件"), Field("轮次", "count"))


def _where(content: Content, report: Report, version: ReportVersion) -> list[Cell]:
    return [content.names[report.unit_id], report.kind.label, version.round]


_FINDING_FIELDS = (
    *(*_WHERE, Field("清单项"), Field("严重度"), Field("状态"), Field("事实"), Field("依据")),
    *(Field("对排放量的影响（tCO₂）", "amount"), Field("影响原文"), Field("整改要求")),
    *(Field("单位答复"), Field("答复日期", "date"), Field("核对情况"), Field("上年遗留"), Field("落实情况")),
)


def _findings(content: Content, today: date) -> Rows:
    return [
        [
            *(*_where(content, report, version), code, _label(row.severity), _label(row.state), row.fact),
            *(row.basis, row.effect, row.effect_text, row.request),
            *(row.answer, row.answered_on, row.check_note, "是" if row.earlier_id else ""),
            _label(row.follow_up),
        ]
        for report, version in content.lines
        for row, code in content.findings.get(version.id, ())
    ]


_LATE_FIELDS = (
    *(Field("单位名称"), Field("文件"), Field("审核状态"), Field("负责人"), Field("截止日期", "date")),
    Field("逾期天数", "count"),
)


def _late(content: Content, today: date) -> Rows:
    """Reports whose deadline has gone by while it is our turn, or they have not come in; longest first."""
    late = [
        (report, report.deadline)
        for report in content.reports.values()
        if report.state.is_ours and content.is_counted(report.unit_id)
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
    """Sums by industry, street and district; only units that reported in both years are compared."""
    rows: Rows = []
    for label, key in (("行业", _industry), ("街道", _street), ("区", _district)):
        groups: dict[str, list[Unit]] = {}
        for unit, listing in content.listed:
            if content.is_counted(unit.id):
                groups.setdefault(key(unit, listing), []).append(unit)
        lines = [[label, name, *_sums(content, units)] for name, units in groups.items()]
        rows += sorted(lines, key=lambda line: (-int(str(line[2])), str(line[1])))
    return rows


def _industry(unit: Unit, listing: Enrolment) -> str:
    return listing.industry or _UNKNOWN


def _street(unit: Unit, listing: Enrolment) -> str:
    """The street or township in the address."""
    found = _STREET.search(unit.address or "")
    return found[1] if found else _UNKNOWN


def _district(unit: Unit, listing: Enrolment) -> str:
    return unit.district or _UNKNOWN


def _sums(content: Content, units: Iterable[Unit]) -> list[Cell]:
    now: list[Decimal] = []
    both: list[tuple[Decimal, Decimal]] = []
    count = passed = 0
    for unit in units:
        count += 1
        report = content.reports.get((unit.id, DocumentKind.ER))
        versions = content.versions.get(report.id, ()) if report else ()
        passed += report is not None and _has_passed(report, versions)
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
    *(Field("已评分", "count"), Field("平均得分", "amount"), Field("等级")),
)


def _bodies(content: Content, today: date) -> Rows:
    """What came of the verification reports of each body."""
    groups: dict[str, list[tuple[Report, ReportVersion]]] = {}
    for report, version in content.lines:
        if report.kind is DocumentKind.VR:
            groups.setdefault(version.verification_body or _UNKNOWN, []).append((report, version))
    rows: Rows = []
    for body, lines in sorted(groups.items()):
        passed = {report.id for report, _ in lines if _has_passed(report, content.versions[report.id])}
        once = [(report, version) for report, version in lines if version.round == 1 and version.conclusion]
        severities = Counter(f.severity for _, v in lines for f, _ in content.findings.get(v.id, ()))
        rows.append(
            [
                *(body, len({report.id for report, _ in lines}), len(lines), len(passed)),
                sum(_passed_at_once(content, report, v) for report, v in once),
                sum(version.conclusion is Conclusion.RETURNED for _, version in lines),
                *(severities[severity] for severity in Severity),
                *_grade(content, lines),
            ]
        )
    return rows


def _grade(content: Content, lines: Sequence[tuple[Report, ReportVersion]]) -> list[Cell]:
    """How many reports were scored, the mean, and the grade where there are enough for one."""
    last = {report.id: (report, version) for report, version in lines}
    scored = [(pair, content.scores[pair[1].id]) for pair in last.values() if pair[1].id in content.scores]
    scores = [score for _, score in scored]
    if not scores:
        return [None, None, ""]
    sheet = content.checklist(*scored[0][0]).score_sheet
    grade = sheet.body_grade(scores) if sheet else None
    return [len(scores), round(sum(scores, Decimal(0)) / len(scores), 2), grade.name if grade else "不定级"]


def _has_passed(report: Report, versions: Sequence[ReportVersion]) -> bool:
    return report.state.has_passed(versions[-1].conclusion if versions else None)


def _passed_at_once(content: Content, report: Report, first: ReportVersion) -> bool:
    """Whether the first round ended well; a conclusion that waits for approval does not count yet."""
    is_last = content.versions[report.id][-1] is first
    passes = first.conclusion is not None and first.conclusion.is_pass
    return passes and (not is_last or report.state.is_final)


_FACTOR_FIELDS = (
    *(Field("类别"), Field("项目"), Field("数值", "amount"), Field("单位"), Field("依据"), Field("说明")),
)


def _explanation(content: Content, today: date) -> Rows:
    """The factors that hold for the year, and what the numbers of the other sheets mean."""
    return [*factor_rows(content.catalog, content.year), *_meanings(content, today)]


def _meanings(content: Content, today: date) -> Rows:
    counted = sum(content.is_counted(unit.id) for unit, _ in content.listed)
    still_open = sum(f.state.is_open for rows in content.findings.values() for f, _ in rows)
    lines = [
        ("报告年度", str(content.year)),
        ("数据截至", f"{today:%Y-%m-%d}"),
        ("在册单位", f"{counted} 家；移出名单的单位列在总表中，不计入逾期和汇总"),
        ("未关闭问题", f"{still_open} 项，含各轮次"),
        ("排放量", "单位 tCO₂，取排放报告填报的总量；“核查”取核查报告的总量，“核定”取市级核定量"),
        ("同比", "与上年度最近一轮排放报告的总量相比；汇总只比较两年都已填报的单位"),
        ("排放强度", "最近一轮排放报告的总量除以所报的建筑面积或产值；两者都没有的不列"),
        ("逾期", "截止日期已过，且报告尚未报送或正由本单位审核；退回等单位修改的不算"),
        ("分派日期、实地复核、通过日期", "取本程序记录的操作日期"),
        ("首次意见", "取第一轮审核意见的日期；没有出具意见的取作出结论的日期"),
        ("核查报告得分", "取审核人填入的得分"),
        ("街道", "取单位地址中的街道、地区、乡、镇；没有写的列为“未注明”"),
    ]
    return [["口径", name, None, "", "", words] for name, words in lines]


_MAKERS: dict[str, tuple[Sequence[Field], Callable[[Content, date], Rows]]] = {
    "总表": (OVERVIEW_FIELDS, _overview),
    "问题清单": (_FINDING_FIELDS, _findings),
    "核查机构统计": (_BODY_FIELDS, _bodies),
    "逾期清单": (_LATE_FIELDS, _late),
    # Excel allows no “/” in the name of a sheet.
    "行业／街道汇总": (_GROUP_FIELDS, _groups),
    "因子与口径说明": (_FACTOR_FIELDS, _explanation),
}
# How many of the first columns name a row, where it is not one.
_NAMED = {"总表": 3, "行业／街道汇总": 2, "因子与口径说明": 2}
SHEETS = tuple(_MAKERS)
FIELDS = {name: tuple(fields) for name, (fields, _) in _MAKERS.items()}
