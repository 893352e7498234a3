from dataclasses import dataclass

import pytest

from app.services.documents.template_engine import parse
from app.services.documents.template_fields import FieldCheck


@dataclass(frozen=True)
class Line:
    fact: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    unit: str
    flag: bool
    lines: tuple[Line, ...]


def _check(source: str) -> FieldCheck:
    check = FieldCheck(Context)
    check.walk(parse(source))
    return check


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("{{ unit }}{% if flag %}{% endif %}", {"unit", "flag"}),
        ("{% for x in lines %}{{ x.fact }}{% for p in x.parts %}{{ p }}{% endfor %}{% endfor %}", {"lines"}),
        ("{% for x in lines %}{{ loop.index }}{% else %}{{ unit }}{% endfor %}", {"lines", "unit"}),
        ("{{ lines[0].fact }}{{ (lines|first).fact }}{{ lines[1:]|length }}", {"lines"}),
        ("{% for x in lines if x['fact'] %}{% endfor %}", {"lines"}),
        ("{% for unit in lines %}{{ unit.fact }}{% endfor %}", {"lines"}),
        ("{{ unit|default('') }}", {"unit"}),
        ("{% for a, b in [(1, 2)] %}{{ a }}{% endfor %}", set()),
    ],
)
def test_fields_that_are_there_are_noted(source: str, used: set[str]) -> None:
    check = _check(source)
    assert check.used == used
    assert check.wrong == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ unlt }}", "“unlt”不存在，是否为“unit”"),
        ("{{ 单位 }}", "“单位”不存在。"),
        ("{% for x in lines %}{{ x.facts }}{% endfor %}", "“x.facts”不存在，是否为“fact”"),
        ("{% for x in lines %}{{ x['facts'] }}{% endfor %}", "“x[facts]”不存在"),
        ("{% for x in lines %}{% endfor %}{{ x }}", "“x”不存在"),
        ("{% for x in lines %}{{ loop.number }}{% endfor %}", "“loop.number”不存在"),
        ("{{ loop.index }}", "“loop”不存在"),
        ("{{ unit.upper }}", "“unit.upper”不存在"),
        ("{{ lines[0].none }}", "“lines[0].none”不存在"),
        ("{% for x in unit %}{% endfor %}", "“unit”不是列表"),
        ("{{ lines }}", "“lines”是列表"),
        ("{% for x in lines %}{{ x }}{% endfor %}", "有多个字段，请写明是哪一个：fact、parts"),
        ("{% for x in lines %}{{ x.parts }}{% endfor %}", "“x.parts”是列表"),
        ("{{ missing|default('') }}", "“missing”不存在"),
        ("{% if nothing %}{% endif %}", "“nothing”不存在"),
    ],
)
def test_wrong_uses_are_told(source: str, words: str) -> None:
    (wrong,) = _check(f"第一行\n{source}").wrong
    assert words in wrong.sentence
    assert wrong.line == 2
