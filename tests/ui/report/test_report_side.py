"""The report beside the list: what is shown, evidence by keyboard and by mouse, a new version of the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import ReviewState
from app.models.report import Report
from app.services.review.form import EvidenceRow
from app.ui.context import Context
from app.ui.report.pane import ReportPane
from app.ui.report.pdf_paper import PdfPaper
from app.ui.review.deeds import attach_all
from app.ui.review.evidence_dialog import EvidenceDialog
from tests.services.reading.files import blank_pdf, docx, pdf, report_pdf, xlsx
from tests.ui import ime
from tests.ui.review.desk import CTRL, SHIFT, Bench

K = Qt.Key
Show = Callable[[QWidget], QWidget]


@pytest.fixture
def bench(context: Context, shown: Show, tmp_path: Path) -> Bench:
    """A workbench with an emission report as PDF beside the list, all text read."""
    made = Bench(context, shown).open()
    attach(made, tmp_path, "排放报告.pdf", report_pdf())
    return made


def attach(bench: Bench, folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    with bench.context.workspace.write("添加附件") as session:
        attach_all(session, bench.stored.head.version_id, [folder / name])
    bench.bench.reload()
    pane_of(bench).texts.finish()


def pane_of(bench: Bench) -> ReportPane:
    return bench.bench.report.pane


def evidence(bench: Bench, code: str = "ER-01") -> tuple[EvidenceRow, ...]:
    row = bench.stored.row(code)
    assert row is not None
    return row.evidence


def find(bench: Bench, words: str) -> None:
    """Ctrl+F, words, Enter, Esc: what was found is selected."""
    bench.press(K.Key_F, CTRL)
    pane = pane_of(bench)
    pane.finder.field.setText(words)
    pane.finder.field.searched.emit(words)
    bench.press(K.Key_Escape, on=pane.finder)


def test_the_pane_opens_with_the_first_file_and_leaves_the_list_in_hand(bench: Bench) -> None:
    pane = pane_of(bench)
    assert pane.isVisible() and pane.tools.page.text() == "1 / 12"
    assert bench.view.hasFocus()
    assert not bench.bench.attachments.isVisible() and bench.bench.card.isVisible()


def test_without_a_file_everything_is_as_before(context: Context, shown: Show) -> None:
    made = Bench(context, shown).open()
    assert not pane_of(made).isVisible() and made.bench.attachments.isVisible()
    made.press(K.Key_B, CTRL)
    assert "还没有附件" in made.context.shell.said[-1]  # type: ignore[attr-defined]


def test_space_pages_without_leaving_the_list(bench: Bench) -> None:
    bar = pane_of(bench).view.verticalScrollBar()
    bench.press(K.Key_Space)
    assert bar.value() > 300 and bench.view.hasFocus()
    bench.press(K.Key_Space, SHIFT)
    assert bar.value() == 0


def test_words_found_become_evidence_by_keyboard_alone(bench: Bench) -> None:
    find(bench, "天然气 （锅炉）")
    pane = pane_of(bench)
    assert pane.tools.page.text() == "3 / 12"
    bench.press(K.Key_E, on=pane.view)
    (found,) = evidence(bench)
    assert (found.page, found.quote, found.file_name) == ("3", "天然气（锅炉）", "排放报告.pdf")
    assert bench.view.hasFocus() and pane.view.chosen is None
    (mark,) = pane.view.marks
    assert mark.is_current and mark.number == "01" and mark.page == 2
    bench.press(K.Key_J)
    (mark,) = pane.view.marks
    assert not mark.is_current


def test_p_goes_back_to_the_place(bench: Bench) -> None:
    find(bench, "锅炉")
    bench.press(K.Key_E)
    view = pane_of(bench).view
    view.go_page(11)
    bench.press(K.Key_P)
    assert view.page == 2 or view.page_rect(2).intersects(QRectF(view.viewport().rect()))
    bench.press(K.Key_B, CTRL)
    assert not pane_of(bench).isVisible()
    bench.bench.card.evidence.rows[0].click()
    assert pane_of(bench).isVisible(), "a click on evidence opens the pane again"


def test_a_drawn_rectangle_becomes_evidence_with_the_words_inside(bench: Bench) -> None:
    find(bench, "天然气")
    view = pane_of(bench).view
    assert view.chosen is not None
    rect = view._to_view(2, view.chosen.rect)
    bench.press(K.Key_Escape, on=view)
    bench.bench.checklist.focus_list()
    bench.press(K.Key_E)
    assert view.is_cutting and not evidence(bench)
    drag(view.viewport(), rect.topLeft() - QPointF(4, 4), rect.bottomRight() + QPointF(160, 6))
    (found,) = evidence(bench)
    assert found.quote.startswith("天然气（锅炉） 123.45") and "柴油" not in found.quote
    assert len(found.spot.split()) == 4 and not view.is_cutting


def drag(on: QWidget, first: QPointF, last: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(on, left, none, first.toPoint())
    QTest.mouseMove(on, ((first + last) / 2).toPoint())
    QTest.mouseMove(on, last.toPoint())
    QTest.mouseRelease(on, left, none, last.toPoint())


def test_words_are_selected_with_the_mouse(bench: Bench) -> None:
    view = pane_of(bench).view
    find(bench, "附表 C.3")
    assert view.chosen is not None
    rect = view._to_view(2, view.chosen.rect)
    view.choose(None)
    drag(view.viewport(), rect.topLeft() + QPointF(1, 4), rect.bottomRight() - QPointF(1, 3))
    assert view.chosen is not None and "C.3" in view.chosen.words
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 500))
    assert view.chosen is None


def test_e_twice_is_written_by_hand(bench: Bench) -> None:
    bench.press(K.Key_E)
    bench.press(K.Key_E)
    dialog = bench.bench.deeds.dialog
    assert isinstance(dialog, EvidenceDialog)
    dialog.reject()
    assert not pane_of(bench).view.is_cutting and not evidence(bench)


def test_a_new_version_is_searched_for_the_quotations(bench: Bench, tmp_path: Path) -> None:
    for words in ("天然气（锅炉）　123.45", "柴油（发电机）　1.86"):
        find(bench, words)
        bench.press(K.Key_E)
    returned(bench)
    bench.desk.receive()
    bench.bench.reload()
    assert [one.page for one in evidence(bench)] == ["3", "3"], "evidence goes on to the next round"
    attach(bench, tmp_path, "排放报告.pdf", report_pdf(changed=True))
    newest = bench.stored.attachments[0].id
    bench.bench.report.open_file(newest)
    pane_of(bench).texts.finish()
    moved, lost = sorted(evidence(bench), key=lambda one: "柴油" in one.quote)
    assert (moved.page, moved.attachment_id) == ("4", newest)
    assert lost.attachment_id != newest, "what is not found keeps its old place"
    rows = sorted(bench.bench.card.evidence.rows, key=lambda row: "柴油" in row.evidence.quote)
    assert [row.retake.isVisibleTo(row) for row in rows] == [False, True]
    rows[1].retake.click()
    find(bench, "附表 C.3")
    bench.press(K.Key_E)
    assert [one.attachment_id for one in evidence(bench)] == [newest, newest]
    assert len(evidence(bench)) == 2
    assert not any(row.retake.isVisibleTo(row) for row in bench.bench.card.evidence.rows)


def returned(bench: Bench) -> None:
    with bench.context.workspace.write("退回") as session:
        report = session.get_one(Report, bench.report)
        report.state = ReviewState.RETURNED


def test_sheets_give_cells_as_evidence(bench: Bench, tmp_path: Path) -> None:
    attach(bench, tmp_path, "附表.xlsx", xlsx())
    pane = pane_of(bench)
    bench.bench.report.open_file(next(a.id for a in bench.stored.attachments if a.name == "附表.xlsx"))
    assert pane.tools.page.text() == "附表C.3  1 / 2"
    find(bench, "柴油")
    bench.press(K.Key_E, on=pane.sheets)
    (found,) = evidence(bench)
    assert (found.page, found.spot, found.quote) == ("附表C.3", "A3", "柴油")
    pane.step(1)
    bench.press(K.Key_P)
    assert pane.tools.page.text() == "附表C.3  1 / 2" and pane.sheets.chosen is not None


def test_word_is_shown_and_gives_evidence_by_its_heading(bench: Bench, tmp_path: Path) -> None:
    attach(bench, tmp_path, "说明.docx", docx())
    bench.bench.report.open_file(next(a.id for a in bench.stored.attachments if a.name == "说明.docx"))
    pane_of(bench).texts.finish()
    find(bench, "2 696.22")
    bench.press(K.Key_E)
    (found,) = evidence(bench)
    assert (found.page, found.quote) == ("附表 C.3 化石燃料燃烧排放", "2 696.22")


@pytest.mark.qt_log_ignore("JPEG datastream")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("坏.pdf", b"%PDF-1.7 nothing", "已损坏"),
        ("密.pdf", pdf([["一"]], password="x"), "设了打开密码"),
        ("坏.jpg", b"\xff\xd8\xff\xe0 nothing", "已损坏"),
        ("说明.txt", "文字".encode(), "不是 PDF、Word、Excel 或照片"),
    ],
)
def test_what_cannot_be_shown_says_why(
    bench: Bench, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    attach(bench, tmp_path, name, data)
    pane = pane_of(bench)
    bench.bench.report.open_file(next(a.id for a in bench.stored.attachments if a.name == name))
    assert name in pane.trouble.heading.text() and sentence in pane.trouble.heading.text()
    assert pane.trouble.sentence.text() and pane.outside.isVisible()
    assert not pane.tools.evidence.isVisible()
    bench.press(K.Key_E)
    assert isinstance(bench.bench.deeds.dialog, EvidenceDialog)
    bench.bench.deeds.dialog.reject()


def test_a_scan_says_so(bench: Bench, tmp_path: Path) -> None:
    attach(bench, tmp_path, "扫描.pdf", blank_pdf())
    pane = pane_of(bench)
    bench.bench.report.open_file(next(a.id for a in bench.stored.attachments if a.name == "扫描.pdf"))
    pane.texts.finish()
    assert pane.note.isVisible() and "是扫描件" in pane.note.label.text()


def heavy_pdf() -> bytes:
    """A page on which a few thousand curves lie over one another."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    canvas.drawString(72, 720, "x" * 40)
    canvas._code += ["0 0 m 900 10 10 900 500 800 c S"] * 1_000
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_page_that_takes_long_says_so_and_nobody_waits_for_it(qtbot: QtBot) -> None:
    paper = PdfPaper("重.pdf", heavy_pdf())
    gone: list[bool] = []
    paper.destroyed.connect(partial(gone.append, True))
    paper._late.setInterval(1)
    with qtbot.waitSignal(paper.slow) as told:
        paper.want([0], 2.0)
    assert told.args == [0] and not paper.has_picture(0)
    paper.close()
    assert not gone, "closing returns while the page is still being drawn"
    qtbot.waitUntil(lambda: bool(gone), timeout=60_000)


