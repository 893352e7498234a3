"""The fonts that office documents name, and what stands in where a PC lacks one. Nothing is ever embedded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Fonts under every name a system may list them by.
_NAMES = (
    ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    ("华文中宋", "STZhongsong"),
    ("仿宋", "FangSong"),
    ("仿宋_GB2312", "FangSong_GB2312"),
    ("华文仿宋", "STFangsong"),
    ("楷体", "KaiTi"),
    ("楷体_GB2312", "KaiTi_GB2312"),
    ("华文楷体", "STKaiti"),
    ("黑体", "SimHei"),
    ("微软雅黑", "Microsoft YaHei"),
    ("宋体", "SimSun", "新宋体", "NSimSun"),
)
# The first of these that is there is used instead (guide §7.1).
_SUBSTITUTES = {
    "方正小标宋简体": ("华文中宋", "宋体"),
    "华文中宋": ("方正小标宋简体", "宋体"),
    "仿宋": ("仿宋_GB2312", "华文仿宋", "宋体"),
    "仿宋_GB2312": ("仿宋", "华文仿宋", "宋体"),
    "楷体": ("楷体_GB2312", "华文楷体", "宋体"),
    "楷体_GB2312": ("楷体", "华文楷体", "宋体"),
    "黑体": ("微软雅黑", "宋体"),
    "宋体": ("仿宋",),
    "Times New Roman": ("宋体",),
}
DEFAULT_FONTS = ("方正小标宋简体", "仿宋", "黑体", "楷体", "宋体", "Times New Roman")


@dataclass(frozen=True)
class MissingFont:
    """A font a document names that this PC lacks; no substitute means that Word chooses."""

    name: str
    substitute: str

    @property
    def sentence(self) -> str:
        """What the user should know."""
        instead = f"将显示为“{self.substitute}”" if self.substitute else "将由 Word 自行替换"
        return f"这台电脑没有字体“{self.name}”，{instead}，版面可能略有不同。"


def missing_fonts(installed: set[str], wanted: Iterable[str] = DEFAULT_FONTS) -> tuple[MissingFont, ...]:
    """Which of the `wanted` fonts are not `installed`, each with what stands in for it."""
    there = {_plain(name) for name in installed}
    return tuple(
        MissingFont(name, next((s for s in _SUBSTITUTES.get(name, ()) if _is_there(s, there)), ""))
        for name in dict.fromkeys(wanted)
        if not _is_there(name, there)
    )


def _is_there(name: str, there: set[str]) -> bool:
    names = next((group for group in _NAMES if name in group), (name,))
    return any(_plain(other) in there for other in names)


def _plain(name: str) -> str:
    return name.strip().removeprefix("@").casefold()
