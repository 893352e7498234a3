"""Numbers of letters: no gaps, no doubles after a merge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.errors import InputError
from app.models.review import Letter, Opinion
from app.services.letters.numbers import (
    NumberRules,
    Series,
    check_number,
    double_numbers,
    is_taken,
    next_number,
    number_rules,
    save_rules,
)
from app.services.people import ensure_person
from tests.builders import a_unit, a_version

DAY = date(2025, 4, 25)
OPINION = Series.OPINION


def issue(session: Session, number: str, round: int = 1, name: str = "示例热力有限公司") -> str:
    version = a_version(session, a_unit(session, name), round=round)
    session.add(Opinion(id=natural(session, "opinion", version.id), version_id=version.id, number=number))
    session.flush()
    return version.id


def test_each_person_has_a_series_so_a_merge_brings_no_doubles(workspace: Workspace) -> None:
    with workspace.write("出具") as session:
        first = next_number(session, OPINION, "王甲", DAY)
        other = next_number(session, OPINION, "李乙", DAY)
        assert (first, other) == ("碳审意〔2025〕001号", "碳审意李乙〔2025〕001号")
        issue(session, first)
        assert next_number(session, OPINION, "王甲", DAY) == "碳审意〔2025〕002号"
        assert next_number(session, OPINION, "李乙", DAY) == other
        assert next_number(session, OPINION, "王甲", date(2026, 1, 4)) == "碳审意〔2026〕001号"


def test_a_number_that_came_free_is_given_again(workspace: Workspace) -> None:
    with workspace.write("出具") as session:
        for count in (1, 3):
            issue(session, f"碳审意〔2025〕00{count}号", name=f"示例{count}")
        assert next_number(session, OPINION, "王甲", DAY) == "碳审意〔2025〕002号"


def test_a_number_that_leaves_a_gap_is_refused(workspace: Workspace) -> None:
    with workspace.read() as session:
        with pytest.raises(InputError, match="001号"):
            check_number(session, OPINION, "王甲", DAY, "碳审意〔2025〕007号", "")
        check_number(session, OPINION, "王甲", DAY, "碳审意〔2025〕007号", "碳审意〔2025〕007号")
        check_number(session, OPINION, "王甲", DAY, "京碳〔2025〕7号", "")


def test_marks_and_words_travel_with_the_file(workspace: Workspace) -> None:
    with workspace.write("文号设置") as session:
        ensure_person(session, "李乙")
        rules = number_rules(session)
        heads = {**rules.heads, Series.CORRECTION: "示碳补"}
        save_rules(session, NumberRules(heads, {**rules.marks, "李乙": "乙"}))
        assert next_number(session, OPINION, "李乙", DAY) == "碳审意乙〔2025〕001号"
        assert next_number(session, Series.CORRECTION, "李乙", DAY) == "示碳补乙〔2025〕001号"
        rules = number_rules(session)
    assert rules.marks == {"王甲": "", "李乙": "乙"} and rules.heads[Series.CORRECTION] == "示碳补"


def test_marks_are_kept_together_and_may_be_exchanged(workspace: Workspace) -> None:
    with workspace.write("文号设置") as session:
        ensure_person(session, "李乙")
        session.flush()
        rules = number_rules(session)
        save_rules(session, replace(rules, marks={"王甲": "甲", "李乙": ""}))
        assert next_number(session, OPINION, "李乙", DAY) == "碳审意〔2025〕001号"
        assert next_number(session, OPINION, "王甲", DAY) == "碳审意甲〔2025〕001号"
        heads = {**rules.heads, Series.OPINION: "碳审补", Series.CORRECTION: "碳审意"}
        save_rules(session, replace(number_rules(session), heads=heads))
        assert next_number(session, Series.CORRECTION, "李乙", DAY) == "碳审意〔2025〕001号"


@pytest.mark.parametrize(
    ("heads", "marks", "field", "words"),
    [
        ({Series.OPINION: " "}, {}, "opinion", "不能为空"),
        ({Series.QUESTIONS: "碳审补"}, {}, "questions", "已由补正通知使用"),
        ({}, {"李乙": ""}, "李乙", "不带标记的文号已由王甲使用"),
        ({}, {"李乙": "2组"}, "李乙", "不能有数字"),
    ],
)
def test_rules_that_would_give_a_number_twice_are_refused(
    workspace: Workspace, heads: dict[Series, str], marks: dict[str, str], field: str, words: str
) -> None:
    with workspace.write("人员") as session:
        ensure_person(session, "李乙")
    digest = workspace.digest()
    with pytest.raises(InputError, match=words) as caught, workspace.write("文号设置") as session:
        known = number_rules(session)
        save_rules(session, NumberRules({**known.heads, **heads}, {**known.marks, **marks}))
    assert caught.value.field == field and workspace.digest() == digest


def test_doubles_are_told(workspace: Workspace) -> None:
    with workspace.write("合并") as session:
        issue(session, "碳审意〔2025〕001号")
        version = issue(session, "碳审意〔2025〕001号", name="示例大学")
        assert double_numbers(session) == ("碳审意〔2025〕001号",)
        assert is_taken(session, "碳审意〔2025〕001号", but=version)
        assert not is_taken(session, "碳审意〔2025〕002号") and not is_taken(session, "")
        session.add(
            Letter(
                id=natural(session, "letter", version), version_id=version, kind="correction", number="补1"
            )
        )
        session.flush()
        assert is_taken(session, "补1") and not is_taken(session, "补1", but=version)
