"""The tables of the project ledger 项目台账: their columns, and what may be typed in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.models.amounts import parse_amount
from app.models.base import Row
from app.models.enums import LabelEnum
from app.models.errors import InputError
from app.models.names import half_width, name_key
from app.models.project import Payment, PriceItem, Product, SiteVisit, SurveyQuestion, Training
from app.services.measures import counters, read_spec

_DAY = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NOTHING = {"", "—", "-", "–", "/", "无"}
_MOST = 10_000_000


class LedgerKind(LabelEnum):
    """The tables of the ledger."""

    PRICES = ("price_item", "价格表")
    PAYMENTS = ("payment", "支付")
    TRAININGS = ("training", "培训")
    SURVEY = ("survey_question", "问卷")
    VISITS = ("site_visit", "走访")
    PRODUCTS = ("product", "成果")


class CellKind(LabelEnum):
    """What a column holds."""

    TEXT = ("text", "文字")
    MONEY = ("money", "金额")
    NUMBER = ("number", "数量")
    COUNT = ("count", "整数")
    DAY = ("day", "日期")
    UNIT = ("unit", "单位")
    COUNTER = ("counter", "数量来源")
    SUM = ("sum", "金额")  # worked out, never typed


@dataclass(frozen=True)
class LedgerColumn:
    """One column: the field it keeps, its head, how wide it likes to be, and what to type."""

    field: str
    title: str
    kind: CellKind = CellKind.TEXT
    width: int = 110
    hint: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it stands at the right."""
        return self.kind in (CellKind.MONEY, CellKind.NUMBER, CellKind.COUNT, CellKind.SUM)


@dataclass(frozen=True)
class LedgerTable:
    """One table: its rows in the file, its columns, the field that says when, and what it is for."""

    kind: LedgerKind
    model: type[Row]
    columns: tuple[LedgerColumn, ...]
    day: str
    purpose: str
    # Rows equal in these fields may have been entered twice.
    same: tuple[str, ...] = ()

    def column(self, field: str) -> LedgerColumn:
        """The column that keeps `field`."""
        return next(one for one in self.columns if one.field == field)


