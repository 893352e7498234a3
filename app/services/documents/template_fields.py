"""Which values a template uses, held against what its context has: a wrong name is told, never left empty."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from jinja2 import nodes

LOOP = "loop"
_LOOP_TYPES: dict[str, Any] = dict.fromkeys(
    ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "previtem", "nextitem")
)


@dataclass(frozen=True)
class WrongUse:
    """One name that the context does not have, or that is used as what it is not."""

    sentence: str
    line: int


@cache
def field_types(kind: type) -> dict[str, Any]:
    """Field name -> type of a dataclass."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _fields_of(kind: Any) -> dict[str, Any]:
    return field_types(kind) if isinstance(kind, type) and is_dataclass(kind) else {}


class FieldCheck:
    """Walks the syntax tree of one part and notes which fields of `context` it uses, and which it cannot."""

    def __init__(self, context: type) -> None:
        self._context = context
        self._scopes: list[dict[str, Any]] = [field_types(context)]
        self.used: set[str] = set()
        self.wrong: list[WrongUse] = []

    def walk(self, node: nodes.Node) -> None:
        """Check `node` and everything below it."""
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            self._loop(node)
        elif isinstance(node, nodes.Output):
            for printed in node.nodes:
                self._printed(printed)
        elif isinstance(node, nodes.Expr):
            self._type_of(node)
        else:
            for child in node.iter_child_nodes():
                self.walk(child)

    def _loop(self, loop: nodes.For) -> None:
        from jinja2 import nodes

        kind = self._type_of(loop.iter)
        if kind is not None and get_origin(kind) is not tuple:
            self._note(f"“{_source(loop.iter)}”不是列表，不能用来循环。", loop.iter.lineno)
            kind = None
        item = get_args(kind)[0] if kind is not None else None
        names = {name.name: None for name in loop.target.find_all(nodes.Name)}
        if isinstance(loop.target, nodes.Name):
            names = {loop.target.name: item}
        self._scopes.append({**names, LOOP: LOOP})
        if loop.test is not None:
            self._type_of(loop.test)
        for child in loop.body:
            self.walk(child)
        self._scopes.pop()
        for child in loop.else_:
            self.walk(child)

    def _printed(self, node: nodes.Node) -> None:
        kind = self._type_of(node)
        if get_origin(kind) is tuple:
            name = _source(node)
            self._note(f"“{name}”是列表，请用 {{%p for x in {name} %}} 逐项写出。", node.lineno)
        elif known := _fields_of(kind):
            self._note(f"“{_source(node)}”有多个字段，请写明是哪一个：{'、'.join(known)}。", node.lineno)

    def _type_of(self, node: nodes.Node) -> Any:
        """The type of an expression where it follows from the context; None where it does not matter."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Getattr):
            return self._field(self._type_of(node.node), node, node.attr)
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        kinds = [self._type_of(child) for child in node.iter_child_nodes()]
        if isinstance(node, nodes.Filter) and kinds:
            return self._filtered(node.name, kinds[0])
        return None

    def _filtered(self, name: str, kind: Any) -> Any:
        if name in ("first", "last"):
            return get_args(kind)[0] if get_origin(kind) is tuple else None
        return kind if name in ("default", "d") else None

    def _name(self, node: nodes.Name) -> Any:
        for scope in reversed(self._scopes):
            if node.name in scope:
                if scope is self._scopes[0]:
                    self.used.add(node.name)
                return scope[node.name]
        self._note(_unknown(node.name, [name for scope in self._scopes for name in scope]), node.lineno)
        return None

    def _field(self, kind: Any, node: nodes.Node, name: str) -> Any:
        if kind is None:
            return None
        known = _LOOP_TYPES if kind == LOOP else _fields_of(kind)
        if name not in known:
            self._note(_unknown(_source(node), list(known)), node.lineno)
        return known.get(name)

    def _item(self, node: nodes.Getitem) -> Any:
        from jinja2 import nodes

        kind = self._type_of(node.node)
        if isinstance(node.arg, nodes.Slice):
            return kind
        self._type_of(node.arg)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._field(kind, node, node.arg.value)
        return get_args(kind)[0] if get_origin(kind) is tuple else None

    def _note(self, sentence: str, line: int) -> None:
        self.wrong.append(WrongUse(sentence, line))


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.rpartition(".")[2], known, 1)
    return f"模板用到的“{name}”不存在{f'，是否为“{near[0]}”' if near else ''}。"


def _source(node: nodes.Node) -> str:
    """A name as it was written: finding.fact."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_source(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_source(node.node)}[{node.arg.value}]"
    return "…"
