"""排放因子库: every factor with its source, and the office's own values laid over them in editions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.models.amounts import parse_amount
from app.models.errors import AppError, InputError
from app.services.checking import (
    FactorGroup,
    FactorRow,
    FactorTable,
    OwnValue,
    factor_table,
    own_year_row,
    save_own_factors,
)
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    ElidedLabel,
    EmptyState,
    Label,
    Line,
    SearchField,
    SegmentedSwitch,
    button,
    caption,
    column,
    frame,
    hline,
    is_typing,
    row,
)
from app.ui.messages import problem_of
from app.ui.table import Column, RowsModel, TableView

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

_YEARS = range(2000, 2100)


def read_factors(workspace: Workspace, catalog: Catalog) -> FactorTable:
    """The factor library of the open file."""
    with workspace.read() as session:
        return factor_table(session, catalog)


def factor_key(each: FactorRow) -> str:
    """The key of a factor."""
    return each.key


def _name(each: FactorRow) -> str:
    return each.name


def _quantity(each: FactorRow) -> str:
    return each.quantity


def _value(each: FactorRow) -> str:
    return each.value or ("待填写" if each.can_own else "未确认")


def _tone(each: FactorRow) -> str:
    return "warn" if each.is_empty else ("accent" if each.own else "")


def _glyph(each: FactorRow) -> str:
    return "alert-triangle" if each.is_empty else ("pencil" if each.own else "")


def _unit(each: FactorRow) -> str:
    return each.unit


def _document(each: FactorRow) -> str | None:
    return (each.own.document if each.own else each.document) or None


def _tip(each: FactorRow) -> str:
    seen = f"取自：{each.sources}" if each.sources else ""
    stood = f"随程序提供的数值：{each.shipped}" if each.own and each.shipped else ""
    return "\n".join(filter(None, (stood, seen, each.note)))


def _validity(each: FactorRow) -> str | None:
    return each.validity or None


def _confidence(each: FactorRow) -> str:
    return "自填" if each.own else each.confidence


COLUMNS = (
    Column("name", "名称", _name, kind="strong", width=130, min_width=110, wide=200),
    Column("quantity", "参数", _quantity, width=170, min_width=130, wide=240),
    Column(
        "value",
        "数值",
        _value,
        kind="number",
        tone=_tone,
        glyph=_glyph,
        width=108,
        wide=130,
        is_sortable=False,
    ),
    Column("unit", "单位", _unit, kind="small", width=106, min_width=96),
    Column("document", "来源文件", _document, tip=_tip, width=290, min_width=200, stretch=True),
    Column("validity", "适用年度", _validity, kind="small", width=104, min_width=96),
    Column("confidence", "可信程度", _confidence, kind="small", width=104, min_width=92, gives_way=1),
)


class FactorsDialog(Dialog):
    """Own values are gathered here and saved as one new edition; what was reviewed keeps its own."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent, "排放因子库", "", 1180, 660, margins=(0, 0, 0, 0))
        self._app = context
        self.asks_before_loss = False
        self.changes: dict[str, OwnValue] = {}
        self._rows: dict[str, FactorRow] = {}
        self._current: FactorRow | None = None
        self._is_showing = False
        self.model = RowsModel(COLUMNS, factor_key)
        self.table = TableView(self.model, 34, "排放因子")
        self.table.set_empty(EmptyState("search", "没有符合条件的因子", "请改变筛选条件。"))
        labels = [(group.value, group.label, None) for group in FactorGroup]
        self.switch = SegmentedSwitch(labels, FactorGroup.FUEL.value, 30, "类别")
        self.unsure = button("待填写", "toggle", tip="只看还没有确认数值的项目")
        self.search = SearchField("名称或来源文件", 190, "/", name="筛选因子")
        self.add_year = button("新增年度值…", icon="plus")
        self.value = Line(name="自填数值", width=130)
        self.document = Line("", "文件名称、文号和条款", name="来源文件")
        self.heading = ElidedLabel("", "strong")
        self.told = ElidedLabel("", "caption")
        self.message = Label("", "caption")
        self._lay_out()
        self._connect()
        self.add_cancel("关闭")
        self.add_button(button("保存为新版", "primary"))
        self.starts_at = self.table
        self.table.set_loading(True)
        self._show_count()
        context.jobs.read("读取因子库", read_factors, context.workspace, context.catalog, then=self._on_read)

    def _lay_out(self) -> None:
        self.body.setSpacing(0)
        tools = row(self.switch, self.unsure, None, self.search, self.add_year, gap=10)
        tools.setContentsMargins(16, 10, 16, 10)
        self.body.addLayout(tools)
        what = column(self.heading, self.told, gap=1)
        value = column(caption("自填数值"), self.value, gap=3)
        source = column(row(caption("来源文件（必填）"), None, self.message), self.document, gap=3)
        editor = row((what, 2), value, (source, 3), gap=20, margins=(16, 8, 16, 10))
        self.add(frame("panel", column((self.table, 1), hline(), editor, gap=0)), 1)

    def _connect(self) -> None:
        self.switch.chosen.connect(self._on_filter)
        self.unsure.clicked.connect(self._on_filter)
        self.search.searched.connect(self._on_filter)
        self.search.left_down.connect(self._on_list)
        self.search.returnPressed.connect(self._on_list)
        self.add_year.clicked.connect(self._on_add_year)
        self.table.current_changed.connect(self._on_current)
        self.table.activated_row.connect(self._on_activated)
        self.value.textEdited.connect(self._on_typed)
        self.document.textEdited.connect(self._on_typed)
        self.value.returnPressed.connect(self.document.setFocus)
        self.document.returnPressed.connect(self._on_list)

    def _on_read(self, table: FactorTable) -> None:
        self._rows = {each.key: each for each in table.rows}
        self.context.setText(f"版次 {table.edition} · 已开始的审核继续使用原来的版次")
        self.table.set_loading(False)
        self.model.set_rows(table.rows)
        self._on_filter()

    @Slot()
    def _on_filter(self) -> None:
        self.model.set_filter(self.search.text(), self._accepts)
        self.add_year.setVisible(self.switch.current in ("electricity", "heat") and self._app.can_edit)
        if self.table.current_row is None and self.model.rowCount():
            self.table.go_to(self.model.key_at(0))
        self._on_current(self.table.current_row)

    def _accepts(self, each: FactorRow) -> bool:
        is_wanted = not self.unsure.isChecked() or each.is_empty or each.key in self.changes
        return each.group.value == self.switch.current and is_wanted

    @Slot()
    def _on_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _on_activated(self, each: FactorRow) -> None:
        if each.can_own and self._app.can_edit:
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)
            self.value.selectAll()

    @Slot(object)
    def _on_current(self, each: FactorRow | None) -> None:
        self._current = each
        can_type = each is not None and each.can_own and self._app.can_edit
        own = each.own if each else None
        for line, text in (
            (self.value, own.text if own else ""),
            (self.document, own.document if own else ""),
        ):
            line.setEnabled(can_type)
            if line.text() != text:
                line.setText(text)
        self.heading.setText(f"{each.name} · {each.quantity}（{each.unit}）" if each else "")
        told = ""
        if each is not None:
            told = f"随程序提供：{each.shipped}" if each.shipped else "随程序没有提供数值"
            told += "" if each.can_own else "，这一项不能自填"
            told += f"　{each.note}" if each.note else ""
        self.told.setText(told)
        self._tell()

    @Slot()
    def _on_typed(self) -> None:
        each = self._current
        if each is None:
            return
        own = OwnValue(self.value.text().strip(), self.document.text().strip())
        before = self._rows.get(each.key)
        shown = own if own.text or own.document else None
        if (before.own if before else None) == shown:
            self.changes.pop(each.key, None)
        else:
            self.changes[each.key] = own
        self._current = replace(each, own=shown)
        self.model.replace(self._current)
        self._tell()
        self._show_count()

    def _wrong(self, own: OwnValue | None) -> str:
        if own is None or (not own.text and not own.document):
            return ""
        number = parse_amount(own.text)
        if own.text and (number is None or number <= 0):
            return "请写大于 0 的数字"
        if not own.text:
            return "请写数值"
        return "" if own.document else "请写明来源文件"

    def _tell(self) -> None:
        wrong = self._wrong(self._current.own if self._current else None)
        self.value.set_bad("数" in wrong)
        self.document.set_bad("来源" in wrong)
        self.message.setText(wrong)
        self.message.set_tone("bad" if wrong else "")

    def _show_count(self) -> None:
        assert self.primary is not None
        count = len(self.changes)
        self.primary.set_words(f"保存为新版（{count} 处）" if count else "保存为新版")
        self.primary.setEnabled(bool(count))
        self.set_note("" if self._app.can_edit else "这个文件只能查看")

    @Slot()
    def _on_add_year(self) -> None:
        typed = self._app.messages.ask_line(
            "新增年度值", "从哪一年起适用", str(self._app.year), yes="新增", wrong=_wrong_year
        )
        if typed is None:
            return
        current = self._current
        key = f"heat:{typed}"
        if self.switch.current == "electricity":
            part = current.key.split(":") if current else []
            scheme = part[1] if part[:1] == ["electricity"] else "beijing"
            key = f"electricity:{scheme}:{typed}"
        if self.model.row_of(key) is None:
            made = own_year_row(self._app.catalog, key, None)
            if made is None:
                return
            self.model.set_rows([*self.model.all_rows(), made])
        self.unsure.setChecked(False)
        self._on_filter()
        self.table.go_to(key)
        self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def would_lose_text(self) -> bool:
        """Whether own values were typed and not saved."""
        return bool(self.changes)

    def mark_clean(self) -> None:
        """What was typed may be thrown away unasked."""
        super().mark_clean()
        self.changes.clear()

    def check(self) -> bool:
        """Whether every own value is a number with its source; goes to the first that is not."""
        for key, own in self.changes.items():
            if self._wrong(own):
                each = self.model.row_of(key)
                assert isinstance(each, FactorRow)
                self.switch.set_current(each.group.value)
                self.search.clear()
                self._on_filter()
                self.table.go_to(key)
                (self.document if own.text and parse_amount(own.text) else self.value).setFocus()
                return False
        return True

    def accept(self) -> None:
        """Save a new edition; the dialog closes once that is done."""
        c = self._app
        args = (c.workspace, "修改排放因子", save_own_factors, c.catalog, dict(self.changes))
        c.jobs.write(*args, then=self._on_stored, failed=self._on_failed)

    def _on_stored(self, edition: str) -> None:
        shell = self._app.shell
        shell.toast(f"已保存因子库 {edition} 版，之后的核对采用新值", "撤销", "Ctrl Z", shell.undo)
        self.changes.clear()
        super().accept()

    def _on_failed(self, error: AppError) -> None:
        if isinstance(error, InputError) and self.model.row_of(error.field) is not None:
            self.table.go_to(error.field)
            self.message.setText(error.sentence)
            self.message.set_tone("bad")
        else:
            self._app.messages.error(problem_of("因子没有保存", error, action="修改排放因子"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """/ searches; the rest as in every dialog."""
        if event.key() == Qt.Key.Key_Slash and not is_typing():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)


def _wrong_year(text: str) -> str:
    is_year = text.isdecimal() and len(text) == 4 and int(text) in _YEARS
    return "" if is_year else "请写四位年份，如 2025"
