"""Drafts in the file: facts with their places, corrections, leftovers placed by hand, reading again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.models.database import Workspace
from app.models.enums import DocumentKind, ReviewState
from app.models.errors import AppError, InputError
from app.models.report import Attachment, Report
from app.models.unit import FormerName
from app.services.catalog import load_catalog
from app.services.intake import (
    MatchedBy,
    correct_fact,
    dismiss_leftover,
    doubt_rows,
    doubts_about,
    leftover_rows,
    match_unit,
    place_leftover,
    read_report,
    report_facts,
)
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.report_intake import TakenIn, take_in, unit_by_words
from tests.builders import a_unit
from tests.reports.content import make_report
from tests.reports.layout import STYLES, Places, lay_out, write_xlsx

GAS = "c3.natural_gas.amount"


@pytest.fixture
def source(tmp_path: Path) -> tuple[Path, Places]:
    path = tmp_path / "示例热力 2024.xlsx"
    return path, write_xlsx(lay_out(make_report("heat"), STYLES["sheet_per_table"]), path)


def take(workspace: Workspace, path: Path, **options: object) -> TakenIn:
    with workspace.write("导入排放报告") as session:
        return take_in(session, read_report(path), 2024, load_catalog(), source=path, **options)  # type: ignore[arg-type]


def change(path: Path, place: str, value: object) -> None:
    book = load_workbook(path)
    sheet, _, cell = place.rpartition("!")
    book[sheet][cell] = value
    book.save(path)


@pytest.fixture
def taken(workspace: Workspace, source: tuple[Path, Places]) -> TakenIn:
    with workspace.write("单位") as session:
        a_unit(session)
    return take(workspace, source[0])


def test_what_is_read_comes_back(workspace: Workspace, taken: TakenIn, source: tuple[Path, Places]) -> None:
    with workspace.read() as session:
        stored = report_facts(session, taken.version_id)
        draft = read_report(source[0])
        assert list(stored.facts.items()) == list(draft.facts.facts.items())
        assert (stored.year, stored.unit_name) == (2024, "示例热力有限公司")
        attached = session.query(Attachment).one()
        assert (attached.name, attached.version_id) == (source[0].name, taken.version_id)
        assert session.query(Report).one().state is ReviewState.SUBMITTED
        assert verify(session).is_clean


def test_reading_again_keeps_corrections(
    workspace: Workspace, taken: TakenIn, source: tuple[Path, Places]
) -> None:
    with workspace.write("更正") as session:
        correct_fact(session, taken.version_id, GAS, "1,234,567 Nm³")
    change(source[0], source[1][GAS], 55)
    again = take(workspace, source[0])
    assert again.version_id == taken.version_id
    with workspace.read() as session:
        fact = report_facts(session, taken.version_id).facts[GAS]
        assert (fact.text, fact.corrected, fact.number) == ("55", "123.4567", Decimal("123.4567"))
    with workspace.write("取消更正") as session:
        correct_fact(session, taken.version_id, GAS, " ")
    with workspace.read() as session:
        assert report_facts(session, taken.version_id).number(GAS) == 55
        assert verify(session).is_clean


def test_a_value_typed_by_hand(workspace: Workspace, taken: TakenIn) -> None:
    with workspace.write("手工填写") as session:
        correct_fact(session, taken.version_id, "c9.mobile.electricity", "1.2 万kWh")
        with pytest.raises(InputError) as caught:
            correct_fact(session, taken.version_id, GAS, "约12")
        assert caught.value.field == GAS
    with workspace.read() as session:
        fact = report_facts(session, taken.version_id).facts["c9.mobile.electricity"]
        assert (fact.number, fact.text, fact.where.text) == (12000, "", "手工填写")


def test_leftovers_are_placed_or_dismissed(
    workspace: Workspace, taken: TakenIn, source: tuple[Path, Places]
) -> None:
    change(source[0], f"{source[1][GAS].rpartition('!')[0]}!N3", "77.5")
    change(source[0], f"{source[1][GAS].rpartition('!')[0]}!N4", "奇怪的话")
    take(workspace, source[0])
    with workspace.read() as session:
        first, second = sorted(
            leftover_rows(session, taken.version_id), key=lambda row: row.leftover.where.cell
        )
    assert (first.leftover.text, first.leftover.where.cell) == ("77.5", "N3")
    with workspace.write("放置") as session:
        with pytest.raises(InputError, match="已有数值"):
            place_leftover(session, first.id, GAS)
        place_leftover(session, first.id, "c3.lpg.amount")
        dismiss_leftover(session, second.id)
    with workspace.read() as session:
        fact = report_facts(session, taken.version_id).facts["c3.lpg.amount"]
        assert (fact.number, fact.where.cell) == (Decimal("77.5"), "N3")
        assert leftover_rows(session, taken.version_id) == []
    undo(workspace)
    with workspace.read() as session:
        assert len(leftover_rows(session, taken.version_id)) == 2
        assert verify(session).is_clean


def test_an_ended_review_takes_nothing_in(
    workspace: Workspace, taken: TakenIn, source: tuple[Path, Places]
) -> None:
    with workspace.write("通过") as session:
        session.query(Report).one().state = ReviewState.PASSED
    with pytest.raises(AppError, match="通过"):
        take(workspace, source[0])


def test_a_returned_report_gets_a_new_version(
    workspace: Workspace, taken: TakenIn, source: tuple[Path, Places]
) -> None:
    with workspace.write("退回") as session:
        session.query(Report).one().state = ReviewState.RETURNED
    again = take(workspace, source[0])
    assert again.round == 2 and again.version_id != taken.version_id


def test_a_swapped_report_is_told(workspace: Workspace, source: tuple[Path, Places]) -> None:
    with workspace.write("单位") as session:
        a_unit(session)
        other = a_unit(session, "示例印刷厂", uscc="91110106MA01A2B40E")
        key = other.id
    taken = take(workspace, source[0], unit_id=key)
    with workspace.read() as session:
        doubts = [row.doubt for row in doubt_rows(session, taken.version_id)]
        facts = report_facts(session, taken.version_id)
    wanted = [facts.facts[name].where for name in ("head.uscc", "head.name")]
    assert [doubt.where for doubt in doubts] == wanted
    assert "示例热力有限公司" in doubts[0].sentence and "拿错" in doubts[0].sentence


def test_another_year_is_told(session_of: Session, source: tuple[Path, Places]) -> None:
    unit = a_unit(session_of)
    facts = read_report(source[0]).facts
    (doubt,) = doubts_about(session_of, facts, unit.id, 2023)
    assert "2024" in doubt.sentence and doubt.where == facts.facts["head.year"].where
    assert doubts_about(session_of, facts, unit.id, 2024) == []


@pytest.fixture
def session_of(workspace: Workspace):  # type: ignore[no-untyped-def]
    with workspace.write("试") as session:
        yield session


def test_the_unit_is_found_by_code_then_name_then_former_name(
    session_of: Session, source: tuple[Path, Places]
) -> None:
    facts = read_report(source[0]).facts
    assert match_unit(session_of, facts).by is MatchedBy.NOTHING
    unit = a_unit(session_of, "示例供热集团有限公司")
    session_of.flush()
    match = match_unit(session_of, facts)
    assert (match.unit_id, match.by) == (unit.id, MatchedBy.CODE)
    assert "不同" in match.doubts[0].sentence
    unit.uscc = None
    session_of.add(FormerName(id="f", unit_id=unit.id, name="示例热力有限公司"))
    session_of.flush()
    match = match_unit(session_of, facts)
    assert (match.unit_id, match.by) == (unit.id, MatchedBy.FORMER_NAME)
    named = a_unit(session_of, "示例热力 有限公司", uscc=None)
    session_of.flush()
    assert match_unit(session_of, facts).unit_id == named.id


def test_code_and_name_of_two_units_match_none(workspace: Workspace, source: tuple[Path, Places]) -> None:
    with workspace.write("单位") as session:
        a_unit(session, "示例印刷厂")
        a_unit(session, uscc="91110106MA01A2B40E")
    with pytest.raises(InputError, match="拿错了报告"):
        take(workspace, source[0])


def test_a_unit_by_words(session_of: Session) -> None:
    unit = a_unit(session_of)
    assert unit_by_words(session_of, " 91110106ma01a2b32k ").id == unit.id
    with pytest.raises(InputError, match="没有"):
        unit_by_words(session_of, "示例")


def test_kinds_are_kept_apart(workspace: Workspace, taken: TakenIn) -> None:
    with workspace.read() as session:
        assert session.query(Report).one().kind is DocumentKind.ER
