"""The manual and the READMEs: every picture is there, nothing is fetched from a network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MANUAL = ROOT / "resources" / "manual" / "index.html"


def test_every_picture_of_the_manual_is_there() -> None:
    found = re.findall(r'<img src="([^"]+)"', MANUAL.read_text("utf-8"))
    assert found
    assert [name for name in found if not (MANUAL.parent / name).is_file()] == []


def test_the_manual_fetches_nothing() -> None:
    text = MANUAL.read_text("utf-8")
    assert re.findall(r'(?:src|href)="(?!#|pictures/)([^"]*)"', text) == []
    assert "<script" not in text


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_link_of_the_readme_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
