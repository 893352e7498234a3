"""Bad templates and impossible places: a sentence that names the file, and nothing is written half."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.errors import AppError, InputError
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.render import render
from app.services.documents.templates import check_template
from app.services.letters.notices import issue_notice, notice_kind
from app.services.letters.numbers import Series
from app.services.sheets.workbook import Field, Table, write_workbook
from tests.services.letters.test_notices import desk_with_finding, start

KINDS = list(LetterKind)


def a_bomb() -> bytes:
    """A small file that unpacks to 200 MB."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", LetterKind.OPINION.template.read_bytes()[:10])
        archive.writestr("word/document.xml", b"0" * (200 << 20))
    return raw.getvalue()


BAD = {
    "空的": (b"", "空文件"),
    "不完整": (LetterKind.OPINION.template.read_bytes()[:3000], "不是完整的"),
    "旧版改名": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .doc"),
    "文本改名": ("不是 Word".encode(), "不是完整的"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_template_is_told_and_nothing_is_written(tmp_path: Path, kind: LetterKind, name: str) -> None:
    content, words = BAD[name]
    template = tmp_path / f"{kind.label} {name} A&B.docx"
    template.write_bytes(content)
    report = check_template(template, kind)
    assert not report.is_usable and words in report.problems[0].sentence
    assert template.name in report.problems[0].sentence
    with pytest.raises(InputError) as caught:
        render(template, next(kind.samples()), tmp_path / "出" / "意见.docx")
    assert template.name in caught.value.sentence and caught.value.hint
    assert not (tmp_path / "出").exists()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    template = tmp_path / "炸弹.docx"
    template.write_bytes(a_bomb())
    assert template.stat().st_size < 10 << 20
    report = check_template(template)
    assert not report.is_usable and "炸弹.docx" in report.problems[0].sentence


def test_a_notice_on_a_bad_template_takes_no_number(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with_finding(workspace)
    template = tmp_path / "补正通知 坏.docx"
    template.write_bytes(b"x")
    digest = workspace.digest()
    args = (desk.form.head.report_id, desk.catalog, Series.CORRECTION, start(desk, Series.CORRECTION))
    target = tmp_path / "通知.docx"
    with pytest.raises(InputError, match=r"补正通知 坏\.docx"), workspace.write("发出通知") as session:
        issue_notice(session, *args, target, template)
    assert workspace.digest() == digest and not target.exists()


def test_places_with_chinese_spaces_and_signs_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "示例区 审核&意见（一）" / "#1 %20"
    kind = LetterKind.CORRECTION
    render(kind.template, next(kind.samples()), folder / "补正 通知&答复.docx")
    assert zipfile.is_zipfile(folder / "补正 通知&答复.docx")


def test_a_deep_place_is_written_whole_or_told(tmp_path: Path) -> None:
    """Over 260 characters: some systems can, some cannot; none leaves a piece behind."""
    folder = tmp_path
    while len(str(folder)) < 300:
        folder = folder / "很长的文件夹名称一二三四五六七八九十"
    kind = notice_kind(Series.QUESTIONS)
    for write in (
        lambda: render(kind.template, next(kind.samples()), folder / "单.docx"),
        lambda: write_workbook([Table("表", [Field("甲")], [["乙"]])], folder / "单.xlsx"),
    ):
        try:
            write()
        except AppError as error:
            assert "单" in error.sentence
    left = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    assert left in ([], ["单.docx", "单.xlsx"])


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_name_that_is_too_long_is_told(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / ("长" * 200 + suffix)
    kind = LetterKind.CORRECTION
    with pytest.raises(AppError) as caught:
        if suffix == ".docx":
            render(kind.template, next(kind.samples()), target)
        else:
            write_workbook([Table("表", [Field("甲")], [["乙"]])], target)
    assert "长" in caught.value.sentence
    assert list(tmp_path.iterdir()) == []
