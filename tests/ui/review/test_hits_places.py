"""From a hit to the cell it speaks of and to its finding, and back, in one click each way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import HitDecision
from app.services.facts import Where
from app.services.intake import correct_fact, report_facts
from app.services.report_intake import read_for_version, write_draft
from app.ui.context import Context
from app.ui.report.pane import ReportPane
from app.ui.report.pdf_paper import PdfPaper
from app.ui.report.sheets import CellMark
from app.ui.review.data_sheet_dialog import DataSheetDialog
from app.ui.review.finding_dialog import FindingDialog
from tests.reports.content import make_report
from tests.reports.layout import STYLES, lay_out, write_docx, write_pdf, write_xlsx
from tests.ui.review.desk import Bench

Show = Callable[[QWidget], QWidget]
K = Qt.Key
LEFT = Qt.MouseButton.LeftButton
WRITERS = {"xlsx": write_xlsx, "docx": write_docx, "pdf": write_pdf}
WRONG = "c3.natural_gas.emission"


class PlacesBench(Bench):
    """A bench whose report was read from a file of its own, and says a wrong emission of gas."""

    def __init__(self, context: Context, shown: Show, folder: Path, kind: str = "xlsx") -> None:
        super().__init__(context, shown)
        path = folder / f"排放报告.{kind}"
        WRITERS[kind](lay_out(make_report("services"), STYLES["sheet_per_table"]), path)
        version = self.desk.version
        with context.workspace.write("读入") as session:
            read = read_for_version(session, version, path)
            write_draft(session, version, read.draft, read.source)
            session.flush()
            self.text = report_facts(session, version).text(WRONG)
            self.where = report_facts(session, version).facts[WRONG].where
            correct_fact(session, version, WRONG, "98765.43")
        self.open("ER-41")
        self.pane.texts.finish()

    @property
    def pane(self) -> ReportPane:
        return self.bench.report.pane

    @property
    def hit(self) -> str:
        found = self.bench.case.hits.view.hits
        return next(hit.id for hit in found if (hit.rule, hit.name) == ("X-01", WRONG))

    def words_of(self, page: int, rect: QRectF) -> str:
        """What stands on the page inside of a mark."""
        paper = self.pane._paper
        assert paper is not None
        text, inside = paper.text(page), []
        for at, sign in enumerate(text):
            boxes = paper.boxes(page, (at, 1)) if not sign.isspace() else []
            if boxes and rect.adjusted(-1, -1, 1, 1).contains(boxes[0].center()):
                inside.append(sign)
        return "".join(inside)

    def marked(self) -> CellMark:
        return next(one for one in self.pane.sheets._marks if one.mark.key == f"hit:{self.hit}")


@pytest.fixture
def bench(context: Context, shown: Show, tmp_path: Path) -> PlacesBench:
    return PlacesBench(context, shown, tmp_path)


def test_the_file_that_was_read_is_an_attachment(bench: PlacesBench) -> None:
    form = bench.bench.case.form
    assert form is not None and [file.name for file in form.attachments] == ["排放报告.xlsx"]
    assert bench.pane.isVisible()


def test_a_hit_leads_to_its_cell_and_marks_it(bench: PlacesBench, qtbot: QtBot) -> None:
    card = bench.bench.card.hits.cards[bench.hit]
    bench.bench.card.show_widget(card)
    qtbot.waitUntil(lambda: not card.place.visibleRegion().isEmpty())
    QTest.mouseClick(card.place, LEFT)
    sheets = bench.pane.sheets
    assert sheets.grid is not None and sheets.grid.name == bench.where.sheet
    cells = bench.marked().cells
    assert sheets.grid.rows[cells.top][cells.left] == bench.text
    assert sheets.chosen == cells and bench.marked().mark.is_current


def test_p_goes_to_the_cell_from_the_list(bench: PlacesBench) -> None:
    bench.press(K.Key_P)
    assert bench.marked().mark.is_current


def test_a_click_on_the_cell_leads_to_the_hit(bench: PlacesBench, qtbot: QtBot) -> None:
    bench.press(K.Key_P)
    place, item = bench.marked().cells, bench.code
    bench.bench.checklist.go_to("ER-01")
    sheets = bench.pane.sheets
    index = sheets.model().index(place.top, place.left)
    sheets.scrollTo(index)
    QTest.mouseClick(sheets.viewport(), LEFT, pos=sheets.visualRect(index).center())
    assert bench.code == item
    card = bench.bench.card.hits.cards[bench.hit]
    qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty())


def test_a_finding_leads_to_its_hit_and_its_cell(bench: PlacesBench, qtbot: QtBot) -> None:
    bench.bench.hits.decide(bench.hit, HitDecision.CONFIRMED, "")
    bench.bench.checklist.go_to("ER-01")
    findings = bench.bench.findings.list
    finding = findings.model_rows[0]
    assert findings.sources[finding.id].startswith("X-01 ")
    rect = QRectF(findings.visualRect(findings.model().index(0, 0)))
    QTest.mouseClick(findings.viewport(), LEFT, pos=findings.source_rect(finding, rect).center().toPoint())
    assert bench.code == "ER-41" and bench.marked().mark.is_current
    card = bench.bench.card.hits.cards[bench.hit]
    qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty())
    assert card.settled_place.isVisible() and card.finding.isVisible()


def test_the_dialog_of_a_finding_leads_to_the_cell_and_keeps_what_was_typed(bench: PlacesBench) -> None:
    bench.bench.hits.decide(bench.hit, HitDecision.CONFIRMED, "")
    finding = bench.bench.findings.list.model_rows[0]
    bench.bench.deeds.open_finding(finding.id)
    dialog = bench.bench.deeds.dialog
    assert isinstance(dialog, FindingDialog)
    dialog.request.editor.setPlainText("请更正。")  # type: ignore[attr-defined]
    dialog.source.click()
    assert bench.marked().mark.is_current and bench.bench.deeds.dialog is None
    assert bench.stored.findings[0].form.request == "请更正。"


def test_a_settled_hit_still_leads_to_its_cell(bench: PlacesBench) -> None:
    bench.bench.hits.decide(bench.hit, HitDecision.FALSE_ALARM, "抄表误差")
    assert not [one for one in bench.pane.sheets._marks if one.mark.key == f"hit:{bench.hit}"]
    QTest.mouseClick(bench.bench.card.hits.cards[bench.hit].settled_place, LEFT)
    assert bench.marked().mark.is_current


def test_the_calculation_leads_to_the_cell(bench: PlacesBench) -> None:
    bench.press(K.Key_W)
    table = bench.bench.recalculation.list
    row = next(row for row in table.model_rows.rows if row.key == "c3.natural_gas")
    table.place_wanted.emit(row)
    assert bench.bench.views.currentIndex() == 0
    marks = [one for one in bench.pane.sheets._marks if one.mark.key == "value"]
    assert row.where is not None and marks[0].cells.text() == row.where.cell


def test_a_file_that_is_no_attachment_says_what_to_do(bench: PlacesBench) -> None:
    bench.bench.hits.open_place(Where("别处.xlsx", "表C.3", "D7"))
    said = bench.context.shell.said[-1]  # type: ignore[attr-defined]
    assert "别处.xlsx" in said and "添加为附件" in said
    bench.bench.hits.open_place(Where())
    assert "手工填写" in bench.context.shell.said[-1]  # type: ignore[attr-defined]


def test_a_value_of_the_data_sheet_leads_to_its_cell(bench: PlacesBench) -> None:
    bench.bench.data.show_value("c3.natural_gas.ncv")
    sheet = bench.bench.data.dialog
    assert isinstance(sheet, DataSheetDialog) and sheet.grid.current is not None
    assert sheet.grid.current.name == "c3.natural_gas.ncv" and sheet.editor.place.isVisible()
    where = sheet.grid.current.where
    sheet.editor.place.click()
    assert bench.bench.data.dialog is None
    mark = next(one for one in bench.pane.sheets._marks if one.mark.key == "value")
    assert mark.cells.text() == where.cell


def test_a_typed_value_is_shown_where_it_was_typed(bench: PlacesBench) -> None:
    with bench.context.workspace.write("填写") as session:
        correct_fact(session, bench.desk.version, "c3.coke.amount", "-5")
    bench.bench.reload()
    bench.bench.hits.runner.check(bench.report)
    hit = next(h for h in bench.bench.case.hits.view.hits if h.name == "c3.coke.amount")
    bench.bench.hits.open_place(hit.where, hit)
    sheet = bench.bench.data.dialog
    assert isinstance(sheet, DataSheetDialog) and sheet.editor.row is not None
    assert sheet.editor.row.name == "c3.coke.amount" and not sheet.editor.place.isVisible()


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_hit_leads_to_the_cell_of_a_document(
    context: Context, shown: Show, tmp_path: Path, kind: str
) -> None:
    bench = PlacesBench(context, shown, tmp_path, kind)
    QTest.mouseClick(bench.bench.card.hits.cards[bench.hit].place, LEFT)
    mark = next(one for one in bench.pane.view.marks if one.key == f"hit:{bench.hit}")
    assert mark.is_current and bench.pane.view.page == mark.page
    assert bench.words_of(mark.page, mark.rect) == bench.text
    bench.bench.checklist.go_to("ER-01")
    view = bench.pane.view
    QTest.mouseClick(view.viewport(), LEFT, pos=view._to_view(mark.page, mark.rect).center().toPoint())
    assert bench.code == "ER-41"


def test_the_page_of_a_pdf_shows_the_mark(
    context: Context, shown: Show, tmp_path: Path, qtbot: QtBot
) -> None:
    bench = PlacesBench(context, shown, tmp_path, "pdf")
    bench.press(K.Key_P)
    view, paper = bench.pane.view, bench.pane._paper
    mark = next(one for one in view.marks if one.is_current)
    assert isinstance(paper, PdfPaper)
    qtbot.waitUntil(lambda: paper.has_picture(mark.page))
    edge = view._to_view(mark.page, mark.rect).adjusted(-3, -3, 3, 3)
    point = QPointF(edge.left(), edge.center().y()).toPoint()
    colour = view.viewport().grab().toImage().pixelColor(point + QPoint(1, 0))
    assert colour.red() > colour.blue()
