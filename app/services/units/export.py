"""What the unit list gives away as Excel: the problems of an import."""

from __future__ import annotations

from pathlib import Path

from app.services.sheets.workbook import Field, Table, write_workbook
from app.services.units.judge import Group
from app.services.units.plan import ImportPlan

_FIELDS = tuple(map(Field, ("位置", "结果", "单位名称", "统一社会信用代码", "问题", "处理")))
_DOUBTFUL = (Group.SUSPECT, Group.REJECTED)


def export_problems(target: Path, plan: ImportPlan) -> int:
    """Write the rows of an import that are in doubt or rejected, with their reasons. Returns how many.

    Raises:
        AppError: FileBusy (open in Excel), ReadOnly, DiskFull; an older file is untouched.
    """
    rows = [
        (
            row.full_place,
            row.group.label,
            row.name,
            row.code,
            row.sentence,
            "、".join(way.label for way in row.decisions) or ("" if row.ways else "不能导入"),
        )
        for row in plan.rows
        if row.group in _DOUBTFUL
    ]
    write_workbook([Table("问题清单", _FIELDS, rows, named=3)], target, "导入问题清单")
    return len(rows)
