from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import Category, Conclusion, DocumentKind, ListState, ReviewState, Severity, Verdict
from app.models.errors import AppError, Cancelled, InputError
from app.models.report import Report
from app.models.review import Opinion
from app.models.unit import Enrolment
from app.services.catalog import load_catalog
from app.services.ledger import SHEETS, ledger_tables, read_ledger, write_ledger
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
        heat = a_unit(session, "示例热力有限公司", contact="张示例", **key)
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
        session.get_one(Enrolment, natural(session, "enrolment", heat.id, 2024)).note = "=1+1"
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
    assert (heat["轮次"], heat["审核人"], heat["核查机构"]) == (2, "王甲", "示例核查技术有限公司")
    assert (heat["首次报送"], heat["最近重报"]) == (datetime(2025, 3, 1), datetime(2025, 3, 9))
    assert heat["上年排放量（tCO₂）"] == 999.99 and heat["核查（tCO₂）"] == 1280
    assert (heat["初次报告（tCO₂）"], heat["最终报告（tCO₂）"]) == (1204.5, 1278.123456)
    assert heat["同比"] == 0.278136
    assert (heat["严重问题"], heat["提示问题"], heat["未关闭问题"]) == (1, 1, 2)
    assert (university["审核状态"], university["是否按期"], university["轮次"]) == ("待报送", "否", None)
    assert old["名单状态"] == "移出"
    assert (heat["首次意见"], heat["区"]) == (datetime(2025, 3, 5), "丰台区")


def test_the_sheets_are_those_of_the_guide(filled: Workspace, tmp_path: Path) -> None:
    names = ("总表", "问题清单", "核查机构统计", "逾期清单", "行业／街道汇总", "因子与口径说明")
    assert tuple(load_workbook(write(filled, tmp_path)).sheetnames) == names == SHEETS


def test_every_thing_kept_stands_on_its_sheet(filled: Workspace, tmp_path: Path) -> None:
    made = sheets(write(filled, tmp_path))
    assert [(r["严重度"], r["事实"]) for r in made["问题清单"]] == [
        ("严重", "甲\n乙"),
        ("提示", "附表 C.7 缺 10 月数据。"),
    ]
    assert made["问题清单"][0]["对排放量的影响（tCO₂）"] == -1.3
    (late,) = made["逾期清单"]
    assert (late["单位名称"], late["逾期天数"]) == ("示例大学", 9)
    (body,) = made["核查机构统计"]
    assert (body["核查机构"], body["核查报告"]) == ("示例核查技术有限公司", 1)
    factors = {r["项目"]: r["数值"] for r in made["因子与口径说明"] if r["类别"] == "电力"}
    assert factors and all(0 < value < 2 for value in factors.values())
    assert "数据截至" in [r["项目"] for r in made["因子与口径说明"]]


def test_sums_leave_out_what_was_taken_off_the_list(filled: Workspace, tmp_path: Path) -> None:
    rows = sheets(write(filled, tmp_path))["行业／街道汇总"]
    assert [(r["名称"], r["单位数"]) for r in rows if r["分组"] == "行业"] == [
        ("热力生产和供应业", 1),
        ("高等教育", 1),
    ]
    (district,) = [r for r in rows if r["分组"] == "区"]
    assert (district["单位数"], district["可比上年（tCO₂）"]) == (2, 999.99)


def test_nothing_is_a_formula_and_sheets_are_ready_to_use(filled: Workspace, tmp_path: Path) -> None:
    book = load_workbook(write(filled, tmp_path))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == {"总表": "D2", "行业／街道汇总": "C2", "因子与口径说明": "C2"}.get(
            sheet.title, "B2"
        )
        assert sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
        assert "2025-03-19" in str(sheet.oddHeader.right.text)
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert all(6 <= dimension.width < 47 for dimension in sheet.column_dimensions.values())
    heads = {cell.value: cell.column_letter for cell in book["总表"][1]}
    looks = {head: book["总表"][f"{letter}2"] for head, letter in heads.items()}
    assert looks["备注"].value == "=1+1" and looks["备注"].quotePrefix
    assert looks["首次报送"].number_format == "yyyy-mm-dd"
    assert looks["同比"].number_format == "0.0%" and looks["同比"].data_type == "n"
    assert looks["初次报告（tCO₂）"].number_format == "#,##0.00"
    assert book["总表"].print_area and "$A$1" in book["总表"].print_area


