"""A self-evaluation table from JSON of the schema "perf-self-evaluation/1".

Every value that has no cell in the form is left over under its path, so that nothing of the file is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.models.errors import InputError
from app.services.performance.draft import Draft, DraftIndicator, squeeze
from app.services.performance.grid import refuse
from app.services.performance.vocabulary import role_key, vocabulary

SCHEMA = "perf-self-evaluation/1"
ROW_LIMIT = 2_000
_SAVE_AGAIN = "请重新导出这个文件，或改用 Excel、Word 版本的自评表。"
_MONEY = {
    "initial": "initial_budget",
    "full_year": "full_year_budget",
    "executed": "executed",
    "weight": "weight",
    "rate": "execution_rate",
    "score": "score",
}
# Printed labels and numbers of rows, which can be made from what is read.
_DERIVED = {"no", "level2", "label", "role"}
# The same text cut into items or paragraphs.
_CUT = {"level3_items": "level3", "target_items": "target", "actual_items": "actual", "paragraphs": "text"}
_TOP = {"schema", "form", "source", "title", "title_inferred", "year", "year_raw", "indicator_columns"}


def read_json(path: Path, content: bytes) -> Draft:
    """The table as printed.

    Raises:
        InputError: not JSON, of another schema, or without the parts of a form.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise refuse(path, "不是完整的 JSON 文件。", _SAVE_AGAIN, str(error)) from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        schema = data.get("schema") if isinstance(data, dict) else None
        what = f"的格式是“{schema}”，不是 {SCHEMA}。" if schema else f"不是 {SCHEMA} 格式的自评表。"
        raise refuse(path, what, _SAVE_AGAIN)
    try:
        return _Json(data).read()
    except RecursionError as error:
        raise refuse(path, "嵌套层次过深，没有读取。", _SAVE_AGAIN) from error
    except InputError as error:
        raise refuse(path, error.message, _SAVE_AGAIN) from error


class _Json:
    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.draft = Draft()

    def read(self) -> Draft:
        data, draft = self._data, self.draft
        draft.title = self._text("", data, "title") or self._text("", data, "title_inferred")
        year = self._text("", data, "year")
        draft.year = int(year) if year.isdecimal() and len(year) == 4 else None
        header = _table(data, "header")
        for label in header:
            draft.head("header", label, self._text("header", header, label))
        self._funding(_table(data, "funding"))
        self._goals(_table(data, "goals"))
        for number, row in enumerate(_rows(data, "indicators")):
            self._indicator(f"indicators[{number}]", row)
        total = _table(data, "total")
        draft.printed_weight = self._text("total", total, "weight")
        draft.printed_score = self._text("total", total, "score")
        self._leave("total", total, {"label", "weight", "score"})
        self._leave("", data, _TOP | {"header", "funding", "goals", "indicators", "total"})
        return draft

    def _funding(self, funding: dict[str, Any]) -> None:
        self.draft.money_unit = self._text("funding", funding, "unit")
        roles = vocabulary().roles
        for number, row in enumerate(_rows(funding, "rows")):
            place = f"funding.rows[{number}]"
            label = self._text(place, row, "label")
            role = roles.get(role_key(label))
            if role is None or role in self.draft.funding:
                self._keep(place, row)
                self.draft.doubt(place, f"资金行“{label}”在自评表中没有对应的行，没有读入。")
                continue
            values = {name: self._text(place, row, key) for name, key in _MONEY.items()}
            self.draft.add_funding(role, place, values)
            self._leave(place, row, {*_MONEY.values(), *_DERIVED})
        self._leave("funding", funding, {"unit", "label", "columns", "rows"})

    def _goals(self, goals: dict[str, Any]) -> None:
        expected, actual = _table(goals, "expected"), _table(goals, "actual")
        self.draft.goal_expected = self._text("goals.expected", expected, "text")
        self.draft.goal_actual = self._text("goals.actual", actual, "text")
        self._leave("goals.expected", expected, {"text", *_DERIVED})
        self._leave("goals.actual", actual, {"text", *_DERIVED})
        self._leave("goals", goals, {"expected", "actual"})

    def _indicator(self, place: str, row: dict[str, Any]) -> None:
        fields = ("level1", "level3", "target", "actual", "weight", "score", "deviation_reason")
        level1, title, target, actual, weight, score, reason = (self._text(place, row, key) for key in fields)
        printed = "level2_printed" if row.get("level2_printed") else "level2"
        level2 = self._text(place, row, printed)
        self.draft.indicators.append(
            DraftIndicator(place, level1, level2, title, target, actual, weight, score, reason)
        )
        self._leave(place, row, {*fields, "level2_printed", *_DERIVED})

    def _text(self, place: str, table: dict[str, Any], key: str) -> str:
        value = table.get(key)
        if isinstance(value, str):
            return value.strip()
        if value is not None:
            self._keep(f"{place}.{key}".strip("."), value)
        return ""

    def _leave(self, place: str, table: dict[str, Any], known: set[str]) -> None:
        for key, value in table.items():
            if key not in known and not _is_cut(table, key):
                self._keep(f"{place}.{key}".strip("."), value)

    def _keep(self, place: str, value: object) -> None:
        for where, text in _leaves(place, value):
            self.draft.leave(where, text)


def _is_cut(table: dict[str, Any], key: str) -> bool:
    """Whether a list holds nothing but the pieces of the text beside it."""
    whole, pieces = table.get(_CUT.get(key, "")), table[key]
    if not isinstance(whole, str) or not isinstance(pieces, list):
        return False
    return squeeze("".join(map(str, pieces))) == squeeze(whole)


def _leaves(place: str, value: object) -> Iterator[tuple[str, str]]:
    """What is below `value` with its path: single values, and groups of single values on one line."""
    if (
        isinstance(value, dict)
        and value
        and not any(isinstance(inner, dict | list) for inner in value.values())
    ):
        yield place, "；".join(f"{key}：{inner}" for key, inner in value.items())
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(f"{place}[{number}]", inner)
    elif value is not None and value != "":
        yield place, str(value)


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise InputError(f"里的“{key}”不是一组字段。")
    return value


def _rows(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or len(rows) > ROW_LIMIT:
        raise InputError(f"里的“{key}”不是表格的行，或行数过多。")
    return rows
