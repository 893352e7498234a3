"""The bars of the main window, without logic: they show what they are told and tell what was pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app import PRODUCT, __version__
from app.ui.kit.buttons import button, icon_button
from app.ui.kit.fields import SearchField
from app.ui.kit.labels import Bar, Icon, Mark, caption, section
from app.ui.kit.layout import holder, row, vline
from app.ui.kit.menus import Menu
from app.ui.tabbar import MainTabs, Tab

TABS = (
    Tab("units", "单位名录", "building-community"),
    Tab("review", "报告审核", "clipboard-check"),
    Tab("performance", "绩效指标", "target-arrow"),
    Tab("statistics", "统计分析", "chart-bar"),
    Tab("ledger", "服务台账", "book-2"),
    Tab("exchange", "数据交换", "arrows-exchange"),
)
_NARROW = 1340


class TopBar(QFrame):
    """Product and file at the left, search in the middle of the window, code and person at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(48)
        self.setAccessibleName("顶栏")
        self.file_menu = Menu(self)
        self.file_button = button("", "bar")
        self.file_button.setMenu(self.file_menu)
        self.file_button.setAccessibleDescription("当前工作文件")
        self.search = SearchField("搜索单位、条目、问题、附件", 380, "Ctrl K", name="搜索", look="sunken")
        self.code_button = button(
            "", "bar", "fingerprint", tip="核对码：内容相同的两份文件，核对码相同。点击复制"
        )
        self.person_button = button("", "bar")
        self.person_button.setAccessibleDescription("更换使用人…")
        self.help_menu = Menu(self)
        self.help_button = icon_button("help-circle", "帮助")
        self.help_button.setMenu(self.help_menu)
        self.settings_button = icon_button("settings", "设置", "Ctrl+,")
        self._file_line, self._code_line, self._person_line = vline(20), vline(20), vline(20)
        left = row(Mark(24), section(PRODUCT), 2, self._file_line, self.file_button, None, gap=10)
        right = row(
            None,
            self.code_button,
            self._code_line,
            self.person_button,
            self.help_button,
            self.settings_button,
            gap=6,
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 10, 0)
        layout.setSpacing(12)
        # Two zones of equal stretch, so that the search stands in the middle of the window.
        for zone, stretch in ((holder(left), 1), (self.search, 0), (holder(right), 1)):
            if isinstance(zone, QWidget) and stretch:
                zone.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(zone, stretch)
        self.set_file("")
        self.set_code("")
        self.set_person("")

    def set_file(self, name: str) -> None:
        """The name of the open file; "" when none is open, which also switches the search off."""
        self.file_button.set_words(name)
        self.file_button.setVisible(bool(name))
        self._file_line.setVisible(bool(name))
        self.search.setEnabled(bool(name))

    def set_code(self, code: str) -> None:
        """The check code of the file; "" hides it."""
        self.code_button.set_words(f"核对码  {code}")
        self.code_button.setVisible(bool(code))
        self._code_line.setVisible(bool(code))

    def set_person(self, name: str) -> None:
        """Who works here; "" hides it."""
        self.person_button.set_words(name)
        self.person_button.set_avatar(name)
        self.person_button.setVisible(bool(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < _NARROW
        self.search.setFixedWidth(260 if is_narrow else 380)
        self.file_button.set_limit(150 if is_narrow else 230)
        self.person_button.set_limit(60 if is_narrow else 110)


class TabStrip(QFrame):
    """The home button and the main tabs."""

    def __init__(self, tabs: Sequence[Tab] = TABS) -> None:
        super().__init__()
        self.setObjectName("tabstrip")
        self.setFixedHeight(41)
        self.home_button = icon_button("home", "起始页", "Alt+Home")
        self.tabs = MainTabs(tabs)
        self.setLayout(row(self.home_button, vline(18), self.tabs, None, gap=8, margins=(10, 0, 16, 0)))
        self.tabs.chosen.connect(self.set_current)

    def set_current(self, key: str) -> None:
        """Show where the person is; "" for the start page."""
        self.home_button.set_icon_tone("" if key else "accent")
        self.tabs.set_current(key)

    def set_open(self, is_open: bool) -> None:
        """Whether a file is open; without one the tabs rest."""
        self.tabs.setEnabled(is_open)


class StatusBar(QFrame):
    """Saved state, counts of the page, a short job, open conflicts, offline, version."""

    saved_pressed = Signal()
    conflicts_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setFixedHeight(26)
        self.setAccessibleName("状态栏")
        self.saved_button = button("", "status")
        self.counts = caption()
        self._counts_line = vline(12)
        self.job = caption()
        self.job_bar = Bar(120)
        self._job_line = vline(12)
        self.conflicts_button = button("", "status", "arrow-fork")
        self.conflicts_button.set_tone("warn")
        self._conflicts_line = vline(12)
        offline = row(Icon("wifi-off", "ink-2", 14), caption("离线运行"), gap=6)
        self.setLayout(
            row(
                self.saved_button,
                self._counts_line,
                self.counts,
                None,
                self.job,
                self.job_bar,
                self._job_line,
                self.conflicts_button,
                self._conflicts_line,
                offline,
                vline(12),
                caption(f"版本 {__version__}"),
                margins=(12, 0, 16, 0),
            )
        )
        self.saved_button.clicked.connect(self.saved_pressed)
        self.conflicts_button.clicked.connect(self.conflicts_pressed)
        self.set_saved("尚未打开工作文件", "")
        self.set_counts("")
        self.set_job("")
        self.set_conflicts(0)

    def set_saved(self, words: str, state: str = "good") -> None:
        """`已保存 14:02` (good), `正在保存…` ("") or `没有保存，点这里看原因` (bad)."""
        self.saved_button.set_words(words)
        self.saved_button.set_icon({"good": "circle-check", "bad": "alert-circle"}.get(state, ""))
        self.saved_button.set_tone("bad" if state == "bad" else "")
        self.saved_button.set_icon_tone(state)

    def set_counts(self, words: str) -> None:
        """What the page counts: `显示 26 / 82 家`."""
        self.counts.setText(words)
        self.counts.setVisible(bool(words))
        self._counts_line.setVisible(bool(words))

    def set_job(self, words: str, done: int = 0, total: int = 0) -> None:
        """A short job in the background; "" when there is none."""
        self.job.setText(words)
        self.job_bar.set_progress(done, total)
        for widget in (self.job, self.job_bar, self._job_line):
            widget.setVisible(bool(words))

    def set_conflicts(self, count: int) -> None:
        """How many conflicts are undecided."""
        self.conflicts_button.set_words(f"未决冲突 {count}")
        self.conflicts_button.setVisible(count > 0)
        self._conflicts_line.setVisible(count > 0)
