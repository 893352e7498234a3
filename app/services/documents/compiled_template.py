"""A Word template made ready: checked once, its marks compiled once, then filled as often as wanted.

The marks are those of docxtpl ({{ x }}; {%p … %}, {%tr … %}, {%tc … %} for paragraphs, rows and cells);
docxtpl translates them, and everything around them is done here, because docxtpl itself repairs broken XML
silently, evaluates properties and footnotes a second time, and turns line feeds into breaks without indent.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from app import PRODUCT
from app.models.errors import InputError
from app.services.documents.characters import hidden_characters, visible
from app.services.documents.docx_package import Package, open_package, parse_xml, zipped
from app.services.documents.docx_text import BREAK, mend
from app.services.documents.identity import carried, without_marks
from app.services.documents.template_engine import Forbidden, compile_source, fill, parse, refuse
from app.services.documents.template_fields import FieldCheck
from app.services.documents.template_fonts import fonts_used
from app.services.documents.template_marks import (
    MAX_MARKS,
    BadMark,
    Mark,
    Place,
    crowded_marks,
    find_marks,
    stray_marks,
)

if TYPE_CHECKING:
    from jinja2 import Template

_OPENING = re.compile(r"\{[{%#]")
_MARK = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_MAX_PROBLEMS = 20


@dataclass(frozen=True)
class TemplateProblem:
    """One thing about a template in a sentence, and where it stands."""

    sentence: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}：{self.sentence}" if self.where else self.sentence


@dataclass(frozen=True)
class CompiledPart:
    """One part of the file with marks in it."""

    name: str
    template: Template
    has_cell_loops: bool


@dataclass(frozen=True)
class CompiledTemplate:
    """A template and what was found in it; it can be filled when there are no problems."""

    package: Package
    parts: tuple[CompiledPart, ...]
    used: tuple[str, ...]
    fonts: tuple[str, ...]
    problems: tuple[TemplateProblem, ...]
    healed: tuple[TemplateProblem, ...]

    def fill(self, context: Any, *, title: str, author: str, iso_date: str) -> tuple[bytes, tuple[str, ...]]:
        """The finished file, and a sentence for every value with characters that had to be replaced.

        Raises:
            InputError: the template cannot be filled.
        """
        if self.problems:
            raise InputError(f"模板“{self.package.name}”不能使用。{self.problems[0]}")
        replaced: dict[str, str] = {}
        values = {f.name: _ready(getattr(context, f.name), f.name, replaced) for f in fields(context)}
        made = {part.name: self._filled(part, values) for part in self.parts}
        if self.package.core_part:
            made[self.package.core_part] = _core_properties(title, author, iso_date)
        return zipped({**self.package.parts, **made}), tuple(replaced.values())

    def _filled(self, part: CompiledPart, values: dict[str, Any]) -> bytes:
        from lxml import etree

        try:
            xml = fill(part.template, values)
        except Forbidden as error:
            raise InputError(f"模板“{self.package.name}”不能使用。{error.sentence}") from error
        try:
            root = parse_xml(xml.encode(), self.package.name)
        except InputError as error:
            raise InputError(
                f"模板“{self.package.name}”中，循环或条件的开头和结尾不在同一层。",
                "请把它们分别独占一段（{%p … %}）或独占一行（{%tr … %}）。",
                error.detail,
            ) from error
        if part.has_cell_loops:
            try:
                root = _docxtpl().fix_tables(xml)
            except (AttributeError, TypeError, ValueError, ArithmeticError) as error:
                message = f"模板“{self.package.name}”中，表格的列标记不能使用。"
                raise InputError(message, "请检查 {%tc … %} 和 {% colspan … %}。", str(error)) from error
        mend(root)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


@lru_cache(maxsize=8)
def compile_template(content: bytes, name: str, context: type) -> CompiledTemplate:
    """The template with the bytes `content`, called `name`, made ready for contexts of the class `context`.

    Raises:
        InputError: the file may not be opened. What is wrong with its marks stands in `problems`.
    """
    package = open_package(content, name)
    parts: list[CompiledPart] = []
    problems: list[TemplateProblem] = []
    healed: list[TemplateProblem] = []
    fields_used = FieldCheck(context)
    roots: list[Any] = []
    for part, label in package.text_parts():
        root = parse_xml(package.parts[part], name)
        roots.append(root)
        marks, bad = _marks(root, label)
        if bad:
            problems += [TemplateProblem(b.sentence, str(b.place)) for b in bad]
        elif marks:
            healed += [
                TemplateProblem(f"标记“{m.text}”被格式拆开，已合并。", str(m.place))
                for m in marks
                if m.was_cut
            ]
            compiled, wrong = _compile_part(part, label, root, marks, fields_used)
            problems += wrong
            parts += [compiled] if compiled else []
    styles = next((p for p, kind in package.kinds.items() if kind.endswith(".styles+xml")), None)
    fonts = fonts_used(roots, parse_xml(package.parts[styles], name) if styles else None)
    return CompiledTemplate(
        package,
        tuple(parts),
        tuple(sorted(fields_used.used)),
        tuple(sorted(fonts)),
        tuple(problems[:_MAX_PROBLEMS]),
        tuple(healed),
    )


def _marks(root: Any, label: str) -> tuple[list[Mark], list[BadMark]]:
    marks: list[Mark] = []
    bad: list[BadMark] = []
    for found in find_marks(root, label):
        if isinstance(found, BadMark):
            bad.append(found)
        else:
            marks.append(found)
        if len(marks) > MAX_MARKS or len(bad) > _MAX_PROBLEMS:
            bad.append(BadMark(f"标记过多（上限 {MAX_MARKS} 个）。", Place(label, 0, "")))
            return marks, bad
    return marks, [*bad, *stray_marks(root, label), *islice(crowded_marks(root, label), _MAX_PROBLEMS)]


def _compile_part(
    part: str, label: str, root: Any, marks: list[Mark], check: FieldCheck
) -> tuple[CompiledPart | None, list[TemplateProblem]]:
    """The part ready to be filled, or what is wrong with it."""
    from lxml import etree

    source = _docxtpl().patch_xml(etree.tostring(root, encoding="unicode"))
    source = _MARK.sub(lambda found: found.group().replace("&amp;", "&"), source)
    # For reading, every mark begins a line of its own: so the line of a complaint tells the mark it is about.
    spread = _OPENING.sub(lambda found: "\n" + found.group(), " ".join(source.splitlines()))
    known = len(_OPENING.findall(source)) == len(marks)

    def where(line: int) -> str:
        if known and 2 <= line < len(marks) + 2:
            mark = marks[line - 2]
            return f"{mark.place}，标记“{mark.text}”"
        return label

    before = len(check.wrong)
    try:
        tree = parse(spread)
        refuse(tree)
        check.walk(tree)
        template = compile_source(source)
    except Forbidden as error:
        return None, [TemplateProblem(error.sentence, where(error.line))]
    except RecursionError:
        return None, [TemplateProblem("标记中的括号或条件嵌套过深。", label)]
    wrong = [TemplateProblem(w.sentence, where(w.line)) for w in check.wrong[before:]]
    has_cell_loops = any(re.match(r"\{%tc |\{%\s*(?:colspan|hm)\b", mark.text) for mark in marks)
    return CompiledPart(part, template, has_cell_loops), wrong


def _docxtpl() -> Any:
    from docxtpl import DocxTemplate

    return DocxTemplate(io.BytesIO())


def _ready(value: Any, name: str, replaced: dict[str, str]) -> Any:
    """`value` as the template may see it: no hidden characters, line feeds marked as breaks."""
    if isinstance(value, str):
        if value.isprintable():
            return carried(value, value)
        codes = hidden_characters(value)
        if codes:
            words = " ".join(visible(value).split())[:20]
            replaced[f"{name} {words}"] = (
                f"“{words}…”中有不能打印的字符（{'、'.join(codes)}），已换成可见符号。"
            )
        return carried(without_marks(visible(value)).replace("\n", BREAK), value)
    if isinstance(value, tuple):
        return tuple(_ready(item, name, replaced) for item in value)
    if is_dataclass(value):
        return SimpleNamespace(
            **{f.name: _ready(getattr(value, f.name), f.name, replaced) for f in fields(value)}
        )
    return value


def _core_properties(title: str, author: str, iso_date: str) -> bytes:
    """Title, author and dates of the file. Only what the document says itself: no machine, no account."""
    moment = f"{iso_date or '1980-01-01'}T00:00:00Z"
    stamp = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(visible(title))}</dc:title><dc:creator>{escape(visible(author))}</dc:creator>"
        f"<cp:lastModifiedBy>{PRODUCT}</cp:lastModifiedBy><cp:revision>1</cp:revision>{stamp}"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    ).encode()
