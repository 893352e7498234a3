"""Amounts, names, ranks, clock: small things that everything stands on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.amounts import parse_amount, round_half_up, show_amount
from app.models.journal import check_code, next_clock
from app.models.names import name_key, tidy_name
from app.models.ranks import rank_between, spread_ranks


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,204.50", "1204.50"),
        ("１，２０４．５０", "1204.50"),
        (" 12 345.6 ", "12345.6"),
        ("−1.30", "-1.30"),
        ("－2", "-2"),
        (".5", "0.5"),
        ("0", "0"),
        ("1,2,3", None),
        ("1,23", None),
        ("约1.2万", None),
        ("12%", None),
        ("—", None),
        ("", None),
        (None, None),
        ("1e5", None),
        ("²", None),
        ("NaN", None),
    ],
)
def test_numbers_as_people_type_them(text: str | None, number: str | None) -> None:
    assert parse_amount(text) == (Decimal(number) if number else None)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_what_is_shown_can_be_typed_again(number: Decimal) -> None:
    assert parse_amount(show_amount(number)) == number


@given(st.text())
def test_no_text_breaks_the_parsers(text: str) -> None:
    parse_amount(text)
    assert tidy_name(tidy_name(text)) == tidy_name(text)
    assert name_key(tidy_name(text)) == name_key(text)


def test_half_is_rounded_up() -> None:
    assert round_half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert show_amount(Decimal("-1234.565"), 2) == "−1,234.57"
    assert show_amount(None) == "—"


def test_one_name_in_many_spellings() -> None:
    spellings = ["示例 热力\n有限公司（北京）", "示例热力有限公司(北京)", " 示例热力有限公司 （北京） "]
    assert len({tidy_name(s) for s in spellings}) == 1
    assert tidy_name("ＡＢＣ  Data Center") == "ABC Data Center"


@given(st.lists(st.integers(0, 1000), max_size=60))
def test_any_place_in_a_list_can_be_taken(places: list[int]) -> None:
    ranks = spread_ranks(3)
    for place in places:
        at = place % (len(ranks) + 1)
        before = ranks[at - 1] if at else None
        after = ranks[at] if at < len(ranks) else None
        ranks.insert(at, rank_between(before, after))
    assert ranks == sorted(set(ranks))


@given(st.integers(0, 500))
def test_a_new_list_is_in_order(count: int) -> None:
    ranks = spread_ranks(count)
    assert ranks == sorted(set(ranks)) and len(ranks) == count


def test_ranks_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="not in front"):
        rank_between("b", "a")


def test_the_clock_never_runs_backwards() -> None:
    ahead = next_clock(0, 5_000_000)
    assert next_clock(ahead, 1_000) > ahead


def test_the_check_code_can_be_read_aloud() -> None:
    assert len(check_code("0" * 32)) == 9
    assert check_code("0" * 32) != check_code("0" * 31 + "1")
    assert not set("ILOU") & set(check_code("abc"))
