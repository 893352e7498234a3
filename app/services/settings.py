"""What belongs to this computer and its user, never to a file: who works here, the look, recent files."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.services.files import replacing

_RECENT_LIMIT = 12


@dataclass(frozen=True)
class Recent:
    """A workspace that was open lately."""

    path: str
    opened_at: str
    person: str = ""
    device: str = ""
    pinned: bool = False


@dataclass(frozen=True)
class Settings:
    """One value for every choice; the defaults are what a first start shows."""

    name: str = ""
    office: str = ""
    device: str = field(default_factory=platform.node)
    # "system", "light" or "dark"
    appearance: str = "system"
    recent: tuple[Recent, ...] = ()
    # Purpose of a file dialog -> folder last used.
    folders: Mapping[str, str] = field(default_factory=dict)
    # Name of a table or splitter -> widths, order, sort; only its window knows what is inside.
    layouts: Mapping[str, Any] = field(default_factory=dict)
    # Fingerprint of a list's header -> the mapping of its columns that the user agreed to.
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # Name -> the filter that was saved under it in the unit list.
    filters: Mapping[str, Any] = field(default_factory=dict)
    # Action of the review -> the key that the person chose for it.
    keys: Mapping[str, str] = field(default_factory=dict)
    hints_seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_introduced(self) -> bool:
        """Whether somebody has said who works here."""
        return bool(self.name.strip())

    def with_recent(self, path: Path, person: str, device: str, now: datetime) -> Settings:
        """These settings with `path` at the top of the recent files."""
        known = next((r for r in self.recent if r.path == str(path)), None)
        entry = Recent(
            str(path), now.isoformat(timespec="seconds"), person, device, bool(known and known.pinned)
        )
        rest = [r for r in self.recent if r.path != str(path)]
        kept = sorted([entry, *rest], key=lambda r: not r.pinned)[:_RECENT_LIMIT]
        return replace(self, recent=tuple(kept))

    def with_pin(self, path: str, pinned: bool) -> Settings:
        """These settings with `path` held at the top of the recent files, or let go."""
        entries = (replace(r, pinned=pinned) if r.path == path else r for r in self.recent)
        return replace(self, recent=tuple(sorted(entries, key=lambda r: not r.pinned)))

    def without_recent(self, path: str) -> Settings:
        """These settings with `path` taken off the recent files."""
        return replace(self, recent=tuple(r for r in self.recent if r.path != path))


class SettingsStore:
    """Loads and keeps the settings in one file of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"
        self.value = self._load()

    def save(self, value: Settings) -> None:
        """Keep `value`. Raises AppError where the folder cannot be written."""
        text = json.dumps(asdict(value), ensure_ascii=False, indent=1)
        with replacing(self._path) as beside:
            beside.write_text(text, "utf-8")
        self.value = value

    def update(self, **changes: Any) -> None:
        """Change some values. A place that cannot be written costs the memory of a choice, not the work."""
        self.value = replace(self.value, **changes)
        try:
            self.save(self.value)
        except AppError:
            return

    def _load(self) -> Settings:
        """Value by value: one that cannot be read falls back to its default, the others stay."""
        try:
            stored = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return Settings()
        if not isinstance(stored, dict):
            return Settings()
        good = Settings()
        for item in fields(Settings):
            value = stored.get(item.name)
            if item.name == "recent":
                good = replace(good, recent=_recent(value))
            elif isinstance(value, type(getattr(good, item.name))):
                good = replace(good, **{item.name: value})
        return good


def _recent(value: object) -> tuple[Recent, ...]:
    entries = value if isinstance(value, list) else []
    known = {item.name for item in fields(Recent)}
    return tuple(
        Recent(**{k: v for k, v in entry.items() if k in known})
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("path"), str) and "opened_at" in entry
    )
