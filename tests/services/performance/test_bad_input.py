"""What is wrong in a received file is said in one sentence with its place, from Excel and from Word."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from app.models.errors import InputError
from app.services.performance.checks import FormSeverity, check
from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from tests.services.performance.builders import compound, docx, xlsx
from tests.services.performance.provinces import form_text, sheet

KINDS = ["xlsx", "docx"]
PLACES = {"xlsx": "表!", "docx": "表1 第"}


def read(folder: Path, kind: str, *changes: tuple[str, str]) -> SelfEvaluation:
    """The form of a central department with some of its texts changed."""
    text = form_text("central")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"示例.{kind}"
    xlsx(path, {"表": sheet(text)}) if kind == "xlsx" else docx(path, [sheet(text)])
    return read_self_evaluation(path)


def told(form: SelfEvaluation, words: str, kind: str) -> str:
    """The sentence with these words; its place is in the file."""
    doubt = next(one for one in form.doubts if words in one.sentence)
    assert doubt.place.startswith(PLACES[kind]), doubt
    return doubt.sentence


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_any_table(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"空.{kind}"
    Workbook().save(path) if kind == "xlsx" else Document().save(str(path))
    with pytest.raises(InputError, match=r"“空\.\w+”里没有找到绩效自评表或申报表（没有表格）。") as caught:
        read_self_evaluation(path)
    assert "请确认选对了文件" in caught.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_a_password(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"加密.{kind}"
    path.write_bytes(compound(b"x", "EncryptedPackage"))
    with pytest.raises(InputError, match=r"“加密\.\w+”设了打开密码。") as caught:
        read_self_evaluation(path)
    assert "取消密码" in caught.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_thousand_rows(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"流水.{kind}"
    Workbook().save(path) if kind == "xlsx" else Document().save(str(path))
    row, name, start, whole = {
        "xlsx": (
            "<row><c><v>1</v></c></row>",
            "xl/worksheets/sheet1.xml",
            "<sheetData>",
            "<sheetData>{}",
        ),
        "docx": (
            "<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>",
            "word/document.xml",
            "<w:body>",
            "<w:body><w:tbl>{}</w:tbl>",
        ),
    }[kind]
    with zipfile.ZipFile(path) as archive:
        parts = {known: archive.read(known) for known in archive.namelist()}
    body = parts[name].decode()
    assert start in body
    parts[name] = body.replace(start, whole.format(row * 100_000)).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for known, content in parts.items():
            archive.writestr(known, content)
    with pytest.raises(InputError, match=r"有 100000 行、1 列，不像绩效表，没有读取。") as caught:
        read_self_evaluation(path)
    assert "单独另存" in caught.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_formulas_with_errors(tmp_path: Path, kind: str) -> None:
    form = read(tmp_path, kind, ("≥50个", "#DIV/0!"))
    assert "公式结果是“#DIV/0!”" in told(form, "公式", kind)
    assert form.indicators[1].target == "#DIV/0!"


@pytest.mark.parametrize("kind", KINDS)
def test_level_names_nobody_knows(tmp_path: Path, kind: str) -> None:
    form = read(tmp_path, kind, ("效益指标(20分)", "影响力指标"), ("社会效益指标", "声誉指标"))
    assert told(form, "影响力指标", kind) == "模板里没有一级指标“影响力指标”，按原文读入。"
    assert told(form, "声誉指标", kind) == "模板里没有二级指标“声誉指标”，按原文读入。"
    codes = {one.code for one in check(form, profile(form.profile))}
    assert "V13" in codes


@pytest.mark.parametrize("kind", KINDS)
def test_weights_below_nothing(tmp_path: Path, kind: str) -> None:
    form = read(tmp_path, kind, ("50 | 15 | 15", "50 | -15 | 15"))
    assert told(form, "小于 0", kind) == "分值“-15”小于 0，按原文读入，请改正。"
    found = [one for one in check(form, profile(form.profile)) if one.code == "V3"]
    assert [(one.row.index, one.severity) for one in found] == [(1, FormSeverity.ERROR)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("| 90 | 89.974 | 89.974 | 10 |", "| 900000元 | 89.974 | 89.974 | 10 |", "“900000元”的单位是元"),
        ("| 90 | 89.974 | 89.974 | 10 |", "| 90 | 89.974 | 899740 | 10 |", "可能混用了元和万元"),
        ("| 90 | 89.974 | 89.974 | - |", "| 900000 | 89.974 | 89.974 | - |", "可能混用了元和万元"),
    ],
)
def test_yuan_and_ten_thousand_yuan_mixed(tmp_path: Path, kind: str, old: str, new: str, says: str) -> None:
    form = read(tmp_path, kind, (old, new))
    assert says in told(form, says, kind)
    assert new.split(" | ")[1].strip("| ") in repr(form.funding)  # as printed, nothing is converted
    codes = [one.code for one in check(form, profile(form.profile)) if one.code == "V9"]
    assert codes
