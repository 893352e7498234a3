"""Lines of Chinese text for PDF documents: where a line may end, and where a label is best broken.

Rules of GB/T 15834—2011, 5.1: no line starts with a closing mark, a stop, a connecting or separating mark,
none ends with an opening mark, a dash or an ellipsis is never cut. Beside that numbers and Latin words stay
whole, and signs (≥ ≤ ＝ %) stay with their number. Half of a closing mark may hang over the edge, because
its right half is white. The text is never changed: all lines together are the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

Measure = Callable[[str], float]

_CLOSING = frozenset("，。、；：？！）】〗〕〉》」』〞”’｝］…—–·‧・～~．％‰℃℉°′″,.;:?!)]}%/／\u00a0")
_OPENING = frozenset("（【〖〔〈《「『〝“‘｛［([{￥¥＄$£￡€№＃#/／\u00a0")
_HANGING = frozenset("，。、；：）】〗〕〉》」』”’｝］")
_SIGNS = frozenset("≥≤≧≦＝=<>＜＞≈≠±＋+－-−×÷约第")
_SQUARED_UNITS = frozenset(map(chr, range(0x3371, 0x33E0)))  # ㎡ ㎏ ㏄ and their like
_NUMBER_START = re.compile(r"[0-9０-９]")
_LETTER = (
    "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
    "\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00c0-\u024f\u0370-\u052f\u1e00-\u1eff\u2070-\u209c"
)
_TOKEN = re.compile(
    rf"""[{_LETTER}]+                                  # a number or a word, with what stands inside it:
         (?: [-./:_@&'+*#%．]+ [{_LETTER}]+            #   2024-12-31, 4500/2, 12:30, 95%-98%, a.b@c
           | , (?=\d{{3}}(?!\d)) [{_LETTER}]+ )*       #   1,250.00
       | \s+?
       | .""",
    re.VERBOSE | re.DOTALL,
)
# After these an over-long run is best cut.
_SEAMS = frozenset("-./:_@&,;?=+%")
# Longer texts are not labels and gain nothing by balance.
_FEW_LINES = 6
_SLACK = 1e-6

# The words of the forms' labels; a label is broken between them.
_WORDS = (
    "一级 二级 三级 指标 指标值 绩效 产出 效益 成本 数量 质量 时效 经济 社会 生态 环境 可持续 影响 满意度"
    " 服务 对象 年度 项目 资金 主管 部门 实施 单位 负责人 联系 电话 名称 年初 全年 上年 当年 预算数 执行数"
    " 执行率 财政 拨款 结转 其他 总额 总体 目标 预期 实际 完成 完成值 情况 偏差 原因 分析 及改进 措施"
)
_WORD = re.compile("|".join(sorted(_WORDS.split(), key=len, reverse=True)))
_BRACKETED = re.compile(rf"[（(〔【][^（(〔【）)〕】\n]*[）)〕】]|[{_LETTER}.%]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `width` leaves out blanks at its end; of it `hang`, which is white, may lie beyond the edge.

    `ends`: the text itself ends the line here, by a line feed that is not part of `text`, or by being over.
    `forced`: what cannot be broken by the rules was wider than the column and had to be cut after this line.
    """

    text: str
    width: float
    hang: float = 0.0
    ends: bool = False
    forced: bool = False


def break_lines(text: str, width: float, measure: Measure) -> list[Line]:
    """`text` in lines not wider than `width`; at least one line."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, measure)]


def label_lines(text: str, width: float, measure: Measure) -> list[Line]:
    """A short label in lines that end between its words: 生态 / 效益 / 指标 in a narrow column."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        pieces = [
            part
            for piece in _pieces(paragraph)
            for part in ([piece] if measure(piece) <= width + _SLACK else _units(piece))
        ]
        lines += _balanced(pieces, width, measure)
    return lines


