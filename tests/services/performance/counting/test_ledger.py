"""The project ledger: typed, pasted, doubted, exported, and read back from Excel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.amounts import parse_amount
from app.models.database import Workspace
from app.models.errors import InputError
from app.services.performance.form import IndicatorLine
from app.services.performance.ledger import (
    LedgerRow,
    add_ledger_row,
    delete_ledger_row,
    ledger_rows,
    paste_ledger,
    set_ledger_cell,
)
from app.services.performance.ledger_cells import TABLES, CellKind, LedgerColumn, LedgerKind, read_cell
from app.services.performance.ledger_export import export_ledger
from app.services.sheets import read_tables
from tests.builders import a_unit
from tests.services.performance.counting.season import Season, add_form, add_records

K = LedgerKind


def rows(workspace: Workspace, kind: LedgerKind, table: str = "") -> tuple[LedgerRow, ...]:
    with workspace.read() as session:
        return ledger_rows(session, kind, table)


def paste(workspace: Workspace, kind: LedgerKind, cells: list[list[str]], start: str = "") -> int:
    with workspace.write("粘贴") as session:
        return paste_ledger(session, kind, start, TABLES[kind].columns[0].field, cells, 2025)[0]


def test_typed_cell_by_cell(workspace: Workspace) -> None:
    with workspace.write("新增") as session:
        key = add_ledger_row(session, K.PAYMENTS, first="6月1日", year=2025)
        set_ledger_cell(session, K.PAYMENTS, key, "amount_text", "１,200.50元", 2025)
        set_ledger_cell(session, K.PAYMENTS, key, "payee", "示例咨询有限公司", 2025)
        before = add_ledger_row(session, K.PAYMENTS)
        middle = add_ledger_row(session, K.PAYMENTS, after=key)
        delete_ledger_row(session, K.PAYMENTS, before)
    first, second = rows(workspace, K.PAYMENTS)
    assert first.texts[:3] == ("2025-06-01", "1,200.50", "示例咨询有限公司") and first.day == date(2025, 6, 1)
    assert second.id == middle and "没有支付日期" in second.doubt
    for field, text in (("amount_text", "约一千"), ("paid_on", "2025-13-01"), ("paid_on", "夏天")):
        with workspace.write("错") as session, pytest.raises(InputError):
            set_ledger_cell(session, K.PAYMENTS, key, field, text, 2025)


def test_a_block_with_heads_goes_where_they_say(workspace: Workspace) -> None:
    cells = [["地点", "培训主题", "参加人数"], ["示例会议室", "核算方法", "60人"], ["线上", "填报", ""]]
    assert paste(workspace, K.TRAININGS, cells) == 2
    found = rows(workspace, K.TRAININGS)
    assert [row.texts[1:3] for row in found] == [("核算方法", "60"), ("填报", "")]
    assert found[0].texts[4] == "示例会议室"


def test_a_bad_cell_keeps_the_whole_block_out(workspace: Workspace) -> None:
    with pytest.raises(InputError, match=r"粘贴的第2行：“参加人数”里的“许多”不是个数"):
        paste(workspace, K.TRAININGS, [["2025-06-01", "甲", "3"], ["2025-06-02", "乙", "许多"]])
    with pytest.raises(InputError, match="只有 7 列"):
        paste(workspace, K.TRAININGS, [["2025-06-01"] + ["甲"] * 8])
    assert rows(workspace, K.TRAININGS) == ()


def test_visits_find_their_unit(workspace: Workspace) -> None:
    with workspace.write("名录") as session:
        a_unit(session, "示例热力有限公司", uscc="91110106MA01A2B32K")
        a_unit(session, "示例会展中心", uscc="91110106MA01A2B33K")
    lines = [["91110106MA01A2B32K", "2025-06-01"], ["示例会展中心", "2025.6.1"], ["会展", "2025/6/1"]]
    assert paste(workspace, K.VISITS, lines) == 3
    found = rows(workspace, K.VISITS)
    assert [row.texts[0] for row in found] == ["示例热力有限公司", "示例会展中心", "示例会展中心"]
    assert found[2].doubt == "与第2行相同，可能登记了两次"
    for text, words in (("示例", "2 家单位"), ("无此单位", "名录里没有"), ("", "请写走访的单位")):
        with pytest.raises(InputError, match=words):
            paste(workspace, K.VISITS, [[text, "2025-06-01"]])


def test_the_price_list_counts_its_pieces(workspace: Workspace) -> None:
    season = Season(workspace).play()
    with workspace.write("台账") as session:
        add_records(session, season)
        table = add_form(session, IndicatorLine("产出指标", "成本指标", "总成本"))
    found = rows(workspace, K.PRICES, table)
    assert found[0].texts[3:6] == ("已审结报告数（排放报告）", "5", "12,500") and 4 in found[0].computed
    assert found[1].amount == Decimal(9000) and found[3].amount is None and found[2].texts[4] == "2"
    assert rows(workspace, K.PRICES)[0].texts[4] == ""
    with workspace.write("改来源") as session:
        set_ledger_cell(session, K.PRICES, found[2].id, "counted", "培训场次", 2025)
        with pytest.raises(InputError, match="数量来源"):
            set_ledger_cell(session, K.PRICES, found[2].id, "counted", "凭感觉", 2025)
    assert rows(workspace, K.PRICES, table)[2].texts[3] == "培训场次"


def test_what_is_exported_can_be_pasted_again(workspace: Workspace, tmp_path: Path) -> None:
    season = Season(workspace)
    with workspace.write("台账") as session:
        season.units = [a_unit(session).id] * 8
        add_records(session, season)
    before = {kind: [row.texts for row in rows(workspace, kind)] for kind in K}
    with workspace.read() as session:
        path = export_ledger(session, tmp_path / "台账.xlsx")
    grids = {grid.name: grid for grid in read_tables(path)}
    for kind in K:
        for row in rows(workspace, kind):
            with workspace.write("删") as session:
                delete_ledger_row(session, kind, row.id)
        cells = [[text or "" for text in line] for line in grids[kind.label].rows]
        paste(workspace, kind, cells)
        again = [row.texts for row in rows(workspace, kind)]
        assert [_plain(texts) for texts in again] == [_plain(texts) for texts in before[kind]], kind


def _number(text: str) -> str:
    number = parse_amount(text)
    return text if number is None else f"{number.normalize():f}"


def _plain(texts: tuple[str, ...]) -> list[str]:
    return [_number(text) for text in texts]


@given(st.text(max_size=30), st.sampled_from(list(CellKind)))
def test_nothing_typed_breaks_a_cell(text: str, kind: CellKind) -> None:
    try:
        read_cell(LedgerColumn("x", "栏目", kind), text, 2025)
    except InputError as error:
        assert "栏目" in error.sentence or "数量来源" in error.sentence


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_days_in_every_spelling(day: date) -> None:
    column = LedgerColumn("x", "日期", CellKind.DAY)
    spellings = (f"{day}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}")
    assert {read_cell(column, text, 2025) for text in (*spellings, f"{day} 00:00:00")} == {day}
