from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.models.enums import Conclusion, DocumentKind, FindingState, Severity, Verdict
from app.services.documents.opinion_context import opinion_context
from app.services.documents.opinion_facts import (
    ComponentFacts,
    EvidenceFacts,
    FindingFacts,
    ItemCount,
    OpinionFacts,
    RoundFacts,
    SiteCheck,
)
from app.services.documents.opinion_samples import bare_facts, sample_facts

BARE = OpinionFacts(kind=DocumentKind.ER, unit_name="示例公司", year=2024)


def test_the_head_names_the_case() -> None:
    context = opinion_context(sample_facts())
    assert context.title == "示例会展中心有限公司2024年度碳排放报告审核意见"
    assert context.title_lines == ("示例会展中心有限公司", "2024年度碳排放报告审核意见")
    assert context.category == "本市重点碳排放单位"
    assert context.report_version == "第2版（2025年4月16日）"
    assert (context.round, context.year) == ("第2轮", "2024年度")
    assert context.reviewed_on == "2025年4月24日"
    assert (context.date, context.iso_date) == ("2025年4月25日", "2025-04-25")
    assert context.verification_body == "—"


def test_a_verification_report_is_called_one() -> None:
    context = opinion_context(sample_facts(DocumentKind.VR))
    assert context.title == "示例会展中心有限公司2024年度碳排放核查报告审核意见"
    assert context.kind_label == "核查报告"
    assert context.verification_body == "示例核查有限公司"
    assert "核查排放量为12,574.36吨二氧化碳" in context.conclusion_lines[0]
    assert "重新报送核查报告" in context.conclusion_lines[1]


def test_nothing_known_says_so_and_nothing_false() -> None:
    context = opinion_context(bare_facts())
    assert context.basis == ("2024年度适用的审核依据尚未录入。",)
    assert context.process == ("本轮为第1轮审核。",)
    assert context.data_sentence == "本轮尚未录入可列示的排放数据。"
    assert context.data_rows == context.year_rows == ()
    assert context.findings_summary == "本轮审核未提出问题。"
    assert context.conclusion_lines == ("本轮审核尚未形成结论。",)
    assert context.suggestions == ("无。",)
    assert context.count_rows == context.evidence == ()
    assert context.date == "　　年　　月　　日"
    assert context.iso_date == ""


@pytest.mark.parametrize("facts", [bare_facts(), sample_facts(), sample_facts(DocumentKind.VR, 12)])
def test_every_value_is_a_ready_string_a_flag_or_a_list_of_such(facts: OpinionFacts) -> None:
    def check(value: Any) -> None:
        if isinstance(value, tuple):
            for item in value:
                check(item)
        elif is_dataclass(value):
            for field in fields(value):
                check(getattr(value, field.name))
        else:
            assert isinstance(value, str | bool)

    check(opinion_context(facts))


def test_same_facts_give_the_same_context() -> None:
    assert opinion_context(sample_facts()) == opinion_context(sample_facts())


def test_basis_is_numbered_and_ended() -> None:
    context = opinion_context(replace(BARE, basis=("《甲》", "《乙》（第3条）")))
    assert context.basis == ("1.《甲》。", "2.《乙》（第3条）。")


def test_process_tells_the_rounds_and_site_checks_in_order() -> None:
    rounds = (
        RoundFacts(2, date(2025, 4, 18)),
        RoundFacts(1, date(2025, 3, 8), date(2025, 3, 5), date(2025, 3, 20), Conclusion.RETURNED),
        RoundFacts(3),
    )
    facts = replace(
        BARE,
        round=2,
        rounds=rounds,
        reviewed_on=date(2025, 4, 24),
        conclusion=Conclusion.PASSED,
        site_checks=(SiteCheck(date(2025, 4, 22), " 锅炉房 "), SiteCheck(date(2025, 4, 2))),
    )
    assert opinion_context(facts).process == (
        "第1轮：2025年3月8日收到排放报告（编制日期2025年3月5日），2025年3月20日完成审核，审核结论为“退回修改”。",
        "第2轮：2025年4月18日收到修改后的排放报告，2025年4月24日完成审核，审核结论为“通过”。",
        "2025年4月2日开展实地复核。",
        "2025年4月22日开展实地复核（锅炉房）。",
    )


