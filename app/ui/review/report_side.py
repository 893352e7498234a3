"""The report beside the list: where the pane stands, evidence taken from it, and the way back to a place.

While the pane is open the item's card stands below the list, so that report and findings keep their width;
without a file, or with the pane closed, the card keeps its own column.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QSplitter

from app.services.checking import HitView
from app.services.facts import Where
from app.services.review.answers import NewPlace, add_evidence, move_evidence
from app.services.review.files import ReportFile, report_files
from app.services.review.form import EvidenceRow, ReviewForm
from app.ui.keys import key_map
from app.ui.kit import is_composing
from app.ui.report.opening import FileRef
from app.ui.report.pane import ReportPane
from app.ui.report.places import Noted, Place, place_of_value
from app.ui.review.hits_places import VALUE, file_of, hit_mark, hit_marks, hit_of_mark

if TYPE_CHECKING:
    from app.ui.review.workbench import Workbench

_LAYOUT = "workbench-report"
# Widths of list and findings by the least width of the window; the report takes the rest.
_WIDTHS = ((1600, (560, 340)), (1240, (460, 284)), (0, (400, 262)))
_CARD_SHARE = 0.5
_CUT_HELP = "在原文上拖动鼠标框出证据；也可先选中文字再按 {0}。再按一次 {0} 手工填写"


def read_files(workspace: Any, report_id: str) -> tuple[ReportFile, ...]:
    """See `report_files`."""
    with workspace.read() as session:
        return report_files(session, report_id)


def place_of(evidence: EvidenceRow) -> Place:
    """A piece of evidence as the pane looks for it."""
    key = evidence.attachment_id or ""
    return Place(key, evidence.file_name, evidence.page, evidence.quote, evidence.spot)


class ReportSide(QObject):
    """Owns the pane of the workbench."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self.pane = ReportPane(self._context)
        self.pane.setMinimumWidth(300)
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.left.setHandleWidth(1)
        self.left.setChildrenCollapsible(False)
        self.is_open = False
        self._files: tuple[ReportFile, ...] = ()
        self._files_of: object = None  # what the list of files was read for
        self._retaking = ""  # the evidence whose place is chosen anew
        self._orphans: frozenset[str] = frozenset()
        self._tried: set[tuple[str, str]] = set()  # evidence looked for, and in which file
        self._last_shown = ""  # the evidence that P went to last
        self._asked: tuple[str, Noted] | None = None  # the place that was gone to, and the item then current

    def build(self) -> None:
        """Take the place beside the list."""
        bench = self._bench
        bench.splitter.insertWidget(0, self.left)
        self.left.addWidget(bench.checklist)
        bench.splitter.insertWidget(2, self.pane)
        self.pane.hide()
        pane, deeds = self.pane, bench.deeds
        pane.taken.connect(self._on_taken)
        pane.traced.connect(self._on_traced)
        pane.shown.connect(self._on_shown)
        pane.mark_clicked.connect(self._on_mark)
        pane.wished.connect(self._on_wished)
        pane.outside_wanted.connect(deeds.open_attachment)
        pane.folder_wanted.connect(deeds.show_attachment)
        pane.remove_wanted.connect(deeds.remove_attachment)
        pane.add_wanted.connect(deeds.add_attachments)
        pane.close_wanted.connect(self.toggle)
        bench.attachments.opened.connect(self.open_file)
        bench.card.evidence_opened.connect(self.open_evidence)
        bench.card.evidence.retake_wanted.connect(self._on_retake)

    # What is shown

    def show_form(self, form: ReviewForm) -> None:
        """Follow the report that is shown: its files and evidence."""
        wanted = (form.head.version_id, form.attachments)
        if wanted != self._files_of:
            if self._files_of is None or self._files_of[0] != form.head.version_id:  # type: ignore[index]
                self._files, self._orphans, self._tried = (), frozenset(), set()
            self._files_of = wanted
            c, report_id = self._context, form.head.report_id
            c.jobs.read("读取附件", read_files, c.workspace, report_id, then=self._on_files)
        self.show_marks()

    def _on_files(self, files: tuple[ReportFile, ...]) -> None:
        self._files = files
        self._set_open(self._wants_open and bool(files))
        if self.is_open:
            self._offer()
        self.show_marks()

    def _offer(self) -> None:
        form = self._case.form
        newest = max((file.round for file in self._files), default=0)
        offered = [FileRef(f.id, f.name, "" if f.round == newest else f"第{f.round}轮") for f in self._files]
        first = next((f.id for f in self._files if f.round == newest and "报告" in f.name), "")
        self.pane.show_files(offered, form is not None and self._case.can_edit, first)

    @property
    def _current_files(self) -> frozenset[str]:
        form = self._case.form
        return frozenset(file.id for file in form.attachments) if form else frozenset()

    def _is_lost(self, evidence: EvidenceRow) -> bool:
        """Whether a quotation was taken from an earlier version of its file."""
        key = evidence.attachment_id
        return bool(key and evidence.quote and key not in self._current_files)

    @Slot()
    def show_marks(self) -> None:
        """Mark the evidence of all items; the current one's stands out."""
        form = self._case.form
        if form is None or not self.is_open:
            return
        current, noted, lost = self._bench.checklist.current_code, [], []
        is_current_file = self.pane.file_id in self._current_files
        for row in form.items:
            number = row.code.rpartition("-")[2]
            for evidence in row.evidence:
                one = Noted(evidence.id, number, place_of(evidence), row.code == current)
                noted.append(one)
                is_new = (evidence.id, self.pane.file_id) not in self._tried
                if is_current_file and is_new and self._is_lost(evidence):
                    lost.append(one)
        noted += self._value_marks(current)
        self.pane.set_noted(noted, lost)
        self._bench.card.evidence.set_orphans(self._orphans)

    def _value_marks(self, current: str) -> list[Noted]:
        """The places of hits, and the one that was just gone to while its item stays current."""
        marks = hit_marks(self._case.hits, self.file_of, current)
        if self._asked is None or self._asked[0] != current:
            return marks
        asked = self._asked[1]
        return [*(one for one in marks if one.place != asked.place), asked]

    # Open and closed

    @property
    def _wants_open(self) -> bool:
        kept = self._context.settings.value.layouts.get(_LAYOUT, {})
        return not (isinstance(kept, dict) and kept.get("closed"))

    @Slot()
    def toggle(self) -> None:
        """Open or close the pane."""
        if not self.is_open and not self._files:
            self._context.shell.toast("还没有附件。先添加报告，就可以在清单旁边打开")
            return
        self._keep(closed=self.is_open)
        self._set_open(not self.is_open)
        if self.is_open:
            self._offer()
            self.show_marks()
        self._bench.checklist.focus_list()

    def _set_open(self, is_open: bool) -> None:
        if is_open == self.is_open:
            return
        bench, self.is_open = self._bench, is_open
        if is_open:
            self.left.addWidget(bench.middle)
        else:
            bench.splitter.insertWidget(1, bench.middle)
        bench.middle.setMinimumWidth(400 if is_open else 420)
        bench.attachments.setVisible(not is_open)
        self.pane.setVisible(is_open)
        bench.arrange()

    def _keep(self, **values: object) -> None:
        settings = self._context.settings
        kept = settings.value.layouts.get(_LAYOUT, {})
        changed = {**(kept if isinstance(kept, dict) else {}), **values}
        settings.update(layouts={**settings.value.layouts, _LAYOUT: changed})

    def arrange(self) -> None:
        """Share the width between list, report and findings."""
        width, splitter = self._bench.width(), self._bench.splitter
        kind, (left, right) = next((str(least), sizes) for least, sizes in _WIDTHS if width >= least)
        kept = self._context.settings.value.layouts.get(_LAYOUT, {})
        known = kept.get(kind) if isinstance(kept, dict) else None
        if isinstance(known, list) and len(known) == 2 and all(isinstance(one, int) for one in known):
            left, right = known
        splitter.setSizes([left, max(300, width - 2 - left - right), right])
        height = self.left.height()
        self.left.setSizes([round(height * (1 - _CARD_SHARE)), round(height * _CARD_SHARE)])

    def keep_widths(self) -> None:
        """Remember the widths that were drawn."""
        width, sizes = self._bench.width(), self._bench.splitter.sizes()
        kind = next(str(least) for least, _ in _WIDTHS if width >= least)
        self._keep(**{kind: [sizes[0], sizes[-1]]})

    # Keys and clicks

    def act(self, wish: str, code: str) -> bool:
        """What a key of the list asks of the report; False where it is none of its business."""
        if wish in ("page_down", "page_up"):
            if self.is_open:
                self.pane.scroll_page(1 if wish == "page_down" else -1)
            return True
        if wish == "place":
            self.open_place(code)
            return True
        return wish == "evidence" and self.is_open and self._take_or_cut(code)

    def _take_or_cut(self, code: str) -> bool:
        if not self._case.can_edit:
            return True
        place = self.pane.chosen_place()
        if place is not None:
            self._take(code, place)
            return True
        if self.pane.view.is_cutting:
            self.pane.forget_choice()
            return False
        if self.pane.is_ready and self.pane.begin_cut():
            self._context.shell.toast(_CUT_HELP.format(key_map.cap("evidence")))
            return True
        return False

    def find(self) -> None:
        """Search in the report."""
        if self.is_open and not is_composing():
            self.pane.start_find()

    @Slot(str)
    def open_file(self, file_id: str) -> None:
        """Show a file beside the list."""
        self._show_pane()
        self.pane.open(file_id)

    def _show_pane(self) -> None:
        self._keep(closed=False)
        if not self.is_open:
            self._set_open(True)
            self._offer()
            self.show_marks()

    @Slot(object)
    def open_evidence(self, evidence: EvidenceRow) -> None:
        """Go to the place where something was seen."""
        form = self._case.form
        known = {file.id for file in self._files}
        key = evidence.attachment_id or next(
            (file.id for file in (form.attachments if form else ()) if file.name == evidence.file_name), ""
        )
        if key not in known:
            self._context.shell.toast("这条证据没有对应的附件，请到原文件里查看")
            return
        self._show_pane()
        self.pane.go(Place(key, evidence.file_name, evidence.page, evidence.quote, evidence.spot))

    def file_of(self, where: Where) -> str:
        """The attachment in which a value stood; "" where it is not here."""
        return file_of(where, self._files, self._current_files)

    def open_value(self, where: Where, hit: HitView | None = None) -> bool:
        """Show and mark the cell, or the place on the page, where a value stands; False where it cannot."""
        file_id = self.file_of(where)
        if not file_id:
            return False
        mark = hit_mark(hit, file_id) if hit else Noted(VALUE, "出处", place_of_value(file_id, where), True)
        self._show_pane()
        self._asked = (self._bench.checklist.current_code, mark)
        self.show_marks()
        self.pane.go(mark.place)
        return True

    def open_place(self, code: str) -> None:
        """Go to the places of an item, to the next one each time: first its hits, then its evidence."""
        row = self._case.row(code)
        hits = {hit.id: hit for hit in self._case.hits.of(code) if self.file_of(hit.where)}
        evidence = {one.id: one for one in row.evidence} if row else {}
        keys = [*hits, *evidence]
        if not keys:
            self._context.shell.toast(f"{code} 还没有证据，按 {key_map.cap('evidence')} 添加")
            return
        at = keys.index(self._last_shown) + 1 if self._last_shown in keys else 0
        key = self._last_shown = keys[at % len(keys)]
        if key in hits:
            self.open_value(hits[key].where, hits[key])
        else:
            self.open_evidence(evidence[key])

    @Slot(str)
    def _on_mark(self, key: str) -> None:
        """A click on a mark makes its item current, and shows its hit."""
        if hit_id := hit_of_mark(key):
            self._bench.hits.show_hit(hit_id)
            return
        form = self._case.form
        for row in form.items if form else ():
            if any(evidence.id == key for evidence in row.evidence):
                self._bench.checklist.go_to(row.code)

    @Slot(str)
    def _on_wished(self, wish: str) -> None:
        if wish == "evidence" and not self._take_or_cut(self._bench.checklist.current_code):
            self._bench.deeds.act(wish, self._bench.checklist.current_code)

    @Slot(str)
    def _on_shown(self, file_id: str) -> None:
        self.show_marks()

    # Evidence

    @Slot(object)
    def _on_taken(self, place: Place) -> None:
        self._take(self._bench.checklist.current_code, place)

    def _take(self, code: str, place: Place) -> None:
        row = self._case.row(code)
        form = self._case.form
        if row is None or form is None or not self._case.can_edit:
            return
        self.pane.forget_choice()
        where = f"第 {place.page} 页" if place.page.isdecimal() else place.page
        if self._retaking:
            moved = [NewPlace(self._retaking, *_fields(place))]
            self._orphans -= {self._retaking}
            self._retaking = ""
            self._case.write(f"{code} 重新取证", move_evidence, form.head.version_id, moved)
        else:
            self._case.write(f"{code} 取证", _added(place), form.head.version_id, row.item)
        shell = self._context.shell
        shell.toast(f"{code} 已取证：{where or place.file_name}", "撤销", "Ctrl Z", shell.undo)
        self._bench.checklist.focus_list()

    @Slot(object)
    def _on_retake(self, evidence: EvidenceRow) -> None:
        if self._case.can_edit:
            self._show_pane()
            self._retaking = evidence.id
            if self.pane.begin_cut():
                self._context.shell.toast(f"在原文上框出这段内容，或选中文字后按 {key_map.cap('evidence')}")

    @Slot(object)
    def _on_traced(self, found: list[tuple[str, Place | None]]) -> None:
        """What was found in the new file is written down; what was not stays, and says so."""
        form = self._case.form
        self._tried |= {(key, self.pane.file_id) for key, _ in found}
        places = {key: place for key, place in found if place is not None}
        self._orphans = (self._orphans | {key for key, _ in found}) - places.keys()
        if form is not None and places and self._case.can_edit:
            moved = [NewPlace(key, *_fields(place)) for key, place in places.items()]
            self._case.write(
                f"在新版文件里找到 {len(moved)} 条证据", move_evidence, form.head.version_id, moved
            )
        self._bench.card.evidence.set_orphans(self._orphans)


def _fields(place: Place) -> tuple[str, str, str, str, str]:
    return place.file_id, place.file_name, place.page, place.quote, place.spot


def _added(place: Place) -> Callable[..., str]:
    def add(session: Any, version_id: str, item: Any) -> str:
        return add_evidence(
            session,
            version_id,
            item,
            file_name=place.file_name,
            page=place.page,
            quote=place.quote,
            attachment_id=place.file_id,
            spot=place.spot,
        )

    return add
