"""A small office whose people do anything in any order, with an oracle that knows nothing of journals.

Every text they write is unique. A text may vanish only by something a person did in his own file, where he
had it in front of him: `knowingly` collects those. Whatever is in neither place was lost by a merge.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from app.models.base import Row
from app.models.bulk import natural
from app.models.enums import Verdict
from app.models.journal import PRESENT
from app.models.ranks import rank_between
from app.models.recorder import Seen, raw
from app.models.registry import entities
from app.models.report import Attachment, Person, Report, ReportVersion
from app.models.review import Evidence, Finding, Item
from app.models.unit import Unit
from app.services.attachments import attach, detach
from app.services.exchange.apply import apply_merge
from app.services.exchange.conflicts import Conflict, Decision, conflicts, resolve
from app.services.exchange.package import EVERYTHING, Contents
from app.services.exchange.plan import plan_merge
from app.services.exchange.receipts import receipts
from app.services.exchange.source import receive
from app.services.exchange.unmerge import undo_merge
from app.services.journal.history import seen
from app.services.journal.undo import redo, undo
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.services.exchange.colleagues import Colleague, no_backup

MEMORY = Path("/dev/shm")
TEXT_CELLS = (
    (Unit, "note"),
    (Unit, "district"),
    (Item, "remark"),
    (Finding, "fact"),
    (Evidence, "quote"),
    (ReportVersion, "conclusion_note"),
)
YEAR = 365 * 24 * 3600
SKEWS = (0, 60, 30 * 24 * 3600, 5 * YEAR, -YEAR)


class Office:
    """Up to four colleagues; every method is one act of one of them."""

    def __init__(self, ready: Path, people: int = 3) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="crd-office-", dir=MEMORY if MEMORY.is_dir() else None))
        (self.folder / "temporary").mkdir()
        self._temporary = patch("tempfile.tempdir", str(self.folder / "temporary"))
        self._temporary.start()
        # Hypothesis repeats what failed: keys and identities must come out the same.
        self._chance = patch("os.urandom", random.Random(20241128).randbytes)
        self._chance.start()
        self.colleagues = [Colleague(self.folder, number, ready, quick=True) for number in range(people)]
        self.skews = dict.fromkeys(range(8), 0)
        self.knowingly: set[str] = set()
        self.saved: dict[int, bytes] = {}
        self.dialogs: dict[int, tuple[type[Row], str, str, Seen, set[str]]] = {}
        self.cloned = False
        self._count = 0

    def close(self) -> None:
        self._temporary.stop()
        self._chance.stop()
        for c in self.colleagues:
            c.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def token(self) -> str:
        self._count += 1
        return f"文{self._count}"

    def who(self, number: int) -> Colleague:
        return self.colleagues[number % len(self.colleagues)]

    @contextmanager
    def acting(self, number: int) -> Iterator[Colleague]:
        """One act in one's own file, at the time that one's own clock shows."""
        c = self.who(number)
        before = seen_texts(c)
        skew = self.skews[self.colleagues.index(c)]
        real = time.time_ns
        with patch("app.models.unit_of_work.time.time_ns", lambda: real() + skew * 10**9):
            yield c
        self.knowingly |= before - seen_texts(c)

    # What people do at their desks

    def edit(self, number: int, pick: int, cell: int) -> None:
        model, name = TEXT_CELLS[cell % len(TEXT_CELLS)]
        with self.acting(number) as c:
            if key := some(c, model, pick):
                with c.workspace.write("修改") as session:
                    setattr(session.get(model, key), name, self.token())

    def open_dialog(self, number: int, pick: int, cell: int) -> None:
        """Somebody begins to edit; what he sees now is what he will replace, whatever comes meanwhile."""
        c = self.who(number)
        model, name = TEXT_CELLS[cell % len(TEXT_CELLS)]
        if key := some(c, model, pick):
            with c.workspace.read() as session:
                shown = seen(session, [key])
            self.dialogs[self.colleagues.index(c)] = model, key, name, shown, seen_texts(c)

    def save_dialog(self, number: int) -> None:
        c = self.who(number)
        opened = self.dialogs.pop(self.colleagues.index(c), None)
        if opened is None:
            return
        model, key, name, shown, had_in_front = opened
        before = seen_texts(c)
        with self.acting(number), c.workspace.write("修改", seen=shown) as session:
            row = session.get(model, key)
            if row is not None:
                setattr(row, name, self.token())
        replaced = before - seen_texts(c)
        assert replaced <= had_in_front, f"a dialog hid {replaced - had_in_front}"

    def judge(self, number: int, pick: int, verdict: int) -> None:
        with self.acting(number) as c:
            if key := some(c, Item, pick):
                with c.workspace.write("判定") as session:
                    item = session.get(Item, key)
                    assert item
                    item.verdict = [*Verdict, None][verdict % 4]

    def add_unit(self, number: int) -> None:
        with self.acting(number) as c, c.workspace.write("新建单位") as session:
            version = a_version(session, a_unit(session, "示例热电厂", note=self.token()))
            an_item(session, version, "ER-01", remark=self.token())

    def answer(self, number: int, pick: int, code: int) -> None:
        """Items exist by nature: two people make the same one, or one makes it again after a deletion."""
        with self.acting(number) as c:
            if key := some(c, ReportVersion, pick):
                with c.workspace.write("判定") as session:
                    name = f"ER-{code % 3 + 1:02d}"
                    own = natural(session, "item", key, name)
                    item = session.get(Item, own)
                    if item is None:
                        item = Item(id=own, version_id=key, code=name)
                        session.add(item)
                    item.remark = self.token()

    def find(self, number: int, pick: int) -> None:
        with self.acting(number) as c:
            if key := some(c, Item, pick):
                with c.workspace.write("问题") as session:
                    item = session.get(Item, key)
                    assert item
                    version = session.get(ReportVersion, item.version_id)
                    assert version
                    a_finding(session, version, item_id=key, fact=self.token())
                    session.add(Evidence(id=self.key(pick), item_id=key, quote=self.token()))

    def key(self, salt: int) -> str:
        return hashlib.sha256(f"{self._count} {salt}".encode()).hexdigest()[:32]

    def reorder(self, number: int, pick: int) -> None:
        with self.acting(number) as c:
            with c.workspace.read() as session:
                rows = raw(session).execute("SELECT id, rank FROM finding ORDER BY rank, id").fetchall()
            if len(rows) > 1:
                first = rows[0][1]
                with c.workspace.write("调整次序") as session:
                    found = session.get(Finding, rows[1 + pick % (len(rows) - 1)][0])
                    assert found
                    found.rank = rank_between(None, first)

    def delete(self, number: int, pick: int, kind: int) -> None:
        """Delete a row with everything that belongs to it, as the program's own deletions do."""
        model: type[Row] = (Item, Unit, Finding, Item, ReportVersion, Person)[kind % 6]
        with self.acting(number) as c:
            if key := some(c, model, pick):
                with c.workspace.write("删除") as session:
                    delete_tree(session, model, key)

    def assign(self, number: int, pick: int, person: int) -> None:
        with self.acting(number) as c:
            report, who = some(c, Report, pick), some(c, Person, person)
            with c.workspace.write("分派") as session:
                if who is None:
                    who = natural(session, "person", "示例人员")
                    session.add(Person(id=who, name="示例人员"))
                    session.flush()
                if report:
                    found = session.get(Report, report)
                    assert found
                    found.assignee_id = None if found.assignee_id == who else who

    def attach(self, number: int, pick: int, content: int) -> None:
        with self.acting(number) as c:
            if key := some(c, ReportVersion, pick):
                path = c.folder / "报告.pdf"
                path.write_bytes(b"%PDF" + bytes([content % 3]) * 50)
                with c.workspace.write("附件") as session:
                    attach(session, key, path)

    def detach(self, number: int, pick: int) -> None:
        with self.acting(number) as c:
            if key := some(c, Attachment, pick):
                with c.workspace.write("移除附件") as session:
                    detach(session, key)

    def undo(self, number: int, again: bool) -> None:
        with self.acting(number) as c:
            redo(c.workspace) if again else undo(c.workspace)

    def set_clock(self, number: int, skew: int) -> None:
        self.skews[number % len(self.colleagues)] = SKEWS[skew % len(SKEWS)]

    # What people do with sticks

    def exchange(
        self, sender: int, receiver: int, contents: Contents = EVERYTHING, plain: bool = False
    ) -> None:
        a, b = self.who(sender), self.who(receiver)
        if a is b:
            return
        self.merge(b, a.path if plain else a.send(contents))

    def merge(self, c: Colleague, path: Path) -> str:
        before = seen_texts(c)
        with receive(path) as received:
            plan = plan_merge(c.workspace, received)
            digest = c.workspace.digest()
            merged = apply_merge(c.workspace, plan, backup=no_backup)
            assert c.workspace.digest() == (plan.digest_after if merged.id else digest)
        lost = before - seen_texts(c) - self.knowingly
        assert not lost, f"a merge hid {lost}"
        return merged.id

    def send_part(self, sender: int, receiver: int, pick: int, options: int) -> None:
        a = self.who(sender)
        key = some(a, Unit, pick)
        contents = Contents(
            units=frozenset([key]) if key and options & 1 else frozenset(),
            with_attachments=bool(options & 2),
            with_notes=bool(options & 4),
            is_blind=bool(options & 8),
        )
        self.exchange(sender, receiver, contents)

    def merge_and_think_better(self, sender: int, receiver: int) -> None:
        """Merge, take it back at once: everything is as before, and the same file brings nothing."""
        a, b = self.who(sender), self.who(receiver)
        if a is b:
            return
        path = a.send()
        digest = b.workspace.digest()
        before = seen_texts(b)
        merge = self.merge(b, path)
        if merge:
            came = seen_texts(b) - before
            undo_merge(b.workspace, merge, backup=no_backup)
            assert b.workspace.digest() == digest
            self.knowingly |= came
            assert self.merge(b, path) == ""
            assert b.workspace.digest() == digest

    def undo_old_merge(self, number: int, pick: int) -> None:
        with self.acting(number) as c:
            with c.workspace.read() as session:
                old = [r.id for r in receipts(session) if not r.is_undone]
            if old:
                undo_merge(c.workspace, old[pick % len(old)], backup=no_backup)

    def decide(self, number: int, pick: int, choice: int) -> None:
        with self.acting(number) as c:
            with c.workspace.read() as session:
                found = conflicts(session)
            if found:
                resolve(c.workspace, [decision(found[pick % len(found)], choice)])

    # What happens to files and computers

    def save(self, number: int) -> None:
        c = self.who(number)
        self.saved[self.colleagues.index(c)] = c.path.read_bytes()

    def go_back(self, number: int) -> None:
        """A backup is restored over the file."""
        c = self.who(number)
        content = self.saved.get(self.colleagues.index(c))
        if content is None:
            return
        with self.acting(number):
            c.close()
            c.path.write_bytes(content)
            c.open()

    def copy_file(self, number: int, clone: bool) -> None:
        """The file goes to a new computer; `clone`: the computer itself was copied with it."""
        c = self.who(number)
        if len(self.colleagues) >= 4:
            return
        self.colleagues.append(Colleague(self.folder, len(self.colleagues), c.path, quick=True))
        if clone:
            fresh = self.colleagues[-1]
            fresh.close()
            shutil.rmtree(fresh.folder / "install")
            shutil.copytree(c.folder / "install", fresh.folder / "install")
            fresh.installation = type(fresh.installation)(fresh.folder / "install")
            fresh.open()
            self.cloned = True

    # What must hold in the end

    def check(self) -> None:
        for c in self.colleagues:
            self._check_identities(c)
        self.converge()
        texts = seen_texts(self.colleagues[0])
        lost = self._written() - texts - self.knowingly
        assert not lost, f"lost: {lost}"
        states = [state_of(c) for c in self.colleagues]
        assert all(state == states[0] for state in states)
        for c in self.colleagues:
            assert c.problems() == ()
        check_conflicts(self.colleagues[0])
        check_contents(self.colleagues[0])
        # Once more: nothing is new, nothing is written.
        content = self.colleagues[0].path.read_bytes()
        assert self.merge(self.colleagues[0], self.colleagues[-1].path) == ""
        assert self.merge(self.colleagues[0], self.colleagues[0].send()) == ""
        assert self.colleagues[0].path.read_bytes() == content

    def converge(self) -> None:
        first, *others = self.colleagues
        for c in reversed(others):
            self.merge(first, c.path)
        for c in others:
            self.merge(c, first.path)

    def _written(self) -> set[str]:
        """All texts that any file still knows of; not one that only an overwritten file held."""
        stored: set[str] = set()
        for c in self.colleagues:
            with c.workspace.read() as session:
                stored |= {v for (v,) in raw(session).execute("SELECT value FROM op WHERE value LIKE '文%'")}
        return stored

    def _check_identities(self, c: Colleague) -> None:
        with c.workspace.read() as session:
            twice = raw(session).execute(
                "SELECT replica, seq FROM change GROUP BY replica, seq HAVING count(*) > 1"
            )
            assert self.cloned or twice.fetchall() == [], "two changes under one number"


