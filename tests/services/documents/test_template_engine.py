import pytest

from app.services.documents import template_engine
from app.services.documents.template_engine import Forbidden, compile_source, fill, parse


def _filled(source: str, **values: object) -> str:
    return fill(compile_source(source), values)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ a }}", "A&amp;B &lt;空&gt;"),
        (
            "{% for x in b %}{{ loop.index }}{{ x }}{% if not loop.last %}、{% endif %}{% endfor %}",
            "1甲、2乙",
        ),
        ("{{ b|join('；') }}", "甲；乙"),
        ("{{ b|length + 1 }}", "3"),
        ("{% if a == '' or b %}是{% else %}否{% endif %}", "是"),
        ("{{ b[0] ~ b[-1] }}{{ b[:1]|first }}", "甲乙甲"),
        ("{{ c|default('无', true) }}", "无"),
        ("{% for x in b if x == '乙' %}{{ x }}{% endfor %}", "乙"),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
    ],
)
def test_a_template_may_place_choose_and_repeat(source: str, text: str) -> None:
    assert _filled(source, a="A&B <空>", b=("甲", "乙"), c="") == text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ ''.__class__ }}", "下划线"),
        ("{{ a['__class__'] }}", "下划线"),
        ("{{ ''['__cla' ~ 'ss__'] }}", "不能填写"),
        ("{{ a|attr('__class__') }}", "attr"),
        ("{{ _budget }}", "下划线"),
        ("{% for i in range(10**9) %}{% endfor %}", "range"),
        ("{{ a.format(1) }}", "调用函数"),
        ("{{ a * 999999999 }}", "乘法"),
        ("{{ 10**10**10 }}", "乘方"),
        ("{{ '%999999999d' % 1 }}", "取余"),
        ("{{ a|safe }}", "safe"),
        ("{{ a|center(999999999) }}", "center"),
        ("{{ a|replace('', 'aa') }}", "replace"),
        ("{{ a is callable }}", "callable"),
        ("{% set x = a %}", "set"),
        ("{% include 'x' %}", "include"),
        ("{% import 'x' as y %}", "import"),
        ("{% extends 'x' %}", "extends"),
        ("{% macro m() %}{% endmacro %}", "macro"),
        ("{% block b %}{% endblock %}", "block"),
        ("{% autoescape false %}{{ a }}{% endautoescape %}", "autoescape"),
        ("{% for x in b recursive %}{% endfor %}", "递归"),
        ("{{ {'a': 1} }}", "字典"),
        ("{% if a %}", "没有结束"),
        ("{% endif %}", "没有成对"),
        ("{% wrong %}", "不认识"),
        ("{{ a b }}", "写法有误"),
        ("{{ " + "(" * 3000 + " }}", "嵌套过深"),
        ("{% for x in b %}" * 30 + "{% endfor %}" * 30, "嵌套过深"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(source: str, words: str) -> None:
    with pytest.raises(Forbidden) as caught:
        _filled(source, a="a", b=("甲",))
    assert words in caught.value.sentence
    assert caught.value.sentence[0] > "\x7f"


def test_an_unknown_value_is_an_error_not_a_gap() -> None:
    with pytest.raises(Forbidden, match="nothing"):
        _filled("{{ nothing }}")


def test_a_complaint_names_the_line() -> None:
    with pytest.raises(Forbidden) as caught:
        template_engine.refuse(parse("a\nb\n{{ a() }}"))
    assert caught.value.line == 3


def test_loops_within_loops_end() -> None:
    loops = "{% for x in b %}" * 8 + "{% endfor %}" * 8
    with pytest.raises(Forbidden, match="循环次数过多"):
        _filled(loops, b=tuple(range(50)))


def test_loops_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_engine, "MAX_SECONDS", -1.0)
    with pytest.raises(Forbidden, match="循环次数过多"):
        _filled("{% for x in b %}{% endfor %}", b=(1,))


def test_long_results_are_cut_off() -> None:
    text = "甲" * 10_000
    with pytest.raises(Forbidden, match="过长"):
        _filled("{% for x in b %}" + text + "{{ x }}{% endfor %}", b=tuple(range(5_000)))
    with pytest.raises(Forbidden, match="join"):
        _filled("{{ b|join(a) }}", a=text, b=tuple(range(50)))


def test_a_value_used_as_what_it_is_not_is_told() -> None:
    with pytest.raises(Forbidden, match="不能计算"):
        _filled("{% for x in a %}{% endfor %}", a=True)


def test_every_filling_has_its_own_budget() -> None:
    template = compile_source("{% for x in b %}{% endfor %}")
    for _ in range(3):
        assert fill(template, {"b": tuple(range(15_000))}) == ""
