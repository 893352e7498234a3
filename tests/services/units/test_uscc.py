from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Severity
from app.services.units.uscc import (
    ALPHABET,
    CodeVerdict,
    check_character,
    check_code,
    is_valid_code,
    normalise_code,
    organisation_character,
)

VALID = [
    "91350100M000100Y43",
    "9144030071526726XG",
    "914403001922038216",
    "91110000802100433B",
    "91110106MA01A2B32K",
    "91110106MA01A2B40E",
    "12110106400000018N",
    "52110106MJ0000018Q",
    "11110106000000019F",
]
# Early codes that are valid in law and fail (guide §5.3), with the character the rule gives.
FAILING = {"91350100M0001TGQXM": "1", "91350211M0000XUF46": "R", "91350203M0001FUE2P": "J"}


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(ALPHABET[1:])) + draw(st.sampled_from(ALPHABET))
    district = draw(st.text("0123456789", min_size=6, max_size=6))
    body = head + district + draw(st.text(ALPHABET, min_size=8, max_size=8))
    body += organisation_character(body)
    return body + check_character(body)


@pytest.mark.parametrize("code", VALID)
def test_vectors_of_the_guide_are_valid(code: str) -> None:
    check = check_code(code)
    assert (check.verdict, check.severity, check.sentence) == (CodeVerdict.VALID, None, "")
    assert check.is_usable


@pytest.mark.parametrize("code", FAILING)
def test_early_codes_fail_and_may_be_overridden(code: str) -> None:
    check = check_code(code)
    assert check.verdict is CodeVerdict.CHECK_FAILED
    assert check.sentence == f"信用代码校验位不符：末位应为 {FAILING[code]}，现为 {code[-1]}"
    assert check.severity is Severity.MAJOR
    assert check.can_override and not check.is_usable


@given(codes())
def test_a_code_completed_by_the_rule_is_valid(code: str) -> None:
    assert check_code(code).verdict is CodeVerdict.VALID


@given(codes(), st.integers(0, 17), st.characters(codec="utf-8"))
def test_any_one_changed_character_is_caught(code: str, place: int, char: str) -> None:
    changed = code[:place] + char + code[place + 1 :]
    if normalise_code(changed) != code:
        assert check_code(changed).verdict in (CodeVerdict.INVALID_FORMAT, CodeVerdict.CHECK_FAILED)
        assert not is_valid_code(normalise_code(changed))


@given(st.text())
def test_any_text_gets_a_verdict_and_a_sentence(text: str) -> None:
    check = check_code(text)
    assert bool(check.sentence) == (check.verdict is not CodeVerdict.VALID)


@pytest.mark.parametrize(
    "typed",
    [
        " 91110106ma01a2b32k ",
        "９１１１０１０６ＭＡ０１Ａ２Ｂ３２Ｋ",
        "9111 0106 MA01 A2B3 2K",
        "91110106MA01A2B32K\n",
        "'91110106MA01A2B32K",
        "91110106MA01\u200bA2B32K\u3000",
    ],
)
def test_spelling_does_not_matter(typed: str) -> None:
    assert check_code(typed).code == "91110106MA01A2B32K"
    assert check_code(typed).is_usable


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "没有填写信用代码"),
        ("  ", "没有填写信用代码"),
        ("9111010640000001", "信用代码应为 18 位，现为 16 位"),
        ("110106001234567", "信用代码应为 18 位，现为 15 位，可能是旧的工商注册号"),
        ("12345678-9", "信用代码应为 18 位，现为 10 位，可能是组织机构代码"),
        ("9111O106MA01A2B32K", "信用代码第 5 位是字母 O，信用代码不用这个字母，可能是 0"),
        ("91110106MA01A2B3-K", "信用代码第 17 位是“-”，不是信用代码用的数字或字母"),
        ("9111A106MA01A2B32K", "信用代码第 3 至 8 位应为六位行政区划数字"),
        ("000000000000000000", "信用代码第 1 位不能是 0"),
        ("91110106MA01A2B327", "信用代码校验位不符：末位应为 K，现为 7"),
    ],
)
def test_sentences_say_what_is_wrong(typed: str, sentence: str) -> None:
    assert check_code(typed).sentence == sentence


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9111O1O6MAO1A2B32K", "91110106MA01A2B32K"),
        ("9lllOlO6MAOlA2B32K", "91110106MA01A2B32K"),
        ("9III0I06MA0IA2B32K", "91110106MA01A2B32K"),
        ("91110106MA01A2B3ZK", "91110106MA01A2B32K"),
        ("S2110106MJ0000018Q", "52110106MJ0000018Q"),
        ("911L0106MA01A2B32K", "91110106MA01A2B32K"),
    ],
)
def test_look_alikes_are_offered_and_not_applied(typed: str, meant: str) -> None:
    check = check_code(typed)
    assert check.suggestion == meant
    assert check.code != meant and not check.is_usable


def test_nothing_is_offered_where_the_repair_fails_too() -> None:
    assert check_code("9111O106MA01A2B33K").suggestion == ""
    assert check_code("O" * 18).suggestion == ""
    assert check_code("L" * 18).suggestion == ""


def test_a_wrong_organisation_code_is_only_a_warning() -> None:
    body = "91110106MA01A2B33"
    check = check_code(body + check_character(body))
    assert check.verdict is CodeVerdict.ORGANISATION_FAILED
    assert check.sentence == "组织机构代码校验不符：第 17 位应为 2，现为 3，请核对"
    assert check.severity is Severity.MINOR
    assert check.is_usable
