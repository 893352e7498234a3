"""Jinja for templates that other people wrote: it may place values, choose and repeat, and nothing else.

The sandbox of Jinja keeps a template from Python's insides, but lets it multiply texts and nest loops without
end. So here a template is read before it is compiled: only the constructs below are let through, every loop
counts against one budget, and the text that comes out has a limit.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

MAX_REPEATS = 20_000
MAX_SECONDS = 20.0
MAX_OUTPUT = 40_000_000
_BUDGET = "_budget"

_ALLOWED = (
    *("Template", "Output", "TemplateData", "For", "If", "CondExpr", "Name", "Const", "Getattr", "Getitem"),
    *("Filter", "Test", "Keyword", "Compare", "Operand", "And", "Or", "Not", "Add", "Sub", "Neg", "Pos"),
    *("Concat", "List", "Tuple", "Slice"),
)
_FILTERS = (
    "default",
    "d",
    "first",
    "last",
    "length",
    "count",
    "trim",
    "upper",
    "lower",
    "join",
    "e",
    "escape",
)
_TESTS = ("defined", "undefined", "none", "odd", "even", "eq", "equalto", "==", "ne", "!=", "in")
_WORDS = {
    "Call": "调用函数（如 range()）",
    "Mul": "乘法",
    "Pow": "乘方",
    "Mod": "取余或格式化",
    "Div": "除法",
    "FloorDiv": "除法",
    "Assign": "{% set %}",
    "AssignBlock": "{% set %}",
    "Include": "{% include %}",
    "Import": "{% import %}",
    "FromImport": "{% import %}",
    "Extends": "{% extends %}",
    "Macro": "{% macro %}",
    "Block": "{% block %}",
    "With": "{% with %}",
    "FilterBlock": "{% filter %}",
    "CallBlock": "{% call %}",
    "Scope": "{% autoescape %}",
    "Dict": "字典",
}


class Forbidden(Exception):
    """A template asks for something it may not; `line` is the line of its source, 0 if it is not known."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


@dataclass
class _Budget:
    """How often loops may still go round, and until when."""

    repeats: int = MAX_REPEATS
    until: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)

    def spend(self) -> None:
        self.repeats -= 1
        if self.repeats < 0 or time.monotonic() > self.until:
            raise Forbidden(f"模板中的循环次数过多（上限 {MAX_REPEATS} 次）。")


@cache
def environment() -> SandboxedEnvironment:
    """The one environment of all templates: sandboxed, escaping, and strict about names it does not know."""
    from jinja2 import StrictUndefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class OfficeEnvironment(ImmutableSandboxedEnvironment):
        """Refuses before anything is compiled: folding constants would already run them."""

        def _generate(
            self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
        ) -> str:
            refuse(source)
            _count_repeats(source)
            return super()._generate(source, name, filename, defer_init)

    made = OfficeEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.filters |= {"join": _join, "bounded": pass_context(_bounded)}
    made.tests = {name: made.tests[name] for name in _TESTS}
    return made


def parse(source: str) -> nodes.Template:
    """The syntax tree of `source`.

    Raises:
        Forbidden: it cannot be read.
    """
    from jinja2 import TemplateSyntaxError

    try:
        return environment().parse(source)
    except TemplateSyntaxError as error:
        raise Forbidden(_syntax_sentence(error.message or ""), error.lineno) from error
    except RecursionError as error:
        raise Forbidden("标记中的括号或条件嵌套过深。") from error


def refuse(tree: nodes.Template) -> None:
    """Go through a syntax tree.

    Raises:
        Forbidden: it holds a construct that templates may not use.
    """
    from jinja2 import nodes

    for node in tree.find_all(nodes.Node):
        kind = type(node).__name__
        if kind not in _ALLOWED:
            raise Forbidden(f"模板中不能使用{_WORDS.get(kind, kind)}。", node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise Forbidden(f"模板中不能使用“|{node.name}”。", node.lineno)
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise Forbidden(f"模板中不能使用“is {node.name}”。", node.lineno)
        if isinstance(node, nodes.For) and node.recursive:
            raise Forbidden("模板中不能使用递归循环。", node.lineno)
        name = getattr(node, "attr", "") if isinstance(node, nodes.Getattr) else getattr(node, "name", "")
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            name = node.arg.value
        if isinstance(name, str) and name.startswith("_"):
            raise Forbidden(f"模板中不能使用以下划线开头的“{name[:40]}”。", node.lineno)


def compile_source(source: str) -> Template:
    """`source` ready to be filled.

    Raises:
        Forbidden: it cannot be read, or holds what templates may not use.
    """
    from jinja2 import TemplateSyntaxError

    try:
        return environment().from_string(source)
    except TemplateSyntaxError as error:
        raise Forbidden(_syntax_sentence(error.message or ""), error.lineno) from error
    except (RecursionError, SyntaxError, MemoryError) as error:
        raise Forbidden("模板中的循环或条件嵌套过深。") from error


def fill(template: Template, values: dict[str, Any]) -> str:
    """The text of `template` with `values` in it.

    Raises:
        Forbidden: it went round too often, became too long, or used a value in a way that cannot be.
    """
    from jinja2 import TemplateError

    context = template.new_context({**values, _BUDGET: _Budget()})
    pieces, length = [], 0
    try:
        for piece in template.root_render_func(context):
            length += len(piece)
            if length > MAX_OUTPUT:
                raise Forbidden("模板生成的内容过长。")
            pieces.append(piece)
    except TemplateError as error:
        raise Forbidden(f"模板不能填写：{error.message or type(error).__name__}。") from error
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise Forbidden(f"模板中有不能计算的标记：{error}。") from error
    return "".join(pieces)


def _count_repeats(tree: nodes.Template) -> None:
    from jinja2 import nodes

    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, "bounded", [], [], None, None, lineno=loop.lineno)


def _bounded(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    """`values` one by one, each paid from the budget of this filling."""
    budget = context[_BUDGET]
    for value in values:
        budget.spend()
        yield value


def _join(values: Iterable[object], separator: object = "") -> str:
    """Texts put together, as long as the result stays short; joins of joins would grow without end."""
    texts = [str(value) for value in values]
    if sum(map(len, texts)) + len(texts) * len(str(separator)) > 200_000:
        raise Forbidden("模板中的 join 生成的内容过长。")
    return str(separator).join(texts)


def _syntax_sentence(message: str) -> str:
    """Jinja's complaint in words for the person who made the template; the original stays with it."""
    if "unknown tag" in message:
        return f"有不认识的标记，或者循环、条件没有成对：{message}"
    if "No filter named" in message or "No test named" in message:
        return f"用了不支持的过滤器或判断：{message}"
    if "Unexpected end of template" in message:
        return f"有循环或条件没有结束（缺少 endfor 或 endif）：{message}"
    return f"标记写法有误：{message}"
