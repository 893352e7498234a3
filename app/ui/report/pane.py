"""The report pane: tool row, search, and the file as paper or sheets, or the sentence why it is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from app.models.errors import AppError, InputError
from app.services.reading.kinds import FileKind
from app.services.reading.quotes import Hit, search
from app.services.reading.sheet_text import SheetText
from app.services.sheets.grid import Grid
from app.ui.context import Context
from app.ui.kit import Band, EmptyState, Skeleton, button, column
from app.ui.report.find_bar import FindBar
from app.ui.report.marks import Mark
from app.ui.report.opening import FileRef, Loaded, read_attachment
from app.ui.report.paper import Paper, PhotoPaper
from app.ui.report.pdf_paper import PdfPaper
from app.ui.report.places import (
    Noted,
    Place,
    hit_rect,
    on_paper,
    on_sheet,
    paper_place,
    sheet_place,
    traced_on_paper,
    traced_on_sheets,
)
from app.ui.report.sheets import CellMark, SheetsView
from app.ui.report.texts import Texts
from app.ui.report.tool_row import ToolRow
from app.ui.report.view import Chosen, ReportView
from app.ui.report.word_paper import WordPaper

_SCANNED = "是扫描件，没有可选取的文字。查找用不上，取证请框选。"


class ReportPane(QFrame):
    """Shows one of several files. `taken` is a place that becomes evidence, `traced` what became of places of
    earlier versions once the whole file is read.
    """

    taken = Signal(object)  # Place
    traced = Signal(object)  # list of (key, Place | None)
    shown = Signal(str)  # file id, once it can be seen
    scrolled = Signal(int)
    mark_clicked = Signal(str)
    wished = Signal(str)
    outside_wanted = Signal(str)
    folder_wanted = Signal(str)
    remove_wanted = Signal(str)
    add_wanted = Signal()
    close_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, context: Context, *, can_close: bool = True, takes_evidence: bool = True) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAccessibleName("报告原文")
        self._context = context
        self._files: tuple[FileRef, ...] = ()
        self.file_id = ""
        self.is_ready = False
        self._paper: Paper | None = None
        self._grids: tuple[Grid, ...] = ()
        self._sheet = 0
        self._noted: tuple[Noted, ...] = ()
        self._lost: tuple[Noted, ...] = ()  # places of earlier versions that belong to the shown file
        self._goal: Place | None = None
        self._hits: list[Hit] = []
        self._hit = 0
        self.tools = ToolRow(can_close=can_close, takes_evidence=takes_evidence)
        self.finder = FindBar()
        self.finder.hide()
        self.note = Band("", "quiet", can_close=True)
        self.note.hide()
        self.view = ReportView()
        self.sheets = SheetsView()
        self.trouble = EmptyState("file-x", "不能在这里显示")
        self.outside = button("用其他程序打开", icon="external-link")
        self.trouble.set_buttons((self.outside,))
        self.texts = Texts(self)
        body = QWidget()
        self._stack = QStackedLayout(body)  # with its widget: the first page would show as a window else
        for one in (Skeleton(14), self.view, self.sheets, self.trouble):
            self._stack.addWidget(one)
        self.setLayout(column(self.tools, self.finder, self.note, (body, 1), gap=0))
        self._connect()

    def _connect(self) -> None:
        tools, view, finder = self.tools, self.view, self.finder
        tools.file_wanted.connect(self.open)
        tools.stepped.connect(self.step)
        tools.zoomed.connect(self._on_zoomed)
        tools.find_wanted.connect(self.start_find)
        tools.evidence_wanted.connect(self._on_evidence)
        tools.outside_wanted.connect(self._on_outside)
        self.outside.clicked.connect(self._on_outside)
        tools.folder_wanted.connect(self._on_folder)
        tools.add_wanted.connect(self.add_wanted)
        tools.remove_wanted.connect(self._on_remove)
        tools.close_wanted.connect(self.close_wanted)
        tools.compare_wanted.connect(self.compare_wanted)
        view.page_changed.connect(self._on_page)
        view.zoom_changed.connect(self._on_zoom)
        view.cut.connect(self._on_cut)
        view.mark_clicked.connect(self.mark_clicked)
        view.wished.connect(self.wished)
        view.verticalScrollBar().valueChanged.connect(self.scrolled)
        self.sheets.wished.connect(self.wished)
        self.sheets.mark_clicked.connect(self.mark_clicked)
        finder.searched.connect(self._on_searched)
        finder.stepped.connect(self._on_stepped)
        finder.closed.connect(self.close_find)
        self.texts.done.connect(self._on_texts)

    # Files

    def show_files(self, files: Sequence[FileRef], can_edit: bool, first: str = "") -> None:
        """Offer these files; show `first`, or keep the one that is shown, or show the first of them."""
        self._files = tuple(files)
        known = {file.id for file in files}
        if self.file_id not in known:
            wanted = first if first in known else next((file.id for file in files), "")
            self.open(wanted)
        self.tools.show_files(files, self.file_id, can_edit)

    @Slot(str)
    def open(self, file_id: str) -> None:
        """Show a file of the list; "" shows none."""
        if file_id == self.file_id and file_id:
            return
        self._let_go()
        self.file_id = file_id
        self.tools.show_files(self._files, file_id, self.tools.can_edit)
        if not file_id:
            return
        c = self._context
        c.jobs.read(
            "打开报告",
            read_attachment,
            *(c.workspace, file_id),
            then=partial(self._on_loaded, file_id),
            failed=partial(self._on_failed, file_id),
        )

    @property
    def file_name(self) -> str:
        """The name of the file that is shown."""
        return next((file.name for file in self._files if file.id == self.file_id), "")

    def _let_go(self) -> None:
        self.is_ready = False
        self.texts.begin(None)
        self.view.show_paper(None)
        self.sheets.show_grid(None)
        self._grids, self._sheet, self._hits = (), 0, []
        if self._paper is not None:
            self._paper.close()
            self._paper = None
        self.note.hide()
        self.tools.show_page("", False, False)
        self.tools.show_ready(False)
        self._stack.setCurrentIndex(0)

    def _on_loaded(self, file_id: str, loaded: Loaded) -> None:
        if file_id != self.file_id:
            return
        readable = loaded.readable
        try:
            if readable.kind is FileKind.SHEETS:
                self._grids = readable.grids
            elif readable.kind is FileKind.PDF:
                self._paper = PdfPaper(readable.name, readable.data, self)
                self._paper.slow.connect(self._on_slow)
            elif readable.kind is FileKind.WORD:
                self._paper = WordPaper(readable.html, self)
            elif loaded.image is not None:
                self._paper = PhotoPaper(loaded.image, self)
        except InputError as error:
            self._on_failed(file_id, error)
            return
        self.is_ready = True
        self.tools.show_ready(True)
        if readable.notes:
            self._say("；".join(readable.notes) + "。")
        if self._paper is not None:
            self.view.show_paper(self._paper)
            self._stack.setCurrentIndex(1)
            self.texts.begin(self._paper)
            self._on_page(0)
        else:
            self._stack.setCurrentIndex(2)
            self._show_sheet(0)
        self._show_marks()
        self._follow_goal()
        self.shown.emit(file_id)
        if self._grids:
            self._trace()

    def _on_failed(self, file_id: str, error: AppError) -> None:
        if file_id == self.file_id:
            self.trouble.set_words(error.message.rstrip("。"), error.hint)
            self._stack.setCurrentIndex(3)

    def _say(self, words: str) -> None:
        self.note.set_words(words)
        self.note.show()

    @Slot(int)
    def _on_slow(self, page: int) -> None:
        self._say(f"第 {page + 1} 页内容太复杂，还在绘制。可以先看别的文件，或用其他程序打开它。")

    # Pages

    @Slot(int)
    def step(self, by: int) -> None:
        """To the next page or sheet, or the one before."""
        if self._grids:
            self._show_sheet(self._sheet + by)
        else:
            self.view.go_page(self.view.page + by)

    def scroll_page(self, step: int) -> None:
        """A view down or up, from wherever the focus is."""
        if self._paper is not None:
            self.view.scroll_page(step)
        else:
            bar = self.sheets.verticalScrollBar()
            bar.setValue(bar.value() + step * max(60, bar.pageStep() - 30))

    def _show_sheet(self, number: int) -> None:
        self._sheet = max(0, min(number, len(self._grids) - 1))
        grid = self._grids[self._sheet]
        self.sheets.show_grid(grid)
        words = f"{grid.name[:12]}  {self._sheet + 1} / {len(self._grids)}"
        self.tools.show_page(words, len(self._grids) > 1 or bool(words), False)
        self._show_marks()

    @Slot(int)
    def _on_page(self, page: int) -> None:
        paper = self._paper
        if paper is not None:
            self.tools.show_page(f"{page + 1} / {len(paper.sizes)}", len(paper.sizes) > 1, True)

    @Slot(int)
    def _on_zoomed(self, step: int) -> None:
        if step:
            (self.view.zoom_in if step > 0 else self.view.zoom_out)()
        else:
            self.view.fit()

    @Slot()
    def _on_zoom(self) -> None:
        self.tools.show_zoom(self.view.zoom_words())

    # Marks and going to a place

    def set_noted(self, noted: Sequence[Noted], lost: Sequence[Noted] = ()) -> None:
        """Mark these places, those of the shown file are seen; look for the `lost` once the text is read."""
        is_new = {one.key for one in lost} != {one.key for one in self._lost}
        self._noted, self._lost = tuple(noted), tuple(lost)
        self._show_marks()
        if is_new and self.is_ready and (self._grids or self.texts.is_done):
            self._trace()

    def go(self, place: Place) -> None:
        """Show a place; its file is opened first where another one is shown."""
        self._goal = place
        if place.file_id != self.file_id:
            self.open(place.file_id)
        elif self.is_ready:
            self._follow_goal()

    def _follow_goal(self) -> None:
        goal = self._goal
        if goal is None or goal.file_id != self.file_id:
            return
        if self._paper is not None:
            found = on_paper(self._paper, goal, self.texts.pages)
            if found is None and goal.quote and not self.texts.is_done:
                return  # the text is still being read
            if found is not None:
                self.view.go_rect(*found)
            elif (page := self._paper.page_of(goal.page)) >= 0:
                self.view.go_page(page)
        elif (place := on_sheet(self._grids, goal)) is not None:
            self._show_sheet(place[0])
            self.sheets.go(place[1])
        self._goal = None

    def _show_marks(self) -> None:
        here = [one for one in self._noted if one.place.file_id == self.file_id]
        if self._paper is not None:
            marks = []
            for one in here:
                found = on_paper(self._paper, one.place, self.texts.pages)
                if found is not None:
                    marks.append(Mark(one.key, *found, one.number, one.is_current, one.tone, one.tip))
            self.view.set_marks(marks)
        elif self._grids:
            cells = []
            for one in here:
                place = on_sheet(self._grids, one.place)
                if place is not None and place[0] == self._sheet:
                    mark = Mark(one.key, 0, QRectF(), one.number, one.is_current, one.tone, one.tip)
                    cells.append(CellMark(mark, place[1]))
            self.sheets.set_marks(cells)

    @Slot()
    def _on_texts(self) -> None:
        name = next((file.name for file in self._files if file.id == self.file_id), "")
        if isinstance(self._paper, PdfPaper) and self.texts.is_scanned:
            self._say(f"“{name}”{_SCANNED}")
        self._show_marks()
        self._follow_goal()
        self._trace()
        if self.finder.isVisible():
            self._on_searched(self.finder.field.text())

    def _trace(self) -> None:
        if not self._lost:
            return
        file = self._file()
        found: list[tuple[str, Place | None]] = []
        for one in self._lost:
            if self._paper is not None:
                place = traced_on_paper(self._paper, file, one.place, self.texts.pages)
            else:
                place = traced_on_sheets(self._grids, file, one.place)
            found.append((one.key, place))
        self.traced.emit(found)

    # Evidence

    def _file(self) -> tuple[str, str]:
        name = next((file.name for file in self._files if file.id == self.file_id), "")
        return self.file_id, name

    def chosen_place(self) -> Place | None:
        """What is selected, as evidence keeps it."""
        if not self.is_ready:
            return None
        if self._paper is not None:
            chosen = self.view.chosen
            if chosen is None:
                return None
            return paper_place(self._paper, self._file(), chosen.page, chosen.rect, chosen.words)
        cells, grid = self.sheets.chosen, self.sheets.grid
        return sheet_place(grid, self._file(), cells) if cells is not None and grid is not None else None

    def begin_cut(self) -> bool:
        """Let a rectangle be drawn; False where there is no paper to draw it on."""
        if self._paper is None:
            return False
        self.view.set_cutting(True)
        return True

    @Slot()
    def _on_evidence(self) -> None:
        self.wished.emit("evidence")

    @Slot(object)
    def _on_cut(self, chosen: Chosen) -> None:
        place = self.chosen_place()
        if place is not None:
            self.taken.emit(place)

    def forget_choice(self) -> None:
        """Nothing is selected any more."""
        self.view.set_cutting(False)
        if self.view.chosen is not None:
            self.view.choose(None)

    # Search

    @Slot()
    def start_find(self) -> None:
        """Search in the report."""
        if self.is_ready:
            self.finder.start()
            self._on_searched(self.finder.field.text())

    @Slot()
    def close_find(self) -> None:
        """Back to the report; the place that was found stays selected."""
        self.finder.hide()
        self.view.set_hits({})
        (self.view if self._paper is not None else self.sheets).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        if self._grids:
            self._hits = search(((n, SheetText(grid).text) for n, grid in enumerate(self._grids)), words)
        else:
            self._hits = search(self.texts.pages.items(), words)
        start = self._sheet if self._grids else self.view.page
        self._hit = next((n for n, hit in enumerate(self._hits) if hit.page >= start), 0)
        if self._paper is not None:
            boxes: dict[int, list[QRectF]] = {}
            for hit in self._hits:
                boxes.setdefault(hit.page, []).extend(self._paper.boxes(hit.page, (hit.start, hit.length)))
            self.view.set_hits(boxes)
        self._show_hit()

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        if self._hits:
            self._hit = (self._hit + by) % len(self._hits)
            self._show_hit()

    def _show_hit(self) -> None:
        is_reading = self._paper is not None and not self.texts.is_done
        self.finder.show_count(self._hit + 1, len(self._hits), is_reading)
        if not self._hits:
            return
        hit = self._hits[self._hit]
        if self._paper is not None:
            rect, span = hit_rect(self._paper, hit), (hit.start, hit.length)
            self.view.choose(Chosen(hit.page, rect, self._paper.words(hit.page, span), span))
            self.view.go_rect(hit.page, rect)
        else:
            if hit.page != self._sheet:
                self._show_sheet(hit.page)
            self.sheets.go(SheetText(self._grids[hit.page]).cells(hit.start, hit.length))

    # The rest

    @property
    def stop(self) -> QWidget:
        """Where F6 leads to."""
        return self.sheets if self._grids else self.view

    @Slot()
    def _on_outside(self) -> None:
        self.outside_wanted.emit(self.file_id)

    @Slot()
    def _on_folder(self) -> None:
        self.folder_wanted.emit(self.file_id)

    @Slot()
    def _on_remove(self) -> None:
        self.remove_wanted.emit(self.file_id)
