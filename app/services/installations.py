"""The identity of this computer, kept in the data folder."""

from __future__ import annotations

from app.models.identity import Installation
from app.services.paths import data_folder


def this_installation() -> Installation:
    """Who this computer is."""
    return Installation(data_folder() / "identity")
