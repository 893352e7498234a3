"""The bar of the tab: which table, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame

from app.services.performance.profiles import FormKind
from app.services.performance.store import TableName
from app.ui import fonts
from app.ui.kit import Combo, ElidedLabel, Menu, SegmentedSwitch, button, icon_button, row, title

HEIGHT = 48
_IMPORT = "从 Excel、Word、PDF 或 JSON 文件导入自评表或申报表"
# A declaration has the name of its self-evaluation, so that it says what it is.
_MARKS = {FormKind.DECLARATION: "申报表 · ", FormKind.MONITORING: "监控 · "}


class Bar(QFrame):
    """Choice of the table, year and template, and the buttons."""

    table_chosen = Signal(str)
    new_wanted = Signal()
    copy_wanted = Signal()
    import_wanted = Signal()
    delete_wanted = Signal()
    templates_wanted = Signal()
    export_wanted = Signal()
    bare_wanted = Signal()
    excel_wanted = Signal()
    word_wanted = Signal()
    ledger_wanted = Signal()
    counts_wanted = Signal()
    filing_wanted = Signal()
    view_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setFixedHeight(HEIGHT)
        self.tables = Combo(look="flat", name="绩效表")
        self._can_edit = False
        self.is_filed = False
        self.has_results = True  # a declaration only plans: nothing is counted in it
        self.name = title("绩效指标")
        self.name.setContentsMargins(10, 0, 0, 0)
        self.about = ElidedLabel("", "caption")
        self.views = SegmentedSwitch(
            [("form", "填写"), ("preview", "预览"), ("checks", "检查", 0)], height=30, name="看哪一部分"
        )
        self.views.hide()
        self.ledger_button = button(
            "项目台账", icon="notes", tip="价格表、支付、培训、问卷、走访、成果：自动统计的依据"
        )
        self.new_button = button("新建…", icon="plus")
        self.import_button = button(
            "导入…", icon="file-import", tip="从 Excel、Word、PDF 或 JSON 文件导入自评表或申报表"
        )
        self.export_button = button("导出 PDF", "primary", "printer")
        self.more_button = icon_button("dots", "更多")
        self.setLayout(
            row(
                self.name,
                self.tables,
                (self.about, 1),
                None,
                self.views,
                4,
                self.more_button,
                self.ledger_button,
                self.new_button,
                self.import_button,
                self.export_button,
                margins=(6, 0, 16, 0),
            )
        )
        self.tables.chosen.connect(self._on_chosen)
        self.views.chosen.connect(self.view_chosen)
        self.ledger_button.clicked.connect(self.ledger_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.import_button.clicked.connect(self.import_wanted)
        self.export_button.clicked.connect(self.export_wanted)
        self.more_button.clicked.connect(self._on_more)

    def show_tables(self, names: Sequence[TableName], current: str) -> None:
        """Offer the tables."""
        options = [(f"{one.name} · {_MARKS.get(one.form, '')}{one.year} 年度", one.id) for one in names]
        self.tables.set_options(options, current)
        self._fit_tables()

    def set_state(self, *, has_table: bool, can_edit: bool) -> None:
        """What may be done now."""
        for one in (self.new_button, self.import_button):
            one.setEnabled(can_edit)
            one.setVisible(has_table)
        self.name.setVisible(not has_table)
        self._can_edit = can_edit
        self.more_button.setVisible(has_table)
        self.ledger_button.setVisible(has_table)
        self.export_button.setVisible(has_table)
        self.tables.setVisible(has_table)
        self.about.setVisible(has_table)

    @Slot(object)
    def _on_chosen(self, table_id: object) -> None:
        self._fit_tables()
        self.table_chosen.emit(str(table_id))

    def _fit_tables(self) -> None:
        """As wide as the name that is shown, so that the year follows it."""
        wide = fonts.width(self.tables.currentText(), weight=fonts.SEMIBOLD) + 46
        self.tables.setFixedWidth(round(min(wide, 480)))

    @Slot()
    def _on_more(self) -> None:
        menu = self.menu()
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def menu(self) -> Menu:
        """What is not needed every day."""
        menu = Menu(self)
        menu.add("导出 Excel…", self.excel_wanted.emit, "file-spreadsheet")
        menu.add("导出 Word…", self.word_wanted.emit, "file-text")
        menu.add("导出 PDF（不附说明和清单）…", self.bare_wanted.emit, "file-type-pdf")
        if self._can_edit:
            menu.add("复制成新表…", self.copy_wanted.emit, "copy")
            menu.add("自动统计…", self.counts_wanted.emit, "database", is_enabled=self.has_results)
            words = "撤回报送…" if self.is_filed else "报送…"
            menu.add(words, self.filing_wanted.emit, "lock")
        menu.add("项目台账", self.ledger_wanted.emit, "notes")
        menu.add("模板…", self.templates_wanted.emit, "settings")
        if self._can_edit:
            menu.addSeparator()
            menu.add("删除这张表", self.delete_wanted.emit, "trash")
        return menu
