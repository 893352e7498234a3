"""The colours of the charts as data, and which of them a segment takes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.services.paths import resource

# The word of a segment -> its colour. Words without one are drawn as done.
_COLOUR_OF: Mapping[str, str] = {
    "通过": "done",
    "不通过": "severe",
    "初审中": "work",
    "退回修改": "returned",
    "待报送": "waiting",
    "已完成": "done",
    "进行中": "work",
    "未开始": "waiting",
    "严重": "severe",
    "一般": "major",
    "提示": "minor",
}
# The second signal beside colour: these are hatched.
_HATCHED = frozenset({"returned", "major"})


@dataclass(frozen=True)
class Palette:
    """One set of colours as `#RRGGBB`. `inside` are the colours of numbers in segments, light and dark."""

    ground: str
    ink: str
    muted: str
    line: str
    axis: str
    warn: str
    done: str
    work: str
    returned: str
    waiting: str
    severe: str
    major: str
    minor: str
    hatch: str
    inside: tuple[str, str]

    def fill(self, word: str) -> str:
        """The colour of the segment called `word`."""
        return str(getattr(self, _COLOUR_OF.get(word, "done")))

    @staticmethod
    def is_hatched(word: str) -> bool:
        """Whether the segment called `word` is hatched."""
        return _COLOUR_OF.get(word) in _HATCHED

    def on(self, fill: str) -> str:
        """The colour of a number inside a segment."""
        return max(self.inside, key=lambda colour: contrast(colour, fill))


@lru_cache(maxsize=2)
def palette(name: str = "light") -> Palette:
    """The set `light` (also for what is printed or saved) or `dark`."""
    text = resource("style", "charts.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)[name]
    return Palette(**{**values, "inside": tuple(values["inside"])})


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