def vertical_lines(text: str, width: float, measure: Measure) -> list[Line]:
    """A label set downwards, one character in a line; numbers, words and what is in brackets stay whole."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        pieces: list[str] = []
        for piece in _BRACKETED.findall(paragraph):
            if pieces and (piece.isspace() or _keeps_left(piece[0])):
                pieces[-1] += piece
            else:
                pieces.append(piece)
        column = [line for piece in pieces for line in _cut(piece, width, measure)]
        lines += _marked_end(column)
    return lines


def _paragraph(text: str, width: float, measure: Measure) -> list[Line]:
    whole = _line(text, measure(text), measure)
    if whole.width - whole.hang <= width + _SLACK:
        return _marked_end([whole])
    return _filled(_units(text), width, measure)


def _balanced(units: list[str], width: float, measure: Measure) -> list[Line]:
    """As many lines as `_filled` makes, but none much longer than the others."""
    lines = _filled(units, width, measure)
    while 1 < len(lines) <= _FEW_LINES:
        widest = _widest(lines)
        narrower = _filled(units, widest - 2 * _SLACK, measure)
        if len(narrower) > len(lines) or _widest(narrower) >= widest or any(line.forced for line in narrower):
            break
        lines = narrower
    return lines


def _widest(lines: list[Line]) -> float:
    return max(line.width - line.hang for line in lines)


def _filled(units: Iterable[str], width: float, measure: Measure) -> list[Line]:
    """Lines with as many whole units as go into each."""
    lines: list[Line] = []
    current, used = (
        "",
        0.0,
    )  # `used` counts the blanks at the end of `current`: what follows stands after them
    for unit in units:
        whole = measure(unit)
        if used + whole > width:
            piece = _line(unit, whole, measure)
            needed = piece.width - piece.hang
            if used + needed > width + _SLACK:
                if current:
                    lines.append(_line(current, used, measure))
                current, used = "", 0.0
            if needed > width + _SLACK:
                *full, last = _cut(unit, width, measure)
                lines += full
                unit, whole = last.text, measure(last.text)
        current += unit
        used += whole
    lines.append(_line(current, used, measure))
    return _marked_end(lines)


def _line(text: str, width: float, measure: Measure) -> Line:
    """`width` is that of the whole text with the blanks at its end."""
    bare = text.rstrip()
    if len(bare) < len(text):
        width = measure(bare)
    return Line(text, width, measure(bare[-1]) / 2 if bare[-1:] in _HANGING else 0.0)


def _marked_end(lines: list[Line]) -> list[Line]:
    """The lines of one paragraph, the last of them marked; an empty paragraph is an empty line."""
    if not lines:
        return [Line("", 0.0, ends=True)]
    return [*lines[:-1], replace(lines[-1], ends=True)]


def _cut(unit: str, width: float, measure: Measure) -> list[Line]:
    """An unbreakable unit in lines; where it is too wide it is cut, at a seam if there is one nearby."""
    lines: list[Line] = []
    while unit:
        line = _line(unit, measure(unit), measure)
        fitting = _fitting(unit, width, measure)
        if line.width - line.hang <= width + _SLACK or fitting >= len(unit):
            lines.append(line)
            break
        at = _best_cut(unit, fitting)
        lines.append(replace(_line(unit[:at], measure(unit[:at]), measure), forced=True))
        unit = unit[at:]
    return lines


def _fitting(text: str, width: float, measure: Measure) -> int:
    """How many characters of `text` go into `width`; at least one."""
    used, count = 0.0, 0
    for character in text:
        used += measure(character)
        if used > width + _SLACK:
            break
        count += 1
    return max(count, 1)


def _best_cut(unit: str, fitting: int) -> int:
    """Where to cut: after a seam in the second half, else where no mark is misplaced, else anywhere."""
    allowed = [at for at in range(fitting, fitting // 2, -1) if not _keeps_left(unit[at])]
    seams = [at for at in allowed if unit[at - 1] in _SEAMS]
    others = [at for at in allowed if not _keeps_right(unit[at - 1])]
    return (seams or others or [fitting])[0]


def _units(text: str) -> list[str]:
    """`text` cut at every place where a line may end."""
    units: list[str] = []
    before = ""  # the last token that is not blank
    for token in _TOKEN.findall(text):
        if token.isspace() and token != "\u00a0":
            if units:
                units[-1] += token
            else:
                units.append(token)
            continue
        if units and _joined(before or " ", token):
            units[-1] += token
        else:
            units.append(token)
        before = token
    return units


def _joined(before: str, after: str) -> bool:
    """Whether no line may end between these two tokens."""
    if _keeps_left(after[0]) or _keeps_right(before[-1]):
        return True
    if before in _SIGNS:
        return bool(_NUMBER_START.match(after))
    return after in _SQUARED_UNITS and bool(_NUMBER_START.match(before))


@lru_cache(4096)
def _keeps_left(character: str) -> bool:
    """Whether the character may not start a line."""
    return character in _CLOSING or (character > "\u02ff" and unicodedata.category(character)[0] == "M")


def _keeps_right(character: str) -> bool:
    """Whether the character may not end a line."""
    return character in _OPENING


def _pieces(text: str) -> list[str]:
    """A label cut into the words of the forms and what stands between them."""
    pieces: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        pieces += [text[end : match.start()], match.group()]
        end = match.end()
    pieces.append(text[end:])
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and (piece.isspace() or _keeps_left(piece[0]) or _keeps_right(joined[-1][-1])):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