_C, _K = LedgerColumn, CellKind
_PROJECT = _C("project", "所属项目", width=110, hint="不填表示各项目共用")
_NOTE = _C("note", "备注", width=130)
TABLES: Mapping[LedgerKind, LedgerTable] = {
    one.kind: one
    for one in (
        LedgerTable(
            LedgerKind.PRICES,
            PriceItem,
            (
                _C("name", "服务项目", width=190),
                _C("unit", "计价单位", width=76, hint="份、家、次"),
                _C("price_text", "单价（元）", _K.MONEY, 96),
                _C("counted", "数量来源", _K.COUNTER, 190, "按 Enter 选择；不选就在右边填数量"),
                _C("quantity_text", "数量", _K.NUMBER, 70),
                _C("sum", "金额（元）", _K.SUM, 110),
                _C("source", "合同依据", width=130),
                _C("valid_from", "有效期起", _K.DAY, 98),
                _C("valid_to", "有效期止", _K.DAY, 98),
                _PROJECT,
            ),
            "",
            "登记合同单价，成本＝单价×数量；数量可以从审核、培训等记录统计。",
            ("name", "unit"),
        ),
        LedgerTable(
            LedgerKind.PAYMENTS,
            Payment,
            (
                _C("paid_on", "支付日期", _K.DAY, 104),
                _C("amount_text", "金额（元）", _K.MONEY, 120),
                _C("payee", "收款方", width=200),
                _C("voucher", "凭证号", width=120),
                _NOTE,
                _PROJECT,
            ),
            "paid_on",
            "登记每一笔支付，预算执行率由此得出。",
            ("paid_on", "amount_text", "payee"),
        ),
        LedgerTable(
            LedgerKind.TRAININGS,
            Training,
            (
                _C("held_on", "培训日期", _K.DAY, 104),
                _C("subject", "培训主题", width=230),
                _C("people", "参加人数", _K.COUNT, 84),
                _C("hours_text", "学时", _K.NUMBER, 64),
                _C("place", "地点", width=140),
                _NOTE,
                _PROJECT,
            ),
            "held_on",
            "登记每一场培训，培训场次和人次由此得出。",
            ("held_on", "subject"),
        ),
        LedgerTable(
            LedgerKind.SURVEY,
            SurveyQuestion,
            (
                _C("held_on", "调查日期", _K.DAY, 104),
                _C("survey", "问卷名称", width=150),
                _C("sent", "发放", _K.COUNT, 60),
                _C("returned", "回收", _K.COUNT, 60),
                _C("question", "问题", width=190),
                _C("delighted", "非常满意", _K.COUNT, 76),
                _C("satisfied", "满意", _K.COUNT, 60),
                _C("fair", "基本满意", _K.COUNT, 76),
                _C("dissatisfied", "不满意", _K.COUNT, 66),
                _PROJECT,
            ),
            "held_on",
            "每题一行，填各档人数；同一次问卷的日期、名称可按 Ctrl+D 照抄上一行。",
            ("held_on", "survey", "question"),
        ),
        LedgerTable(
            LedgerKind.VISITS,
            SiteVisit,
            (
                _C("unit_id", "单位", _K.UNIT, 230, "名称或统一社会信用代码"),
                _C("visited_on", "走访日期", _K.DAY, 104),
                _C("people", "走访人员", width=140),
                _C("purpose", "事由", width=190),
                _NOTE,
            ),
            "visited_on",
            "登记审核流程以外的走访；流程里的实地复核会自动计入，不用再登记。",
            ("unit_id", "visited_on"),
        ),
        LedgerTable(
            LedgerKind.PRODUCTS,
            Product,
            (
                _C("kind", "成果类别", width=110, hint="季度分析、年度分析、数据成果…"),
                _C("title", "成果名称", width=230),
                _C("period", "所属时段", width=110),
                _C("delivered_on", "提交日期", _K.DAY, 104),
                _C("accepted_on", "验收日期", _K.DAY, 104),
                _NOTE,
                _PROJECT,
            ),
            "accepted_on",
            "登记分析报告等成果，验收后才计数。",
            ("kind", "title", "period"),
        ),
    )
}


def read_cell(column: LedgerColumn, text: str, year: int) -> object:
    """The value that is kept for what was typed; `year` of dates that name none. Not for units.

    Raises:
        InputError: it is not what the column holds.
    """
    plain = " ".join(half_width(text).split()) if column.kind is not CellKind.TEXT else text.strip()
    if plain in _NOTHING:
        return None
    if column.kind is CellKind.DAY:
        return _day(column, plain, year)
    if column.kind is CellKind.COUNT:
        return _count(column, plain)
    if column.kind in (CellKind.MONEY, CellKind.NUMBER):
        number = parse_amount(plain.removesuffix("元"))
        if number is None:
            raise InputError(f"“{column.title}”里的“{plain}”不是数字。", "请只写数字。", field=column.field)
        return plain.removesuffix("元")
    if column.kind is CellKind.COUNTER:
        return _counter(column, plain)
    return plain


def _day(column: LedgerColumn, plain: str, year: int) -> date:
    match = _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain)
    try:
        if match is None:
            raise ValueError
        return date(int(match[1] or year), int(match[2]), int(match[3]))
    except ValueError:
        raise InputError(
            f"“{column.title}”里的“{plain}”不是日期。", "请写成 2025-06-01 这样。", field=column.field
        ) from None


def _count(column: LedgerColumn, plain: str) -> int:
    number = parse_amount(plain.rstrip("人份次个"))
    if number is None or number != int(number) or not 0 <= number < _MOST:
        raise InputError(f"“{column.title}”里的“{plain}”不是个数。", "请只写整数。", field=column.field)
    return int(number)


def _counter(column: LedgerColumn, plain: str) -> str:
    spec = read_spec(plain)
    found = spec if spec in counters() else None
    key = name_key(plain)
    found = found or next((one for one in counters() if name_key(one.label) == key), None)
    if found is None:
        raise InputError(f"没有“{plain}”这种数量来源。", "请按 Enter 从列表里选择。", field=column.field)
    return str(found)
