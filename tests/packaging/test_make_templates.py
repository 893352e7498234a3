import importlib
import io
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "templates"
NAMES = ("review_opinion.docx", "correction_notice.docx", "question_list.docx", "body_evaluation.docx")
each = pytest.mark.parametrize("name", NAMES)
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


@each
def test_the_committed_template_is_what_the_script_makes(maker: ModuleType, name: str) -> None:
    assert tuple(maker.MAKERS) == NAMES
    assert _parts((FOLDER / name).read_bytes()) == _parts(maker.MAKERS[name]())


@each
def test_making_it_twice_gives_the_same_bytes(maker: ModuleType, name: str) -> None:
    assert maker.MAKERS[name]() == maker.MAKERS[name]()


@each
def test_nothing_superfluous_is_in_the_template(name: str) -> None:
    assert sorted(_parts((FOLDER / name).read_bytes())) == [
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels"),
        *("word/document.xml", "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml"),
        *("word/settings.xml", "word/styles.xml"),
    ]


@each
@pytest.mark.parametrize(("tag", "order"), [("pPr", PARAGRAPH), ("rPr", RUN)])
def test_properties_stand_in_the_order_of_the_standard(name: str, tag: str, order: list[str]) -> None:
    for part, content in _parts((FOLDER / name).read_bytes()).items():
        if part.startswith("word/") and part.endswith(".xml"):
            for element in etree.fromstring(content).iter(f"{{*}}{tag}"):
                found = [child.tag.rpartition("}")[2] for child in element]
                assert found == sorted(found, key=order.index)
