"""Before an opinion is written, what nobody has decided yet is named."""

from __future__ import annotations

from pathlib import Path

from app.services.catalog import load_catalog
from app.services.exchange.report_conflicts import conflicts_of_report
from app.services.workflow import check_opinion, current_signing
from tests.ui.exchange.people import ELECTRONICS, GAS, HEAT, report_of, two_people


def test_conflicts_of_a_report_are_named_before_its_opinion(tmp_path: Path) -> None:
    wang, li = two_people(tmp_path)
    wang.take(li.send())
    catalog = load_catalog()
    with wang.workspace.read() as session:
        reports = {name: report_of(session, name).id for name in (ELECTRONICS, GAS, HEAT)}
        found = {name: [c.label for c in conflicts_of_report(session, key)] for name, key in reports.items()}
        assert found == {ELECTRONICS: ["判定", "说明", "排放量"], GAS: ["单位类别"], HEAT: []}
        key = reports[ELECTRONICS]
        signing = current_signing(session, key, catalog)
        notices = check_opinion(session, key, catalog, signing, None, None)
    named = [notice for notice in notices if notice.where == "数据交换 › 冲突台"]
    assert [notice.sentence for notice in named] == [
        "审核项 ER-23：判定有 2 个不同的值，还没有决定。",
        "审核项 ER-23：说明有 2 个不同的值，还没有决定。",
        "报告版次 1：排放量有 2 个不同的值，还没有决定。",
    ]
    assert named[0].item_code == "ER-23"
    for one in (wang, li):
        one.close()
