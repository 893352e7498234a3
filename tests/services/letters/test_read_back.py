"""A letter edited in Word comes back as proposals for exactly the findings that were edited."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

from app.models.database import Workspace
from app.models.enums import Severity, Verdict
from app.models.errors import AppError, InputError
from app.services.documents.templates import default_template
from app.services.journal.undo import undo
from app.services.letters.read_back import Kind, Proposal, read_back, take_proposals
from app.services.review.findings import save_finding
from app.services.review.parts import FindingForm
from app.services.workflow import export_opinion, issue_opinion
from tests.services.review.test_review import Desk
from tests.services.test_workflow import SIGNING

CODES = ("ER-20", "ER-21", "ER-22", "ER-24", "ER-28")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """A report with five findings; the fact of one has two lines."""
    made = Desk(workspace)
    made.judge_all_good()
    for code in CODES:
        made.judge(code, Verdict.NO)
    with workspace.write("写问题") as session:
        for finding in made.form.findings:
            fact = f"{finding.code} 的事实 <&>" + ("。\n第二行" if finding.code == "ER-22" else "")
            form = FindingForm(Severity.MAJOR, fact, "DB11/T 1785", "-1.30", f"请更正 {finding.code}")
            save_finding(session, finding.id, form)
    return made


@pytest.fixture
def letter(desk: Desk, tmp_path: Path) -> Path:
    target = tmp_path / "意见.docx"
    with desk.workspace.read() as session:
        args = (desk.form.head.report_id, desk.catalog, SIGNING, default_template(), target)
        export_opinion(session, *args)
    return target


def read(desk: Desk, path: Path) -> tuple[Proposal, ...]:
    with desk.workspace.read() as session:
        return read_back(session, desk.form.head.report_id, path, desk.catalog)


def take(desk: Desk, proposals: tuple[Proposal, ...]) -> int:
    with desk.workspace.write("读回修改") as session:
        return take_proposals(session, desk.form.head.report_id, proposals, desk.catalog)


def paragraph(document: object, words: str) -> Paragraph:
    return next(p for p in document.paragraphs if words in p.text)  # type: ignore[attr-defined]


def reword(one: Paragraph, old: str, new: str) -> None:
    run = next(run for run in one.runs if old in run.text)
    run.text = run.text.replace(old, new)


def test_an_untouched_letter_says_nothing(desk: Desk, letter: Path) -> None:
    assert read(desk, letter) == ()
    document = docx.Document(str(letter))
    document.save(str(letter))
    assert read(desk, letter) == ()


def test_three_changed_one_added_one_deleted(desk: Desk, letter: Path) -> None:
    document = docx.Document(str(letter))
    reword(paragraph(document, "ER-20 的事实"), "的事实", "的改后事实")
    reword(paragraph(document, "请更正 ER-21"), "请更正", "请在五日内更正")
    reword(paragraph(document, "第二行"), "第二行", "改过的第二行")
    after = paragraph(document, "请更正 ER-24")
    copy = after.insert_paragraph_before("补一句：并附结算单。")
    after._p.addnext(copy._p)
    gone = paragraph(document, "请更正 ER-28")._p
    gone.getparent().remove(gone)
    document.save(str(letter))
    found = read(desk, letter)
    assert [(p.code, p.field, p.kind) for p in found] == [
        ("ER-20", "fact", Kind.CHANGED),
        ("ER-21", "request", Kind.CHANGED),
        ("ER-22", "fact", Kind.CHANGED),
        ("ER-24", "request", Kind.ADDED),
        ("ER-28", "request", Kind.DELETED),
    ]
    assert found[2].new == "ER-22 的事实 <&>。\n改过的第二行。"
    assert take(desk, found) == 5
    forms = {f.code: f.form for f in desk.form.findings}
    assert forms["ER-20"].fact == "ER-20 的改后事实 <&>。"
    assert forms["ER-21"].request == "请在五日内更正 ER-21。"
    assert forms["ER-24"].request == "请更正 ER-24\n补一句：并附结算单。"
    assert forms["ER-28"].request == "" and forms["ER-28"].fact
    assert read(desk, letter) == (), "everything was taken"


def test_taking_is_one_undo_and_leaving_changes_nothing(desk: Desk, letter: Path) -> None:
    before = [f.form for f in desk.form.findings]
    document = docx.Document(str(letter))
    reword(paragraph(document, "ER-20 的事实"), "的事实", "改")
    reword(paragraph(document, "请更正 ER-21"), "请更正", "改")
    document.save(str(letter))
    found = read(desk, letter)
    take(desk, found[:1])
    assert [f.code for f in desk.form.findings if f.form not in before] == ["ER-20"]
    take(desk, found[1:])
    undo(desk.workspace)
    undo(desk.workspace)
    assert [f.form for f in desk.form.findings] == before


def test_a_whole_finding_taken_out_is_one_proposal(desk: Desk, letter: Path) -> None:
    document = docx.Document(str(letter))
    one = paragraph(document, "ER-21 的事实")._p
    for _ in range(5):
        following = one.getnext()
        one.getparent().remove(one)
        one = following
    document.save(str(letter))
    (found,) = read(desk, letter)
    assert (found.code, found.field, found.kind) == ("ER-21", "", Kind.DELETED)
    take(desk, (found,))
    assert "ER-21" not in [f.code for f in desk.form.findings]


def test_an_effect_is_read_as_a_number(desk: Desk, letter: Path) -> None:
    document = docx.Document(str(letter))
    effects = [p for p in document.paragraphs if p.text.startswith("影响量：")]
    reword(effects[0], "−1.30", "−1,204.5") if "−1.30" in effects[0].text else reword(
        effects[0], "-1.30", "-1,204.5"
    )
    effects[1].runs[-1].text = "不大。"
    document.save(str(letter))
    good, bad = read(desk, letter)
    assert (good.new, good.can_take) == ("-1,204.5", True)
    assert not bad.can_take and "不是数字" in bad.note
    assert take(desk, (good, bad)) == 1


def test_what_changed_here_meanwhile_is_said(desk: Desk, letter: Path) -> None:
    document = docx.Document(str(letter))
    reword(paragraph(document, "ER-20 的事实"), "的事实", "的改后事实")
    document.save(str(letter))
    finding = next(f for f in desk.form.findings if f.code == "ER-20")
    with desk.workspace.write("改") as session:
        save_finding(session, finding.id, FindingForm(Severity.MAJOR, "程序里改的。", "依据", "", "请更正"))
    (found,) = read(desk, letter)
    assert "也改过" in found.note and found.old == "程序里改的。"


def test_the_letter_of_another_unit_is_refused(desk: Desk, letter: Path, workspace: Workspace) -> None:
    other = Desk(workspace, name="示例大学", uscc=None)
    other.judge("ER-20", Verdict.NO)
    with pytest.raises(InputError, match="示例热力有限公司2024年度排放报告第1轮"):
        read(other, letter)


def test_a_report_that_is_not_in_review_is_not_changed(desk: Desk, letter: Path, tmp_path: Path) -> None:
    document = docx.Document(str(letter))
    reword(paragraph(document, "ER-20 的事实"), "的事实", "改")
    document.save(str(letter))
    with desk.workspace.write("出具") as session:
        args = (desk.form.head.report_id, desk.catalog, SIGNING, default_template(), tmp_path / "2.docx")
        issue_opinion(session, *args)
    digest = desk.workspace.digest()
    with pytest.raises(AppError):
        take(desk, read(desk, letter))
    assert desk.workspace.digest() == digest


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:900]), "不是完整的"),
        (lambda path: path.write_bytes(b""), "空文件"),
        (lambda path: path.write_bytes(default_template().read_bytes()), "没有可以读回的问题"),
        (lambda path: _add(path, "word/vbaProject.bin", "application/vnd.ms-office.vbaProject"), "宏"),
        (lambda path: _link(path), "外部"),
    ],
)
def test_a_bad_file_gets_a_sentence(desk: Desk, letter: Path, make: object, words: str) -> None:
    make(letter)  # type: ignore[operator]
    with pytest.raises(InputError, match=words):
        read(desk, letter)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _add(path: Path, name: str, kind: str) -> None:
    parts = _parts(path)
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)
    _write(path, {**parts, name: b"x"})


def _link(path: Path) -> None:
    parts = _parts(path)
    name = "word/_rels/document.xml.rels"
    link = b'<Relationship Id="x" Type="http://a/image" Target="http://b/c" TargetMode="External"/>'
    parts[name] = parts[name].replace(b"</Relationships>", link + b"</Relationships>")
    _write(path, parts)