def test_our_own_reader_reads_it_back(filled: Workspace, tmp_path: Path) -> None:
    grids = {grid.name: grid for grid in read_tables(write(filled, tmp_path))}
    assert set(grids) == set(SHEETS)
    assert grids["总表"].rows[1][2] == "示例热力有限公司"


def same(value: object, kind: str) -> object:
    """A cell as it is compared: nothing and an empty text are the same to Excel; shares have 6 decimals."""
    if isinstance(value, Decimal):
        return round(value, 6).normalize() if kind == "percent" else value.normalize()
    return None if value == "" else value


def read_back_is_what_was_written(workspace: Workspace, folder: Path) -> None:
    with workspace.read() as session:
        tables = ledger_tables(session, 2024, load_catalog(), TODAY)
    found = read_ledger(write(workspace, folder))
    for table in tables:
        kinds = [field.kind for field in table.fields]
        wanted = [tuple(map(same, row, kinds)) for row in table.rows]
        assert [tuple(map(same, row, kinds)) for row in found.sheets[table.name]] == wanted, table.name


def test_everything_is_read_back_as_it_was(filled: Workspace, tmp_path: Path) -> None:
    read_back_is_what_was_written(filled, tmp_path)
    found = read_ledger(tmp_path / "台账.xlsx")
    assert found.column("总表", "首次报送")[0] == date(2025, 3, 1)
    assert found.column("总表", "最终报告（tCO₂）")[0] == Decimal("1278.123456")


SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
MESSY = st.text(alphabet=SIGNS, min_size=1, max_size=30) | st.sampled_from(
    (
        *("=1+1", "'前撇号", '=HYPERLINK("http://a")', "甲\n乙\r\n丙", "  两端空格 ", "_x000D_", "007"),
        *("2025-03-19", "TRUE", "1E5", "#N/A", "\x0b\x1f", "@a", "-1.30", "a&b<c>", "😀𠮷"),
    )
)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(MESSY, min_size=3, max_size=6), day=st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_messy_texts_and_dates_are_read_back(
    workspace: Workspace, tmp_path: Path, texts: list[str], day: date
) -> None:
    with workspace.write("准备") as session:
        for number, text in enumerate(texts):
            unit = a_unit(session, f"{number}{text}", uscc=None, district=text, industry=text)
            version = a_version(session, unit, received_on=day, verification_body=text)
            a_finding(session, version, fact=text, basis=text, answer=text, answered_on=day, check_note=text)
    read_back_is_what_was_written(workspace, tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: book.remove(book["逾期清单"]), "没有工作表“逾期清单”"),
        (lambda book: book["总表"].delete_cols(4), "总表”没有“统一社会信用代码”一列"),
        (lambda book: book["总表"].__setitem__("A2", "一"), "第 2 行的“序号”不是数字：“一”"),
    ],
)
def test_a_ledger_that_was_taken_apart_is_refused(
    filled: Workspace, tmp_path: Path, change: Any, words: str
) -> None:
    path = write(filled, tmp_path)
    book = load_workbook(path)
    change(book)
    book.save(path)
    with pytest.raises(InputError, match=words) as caught:
        read_ledger(path)
    assert "“台账.xlsx”" in caught.value.sentence


def test_a_file_that_is_no_workbook_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "坏.xlsx").write_bytes(b"PK no zip")
    for name in ("空.xlsx", "坏.xlsx"):
        with pytest.raises(InputError, match=name):
            read_ledger(tmp_path / name)


def test_streets_are_read_from_addresses(workspace: Workspace, tmp_path: Path) -> None:
    places = ("北京市示例区甲乙街道1号", "示例区丙丁镇", "某路5号")
    with workspace.write("准备") as session:
        for number, address in enumerate(places):
            a_unit(session, f"示例{number}", uscc=None, address=address)
    rows = sheets(write(workspace, tmp_path))["行业／街道汇总"]
    assert {r["名称"] for r in rows if r["分组"] == "街道"} == {"甲乙街道", "丙丁镇", "未注明"}


def test_an_empty_year_has_heads_only(workspace: Workspace, tmp_path: Path) -> None:
    made = sheets(write(workspace, tmp_path, 2030))
    assert [name for name, rows in made.items() if rows] == ["因子与口径说明"]


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
    row = sheets(write(workspace, tmp_path))["总表"][0]
    assert Decimal(row["初次报告（tCO₂）"]) == Decimal(long)
