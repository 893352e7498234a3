"""Running checks over stored reports: kept, decided, run again; what is known around a report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import (
    Category,
    Conclusion,
    DocumentKind,
    FindingState,
    HitChange,
    HitDecision,
    HitLevel,
    ReviewState,
    Severity,
    Verdict,
)
from app.models.errors import AppError, Cancelled, InputError
from app.models.hit import CheckRun, HitRow
from app.models.report import ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Unit
from app.services.attachments import attach
from app.services.catalog import load_catalog
from app.services.checking import (
    adopt_proposals,
    body_rows,
    calculation,
    check_all,
    check_report,
    check_view,
    checked,
    decide,
    proposals,
    report_scores,
    risk_rows,
    set_limit,
)
from app.services.checking.load import facts_of, versions
from app.services.intake.save import report_facts
from app.services.progress import NoProgress
from app.services.review.answers import judge
from app.services.review.conclude import obstacles
from app.services.review.findings import save_finding
from app.services.review.form import review_form
from app.services.review.parts import FindingForm
from app.services.rules import CheckResult
from tests.builders import a_finding, a_unit, a_version
from tests.services.checking.builders import a_report, change_fact
from tests.services.rules.clean import emission_report, verification_report

CATALOG = load_catalog()
WRONG = {"c3__natural_gas__emission": "3400"}


def a_school(session: Session, **fields: Any) -> Unit:
    defaults = {"name": "示例普通高等教育有限公司", "industry": "教育", "industry_code": "8341"}
    return a_unit(session, **{**defaults, **fields})


def a_wrong_report(workspace: Workspace) -> str:
    """One unit whose report has a wrong row; returns its version's key. It has been checked."""
    with workspace.write("造") as session:
        version = a_report(session, a_school(session), changes=WRONG)
    with workspace.write("核对") as session:
        check_report(session, version.report_id, CATALOG)
    return version.id


def the_hit(session: Session, rule: str = "X-01") -> HitRow:
    return session.scalars(select(HitRow).where(HitRow.rule == rule)).one()


def results(session: Session, year: int = 2024) -> dict[tuple[str, str], CheckResult]:
    found = checked(session, CATALOG, year)
    return {(each.version.unit_name, each.version.kind.value): each.result for each in found}


