"""What a printed label of a foreign form means, whatever its spaces, line feeds, brackets and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.models.enums import FundingRole
from app.models.names import name_key
from app.services.performance.profiles import FormKind, Labels, profiles, spellings

_BRACKETS = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
_POINTS = re.compile(r"[（(\[]([0-9]{1,3}(?:\.[0-9]+)?)分[）)\]]")
_UNIT = re.compile(r"(亿元|万元|千元|元)")
_UNIT_ONLY = re.compile(r"[（(]?(?:金额)?单位[:：]?(?:人民币)?(亿元|万元|千元|元)[）)]?")

# 1-7月执行数 of a monitoring.
_UP_TO = re.compile(r"^1[-—–~～至到](1[0-2]|[1-9]|N)月份?(?=执行|完成|实际|预算)")
_MONEY = ("initial", "full_year", "executed", "weight", "rate", "score")
_COLUMNS = (
    *("level1", "level2", "level3", "target", "actual", "weight", "score", "reason"),
    *("forecast", "outlook"),
)
_GOAL = {"goal": "block", "goal_expected": "expected", "goal_actual": "actual"}
_DECLARED_GOAL = {"goal": "block", "goal_expected": "expected", "goal_project": "project"}


@dataclass(frozen=True)
class Vocabulary:
    """By block of the form: the key of a label and the field it names."""

    head: Mapping[str, str]
    money: Mapping[str, str]
    roles: Mapping[str, FundingRole]
    # Labels of the money of the whole project or the middle term; only in declarations.
    project_roles: Mapping[str, FundingRole]
    goal: Mapping[str, str]
    columns: Mapping[str, str]
    totals: Mapping[str, str]


def label_key(text: str) -> str:
    """A label without brackets and their content, spaces, line feeds, punctuation and a number behind it."""
    plain = _UP_TO.sub("", "".join(_BRACKETS.sub("", text).split()))
    return re.sub(r"(?<=[标])[0-9]{1,2}$", "", name_key(plain))


def role_key(text: str) -> str:
    """A label of the money block, also without 其中 in front."""
    return re.sub(r"^(?:其中|其它?中)", "", label_key(text))


def points(text: str) -> str:
    """20 from 预算执行情况（20分）; the empty text where none are named."""
    found = _POINTS.search("".join(text.split()))
    return found[1] if found else ""


def month_of(text: str) -> int | None:
    """7 from 1-7月执行数, None where no month is named."""
    found = _UP_TO.match("".join(text.split()))
    return int(found[1]) if found and found[1] != "N" else None


def money_unit(text: str) -> str:
    """万元 from 项目资金（万元） or 单位：万元; the empty text where none is named."""
    plain = "".join(text.split())
    found = next((m for part in _BRACKETS.findall(plain) if (m := _UNIT.search(part))), None)
    return found.group(1) if found else unit_line(text)


def unit_line(text: str) -> str:
    """万元 from a line that says nothing else, such as 单位：万元; else the empty text."""
    found = _UNIT_ONLY.fullmatch("".join(text.split()))
    return found.group(1) if found else ""


@cache
def vocabulary(kind: FormKind = FormKind.SELF_EVALUATION) -> Vocabulary:
    """The spellings of real forms and the labels of every profile of that form.

    Raises:
        Damaged: a resource is not what it should be.
    """
    words = spellings()
    known = [one for one in profiles() if one.form is kind]
    is_declared = kind is FormKind.DECLARATION
    goal = "declared_goal" if is_declared else "goal"
    labels = [one.labels.up_to(7) for one in known]
    by_code = {role.value: role for role in FundingRole}
    roles = {role_key(word): by_code[code] for code, some in words["roles"].items() for word in some}
    roles |= {role_key(word): role for one in labels for role, word in one.roles.items()}
    heads = [label for one in known for label in one.all_labels]
    return Vocabulary(
        _keys(words["head"]) | {label_key(label): label for label in heads},
        _with_labels(words["money"], labels, {field: field for field in _MONEY}),
        roles,
        {
            role_key(word): role
            for word, role in [
                *((word, by_code[code]) for code, some in words["project_roles"].items() for word in some),
                *((word, role) for one in labels for role, word in one.project_roles.items()),
            ]
        },
        _with_labels(words[goal], labels, _DECLARED_GOAL if is_declared else _GOAL),
        _with_labels(
            words["columns"], labels, {"indicators": "block"} | {field: field for field in _COLUMNS}
        ),
        _with_labels(words["totals"], labels, {"total": "total"}),
    )


def _keys(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Key of every spelling and of the field itself, where that is a label."""
    return {label_key(word): field for field, known in words.items() for word in (field, *known)}


def _with_labels(
    words: Mapping[str, Iterable[str]], labels: Iterable[Labels], fields: Mapping[str, str]
) -> dict[str, str]:
    """`fields`: attribute of `Labels` and the field it names."""
    own = {
        label_key(word): field
        for one in labels
        for label, field in fields.items()
        if (word := getattr(one, label))
    }
    return {label_key(word): field for field, known in words.items() for word in known} | own
