"""Tables in a file, for the tests of the page."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from app.models.database import Workspace
from app.services.performance.form import SelfEvaluation
from app.services.performance.store import add_table, stored_table, table_names


def keep(workspace: Workspace, form: SelfEvaluation) -> str:
    """Put a table into the file."""
    with workspace.write("导入绩效表") as session:
        return add_table(session, form, 2024)


def form_of(workspace: Workspace, table_id: str) -> SelfEvaluation:
    """The table as the file has it."""
    with workspace.read() as session:
        return stored_table(session, table_id).form


def names_of(workspace: Workspace) -> list[str]:
    """The projects in the file."""
    with workspace.read() as session:
        return [one.name for one in table_names(session)]


def focused() -> QWidget:
    """Where the keys go."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
