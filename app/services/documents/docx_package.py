"""A received .docx opened as data: bounded in size, and refused if anything in it could run or reach outside.

Nothing of Word is imitated here: the file is a zip of parts, and every part is looked at before any is used.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.models.errors import InputError

MAX_FILE_MEGABYTES = 10
_MAX_PARTS = 1_000
_MAX_TOTAL = 60 << 20
_MAX_XML = 6 << 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
# Parts whose text a reader sees and a template may fill, by the last words of their content type.
_TEXT_KINDS = {
    "document.main+xml": "正文",
    "header+xml": "页眉",
    "footer+xml": "页脚",
    "footnotes+xml": "脚注",
}
# What may not be in a template, by a word of its content type or of its relationship type.
_REFUSED_KINDS = {
    "vbaproject": "宏",
    "vbadata": "宏",
    "macroenabled": "宏",
    "keymapcustomizations": "宏按键",
    "attachedtoolbars": "工具栏",
    "activex": "控件",
    "control": "控件",
    "oleobject": "嵌入对象",
    "package": "嵌入文件",
    "afchunk": "嵌入的其他格式文件",
    "subdocument": "子文档",
    "attachedtemplate": "关联模板",
    "mailmergesource": "邮件合并数据源",
    "frame": "框架页",
}
_REFUSED_ELEMENTS = {
    "altChunk": "嵌入的其他格式文件",
    "object": "嵌入对象",
    "OLEObject": "嵌入对象",
    "control": "控件",
    "subDoc": "子文档",
    "mailMerge": "邮件合并",
    "attachedTemplate": "关联模板",
}
# Fields that only show something of the document itself; others may fetch files or start programs.
_HARMLESS_FIELDS = (
    *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "TOC"),
    *("TITLE", "SUBJECT", "AUTHOR", "FILENAME", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "EQ", "SYMBOL"),
)


@dataclass(frozen=True)
class Package:
    """The parts of a checked file in the order of the file, and what kind each is."""

    name: str
    parts: dict[str, bytes]
    kinds: dict[str, str]

    def text_parts(self) -> Iterator[tuple[str, str]]:
        """Part name and what the user calls it, for every part that may carry marks; the body first."""
        for ending, label in _TEXT_KINDS.items():
            for name, kind in self.kinds.items():
                if kind.endswith(ending):
                    yield name, label

    @property
    def core_part(self) -> str | None:
        """The part with title, author and dates."""
        return next((name for name, kind in self.kinds.items() if kind == _CORE), None)


def open_package(content: bytes, name: str) -> Package:
    """Check `content` (called `name`) and take it apart.

    Raises:
        InputError: it is no .docx, too large, damaged, or holds something that could run or reach outside.
    """
    parts = _read_parts(content, name)
    kinds = _content_types(parts, name)
    mains = [kind for kind in kinds.values() if kind.endswith("main+xml")]
    for part, kind in kinds.items():
        _refuse_kind(kind, name, part)
    if mains != [_MAIN]:
        raise InputError(f"“{name}”不是 Word 文档（.docx）。", "请在 Word 或 WPS 中另存为 .docx 再使用。")
    package = Package(name, parts, kinds)
    for part, kind in kinds.items():
        if kind.endswith("xml") or part.endswith((".xml", ".rels")):
            _check_xml(package, part, kind)
    return package


def parse_xml(content: bytes, name: str) -> Any:
    """`content` as an element; entities, document types and the network stay out of it.

    Raises:
        InputError: it is not well-formed, or has a document type.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"“{name}”的内容已损坏。", "请用 Word 打开后另存一份再试。", str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise InputError(f"“{name}”含有不允许的文档类型声明。", "请换用由 Word 或 WPS 保存的文件。")
    return root