def test_the_review_date_falls_back_to_the_round() -> None:
    facts = replace(BARE, rounds=(RoundFacts(1, reviewed_on=date(2025, 3, 9)),))
    assert opinion_context(facts).reviewed_on == "2025年3月9日"
    assert opinion_context(facts).process == ("第1轮：2025年3月9日完成审核。",)


def _component(**amounts: str) -> ComponentFacts:
    return ComponentFacts("天然气", **{name: Decimal(text) for name, text in amounts.items()})


@pytest.mark.parametrize(
    ("kind", "row", "difference", "percent"),
    [
        (DocumentKind.ER, _component(reported="110", recomputed="100", verified="105"), "+10.00", "+10.00%"),
        (DocumentKind.VR, _component(reported="110", recomputed="100", verified="105"), "+5.00", "+5.00%"),
        (DocumentKind.ER, _component(reported="90", recomputed="100"), "−10.00", "−10.00%"),
        (DocumentKind.VR, _component(reported="90", recomputed="100"), "—", "—"),
        (DocumentKind.ER, _component(reported="5", recomputed="0"), "+5.00", "—"),
        (DocumentKind.ER, _component(reported="5"), "—", "—"),
        (DocumentKind.ER, _component(recomputed="5"), "—", "—"),
        (DocumentKind.ER, _component(), "—", "—"),
    ],
)
def test_a_difference_is_only_stated_where_both_values_are_known(
    kind: DocumentKind, row: ComponentFacts, difference: str, percent: str
) -> None:
    (shown,) = opinion_context(replace(BARE, kind=kind, components=(row,))).data_rows
    assert (shown.difference, shown.percent) == (difference, percent)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((_component(reported="5"),), "尚未复算"),
        ((_component(reported="5", recomputed="5"),), "差异为单位报告值减审核复算值"),
        ((_component(reported="5", recomputed="5"), _component(reported="5")), "相应差异不作判断"),
    ],
)
def test_the_sentence_above_the_table_fits_what_is_known(
    rows: tuple[ComponentFacts, ...], words: str
) -> None:
    sentence = opinion_context(replace(BARE, components=rows)).data_sentence
    assert words in sentence
    assert ("不作" in sentence) == any(row.recomputed is None for row in rows)


def test_last_year_is_compared_only_when_something_of_it_is_known() -> None:
    rows = (_component(reported="110", last_year="100"), _component(reported="7"))
    context = opinion_context(replace(BARE, components=rows))
    assert context.year_sentence == "与2023年度数据的比较见下表，2024年度取单位报告值。"
    assert [(row.change, row.percent) for row in context.year_rows] == [("+10.00", "+10.00%"), ("—", "—")]
    assert opinion_context(replace(BARE, components=rows[1:])).year_rows == ()
    assert opinion_context(replace(BARE, components=rows[1:])).year_sentence == ""


def _finding(severity: Severity, code: str, rank: str = "", **more: Any) -> FindingFacts:
    return FindingFacts(severity, fact=f"事实{code}", item_code=code, rank=rank, **more)


