"""The templates of the letters beside the opinion: 补正通知, 核查问询单, 核查机构评价表 (guide §7.4)."""

from __future__ import annotations

from office_layout import (
    ATTACHED,
    BODY,
    CAPTION,
    CELL_CENTER,
    CELL_HEAD,
    GAP,
    HEADING,
    NUMBER,
    SIGNATURE,
    SMALL,
    SMALL_CENTER,
    TITLE_STYLE,
    blank_document,
    saved,
)
from template_writer import Writer, set_page

_BLOCK = '<w:ind w:leftChars="1300" w:left="4160"/>'


def make_correction() -> bytes:
    """The notice to the unit, with the form for its reply."""
    return _notice("补正通知", has_copy=True)


def make_questions() -> bytes:
    """The internal questions to the verification body."""
    return _notice("核查问询单", has_copy=False)


def make_evaluation() -> bytes:
    """The evaluation of a verification body in one year."""
    document = blank_document()
    set_page(document, has_stamp=False)
    writer = Writer(document)
    _title(writer, has_number=False)
    writer.line("一、综合评价", HEADING)
    table = writer.table((30, 48, 30, 48))
    pairs = (("核查机构", "body", "年度", "year"), ("核查报告数", "count", "平均得分", "mean"))
    for left, first, right, second in pairs:
        cells = ((left, CELL_HEAD), (f"{{{{ {first} }}}}", CELL_CENTER))
        writer.row(table, (*cells, (right, CELL_HEAD), (f"{{{{ {second} }}}}", CELL_CENTER)), height=9)
    writer.line("", GAP)
    writer.line("等级：{{ grade }}。{{ note }}")
    writer.line("二、各报告得分", HEADING)
    writer.line("核查报告得分表", CAPTION)
    heads = ("序号", "单位", "严重", "一般", "提示", "得分", "等级")
    table = writer.table((12, 64, 14, 14, 14, 19, 19), heads)
    names = ("critical", "major", "minor", "score", "grade")
    numbers = tuple((f"{{{{ row.{name} }}}}", SMALL_CENTER) for name in names)
    first = (("{{ row.number }}", SMALL_CENTER), ("{{ row.unit_name }}", SMALL))
    writer.rows(table, "reports", (*first, *numbers))
    _signature(writer)
    return saved(document, "核查机构评价表")


def _notice(name: str, *, has_copy: bool) -> bytes:
    document = blank_document()
    set_page(document, has_stamp=False)
    writer = Writer(document)
    _title(writer, has_number=True)
    writer.line("", BODY)
    writer.line("{{ addressee }}：", BODY, more='<w:ind w:firstLineChars="0" w:firstLine="0"/>')
    writer.line("{{ opening }}")
    writer.line("{%p for issue in issues %}")
    code = "{% if issue.item_code %}（{{ issue.item_code }}）{% endif %}"
    writer.line(f"{{{{ issue.number }}}}.{code}{{{{ issue.fact }}}}")
    writer.line("依据：{{ issue.basis }}")
    writer.line("补正要求：{{ issue.request }}" if has_copy else "请说明：{{ issue.request }}")
    writer.line("{%p endfor %}")
    # The last lines stay with the signature, so that no page holds the signature alone.
    lines = {"deadline": "", "consequence": "", "contact": "联系方式："}
    for field, words in lines.items():
        writer.line(f"{{%p if {field} %}}")
        writer.line(f"{words}{{{{ {field} }}}}", more="<w:keepNext/>")
        writer.line("{%p endif %}")
    writer.line("", more="<w:keepNext/>")
    writer.line("附件：答复表", more="<w:keepNext/>")
    _signature(writer)
    if has_copy:
        writer.each("if copy_to", ("抄送：{{ copy_to }}", BODY))
    _reply(writer)
    return saved(document, name)


def _title(writer: Writer, *, has_number: bool) -> None:
    writer.each("for line in title_lines", ("{{ line }}", TITLE_STYLE))
    if has_number:
        writer.each("if number", ("{{ number }}", NUMBER))
    else:
        writer.line("", GAP)


def _signature(writer: Writer) -> None:
    writer.line("", more="<w:keepNext/>")
    writer.line("", more="<w:keepNext/>")
    writer.line("{{ office }}", SIGNATURE, more=_BLOCK)
    writer.line("{{ date }}", SIGNATURE, more=f'<w:keepNext w:val="0"/>{_BLOCK}')


def _reply(writer: Writer) -> None:
    writer.line("附件", ATTACHED, more="<w:pageBreakBefore/>")
    writer.line("", ATTACHED)
    writer.line("答复表", TITLE_STYLE)
    writer.line("", GAP)
    table = writer.table((14, 22, 76, 44), ("序号", "审核项", "答复和整改情况", "证据编号"))
    cells = (
        ("{{ row.number }}", SMALL_CENTER),
        ("{{ row.item_code }}", SMALL_CENTER),
        ("", SMALL),
        ("", SMALL),
    )
    writer.mark_row(table, "{%tr for row in issues %}")
    writer.row(table, cells, height=22)
    writer.mark_row(table, "{%tr endfor %}")
    writer.line("", GAP)
    writer.line("答复单位（盖章）：")
    writer.line("负责人（签字）：　　　　　日期：　　　　　")
