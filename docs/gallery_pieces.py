"""Controls and fields of the gallery in their states."""

from __future__ import annotations

from datetime import date

from gallery_windows import window
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.kit import (
    ActionCard,
    AmountField,
    Avatar,
    Band,
    Bar,
    Card,
    CheckBox,
    Chip,
    Combo,
    CountRow,
    DateField,
    ElidedLabel,
    EmptyState,
    FieldRow,
    KeyCap,
    Line,
    Mark,
    Menu,
    NumberCard,
    ProgressRing,
    RadioButton,
    SearchField,
    SegmentedSwitch,
    Skeleton,
    Switch,
    TextArea,
    button,
    choice,
    column,
    icon_button,
    link,
    row,
)
from app.ui.kit.dates import Calendar
from app.ui.looks import known_looks


def pieces() -> QWidget:
    """Controls in their states."""
    disabled = [
        button("先选一个值", "primary"),
        button("不可用"),
        button("不可用", "ghost", "copy"),
        link("不可用"),
    ]
    for one in disabled:
        one.setEnabled(False)
    no, toggle = choice("否", "N"), button("隐藏已完成", "toggle")
    no.setChecked(True)
    toggle.setChecked(True)
    menu_button = button("更多", "plain")
    menu_button.setMenu(Menu(menu_button))
    boxes = [
        CheckBox("存为 ER-41 的常用语"),
        CheckBox("未选"),
        CheckBox("部分"),
        CheckBox("不可用"),
        Switch("开"),
        Switch("关"),
    ]
    boxes[0].setChecked(True)
    boxes[2].setCheckState(Qt.CheckState.PartiallyChecked)
    boxes[3].setEnabled(False)
    boxes[4].setChecked(True)
    radios = [RadioButton("退回修改"), RadioButton("通过", "附建议")]
    radios[0].setChecked(True)
    bar = Bar(140, 6)
    bar.set_progress(22, 50)
    number = NumberCard("已通过")
    number.set_number("33", "/ 82 家", "占 40.2%，比上周多 4 家", "good", "trending-up")
    late = NumberCard("已逾期")
    late.set_number("5", "家", "最长 4 个工作日", "bad", "alert-triangle")
    todo, overdue, zero = (
        CountRow("circle-dot", "info", "待我初审"),
        CountRow("clock", "bad", "已逾期", is_alarming=True),
        CountRow("rubber-stamp", "quiet", "待审定"),
    )
    todo.set_count(6, "本周到期 3")
    overdue.set_count(2, "最长逾期 4 个工作日")
    zero.set_count(0)
    body = column(
        row(
            button("新建单位", "primary", "plus"),
            button("导入名单…", icon="upload"),
            button("导出 Excel", "ghost", "download"),
            button("取证", "plain", "crop", "E"),
            button("队列", "quiet", "chevron-left"),
            menu_button,
            link("查看全部 6 项"),
            icon_button("dots", "更多"),
            *disabled,
            None,
        ),
        row(
            choice("是", "Y"),
            no,
            choice("不适用", "A"),
            choice("严重"),
            button("有疑点", "toggle"),
            toggle,
            None,
        ),
        row(
            SegmentedSwitch([("all", "全部", 82), ("new", "新增", 9), ("changed", "有变化", 12)]),
            SegmentedSwitch([("a", "审核"), ("b", "复算"), ("c", "月度")], "b", 30),
            SegmentedSwitch([("l", "浅色", None, "sun"), ("d", "深色", None, "moon")]),
            None,
        ),
        row(*boxes, *radios, None, gap=14),
        row(*(Chip(word) for word in list(known_looks())[:13]), None, gap=6),
        row(*(Chip(word) for word in list(known_looks())[13:28]), None, gap=6),
        row(
            Chip("本市重点", outline=True),
            Chip("严重 1"),
            KeyCap("Ctrl K"),
            KeyCap("Y"),
            Avatar("王甲"),
            Avatar("李乙", 36, "info"),
            Mark(24),
            Mark(40),
            ProgressRing(12, 48),
            ProgressRing(36, 48),
            ProgressRing(48, 48),
            bar,
            ElidedLabel(
                "D:\\碳审资料\\2024年度\\收到\\示例区2024年度审核.crd",
                "caption",
                mode=Qt.TextElideMode.ElideMiddle,
            ),
            None,
        ),
        row(
            ActionCard("file-plus", "新建工作文件", "从名单或空白开始", "Ctrl N"),
            ActionCard("folder-open", "打开…", ".crd 工作文件或交换包", "Ctrl O"),
            ActionCard("flask", "试用示例", "12 家虚构单位，可随意改"),
            gap=12,
        ),
        row(number, late, NumberCard("已报排放量", "215.1", "万 tCO₂"), NumberCard("未关闭的问题"), gap=12),
        Band("04-24 出具后有 3 处变化：结论、问题 2、依据", "warn", button("查看变化"), can_close=True),
        Band("这些信息只保存在本机。程序不联网，不上传任何内容。", "quiet", icon="device-floppy"),
        Band("文件正在被打开，请关闭后重试", "bad", button("重试")),
        row(_todo_card(todo, overdue, zero), Card("最近经过", "3 条", link("查看全部")), gap=12),
        None,
        gap=12,
        margins=(24, 16, 24, 16),
    )
    return window(body, 1366, 900)