def test_findings_go_from_critical_to_minor_then_by_rank_then_by_code() -> None:
    findings = (
        _finding(Severity.MINOR, "ER-01"),
        _finding(Severity.MAJOR, "ER-41"),
        _finding(Severity.MAJOR, "ER-9"),
        _finding(Severity.MAJOR, "ER-50", "b"),
        _finding(Severity.MAJOR, "ER-60", "a"),
        _finding(Severity.CRITICAL, "自定"),
        _finding(Severity.CRITICAL, "ERX-3"),
    )
    context = opinion_context(replace(BARE, findings=findings))
    assert [line.item_code for line in context.findings] == [
        *("ERX-3", "自定"),
        *("ER-60", "ER-50", "ER-9", "ER-41"),
        "ER-01",
    ]
    assert [line.number for line in context.findings] == [str(n) for n in range(1, 8)]
    assert [group.heading for group in context.finding_groups] == [
        "（一）严重问题（2项）",
        "（二）一般问题（4项）",
        "（三）提示事项（1项）",
    ]
    assert context.findings_summary == (
        "本轮审核共列出7项，其中严重问题2项、一般问题4项、提示事项1项；未关闭7项。"
    )


def test_groups_without_findings_are_left_out_and_the_rest_counts_on() -> None:
    facts = replace(BARE, findings=(_finding(Severity.MINOR, "ER-01", state=FindingState.CLOSED),))
    context = opinion_context(facts)
    assert [group.heading for group in context.finding_groups] == ["（一）提示事项（1项）"]
    assert context.findings_summary == "本轮审核共列出1项，其中提示事项1项；均已关闭。"
    assert context.findings[0].state == "已关闭"


def test_a_finding_shows_all_its_parts() -> None:
    finding = FindingFacts(
        Severity.MAJOR, "甲", "乙。", "丙", Decimal("-27"), "-27", FindingState.OPEN, " ER-41 "
    )
    (line,) = opinion_context(replace(BARE, findings=(finding,))).findings
    assert (line.fact, line.basis, line.request) == ("甲。", "乙。", "丙。")
    assert (line.effect, line.state, line.item_code) == ("−27.00吨二氧化碳。", "未关闭", "ER-41")


def test_an_empty_finding_shows_gaps_instead_of_nothing() -> None:
    (line,) = opinion_context(replace(BARE, findings=(FindingFacts(Severity.MINOR),))).findings
    assert (line.fact, line.basis, line.request, line.effect) == ("—", "—", "—", "未量化。")


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (
            {"conclusion": Conclusion.PASSED},
            ("经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“通过”。报告排放量为12.35吨二氧化碳。",),
        ),
        (
            {"conclusion": Conclusion.PASSED, "emission": None},
            ("经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“通过”。",),
        ),
        (
            {
                "conclusion": Conclusion.PASSED_WITH_NOTES,
                "supplementary": "面积一致",
                "conclusion_note": "无。",
            },
            (
                "经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“通过（附建议）”。"
                "报告排放量为12.35吨二氧化碳。",
                "所附建议请在后续报告工作中落实。",
                "面积一致。",
                "无。",
            ),
        ),
        (
            {"conclusion": Conclusion.RETURNED, "resubmit_by": date(2025, 5, 2)},
            (
                "经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“退回修改”。"
                "报告排放量为12.35吨二氧化碳，待修改后重新审核。",
                "请按“四、审核发现”所列要求逐项修改，于2025年5月2日前重新报送排放报告及相关证明材料。",
            ),
        ),
        (
            {"conclusion": Conclusion.RETURNED, "emission": None},
            (
                "经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“退回修改”。",
                "请按“四、审核发现”所列要求逐项修改，重新报送排放报告及相关证明材料。",
            ),
        ),
        (
            {"conclusion": Conclusion.NOT_PASSED, "conservative_emission": Decimal("20.5")},
            (
                "经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“不通过（建议保守取值）”。"
                "报告排放量为12.35吨二氧化碳。",
                "建议按保守原则取值20.50吨二氧化碳。",
            ),
        ),
        (
            {"conclusion": Conclusion.NOT_PASSED, "emission": None},
            (
                "经审核，示例公司2024年度碳排放报告（第1版）的审核结论为“不通过（建议保守取值）”。",
                "建议按保守原则确定排放量。",
            ),
        ),
    ],
)
def test_conclusions(change: dict[str, Any], lines: tuple[str, ...]) -> None:
    facts = replace(BARE, **{"emission": Decimal("12.345"), **change})
    assert opinion_context(facts).conclusion_lines == lines


