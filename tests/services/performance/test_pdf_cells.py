"""PDF files: broken ones, protected ones, scans; lines that go on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.models.errors import InputError
from app.services.performance.intake import read_self_evaluation
from app.services.performance.pdf_lines import CellText, Written
from app.services.printing import performance_file
from tests.services.performance.plans import declaration


def refused(folder: Path, content: bytes) -> str:
    path = folder / "示例.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_self_evaluation(path)
    return caught.value.sentence


def canvas_bytes(**options: object) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, **options)
    for _ in range(3):
        canvas.drawString(72, 700, "a page of words, but not of tables")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def test_protected(tmp_path: Path) -> None:
    assert "设了打开密码" in refused(tmp_path, canvas_bytes(encrypt="secret"))


def test_no_table(tmp_path: Path) -> None:
    assert "没有找到绩效自评表或申报表" in refused(tmp_path, canvas_bytes())


def test_a_scan(tmp_path: Path) -> None:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.rect(10, 10, 200, 200)
    canvas.save()
    assert "扫描件或图片" in refused(tmp_path, made.getvalue())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_file(tmp_path: Path, share: float) -> None:
    whole = performance_file(declaration("shanghai_declaration"), ".pdf")[0]
    assert "“示例.pdf”" in refused(tmp_path, whole[: int(len(whole) * share)])


def cell(*lines: tuple[str, float]) -> str:
    written = tuple(Written(text, 4.0, 4.0 + width, 9.0) for text, width in lines)
    return CellText(written, 0.0, 100.0).text


def test_a_full_line_goes_on_and_a_short_one_ends() -> None:
    assert cell(("完成审核并", 90), ("形成报告", 36)) == "完成审核并形成报告"
    assert cell(("完成审核", 36), ("形成报告", 36)) == "完成审核\n形成报告"
    assert cell(("指标1：完成审核工作一", 90), ("指标2：培训", 50)) == "指标1：完成审核工作一\n指标2：培训"
    assert cell(("完成2023年", 90), ("2、3季度分析", 60)) == "完成2023年2、3季度分析"
    assert cell(("数", 9), ("量", 9), ("指", 9)) == "数量指"