def some(c: Colleague, model: type[Row], pick: int) -> str | None:
    # Without the ORM: every colleague has an engine of his own, for which each query is compiled anew.
    with c.workspace.read() as session:
        found = raw(session).execute(f'SELECT id FROM "{model.__tablename__}" ORDER BY id')
        keys = [key for (key,) in found]
    return keys[pick % len(keys)] if keys else None


def delete_tree(session, model, key) -> None:  # type: ignore[no-untyped-def]
    for entity in reversed(list(entities().values())):
        for column, target in entity.links.items():
            if target == model.__tablename__:
                query = f'SELECT id FROM "{entity.name}" WHERE "{column}" = ? ORDER BY id'
                for (row,) in raw(session).execute(query, (key,)).fetchall():
                    if column in entity.owners or column == "item_id":
                        delete_tree(session, entity.model, row)
                    else:
                        setattr(session.get(entity.model, row), column, None)
                        session.flush()
    row = session.get(model, key)
    if row is not None:
        session.delete(row)
        session.flush()


def seen_texts(c: Colleague) -> set[str]:
    """All texts that a person can see in his file: shown, or beside what is shown in a conflict."""
    texts: set[str] = set()
    with c.workspace.read() as session:
        connection = raw(session)
        for model, name in TEXT_CELLS:
            table = model.__tablename__
            texts |= {v for (v,) in connection.execute(f'SELECT "{name}" FROM "{table}"') if v}
            rows = connection.execute(
                "SELECT o.value FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
                f'WHERE h.field = ? AND o.entity = ? AND h.row IN (SELECT id FROM "{table}")',
                (name, table),
            )
            texts |= {v for (v,) in rows if v}
    return {text for text in texts if text.startswith("文")}


