from docx_help import W
from lxml import etree

from app.services.documents.template_fonts import fonts_used


def _xml(body: str) -> etree._Element:
    return etree.fromstring(f'<w:root xmlns:w="{W}">{body}</w:root>')


def _fonts(name: str) -> str:
    return f'<w:rPr><w:rFonts w:eastAsia="{name}"/></w:rPr>'


STYLES = _xml(
    f"<w:docDefaults>{_fonts('宋体')}</w:docDefaults>"
    f'<w:style w:styleId="a" w:default="1">{_fonts("等线")}</w:style>'
    f'<w:style w:styleId="base"><w:basedOn w:val="top"/>{_fonts("仿宋")}</w:style>'
    f'<w:style w:styleId="top"><w:basedOn w:val="base"/>{_fonts("黑体")}</w:style>'
    f'<w:style w:styleId="other">{_fonts("Courier")}</w:style>'
)


def test_fonts_of_styles_count_only_where_the_style_is_used() -> None:
    text = _xml(f'<w:p><w:pPr><w:pStyle w:val="base"/></w:pPr><w:r>{_fonts("楷体")}</w:r></w:p>')
    assert fonts_used([text], STYLES) == {"宋体", "等线", "仿宋", "黑体", "楷体"}
    assert fonts_used([_xml("<w:p/>")], STYLES) == {"宋体", "等线"}


def test_a_file_without_styles_has_the_fonts_of_its_text() -> None:
    assert fonts_used([_xml(f"<w:r>{_fonts('楷体')}</w:r>")], None) == {"楷体"}
    assert fonts_used([], None) == set()
