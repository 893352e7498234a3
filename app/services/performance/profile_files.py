"""Read and check a profile file.

A file may name another one as its `base`; it then only says what is different. An error is told with the file
and, where it can be found, the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from app.models.enums import FundingRole
from app.models.errors import Damaged
from app.services.performance.profile_model import (
    Basis,
    FormKind,
    Labels,
    Level,
    PaperGrid,
    Profile,
    ScoringOptions,
    WeightScheme,
    level_key,
)

SPELLINGS = "spellings.toml"
_CONFIDENCE = ("H", "M", "L")
_LARGEST = 200_000
_TOML_LINE = re.compile(r"at line (\d+)")
COLUMNS = (
    *("level1", "level2", "level3", "comparator", "target", "unit", "actual", "weight", "score", "reason"),
    *("project_level2", "project_level3", "project_target", "forecast", "outlook"),
)
_HEADS = {"one": 1, "two": 2, "three": 3}
T = TypeVar("T")


class _Wrong(ValueError):
    """Something in a profile; `word` is looked for in the file to name the line."""

    def __init__(self, sentence: str, word: str = "") -> None:
        super().__init__(sentence)
        self.word = word


def load_profile(path: Path, bases: Path | None = None) -> Profile:
    """Read and check one profile file; the file that it names as `base` lies in `bases` or beside it.

    Raises:
        Damaged: with the file, the line where it is known, and what is wrong.
    """
    text = ""
    try:
        if path.stat().st_size > _LARGEST:
            raise _Wrong("文件过大，不是模板")
        text = path.read_text(encoding="utf-8-sig")
        loaded = _profile(merged(text, bases or path.parent))
        _check(loaded)
    except (OSError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        where, what = _explained(error, text)
        raise Damaged(
            f"绩效表模板“{path.name}”{where}有错误：{what}。", "请改正该文件，或重新安装程序。", str(error)
        ) from error
    return loaded


def _explained(error: Exception, text: str) -> tuple[str, str]:
    """Where and what, in the words of an office."""
    if isinstance(error, tomllib.TOMLDecodeError):
        found = _TOML_LINE.search(str(error))
        at = f"第{found[1]}行" if found else "末尾"
        return at, "写法不完整（引号、方括号或等号）"
    if isinstance(error, _Wrong):
        for number, line in enumerate(text.splitlines(), 1):
            if error.word and error.word in line:
                return f"第{number}行", str(error)
        return "", str(error)
    if isinstance(error, KeyError):
        return "", f"缺少“{error.args[0]}”"
    return "", "不能读取" if isinstance(error, OSError | UnicodeDecodeError) else "有一处的类型不对"


def merged(text: str, bases: Path, depth: int = 0) -> dict[str, Any]:
    """What a file says together with the file it names as its `base`, which lies in `bases`.

    Raises:
        ValueError: it is not written as it should be, or there is no such base.
    """
    data = tomllib.loads(text, parse_float=Decimal)
    base = data.pop("base", None)
    if base is None:
        return data
    path = bases / f"{base}.toml"
    if depth > 3 or not re.fullmatch(r"[a-z0-9_]+", str(base)) or not path.is_file():
        raise _Wrong(f"没有名为“{base}”的底版", "base")
    return _over(merged(path.read_text(encoding="utf-8"), bases, depth + 1), data)


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if both else value
    return merged


def _profile(data: dict[str, Any]) -> Profile:
    weights, head, foot = data["weights"], data["headings"], data.get("foot", {})
    return Profile(
        _text(data["id"]),
        FormKind.of(data.get("form", FormKind.SELF_EVALUATION.value)),
        _text(data["name"]),
        int(data["valid_from"]),
        _text(data["money_unit"]),
        _basis(data),
        _labels(data["labels"]),
        tuple(texts(row) for row in head["rows"]),
        texts(head["required"]),
        texts(foot.get("rows", [])),
        texts(foot.get("signatures", [])),
        _grid(data["grid"]),
        tuple(_level(level) for level in data["levels"]),
        {level_key(word): name for name, words in data.get("spellings", {}).items() for word in texts(words)},
        _decimal(weights["execution"]),
        tuple(_scheme(scheme) for scheme in weights["schemes"]),
        _basis(weights),
        _options(data["scoring"]),
        _steps(data["grades"], lambda step: _text(step["name"])),
    )


def _labels(data: dict[str, Any]) -> Labels:
    own = ("roles", "project_roles", "goal_project", "basis", "forecast", "outlook")
    words = {key.name: _text(data[key.name]) for key in fields(Labels) if key.name not in own}
    roles = {role: _text(data["roles"][role.value]) for role in FundingRole}
    project = data.get("project_roles", {})
    return Labels(
        **words,
        goal_project=str(data.get("goal_project", "")),
        roles=roles,
        project_roles={role: _text(project[role.value]) for role in FundingRole if role.value in project},
        basis=_basis(data),
        forecast=str(data.get("forecast", "")),
        outlook=str(data.get("outlook", "")),
    )


def _grid(data: dict[str, Any]) -> PaperGrid:
    return PaperGrid(
        tuple(_decimal(width) for width in data["upright"]),
        tuple(_decimal(width) for width in data["broad"]),
        {_HEADS[key]: _counts(spans) for key, spans in data["heads"].items()},
        _counts(data["money"]),
        _counts(data["goals"]),
        tuple((_column(cell["field"]), int(cell["width"])) for cell in data["columns"]),
        _basis(data),
    )


def _column(name: object) -> str:
    if name not in COLUMNS:
        raise _Wrong(f"没有名为“{name}”的指标列", str(name))
    return str(name)


def _counts(values: object) -> tuple[int, ...]:
    if not isinstance(values, list) or not all(isinstance(value, int) and value > 0 for value in values):
        raise _Wrong("列数要写成正整数的列表", str(values))
    return tuple(values)


def _level(data: dict[str, Any]) -> Level:
    return Level(
        _text(data["name"]),
        texts(data["children"]),
        texts(data.get("tolerated", [])),
        texts(data.get("expected", [])),
        bool(data.get("is_expected", False)),
    )


def _scheme(data: dict[str, Any]) -> WeightScheme:
    return WeightScheme(_text(data["name"]), {key: _decimal(data[key]) for key in data if key != "name"})


def _options(data: dict[str, Any]) -> ScoringOptions:
    share = data.get("met_share")
    return ScoringOptions(
        _text(data["smaller_is_better"]),
        _decimal(data["met_from"]),
        _decimal(data["partly_from"]),
        None if share is None else _decimal(share),
        _decimal(data["approx_percent"]),
        _decimal(data["over_percent"]),
        _decimal(data["low_rate_percent"]),
        _text(data["composite"]),
        _decimal(data["measured_percent"]),
        _steps(data.get("satisfaction", []), lambda step: _decimal(step["share"])),
        _steps(data.get("over_ladder", []), lambda step: _decimal(step["share"])),
        _basis(data),
    )


def _steps(data: list[dict[str, Any]], read: Callable[[dict[str, Any]], T]) -> tuple[tuple[Decimal, T], ...]:
    steps = [(_decimal(step["from"]), read(step)) for step in data]
    return tuple(sorted(steps, key=lambda step: step[0], reverse=True))


def _basis(data: dict[str, Any]) -> Basis:
    if data["confidence"] not in _CONFIDENCE:
        raise _Wrong(f"可信度只能是 H、M、L，不是“{data['confidence']}”", "confidence")
    return Basis(_text(data["source"]), data["confidence"])


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"“{value}”应是带引号的文字", str(value))
    return value


def texts(values: object) -> tuple[str, ...]:
    """A list of texts.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(values, list):
        raise _Wrong(f"“{values}”应是方括号里的一组文字", str(values))
    return tuple(_text(value) for value in values)


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise _Wrong(f"“{value}”应是不小于 0 的数字", str(value))
    return Decimal(value)


