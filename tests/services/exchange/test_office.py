"""The office's database server: the same merge, many laptops at once, and a sentence whatever goes wrong."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.console import run
from app.models.errors import AppError, Damaged, InputError, NewerFile, NotOurs, ReadOnly
from app.models.recorder import raw
from app.models.registry import entities
from app.models.report import ReportVersion
from app.models.review import Item
from app.services.attachments import attach
from app.services.exchange import office_schema
from app.services.exchange.apply import Merged, apply_merge, apply_to_office
from app.services.exchange.conflicts import conflicts
from app.services.exchange.digests import unit_codes
from app.services.exchange.duplicates import duplicates
from app.services.exchange.inspect import describe
from app.services.exchange.news import read_news
from app.services.exchange.office import Holder, Office
from app.services.exchange.office_copy import fetch
from app.services.exchange.package import Contents
from app.services.exchange.plan import plan_merge
from app.services.exchange.source import receive
from app.services.journal.reckon import Reckoning
from app.services.journal.verify import verify
from tests.builders import a_unit
from tests.services.exchange.colleagues import Colleague, no_backup
from tests.services.exchange.histories import Office as Desks
from tests.services.exchange.histories import check_contents, random_act, seen_texts

pytest.importorskip("pwd", reason="the tests' own PostgreSQL needs a Unix system")

from tests.services.exchange import postgres

ROOT = Path(__file__).resolve().parents[3]
_numbers = count()


@pytest.fixture(scope="session")
def socket_folder() -> Iterator[str]:
    bin_folder = postgres.programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    with postgres.running(bin_folder) as folder:
        yield folder


@pytest.fixture
def database(socket_folder: str) -> str:
    """The name of an empty database."""
    name = f"office{next(_numbers)}"
    postgres.admin(socket_folder, f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def address(socket_folder: str, database: str) -> str:
    return postgres.address(socket_folder, database)


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    opened = Office(address)
    yield opened
    opened.close()


def bring(c: Colleague, office: Office, path: Path | None = None) -> Merged:
    """A laptop merges its file into the server: what is shown before is what is there afterwards."""
    with receive(path or c.path) as received:
        if office.is_new:
            office.begin(received.project)
        plan = plan_merge(office, received)
        merged = apply_to_office(office, plan, c.author)
        assert office.digest() == merged.digest == plan.digest_after
        return merged


def collect(c: Colleague, office: Office) -> None:
    """A laptop fetches what the others brought."""
    with fetch(office) as received:
        apply_merge(c.workspace, plan_merge(c.workspace, received), backup=no_backup)


def problems(office: Office) -> tuple[str, ...]:
    with office.read() as session:
        return verify(session).problems


class WithServer(Desks):
    """The small office of the histories; now and then somebody merges into the server or fetches from it."""

    def __init__(self, ready: Path, address: str, people: int = 2) -> None:
        super().__init__(ready, people)
        self.server = Office(address)
        # What can be asked of a colleague's file can be asked of the server.
        self.there = SimpleNamespace(workspace=self.server)

    def close(self) -> None:
        self.server.close()
        super().close()

    def bring(self, number: int, contents: Contents | None) -> None:
        c = self.who(number)
        before = set() if self.server.is_new else seen_texts(self.there)
        bring(c, self.server, c.send(contents) if contents else None)
        lost = before - seen_texts(self.there) - self.knowingly
        assert not lost, f"the server hid {lost}"

    def collect(self, number: int) -> None:
        if not self.server.is_new:
            c = self.who(number)
            before = seen_texts(c)
            collect(c, self.server)
            assert before - seen_texts(c) <= self.knowingly

    def act(self, chance: random.Random) -> None:
        pick = chance.random()
        if pick < 0.25:
            part = Contents(with_notes=False, is_blind=pick < 0.02)
            self.bring(chance.randrange(4), part if pick < 0.04 else None)
        elif pick < 0.4:
            self.collect(chance.randrange(4))
        else:
            random_act(self, chance)

    def finish(self) -> None:
        """All have been at the server twice: everybody holds the same, and nothing was lost on the way."""
        for _ in range(2):
            for number in range(len(self.colleagues)):
                self.bring(number, None)
                self.collect(number)
        held = everything(self.server)
        assert all(everything(c.workspace) == held for c in self.colleagues)
        assert problems(self.server) == ()
        assert bring(self.colleagues[0], self.server).id == ""
        self.check()


def everything(holder: Holder) -> tuple[object, ...]:
    """Operations, rows, conflicts and codes of a file or of the server."""
    with holder.read() as session:
        connection = raw(session)
        rows = {}
        for e in entities().values():
            columns = ", ".join(f'CAST("{n}" AS TEXT)' for n in (*e.fields, *(d.name for d in e.derived)))
            found = connection.execute(f'SELECT id, {columns} FROM "{e.name}" ORDER BY id')
            rows[e.name] = [tuple(row) for row in found]
        ops = set(connection.execute("SELECT change, n, entity, row, field, value FROM op").fetchall())
        blobs = set(connection.execute("SELECT sha256, data FROM blob").fetchall())
        return holder.digest(), rows, ops, blobs, conflicts(session), unit_codes(session), duplicates(session)


def play(ready: Path, address: str, seed: int, steps: int) -> None:
    desks = WithServer(ready, address)
    chance = random.Random(seed)
    try:
        for _ in range(steps):
            desks.act(chance)
        desks.finish()
    finally:
        desks.close()


@pytest.mark.timeout(300)
def test_nothing_is_lost_between_laptops_and_server(
    ready: Path, socket_folder: str, address: str, database: str
) -> None:
    for seed in range(8):
        play(ready, address, seed, steps=10)
        postgres.admin(socket_folder, "DROP SCHEMA crd CASCADE", database=database)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_nothing_is_lost_in_a_thousand_histories(
    ready: Path, socket_folder: str, address: str, database: str
) -> None:
    for seed in range(1000, 2000):
        play(ready, address, seed, steps=30)
        postgres.admin(socket_folder, "DROP SCHEMA crd CASCADE", database=database)


# Several at once

CHILD = """
import sys
from pathlib import Path
from app.models.database import open_workspace
from app.models.identity import Installation
from app.services.exchange.apply import apply_to_office
from app.services.exchange.office import Office
from app.services.exchange.plan import plan_merge
from app.services.exchange.source import receive
from tests.builders import a_unit
from tests.conftest import WANG
path, memory, address, name, rounds = sys.argv[1:]
workspace = open_workspace(Path(path), author=WANG, installation=Installation(Path(memory)))
office = Office(address)
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(rounds)):
    with workspace.write("新建单位") as session:
        a_unit(session, f"示例{name}{number}", note="说明" * 50)
    with receive(Path(path)) as received:
        office.begin(received.project)
        merged = apply_to_office(office, plan_merge(office, received), workspace.author)
        assert merged.id
