"""Everything inside the window: bars, pages, and what a page may ask of the window around it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app import PRODUCT
from app.models.enums import Topic
from app.models.errors import AppError, Cancelled
from app.services.journal.undo import Reverted, redo, undo
from app.services.people import keep_introduced
from app.ui.context import Context
from app.ui.files import DialogFiles, FolderMemory
from app.ui.frame import Frame
from app.ui.hub import ChangeHub, Changes
from app.ui.jobs import Jobs
from app.ui.kit import Regions, is_typing
from app.ui.messages import DialogMessages, problem_of
from app.ui.page import Page
from app.ui.progress_strip import ProgressStrip
from app.ui.shell.about_dialog import AboutDialog, manual_page
from app.ui.shell.conflict_badge import ConflictBadge
from app.ui.shell.introduction import IntroductionDialog
from app.ui.shell.keys import KeysDialog
from app.ui.shell.place_band import PlaceBand
from app.ui.shell.running import Running
from app.ui.shell.saving import SavedLine
from app.ui.shell.search import SearchResults
from app.ui.shell.settings_dialog import KEYS, SettingsDialog
from app.ui.shell.start_page import StartPage
from app.ui.shell.workspace_files import WorkspaceFiles
from app.ui.shell_parts import TABS, StatusBar, TabStrip, TopBar
from app.ui.toast import Toaster

if TYPE_CHECKING:
    from pathlib import Path

    from app.models.database import Workspace
    from app.models.identity import Installation
    from app.services.catalog import Catalog
    from app.services.settings import SettingsStore

log = logging.getLogger("app")

# Tab -> module and class of its page; imported when first shown. A tab that does not work yet is not here.
PAGES = {
    "units": ("app.ui.units.page", "UnitsPage"),
    "review": ("app.ui.review.page", "ReviewPage"),
    "performance": ("app.ui.performance.page", "PerformancePage"),
    "statistics": ("app.ui.statistics.page", "StatisticsPage"),
    "exchange": ("app.ui.exchange.page", "ExchangePage"),
}


class Desk(QWidget):
    """The inside of the window. Owns the context, the pages and the bars; knows no page's inside."""

    def __init__(
        self, frame: Frame, settings: SettingsStore, installation: Installation, catalog: Catalog
    ) -> None:
        super().__init__(frame)
        self.frame = frame
        self.hub = ChangeHub()
        self.jobs = Jobs(self.hub, self.tell_bug, parent=self)
        self.messages = DialogMessages(frame)
        self.context = Context(
            settings=settings,
            installation=installation,
            catalog=catalog,
            jobs=self.jobs,
            hub=self.hub,
            messages=self.messages,
            files=DialogFiles(frame, FolderMemory(settings)),
            shell=self,
        )
        self._build()
        self.files = WorkspaceFiles(self.context, self)
        self.files.opened.connect(self._on_opened)
        self.files.closed.connect(self._on_closed)
        self._connect()
        self._add_shortcuts()
        self._fill_help_menu()
        frame.may_close = self._may_close
        frame.closing.connect(self._on_closing)
        frame.key_left.connect(self._on_key_left)
        self._show_person()

    def _build(self) -> None:
        self.top = TopBar()
        self.strip = TabStrip([tab for tab in TABS if tab.key in PAGES])
        self.stack = QStackedWidget()
        self.place_band = PlaceBand(self.context.settings)
        self.progress = ProgressStrip()
        self.progress.hide()
        self.status = StatusBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part, stretch in (
            *((self.top, 0), (self.strip, 0), (self.place_band, 0), (self.stack, 1)),
            *((self.progress, 0), (self.status, 0)),
        ):
            layout.addWidget(part, stretch)
        self.start_page = StartPage(self.context)
        self.stack.addWidget(self.start_page)
        self.pages: dict[str, Page] = {}
        self.toaster = Toaster(self.stack)
        self.running = Running(self.jobs, self.progress, self.status)
        self.badge = ConflictBadge(self.context, self.strip, self.status)
        self.regions = Regions(self, [self.top, self.strip, self.stack, self.status])
        self.results = SearchResults(self.context, self.top.search)
        self.saved = SavedLine(self.context, self.status)
        self.strip.set_open(False)

    def _connect(self) -> None:
        self.strip.tabs.chosen.connect(self.show_tab)
        self.strip.home_button.clicked.connect(self.show_start)
        self.top.settings_button.clicked.connect(self.open_settings)
        self.top.person_button.clicked.connect(self.introduce)
        self.top.code_button.clicked.connect(self._on_copy_code)
        self.status.conflicts_pressed.connect(self.open_conflicts)
        self.hub.changed.connect(self._on_changed)
        self.place_band.copy_wanted.connect(self.files.copy)
        page = self.start_page
        page.new_wanted.connect(self.files.make)
        page.open_wanted.connect(self.files.choose)
        page.demo_wanted.connect(self.files.make_demo)
        page.path_wanted.connect(self.files.open_path)
        page.restore_wanted.connect(self.files.restore)

    def _fill_help_menu(self) -> None:
        menu = self.top.help_menu
        menu.add("使用手册", self.open_manual, "book-2")
        menu.add("按键一览", self.show_keys, "keyboard", "F1")
        menu.addSeparator()
        menu.add(f"关于{PRODUCT}…", self.show_about, "info-circle")

    def _add_shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+N", self.files.make),
            ("Ctrl+O", self.files.choose),
            ("Ctrl+S", self._on_save),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+K", self.top.search.setFocus),
            ("Alt+Home", self.show_start),
            ("Ctrl+,", self.open_settings),
            ("F1", self.show_keys),
        ]
        keys += [(f"Ctrl+{n}", partial(self.show_tab, key)) for n, key in enumerate(PAGES, 1)]
        for key, action in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(action)

    # What pages and the rest of the window ask for

    def toast(
        self, words: str, link: str = "", key: str = "", on_link: Callable[[], object] | None = None
    ) -> None:
        """A short line at the foot of the window about what was just done."""
        self.toaster.show(words, link, key, on_link)

    @Slot()
    def undo(self) -> None:
        """Take the last action back."""
        self._turn("撤销", undo, self._on_undone)

    @Slot()
    def redo(self) -> None:
        """Do the last undone action again."""
        self._turn("重做", redo, self._on_redone)

    def open_unit(self, unit_id: str) -> None:
        """Show a unit in the unit list."""
        if page := self.show_tab("units"):
            cast(Any, page).show_unit(unit_id)

    def open_report(self, report_id: str, code: str = "") -> None:
        """Show a report in the review tab."""
        if page := self.show_tab("review"):
            cast(Any, page).show_report(report_id, code)

    def open_queue(self, preset: str) -> None:
        """Show the review queue as a to-do row names it."""
        if page := self.show_tab("review"):
            cast(Any, page).show_queue(preset)

    def open_performance(self, table_id: str, indicator_id: str = "") -> None:
        """Show a performance table."""
        if page := self.show_tab("performance"):
            cast(Any, page).show_table(table_id, indicator_id)

    @Slot()
    def open_conflicts(self, about: str = "", name: str = "") -> None:
        """Show the conflict desk, all of it or what concerns one unit, report, line or finding."""
        if page := self.show_tab("exchange"):
            cast(Any, page).show_conflicts(about, name)

    def open_twins(self, one: str, other: str) -> None:
        """Show two units that may be the same one."""
        if page := self.show_tab("exchange"):
            cast(Any, page).show_twins(one, other)

    def receive(self, path: Path) -> None:
        """Look at a file that a colleague sent."""
        if page := self.show_tab("exchange"):
            cast(Any, page).receive_path(path)

    def status_changed(self) -> None:
        """The page's words for the status bar have changed."""
        page = self.current_page
        self.status.set_counts(page.status_text() if page else "")

    @property
    def current_page(self) -> Page | None:
        """The page that is shown, or None on the start page."""
        page = self.stack.currentWidget()
        return page if isinstance(page, Page) else None

    @Slot(str)
    def show_tab(self, key: str) -> Page | None:
        """Show a tab, building its page at the first time; None where no file is open."""
        if not self.context.has_workspace or key not in PAGES:
            return None
        if key not in self.pages:
            module, name = PAGES[key]
            page = getattr(import_module(module), name)(self.context)
            self.pages[key] = page
            self.stack.addWidget(page)
        is_new = self.pages[key].focusWidget() is None
        self.strip.set_current(key)
        self.stack.setCurrentWidget(self.pages[key])
        if is_new and self.pages[key].isAncestorOf(QApplication.focusWidget() or self):
            # Qt gives the focus to whatever comes first, and a ring around it that nobody asked for.
            self.pages[key].first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self.status_changed()
        return self.pages[key]

    @Slot()
    def show_start(self) -> None:
        """Show the start page."""
        self.strip.set_current("")
        self.stack.setCurrentWidget(self.start_page)
        self.start_page.load()
        self.status_changed()

    @Slot()
    def show_keys(self) -> None:
        """The overlay of the keys that work here."""
        page = self.current_page
        KeysDialog(self.frame, page.keys() if page else (), self.open_key_settings).open()

    @Slot()
    def open_manual(self) -> None:
        """The manual, in the system's own viewer; nothing is fetched."""
        QDesktopServices.openUrl(manual_page())

    @Slot()
    def show_about(self) -> None:
        """What program this is."""
        AboutDialog(self.frame).open()

    @Slot()
    def introduce(self) -> None:
        """Ask who works at this computer."""
        self.leave_page()
        self._introduction = IntroductionDialog(self.frame, self.context.settings)
        self._introduction.accepted.connect(self._on_introduced)
        self._introduction.open()

    @Slot()
    def open_settings(self) -> None:
        """The settings of this computer."""
        self._settings = SettingsDialog(self.frame, self.context)
        self._settings.accepted.connect(self._on_introduced)
        self._settings.open()

    @Slot()
    def open_key_settings(self) -> None:
        """The settings, at the keys of the review."""
        self.open_settings()
        self._settings.show_page(KEYS)

    def tell_bug(self, title: str, error: BaseException) -> None:
        """The door for everything that went wrong in a job or in a slot."""
        if isinstance(error, Cancelled):
            self.toast(error.message)
            return
        if not isinstance(error, AppError):
            log.error("bug: %s", title, exc_info=error)
        else:
            log.warning("%s: %s", title, type(error).__name__)
        self.messages.error(problem_of(f"{title}没有完成", error, is_safe=True, action=title))

    # What happens

    def _turn(
        self, title: str, function: Callable[[Workspace], Reverted | None], then: Callable[..., None]
    ) -> None:
        if self.context.can_edit:
            self.leave_page()
            self.jobs.run(title, function, self.context.workspace, then=then)

    def _on_undone(self, done: Reverted | None) -> None:
        self._tell_turned(done, "已撤销", "没有可以撤销的操作", ("重做", "Ctrl Y", self.redo))

    def _on_redone(self, done: Reverted | None) -> None:
        self._tell_turned(done, "已重做", "没有可以重做的操作", ("撤销", "Ctrl Z", self.undo))

    def _tell_turned(
        self,
        done: Reverted | None,
        words: str,
        nothing: str,
        back: tuple[str, str, Callable[[], object]],
    ) -> None:
        if done is None:
            self.toast(nothing)
            return
        self.hub.publish(done.topics)
        kept = f"，{done.kept} 处后来改过，未动" if done.kept else ""
        self.toast(f"{words}：{done.step.label}{kept}", *back)

    @Slot(object)
    def _on_opened(self, workspace: Workspace) -> None:
        self._drop_pages()
        self.top.set_file(workspace.path.name)
        self.strip.set_open(True)
        self.place_band.show_for(workspace.path)
        self.saved.show_file(is_read_only=workspace.is_read_only)
        self.top.file_menu = self.files.menu(self.top.file_button)
        self._read_code()
        self.files.fill_initials()
        self.show_tab("units")

    @Slot()
    def _on_closed(self) -> None:
        self._drop_pages()
        self.top.set_file("")
        self.top.set_code("")
        self.badge.clear()
        self.place_band.hide()
        self.strip.set_open(False)
        self.saved.show_none()
        self.show_start()

    def _drop_pages(self) -> None:
        self.stack.setCurrentWidget(self.start_page)
        for page in self.pages.values():
            page.leave()
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()

    def leave_page(self) -> None:
        """Save what is being typed on the page."""
        if page := self.current_page:
            page.leave()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self._read_code()
        if {Topic.UNITS, Topic.PEOPLE} & changes.topics:
            self.files.fill_initials()

    def _read_code(self) -> None:
        if self.context.has_workspace:
            self.jobs.read("核对码", self.context.workspace.check_code, then=self.top.set_code)
            self.badge.look()

    @Slot()
    def _on_copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self.top.code_button.words.removeprefix("核对码").strip())
        self.toast("已复制核对码")

    @Slot()
    def _on_save(self) -> None:
        if self.context.has_workspace:
            self.leave_page()
            self.toast(self.saved.words())

    @Slot()
    def _on_introduced(self) -> None:
        self._show_person()
        if self.context.can_edit:
            value = self.context.settings.value
            self.files.rename_author()
            self.jobs.write(self.context.workspace, "登记人员", keep_introduced, value.name, value.office)
        self.start_page.load()

    def _show_person(self) -> None:
        self.top.set_person(self.context.settings.value.name)

    @Slot(QKeyEvent)
    def _on_key_left(self, event: QKeyEvent) -> None:
        if event.text() == "?" and not is_typing():
            self.show_keys()

    def _may_close(self) -> bool:
        self.leave_page()
        busy = [job for job in self.jobs.running if job.can_stop]
        if busy and not self.messages.confirm(
            f"“{busy[0].title}”还在进行", "现在退出会停止它，已经完成的部分不受影响。", "停止并退出"
        ):
            return False
        for job in busy:
            self.jobs.cancel(job)
        return True

    @Slot()
    def _on_closing(self) -> None:
        self.jobs.finish()
        self.files.close_quietly()
