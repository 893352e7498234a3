import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTICES = ROOT / "resources" / "notices.txt"


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    monkeypatch.delitem(sys.modules, "make_notices", raising=False)
    return importlib.import_module("make_notices")


def test_every_library_and_font_has_its_notice(notices: ModuleType) -> None:
    text = NOTICES.read_text("utf-8")
    assert notices.missing(text) == []
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "SIL OPEN FONT LICENSE", "Tabler", "reportlab"):
        assert words in text


def test_a_new_version_is_missed(notices: ModuleType) -> None:
    text = NOTICES.read_text("utf-8").replace("\npandas ", "\npandas 0.")
    (gone,) = notices.missing(text)
    assert gone.startswith("pandas ")