def zipped(parts: dict[str, bytes]) -> bytes:
    """The parts as one file, with fixed dates and flags, so that the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, content)
    return buffer.getvalue()


def _read_parts(content: bytes, name: str) -> dict[str, bytes]:
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(
            f"“{name}”是旧版 .doc 文件，或设了打开密码。", "请在 Word 中取消密码并另存为 .docx。"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_sizes(entries, name)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        message = f"“{name}”不是完整的 .docx 文件，无法打开。"
        raise InputError(message, "请用 Word 打开后另存一份再试。", str(error)) from error


def _check_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Judge by what the directory declares; reading stops there, so a false one only damages itself."""
    if len(entries) > _MAX_PARTS or sum(entry.file_size for entry in entries) > _MAX_TOTAL:
        raise _too_large(name)
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise InputError(f"“{name}”内有重名的部分，已拒绝。", "请用 Word 打开后另存一份再试。")


def _too_large(name: str) -> InputError:
    return InputError(f"“{name}”解压后过大，不像正常的 Word 文件。", "请删去大图片等内容，或换一个文件。")


def _content_types(parts: dict[str, bytes], name: str) -> dict[str, str]:
    """Content type by part, as Word reads it: an override by name, else the default of the extension."""
    if _TYPES not in parts:
        raise InputError(f"“{name}”不是 Word 文档（.docx）。", "请在 Word 或 WPS 中另存为 .docx 再使用。")
    defaults, overrides = {}, {}
    for entry in parse_xml(parts[_TYPES], name).iter("*"):
        kind = entry.get("ContentType", "")
        if entry.get("PartName"):
            overrides[entry.get("PartName").lstrip("/").lower()] = kind
        elif entry.get("Extension"):
            defaults[entry.get("Extension").lower()] = kind
    kinds = {}
    for part in parts:
        extension = part.rpartition(".")[2].lower()
        kinds[part] = overrides.get(part.lower()) or defaults.get(extension, "")
    return kinds


def _refuse_kind(kind: str, name: str, where: str) -> None:
    for word in re.split(r"[/.+]", kind.lower()):
        if word in _REFUSED_KINDS:
            raise _unwanted(name, _REFUSED_KINDS[word], where)


def _unwanted(name: str, what: str, detail: str) -> InputError:
    return InputError(
        f"“{name}”含有{what}，为安全起见没有打开。", f"请在 Word 中删去{what}后另存为 .docx。", detail
    )


def _check_xml(package: Package, part: str, kind: str) -> None:
    if len(package.parts[part]) > _MAX_XML:
        raise _too_large(package.name)
    root = parse_xml(package.parts[part], package.name)
    if part.endswith(".rels"):
        _check_relationships(root, package.name)
    # Custom XML that travels with a document is plain data, whatever its elements are called.
    elif kind != "application/xml":
        _check_elements(root, package.name, part)


def _check_elements(root: Any, name: str, part: str) -> None:
    instruction = ""
    for element in root.iter("*"):
        local = element.tag.rpartition("}")[2]
        if local in _REFUSED_ELEMENTS:
            raise _unwanted(name, _REFUSED_ELEMENTS[local], f"{part}: {element.tag}")
        if local == "imagedata":
            _check_addresses(element, name)
        if element.tag == f"{W}fldSimple":
            _check_field(element.get(f"{W}instr", ""), name)
        # An instruction may be cut over many runs; it ends where its result begins or the field ends.
        elif element.tag == f"{W}instrText":
            instruction += element.text or ""
        elif element.tag == f"{W}fldChar":
            _check_field(instruction, name)
            instruction = ""
    _check_field(instruction, name)


def _check_relationships(root: Any, name: str) -> None:
    for relation in root.iter("{*}Relationship"):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        _refuse_kind(kind, name, target)
        if relation.get("TargetMode", "").lower() == "external":
            what = {"hyperlink": "外部链接", "image": "外部图片"}.get(kind, "外部引用")
            raise _unwanted(name, what, f"{kind}: {target}")


def _check_addresses(element: Any, name: str) -> None:
    """Old drawings may name a picture by address without a relationship."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] in ("src", "href") and re.search(r"[:\\]|^//", value):
            raise _unwanted(name, "外部图片", value)


def _check_field(instruction: str, name: str) -> None:
    words = instruction.split()
    if not words or words[0].upper() in _HARMLESS_FIELDS or words[:2] == ["HYPERLINK", "\\l"]:
        return
    raise _unwanted(name, f"域“{words[0][:20]}”", instruction)
