"""Breaking off a write in the middle, wherever SQLite happens to be."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, event

from app.models.database import Workspace


def stop_after(workspace: Workspace, calls: int, *, every: int) -> None:
    """Interrupt the writing connection after `calls` times `every` instructions of SQLite's machine."""
    left = calls

    def handler() -> int:
        nonlocal left
        left -= 1
        return left < 0

    @event.listens_for(workspace.writing_engine, "begin")
    def _watch(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_progress_handler(handler, every)