def test_checklist_answers_are_counted_by_severity_and_in_all() -> None:
    counts = (
        ItemCount(Severity.CRITICAL, Verdict.YES, 20),
        ItemCount(Severity.CRITICAL, Verdict.YES, 1),
        ItemCount(Severity.CRITICAL, Verdict.NO, 2),
        ItemCount(Severity.MINOR, Verdict.NOT_APPLICABLE, 3),
        ItemCount(Severity.MINOR, None, 4),
    )
    rows = opinion_context(replace(BARE, counts=counts)).count_rows
    assert [(r.severity, r.yes, r.no, r.not_applicable, r.unanswered, r.total) for r in rows] == [
        ("严重", "21", "2", "0", "0", "23"),
        ("一般", "0", "0", "0", "0", "0"),
        ("提示", "0", "0", "3", "4", "7"),
        ("合计", "21", "2", "3", "4", "30"),
    ]
    assert [row.is_total for row in rows] == [False, False, False, True]


def test_evidence_is_listed_by_item_and_gaps_show() -> None:
    evidence = (EvidenceFacts("ER-41", "b.pdf", "3"), EvidenceFacts("ER-9", "a.pdf", quote="字"))
    rows = opinion_context(replace(BARE, evidence=evidence)).evidence
    assert [(r.number, r.item_code, r.file_name, r.page, r.quote) for r in rows] == [
        ("1", "ER-9", "a.pdf", "—", "字"),
        ("2", "ER-41", "b.pdf", "3", "—"),
    ]


def test_the_stamp_says_what_is_known() -> None:
    assert opinion_context(BARE).stamp == "碳审工作台"
    facts = replace(BARE, program_version="1.2", checklist_edition="2025.1", factor_edition="2024")
    assert opinion_context(facts).stamp == "碳审工作台 1.2　审核清单 2025.1　排放因子 2024"


def test_earlier_findings_have_a_part_of_their_own() -> None:
    context = opinion_context(sample_facts(findings=2, earlier=3))
    assert context.earlier_heading == "四、上轮和上年度问题落实情况"
    assert context.earlier_summary == "此前提出的问题共3项，经核对：已落实1项、部分落实1项、未落实1项。"
    first, last_year = context.earlier_groups
    assert first.heading == "（一）第1轮审核提出的问题（2项）"
    assert last_year.heading == "（二）上年度审核遗留的问题（1项）"
    closed, partly = first.findings
    assert (closed.outcome, closed.request, closed.answered_on) == ("已落实", "", "2025年4月18日")
    assert (partly.number, partly.outcome, partly.request) == ("2", "部分落实", "请补充流量计检定证书。")
    (left,) = last_year.findings
    assert (left.number, left.outcome) == ("3", "未落实")
    assert (left.answer, left.check) == ("未见书面答复。", "尚未核对。")
    assert context.findings_heading == "五、审核发现"
    assert (context.conclusion_heading, context.suggestions_heading) == ("六、审核结论", "七、建议")
    assert context.findings_summary.startswith("本轮审核共列出2项")
    assert len(context.findings) == 2
    assert "请按“四、上轮和上年度问题落实情况”和“五、审核发现”所列要求" in context.conclusion_lines[1]


def test_without_earlier_findings_the_parts_are_those_of_the_first_round() -> None:
    context = opinion_context(sample_facts())
    assert (context.earlier_heading, context.earlier_groups) == ("", ())
    assert (context.findings_heading, context.suggestions_heading) == ("四、审核发现", "六、建议")


def test_only_earlier_findings_left() -> None:
    context = opinion_context(replace(sample_facts(findings=0, earlier=2), conclusion=Conclusion.RETURNED))
    assert context.findings_summary == "本轮审核未提出新的问题。"
    assert "请按“四、上轮问题落实情况”所列要求" in context.conclusion_lines[1]
