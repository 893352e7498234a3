"""Rows and columns for the tests of tables."""

from dataclasses import dataclass, replace
from decimal import Decimal

from app.ui.table import Column, RowsModel


@dataclass(frozen=True)
class Unit:
    uid: str
    name: str
    tonnes: Decimal | None
    state: str = "初审中"


UNITS = [
    Unit("a", "示例热力有限公司", Decimal("128406.37")),
    Unit("b", "示例大学", Decimal("21340.08"), "通过"),
    Unit("c", "示例商业广场管理有限公司", None, "待报送"),
    Unit("d", "示例燃气发电有限公司 Gas", Decimal("1204530")),
    Unit("e", "示例印刷厂", Decimal("3412.06"), "不通过"),
]


def show_tonnes(unit: Unit) -> str:
    return "—" if unit.tonnes is None else f"{unit.tonnes:,.2f}"


COLUMNS = (
    Column("name", "单位名称", lambda u: u.name, kind="strong", width=200, min_width=120, stretch=True),
    Column("tonnes", "排放量", lambda u: u.tonnes, show_tonnes, "number", width=110),
    Column("state", "状态", lambda u: u.state, kind="chip", width=110, is_optional=False),
    Column("code", "代码", lambda u: u.uid, kind="small", width=90, gives_way=2),
    Column(
        "open", "操作", lambda u: u.uid, lambda u: "打开", "link", width=60, gives_way=1, is_sortable=False
    ),
    Column("wide", "只在宽时", lambda u: u.uid, width=90, needs=1500),
)


def units_model(*, checkable: bool = True, units: list[Unit] | None = None) -> RowsModel:
    model = RowsModel(COLUMNS, key=lambda unit: unit.uid, checkable=checkable)
    model.set_rows(UNITS if units is None else units)
    return model


def many(count: int) -> list[Unit]:
    return [Unit(f"{n:05}", f"示例{n}号", Decimal(n * 7919 % 10007)) for n in range(count)]


def renamed(unit: Unit, name: str) -> Unit:
    return replace(unit, name=name)


def keys(model: RowsModel) -> str:
    return "".join(str(model.key_at(line)) for line in range(model.rowCount()))
