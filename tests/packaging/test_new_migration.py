"""The script that writes schema steps: what it writes leads to the new schema and keeps the rows."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path
from types import ModuleType

import pytest

BEFORE = (
    "CREATE TABLE unit (id VARCHAR NOT NULL, name VARCHAR, old VARCHAR, CONSTRAINT pk PRIMARY KEY (id))",
    "CREATE TABLE visit (id VARCHAR NOT NULL, unit_id VARCHAR, FOREIGN KEY(unit_id) REFERENCES unit (id))",
    "CREATE INDEX ix_unit ON unit (name)",
    "CREATE TRIGGER guard_unit BEFORE DELETE ON unit BEGIN SELECT RAISE(ABORT, 'no'); END",
)
AFTER = (
    "CREATE TABLE unit (id VARCHAR NOT NULL, name VARCHAR, town VARCHAR, CONSTRAINT pk PRIMARY KEY (id))",
    BEFORE[1],
    BEFORE[2],
    BEFORE[3],
    "CREATE TABLE payment (id VARCHAR NOT NULL)",
)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).parents[2] / "packaging" / "new_migration.py"
    spec = importlib.util.spec_from_file_location("new_migration", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def database(statements: tuple[str, ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    return connection


def test_the_steps_arrive_at_the_new_schema_and_keep_the_rows(script: ModuleType) -> None:
    before, after = database(BEFORE), database(AFTER)
    before.execute("INSERT INTO unit VALUES ('u', '示例单位', 'x')")
    before.execute("INSERT INTO visit VALUES ('v', 'u')")
    steps = script.steps_between(before, after)
    before.execute("BEGIN")
    for statement in steps:
        before.execute(statement)
    before.execute("COMMIT")
    assert script.shape_of(before) == script.shape_of(after)
    assert before.execute("SELECT * FROM unit").fetchall() == [("u", "示例单位", None)]
    assert before.execute("SELECT * FROM visit").fetchall() == [("v", "u")]


def test_no_difference_gives_no_step(script: ModuleType) -> None:
    assert script.steps_between(database(BEFORE), database(BEFORE)) == []


def test_a_table_that_is_gone_is_left_to_a_person(script: ModuleType) -> None:
    with pytest.raises(SystemExit, match="visit"):
        script.steps_between(database(BEFORE), database((BEFORE[0], BEFORE[2], BEFORE[3])))
