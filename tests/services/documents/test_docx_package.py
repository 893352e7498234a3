import zipfile
from pathlib import Path

import pytest
from docx_help import W, packed, paragraph, parts, with_body

from app.models.errors import InputError
from app.services.documents import docx_package
from app.services.documents.docx_package import open_package
from app.services.documents.templates import default_template

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _open(path: Path) -> docx_package.Package:
    return open_package(path.read_bytes(), path.name)


def _relation(kind: str, target: str, external: bool) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'
    ).encode()


def test_the_default_template_opens_with_its_text_parts() -> None:
    package = _open(default_template())
    assert [label for _, label in package.text_parts()] == ["正文", "页脚", "页脚"]
    assert package.core_part == "docProps/core.xml"


@pytest.mark.parametrize(
    ("kind", "target", "external", "word"),
    [
        ("attachedTemplate", "https://example.org/evil.dotm", True, "关联模板"),
        ("hyperlink", "https://example.org", True, "外部链接"),
        ("image", "\\\\server\\share\\a.png", True, "外部图片"),
        ("footer", "https://example.org", True, "外部引用"),
        ("oleObject", "embeddings/oleObject1.bin", False, "嵌入对象"),
        ("package", "embeddings/sheet.xlsx", False, "嵌入文件"),
        ("aFChunk", "part.html", False, "嵌入的其他格式文件"),
        ("control", "activeX/activeX1.xml", False, "控件"),
        ("subDocument", "other.docx", False, "子文档"),
        ("frame", "frame.htm", False, "框架页"),
        ("mailMergeSource", "list.mdb", True, "邮件合并数据源"),
    ],
)
def test_whatever_reaches_outside_or_could_run_is_refused(
    tmp_path: Path, kind: str, target: str, external: bool, word: str
) -> None:
    content = parts(default_template())
    content["word/_rels/footer1.xml.rels"] = _relation(kind, target, external)
    path = packed(tmp_path / "a.docx", content)
    with pytest.raises(InputError, match=word):
        _open(path)


def test_macros_are_refused_by_their_type(tmp_path: Path) -> None:
    content = parts(default_template())
    content["word/vbaProject.bin"] = b"\x00"
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    with pytest.raises(InputError, match="宏"):
        _open(packed(tmp_path / "a.docx", content))


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (b"application/vnd.ms-word.document.macroEnabled.main+xml", "宏"),
        (b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", "另存为 .docx"),
    ],
)
def test_other_kinds_of_word_files_are_refused(tmp_path: Path, kind: bytes, word: str) -> None:
    content = parts(default_template())
    types = content["[Content_Types].xml"]
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert plain in types
    content["[Content_Types].xml"] = types.replace(plain, kind)
    with pytest.raises(InputError) as caught:
        _open(packed(tmp_path / "a.docm", content))
    assert word in caught.value.sentence


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('<w:altChunk r:id="rId1"/>', "其他格式"),
        ("<w:p><w:r><w:object/></w:r></w:p>", "嵌入对象"),
        ("<w:p><w:r><w:pict><o:OLEObject/></w:pict></w:r></w:p>", "嵌入对象"),
        ("<w:p><w:r><w:control/></w:r></w:p>", "控件"),
        ('<w:p><w:r><w:pict><v:imagedata src="http://a/b.png"/></w:pict></w:r></w:p>', "外部图片"),
        ('<w:p><w:r><w:pict><v:imagedata src="\\\\a\\b.png"/></w:pict></w:r></w:p>', "外部图片"),
        ('<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;c:/a.txt&quot; "/></w:p>', "INCLUDETEXT"),
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE</w:instrText></w:r>'
            "<w:r><w:instrText>AUTO excel</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            "DDEAUTO",
        ),
        ("<w:p><w:r><w:instrText>LINK Excel</w:instrText></w:r></w:p>", "LINK"),
        ('<w:p><w:fldSimple w:instr="HYPERLINK &quot;http://a&quot;"/></w:p>', "HYPERLINK"),
    ],
)
def test_what_word_would_fetch_or_start_is_refused(tmp_path: Path, body: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        _open(with_body(tmp_path / "a.docx", body))


@pytest.mark.parametrize("field", ["PAGE", " page \\* MERGEFORMAT", "HYPERLINK \\l _Toc1", "DATE \\@ yyyy"])
def test_harmless_fields_are_let_through(tmp_path: Path, field: str) -> None:
    body = f'<w:p><w:fldSimple w:instr="{field}"/></w:p>'
    assert _open(with_body(tmp_path / "a.docx", body)).parts


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = (
        f'<!DOCTYPE a [<!ENTITY x "ha">]><w:styles xmlns:w="{W}"><w:name>&x;</w:name></w:styles>'
    ).encode()
    with pytest.raises(InputError, match="文档类型"):
        _open(with_body(tmp_path / "a.docx", paragraph("a"), word__styles_xml=bomb))


def test_broken_xml_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="已损坏"):
        _open(with_body(tmp_path / "a.docx", "<w:p>"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a zip at all", "不是完整的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "旧版"),
        (b"PK\x03\x04 cut off", "不是完整的"),
    ],
)
def test_files_that_are_no_packages_are_told(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        open_package(content, "a.docx")


def test_a_damaged_part_is_told(tmp_path: Path) -> None:
    content = bytearray(default_template().read_bytes())
    content[200] ^= 0xFF
    with pytest.raises(InputError):
        open_package(bytes(content), "a.docx")


def test_a_zip_without_word_in_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不是 Word 文档"):
        _open(packed(tmp_path / "a.docx", {"a.txt": b"a"}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    content = parts(default_template())
    content["word/media/big.png"] = bytes(80 << 20)
    path = packed(tmp_path / "a.docx", content)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(InputError, match="过大"):
        _open(path)


def test_a_huge_text_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="过大"):
        _open(with_body(tmp_path / "a.docx", f"<w:p/><!--{'x' * (7 << 20)}-->"))


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.docx", parts(default_template()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("WORD/document.xml", "<a/>")
    with pytest.raises(InputError, match="重名"):
        _open(path)


def test_custom_data_may_use_any_element_names(tmp_path: Path) -> None:
    content = parts(default_template()) | {"customXml/item1.xml": b"<object>control</object>"}
    assert _open(packed(tmp_path / "a.docx", content)).kinds["customXml/item1.xml"] == "application/xml"
