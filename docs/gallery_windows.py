"""The main window of the gallery and what opens over it; all data is made up."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.dialog import Dialog
from app.ui.kit import (
    AmountField,
    Combo,
    FieldRow,
    FilterChip,
    Icon,
    Label,
    SearchField,
    TextArea,
    button,
    caption,
    choice,
    column,
    frame,
    hline,
    icon_button,
    link,
    row,
    section,
    title,
    vline,
)
from app.ui.messages import RETRY, SAVE_AS, ErrorDialog, LineDialog, MessageDialog, Problem
from app.ui.popover import Popover
from app.ui.progress_strip import ProgressStrip, StripState
from app.ui.shell_parts import StatusBar, TabStrip, TopBar
from app.ui.table import Column, RowsModel, TableView, columns_button


@dataclass(frozen=True)
class Unit:
    uid: int
    name: str
    code: str
    category: str
    industry: str
    state: str
    tonnes: float | None
    change: float | None
    person: str
    day: str


UNITS = (
    Unit(
        1,
        "示例热力有限公司",
        "91110106MA01A2B32K",
        "本市重点",
        "热力生产和供应",
        "初审中",
        128406.37,
        3.2,
        "王甲",
        "今天 14:02",
    ),
    Unit(
        2,
        "示例数据中心有限公司",
        "91110106MA01A2B40E",
        "本市重点",
        "互联网数据服务",
        "退回修改",
        86115.2,
        27.8,
        "王甲",
        "今天 11:37",
    ),
    Unit(
        3,
        "示例燃气发电有限公司",
        "91110106MA00X0001P",
        "全国重点",
        "火力发电",
        "复审中",
        1204530,
        -1.6,
        "李乙",
        "今天 10:20",
    ),
    Unit(
        4,
        "示例第一医院",
        "12110106400000018N",
        "本市重点",
        "综合医院",
        "通过",
        14872.55,
        -4.1,
        "陈丙",
        "昨天 17:52",
    ),
    Unit(
        5,
        "示例水泥制品有限公司",
        "91110106MA01A2C11R",
        "本市重点",
        "水泥制造",
        "初审中",
        46218.74,
        -22.5,
        "赵丁",
        "昨天 15:30",
    ),
    Unit(
        6,
        "示例商业广场管理有限公司",
        "91110106MA01B3D08T",
        "本市重点",
        "物业管理",
        "待报送",
        None,
        None,
        "赵丁",
        "3月17日",
    ),
    Unit(
        7,
        "示例食品加工有限公司",
        "91110106MA01E6G39X",
        "一般报告",
        "食品制造",
        "退回修改",
        3987.12,
        64.0,
        "王甲",
        "3月16日",
    ),
    Unit(
        8,
        "示例科技园区运营有限公司",
        "91110106MA01F7H46Y",
        "本市重点",
        "园区管理服务",
        "待审定",
        9630.47,
        -8.3,
        "李乙",
        "3月15日",
    ),
    Unit(
        9, "示例印刷厂", "91110106MA01J1L77C", "一般报告", "印刷", "不通过", 3412.06, 18.9, "陈丙", "3月14日"
    ),
)


def show_tonnes(unit: Unit) -> str:
    return "—" if unit.tonnes is None else f"{unit.tonnes:,.2f}"


def show_change(unit: Unit) -> str:
    if unit.change is None:
        return "—"
    mark = "" if abs(unit.change) < 20 else ("▲ " if unit.change > 0 else "▼ ")
    return mark + f"{unit.change:+.1f}%".replace("-", "−")


def change_tone(unit: Unit) -> str:
    size = abs(unit.change or 0)
    return "bad" if size >= 50 else "warn" if size >= 20 else ""


COLUMNS = (
    Column(
        "name",
        "单位名称",
        lambda u: u.name,
        kind="strong",
        width=210,
        min_width=176,
        wide=420,
        stretch=True,
        is_optional=False,
    ),
    Column("code", "统一社会信用代码", lambda u: u.code, kind="small", width=170, min_width=150, wide=176),
    Column("category", "类别", lambda u: u.category, kind="outline", width=92, min_width=80, wide=96),
    Column("industry", "行业", lambda u: u.industry, width=136, min_width=134, wide=170, gives_way=2),
    Column(
        "state",
        "审核状态",
        lambda u: u.state,
        kind="chip",
        width=110,
        min_width=100,
        wide=116,
        is_optional=False,
    ),
    Column(
        "tonnes",
        "排放量（tCO₂）",
        lambda u: u.tonnes,
        show_tonnes,
        "number",
        width=120,
        min_width=110,
        wide=136,
    ),
    Column(
        "change", "同比", lambda u: u.change, show_change, "number", tone=change_tone, width=96, min_width=92
    ),
    Column("person", "负责人", lambda u: u.person, width=72, min_width=58, wide=84, gives_way=1),
    Column(
        "day", "更新时间", lambda u: u.uid, lambda u: u.day, "small", width=100, min_width=88, gives_way=3
    ),
)


def units_table(count: int = 27) -> TableView:
    rows = []
    for number in range(count):
        base = UNITS[number % len(UNITS)]
        rows.append(Unit(number, *[getattr(base, name) for name in list(Unit.__dataclass_fields__)[1:]]))
    model = RowsModel(COLUMNS, key=lambda unit: unit.uid, checkable=True)
    table = TableView(model, name="单位名录")
    model.set_rows(rows)
    model.sort_by("day")
    table.go_to(0)
    model.check([4, 6])
    table.hovered_line = 2
    return table


def window(layout: QVBoxLayout, width: int, height: int) -> QWidget:
    made = QWidget()
    made.setObjectName("window")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    made.resize(width, height)
    return made


def shell(width: int = 1366, height: int = 768) -> QWidget:
    """The main window with a list page."""
    top, tabs, strip, status = TopBar(), TabStrip(), ProgressStrip(), StatusBar()
    top.set_file("示例区2024年度审核.crd")
    top.file_menu.add("在文件夹中显示", icon="folder")
    top.file_menu.add("另存副本…", icon="copy", key="Ctrl+Shift+S")
    top.file_menu.add("备份…", icon="archive")
    top.file_menu.addSeparator()
    top.file_menu.add("关闭文件", key="Ctrl+W", is_enabled=False)
    top.set_code("K7QF 2M9D")
    top.set_person("王甲")
    tabs.set_current("units")
    tabs.tabs.set_dot("exchange", 2, "2 处未决冲突")
    status.set_saved("已保存 14:02")
    status.set_counts("显示 26 / 82 家 · 已选 2")
    status.set_job("自动检查 82 / 125", 82, 125)
    status.set_conflicts(2)
    strip.show_state(StripState("正在导出审核意见", 31, 82, "示例会展中心有限公司", 24, queued=1))
    table = units_table()
    head = row(
        title("单位名录"),
        Combo([("2024 年度", 2024), ("2023 年度", 2023)], look="flat", name="年度"),
        caption("筛选出 26 家 / 共 82 家"),
        None,
        button("导出 Excel", "ghost", "download"),
        button("导入名单…", icon="upload"),
        button("新建单位", "primary", "plus"),
        margins=(24, 0, 18, 0),
    )
    search = SearchField("名称、信用代码或拼音首字母", 250, name="筛选")
    filters = row(
        search,
        Combo([("保存的筛选", ""), ("我负责且未整改", "mine")], width=130, name="保存的筛选"),
        vline(18),
        FilterChip("属地：示例区"),
        FilterChip("状态：未归档"),
        button("添加筛选", "add", "plus"),
        link("保存筛选", "bookmark"),
        link("清除"),
        None,
        columns_button(table),
        margins=(24, 0, 18, 0),
    )
    page = frame("surface", column(12, head, 7, filters, 7, hline(), (table, 1), gap=0))
    made = window(column(top, tabs, (page, 1), strip, status, gap=0), width, height)
    made.table, made.page, made.search, made.top = table, page, search, top  # type: ignore[attr-defined]
    return made


def finding_dialog(parent: QWidget) -> Dialog:
    dialog = Dialog(parent, "新建问题", "示例会展中心有限公司 · 第2轮", 660)
    severity = row(
        *(choice(word) for word in ("严重", "一般", "提示")),
        None,
        caption("影响量"),
        AmountField("27.00"),
        caption("tCO₂"),
    )
    holder = QWidget()
    holder.setLayout(severity)
    severity.itemAt(0).widget().setChecked(True)  # type: ignore[union-attr]
    dialog.add(FieldRow("严重度", holder, side=True))
    dialog.add(
        FieldRow(
            "事实",
            TextArea(
                "附表 C.3 锅炉天然气排放量报告值为 2,696.22 tCO₂，"
                "按所列参数复算为 2,669.22 tCO₂，相差 27.00 tCO₂。"
            ),
            is_mandatory=True,
            side=True,
        )
    )
    dialog.add(
        FieldRow(
            "依据", TextArea("DB11/T 1785 燃料燃烧排放计算公式；附表 C.3 所列活动数据与因子。"), side=True
        )
    )
    dialog.add(FieldRow("整改要求", TextArea(), is_mandatory=True, side=True))
    dialog.set_note("保存后本件保持“复审中”")
    dialog.add_cancel()
    dialog.add_button(button("保存问题", "primary"))
    return dialog


def error_dialog(parent: QWidget) -> Dialog:
    problem = Problem(
        "审核意见没有导出",
        "“示例热力有限公司_审核意见.docx”正在 Word 中打开，程序不能覆盖它。"
        "请在 Word 里关闭这个文件，再点“重试”。",
        (SAVE_AS, RETRY),
        is_safe=True,
        action="导出审核意见（Word）",
        file="示例热力有限公司_审核意见.docx",
        detail="E-DOC-012 目标文件被其他程序占用（WinError 32）",
    )
    dialog = ErrorDialog(parent, problem)
    dialog.fold.click()
    return dialog


def confirm_dialog(parent: QWidget) -> Dialog:
    return MessageDialog(
        parent,
        "删除所选 3 家单位？",
        "它们的报告和审核记录一并移入回收站，30 天内可以恢复。",
        (("yes", "删除 3 家"),),
    )


def line_dialog(parent: QWidget) -> Dialog:
    return LineDialog(
        parent, "保存筛选", "名称", "我负责且未整改", "保存筛选", "以后可在“保存的筛选”中选用", None
    )


def losing_dialog(parent: QWidget) -> Dialog:
    dialog = finding_dialog(parent)
    dialog.show()
    dialog.rows[-1].editor.setPlainText("请更正附表 C.3")  # type: ignore[attr-defined]
    dialog.reject()
    return dialog


def history_popover() -> Popover:
    popover = Popover(400)
    popover.add(row(section("为什么是这个值"), None, caption("ER-24 · 判定"), icon_button("x", "关闭")))
    popover.add(hline())
    for who, when, what, glyph, tone in (
        ("王甲", "今天 10:26", "“是” 改为 “否”。核对盘存记录后更正", "x", "bad"),
        ("李乙", "昨天 16:40", "二审批注：请核对期末库存", "message-2", "info"),
        ("王甲", "04-22 09:15", "未判定 改为 “是”", "check", "good"),
    ):
        words = column(row(Label(who, "strong"), caption(when), None), Label(what), gap=2)
        popover.add(row(column(Icon(glyph, tone, 16), None), (words, 1), gap=12))
    popover.add(hline())
    popover.add(row(link("恢复为上一个值", "history"), None, link("复制记录")))
    return popover