def test_three_pages_are_kept_and_the_seen_one_is_drawn(bench: Bench, qtbot: QtBot) -> None:
    paper = pane_of(bench)._paper
    assert isinstance(paper, PdfPaper)
    qtbot.waitUntil(lambda: paper.has_picture(0))
    for page in (3, 6, 9):
        pane_of(bench).view.go_page(page)
        qtbot.waitUntil(lambda page=page: paper.has_picture(page))
    assert len(paper._images) <= 3


def test_zoom_keeps_the_place_and_white_margins_are_cut(bench: Bench) -> None:
    view = pane_of(bench).view
    assert view.zoom is None and view._cut_width() > 0
    view.go_page(5)
    bench.press(K.Key_Plus, on=view)
    assert view.zoom is not None and view.page == 5 and view._cut_width() == 0
    bench.press(K.Key_0, on=view)
    assert view.zoom is None and pane_of(bench).tools.fit.words == "适宽"


def test_f6_leads_through_the_report(bench: Bench) -> None:
    for _ in range(2):
        QTest.keyClick(bench.window.focusWidget(), K.Key_F6)
    assert pane_of(bench).view.hasFocus()
    QTest.keyClick(pane_of(bench).view, K.Key_F6, SHIFT)
    QTest.keyClick(bench.window.focusWidget(), K.Key_F6, SHIFT)
    assert bench.view.hasFocus()


def test_an_input_method_gives_no_evidence(bench: Bench) -> None:
    view = pane_of(bench).view
    assert not view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    find(bench, "锅炉")
    ime.compose(view, "e")
    ime.type_chinese(view, "饿")
    assert not evidence(bench)


def test_the_choice_to_close_the_pane_is_kept(bench: Bench) -> None:
    bench.press(K.Key_B, CTRL)
    assert bench.bench.card.isVisible() and bench.bench.attachments.isVisible()
    bench.bench.show_report(bench.report, "ER-05")
    assert not pane_of(bench).isVisible()
    bench.bench.attachments.files[0].click()
    assert pane_of(bench).isVisible()
