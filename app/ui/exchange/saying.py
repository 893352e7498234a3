"""How times, sizes and kinds of change are said on the pages of the exchange."""

from __future__ import annotations

from datetime import datetime

from app.services.exchange.inspect import Relation
from app.services.exchange.preview import Fate

FATES = {Fate.NEW: "新增", Fate.CHANGED: "修改", Fate.BOTH: "双方都改", Fate.DELETED: "删除"}
RELATIONS = {
    Relation.SAME: "已全部包含",
    Relation.CONTAINED: "比本机旧",
    Relation.NEWER: "比本机新",
    Relation.DIVERGED: "两边都有新内容",
    Relation.OTHER_PROJECT: "不是同一项目",
    Relation.ALONE: "还没有打开工作文件",
}


def day(at: datetime) -> str:
    """`3月18日`."""
    return f"{at.month}月{at.day}日"


def moment(at: datetime) -> str:
    """`3月18日 17:40`."""
    return f"{day(at)} {at:%H:%M}"


def full_moment(at: datetime) -> str:
    """`2025年3月18日 17:40`."""
    return f"{at.year}年{moment(at)}"


def size_words(size: int) -> str:
    """2.4 MB, 830 KB."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"
