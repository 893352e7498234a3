import importlib
import io
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "resources" / "templates" / "review_opinion.docx"
# The order of the elements in the standard, as far as the templates use them.
PARAGRAPH = [
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "snapToGrid", "spacing", "ind"),
    *("jc", "outlineLvl"),
]
RUN = ["rFonts", "spacing", "sz", "szCs", "vertAlign", "lang"]


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("make_templates")


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_committed_template_is_what_the_script_makes(maker: ModuleType) -> None:
    assert _parts(TEMPLATE.read_bytes()) == _parts(maker.make_opinion())


def test_making_it_twice_gives_the_same_bytes(maker: ModuleType) -> None:
    assert maker.make_opinion() == maker.make_opinion()


def test_nothing_superfluous_is_in_the_template() -> None:
    assert sorted(_parts(TEMPLATE.read_bytes())) == [
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels"),
        *("word/document.xml", "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml"),
        *("word/settings.xml", "word/styles.xml"),
    ]


@pytest.mark.parametrize(("tag", "order"), [("pPr", PARAGRAPH), ("rPr", RUN)])
def test_properties_stand_in_the_order_of_the_standard(tag: str, order: list[str]) -> None:
    for name, content in _parts(TEMPLATE.read_bytes()).items():
        if name.startswith("word/") and name.endswith(".xml"):
            for element in etree.fromstring(content).iter(f"{{*}}{tag}"):
                names = [child.tag.rpartition("}")[2] for child in element]
                assert names == sorted(names, key=order.index)
