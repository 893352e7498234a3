"""A package holds what was chosen and not a byte of the rest; with a password it says nothing without it."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.bulk import natural
from app.models.enums import Conclusion, ReviewEvent, ReviewState, Verdict
from app.models.errors import AppError, Cancelled, Damaged, InputError
from app.models.report import Attachment, Person, Report, ReportVersion, StateChange
from app.models.review import Finding, Item
from app.models.unit import Unit
from app.services.attachments import attach, extract
from app.services.exchange.apply import start_file
from app.services.exchange.container import PasswordNeeded, pack, unpack
from app.services.exchange.inspect import Relation, describe
from app.services.exchange.package import Contents, write_package
from app.services.exchange.source import receive
from app.services.journal.verify import verify
from app.services.review.flow import advance
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.conftest import LI
from tests.services.exchange.colleagues import Colleague
from tests.services.exchange.histories import state_of


def inside(path: Path, folder: Path) -> bytes:
    """The database in a package, as bytes."""
    target = folder / "plain"
    unpack(path, target)
    return target.read_bytes()


@pytest.fixture
def rich(wang: Colleague) -> Colleague:
    """Three units; two people; notes, verdicts, a file; something deleted."""
    with wang.workspace.write("填写") as session:
        people = {}
        for name in ("王甲", "李乙"):
            people[name] = natural(session, "person", name)
            session.add(Person(id=people[name], name=name))
        session.flush()
        for name, who, year in (("甲厂", "王甲", 2024), ("乙厂", "李乙", 2024), ("丙厂", "李乙", 2023)):
            unit = a_unit(session, f"示例{name}", year, uscc=None, note=f"{name}内部备注")
            version = a_version(session, unit, year, state=ReviewState.IN_FIRST_REVIEW)
            report = session.get(Report, version.report_id)
            assert report
            report.assignee_id = people[who]
            report.note = f"{name}报告备注"
            an_item(session, version, "ER-01", verdict=Verdict.NO, remark=f"{name}说明")
            a_finding(session, version, fact=f"{name}问题")
            path = wang.folder / "年报.pdf"
            path.write_bytes(f"{name}文件内容".encode() * 3)
            attach(session, version.id, path)
    with wang.workspace.write("定结论") as session:
        for version in session.query(ReportVersion):
            version.conclusion = Conclusion.RETURNED
            version.conclusion_note = "结论原话"
        for report in session.query(Report):
            report.state = ReviewState.RETURNED
    return wang


def key_of(c: Colleague, name: str) -> str:
    with c.workspace.read() as session:
        return session.query(Unit).filter_by(name=name).one().id


def names(c: Colleague) -> set[str]:
    with c.workspace.read() as session:
        return {unit.name for unit in session.query(Unit)}


@pytest.mark.parametrize("password", [None, "示例密码123"])
def test_a_whole_package_gives_the_same_file(rich: Colleague, li: Colleague, password: str | None) -> None:
    path = rich.send(password=password)
    li.take(path, password)
    assert state_of(rich)[:3] == state_of(li)[:3]
    with li.workspace.read() as session:
        row = session.query(Attachment).first()
        assert row and extract(session, row.id, li.folder).read_bytes()
    assert li.problems() == ()


def test_chosen_units_and_nothing_else(rich: Colleague, li: Colleague) -> None:
    path = rich.send(Contents(units=frozenset([key_of(rich, "示例甲厂")])))
    content = inside(path, rich.folder)
    for word in ("乙厂", "丙厂", "乙厂文件内容"):
        assert word.encode() not in content
    li.take(path)
    assert "示例甲厂" in names(li) and "示例乙厂" not in names(li)
    assert li.problems() == ()


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ({"years": frozenset([2023])}, {"示例丙厂"}),
        ({"people": "李乙"}, {"示例乙厂", "示例丙厂"}),
        ({"people": "李乙", "years": frozenset([2024])}, {"示例乙厂"}),
    ],
)
def test_chosen_years_and_people(
    rich: Colleague, tmp_path: Path, contents: dict[str, object], expected: set[str]
) -> None:
    if "people" in contents:
        with rich.workspace.read() as session:
            contents = contents | {"people": frozenset([natural(session, "person", contents["people"])])}
    path = rich.send(Contents(**contents))  # type: ignore[arg-type]
    with receive(path) as received:
        workspace = start_file(received, tmp_path / "mine.crd", LI, rich.installation)
    with workspace.read() as session:
        assert {unit.name for unit in session.query(Unit)} == expected
        assert verify(session).problems == ()
    workspace.close()


def test_an_assignment_comes_back_without_deleting_the_rest(rich: Colleague, tmp_path: Path) -> None:
    path = rich.send(Contents(units=frozenset([key_of(rich, "示例甲厂")])))
    everything = names(rich)
    with receive(path) as received:
        workspace = start_file(received, tmp_path / "task.crd", LI, rich.installation)
    with workspace.write("判定") as session:
        session.query(Item).filter_by(remark="甲厂说明").one().verdict = Verdict.YES
        a_finding(session, session.query(ReportVersion).one(), fact="新问题")
    back = write_package(workspace, tmp_path / "back").path
    workspace.close()
    merged = rich.take(back)
    assert merged.counts["deleted"] == 0 and names(rich) == everything
    with rich.workspace.read() as session:
        assert session.query(Item).filter_by(remark="甲厂说明").one().verdict is Verdict.YES
        assert session.query(Finding).filter_by(fact="新问题").count() == 1
    assert rich.problems() == ()


def test_internal_notes_are_absent_not_hidden(rich: Colleague, li: Colleague) -> None:
    with rich.workspace.write("改备注") as session:
        for unit in session.query(Unit):
            unit.note = "机密备注第二版"
    content = inside(rich.send(Contents(with_notes=False)), rich.folder)
    for word in ("甲厂内部备注", "甲厂报告备注", "机密备注"):
        assert word.encode() not in content
    li.take(rich.folder / "package.crdx")
    with li.workspace.read() as session:
        assert all(unit.note is None for unit in session.query(Unit))
    assert li.problems() == ()
    # What was left out comes with the whole file, and both have the same then.
    li.take(rich.send())
    rich.take(li.send())
    assert state_of(rich)[:3] == state_of(li)[:3]
    assert li.problems() == ()


def test_a_blind_package_says_nothing_of_the_first_review(rich: Colleague, tmp_path: Path) -> None:
    path = rich.send(Contents(is_blind=True, units=frozenset([key_of(rich, "示例甲厂")])))
    content = inside(path, rich.folder)
    for word in ("甲厂说明", "甲厂问题", "结论原话", "returned", "定结论"):
        assert word.encode() not in content
    with receive(path) as received:
        workspace = start_file(received, tmp_path / "second.crd", LI, rich.installation)
    with workspace.write("复审") as session:
        version = session.query(ReportVersion).one()
        assert session.query(Item).count() == session.query(Finding).count() == 0
        assert version.conclusion is None
        an_item(session, version, "ER-01", verdict=Verdict.YES, remark="甲厂说明")
    back = write_package(workspace, tmp_path / "back").path
    workspace.close()
    rich.take(back)
    assert rich.problems() == ()
    from app.services.exchange.conflicts import conflicts

    with rich.workspace.read() as session:
        assert {(c.entity, c.field) for c in conflicts(session)} == {("item", "verdict")}


def test_a_blind_package_says_nothing_of_the_course(rich: Colleague, tmp_path: Path) -> None:
    """Steps with their reasons, who approved and what was confirmed tell how the first review ended."""
    unit = key_of(rich, "示例甲厂")
    with rich.workspace.write("登记流转") as session:
        key = session.query(Report).filter_by(unit_id=unit).one().id
        advance(session, key, ReviewEvent.RECALL, "王甲", "撤回原因原话")
        advance(session, key, ReviewEvent.REQUIRE_SITE, "王甲", "复核原因原话")
        report = session.get_one(Report, key)
        report.second_reviewer_id = report.approver_id = natural(session, "person", "李乙")
        report.confirmed_text = "1,777.77"
    said = ("撤回原因原话", "复核原因原话", "require_site_check", "1,777.77")
    chosen = frozenset([unit])
    open_package = inside(rich.send(Contents(units=chosen)), rich.folder)
    assert all(word.encode() in open_package for word in said), "an open package has it all"
    path = rich.send(Contents(is_blind=True, units=chosen))
    blind = inside(path, rich.folder)
    assert [word for word in said if word.encode() in blind] == []
    with receive(path) as received:
        workspace = start_file(received, tmp_path / "second.crd", LI, rich.installation)
    with workspace.write("复审") as session:
        report = session.query(Report).one()
        assert session.query(StateChange).count() == 0
        assert report.approver_id is None and report.confirmed_text is None
        assert report.state in (ReviewState.ASSIGNED, ReviewState.IN_FIRST_REVIEW, ReviewState.NOT_SUBMITTED)
        assert verify(session).problems == ()
        report.note = "二审备注"
    back = write_package(workspace, tmp_path / "back").path
    workspace.close()
    rich.take(back)
    with rich.workspace.read() as session:
        report = session.get_one(Report, key)
        assert report.confirmed_text == "1,777.77" and report.approver_id is not None
        assert session.query(StateChange).count() == 2, "what stayed at home is not taken away"
    assert rich.problems() == ()


def test_without_attachments_their_names_come_and_contents_may_follow(rich: Colleague, li: Colleague) -> None:
    merged = li.take(rich.send(Contents(with_attachments=False)))
    assert merged.missing_contents == ("年报.pdf",)
    with li.workspace.read() as session:
        found = verify(session)
    assert found.is_clean and any("年报.pdf" in note for note in found.notes)
    later = li.take(rich.send())
    assert later.missing_contents == () and later.counts["contents"] == 3
    assert li.take(rich.send()).counts == {}


def test_same_name_different_content(wang: Colleague, li: Colleague) -> None:
    for c, content in ((wang, b"one"), (li, b"two")):
        path = c.folder / "报告.pdf"
        path.write_bytes(content)
        with c.workspace.write("附件") as session:
            attach(session, session.query(ReportVersion).one().id, path)
    wang.take(li.send())
    with wang.workspace.read() as session:
        rows = session.query(Attachment).all()
        contents = {extract(session, r.id, wang.folder / r.id).read_bytes() for r in rows}
    assert contents == {b"one", b"two"}


def test_a_choice_that_holds_nothing_is_told(rich: Colleague) -> None:
    with pytest.raises(InputError, match="没有任何单位"):
        rich.send(Contents(units=frozenset(["没有"])))


@pytest.mark.parametrize("given", [None, "", "错误的密码", "示例密码12", "示例密码123 "])
def test_a_wrong_password_is_told(rich: Colleague, given: str | None) -> None:
    path = rich.send(password="示例密码123")
    with pytest.raises(PasswordNeeded, match="密码"):
        receive(path, given)


def test_a_short_password_is_refused(rich: Colleague) -> None:
    with pytest.raises(InputError, match="6 个字符"):
        rich.send(password="12345")


@pytest.mark.parametrize("password", [None, "示例密码123"])
def test_every_altered_byte_is_noticed(rich: Colleague, password: str | None) -> None:
    path = rich.send(password=password)
    content = path.read_bytes()
    step = 1 if password is None else max(1, len(content) // 12)
    for place in range(0, len(content), max(step, len(content) // 60)):
        altered = bytearray(content)
        altered[place] ^= 1 << place % 8
        path.write_bytes(altered)
        with pytest.raises(AppError) as caught:
            receive(path, password).close()
        assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize("password", [None, "示例密码123"])
def test_a_cut_or_lengthened_package_is_noticed(rich: Colleague, password: str | None) -> None:
    path = rich.send(password=password)
    content = path.read_bytes()
    for altered in (content[:-1], content[:-40], content[: len(content) // 2], content + b"x"):
        path.write_bytes(altered)
        with pytest.raises(Damaged, match="损坏"):
            receive(path, password)


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 3_000_000), dense=st.booleans())
def test_any_size_goes_in_and_comes_out(
    tmp_path_factory: pytest.TempPathFactory, size: int, dense: bool
) -> None:
    folder = tmp_path_factory.mktemp("sizes")
    source, target, back = folder / "a", folder / "b", folder / "c"
    source.write_bytes(secrets.token_bytes(size) if dense else b"\0" * size)
    pack(source, target)
    unpack(target, back)
    assert back.read_bytes() == source.read_bytes()


def test_chunks_cannot_be_left_out_or_moved(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(secrets.token_bytes(3 << 20))
    pack(source, target, "示例密码123")
    content = target.read_bytes()
    start = 12 + int.from_bytes(content[8:12], "big")
    chunks = []
    place = start
    while place < len(content):
        length = int.from_bytes(content[place : place + 4], "big") & 0x7FFFFFFF
        chunks.append(content[place : place + 4 + length])
        place += 4 + length
    assert len(chunks) >= 3
    for wrong in ([chunks[1], chunks[0], *chunks[2:]], [chunks[0], *chunks[2:]], [*chunks[:1], *chunks]):
        target.write_bytes(content[:start] + b"".join(wrong))
        with pytest.raises(Damaged):
            unpack(target, tmp_path / "c", "示例密码123")


def test_stopping_leaves_no_package(rich: Colleague) -> None:
    class Stop:
        def total(self, count: int) -> None: ...

        def step(self, text: str = "") -> None:
            if text == "正在压缩":
                raise Cancelled

    target = rich.folder / "stopped.crdx"
    with pytest.raises(Cancelled):
        write_package(rich.workspace, target, progress=Stop())
    assert not list(rich.folder.glob("*stopped*"))


def test_what_is_told_of_a_package(rich: Colleague, li: Colleague) -> None:
    with receive(rich.send()) as received:
        told = describe(received, li.workspace)
    assert (told.sender, told.device, told.project_name) == ("王甲", "笔记本-01", "示例区2024年度审核")
    assert told.relation is Relation.NEWER and told.units == 4 and told.contents == 3
    with receive(li.send()) as received:
        assert describe(received, rich.workspace).relation is Relation.CONTAINED
    li.take(rich.send())
    with receive(rich.send()) as received:
        assert describe(received, li.workspace).relation is Relation.SAME
    with receive(rich.send()) as received:
        assert describe(received).relation is Relation.ALONE


def test_a_forged_part_is_found_out_when_the_whole_comes(rich: Colleague, li: Colleague) -> None:
    rich.send(Contents(with_notes=False))
    plain, forged = rich.folder / "plain", rich.folder / "forged.crdx"
    unpack(rich.folder / "package.crdx", plain)
    with closing(sqlite3.connect(plain)) as connection:
        connection.execute(
            "UPDATE op SET value = '伪造' WHERE field = 'remark' AND value = '甲厂说明' "
            "AND change IN (SELECT id FROM change WHERE salt IS NULL)"
        )
        assert connection.total_changes == 1
        connection.commit()
    pack(plain, forged)
    li.take(forged)
    with pytest.raises(Damaged, match="说法不一"):
        li.take(rich.send())


def test_a_partial_change_gives_no_hint_at_what_was_left_out(rich: Colleague) -> None:
    rich.send(Contents(with_notes=False))
    target = rich.folder / "plain"
    unpack(rich.folder / "package.crdx", target)
    with closing(sqlite3.connect(target)) as connection:
        partial = connection.execute("SELECT label FROM change WHERE salt IS NULL").fetchall()
    assert partial and set(partial) == {("",)}
