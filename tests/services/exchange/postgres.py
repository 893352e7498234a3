"""A database server of the tests' own, where PostgreSQL is installed: private, on a socket, gone after."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, or None where there is no PostgreSQL."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """A server; yields the beginning of its addresses, to which `/name` and the query are put."""
    folder = Path(tempfile.mkdtemp(prefix="crd-pg-"))
    # PostgreSQL refuses to run as root.
    person: dict[str, Any] = {}
    if os.geteuid() == 0:
        entry = next(p for p in map(_known, ("postgres", "nobody")) if p)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        person = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(bin_folder / program), "-D", str(folder / "data"), *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            **person,
        )

    try:
        call("initdb", "-U", "crd", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c autovacuum=off"
        call("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield str(folder)
        finally:
            call("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _known(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def address(socket_folder: str, database: str, user: str = "crd") -> str:
    """The address of a database on the server of the tests."""
    return f"postgresql://{user}@/{database}?host={socket_folder}"


def admin(socket_folder: str, *statements: str, database: str = "postgres") -> None:
    """What an administrator does."""
    with psycopg.connect(host=socket_folder, dbname=database, user="crd", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