print(workspace.digest(), flush=True)
"""


def test_two_laptops_merge_at_once(pair: tuple[Colleague, Colleague], office: Office, address: str) -> None:
    """Two processes, from the making of the tables on: nothing is lost, nothing is counted twice."""
    children = []
    for c, name in zip(pair, "甲乙", strict=True):
        c.close()
        command = [sys.executable, "-c", CHILD, str(c.path), str(c.folder / "install"), address, name, "6"]
        children.append(
            subprocess.Popen(
                command,
                cwd=ROOT,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )
        )
    for child in children:
        assert child.stdout and child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    for child in children:
        child.communicate()
        assert child.returncode == 0
    assert problems(office) == ()
    wang, li = pair
    for c in pair:
        c.open()
    wang.take(li.path)
    assert wang.workspace.digest() == office.digest()
    with office.read() as session:
        names = [name for (name,) in raw(session).execute('SELECT name FROM "unit"')]
    assert len(names) == len(set(names)) == 13


def test_who_comes_second_reckons_anew(
    wang: Colleague, li: Colleague, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """王甲 is in the middle of his merge; 李乙 waits for him and reckons with what he brought."""
    bring(wang, office)
    for c in (wang, li):
        with c.workspace.write("说明") as session:
            session.query(Item).one().remark = c.author.name
    inside, go_on = threading.Event(), threading.Event()
    real = office_schema.carry_out

    def stop(connection: sqlite3.Connection, reckoning: Reckoning) -> None:
        real(connection, reckoning)
        inside.set()
        assert go_on.wait(30)

    monkeypatch.setattr(office_schema, "carry_out", stop)
    done: dict[str, Merged] = {}

    def merge(c: Colleague, server: Office) -> None:
        with receive(c.path) as received:
            done[c.author.name] = apply_to_office(server, plan_merge(server, received), c.author)

    second = Office(address)
    threads = [threading.Thread(target=merge, args=pair) for pair in ((wang, office), (li, second))]
    threads[0].start()
    assert inside.wait(30)
    threads[1].start()
    with closing(Office(address)) as third, third.read() as session:
        waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not raw(session).execute(waiting).fetchone():
            assert threads[1].is_alive()
    go_on.set()
    for thread in threads:
        thread.join()
    second.close()
    assert done["王甲"].is_as_shown and not done["李乙"].is_as_shown
    wang.take(li.path)
    assert office.digest() == done["李乙"].digest == wang.workspace.digest()
    assert problems(office) == ()
    with office.read() as session:
        assert [{v.value for v in c.versions} for c in conflicts(session)] == [{"王甲", "李乙"}]


def test_cut_off_in_the_middle(wang: Colleague, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is as before, whatever became of the laptop or the cable; and the next one can merge."""
    bring(wang, office)
    before = everything(office)
    with wang.workspace.write("新单位") as session:
        a_unit(session, "示例造纸厂", uscc=None)
    real = office_schema.carry_out

    def cut(connection: sqlite3.Connection, reckoning: Reckoning) -> None:
        real(connection, reckoning)
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(office_schema, "carry_out", cut)
    with receive(wang.path) as received, pytest.raises(AppError, match="连不上办公室服务器"):
        apply_to_office(office, plan_merge(office, received), wang.author)
    monkeypatch.undo()
    assert everything(office) == before
    bring(wang, office)
    assert office.digest() == wang.workspace.digest()