def _check(one: Profile) -> None:
    """What the parts of a profile must have in common."""
    names = {level.name for level in one.levels}
    children = [child for level in one.levels for child in level.children + level.tolerated]
    _demand(len(names) == len(one.levels) and len(set(children)) == len(children), "指标名称有重复", "levels")
    for level in one.levels:
        _demand(
            not set(level.expected) - set(level.children), "expected 里的指标不在 children 里", "expected"
        )
    known = names | set(children)
    for name in one.spellings.values():
        _demand(name in known, f"别名指向的“{name}”不是模板里的指标", f'"{name}"')
    for scheme in one.schemes:
        for name in scheme.weights:
            _demand(name in names, f"分值方案里的“{name}”不是一级指标", f'"{name}" =')
        total = sum(scheme.weights.values()) + one.execution_weight
        _demand(total == 100, f"分值方案“{scheme.name}”与执行率合计 {total}，应为 100", scheme.name)
    fields_of_head = {word for row in one.heading_rows for word in row}
    for label in one.required_headings:
        _demand(label in fields_of_head, f"必填项“{label}”不在表头里", "required")
    kind = one.scoring.smaller_is_better
    _demand(kind in ("ratio", "deviation"), f"没有“{kind}”这种算法", kind)
    _demand(one.scoring.composite in ("average", "manual"), "composite 只能是 average 或 manual", "composite")
    bands = 0 <= one.scoring.partly_from <= one.scoring.met_from <= 1
    _demand(bands, "定性分档要从小到大，在 0 和 1 之间", "met_from")
    _demand(bool(one.grades) and one.grades[-1][0] == 0, "等级要从 0 分起", "grades")
    _demand("{year}" in one.labels.year, "年度里要有 {year}", "year =")
    _demand("{unit}" in one.labels.funding, "项目资金里要有 {unit}", "funding =")
    _check_grid(one)


def _check_grid(one: Profile) -> None:
    grid = one.grid
    columns = [name for name, _ in grid.columns]
    needed = ["level1", "level2", "level3", "target"]
    if one.is_monitoring:
        needed += ["actual", "forecast", "outlook", "reason"]
    if one.is_evaluation:
        needed += ["actual", "weight", "score", "reason"]
    for name in needed:
        _demand(name in columns, f"指标部分缺少“{name}”列", "columns")
    _demand(len(set(columns)) == len(columns) and columns[0] == "level1", "一级指标要在最前面", "columns")
    _demand(len(grid.broad) == grid.width, "横版与竖版的列数不同", "broad")
    spans = [(1 + sum(width for _, width in grid.columns), "columns"), (sum(grid.money), "money")]
    spans += [(sum(grid.goals), "goals"), *((sum(widths), "heads") for widths in grid.heads.values())]
    for count, key in spans:
        _demand(count == grid.width, f"{key} 合计 {count} 列，表格有 {grid.width} 列", key)
    pairs = {len(row) for row in one.heading_rows} | ({1} if one.foot else set())
    _demand(pairs <= set(grid.heads), "heads 里缺少一行放几对表头的写法", "heads")
    _demand(all(len(widths) == 2 * count for count, widths in grid.heads.items()), "heads 不成对", "heads")
    parts = {FormKind.DECLARATION: (5, 3), FormKind.MONITORING: (6, 3)}.get(one.form, (8, 3))
    _demand((len(grid.money), len(grid.goals)) == parts, "money 或 goals 的格数不对", "money")


def _demand(is_fine: bool, sentence: str, word: str) -> None:
    if not is_fine:
        raise _Wrong(sentence, word)
