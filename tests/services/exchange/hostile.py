"""Files that somebody made to do harm, or that a stick has ruined. Each is made anew from a good one."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from app.models.journal import EXISTS, PRESENT, Author, ChangeHead, Op, OpRef, change_id
from app.services.exchange.container import MARK, pack
from app.services.exchange.package import empty_package

Maker = Callable[[Path, Path, str], None]
REFUSED: dict[str, Maker] = {}
# Strange, but nothing in them can do harm: taken, at most with a warning.
HARMLESS: dict[str, Maker] = {}


def refused(maker: Maker) -> Maker:
    REFUSED[maker.__name__] = maker
    return maker


def harmless(maker: Maker) -> Maker:
    HARMLESS[maker.__name__] = maker
    return maker


def sql(target: Path, good: Path, *statements: str) -> None:
    """The good workspace file with statements run on it, guards and all checks lifted."""
    shutil.copy(good, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)


HEAD: dict[str, Any] = {
    "replica": "abcd",
    "seq": 1,
    "prev": None,
    "clock": 1_700_000_000_000 << 12,
    "at": "2024-03-01T10:00:00+08:00",
    "author": Author("王甲"),
    "kind": "edit",
    "label": "伪造",
    "step": "s",
    "target": None,
    "schema": 1,
    "salt": b"s" * 16,
}


def forge(target: Path, project: str, ops: list[Op], meta: dict[str, str] | None = None, **head: Any) -> None:
    """A package with one change that hashes as it should, whatever nonsense it says."""
    inside = target.with_suffix(".inside")
    own_id = head.pop("own", None)
    with closing(empty_package(inside)) as connection:
        h = ChangeHead(**{**HEAD, **head})
        own = own_id if own_id is not None else change_id(h, ops)
        a = h.author
        row = (own, h.replica, h.seq, h.prev, h.clock, h.at, a.name, a.office, a.device, h.kind, h.label)
        connection.execute(
            f"INSERT INTO change VALUES ({','.join('?' * 15)})", (*row, h.step, h.target, h.schema, h.salt)
        )
        for n, o in enumerate(ops):
            connection.execute("INSERT INTO op VALUES (?,?,?,?,?,?)", (own, n, *o[:4]))
            for p in o.parents:
                connection.execute("INSERT INTO parent VALUES (?,?,?,?)", (own, n, *p))
        for pair in {"project": project, "digest": "0" * 32, **(meta or {})}.items():
            connection.execute("INSERT INTO meta VALUES (?, ?)", pair)
    pack(inside, target)
    inside.unlink()


UNIT = [Op("unit", "u-1", EXISTS, PRESENT, ()), Op("unit", "u-1", "name", "示例", ())]


def _bytes(name: str, make: Callable[[bytes], bytes]) -> None:
    def maker(target: Path, good: Path, project: str) -> None:
        target.write_bytes(make(good.read_bytes()))

    REFUSED[name] = maker


_bytes("empty", lambda good: b"")
_bytes("one_byte", lambda good: b"S")
_bytes("text_renamed", lambda good: "这是一份说明。\n".encode() * 100)
_bytes("zeros", lambda good: b"\0" * 100_000)
_bytes("header_only", lambda good: good[:100])
_bytes("half", lambda good: good[: len(good) // 2])
_bytes("last_page_missing", lambda good: good[:-4096])
_bytes("magic_and_noise", lambda good: good[:16] + random.Random(1).randbytes(50_000))
_bytes("header_and_noise", lambda good: good[:100] + random.Random(2).randbytes(len(good) - 100))
_bytes("newer_program", lambda good: good[:60] + struct.pack(">I", 99) + good[64:])
_bytes("version_zero", lambda good: good[:60] + bytes(4) + good[64:])
_bytes("foreign_application", lambda good: good[:68] + b"GPKG" + good[72:])
_bytes("page_size_of_nonsense", lambda good: good[:16] + b"\x00\x03" + good[18:])
_bytes("mark_only", lambda good: MARK)
_bytes("header_length_huge", lambda good: MARK + b"\xff\xff\xff\xff" + b"x" * 100)
_bytes("header_no_json", lambda good: _container(b"{not json"))
_bytes("header_deep", lambda good: _container(b"[" * 4000))
_bytes("header_no_object", lambda good: _container(b"[1, 2]"))
_bytes("header_strange_cipher", lambda good: _packed({"format": 1, "size": 1, "cipher": "rot13"}, b"x"))
_bytes("header_negative_size", lambda good: _packed({"format": 1, "size": -5, "cipher": "none"}, b"x"))
_bytes("header_size_text", lambda good: _packed({"format": 1, "size": "1", "cipher": "none"}, b"x"))
_bytes("format_of_the_future", lambda good: _packed({"format": 7, "size": 1, "cipher": "none"}, b"x"))
_bytes("five_gigabytes", lambda good: _packed({"format": 1, "size": 5 << 30, "cipher": "none"}, b"x"))
_bytes(
    "swells_more_than_said", lambda good: _packed({"format": 1, "size": 10, "cipher": "none"}, b"\0" * 10**7)
)
_bytes(
    "swells_a_thousandfold",
    lambda good: _packed({"format": 1, "size": 1 << 30, "cipher": "none"}, b"\0" * 10**6),
)
_bytes("no_salt", lambda good: _packed({"format": 1, "size": 1, "cipher": "aes-gcm", "salt": ""}, b"x"))
_bytes("text_inside", lambda good: _packed({"format": 1, "size": 4, "cipher": "none"}, b"text"))
_bytes("workspace_inside", lambda good: _packed({"format": 1, "size": len(good), "cipher": "none"}, good))
_bytes(
    "chunk_length_huge",
    lambda good: (
        _container(json.dumps({"format": 1, "size": 5, "cipher": "none"}).encode()) + b"\x7f\xff\xff\xff"
    ),
)


def _container(header: bytes) -> bytes:
    return MARK + len(header).to_bytes(4, "big") + header


def _packed(header: dict[str, Any], content: bytes) -> bytes:
    body = zlib.compress(content)
    whole = _container(json.dumps(header).encode()) + (len(body) | 1 << 31).to_bytes(4, "big") + body
    return whole + hashlib.sha256(whole).digest()


@refused
def zip_renamed(target: Path, good: Path, project: str) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../x", "x")


@refused
def scrambled_pages(target: Path, good: Path, project: str) -> None:
    content = bytearray(good.read_bytes())
    chance = random.Random(3)
    for place in range(4096, len(content), 4096):
        content[place : place + 64] = chance.randbytes(64)
    target.write_bytes(content)


def _sql(name: str, *statements: str) -> None:
    def maker(target: Path, good: Path, project: str) -> None:
        sql(target, good, *statements)

    REFUSED[name] = maker


ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
_sql("no_journal", "DROP TABLE op")
_sql("view_that_never_ends", "DROP TABLE op", f"CREATE VIEW op AS {ENDLESS} SELECT x AS change FROM r")
_sql(
    "virtual_table",
    "DROP TABLE op",
    "CREATE VIRTUAL TABLE op USING fts5(change, n, entity, row, field, value)",
)
_sql(
    "generated_column",
    "DROP TABLE parent",
    "CREATE TABLE parent (change BLOB, n INT, parent_change BLOB AS (upper(n)), parent_n INT)",
)
_sql(
    "check_that_never_ends",
    "DROP TABLE parent",
    "CREATE TABLE parent (change BLOB, n INT, parent_change BLOB, "
    "parent_n INT CHECK (length(printf('%.*c', 9999, 'x')) > 0))",
)
_sql("column_missing", "ALTER TABLE change DROP COLUMN salt")
_sql(
    "ten_thousand_columns",
    "DROP TABLE blob",
    f"CREATE TABLE blob ({', '.join(f'c{n}' for n in range(1900))})",
)
_sql(
    "roots_swapped",
    "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'parent') "
    "WHERE name = 'op'",
)
_sql("root_beyond_the_end", "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'op'")
_sql("schema_of_nonsense", "UPDATE sqlite_master SET sql = 'CREATE TABLE op (' WHERE name = 'op'")
_sql(
    "schema_with_a_function",
    "UPDATE sqlite_master SET sql = 'CREATE TABLE op (a DEFAULT (load_extension(1)))' WHERE name = 'op'",
)
_sql("no_project", "DELETE FROM meta")
_sql("a_thousand_marks", f"{ENDLESS} INSERT INTO meta SELECT 'm' || x, 'v' FROM r LIMIT 1000")
_sql("mark_of_ten_megabytes", "INSERT INTO meta VALUES ('x', printf('%.*c', 10000000, 'x'))")
_sql("mark_is_a_blob", "UPDATE meta SET value = randomblob(16)")
_sql("id_too_short", "UPDATE change SET id = x'0102' WHERE id = (SELECT max(id) FROM change)")
_sql("id_is_a_number", "UPDATE change SET id = 17 WHERE id = (SELECT max(id) FROM change)")
_sql("altered_author", "UPDATE change SET actor = '别人' WHERE id = (SELECT max(id) FROM change)")
_sql("altered_value", "UPDATE op SET value = '改过' WHERE field = 'name'")
_sql("operation_taken_away", "DELETE FROM op WHERE field = 'name'")
_sql(
    "operation_added",
    "INSERT INTO op SELECT change, 999, entity, row, 'note', '多的' FROM op "
    "WHERE field = 'name' ORDER BY change DESC LIMIT 1",
)
_sql("salt_taken_away", "UPDATE change SET salt = NULL")
_sql("value_is_a_blob", "UPDATE op SET value = randomblob(10) WHERE field = 'name'")
_sql("value_is_no_text", "UPDATE op SET value = CAST(x'fffefd' AS TEXT) WHERE field = 'name'")
_sql("value_of_six_megabytes", "UPDATE op SET value = printf('%.*c', 6000000, 'x') WHERE field = 'name'")
_sql("number_is_text", "UPDATE parent SET n = 'x'", "UPDATE op SET n = 'x' || n")
_sql("other_project", "UPDATE meta SET value = '00000000-0000-7000-8000-000000000000' WHERE name = 'project'")


def _forged(name: str, ops: list[Op], **head: Any) -> None:
    def maker(target: Path, good: Path, project: str) -> None:
        forge(target, project, ops, **head)

    REFUSED[name] = maker


def op(entity: str = "unit", row: str = "u-1", field: str = "note", value: Any = "x") -> list[Op]:
    return [*UNIT, Op(entity, row, field, value, ())]


_forged("unknown_table", op("sqlite_master", "x", "sql"))
_forged("unknown_field", op(field="no_such_field"))
_forged("derived_field", op(field="name_key"))
_forged("local_field", op(field="initials"))
_forged(
    "no_such_code",
    [*UNIT, Op("enrolment", "e", EXISTS, PRESENT, ()), Op("enrolment", "e", "state", "drop", ())],
)
_forged("year_is_a_word", [*UNIT, Op("enrolment", "e", "year", "二〇二四", ())])
_forged("year_out_of_reach", [*UNIT, Op("enrolment", "e", "year", "9" * 30, ())])
_forged("key_too_long", op(row="k" * 5000))
_forged("key_is_empty", op(row=""))
_forged("existence_is_a_word", op(field=EXISTS, value="maybe"))
_forged("row_without_beginning", [Op("unit", "u-9", "name", "示例", ())])
_forged("row_without_a_name", [Op("unit", "u-9", EXISTS, PRESENT, ())])
_forged(
    "child_of_nobody",
    [
        Op("former_name", "f", EXISTS, PRESENT, ()),
        Op("former_name", "f", "name", "旧", ()),
        Op("former_name", "f", "unit_id", "nobody", ()),
    ],
)
_forged(
    "child_of_another_kind",
    [
        *UNIT,
        Op("former_name", "f", EXISTS, PRESENT, ()),
        Op("former_name", "f", "name", "旧", ()),
        Op("former_name", "f", "unit_id", "f", ()),
    ],
)
_forged("one_row_two_kinds", [*UNIT, Op("person", "u-1", "name", "x", ())])
_forged("negative_number", UNIT, seq=-1)
_forged("clock_at_the_end_of_time", UNIT, clock=1 << 61, own=b"0" * 16)
_forged("day_that_is_none", UNIT, at="2024-02-31T25:00:00")
_forged("unknown_act", UNIT, kind="format_disk")
_forged("written_by_a_newer_program", UNIT, schema=99)
_forged("label_of_a_megabyte", UNIT, label="x" * 1_000_000)
_forged("id_is_made_up", UNIT, own=b"0123456789abcdef")
_forged("previous_is_nonsense", UNIT, prev=b"short")
_forged("salt_is_short", UNIT, salt=b"s")
_forged("project_is_a_path", UNIT, meta={"project": "../../../etc/passwd"})


@harmless
def foreign_trigger(target: Path, good: Path, project: str) -> None:
    sql(target, good, "CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM unit; END")


@harmless
def foreign_view(target: Path, good: Path, project: str) -> None:
    sql(target, good, f"CREATE VIEW v AS {ENDLESS} SELECT * FROM r")


@harmless
def no_tables_made_from_the_journal(target: Path, good: Path, project: str) -> None:
    sql(target, good, "PRAGMA foreign_keys = OFF", "UPDATE unit SET name = '伪造'")


@harmless
def write_ahead_mode(target: Path, good: Path, project: str) -> None:
    content = bytearray(good.read_bytes())
    content[18:20] = b"\x02\x02"
    target.write_bytes(content)


@harmless
def names_that_mislead(target: Path, good: Path, project: str) -> None:
    name = "示例\u202egpj.exe\u0000..\\..\\x"
    forge(target, project, [Op("unit", "u-1", EXISTS, PRESENT, ()), Op("unit", "u-1", "name", name, ())])


@harmless
def parents_that_nobody_knows(target: Path, good: Path, project: str) -> None:
    unknown = OpRef(b"0" * 16, 3)
    forge(target, project, [Op(*o[:4], parents=(unknown,)) for o in UNIT])


@harmless
def meta_says_more(target: Path, good: Path, project: str) -> None:
    forge(target, project, UNIT, meta={"sender": "x" * 3000, "made_at": "gestern", "scope": "\u202e" * 50})
