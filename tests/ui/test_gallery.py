"""The gallery shows every piece; here it is only measured. Its pictures are for eyes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_no_widget_is_smaller_than_it_needs(scale: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "docs/gallery.py", str(tmp_path), "--check"],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stdout.strip() == "ok", run.stdout + run.stderr


def test_whatever_takes_the_focus_has_a_name(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from gallery_pieces import fields, pieces
    from gallery_windows import shell
    from measuring import nameless

    found = []
    for window in (shell(), pieces(), fields()):
        window.show()
        found += nameless(window)
        window.close()
        window.deleteLater()
    assert found == []
