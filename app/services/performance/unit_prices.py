"""Unit prices in the words of a cost target: price times count, and the sum that is stated (check V18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from app.models.amounts import show_amount
from app.services.performance.texts import fold, items

_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_PRODUCT = re.compile(
    rf"(?P<price>{_NUMBER})(?P<unit>元|万元)/(?P<each>[\u4e00-\u9fff]{{1,2}}?)(?:计)?[,，]?"
    rf"(?:共|[×xX*])(?P<count>{_NUMBER})(?P=each)[^0-9。；;]{{0,16}}?(?:共计|合计|=)"
    rf"(?P<sum>{_NUMBER})(?P<sum_unit>元|万元)"
)
_STATED = re.compile(rf"(?:共计|合计|总计)[^0-9，,。；;]{{0,4}}(?P<sum>{_NUMBER})(?P<unit>元|万元|亿元)")
_TOLERANCE = Decimal("0.005") * 10_000


def false_products(text: str) -> Iterator[str]:
    """A sentence for every price times count that is not the sum beside it."""
    for found in _PRODUCT.finditer(fold(text)):
        ours = _number(found["price"]) * _MONEY[found["unit"]] * _number(found["count"])
        stated = _number(found["sum"]) * _MONEY[found["sum_unit"]]
        # Half of the last printed place in 万元.
        if abs(ours - stated) > _TOLERANCE:
            shown = show_amount(ours / _MONEY[found["sum_unit"]])
            count = f"{found['price']}{found['unit']}/{found['each']}×{found['count']}{found['each']}"
            yield f"{count}应为 {shown}{found['sum_unit']}，写的是 {found['sum']}{found['sum_unit']}"


def stated_sums(text: str) -> list[Decimal]:
    """The last sum of every item in 元; empty where an item names none."""
    sums = []
    for item in items(text):
        stated = list(_STATED.finditer(fold(item.text)))
        if not stated:
            return []
        sums.append(_number(stated[-1]["sum"]) * _MONEY[stated[-1]["unit"]])
    return sums


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
