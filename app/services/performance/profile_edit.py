"""An office's own profile as a form to fill in: what an office changes, in its words, and back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.models.errors import InputError
from app.services.paths import resource
from app.services.performance.own_profiles import own_text, save_own
from app.services.performance.profile_files import merged
from app.services.performance.profile_model import Profile

_PARTS = re.compile(r"[、，,;；]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Labels that an office changes, with what they are called in the form.
LABELS = (
    *(("title", "表名"), ("initial", "年初预算"), ("full_year", "全年预算"), ("executed", "全年执行")),
    *(("goal_expected", "预期目标"), ("goal_actual", "完成情况"), ("level3", "三级指标")),
    *(("target", "指标值"), ("actual", "完成值"), ("reason", "偏差原因")),
)


@dataclass(frozen=True)
class ProfileForm:
    """What can be changed, as typed. Lists are parted by 、; rows and levels stand one to a line."""

    name: str
    money_unit: str
    labels: tuple[tuple[str, str], ...]
    heading_rows: str
    required: str
    foot: str
    signatures: str
    # 产出指标：数量指标、质量指标
    levels: str
    execution: str
    # 常用：产出指标=50、效益指标=30、满意度指标=10
    schemes: str


def profile_form(by: Profile) -> ProfileForm:
    """The form of a profile."""
    return ProfileForm(
        by.name,
        by.money_unit,
        tuple((key, getattr(by.labels, key)) for key, _ in LABELS),
        "\n".join("、".join(row) for row in by.heading_rows),
        "、".join(by.required_headings),
        "\n".join(by.foot),
        "、".join(by.signatures),
        "\n".join(f"{top.name}：{'、'.join(top.children)}" for top in by.levels),
        f"{by.execution_weight:f}",
        "\n".join(
            f"{one.name}：{'、'.join(f'{name}={weight:f}' for name, weight in one.weights.items())}"
            for one in by.schemes
        ),
    )


def save_profile_form(path: Path, form: ProfileForm) -> None:
    """Keep what was changed in the office's own file; everything else stays as it is there.

    Raises:
        InputError: with the field and what is wrong in it; nothing is written then.
    """
    # With all that its base says: a level that is taken out must not be left in the base's other names.
    data = merged(own_text(path), resource("performance"))
    data |= {"name": _needed("名称", form.name), "money_unit": _needed("金额单位", form.money_unit)}
    names = dict(LABELS)
    labels = data.setdefault("labels", {})
    labels |= {key: _needed(names[key], text) for key, text in form.labels}
    rows = [_parts(line) for line in _lines(form.heading_rows)]
    if not rows or any(len(row) > 3 for row in rows):
        raise InputError("表头每行写 1 到 3 项，用顿号隔开。", field="heading_rows")
    data.setdefault("headings", {}).update({"rows": rows, "required": _parts(form.required)})
    data["foot"] = {"rows": _lines(form.foot), "signatures": _parts(form.signatures)}
    data["levels"] = _levels(form.levels, data.get("levels", []))
    names_now = {name for one in data["levels"] for name in (one["name"], *_all_below(one))}
    aliases = data.get("spellings", {})
    data["spellings"] = {name: words for name, words in aliases.items() if name in names_now}
    weights = data.setdefault("weights", {})
    weights["execution"] = _number("预算执行率的分值", form.execution)
    weights["schemes"] = [_scheme(line) for line in _lines(form.schemes)]
    save_own(path, written(data))


def _all_below(level: dict[str, Any]) -> list[str]:
    return [*level["children"], *level.get("tolerated", [])]


def _levels(text: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {str(one.get("name")): one for one in before}
    found = []
    for line in _lines(text):
        name, _, below = line.replace(":", "：").rpartition("：")
        children = _parts(below)
        if not name.strip() or not children:
            raise InputError(f"“{line}”没有写成“一级指标：二级指标、二级指标”。", field="levels")
        one: dict[str, Any] = {"name": name.strip(), "children": children}
        old = known.get(name.strip(), {})
        expected = [child for child in old.get("expected", []) if child in children]
        one |= {"expected": expected} if expected else {}
        one |= {"is_expected": True} if old.get("is_expected") else {}
        one |= {"tolerated": old["tolerated"]} if old.get("tolerated") else {}
        found.append(one)
    if not found:
        raise InputError("至少要有一个一级指标。", field="levels")
    return found


def _scheme(line: str) -> dict[str, Any]:
    name, _, rest = line.replace(":", "：").rpartition("：")
    found: dict[str, Any] = {"name": name.strip()}
    for part in _parts(rest):
        level, _, number = part.replace("＝", "=").partition("=")
        found[level.strip()] = _number(f"“{name.strip()}”里“{level.strip()}”的分值", number)
    if not name.strip() or len(found) == 1:
        raise InputError(f"“{line}”没有写成“方案名：一级指标=分值、一级指标=分值”。", field="schemes")
    return found


def _number(what: str, text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise InputError(f"{what}“{text.strip()}”应是不小于 0 的数字。")
    return number


def _needed(what: str, text: str) -> str:
    if not text.strip():
        raise InputError(f"“{what}”不能为空。")
    return text.strip()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def written(data: dict[str, Any]) -> str:
    """A profile as the text of its file: single values first, then one part after the other."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in data.items() if not isinstance(value, dict)]
    for key, value in data.items():
        if isinstance(value, dict):
            lines += _part((key,), value)
    return "\n".join(lines) + "\n"


def _part(path: tuple[str, ...], table: dict[str, Any]) -> list[str]:
    lines = ["", f"[{'.'.join(map(_key, path))}]"]
    lines += [f"{_key(key)} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict)]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += _part((*path, key), value)
    return lines


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    return json.dumps(str(value), ensure_ascii=False)