def _todo_card(*rows: CountRow) -> Card:
    card = Card("我的待办", "2024 年度 · 王甲", margins=(8, 12, 8, 8), gap=4, inset=8)
    for one in rows:
        card.add(one)
    return card


def fields() -> QWidget:
    """Editors and what belongs to them."""
    wrong = FieldRow("整改要求", TextArea(), is_mandatory=True)
    wrong.set_error("请写整改要求")
    bad_line = FieldRow("姓名", Line(hint="如：王甲"), is_mandatory=True)
    bad_line.set_error("请写姓名")
    off = Line("碳审意〔2025〕018号")
    off.setReadOnly(True)
    disabled = Line("不可用")
    disabled.setEnabled(False)
    combo_off = Combo([("不可用", 1)], name="不可用")
    combo_off.setEnabled(False)
    left = column(
        FieldRow("姓名", Line("王甲"), "会记在每一处修改旁边，方便同事核对", is_mandatory=True),
        bad_line,
        FieldRow("单位", Line(hint="如：示例咨询有限公司")),
        FieldRow("文号", off, "周示例的号段 001–200，出具后不再更改"),
        FieldRow("不可用", disabled),
        row(
            FieldRow("影响量", AmountField("27.00")),
            FieldRow("日期", DateField(date(2025, 4, 25))),
            FieldRow("期限", DateField()),
        ),
        None,
        gap=12,
    )
    right = column(
        FieldRow(
            "事实",
            TextArea(
                "附表 C.3 锅炉天然气排放量报告值为 2,696.22 tCO₂，"
                "按所列参数复算为 2,669.22 tCO₂，相差 27.00 tCO₂。"
            ),
            is_mandatory=True,
            side=True,
        ),
        FieldRow("依据", TextArea(hint="备注（Enter 进入，Esc 离开；输入时按键不触发判定）"), side=True),
        wrong,
        FieldRow("结论", Combo([("退回修改", 1), ("通过", 2)]), side=True),
        FieldRow("模板", Combo([("审核意见（第二轮及以后）", 1)], hint="请选择"), side=True),
        row(combo_off, Combo([("小", 1)], look="cell", name="小"), SearchField("在预览中查找", 150), None),
        None,
        gap=12,
    )
    empty = EmptyState(
        "search",
        "没有符合条件的单位",
        "“示例钢铁”在当前 3 个筛选条件下没有结果；去掉筛选后有 1 家。",
        button("去掉筛选，保留搜索", "primary"),
        button("新建“示例钢铁”"),
    )
    below = row((Calendar(date(2025, 4, 25)), 0), (empty, 1), (Skeleton(), 1), gap=24)
    return window(
        column(row((left, 1), (right, 1), gap=32), below, gap=16, margins=(24, 16, 24, 16)), 1366, 900
    )
