from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import Category, Conclusion, DocumentKind, ListState, ReviewState, Severity, Verdict
from app.models.errors import AppError, Cancelled
from app.models.report import Report
from app.models.review import Opinion
from app.models.unit import Enrolment
from app.services.catalog import load_catalog
from app.services.ledger import SHEETS, write_ledger
from app.services.people import ensure_person
from app.services.sheets import read_tables
from tests.builders import a_finding, a_unit, a_version, an_item

TODAY = date(2025, 3, 19)
Rows = list[dict[str, Any]]


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Three units: one reviewed in two rounds, one that is late, one that was taken off the list."""
    with workspace.write("准备") as session:
        key: dict[str, Any] = {
            "category": Category.KEY,
            "industry": "热力生产和供应业",
            "industry_code": "4430",
        }
        heat = a_unit(session, "示例热力有限公司", contact="张示例", note="=HYPERLINK(1)", **key)
        a_version(session, heat, 2023, emission_text="999.99")
        first = a_version(
            *(session, heat, 2024, DocumentKind.ER, 1, ReviewState.RETURNED),
            conclusion=Conclusion.RETURNED,
            received_on=date(2025, 3, 1),
        )
        second = a_version(
            session, heat, 2024, round=2, emission_text="1278.123456", received_on=date(2025, 3, 9)
        )
        session.get_one(Report, second.report_id).assignee_id = ensure_person(session, "王甲", "示例咨询")
        item = an_item(session, first, "ER-21", verdict=Verdict.NO, answer="", remark="-3 月缺")
        an_item(session, first, "ER-22", verdict=Verdict.YES)
        session.flush()
        a_finding(
            session, first, item_id=item.id, severity=Severity.CRITICAL, effect_text="-1.30", fact="甲\n乙"
        )
        a_finding(session, second, severity=Severity.MINOR)
        session.add(
            Opinion(
                id=natural(session, "opinion", first.id),
                version_id=first.id,
                number="碳审意〔2025〕001号",
                issued_on=date(2025, 3, 5),
                conclusion=Conclusion.RETURNED,
                reviewer="王甲",
            )
        )
        a_version(
            session,
            heat,
            2024,
            DocumentKind.VR,
            emission_text="1,280",
            verification_body="示例核查技术有限公司",
        )
        late = a_unit(session, "示例大学", category=Category.GENERAL, industry="高等教育", uscc=None)
        report = natural(session, "report", late.id, 2024, DocumentKind.ER)
        state = ReviewState.NOT_SUBMITTED
        er = {"unit_id": late.id, "year": 2024, "kind": DocumentKind.ER, "state": state}
        session.add(Report(id=report, deadline=date(2025, 3, 10), **er))
        gone = a_unit(session, "示例旧厂", category=None, industry=None)
        place = session.get_one(Enrolment, natural(session, "enrolment", gone.id, 2024))
        place.state = ListState.REMOVED
    return workspace


def write(workspace: Workspace, folder: Path, year: int = 2024) -> Path:
    target = folder / "台账.xlsx"
    with workspace.read() as session:
        return write_ledger(session, year, load_catalog(), target, today=TODAY)


def sheets(path: Path) -> dict[str, Rows]:
    book = load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        heads = [str(cell.value) for cell in sheet[1]]
        rows = sheet.iter_rows(min_row=2, values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def test_the_overview_has_one_line_per_unit(filled: Workspace, tmp_path: Path) -> None:
    made = sheets(write(filled, tmp_path))
    assert tuple(made) == SHEETS
    heat, university, old = made["总表"]
    assert (heat["序号"], heat["单位名称"], heat["类别"]) == (1, "示例热力有限公司", "本市重点碳排放单位")
    assert (heat["轮次"], heat["负责人"], heat["核查机构"]) == (2, "王甲", "示例核查技术有限公司")
    assert (heat["首次报送"], heat["最近报送"]) == (datetime(2025, 3, 1), datetime(2025, 3, 9))
    assert heat["上年排放量（tCO₂）"] == 999.99 and heat["核查（tCO₂）"] == 1280
    assert (heat["初次报告（tCO₂）"], heat["最近报告（tCO₂）"]) == (1204.5, 1278.123456)
    assert heat["同比"] == 0.278136
    assert (heat["严重问题"], heat["提示问题"], heat["未关闭问题"]) == (1, 1, 2)
    assert (university["审核状态"], university["按期"], university["轮次"]) == ("待报送", "否", None)
    assert old["名单状态"] == "移出"


def test_every_thing_kept_stands_on_its_sheet(filled: Workspace, tmp_path: Path) -> None:
    made = sheets(write(filled, tmp_path))
    assert [(r["文件"], r["轮次"], r["排放量原文"]) for r in made["报告与轮次"]] == [
        ("排放报告", 1, "1,204.50"),
        ("排放报告", 2, "1278.123456"),
        ("核查报告", 1, "1,280"),
    ]
    (bad,) = made["不符合项"]
    assert (bad["清单项"], bad["判定"], bad["说明"]) == ("ER-21", "否", "-3 月缺")
    assert [(r["严重度"], r["事实"]) for r in made["问题清单"]] == [
        ("严重", "甲\n乙"),
        ("提示", "附表 C.7 缺 10 月数据。"),
    ]
    assert made["问题清单"][0]["对排放量的影响（tCO₂）"] == -1.3
    (opinion,) = made["审核意见"]
    assert (opinion["文号"], opinion["日期"]) == ("碳审意〔2025〕001号", datetime(2025, 3, 5))
    (late,) = made["逾期清单"]
    assert (late["单位名称"], late["逾期天数"]) == ("示例大学", 9)
    (body,) = made["核查机构统计"]
    assert (body["核查机构"], body["核查报告"]) == ("示例核查技术有限公司", 1)
    assert made["单位信息"][0]["联系人"] == "张示例"


def test_sums_leave_out_what_was_taken_off_the_list(filled: Workspace, tmp_path: Path) -> None:
    rows = sheets(write(filled, tmp_path))["行业与属地汇总"]
    assert [(r["名称"], r["单位数"]) for r in rows if r["分组"] == "行业"] == [
        ("热力生产和供应业", 1),
        ("高等教育", 1),
    ]
    (district,) = [r for r in rows if r["分组"] == "属地"]
    assert (district["单位数"], district["可比上年（tCO₂）"]) == (2, 999.99)


def test_nothing_is_a_formula_and_sheets_are_ready_to_use(filled: Workspace, tmp_path: Path) -> None:
    book = load_workbook(write(filled, tmp_path))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == {"总表": "D2", "行业与属地汇总": "C2"}.get(sheet.title, "B2")
        assert sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
        assert "2025-03-19" in str(sheet.oddHeader.right.text)
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert all(6 <= dimension.width <= 46 for dimension in sheet.column_dimensions.values())
    notes = {cell.value: cell for cell in book["单位信息"]["I"]}
    assert notes["=HYPERLINK(1)"].quotePrefix
    assert book["报告与轮次"]["G2"].number_format == "yyyy-mm-dd"
    assert book["总表"]["Z2"].number_format == "0.0%" and book["总表"]["Z2"].data_type == "n"
    assert book["报告与轮次"]["I2"].number_format == "#,##0.00"


def test_our_own_reader_reads_it_back(filled: Workspace, tmp_path: Path) -> None:
    grids = {grid.name: grid for grid in read_tables(write(filled, tmp_path))}
    assert set(grids) == set(SHEETS)
    assert grids["总表"].rows[1][2] == "示例热力有限公司"


def test_an_empty_year_has_heads_only(workspace: Workspace, tmp_path: Path) -> None:
    made = sheets(write(workspace, tmp_path, 2030))
    assert [name for name, rows in made.items() if rows] == ["口径说明"]


def test_a_failed_or_stopped_write_leaves_the_old_file(filled: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")

    class Stop:
        def total(self, count: int) -> None:
            assert count == len(SHEETS) + 1

        def step(self, text: str = "") -> None:
            if text == "写入文件":
                raise Cancelled

    with filled.read() as session, pytest.raises(Cancelled):
        write_ledger(session, 2024, load_catalog(), target, Stop())
    assert target.read_bytes() == b"old"
    folder = tmp_path / "ordner.xlsx"
    folder.mkdir()
    with filled.read() as session, pytest.raises(AppError):
        write_ledger(session, 2024, load_catalog(), folder)
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".new") == []


def test_numbers_that_excel_would_round_stay_as_text(workspace: Workspace, tmp_path: Path) -> None:
    long = "12345678901.2345678"
    with workspace.write("准备") as session:
        a_version(session, a_unit(session), emission_text=long)
    row = sheets(write(workspace, tmp_path))["报告与轮次"][0]
    assert Decimal(row["排放量（tCO₂）"]) == Decimal(long)
