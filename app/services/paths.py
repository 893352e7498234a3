"""Where the program's own files lie, in a checkout and in a frozen build, and where its data goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ENV_DATA = "CARBON_REVIEW_DESK_DATA"


def resource(*parts: str) -> Path:
    """A file under `resources/`."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root.joinpath("resources", *parts)


def data_folder() -> Path:
    """The folder for this person's settings, identity and backups; never roaming, never beside the files."""
    chosen = os.environ.get(ENV_DATA)
    if chosen:
        folder = Path(chosen)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "CarbonReviewDesk"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        folder = Path(base) / "carbon-review-desk"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
