"""Make the default Word templates of `resources/templates`.

Run `python packaging/make_templates.py` after a change here and commit the result too; a test compares them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from make_letters import make_correction, make_evaluation, make_questions
from office_layout import (
    ATTACHED,
    BODY,
    BODY_FACE,
    CAPTION,
    CELL_CENTER,
    CELL_HEAD,
    GAP,
    HEADING,
    NUMBER,
    SECOND,
    SECOND_FACE,
    SIGNATURE,
    SMALL,
    SMALL_CENTER,
    SMALL_NUMBER,
    TITLE_STYLE,
    blank_document,
    saved,
)
from template_writer import Writer, set_page

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "templates"


def make_opinion() -> bytes:
    """The template of the review opinion as the bytes of a file."""
    document = blank_document()
    set_page(document)
    writer = Writer(document)
    _head(writer)
    _data(writer)
    _findings_to_signature(writer)
    _attachment(writer)
    return saved(document, "审核意见")


def _head(writer: Writer) -> None:
    writer.each("for line in title_lines", ("{{ line }}", TITLE_STYLE))
    writer.each("if number", ("{{ number }}", NUMBER))
    writer.line("", GAP)
    table = writer.table((24, 58, 24, 50))
    pairs = (
        ("单位名称", "unit_name", "", ""),
        ("信用代码", "credit_code", "类别", "category"),
        ("行业", "industry", "报告年度", "year"),
        ("报告版本", "report_version", "轮次", "round"),
        ("核查机构", "verification_body", "审核日期", "reviewed_on"),
        ("审核人", "reviewer", "复审人", "second_reviewer"),
        ("审定人", "approver", "审核结论", "conclusion"),
    )
    for left, first, right, second in pairs:
        cells = ((left, CELL_HEAD), (f"{{{{ {first} }}}}", CELL_CENTER))
        if right:
            cells += ((right, CELL_HEAD), (f"{{{{ {second} }}}}", CELL_CENTER))
        row = writer.row(table, (*cells, *((("", CELL_CENTER),) * (4 - len(cells)))), height=9)
        if not right:
            merged = row.cells[1].merge(row.cells[3])
            for paragraph in merged.paragraphs[1:]:
                paragraph._p.getparent().remove(paragraph._p)
    writer.line("", GAP)
    writer.line("一、审核依据", HEADING)
    writer.each("for line in basis", ("{{ line }}", BODY))
    writer.line("二、审核过程", HEADING)
    writer.each("for line in process", ("{{ line }}", BODY))


def _data(writer: Writer) -> None:
    writer.line("三、报告数据", HEADING)
    writer.line("{{ data_sentence }}", more="<w:keepNext/>")
    writer.line("{%p if data_rows %}")
    writer.line("表1　排放数据对照（单位：tCO₂）", CAPTION)
    table = writer.table(
        (36, 25, 25, 25, 25, 20), ("排放源", "单位报告值", "审核复算值", "核查值", "差异", "差异率")
    )
    names = ("reported", "recomputed", "verified", "difference", "percent")
    numbers = tuple((f"{{{{ row.{name} }}}}", SMALL_NUMBER) for name in names)
    writer.rows(table, "data_rows", (("{{ row.component }}", SMALL), *numbers), total=True)
    writer.line("", GAP)
    writer.line("{%p endif %}")
    writer.line("{%p if year_rows %}")
    writer.line("{{ year_sentence }}", more="<w:keepNext/>")
    writer.line("表2　与上年度比较（单位：tCO₂）", CAPTION)
    table = writer.table((36, 32, 32, 32, 24), ("排放源", "本年度", "上年度", "变化量", "变化率"))
    names = ("this_year", "last_year", "change", "percent")
    numbers = tuple((f"{{{{ row.{name} }}}}", SMALL_NUMBER) for name in names)
    writer.rows(table, "year_rows", (("{{ row.component }}", SMALL), *numbers), total=True)
    writer.line("", GAP)
    writer.line("{%p endif %}")


def _findings_to_signature(writer: Writer) -> None:
    _earlier(writer)
    writer.line("{{ findings_heading }}", HEADING)
    writer.line("{{ findings_summary }}")
    writer.line("{%p for group in finding_groups %}")
    writer.line("{{ group.heading }}", SECOND)
    writer.line("{%p for finding in group.findings %}")
    code = "{% if finding.item_code %}（{{ finding.item_code }}）{% endif %}"
    writer.line(f"{{{{ finding.number }}}}.{code}{{{{ finding.fact }}}}")
    for label, name in (("依据", "basis"), ("影响量", "effect"), ("整改要求", "request")):
        _labelled(writer, label, f"{{{{ finding.{name} }}}}", "<w:keepNext/>" if name == "request" else "")
    _labelled(writer, "状态", "{{ finding.state }}。")
    writer.line("{%p endfor %}")
    writer.line("{%p endfor %}")
    writer.line("{{ conclusion_heading }}", HEADING)
    writer.each("for line in conclusion_lines", ("{{ line }}", BODY))
    writer.line("{{ suggestions_heading }}", HEADING)
    # The last line stays with the signature, so that no page holds the signature alone.
    writer.line("{%p for line in suggestions %}")
    writer.line("{%p if loop.last %}")
    writer.line("{{ line }}", more="<w:keepNext/>")
    writer.line("{%p else %}")
    writer.line("{{ line }}")
    writer.line("{%p endif %}")
    writer.line("{%p endfor %}")
    writer.line("", more="<w:keepNext/>")
    writer.line("附件：审核清单结果汇总和证据清单", more="<w:keepNext/>")
    writer.line("", more="<w:keepNext/>")
    writer.line("", more="<w:keepNext/>")
    block = '<w:ind w:leftChars="1300" w:left="4160"/>'
    writer.line("{{ office }}", SIGNATURE, more=block)
    writer.line("{{ date }}", SIGNATURE, more=f'<w:keepNext w:val="0"/>{block}')


def _earlier(writer: Writer) -> None:
    """What became of the findings of earlier rounds and of last year."""
    writer.line("{%p if earlier_groups %}")
    writer.line("{{ earlier_heading }}", HEADING)
    writer.line("{{ earlier_summary }}")
    writer.line("{%p for group in earlier_groups %}")
    writer.line("{{ group.heading }}", SECOND)
    writer.line("{%p for finding in group.findings %}")
    code = "{% if finding.item_code %}（{{ finding.item_code }}）{% endif %}"
    writer.line(f"{{{{ finding.number }}}}.{code}{{{{ finding.fact }}}}")
    dated = "{% if finding.answered_on %}（{{ finding.answered_on }}）{% endif %}"
    _labelled(writer, f"单位答复{dated}", "{{ finding.answer }}")
    _labelled(writer, "核对情况", "{{ finding.check }}", "<w:keepNext/>")
    _labelled(writer, "落实情况", "{{ finding.outcome }}。")
    writer.line("{%p if finding.request %}")
    _labelled(writer, "仍需整改", "{{ finding.request }}")
    writer.line("{%p endif %}")
    writer.line("{%p endfor %}")
    writer.line("{%p endfor %}")
    writer.line("{%p endif %}")


def _labelled(writer: Writer, label: str, text: str, more: str = "") -> None:
    paragraph = writer.line("", more=more)
    paragraph._p.append(writer.run(f"{label}：", SECOND_FACE))
    paragraph._p.append(writer.run(text, BODY_FACE))


def _attachment(writer: Writer) -> None:
    writer.line("附件", ATTACHED, more="<w:pageBreakBefore/>")
    writer.line("", ATTACHED)
    writer.line("审核清单结果汇总和证据清单", TITLE_STYLE)
    writer.line("", GAP)
    writer.line("一、审核清单结果汇总", HEADING)
    writer.line("{%p if count_rows %}")
    table = writer.table((36, 24, 24, 24, 24, 24), ("严重程度", "是", "否", "不适用", "未判定", "合计"))
    names = ("severity", "yes", "no", "not_applicable", "unanswered", "total")
    writer.rows(
        table, "count_rows", tuple((f"{{{{ row.{name} }}}}", SMALL_CENTER) for name in names), total=True
    )
    writer.line("", GAP)
    writer.line("{%p else %}")
    writer.line("无。")
    writer.line("{%p endif %}")
    writer.line("二、证据清单", HEADING)
    writer.line("{%p if evidence %}")
    table = writer.table((12, 20, 54, 18, 52), ("序号", "审核项", "文件", "页码", "摘录"))
    cells = (
        ("{{ row.number }}", SMALL_CENTER),
        ("{{ row.item_code }}", SMALL_CENTER),
        ("{{ row.file_name }}", SMALL),
        ("{{ row.page }}", SMALL_CENTER),
        ("{{ row.quote }}", SMALL),
    )
    writer.rows(table, "evidence", cells)
    writer.line("{%p else %}")
    writer.line("无。")
    writer.line("{%p endif %}")


MAKERS: dict[str, Callable[[], bytes]] = {
    "review_opinion.docx": make_opinion,
    "correction_notice.docx": make_correction,
    "question_list.docx": make_questions,
    "body_evaluation.docx": make_evaluation,
}


def main() -> int:
    """Write the templates."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        (FOLDER / name).write_bytes(make())
        print(FOLDER / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