def test_facts_are_loaded_as_the_intake_gives_them(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        version = a_report(session, a_school(session))
        session.flush()
        change_fact(session, version.id, "c4.amount", "11234.88")
    with workspace.read() as session:
        loaded = facts_of(session, versions(session, year=2024))
        assert loaded[version.id] == report_facts(session, version.id)


def test_a_clean_report_stays_clean_in_the_file(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        version = a_report(session, a_school(session))
    with workspace.write("核对") as session:
        result = check_report(session, version.report_id, CATALOG)
    assert result.hits == ()
    assert {gap.rule for gap in result.gaps} <= {"ER-01", "X-14", "X-16", "X-22", "X-35"}
    with workspace.read() as session:
        view = check_view(session, version.id, CATALOG.rules)
        assert view.hits == () and view.factor_edition == "2026.1" and "X-01" in view.ran
        assert "无法判定：缺 上年排放报告。" in {gap.sentence for gap in view.gaps}


def test_hits_are_kept_with_place_and_sentence(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    with workspace.read() as session:
        hit = check_view(session, version, CATALOG.rules).hits[0]
    assert (hit.rule, hit.level, hit.found, hit.expected) == ("X-01", HitLevel.ERROR, "3400", "3295.8244")
    assert hit.place.startswith("c3!B") and "相差 104.18 tCO2" in hit.sentence
    assert hit.is_open and hit.finding_id is None


def test_running_again_changes_nothing(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    code = workspace.check_code()
    with workspace.write("核对") as session:
        report = session.get_one(ReportVersion, version).report_id
        check_report(session, report, CATALOG)
    assert workspace.check_code() == code


def test_a_confirmed_hit_becomes_a_finding_with_its_text(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    with workspace.write("判定") as session:
        key = decide(session, the_hit(session).id, HitDecision.CONFIRMED, CATALOG)
    with workspace.read() as session:
        finding = session.get_one(Finding, key)
        assert finding.severity is Severity.CRITICAL and finding.effect == Decimal("-104.18")
        assert "（位置：c3!B" in (finding.fact or "") and "DB11/T 1785-2020" in (finding.basis or "")
        form = review_form(session, session.get_one(ReportVersion, version).report_id, CATALOG)
        (row,) = [f for f in form.findings if f.id == key]
        assert row.code == "ER-41" and row.missing == ()
        item = form.row("ER-41")
        assert item is not None and item.verdict is Verdict.NO
        assert check_view(session, version, CATALOG.rules).hits[0].finding_id == key


def test_taking_a_decision_back_takes_an_untouched_finding_away(workspace: Workspace) -> None:
    a_wrong_report(workspace)
    with workspace.write("判定") as session:
        hit = the_hit(session).id
        decide(session, hit, HitDecision.CONFIRMED, CATALOG)
    with workspace.write("改判") as session:
        assert decide(session, hit, HitDecision.FALSE_ALARM, CATALOG, "热值为实测") is None
    with workspace.read() as session:
        assert session.scalars(select(Finding)).all() == []
        assert the_hit(session).reason == "热值为实测"


def test_a_confirmed_hit_takes_the_place_of_the_blank_finding_of_its_item(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    with workspace.write("判定") as session:
        form = review_form(session, session.get_one(ReportVersion, version).report_id, CATALOG)
        row = form.row("ER-41")
        assert row is not None
        judge(session, version, row.item, Verdict.NO, form.prefills["ER-41"])
    with workspace.write("确认") as session:
        hit = the_hit(session).id
        key = decide(session, hit, HitDecision.CONFIRMED, CATALOG)

    def still_open() -> list[str]:
        with workspace.read() as session:
            report = session.get_one(ReportVersion, version).report_id
            return [finding.id for finding in review_form(session, report, CATALOG).open_findings]

    assert still_open() == [key]
    with workspace.write("误报") as session:
        decide(session, hit, HitDecision.FALSE_ALARM, CATALOG, "热值为实测")
    (blank,) = still_open()
    assert blank != key, "the item is still answered with a fault"


def test_a_finding_somebody_worked_on_is_closed_instead(workspace: Workspace) -> None:
    a_wrong_report(workspace)
    with workspace.write("判定") as session:
        hit = the_hit(session).id
        key = decide(session, hit, HitDecision.CONFIRMED, CATALOG)
        assert key
    with workspace.write("写") as session:
        save_finding(session, key, FindingForm(Severity.MAJOR, "另有原因", "依据", "", "要求"))
    with workspace.write("改判") as session:
        decide(session, hit, None, CATALOG)
    with workspace.write("再判") as session:
        assert session.get_one(Finding, key).state is FindingState.CLOSED
        decide(session, hit, HitDecision.CONFIRMED, CATALOG)
    with workspace.read() as session:
        finding = session.get_one(Finding, key)
        assert finding.state is FindingState.OPEN and finding.fact == "另有原因"


def test_a_false_alarm_needs_a_reason(workspace: Workspace) -> None:
    a_wrong_report(workspace)
    with pytest.raises(InputError, match="误报的原因"), workspace.write("判定") as session:
        decide(session, the_hit(session).id, HitDecision.FALSE_ALARM, CATALOG, "  ")
    with pytest.raises(AppError, match="不存在"), workspace.write("判定") as session:
        decide(session, "nothing", HitDecision.TO_VERIFY, CATALOG)


def test_an_undecided_error_stops_passing(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)

    def against(conclusion: Conclusion) -> str:
        with workspace.read() as session:
            report = session.get_one(ReportVersion, version).report_id
            return "；".join(obstacles(review_form(session, report, CATALOG), conclusion))

    words = "自动核对还有 2 个错误未处理或待核实"
    assert words in against(Conclusion.PASSED) and words in against(Conclusion.PASSED_WITH_NOTES)
    assert words not in against(Conclusion.RETURNED) and words not in against(Conclusion.NOT_PASSED)
    for decision, stops in ((HitDecision.TO_VERIFY, True), (HitDecision.FALSE_ALARM, False)):
        with workspace.write("判定") as session:
            for hit in session.scalars(select(HitRow)):
                decide(session, hit.id, decision, CATALOG, "已核实")
        assert (words in against(Conclusion.PASSED)) is stops


def test_a_decision_stays_and_a_changed_result_is_marked(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    with workspace.write("判定") as session:
        decide(session, the_hit(session).id, HitDecision.FALSE_ALARM, CATALOG, "已核实")
    with workspace.write("改") as session:
        report = session.get_one(ReportVersion, version).report_id
        change_fact(session, version, "c3.natural_gas.emission", "3600")
    with workspace.write("核对") as session:
        check_report(session, report, CATALOG)
    with workspace.read() as session:
        hit = the_hit(session)
        assert (hit.decision, hit.change, hit.found) == (HitDecision.FALSE_ALARM, HitChange.VALUES, "3600")
    with workspace.write("改") as session:
        change_fact(session, version, "c3.natural_gas.emission", "3295.82")
    with workspace.write("核对") as session:
        check_report(session, report, CATALOG)
    with workspace.read() as session:
        assert the_hit(session).change is HitChange.GONE
    with workspace.write("判定") as session:
        decide(session, the_hit(session).id, None, CATALOG)
    with workspace.write("核对") as session:
        check_report(session, report, CATALOG)
    with workspace.read() as session:
        assert session.scalars(select(HitRow)).all() == []


def test_a_concluded_report_is_checked_but_not_touched(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        version = a_report(session, a_school(session), changes=WRONG, state=ReviewState.PASSED)
    code = workspace.check_code()
    with workspace.write("核对") as session:
        assert check_report(session, version.report_id, CATALOG).hits
        assert check_all(session, 2024, CATALOG).errors
    assert workspace.check_code() == code


def test_a_review_keeps_its_edition_of_factors(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    with workspace.write("旧版") as session:
        session.get_one(CheckRun, natural(session, "check_run", version)).factor_edition = "2020.1"
    with workspace.read() as session, pytest.raises(AppError, match=r"2020\.1"):
        list(checked(session, CATALOG, 2024))


def test_nothing_to_check_is_said(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_school(session)
        session.flush()
        report = natural(session, "report", unit.id, 2024, DocumentKind.ER)
        with pytest.raises(AppError, match="没有登记报送"):
            check_report(session, report, CATALOG)
        a_version(session, unit)
        with pytest.raises(AppError, match="没有填报数据"):
            check_report(session, report, CATALOG)
        with pytest.raises(AppError, match="没有填报数据"):
            calculation(session, unit.id, 2024, CATALOG)


class Recorder(NoProgress):
    """Counts steps; stops at the wanted one."""

    def __init__(self, stop_at: int = 0) -> None:
        self.steps: list[str] = []
        self.stop_at = stop_at

    def step(self, text: str = "") -> None:
        self.steps.append(text)
        if len(self.steps) == self.stop_at:
            raise Cancelled


def test_all_units_with_progress_and_stop(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        for number in range(3):
            name = f"示例学校{number}"
            unit = a_school(session, name=name, uscc=None)
            a_report(session, unit, changes={**WRONG, "head__name": name})
    code = workspace.check_code()
    with pytest.raises(Cancelled), workspace.write("核对") as session:
        check_all(session, 2024, CATALOG, Recorder(stop_at=2))
    assert workspace.check_code() == code
    progress = Recorder()
    with workspace.write("核对") as session:
        count = check_all(session, 2024, CATALOG, progress)
    assert progress.steps == ["示例学校0", "示例学校1", "示例学校2"]
    assert count.reports == 3 and count.errors > 3 and count.gaps


def test_other_units_and_files_are_seen(workspace: Workspace, tmp_path: Path) -> None:
    bill = tmp_path / "电费单.pdf"
    bill.write_bytes(b"%PDF-1.4 bill")
    accounts = {"account__electricity": "7001、7002", "account__electricity_bills": "24"}
    with workspace.write("造") as session:
        first = a_report(session, a_school(session), changes={**accounts, "elec__voucher": "G1"})
        hotel = a_unit(session, "示例酒店", uscc="91110106MA01A2B40E")
        copied = {**accounts, "elec__voucher": "G1", "head__name": "示例普通高等教育有跟公司"}
        second = a_report(session, hotel, changes=copied)
        attach(session, first.id, bill)
        attach(session, second.id, bill)
    with workspace.read() as session:
        found = results(session)
    hits = {(h.rule, h.variant) for h in found["示例酒店", "ER"].hits}
    assert {
        *(("X-17", "code"), ("X-17", "account"), ("X-18", "file")),
        *(("X-26", "voucher"), ("X-30", "register"), ("ER-07", "name")),
    } <= hits
    mine = {(h.rule, h.variant) for h in found["示例普通高等教育有限公司", "ER"].hits}
    assert {("X-17", "code"), ("X-17", "account"), ("X-18", "file")} <= mine


def test_a_name_that_differs_by_one_character_at_the_same_address(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        a_report(session, a_school(session))
        name = "示例普通高等教育有跟公司"
        other = a_unit(session, name, uscc="91110106MA01A2B40E")
        a_report(session, other, changes={"head__name": name, "head__uscc": "91110106MA01A2B40E"})
    with workspace.read() as session:
        for result in results(session).values():
            assert ("X-17", "similar") in {(h.rule, h.variant) for h in result.hits}


def test_years_and_documents_are_compared(workspace: Workspace) -> None:
    clean = emission_report("服")
    with workspace.write("造") as session:
        unit = a_school(session)
        a_report(session, unit, clean, year=2022, changes={"c2__total": "30000"})
        a_report(session, unit, clean, year=2023, changes={"c2__total": "20000", "c4__amount": "1123.487"})
        a_report(session, unit, clean)
        vr = {"vr__final__total": "13000", "vr__er_version_final": "V9"}
        a_report(session, unit, verification_report(), kind=DocumentKind.VR, changes=vr)
    with workspace.read() as session:
        found = results(session)
    name = "示例普通高等教育有限公司"
    er = {(h.rule, h.name) for h in found[name, "ER"].hits}
    assert {("X-14", "c4.amount"), ("X-16", "c2.total"), ("X-35", "c2.total")} <= er
    verification = {(h.rule, h.name) for h in found[name, "VR"].hits}
    assert {("X-07", "vr.final.total"), ("X-08", "vr.er_version_final")} <= verification


def test_eight_peers_are_enough(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        for number in range(9):
            name = f"示例学校{number}"
            area = {"c13__area": "182340000" if number == 8 else str(182340 + number * 1000)}
            a_report(session, a_school(session, name=name, uscc=None), changes={"head__name": name, **area})
    with workspace.read() as session:
        far = [key for key, result in results(session).items() if any(h.rule == "X-22" for h in result.hits)]
    assert far == [("示例学校8", "ER")]


def test_items_are_answered_from_the_checks(workspace: Workspace) -> None:
    version = a_wrong_report(workspace)
    with workspace.read() as session:
        report = session.get_one(ReportVersion, version).report_id
        items = tuple(row.item for row in review_form(session, report, CATALOG).items)
        proposed = proposals(check_view(session, version, CATALOG.rules), items, CATALOG.rules)
    assert proposed["ER-41"].verdict is Verdict.NO and proposed["ER-41"].hits
    assert proposed["ER-20"].verdict is Verdict.YES
    assert proposed["ER-48"].verdict is None and proposed["ER-48"].gaps
    assert proposed["ER-07"].verdict is None and "ER-13" not in proposed
    with workspace.write("采用") as session:
        adopted = adopt_proposals(session, report, CATALOG)
    assert "ER-20" in adopted and "ER-41" not in adopted
    with workspace.read() as session:
        item = session.scalars(select(Item).where(Item.code == "ER-20")).one()
        assert item.verdict is Verdict.YES
        assert session.scalars(select(Finding)).all() == []


def test_units_are_ranked_with_a_reason(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        good = a_school(session)
        a_report(session, good)
        bad = a_unit(session, "示例酒店", uscc="91110106MA01A2B40E", industry_code="6110", industry="住宿业")
        clean = emission_report("服")
        a_report(session, bad, clean, year=2023, changes={"c2__total": "9000"})
        version = a_report(session, bad, clean, changes={**WRONG, "head__name": "示例酒店"})
        vr = a_report(session, bad, verification_report(), kind=DocumentKind.VR, verification_body="示例核查")
        a_finding(session, vr, severity=Severity.CRITICAL)
    with workspace.write("核对") as session:
        check_all(session, 2024, CATALOG)
    with workspace.read() as session:
        rows = risk_rows(session, 2024, CATALOG)
        worst = session.get_one(HitRow, rows[0].hit_id)
    assert [row.unit_name for row in rows] == ["示例酒店", "示例普通高等教育有限公司"]
    first = rows[0]
    assert first.errors and worst.level is HitLevel.ERROR and worst.version_id in (version.id, vr.id)
    assert "个错误" in first.sentence and "未处理（首先看 " in first.sentence
    assert "排放量比上年增加 50.3%" in first.sentence and "核查机构平均 90.0 分" in first.sentence
    assert first.sentence.endswith("。")


def test_bodies_are_scored(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        for number in range(5):
            unit = a_unit(session, f"示例单位{number}", uscc=None)
            late = date(2026, 1, 1) if number == 0 else date(2025, 4, 1)
            vr = a_report(
                session, unit, verification_report(), kind=DocumentKind.VR, received_on=late,
                verification_body="示例核查甲" if number else "示例核查乙",
            )  # fmt: skip
            if number == 1:
                a_finding(session, vr, severity=Severity.CRITICAL, effect_text="-2000")
    with workspace.read() as session:
        scores = {s.unit_name: s for s in report_scores(session, 2024, CATALOG)}
        rows = body_rows(session, 2024, CATALOG)
    assert scores["示例单位1"].score == 70 and scores["示例单位1"].grade == "合格"
    assert scores["示例单位2"].score == 100
    by_name = {row.body: row for row in rows}
    assert by_name["示例核查甲"].mean == Decimal("92.5") and by_name["示例核查甲"].grade == ""
    assert by_name["示例核查甲"].findings[Severity.CRITICAL] == 1


def test_versions_stand_side_by_side(workspace: Workspace) -> None:
    clean = emission_report("服")
    with workspace.write("造") as session:
        unit = a_school(session)
        a_report(session, unit, clean, year=2023, changes={"c2__total": "12000"})
        a_report(session, unit, clean, changes={"c2__total": "13000"})
        a_report(session, unit, clean, round=2)
        a_report(session, unit, verification_report(), kind=DocumentKind.VR)
    with workspace.read() as session:
        found = calculation(session, unit.id, 2024, CATALOG)
        with pytest.raises(AppError, match="没有排放报告"):
            calculation(session, unit.id, 2025, CATALOG)
    total = found.comparison[-1]
    assert total.initial is not None and total.initial.number == Decimal(13000)
    assert total.stated == Decimal("13523.30") and total.prior == Decimal(12000)
    assert total.verified is not None and total.against_verified is not None
    assert total.against_verified.amount == 0
    assert found.energy.total is not None and found.library.edition == "2026.1"


def test_a_file_sets_its_own_limits(workspace: Workspace) -> None:
    changes = {"cost__electricity": "9000000"}
    with workspace.write("造") as session:
        a_report(session, a_school(session), changes=changes)
        for key, value in (("electricity_low", "0.3"), ("electricity_high", "0.6")):
            set_limit(session, CATALOG.rules, "X-23", key, value)
        with pytest.raises(InputError, match="不是数字"):
            set_limit(session, CATALOG.rules, "X-23", "electricity_low", "约0.3")
        with pytest.raises(InputError, match="没有这个"):
            set_limit(session, CATALOG.rules, "X-23", "gold", "1")
    with workspace.read() as session:
        (result,) = results(session).values()
        assert [(h.rule, h.values["price"]) for h in result.hits] == [("X-23", "0.8011")]
    with workspace.write("收回") as session:
        set_limit(session, CATALOG.rules, "X-23", "electricity_low", "")
    with workspace.read() as session:
        (result,) = results(session).values()
        assert "X-23" in {gap.rule for gap in result.gaps}


def test_national_units_report_by_their_own_factor(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_school(session, category=Category.NATIONAL)
        a_report(session, unit, changes={"c4__factor": "0.5703", "c4__emission": "6407.25"})
    with workspace.read() as session:
        (result,) = results(session).values()
        assert "X-24" not in {hit.rule for hit in result.hits}
