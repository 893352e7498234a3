from __future__ import annotations

import pytest

from app.models.base import new_id
from app.models.database import Workspace
from app.models.report import Attachment
from app.models.unit import FormerName
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.store import add_table
from app.services.search import excerpt, search
from tests.builders import a_finding, a_unit, a_version, an_item


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    with workspace.write("准备") as session:
        unit = a_unit(session, "示例热力有限公司", contact="张示例", initials="slrlyxgs")
        a_unit(session, "100%_示例")
        session.add(FormerName(id=new_id(), unit_id=unit.id, name="示例供热厂"))
        version = a_version(session, unit)
        item = an_item(session, version, "ER-21", remark="十月停供，见盘存表")
        session.flush()
        a_finding(session, version, item_id=item.id, fact="附表 C.7 天然气缺十月数据")
        session.add(Attachment(id=new_id(), version_id=version.id, name="盘存表.xlsx", sha256="0", size=0))
        add_table(session, sample_self_evaluation(), 2024)
    return workspace


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("热力", ["unit"]),
        ("SLRL", ["unit"]),
        ("供热厂", ["unit"]),
        ("91110106MA01A2B32K", ["unit", "unit"]),
        ("张示例", ["unit"]),
        ("十月 天然气", ["finding"]),
        ("十月", ["finding", "remark"]),
        ("盘存", ["remark", "attachment"]),
        ("满意度", ["indicator"]),
        ("%_", ["unit"]),
        ("没有这样的词", []),
        ("   ", []),
    ],
)
def test_two_chinese_characters_find_what_they_should(
    filled: Workspace, words: str, kinds: list[str]
) -> None:
    with filled.read() as session:
        assert [hit.kind for hit in search(session, words)] == kinds


def test_a_hit_says_where_it_is(filled: Workspace) -> None:
    with filled.read() as session:
        (hit,) = search(session, "十月 天然气")
    assert (hit.note, hit.code) == ("示例热力有限公司 · 2024 排放报告", "ER-21")


def test_an_excerpt_shows_the_word() -> None:
    text = "前" * 100 + "要找的" + "后" * 100
    assert "要找的" in excerpt(text, "要找的") and len(excerpt(text, "要找的")) <= 42
    assert excerpt(None, "x") == ""
