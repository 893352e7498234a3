from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from app.services.statistics.palette import palette
from app.ui.statistics.chart_view import screen_colours
from app.ui.theme import Mode, high_contrast, theme
from app.ui.tokens import DARK, LIGHT

TOKENS = {
    "ground": "surface",
    "ink": "ink",
    "muted": "ink-2",
    "line": "hairline",
    "axis": "border",
    "warn": "warn",
    "done": "chart-done",
    "work": "chart-work",
    "returned": "chart-returned",
    "waiting": "chart-waiting",
    "severe": "chart-bad",
    "major": "chart-warn",
    "minor": "chart-hint",
    "hatch": "chart-hatch",
}


@pytest.mark.parametrize(("name", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_charts_have_the_colours_of_the_window(name: str, tokens: dict[str, str]) -> None:
    colours = palette(name)
    assert {key: getattr(colours, key) for key in TOKENS} == {k: tokens[t] for k, t in TOKENS.items()}


def test_the_screen_follows_the_theme(each_theme: Mode) -> None:
    assert screen_colours() == palette(each_theme.value)


def test_high_contrast_takes_the_system_s_ink_and_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    system = QPalette(QColor("white"), QColor("black"))
    monkeypatch.setattr(theme, "is_high_contrast", True)
    monkeypatch.setattr(theme, "_values", high_contrast(system))
    colours = screen_colours()
    assert (colours.ink, colours.ground) == (theme.hex("ink"), theme.hex("surface"))
    assert colours.ink != colours.ground
