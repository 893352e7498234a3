"""A made-up list of units and makers of files that hold it in all the shapes offices send."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.models.enums import Category
from app.services.units.uscc import check_character, organisation_character

Rows = list[list[Any]]


def a_code(number: int, start: str = "91110106") -> str:
    """A made-up code whose check characters are right."""
    body = f"{start}{number:08d}"
    body += organisation_character(body)
    return body + check_character(body)


@dataclass(frozen=True)
class Sample:
    """One made-up unit."""

    name: str
    code: str
    category: Category
    industry_code: str
    industry: str
    contact: str
    phone: str
    note: str = ""
    district: str = "示例区"

    @property
    def said(self) -> tuple[str, ...]:
        """What every shape of the list says about the unit."""
        return (
            self.name,
            self.code,
            self.category.value,
            self.industry_code,
            self.industry,
            self.district,
            self.contact,
            self.phone,
            self.note,
        )


KEY, GENERAL = Category.KEY, Category.GENERAL
SAMPLES = (
    Sample("示例热力有限公司", a_code(1), KEY, "4430", "热力生产和供应", "王甲", "13800000001", "主城区热源"),
    Sample("示例（北京）数据中心有限公司", a_code(2), KEY, "6450", "互联网数据服务", "李乙", "13800000002"),
    Sample("示例第一医院", a_code(3, "12110106"), KEY, "8411", "综合医院", "陈丙", "010-60000003"),
    Sample("示例大学", a_code(4, "12110000"), KEY, "8341", "普通高等教育", "赵丁", "13800000004"),
    Sample("示例印刷厂", a_code(5), KEY, "2319", "包装装潢及其他印刷", "王甲", "13800000005", "已搬迁"),
    Sample(
        "示例养老服务中心", a_code(6, "52110106"), GENERAL, "8514", "老年人养护服务", "李乙", "13800000006"
    ),
    Sample("示例商业广场管理有限公司", a_code(7), GENERAL, "7221", "园区管理服务", "陈丙", "13800000007"),
    Sample("示例ABC酒店有限公司", a_code(8), GENERAL, "6110", "旅游饭店", "赵丁", "13800000008"),
)
TITLES = {KEY: "2024年度重点碳排放单位名单", GENERAL: "2024年度一般报告单位名单"}
HEADINGS = [
    "序号",
    "统一社会信用代码",
    "单位名称",
    "管理类别",
    "行业代码",
    "行业名称",
    "所在区",
    "联系人",
    "联系电话",
    "备注",
]


def a_row(number: int, unit: Sample) -> list[str]:
    """The unit under `HEADINGS`."""
    label = {KEY: "重点碳排放单位", GENERAL: "一般报告单位"}[unit.category]
    return [
        str(number),
        unit.code,
        unit.name,
        label,
        unit.industry_code,
        unit.industry,
        unit.district,
        unit.contact,
        unit.phone,
        unit.note,
    ]


def plain_rows(units: Iterable[Sample] = SAMPLES) -> Rows:
    """Header and units, nothing else."""
    return [list(HEADINGS), *(a_row(number, unit) for number, unit in enumerate(units, 1))]


def to_xlsx(
    path: Path, sheets: dict[str, Rows], merges: Sequence[str] = (), hidden: Sequence[str] = ()
) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def to_csv(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def to_docx(path: Path, parts: Iterable[str | Rows], finish: Callable[[Any], None] | None = None) -> Path:
    """A document of paragraphs (texts) and tables (rows)."""
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        cells = table._cells
        for place, text in enumerate(text for row in part for text in row):
            cells[place].text = str(text)
    if finish:
        finish(document)
    document.save(str(path))
    return path


def with_parts(path: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """The office file `path` with some parts replaced or added."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return target