# What the server says and what is said of it


def test_any_character_comes_back(wang: Colleague, li: Colleague, office: Office) -> None:
    odd = "零\0的\U0010ffff1?%s\\N\t\r\n'\"​"
    with wang.workspace.write("怪字") as session:
        session.query(Item).one().remark = odd
    bring(wang, office)
    assert office.digest() == wang.workspace.digest()
    collect(li, office)
    with li.workspace.read() as session:
        assert session.query(Item).one().remark == odd
    assert li.workspace.digest() == office.digest()


def test_attachments_travel_once(wang: Colleague, li: Colleague, office: Office) -> None:
    path = wang.folder / "报告.pdf"
    path.write_bytes(b"%PDF" + bytes(range(256)) * 100)
    with wang.workspace.write("附件") as session:
        attach(session, session.query(ReportVersion).one().id, path)
    merged = bring(wang, office)
    assert merged.counts["contents"] == 1 and merged.missing_contents == ()
    collect(li, office)
    check_contents(li)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with fetch(office, {sha256}) as received:
        assert describe(received).contents == 0


def test_a_newer_program_makes_the_views_anew(
    wang: Colleague, office: Office, socket_folder: str, database: str
) -> None:
    bring(wang, office)
    before = everything(office)
    postgres.admin(
        socket_folder,
        "DROP VIEW crd.unit",
        "DELETE FROM crd.cell",
        "UPDATE crd.meta SET value = 'of another version' WHERE name = 'views'",
        database=database,
    )
    office.begin(wang.workspace.project)
    assert everything(office) == before
    postgres.admin(
        socket_folder, "UPDATE crd.meta SET value = '9999' WHERE name = 'version'", database=database
    )
    with pytest.raises(NewerFile, match="请先升级"):
        office.digest()


