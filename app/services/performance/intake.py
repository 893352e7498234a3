"""Read a self-evaluation table or a declaration from Excel, Word, PDF or JSON.

Files are untrusted and differ in layout; what is read is a proposal with `doubts` (what the reader decided)
and `leftovers` (what it could not place), which the user sees before anything is saved.
"""

from __future__ import annotations

from pathlib import Path

from app.services.files import read_limited
from app.services.performance.cells import FILE_MEGABYTES, cells_of
from app.services.performance.draft import Draft
from app.services.performance.form import SelfEvaluation
from app.services.performance.grid import NOT_READ, refuse
from app.services.performance.json_form import read_json
from app.services.performance.layout import read_forms

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".docx", ".pdf", ".json")


def file_filter() -> str:
    """The filter of the file dialog."""
    return f"绩效自评表和申报表 ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


def read_self_evaluation(path: Path, *, profile_id: str | None = None) -> SelfEvaluation:
    """The table in `path`; of several the first, and a doubt names the others.

    `profile_id`: the frame to read by; None chooses the one that fits best.

    Raises:
        InputError: no table is found, or the file is empty, too large, protected, damaged or of another kind;
            FileMissing, FileBusy.
    """
    drafts = _drafts(path)
    names = "、".join(f"“{draft.headings.get('项目名称') or '未命名'}”" for draft in drafts[1:])
    if names:
        drafts[0].doubt("", f"文件里有 {len(drafts)} 张绩效表，读入了第 1 张；还有{names}。")
    return drafts[0].finish(profile_id, path.name)


def read_self_evaluations(path: Path, *, profile_id: str | None = None) -> tuple[SelfEvaluation, ...]:
    """Every table in `path`.

    Raises:
        InputError: as `read_self_evaluation`.
    """
    return tuple(draft.finish(profile_id, path.name) for draft in _drafts(path))


def _drafts(path: Path) -> list[Draft]:
    content = read_limited(path, FILE_MEGABYTES)
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") or (path.suffix.lower() == ".json" and not start.startswith(b"PK")):
        return [read_json(path, content)]
    grids = cells_of(path)
    # What people see comes before what was hidden from them.
    drafts = read_forms(sorted(grids, key=lambda grid: grid.hidden))
    if not drafts:
        large = next((text for grid in grids for text in grid.above if text.endswith(NOT_READ)), "")
        if large:
            raise refuse(path, f"里没有找到绩效表：{large}", "请把绩效表单独另存为一个文件后再导入。")
        names = "、".join(grid.name for grid in grids[:5] if grid.rows) or "没有表格"
        raise refuse(
            path,
            f"里没有找到绩效自评表或申报表（{names}）。",
            "表里要有“一级指标、三级指标、年度指标值”这一行标题，下面要有指标；请确认选对了文件。",
        )
    return drafts
