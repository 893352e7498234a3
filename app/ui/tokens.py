"""Every colour of the program. A token has one value per theme; nothing else in the code names a colour.

Values of eight digits are #AARRGGBB. Texts may stand in any token of `TEXT_TOKENS` on any of `GROUNDS`:
a test computes that each pair has a contrast of at least 4.5 : 1. `ink-3` is for glyphs and outlines only.
"""

from __future__ import annotations

TONES = ("good", "warn", "bad", "info", "quiet", "accent")
TEXT_TOKENS = ("ink", "ink-2", "accent", "good", "warn", "bad", "info", "quiet")
GROUNDS = ("window", "surface", "raised", "hover", "selected")

LIGHT: dict[str, str] = {
    "window": "#F5F6F8",
    "surface": "#FFFFFF",
    "raised": "#FFFFFF",
    "desk": "#E9ECEF",
    "ink": "#1B2430",
    "ink-2": "#5A6673",
    "ink-3": "#8A95A1",
    "hairline": "#E1E5EA",
    "border": "#CDD3DA",
    "hover": "#F0F3F6",
    "veil": "#0F1B2430",  # hover of ghost buttons: works on every ground
    "pressed": "#E1E5EA",
    "selected": "#E3F1EF",
    "accent": "#0F766E",
    "accent-hover": "#0B615B",
    "accent-pressed": "#084C47",
    "tint": "#E3F1EF",
    "on-accent": "#FFFFFF",
    "good": "#13783A",
    "good-tint": "#E7F4EB",
    "warn": "#9A5806",
    "warn-tint": "#FBF1E0",
    "bad": "#B42318",
    "bad-tint": "#FCEBE9",
    "info": "#1D4ED8",
    "info-tint": "#E7EDFC",
    "quiet": "#5A6673",
    "quiet-tint": "#EDF0F3",
    "seg-on": "#FFFFFF",
    "scroll": "#C5CCD4",
    "scroll-hover": "#9DA7B2",
    "toast-link": "#7FD6CA",
    "scrim": "#59141C26",
    "shadow": "#291B2430",
    # Charts: fills of segments, in the order of the states.
    "chart-done": "#0F766E",
    "chart-second": "#4E9F97",
    "chart-work": "#A8D0CB",
    "chart-returned": "#D9A24A",
    "chart-waiting": "#D3D9DF",
    "chart-bad": "#B42318",
    "chart-warn": "#E0B05F",
    "chart-hint": "#CBD2D9",
    "chart-hatch": "#F6E3BC",
}

DARK: dict[str, str] = {
    "window": "#14181D",
    "surface": "#1B2127",
    "raised": "#222A32",
    "desk": "#101418",
    "ink": "#E7ECF0",
    "ink-2": "#A3AFBA",
    "ink-3": "#74808C",
    "hairline": "#2C353F",
    "border": "#3A4550",
    "hover": "#232B33",
    "veil": "#14E7ECF0",
    "pressed": "#2C353F",
    "selected": "#16332F",
    "accent": "#35B6A6",
    "accent-hover": "#4CC4B5",
    "accent-pressed": "#2A9C8E",
    "tint": "#17332F",
    "on-accent": "#06201D",
    "good": "#5CC98A",
    "good-tint": "#16301F",
    "warn": "#E5A84B",
    "warn-tint": "#33270F",
    "bad": "#F0857A",
    "bad-tint": "#3A1C19",
    "info": "#86A8FF",
    "info-tint": "#1A2644",
    "quiet": "#A3AFBA",
    "quiet-tint": "#262E36",
    "seg-on": "#36414C",
    "scroll": "#3D4853",
    "scroll-hover": "#566370",
    "toast-link": "#0B615B",
    "scrim": "#8C000000",
    "shadow": "#80000000",
    "chart-done": "#35B6A6",
    "chart-second": "#1D776C",
    "chart-work": "#1F5A54",
    "chart-returned": "#C98F3C",
    "chart-waiting": "#3D4853",
    "chart-bad": "#D9695D",
    "chart-warn": "#C98F3C",
    "chart-hint": "#4A5662",
    "chart-hatch": "#96681F",
}


def ground_of(tone: str) -> str:
    """The token of the ground on which a text of this tone stands in chips and bands."""
    return "tint" if tone == "accent" else f"{tone}-tint"