def test_altered_on_the_server(wang: Colleague, office: Office, socket_folder: str, database: str) -> None:
    """What an administrator changes by hand is found by verify, and never reaches a laptop."""
    bring(wang, office)
    statement = "UPDATE crd.op SET value = '示例假厂' WHERE entity = 'unit' AND field = 'name'"
    postgres.admin(socket_folder, statement, database=database)
    assert any("改动过" in problem for problem in problems(office))
    with fetch(office) as received, pytest.raises(Damaged, match="改动过"):
        read_news(received, None)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://u:geheim@h/d", "只支持 PostgreSQL"),
        ("postgresql://u:geheim@h", "没有数据库名"),
        ("postgresql://u:geheim@h:port/d", "看不懂"),
        ("postgresql://u:geheim@127.0.0.1:1/d", "连不上办公室服务器“127.0.0.1/d”"),
        ("postgres://u:geheim@/d?host=/nowhere", "连不上办公室服务器“本机/d”"),
    ],
)
def test_wrong_addresses(address: str, sentence: str) -> None:
    with pytest.raises(AppError, match=sentence) as caught:
        Office(address).digest()
    told = [caught.value.sentence, caught.value.detail, *traceback.format_exception(caught.value)]
    assert "geheim" not in "".join(told)


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(AppError, match="没有连接数据库服务器的组件"):
        Office("postgresql://u@h/d").digest()


def test_wrong_databases(wang: Colleague, office: Office, socket_folder: str, database: str) -> None:
    with pytest.raises(NotOurs, match="还没有本程序的内容"):
        office.digest()
    with pytest.raises(AppError, match="连不上"):
        Office(postgres.address(socket_folder, "nowhere")).digest()
    bring(wang, office)
    with pytest.raises(InputError, match="另一个项目"):
        office.begin("another project")
    postgres.admin(socket_folder, "CREATE ROLE reader LOGIN", database=database)
    postgres.admin(socket_folder, "CREATE DATABASE latin ENCODING 'SQL_ASCII' TEMPLATE template0")
    reader = postgres.address(socket_folder, database, user="reader")
    with closing(Office(reader)) as refused, pytest.raises(ReadOnly, match="不允许这个用户"):
        refused.digest()
    with pytest.raises(InputError, match="UTF-8"):
        Office(postgres.address(socket_folder, "latin")).digest()


# As somebody types it


def test_on_the_console(
    pair: tuple[Colleague, Colleague], socket_folder: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"postgresql://crd:geheim@/{database}?host={socket_folder}"

    def told(*arguments: object, code: int = 0) -> str:
        assert run([str(a) for a in arguments]) == code
        said = "".join(capsys.readouterr())
        assert "geheim" not in said
        return said

    for c in pair:
        with c.workspace.write("说明") as session:
            session.query(Item).one().remark = c.author.name
        c.close()
    wang, li = (c.path for c in pair)
    assert "还没有本程序的内容" in told("merge", address, wang, "--dry-run", code=1)
    assert "已合并" in told("merge", address, wang)
    assert "没有写入" in told("merge", address, li, "--dry-run")
    assert "有 1 处冲突待处理" in told("merge", address, li)
    assert "没有新内容" in told("merge", address, li)
    assert "在本文件之后，有新内容" in told("inspect", address, "--with", wang)
    assert "已合并" in told("merge", wang, address)
    told("resolve", wang, 1, "--take", 1)
    told("merge", address, wang)
    assert "没有待处理的冲突" in told("conflicts", address)
    told("merge", li, address)
    codes = {told("digest", place, "--by-unit") for place in (wang, li, address)}
    assert len(codes) == 1
    assert "完整" in told("verify", address)
    assert "只能用于工作文件" in told("why", address, "示例", "name", code=1)
    assert "只支持 PostgreSQL" in told("digest", "mysql://u:geheim@h/d", code=1)
    for c in pair:
        c.open()
