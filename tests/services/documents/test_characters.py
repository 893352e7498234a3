import pytest

from app.services.documents.characters import hidden_characters, visible


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_line_feed(end: str) -> None:
    assert visible(f"甲{end}乙") == "甲\n乙"
    assert hidden_characters(f"甲{end}乙") == ()


def test_hidden_characters_become_signs_and_are_named() -> None:
    text = "a\x00b\x07c\x7fd\u202ee\ud800f\ufffeg\x07"
    assert visible(text) == "a␀b␇c␡d�e�f�g␇"
    assert hidden_characters(text) == ("U+0000", "U+0007", "U+007F", "U+202E", "U+D800", "U+FFFE")


@pytest.mark.parametrize("text", ["𬭎 碳排放 ㎡ tCO₂", "👩‍🔬\ufe0f", "A&B <空> {{ 7*7 }} {_{ }_}", "\t　 "])
def test_everything_else_stays(text: str) -> None:
    assert visible(text) == text
    assert hidden_characters(text) == ()
