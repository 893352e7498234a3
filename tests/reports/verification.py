"""A made-up verification report of a made-up emission report: everything in it agrees with that report."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tests.reports.content import FormTable, Grid, Label, Report
from tests.reports.figures import FUELS, figures
from tests.reports.tables import Words, fill_form, fill_grid

PARTS = ("total", "fuel", "process", "electricity", "heat")
_CHANGE = Decimal("12.5")


def verification_figures(report: Mapping[str, str]) -> dict[str, str]:
    """The values of a clean verification report of an emission report with these values."""
    year = int(report["head.year"])
    values = {
        "vr.unit_name": report["head.name"],
        "vr.uscc": report["head.uscc"],
        "vr.year": str(year),
        "vr.report_no": f"示例〔{year + 1}〕12号",
        "vr.body": "示例核查有限公司",
        "vr.std": report["head.standard"],
        "vr.lead_verifier": "王甲",
        "vr.verifier": "李乙、陈丙",
        "vr.technical_reviewer": "赵丁",
        "vr.approver": "赵丁",
        "vr.er_version_initial": "V0.9",
        "vr.er_date_initial": f"{year + 1}年2月20日",
        "vr.er_version_final": report["head.version"],
        "vr.er_date_final": report["head.date"],
        "vr.nc_count": "1",
        "vr.change_reason": "电量抄录有误，已更正。",
        "vr.elec_factor": "0.604",
        "vr.meter.valid_to": f"{year + 1}年6月30日",
        "vr.sample.months": "2月、5月、8月、11月",
    }
    days = {"contract": "1-08", "desk": "3-08", "site_from": "3-12", "site_to": "3-13", "close": "3-20"}
    days |= {"verify": "3-21", "tech_review": "3-24", "approve": "3-26", "issue": "3-28"}
    values |= {f"vr.date.{key}": f"{year + 1}-0{day}" for key, day in days.items()}
    for part in PARTS:
        if text := report.get(f"c2.{part}"):
            more = _CHANGE if part in ("total", "electricity") else Decimal(0)
            values |= {f"vr.final.{part}": text, f"vr.initial.{part}": str(Decimal(text) + more)}
            values["vr.change" if part == "total" else f"vr.change.{part}"] = str(-more)
    for fuel in FUELS:
        if f"c3.{fuel}.amount" in report:
            values[f"vr.ad.{fuel}"] = report[f"c3.{fuel}.amount"]
            values[f"vr.e.{fuel}"] = report[f"c3.{fuel}.emission"]
    for line, table in (("electricity", "c4"), ("heat", "c5")):
        if f"{table}.amount" in report:
            values[f"vr.ad.{line}"] = report[f"{table}.amount"]
            values[f"vr.e.{line}"] = report[f"{table}.emission"]
    return values


def make_verification(
    sector: str = "services",
    year: int = 2024,
    seed: int = 1,
    size: int = 3,
    *,
    scale: str = "1",
    changes: Mapping[str, str | None] | None = None,
) -> Report:
    """The verification report of `make_report` with the same wishes; `changes` as there."""
    values = verification_figures(figures(sector, year, seed, size, scale))
    for name, text in (changes or {}).items():
        values[name] = text or ""
    return Report(sector, year, [_basics(values), _days(values), *_figures(values)])


def _basics(values: Mapping[str, str]) -> FormTable:
    words: dict[str, Words] = {
        "vr.unit_name": ("受核查单位", "受核查方名称", "被核查单位"),
        "vr.uscc": ("统一社会信用代码", "统一社会信用代码", "社会信用代码"),
        "vr.year": ("核查年度", "报告年度", "核查年度"),
        "vr.report_no": ("报告编号", "核查报告编号", "文件编号"),
        "vr.body": ("核查机构", "核查机构名称", "第三方核查机构"),
        "vr.std": ("核算标准", "核查依据", "核查准则"),
        "vr.lead_verifier": ("核查组长", "组长", "核查组组长"),
        "vr.verifier": ("核查员", "核查组员", "核查组成员"),
        "vr.technical_reviewer": ("技术复核人", "技术复核", "技术评审人"),
        "vr.approver": ("批准人", "报告批准人", "签发人"),
        "vr.nc_count": ("不符合项数量", "不符合项个数", "不符合项总数"),
        "vr.change_reason": ("核查前后变化原因", "排放量变化原因", "变化原因"),
        "vr.elec_factor": ("电力排放因子", "外购电力排放因子", "电网排放因子"),
        "vr.meter.valid_to": ("计量器具有效期", "检定有效期至", "计量器具检定有效期"),
        "vr.sample.months": ("抽样月份", "抽样核查月份", "抽查月份"),
    }
    titles = ("核查基本信息表", "核查报告基本情况", "核查信息表")
    return fill_form(values, "head", 0, titles, {name: Label(word) for name, word in words.items()})


def _days(values: Mapping[str, str]) -> FormTable:
    words: dict[str, Words] = {
        "contract": ("合同签订日期", "签订合同日期", "签约日期"),
        "desk": ("文件评审日期", "文件评审时间", "文件审核日期"),
        "site_from": ("现场核查开始日期", "现场核查起始日期", "现场核查开始日期"),
        "site_to": ("现场核查结束日期", "现场核查完成日期", "现场核查截止日期"),
        "close": ("不符合项关闭日期", "整改完成日期", "不符合关闭日期"),
        "verify": ("核查完成日期", "核查报告完成日期", "核查完成时间"),
        "tech_review": ("技术复核日期", "技术评审日期", "内部技术复核日期"),
        "approve": ("批准日期", "批准时间", "批准日期"),
        "issue": ("签发日期", "报告签发日期", "出具日期"),
    }
    titles = ("核查过程和时间安排", "核查时间安排表", "核查安排")
    entries = {f"vr.date.{key}": Label(word) for key, word in words.items()}
    return fill_form(values, "days", 0, titles, entries)


def _figures(values: Mapping[str, str]) -> list[Grid | FormTable]:
    stages = {
        "initial": Label(("初始排放报告", "核查前", "初始报告")),
        "final": Label(("最终排放报告", "核查后", "最终报告")),
    }
    versions = fill_grid(
        values,
        "versions",
        0,
        ("排放报告版本信息", "排放报告版本情况", "报告版本信息"),
        stages,
        {"version": Label(("版本", "版本号", "版本")), "date": Label(("编制日期", "报告日期", "日期"))},
        lambda line, field: f"vr.er_{field}_{line}",
        "阶段",
    )
    components = {
        "total": Label(("排放总量", "二氧化碳排放总量", "排放量合计")),
        "fuel": Label(("化石燃料燃烧排放", "化石燃料燃烧", "燃料燃烧排放")),
        "process": Label(("工业生产过程排放", "生产过程排放", "过程排放")),
        "electricity": Label(("消耗外购电力排放", "净购入电力排放", "外购电力排放")),
        "heat": Label(("消耗外购热力排放", "净购入热力排放", "外购热力排放")),
    }
    columns = {
        "initial": Label(("核查前排放量", "初始排放量", "核查前"), "tCO2"),
        "final": Label(("核查后排放量", "最终排放量", "核查后"), "tCO2"),
        "change": Label(("变化量", "差值", "变化量"), "tCO2"),
    }
    conclusion = fill_grid(
        values,
        "conclusion",
        0,
        ("核查前后排放量对比表", "核查结论排放量汇总", "核查前后排放量"),
        components,
        columns,
        lambda line, field: "vr.change" if (line, field) == ("total", "change") else f"vr.{field}.{line}",
        "排放类型",
    )
    lines = {fuel: Label((words[0],), words[1]) for fuel, words in FUELS.items()}
    lines |= {
        "electricity": Label(("外购电力", "净购入电力", "外购电力"), "MWh"),
        "heat": Label(("外购热力", "净购入热力", "外购热力"), "GJ"),
    }
    activity = fill_grid(
        values,
        "activity",
        0,
        ("活动数据核查表", "活动数据和排放量核查", "排放源活动数据核查"),
        lines,
        {
            "ad": Label(("活动数据核查值", "核查值", "核查确认值")),
            "e": Label(("排放量", "二氧化碳排放量", "核查后排放量"), "tCO2"),
        },
        lambda line, field: f"vr.{field}.{line}",
        "排放源",
    )
    return [versions, conclusion, activity]
