"""Glyph and tone of every state: a state is always shown as glyph + word + tone, the same on all pages."""

from __future__ import annotations

from typing import NamedTuple

from app.models.enums import HitLevel


class Look(NamedTuple):
    """How a word is shown: `tone` is one of `tokens.TONES`, `icon` a name of resources/icons ("" for
    none).
    """

    tone: str
    icon: str


_PLAIN = Look("quiet", "")
# Marks every place where several values stand and nobody has decided.
UNDECIDED = Look("warn", "arrow-fork")

# By the word people read, because the same word may come from different vocabularies.
_LOOKS: dict[str, Look] = {
    # Life of a report
    "待报送": Look("quiet", "clock"),
    "待分派": Look("quiet", "circle-dashed"),
    "已报送待分派": Look("quiet", "inbox"),
    "已分派": Look("quiet", "user-check"),
    "初审中": Look("info", "pencil"),
    "初审完成待二审": Look("good", "check"),
    "二审中": Look("info", "users"),
    "待实地复核": Look("warn", "map-pin"),
    "实地复核完成": Look("info", "map-pin-check"),
    "退回修改": Look("warn", "arrow-back-up"),
    "已重报": Look("info", "file-import"),
    "复审中": Look("info", "repeat"),
    "待审定": Look("info", "gavel"),
    "通过": Look("good", "circle-check"),
    "通过（附建议）": Look("good", "circle-check"),
    "通过（有建议）": Look("good", "circle-check"),
    "不通过": Look("bad", "circle-x"),
    "不通过（建议保守取值）": Look("bad", "circle-x"),
    "已归档": Look("quiet", "archive"),
    "移出": Look("quiet", "archive"),
    "逾期": Look("bad", "alert-circle"),
    # Verdicts, hits, findings
    "是": Look("good", "check"),
    "否": Look("bad", "x"),
    "不适用": Look("quiet", "minus"),
    "严重": Look("bad", "alert-octagon"),
    "一般": Look("warn", "alert-triangle"),
    "提示": Look("quiet", "info-circle"),
    "错误": Look("bad", "alert-triangle"),
    "疑点": Look("warn", "alert-triangle"),
    "新问题": Look("bad", "flag"),
    "待单位答复": Look("quiet", "clock"),
    "单位已答复": Look("info", "message-2"),
    "已更正": Look("good", "check"),
    "已了结": Look("good", "circle-check"),
    "已撤销": Look("quiet", "ban"),
    "已落实": Look("good", "check"),
    "部分落实": Look("warn", "circle-dashed"),
    "未落实": Look("bad", "x"),
    "转为建议": Look("quiet", "bulb"),
    "误报": Look("quiet", "x"),
    "待核实": Look("quiet", "clock"),
    "有冲突": Look("bad", "alert-circle"),
    # Recalculation
    "一致": Look("good", "equal"),
    "复算不符": Look("bad", "alert-triangle"),
    "月度不符": Look("warn", "alert-triangle"),
    "来源待核": Look("warn", "alert-triangle"),
    "无法判定": Look("quiet", "help-circle"),
    # Import and exchange
    "新增": Look("good", "plus"),
    "有变化": Look("info", "pencil"),
    "无变化": Look("quiet", "minus"),
    "存疑": Look("warn", "alert-triangle"),
    "拒绝": Look("bad", "circle-x"),
    "修改": Look("info", "pencil"),
    "双方都改": Look("warn", "arrow-fork"),
    "删除": Look("bad", "trash"),
    "待定": Look("quiet", "circle-dashed"),
    "已定": Look("good", "circle-check"),
    "比本机新": Look("info", "arrow-up"),
    "比本机旧": Look("quiet", "arrow-down"),
    "两边都有新内容": Look("info", "git-compare"),
    "已全部包含": Look("good", "circle-check"),
    "不是同一项目": Look("bad", "circle-x"),
    "需要更新的程序版本": Look("warn", "alert-triangle"),
}


# By level and not by word: 提示 of a finding is quiet.
HIT_LOOKS = {
    HitLevel.ERROR: Look("bad", "alert-triangle"),
    HitLevel.WARNING: Look("warn", "alert-triangle"),
    HitLevel.INFO: Look("info", "info-circle"),
}


def look(word: object) -> Look:
    """The look of a state, given as word or as a member of a vocabulary; unknown words are quiet, without
    glyph.
    """
    text = getattr(word, "label", None) or str(word)
    return _LOOKS.get(text, _PLAIN)


def known_looks() -> dict[str, Look]:
    """All words with a look, for the gallery and the tests."""
    return dict(_LOOKS)


def undecided_words(count: int) -> str:
    """How many conflicts are open; "" for none."""
    return f"{count:,} 处未决冲突" if count else ""
