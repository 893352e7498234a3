"""The doors of messages and files with prepared answers, for tests."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.ui.files import ANY_FILE
from app.ui.messages import CANCEL, Problem


class FakeMessages:
    """The door of messages with prepared answers; `said` keeps what was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.said: list[object] = []

    def _answer(self, otherwise: object) -> object:
        return self.answers.pop(0) if self.answers else otherwise

    def error(self, problem: Problem) -> str:
        self.said.append(problem)
        return str(self._answer(CANCEL))

    def choose(self, title: str, sentence: str, options: Sequence[tuple[str, str]]) -> str:
        self.said.append(title)
        return str(self._answer(CANCEL))

    def confirm(self, title: str, sentence: str, yes: str) -> bool:
        self.said.append(title)
        return bool(self._answer(False))

    def ask_line(
        self,
        title: str,
        label: str,
        value: str = "",
        *,
        yes: str = "保存",
        hint: str = "",
        wrong: Callable[[str], str] | None = None,
    ) -> str | None:
        self.said.append(title)
        answer = self._answer(None)
        return None if answer is None else str(answer)


class FakeFiles:
    """The door of files with prepared paths."""

    def __init__(self, *paths: Path) -> None:
        self.paths = list(paths)

    def open_file(self, purpose: str, title: str, filters: str = ANY_FILE) -> Path | None:
        return self.paths.pop(0) if self.paths else None

    def open_files(self, purpose: str, title: str, filters: str = ANY_FILE) -> list[Path]:
        chosen, self.paths = self.paths, []
        return chosen

    def save_file(self, purpose: str, title: str, name: str, filters: str = ANY_FILE) -> Path | None:
        return self.open_file(purpose, title, filters)

    def folder(self, purpose: str, title: str) -> Path | None:
        return self.open_file(purpose, title)
