from collections.abc import Iterable
from itertools import product

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.theme import Mode, high_contrast, theme
from app.ui.tokens import DARK, GROUNDS, LIGHT, TEXT_TOKENS, TONES, ground_of


def luminance(color: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    made = QColor(color)
    return 0.2126 * linear(made.redF()) + 0.7152 * linear(made.greenF()) + 0.0722 * linear(made.blueF())


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def pairs(values: dict[str, str]) -> Iterable[tuple[str, str]]:
    yield from product(TEXT_TOKENS, GROUNDS)
    yield from ((tone, ground_of(tone)) for tone in TONES)
    yield from (("ink-2", f"{tone}-tint") for tone in ("quiet",))
    yield from (
        ("ink", "seg-on"),
        ("ink-2", "seg-on"),
        ("on-accent", "accent"),
        ("on-accent", "accent-hover"),
    )
    yield from (
        ("on-accent", "accent-pressed"),
        ("surface", "ink"),
        ("toast-link", "ink"),
        ("accent-hover", "surface"),
    )


@pytest.mark.parametrize("values", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_every_ground(values: dict[str, str]) -> None:
    weak = {
        (text, ground): round(contrast(values[text], values[ground]), 2)
        for text, ground in pairs(values)
        if contrast(values[text], values[ground]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("values", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("mark", "ground"),
    [("hover", "surface"), ("selected", "surface"), ("selected", "raised"), ("hover", "window")],
)
def test_what_is_under_the_pointer_is_seen(values: dict[str, str], mark: str, ground: str) -> None:
    one, other = QColor(values[mark]), QColor(values[ground])
    steps = [abs(a - b) for a, b in zip(one.toRgb().toTuple(), other.toRgb().toTuple(), strict=True)]
    assert max(steps) >= 4


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_high_contrast_uses_only_what_the_system_offers() -> None:
    palette = QPalette()
    for role, color in (
        (QPalette.ColorRole.Window, "#000000"),
        (QPalette.ColorRole.WindowText, "#FFFFFF"),
        (QPalette.ColorRole.Highlight, "#1AEBFF"),
        (QPalette.ColorRole.HighlightedText, "#000000"),
    ):
        palette.setColor(role, QColor(color))
    values = high_contrast(palette)
    assert values.keys() == LIGHT.keys()
    assert min(contrast(values[text], values[ground]) for text, ground in pairs(values)) >= 4.5


def test_the_mode_changes_colours_palette_and_sheet_at_once(qapp: QApplication) -> None:
    told: list[bool] = []
    note = told.append
    theme.changed.connect(lambda: note(theme.is_dark))
    theme.set_mode(Mode.DARK)
    assert theme.color("window").name().upper() == DARK["window"]
    assert qapp.palette().color(QPalette.ColorRole.Base).name().upper() == DARK["surface"]
    assert DARK["surface"].lower() in qapp.styleSheet()
    theme.set_mode(Mode.DARK)  # nothing new: nothing to repaint
    theme.set_mode(Mode.LIGHT)
    assert told == [True, False]


def test_the_sheet_has_no_placeholder_left(each_theme: Mode) -> None:
    sheet = theme.style_sheet()
    assert "{{" not in sheet
    assert "url(" in sheet