def state_of(c: Colleague) -> tuple[object, ...]:
    """Everything that a person sees: rows, conflicts, check code."""
    with c.workspace.read() as session:
        connection = raw(session)
        rows = {
            e.name: connection.execute(
                f'SELECT {", ".join(("id", *e.fields))} FROM "{e.name}" ORDER BY id'
            ).fetchall()
            for e in entities().values()
        }
        listed = conflicts(session)
        ops = connection.execute("SELECT change, n FROM op ORDER BY change, n").fetchall()
    return c.workspace.digest(), rows, listed, ops


def check_conflicts(c: Colleague) -> None:
    """All alternatives are listed with who said them, and none of them was written in sight of another."""
    with c.workspace.read() as session:
        listed = conflicts(session)
        several = raw(session).execute(
            "SELECT h.row, h.field, count(DISTINCT coalesce('=' || o.value, '')) FROM head h "
            "JOIN op o ON o.change = h.change AND o.n = h.n WHERE h.field <> '' GROUP BY h.row, h.field"
        )
        there = {row for e in entities() for (row,) in raw(session).execute(f'SELECT id FROM "{e}"')}
        due = {(row, name) for row, name, count in several if count > 1 and row in there}
    assert {(x.row, x.field) for x in listed if not x.is_deletion} == due
    for x in listed:
        assert all(v.actor and v.at for v in x.versions)
        if not x.is_deletion:
            assert len({v.value for v in x.versions}) > 1


