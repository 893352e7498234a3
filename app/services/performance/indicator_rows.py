"""The indicator rows of a form: names carried down, merged cells, rows cut at a page edge, the total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.models.amounts import parse_amount
from app.models.enums import FundingRole
from app.services.performance.draft import Draft, DraftIndicator
from app.services.performance.profiles import FormKind, profiles
from app.services.performance.rows import Area, Columns, Row
from app.services.performance.texts import is_blank
from app.services.performance.vocabulary import Vocabulary, label_key

# Fields that hold one piece, and fields whose pieces are put below one another.
_SINGLE = ("level1", "level2", "weight", "score", "project_level2")
_JOINED = ("level3", "target", "actual", "reason", "forecast", "outlook", "project_level3", "project_target")
# Field of `DraftIndicator` by heading.
_FIELDS = {
    "level3": "title",
    "target": "target",
    "actual": "actual",
    "score": "score",
    "reason": "reason",
    "forecast": "forecast",
    "outlook": "outlook",
    "project_level3": "project_title",
    "project_target": "project_target",
}
_PROJECT = ("project_title", "project_target")
# Columns below 偏差原因分析 and 完成目标可能性 of the central monitoring, where a mark is set.
_MARKED = (
    *("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明"),
    *("确定能", "有可能", "完全不可能"),
)
_MARKS = "√✓✔☑■●〇○是"
_COMPARATOR = re.compile(r"[≥≤=＝><＞＜≧≦]|大于等于|小于等于|大于|小于|等于")
# A unit column that only says that the value is a day.
_DATE_UNITS = ("日期", "时间", "年月", "年月日")
# A piece over this many columns is a remark across the table.
_REMARK_FIELDS = 4


@dataclass
class IndicatorRows:
    """Takes rows after the heading of the indicators and adds them to the draft."""

    draft: Draft
    columns: Columns = field(default_factory=Columns)
    seen_header: bool = False
    _level1: str = ""
    _level2: str = ""
    _project2: str = ""
    _heading: list[tuple[str, str]] = field(default_factory=list)
    _weight: Area | None = None
    _score: Area | None = None
    # By left column: what a mark in it says.
    _marked: dict[int, str] = field(default_factory=dict)
    # The last row of which only the level names are printed, as in a form that is still to be filled in.
    _blank: DraftIndicator | None = None

    def leave_heading(self) -> None:
        """Keep the words of a heading that had no rows."""
        for place, text in self._heading:
            self.draft.leave(place, text)

    def header(self, row: Row, words: Mapping[str, str]) -> None:
        """A heading row; it comes again after a page edge."""
        targets = [area for area in row.areas if words.get(label_key(area.text)) == "target"]
        by_terms = self.draft.kind is FormKind.DECLARATION and len(targets) > 1
        # A declaration has no place for remarks; they are left over.
        skip = ("block", "reason") if self.draft.kind is FormKind.DECLARATION else ("block",)
        self.columns = Columns.by_terms(row, words) if by_terms else Columns.of(row, words, skip=skip)
        self.draft.columns = set(self.columns.ranges)
        self._weight = self._score = None
        for area in row.own:
            if area not in self.columns.areas and words.get(label_key(area.text)) != "block":
                self.draft.leave(row.place(area), area.text)
        self._heading = [(row.place(area), area.text) for area in row.own]
        self.seen_header = True

    def take(self, row: Row, words: Vocabulary) -> bool:
        """One row; True when it was the total, after which the form ends."""
        own = [area for area in row.own if words.columns.get(label_key(area.text)) != "block"]
        if not own:
            return False
        if self._is_marked_head(own):
            return False
        label = words.totals.get(label_key(own[0].text))
        if label == "total":
            self._total(row, own)
            return True
        if label == "subtotal" or self._is_remark(own):
            self._leave(row, own)
            return False
        areas = [area for area in row.areas if words.columns.get(label_key(area.text)) != "block"]
        by_field = self.columns.assign(areas)
        self._leave(row, [area for area in by_field.pop(None, []) if area.top == row.number])
        named = {name: group for name, group in by_field.items() if name}
        if label == "execution" and own[0] not in named.get("level3", []):
            self._execution(row, own, named)
            return False
        self._indicator(row, named)
        return False

    def _is_marked_head(self, own: list[Area]) -> bool:
        """A second heading row below those of reason and outlook."""
        if self.draft.kind is not FormKind.MONITORING or any(label_key(a.text) not in _MARKED for a in own):
            return False
        self._marked = {area.left: label_key(area.text) for area in own}
        return True

    def _said(self, area: Area) -> str:
        """The text of a cell; a mark says what stands above it."""
        return self._marked.get(area.left, area.text) if area.text in _MARKS else area.text

    def _is_remark(self, own: list[Area]) -> bool:
        """Whether the row is one sentence across the table."""
        if len(own) != 1:
            return False
        crossed = [
            name
            for name, (left, right) in self.columns.ranges.items()
            if left <= own[0].right and own[0].left <= right
        ]
        return len(crossed) >= _REMARK_FIELDS

    def _indicator(self, row: Row, named: dict[str, list[Area]]) -> None:
        for name in _SINGLE:
            self._leave(row, [area for area in named.get(name, [])[1:] if area.top == row.number])
            named[name] = named.get(name, [])[:1]
        level1, level2, project2 = (named.pop(name) for name in ("level1", "level2", "project_level2"))
        named.pop("number", None)
        weight = next(iter(named["weight"]), None)
        if not any(area.top == row.number for group in named.values() for area in group):
            self._project2 = project2[0].text if project2 else self._project2
            self._heading_row(row, level1, level2)
            return
        is_own = bool(level1)
        last = self.draft.indicators[-1] if self.draft.indicators else None
        place = row.place(row.own[0])
        if last and last is not self._blank and weight is not None and weight == self._weight:
            self._join(last, row, named, [*level1, *level2])
            self.draft.doubt(place, f"本行与上一行共用分值 {weight.text}，合并为一行。")
            return
        if last and last.weight and weight is None and not level2 and not named.get("level3"):
            self._join(last, row, named, level1)
            self.draft.doubt(place, "本行没有三级指标和分值，作为上一行的续行读入。")
            return
        self._carry(level1, level2)
        self._project2 = project2[0].text if project2 else self._project2
        self._weight = weight if weight is not None and weight.bottom > weight.top else None
        texts = self._texts(row, named)
        parts = [(self._level2, texts)]
        if label_key(self._project2) not in ("", label_key(self._level2)):
            # Middle term and year have different level-2 names here, so that it is two rows.
            first = {name: texts.pop(name) for name in _PROJECT if name in texts}
            parts = [
                pair for pair in ((self._project2, first), (self._level2, texts)) if any(pair[1].values())
            ]
        if last is not None and last is self._blank and _same(last, self._level1, parts[0][0]):
            self.draft.indicators.pop()  # its names stood in a row of their own
        self.draft.indicators += [
            DraftIndicator(place, self._level1, level2, **some, weight=_text(named["weight"]), is_own=is_own)
            for level2, some in parts
        ]

    def _carry(self, level1: list[Area], level2: list[Area]) -> None:
        if level1 and label_key(level1[0].text) != label_key(self._level1):
            self._level1, self._level2, self._project2 = level1[0].text, "", ""
        if level2:
            self._level2 = level2[0].text

    def _heading_row(self, row: Row, level1: list[Area], level2: list[Area]) -> None:
        """A row with nothing but level names: they hold for the rows below. Other words are a remark."""
        names = [*level1, *level2]
        if all(_is_level(area.text) for area in names):
            self._carry(level1, level2)
            if any(area.top == row.number for area in level2):
                place = row.place(row.own[0])
                self._blank = DraftIndicator(place, self._level1, self._level2, is_own=bool(level1))
                self.draft.indicators.append(self._blank)
        else:
            self._leave(row, [area for area in names if area.top == row.number])

    def _texts(self, row: Row, named: dict[str, list[Area]]) -> dict[str, str]:
        """The texts of a row by field of the draft; a target in three columns is joined."""
        texts = {
            _FIELDS[name]: "\n".join(map(self._said, group))
            for name, group in named.items()
            if name in _FIELDS
        }
        sign, unit = _text(named.get("comparator", [])), _text(named.get("unit", []))
        target = texts.get("target", "")
        if _COMPARATOR.fullmatch(sign) and not target.startswith(sign):
            target = sign + target
        elif sign:
            self.draft.leave(row.place(named["comparator"][0]), sign)
        if unit in _DATE_UNITS:
            self.draft.leave(row.place(named["unit"][0]), unit)
        elif not is_blank(unit) and not target.endswith(unit):
            target += unit
        if target:
            texts["target"] = target
        score = next(iter(named.get("score", [])), None)
        if score is not None and score.top < row.number:
            # One score merged over several rows was counted in the first of them.
            texts["score"] = ""
            self.draft.doubt(row.place(row.own[0]), f"得分 {score.text} 与上面的行共用，本行没有得分。")
        return texts

    def _join(self, last: DraftIndicator, row: Row, named: dict[str, list[Area]], levels: list[Area]) -> None:
        """Add the pieces that begin in this row to the row before; other level names are left over."""
        known = {label_key(last.level1), label_key(last.level2)}
        self._leave(row, [a for a in levels if a.top == row.number and label_key(a.text) not in known])
        for name, group in named.items():
            text = _text(area for area in group if area.top == row.number)
            if not text or name == "weight":
                continue
            if name in _JOINED:
                before = getattr(last, _FIELDS[name])
                setattr(last, _FIELDS[name], f"{before}\n{text}" if before else text)
            elif name == "score" and not last.score:
                last.score = text
            else:
                self.draft.leave(row.place(row.own[0]), text)

    def _execution(self, row: Row, own: list[Area], named: dict[str, list[Area]]) -> None:
        """预算执行率 printed as an indicator row: weight and score belong to the total row of the money."""
        weight, score = _text(named.get("weight", [])), _text(named.get("score", []))
        line = self.draft.funding.get(FundingRole.TOTAL)
        place = row.place(own[0])
        if line is not None and not line.weight_text and weight:
            self.draft.add_execution(weight, score)
            self.draft.doubt(place, f"预算执行率行的分值 {weight}、得分 {score or '空'} 记入年度资金总额行。")
        else:
            self._leave(row, own)

    def _total(self, row: Row, own: list[Area]) -> None:
        by_field = self.columns.assign(own[1:])
        self.draft.printed_weight = _text(by_field.pop("weight", []))
        self.draft.printed_score = _text(by_field.pop("score", []))
        numbers = [area for area in own[1:] if parse_amount(area.text) is not None]
        if not self.draft.printed_weight + self.draft.printed_score and len(numbers) == 1:
            # One cell over the rest of the row holds the total score.
            self.draft.printed_score = numbers[0].text
            by_field = {name: [a for a in some if a is not numbers[0]] for name, some in by_field.items()}
        self._leave(row, [area for group in by_field.values() for area in group])

    def _leave(self, row: Row, areas: Iterable[Area]) -> None:
        for area in areas:
            self.draft.leave(row.place(area), area.text)


def _text(areas: Iterable[Area]) -> str:
    return "\n".join(area.text for area in areas)


def _same(blank: DraftIndicator, level1: str, level2: str) -> bool:
    pairs = ((blank.level1, level1), (blank.level2, level2))
    return all(label_key(one) == label_key(other) for one, other in pairs)


def _is_level(text: str) -> bool:
    """Whether a profile has an indicator of this name."""
    return any(one.level_name(text, top=top) for one in profiles() for top in (True, False))
