"""Many opinions at once: checked before, written whole, and one list of what was not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import DocumentKind, Verdict
from app.models.errors import Cancelled, FileBusy
from app.models.review import Opinion
from app.services.catalog import load_catalog
from app.services.documents.templates import check_template, default_template
from app.services.letters import batch
from app.services.letters.batch import BatchLine, BatchResult, check_batch, export_batch
from app.services.progress import NO_PROGRESS, Progress
from app.services.review.conclude import reopen
from app.services.review.findings import save_finding
from app.services.workflow import issue_opinion
from tests.services.review.test_review import FULL, Desk
from tests.services.test_workflow import SIGNING

ER = DocumentKind.ER


@pytest.fixture
def desks(workspace: Workspace, tmp_path: Path) -> list[Desk]:
    """Three issued opinions and one report without."""
    made = []
    for count, name in enumerate(("示例热力有限公司", "示例大学", "示例酒店"), 1):
        desk = Desk(workspace, name=name)
        desk.judge("ER-20", Verdict.NO)
        with workspace.write("出具") as session:
            save_finding(session, desk.form.findings[0].id, FULL)
        with workspace.write("出具") as session:
            signing = replace(SIGNING, number=f"碳审意〔2025〕00{count}号")
            args = (desk.form.head.report_id, desk.catalog, signing, default_template())
            issue_opinion(session, *args, tmp_path / f"{count}.docx")
        made.append(desk)
    return [*made, Desk(workspace, name="示例医院")]


def check(desks: list[Desk], template: Path | None = None) -> tuple[BatchLine, ...]:
    heads = [desk.form.head for desk in desks]
    wanted = [(head.report_id, head.unit_name, head.kind) for head in heads]
    report = check_template(template) if template else None
    with desks[0].workspace.read() as session:
        return check_batch(session, wanted, load_catalog(), report, None)


def write(
    desks: list[Desk], lines: tuple[BatchLine, ...], folder: Path, progress: Progress = NO_PROGRESS
) -> BatchResult:
    with desks[0].workspace.read() as session:
        return export_batch(session, lines, load_catalog(), default_template(), folder, progress)


def test_what_is_issued_is_written_and_the_rest_is_told(desks: list[Desk], tmp_path: Path) -> None:
    lines = check(desks)
    assert [line.is_ready for line in lines] == [True, True, True, False]
    result = write(desks, lines, tmp_path / "全部 意见&")
    assert [path.name for path in result.written] == [
        "001 示例热力有限公司 排放报告审核意见.docx",
        "002 示例大学 排放报告审核意见.docx",
        "003 示例酒店 排放报告审核意见.docx",
    ]
    assert [(line.unit_name, line.why) for line in result.failed] == [("示例医院", "还没有出具审核意见")]
    assert result.written[0].read_bytes() == (tmp_path / "1.docx").read_bytes()
    again = write(desks, lines, tmp_path / "全部 意见&")
    assert again.written[0].name.endswith("(2).docx"), "nothing is written over"


def test_outdated_letters_and_double_numbers_are_errors(desks: list[Desk]) -> None:
    with desks[0].workspace.write("合并") as session:
        reopen(session, desks[0].form.head.report_id, "改一处")
        opinions = session.query(Opinion).order_by(Opinion.number).all()
        opinions[2].number = opinions[1].number
    desks[0].judge("ER-21", Verdict.NO)
    whys = [line.why for line in check(desks)]
    assert "两份审核意见" in whys[1] and "两份审核意见" in whys[2]
    (notice,) = [n for n in check(desks)[0].notices if "处变化" in n.sentence]
    assert notice.item_code == "ER-21"


def test_a_bad_template_stops_all_with_its_sentence(desks: list[Desk], tmp_path: Path) -> None:
    bad = tmp_path / "坏的.docx"
    bad.write_bytes(b"no word file")
    assert all("坏的.docx" in line.why for line in check(desks, bad)[:3])


def test_a_file_that_cannot_be_written_stops_no_other(
    desks: list[Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = batch.export_opinion

    def export(*args: object) -> object:
        if "示例大学" in str(args[-1]):
            raise FileBusy("“002.docx”正被另一个程序打开。", "请关闭后重试。")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "export_opinion", export)
    result = write(desks, check(desks), tmp_path / "意见")
    assert len(result.written) == 2
    assert "另一个程序" in next(line.why for line in result.failed if line.unit_name == "示例大学")


def test_a_stop_keeps_what_was_written_and_names_the_rest(desks: list[Desk], tmp_path: Path) -> None:
    class Stop:
        def total(self, count: int) -> None:
            assert count == 3

        def step(self, text: str = "") -> None:
            if text == "示例大学":
                raise Cancelled

    result = write(desks, check(desks), tmp_path / "意见", Stop())
    assert result.was_stopped and len(result.written) == 1
    assert [line.why for line in result.failed] == [
        *("还没有出具审核意见", "已取消，没有导出", "已取消，没有导出"),
    ]
    assert len(list((tmp_path / "意见").iterdir())) == 1