def check_contents(c: Colleague) -> None:
    """Every attachment has its content, and it is what was attached."""
    with c.workspace.read() as session:
        for sha256, data in raw(session).execute(
            "SELECT a.sha256, b.data FROM attachment a LEFT JOIN blob b ON b.sha256 = a.sha256"
        ):
            assert data is not None and hashlib.sha256(data).hexdigest() == sha256


def decision(found: Conflict, choice: int) -> Decision:
    if found.is_deletion:
        return Decision(found, PRESENT if choice % 2 else None)
    return Decision(found, found.versions[choice % len(found.versions)].value)


def random_act(office: Office, chance: random.Random) -> None:
    """One act, chosen as in a real month: much typing, some passing on, now and then an accident."""
    n = chance.randrange
    acts = [
        *[lambda: office.edit(n(4), n(9), n(9))] * 6,
        *[lambda: office.exchange(n(4), n(4))] * 5,
        *[lambda: office.answer(n(4), n(9), n(9))] * 2,
        lambda: office.open_dialog(n(4), n(9), n(9)),
        *[lambda: office.save_dialog(n(4))] * 2,
        *[lambda: office.delete(n(4), n(9), n(6))] * 3,
        lambda: office.judge(n(4), n(9), n(9)),
        lambda: office.add_unit(n(4)),
        lambda: office.find(n(4), n(9)),
        lambda: office.reorder(n(4), n(9)),
        lambda: office.assign(n(4), n(9), n(9)),
        lambda: office.attach(n(4), n(9), n(9)),
        lambda: office.detach(n(4), n(9)),
        lambda: office.undo(n(4), bool(n(2))),
        lambda: office.set_clock(n(4), n(9)),
        lambda: office.send_part(n(4), n(4), n(9), n(16)),
        lambda: office.exchange(n(4), n(4), plain=True),
        lambda: office.merge_and_think_better(n(4), n(4)),
        lambda: office.undo_old_merge(n(4), n(9)),
        *[lambda: office.decide(n(4), n(9), n(9))] * 2,
        lambda: office.save(n(4)),
        lambda: office.go_back(n(4)),
        lambda: office.copy_file(n(4), n(3) == 0),
    ]
    chance.choice(acts)()
