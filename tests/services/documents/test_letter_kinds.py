"""Every letter has a template of its own that an office may replace by a sound one, and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx_help import packed, paragraph, parts

from app.models.errors import InputError
from app.services.documents.letter_kinds import LetterKind, kind_of
from app.services.documents.render import render
from app.services.documents.template_fields import field_types
from app.services.documents.templates import available_templates, check_template

KINDS = list(LetterKind)


def a_template(path: Path, kind: LetterKind, body: str) -> Path:
    """The program's template of that letter with another body."""
    content = parts(kind.template)
    head = content["word/document.xml"].split(b"<w:body>")[0]
    content["word/document.xml"] = head + f"<w:body>{body}</w:body></w:document>".encode()
    return packed(path, content)


@pytest.mark.parametrize("kind", KINDS)
def test_the_programs_own_template_is_sound_and_complete(kind: LetterKind) -> None:
    report = check_template(kind.template, kind)
    assert (report.is_usable, report.problems, report.notes, report.healed) == (True, (), (), ())
    assert {*report.variables, *report.unused} == set(field_types(kind.context))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("{{ offise }}", "“offise”不存在，是否为“office”"),
        ("{{ ''.__class__.__mro__ }}", "下划线"),
        ("{{ cycler.__init__.__globals__ }}", "下划线"),
        ("{% if office %}", "没有结束"),
        ("{{ office", "没有在同一段内以“}}”结束"),
    ],
)
def test_a_bad_mark_is_told_and_nothing_is_written(
    tmp_path: Path, kind: LetterKind, mark: str, words: str
) -> None:
    body = paragraph("{{ title }}") + paragraph(mark)
    path = a_template(tmp_path / f"{kind.label} 本局.docx", kind, body)
    report = check_template(path, kind)
    assert words in str(report.problems[0]) and "正文第2段" in report.problems[0].where
    target = tmp_path / "出.docx"
    with pytest.raises(InputError) as caught:
        render(path, next(kind.samples()), target)
    assert path.name in caught.value.sentence and "模板" in caught.value.sentence
    assert not list(tmp_path.glob("*出*"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_that_word_broke_over_runs_is_joined(tmp_path: Path, kind: LetterKind) -> None:
    """Spelling marks and edits cut a mark into runs."""
    runs = ("{{ off", "ice }}")
    cut = '<w:proofErr w:type="spellStart"/>'.join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    path = a_template(tmp_path / f"{kind.label}.docx", kind, paragraph("{{ title }}") + f"<w:p>{cut}</w:p>")
    report = check_template(path, kind)
    assert report.is_usable and "office" in report.variables
    assert len(report.healed) == 1


def test_a_template_of_another_letter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "补正通知.docx"
    path.write_bytes(LetterKind.OPINION.template.read_bytes())
    report = check_template(path, LetterKind.CORRECTION)
    assert not report.is_usable and "不存在" in report.problems[0].sentence


def test_the_name_says_what_a_template_is_for(tmp_path: Path) -> None:
    names = {
        "本局版.docx": LetterKind.OPINION,
        "审核意见 2025.docx": LetterKind.OPINION,
        "本局补正通知.docx": LetterKind.CORRECTION,
        "核查问询单.docx": LetterKind.QUESTIONS,
        "核查机构评价表（横版）.docx": LetterKind.EVALUATION,
    }
    for name, kind in names.items():
        assert kind_of(Path(name)) is kind
        (tmp_path / name).write_bytes(kind.template.read_bytes())
    for kind in LetterKind:
        found = available_templates(tmp_path, kind)
        assert all(report.is_usable for report in found)
        assert {report.path.name for report in found} == {n for n, k in names.items() if k is kind}
