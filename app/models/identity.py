"""Who this computer is, kept outside every workspace file.

A file that is copied carries its own claim with it, so the claim alone proves nothing: a replica may go on
only if this installation remembers having written exactly what the file holds. In every doubtful case a new
replica identity is made, which is cheap and always safe (merge.md C6.6).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from app.models.base import new_id


@dataclass
class Memory:
    """What this installation remembers of one project: its epoch and how far each of its replicas wrote."""

    epoch: int = 0
    # replica -> (sequence number, id of the change as hex)
    written: dict[str, tuple[int, str]] = field(default_factory=dict)


class Installation:
    """The identity of this computer and its memory of the files it wrote, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.id = self._load_id()

    def memory(self, project: str) -> Memory:
        """What is remembered of `project`; an unreadable memory counts as none."""
        try:
            stored = json.loads(self._memory_path(project).read_text("utf-8"))
            written = {r: (int(seq), str(last)) for r, (seq, last) in stored["written"].items()}
            return Memory(int(stored["epoch"]), written)
        except (OSError, ValueError, KeyError, TypeError):
            return Memory()

    def remember(self, project: str, memory: Memory) -> None:
        """Keep `memory`. A failure is harmless: the next opening then takes a new identity."""
        text = json.dumps({"epoch": memory.epoch, "written": memory.written})
        path = self._memory_path(project)
        try:
            path.parent.mkdir(exist_ok=True)
            beside = path.with_suffix(".new")
            beside.write_text(text, "utf-8")
            beside.replace(path)
        except OSError:
            return

    def mint(self, project: str, memory: Memory) -> str:
        """A replica identity that this installation never used for `project`; raises the epoch."""
        memory.epoch += 1
        seed = f"{self.id}|{project}|{memory.epoch}|{new_id()}"
        return hashlib.sha256(seed.encode()).hexdigest()[:16]

    def _memory_path(self, project: str) -> Path:
        # The project id comes out of a file that may be hostile; its hash is a safe file name.
        return self._folder / "replicas" / f"{hashlib.sha256(project.encode()).hexdigest()[:32]}.json"

    def _load_id(self) -> str:
        path = self._folder / "installation"
        try:
            known = path.read_text("utf-8").strip()
            if known:
                return known
        except OSError:
            pass
        fresh = new_id()
        path.write_text(fresh, "utf-8")
        return fresh
