"""核对码 of two files side by side, unit by unit: where they differ."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.models.database import Workspace
from app.models.errors import InputError
from app.models.identity import Installation
from app.services.exchange.apply import start_file
from app.services.exchange.digests import UnitCode, unit_codes
from app.services.exchange.places import UnitName
from app.services.exchange.source import receive
from app.services.progress import NO_PROGRESS, Progress


@dataclass(frozen=True)
class CodePair:
    """The codes of one unit; empty where a file does not have it."""

    unit: UnitName
    ours: str
    theirs: str

    @property
    def is_same(self) -> bool:
        """Whether both files say the same of this unit."""
        return self.ours == self.theirs


@dataclass(frozen=True)
class Comparison:
    """Two files; units that differ come first."""

    file_name: str
    our_code: str
    their_code: str
    is_part: bool
    pairs: tuple[CodePair, ...]

    @property
    def different(self) -> int:
        """How many units differ."""
        return sum(not pair.is_same for pair in self.pairs)


def compare_codes(
    workspace: Workspace, path: Path, password: str | None = None, progress: Progress = NO_PROGRESS
) -> Comparison:
    """Hold the file at `path` beside the open one. Nothing is written to either.

    Raises:
        InputError: it belongs to another project. AppError: it cannot be read.
    """
    with (
        receive(path, password, progress) as received,
        tempfile.TemporaryDirectory(prefix="crd-compare-", ignore_cleanup_errors=True) as folder,
    ):
        if received.project != workspace.project:
            raise InputError(
                f"“{path.name}”属于另一个项目，没有可以核对的内容。", "请选择同一项目的文件或交换包。"
            )
        progress.step("正在计算核对码")
        # An identity of its own: this computer does not write to the other's file.
        own = Installation(Path(folder, "install"))
        theirs = start_file(received, Path(folder, "theirs.crd"), workspace.author, own)
        try:
            there = _codes(theirs)
            their_code = theirs.check_code()
        finally:
            theirs.close()
        progress.step("正在计算核对码")
        here = _codes(workspace)
        is_part = received.is_part
    pairs = [
        CodePair(
            (here.get(key) or there[key]).unit,
            here[key].code if key in here else "",
            there[key].code if key in there else "",
        )
        for key in {**here, **there}
        if key in there or not is_part
    ]
    pairs.sort(key=lambda pair: (pair.is_same, pair.unit.key == "", pair.unit.name))
    return Comparison(path.name, workspace.check_code(), their_code, is_part, tuple(pairs))


def _codes(workspace: Workspace) -> dict[str, UnitCode]:
    with workspace.read() as session:
        return {code.unit.key: code for code in unit_codes(session)}
