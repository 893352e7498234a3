"""One table of a resource file, read key by key and then closed.

Every complaint names the file and the item, because bad data must be found on our desk, not on the user's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from app.models.errors import Damaged
from app.models.problems import disk_problem

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_HINT = "程序自带的数据文件有误，请重新安装程序。"


class Table:
    """A TOML table with typed access. What was not asked for when `close` is called is an unknown key."""

    def __init__(self, data: dict[str, object], file: str, item: str = "") -> None:
        """`file` and `item` are named in complaints."""
        self._data = data
        self._file = file
        self._item = item
        self._asked: set[str] = set()

    @classmethod
    def of_file(cls, path: Path, root: Path) -> Table:
        """The whole file as a table, called by its place under `root`.

        Raises:
            Damaged: it is not TOML. FileMissing, FileBusy, ReadOnly: it cannot be read.
        """
        name = path.relative_to(root).as_posix()
        try:
            text = path.read_bytes().decode("utf-8")
            return cls(tomllib.loads(text, parse_float=Decimal), name)
        except OSError as error:
            raise disk_problem(error, path) from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Damaged(f"“{name}”不是正确的 TOML 文件。", _HINT, detail=str(error)) from error

    def fail(self, problem: str) -> NoReturn:
        """Refuse the file because of this table."""
        place = f"“{self._file}”中 {self._item}" if self._item else f"“{self._file}”"
        raise Damaged(f"{place}：{problem}。", _HINT)

    def close(self) -> None:
        """Refuse keys that nobody asked for: a mistyped key would otherwise be silence."""
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            self.fail(f"不认识的键 {'、'.join(unknown)}")

    def unique(self, value: object, seen: Container[object], key: str) -> None:
        """Refuse `value` if it was seen before."""
        if value in seen:
            self.fail(f"{key} “{value}”重复")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; `default` where the key may be left out."""
        if default is not None and not self.has(key):
            self._asked.add(key)
            return default
        value = self._get(key, str, "文字")
        if not value.strip():
            self.fail(f"{key} 是空的")
        if value != value.strip() or "\n" in value:
            self.fail(f"{key} 前后有空白或换行")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none twice; empty where the key is left out."""
        if not self.has(key):
            self._asked.add(key)
            return ()
        values = self._get(key, list, "列表")
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.fail(f"{key} 中有空的或不是文字的值")
            if values.count(value) > 1:
                self.fail(f"{key} 中“{value}”重复")
        return tuple(values)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        if default is not None and not self.has(key):
            self._asked.add(key)
            return default
        return self._get(key, bool, "true 或 false")

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self._get(key, int, "整数")
        if isinstance(value, bool):
            self.fail(f"{key} 应为整数")
        return value

    def number(self, key: str) -> Decimal:
        """A number, exact."""
        value = self._get(key, object, "数字")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fail(f"{key} 应为数字")
        return Decimal(value)

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._get(key, date, "日期")
        if type(value) is not date:
            self.fail(f"{key} 应为日期")
        return value

    def choice(self, key: str, kind: type[E]) -> E:
        """A member of a vocabulary, by its code."""
        return self._member(self.text(key), key, kind)

    def choices(self, key: str, kind: type[E]) -> tuple[E, ...]:
        """Members of a vocabulary; empty where the key is left out."""
        return tuple(self._member(code, key, kind) for code in self.texts(key))

    def optional(self, key: str, read: Callable[[str], T]) -> T | None:
        """What `read` gives, or None where the key is left out."""
        self._asked.add(key)
        return read(key) if self.has(key) else None

    def table(self, key: str) -> Table:
        """A table inside this one, called by its key."""
        return Table(self._get(key, dict, "表"), self._file, f"[{key}]")

    def tables(self, key: str, *names: str, required: bool = True) -> Iterator[Table]:
        """The tables of a list, each called by its values of `names`, or by its place."""
        if not required and not self.has(key):
            self._asked.add(key)
            return
        rows = self._get(key, list, "表的列表")
        for place, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                self.fail(f"{key} 应为表的列表")
            label = " ".join(_shown(row[name]) for name in names if name in row)
            yield Table(row, self._file, label if label.strip() else f"第{place}个 [[{key}]]")

    def pairs(self, key: str) -> dict[str, str]:
        """A table of texts by code."""
        inner = self.table(key)
        return {code: inner.text(code) for code in inner._data}

    def _member(self, code: str, key: str, kind: type[E]) -> E:
        try:
            return kind(code)
        except ValueError:
            self.fail(f"{key} “{code}”不在允许的值之内（{'、'.join(member.value for member in kind)}）")

    def _get(self, key: str, kind: type[T], called: str) -> T:
        self._asked.add(key)
        if not self.has(key):
            self.fail(f"缺少 {key}")
        value = self._data[key]
        if not isinstance(value, kind):
            self.fail(f"{key} 应为{called}")
        return value


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
