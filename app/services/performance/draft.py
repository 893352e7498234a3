"""A table as it was read, before the frame is applied; `finish` makes the self-evaluation of it.

Level names are brought to the frame's, numbers lose units that stand behind them, and a printed score becomes
a manual one only where our rules do not give the same. Everything decided here is told as a doubt.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.models.amounts import parse_amount, show_amount
from app.models.enums import FundingRole, Outlook, ScoreBand
from app.services.performance.appendix_reading import ScoreNote
from app.services.performance.form import (
    IMPORTED,
    Doubt,
    FundingLine,
    IndicatorLine,
    Leftover,
    SelfEvaluation,
)
from app.services.performance.grid import NO_RESULT
from app.services.performance.mixed_units import amount_names, mixed_units
from app.services.performance.profiles import FormKind, Profile, profile, profiles
from app.services.performance.scoring import score
from app.services.performance.texts import is_blank
from app.services.performance.vocabulary import points

_DASHED = ("rate", "score")
# What Excel shows for a formula that went wrong, and what stands for one that was saved without its result.
_BROKEN = re.compile(r"#(?:DIV/0!|REF!|VALUE!|N/A|NAME\?|NUM!|NULL!)|" + re.escape(NO_RESULT))
# Columns that only some templates have.
_TELLING = {"comparator", "unit", "project_target"}


@dataclass
class DraftIndicator:
    """An indicator row as printed. `is_own`: its level-1 name stands over this row, not only above it."""

    place: str
    level1: str = ""
    level2: str = ""
    title: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    reason: str = ""
    is_own: bool = True
    project_title: str = ""
    project_target: str = ""
    forecast: str = ""
    outlook: str = ""


@dataclass
class Draft:
    """What was read so far."""

    kind: FormKind = FormKind.SELF_EVALUATION
    title: str = ""
    year: int | None = None
    money_unit: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    funding: dict[FundingRole, FundingLine] = field(default_factory=dict)
    funding_places: dict[FundingRole, str] = field(default_factory=dict)
    goal_project: str = ""
    goal_expected: str = ""
    goal_actual: str = ""
    columns: set[str] = field(default_factory=set)
    indicators: list[DraftIndicator] = field(default_factory=list)
    printed_weight: str = ""
    printed_score: str = ""
    # By row: what our own files say of a score behind the form.
    score_notes: dict[int, ScoreNote] = field(default_factory=dict)
    # Up to the end of which month a monitoring counts.
    month: int | None = None
    # Weight of the execution, where only the label of the block names it.
    execution_points: str = ""
    leftovers: list[Leftover] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def leave(self, place: str, text: str) -> None:
        """Keep text that belongs to no cell of the form."""
        self.leftovers.append(Leftover(place, text))

    def doubt(self, place: str, sentence: str) -> None:
        """Tell the user what was decided."""
        if all(known.sentence != sentence for known in self.doubts):
            self.doubts.append(Doubt(place, sentence))

    def head(self, place: str, label: str, value: str) -> None:
        """A field of the head; a second one of the same name is left over."""
        if label in self.headings:
            if self.headings[label] != value:
                self.leave(place, f"{label}：{value}")
            return
        self.headings[label] = value

    def leave_all(self) -> None:
        """Keep what was read of a form that turned out to be none."""
        for label, value in self.headings.items():
            self.leave("", f"{label}：{value}")
        for role, line in self.funding.items():
            amounts = (line.initial_text, line.full_year_text, line.executed_text, line.project_text)
            self.leave(self.funding_places.get(role, ""), " | ".join((role.label, *amounts)))
        for text in (self.title, self.goal_project, self.goal_expected, self.goal_actual):
            if text:
                self.leave("", text)

    def add_funding(self, role: FundingRole, place: str, values: Mapping[str, str]) -> None:
        """A row of the money block; `values` by the names of the columns.

        A dash in rate or score says nothing; it is printed again where nothing stands.
        """
        values = {name: "" if name in _DASHED and is_blank(text) else text for name, text in values.items()}
        self.funding_places[role] = place
        self.funding[role] = FundingLine(
            role,
            values.get("initial", ""),
            values.get("full_year", ""),
            values.get("executed", ""),
            values.get("weight", ""),
            values.get("rate", ""),
            values.get("score", ""),
            values.get("project", ""),
        )

    def add_declared(self, role: FundingRole, place: str, text: str, *, is_project: bool) -> None:
        """An amount of a declaration; a second one for the same cell is left over."""
        name = "project_text" if is_project else "initial_text"
        line = self.funding.get(role, FundingLine(role))
        if getattr(line, name):
            self.leave(place, text)
            return
        self.funding_places[role] = place
        amount: dict[str, Any] = {name: text}
        self.funding[role] = replace(line, **amount)

    def add_execution(self, weight: str, score: str) -> None:
        """Weight and score of the execution that a form prints among its indicators."""
        line = self.funding[FundingRole.TOTAL]
        self.funding[FundingRole.TOTAL] = replace(line, weight_text=weight, printed_score=score)

    def finish(self, profile_id: str | None, source: str) -> SelfEvaluation:
        """The form by the profile that was asked for, or by the one that fits best.

        Raises:
            InputError: there is no such profile.
        """
        self._take_points()
        by = profile(profile_id) if profile_id else self._best_profile()
        if self.year is None:
            self.doubt("", "没有找到年度，请填写。")
        for place, text in self._texts():
            if broken := _BROKEN.search(text):
                self.doubt(place, f"公式结果是“{broken[0]}”，按原文读入，请在原表改正或在这里重填。")
        if not self.money_unit:
            self.doubt("", f"没有写明金额单位，按{by.money_unit}读入。")
        form = SelfEvaluation(
            self.title or by.labels.title,
            self.year,
            by.id,
            self.money_unit or by.money_unit,
            tuple(self.headings.items()),
            tuple(self._funding_line(role, by) for role in FundingRole if role in self.funding),
            self.goal_expected,
            self.goal_actual,
            tuple(self._indicator_line(row, by) for row in self.indicators),
            self._number("", "总分的分值", self.printed_weight),
            self._number("", "总分的得分", self.printed_score),
        )
        form = replace(form, goal_project=self.goal_project, as_of=self._as_of())
        self._doubt_numbers(form, by)
        if by.is_evaluation:
            form = self._with_scores(form, by)
        return replace(form, leftovers=tuple(self.leftovers), doubts=tuple(self.doubts), source=source)

    def _as_of(self) -> date | None:
        if self.kind is not FormKind.MONITORING or self.month is None or self.year is None:
            return None
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def _take_points(self) -> None:
        """Weights that stand in brackets, in a form without a column for them."""
        total = self.funding.get(FundingRole.TOTAL)
        if self.kind is not FormKind.SELF_EVALUATION or total is None:
            return
        if self.execution_points and not total.weight_text:
            self.add_execution(self.execution_points, total.printed_score)
            self.doubt(
                self.funding_places[FundingRole.TOTAL],
                f"没有分值一栏，按表上的“（{self.execution_points}分）”读作预算执行的分值。",
            )
        for row in self.indicators if "weight" not in self.columns else ():
            if found := points(row.title):
                row.weight = found
                self.doubt(row.place, f"没有分值一栏，按三级指标里的“（{found}分）”读作分值。")

    def _doubt_numbers(self, form: SelfEvaluation, by: Profile) -> None:
        """Amounts in two units and weights below 0."""
        for line in form.funding:
            names = amount_names(by)
            amounts = {name: getattr(line, field) for field, name in names.items()}
            if said := mixed_units(amounts):
                self.doubt(
                    self.funding_places.get(line.role, ""),
                    f"“{by.labels.roles[line.role]}”的{said}，请核对。",
                )
        for row, indicator in zip(self.indicators, form.indicators, strict=True):
            if indicator.weight is not None and indicator.weight < 0:
                self.doubt(row.place, f"分值“{indicator.weight_text}”小于 0，按原文读入，请改正。")

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Every cell that is kept, with its place."""
        yield from (("", value) for value in self.headings.values())
        yield from (("", text) for text in (self.goal_project, self.goal_expected, self.goal_actual))
        for role, line in self.funding.items():
            amounts = (line.initial_text, line.full_year_text, line.executed_text, line.project_text)
            yield self.funding_places.get(role, ""), " ".join(amounts)
        for row in self.indicators:
            cells = (row.title, row.target, row.actual, row.weight, row.score, row.reason, row.project_target)
            yield row.place, " ".join(cells)

    def _best_profile(self) -> Profile:
        """The profile whose frame and head hold most of what was read; the first of equals."""

        def fits(one: Profile) -> tuple[int, int, int]:
            names = [
                (one.level_name(row.level1, top=True), one.level_name(row.level2, top=False))
                for row in self.indicators
            ]
            rows = sum(bool(top and below and one.belongs(top, below)) for top, below in names)
            labels = {*(label for row in one.heading_rows for label in row), *one.foot}
            heads = len(labels & self.headings.keys())
            columns = {name for name, _ in one.grid.columns}
            telling = _TELLING | ({"weight"} if one.is_declaration else set())
            alike = -len((columns ^ self.columns) & telling)
            alike += 2 * (parse_amount(weight) == one.execution_weight)
            if one.is_declaration:
                # Amounts in another unit or a column that is lost weigh more than a field of the head.
                return rows, 3 * alike + heads + 2 * (self.money_unit == one.money_unit), 0
            return rows, heads, alike

        total = self.funding.get(FundingRole.TOTAL)
        weight = total.weight_text if total else ""
        return max((one for one in profiles() if one.form is self.kind), key=fits)

    def _funding_line(self, role: FundingRole, by: Profile) -> FundingLine:
        line, place = self.funding[role], self.funding_places.get(role, "")
        return replace(
            line,
            initial_text=self._number(place, "年初预算数", line.initial_text),
            project_text=self._number(
                place, by.labels.project_roles.get(role, "项目资金"), line.project_text
            ),
            full_year_text=self._number(place, "全年预算数", line.full_year_text),
            executed_text=self._number(place, "全年执行数", line.executed_text),
            weight_text=self._number(place, "分值", line.weight_text),
            printed_score=self._number(place, "得分", line.printed_score),
        )

    def _indicator_line(self, row: DraftIndicator, by: Profile) -> IndicatorLine:
        level1, level2 = self._levels(row, by)
        return IndicatorLine(
            level1,
            level2,
            row.title,
            row.target,
            row.actual,
            self._number(row.place, "分值", row.weight),
            score_text=self._number(row.place, "得分", row.score),
            reason=row.reason,
            project_title=row.project_title,
            project_target=row.project_target,
            forecast=row.forecast,
            outlook=self._outlook(row),
        )

    def _outlook(self, row: DraftIndicator) -> Outlook | None:
        plain = squeeze(row.outlook)
        found = next((one for one in Outlook if one.label == plain), None)
        if plain and found is None and not is_blank(plain):
            allowed = "、".join(one.label for one in Outlook)
            self.doubt(row.place, f"完成目标可能性“{row.outlook}”不是{allowed}，没有读入。")
            self.leave(row.place, row.outlook)
        return found

    def _levels(self, row: DraftIndicator, by: Profile) -> tuple[str, str]:
        top, below = by.level_name(row.level1, top=True), by.level_name(row.level2, top=False)
        if below and (not row.level1 or (not row.is_own and not by.belongs(top or "", below))):
            # A blank level-1 cell: the frame knows where the level 2 belongs.
            top = by.parent(below)
            if top != by.level_name(row.level1, top=True):
                self.doubt(row.place, f"没有印一级指标，按模板把“{below}”归入“{top}”。")
        elif row.level1:
            self._name_doubt(row.place, "一级指标", row.level1, top)
        if not row.level2 and top:
            children = next(level.children for level in by.levels if level.name == top)
            if len(children) == 1:
                below = children[0]
                self.doubt(row.place, f"没有印二级指标，按模板读作“{below}”。")
        elif row.level2:
            self._name_doubt(row.place, "二级指标", row.level2, below)
        return top or squeeze(row.level1), below or squeeze(row.level2)

    def _name_doubt(self, place: str, what: str, printed: str, name: str | None) -> None:
        plain = squeeze(printed)
        if name is None:
            self.doubt(place, f"模板里没有{what}“{plain}”，按原文读入。")
        elif name != plain:
            self.doubt(place, f"{what}印为“{plain}”，按模板读作“{name}”。")

    def _number(self, place: str, what: str, printed: str) -> str:
        """A number without the unit that is printed behind it."""
        if is_blank(printed) or parse_amount(printed) is not None:
            return printed
        bare = printed.strip()
        own = self.money_unit or "万元"
        other = next((unit for unit in ("亿元", "万元", "千元", "元") if bare.endswith(unit)), own)
        if other != own and parse_amount(bare.removesuffix(other).strip()) is not None:
            self.doubt(place, f"{what}“{printed}”的单位是{other}，表上的单位是{own}，没有换算，请改正。")
            return printed
        for unit in ("分", "%", "％", own):
            bare = bare.removesuffix(unit).strip()
        if parse_amount(bare) is None:
            self.doubt(place, f"{what}“{printed}”不是数字，按原文读入。")
            return printed
        self.doubt(place, f"{what}印为“{printed}”，按 {bare} 读入。")
        return bare

    def _with_scores(self, form: SelfEvaluation, by: Profile) -> SelfEvaluation:
        """Keep a printed score by hand only where the rules do not give the same."""
        printed = [line.score_text for line in form.indicators]
        bare = replace(form, indicators=tuple(replace(line, score_text="") for line in form.indicators))
        lines = []
        for line, text, ours in zip(bare.indicators, printed, score(bare, by).lines, strict=True):
            stated = parse_amount(text)
            if ours.index in self.score_notes:
                lines.append(_with_note(line, self.score_notes[ours.index]))
                continue
            if is_blank(text) or (stated is not None and stated == ours.computed):
                lines.append(line)
                continue
            lines.append(replace(line, score_text=text, score_reason=IMPORTED))
            if ours.computed is not None:
                where = f"{self.indicators[ours.index].place}"
                shown = show_amount(ours.computed)
                self.doubt(where, f"“{line.level2}”的得分印为 {text}，按规则为 {shown}；保留表上的得分。")
        return replace(bare, indicators=tuple(lines))


def _with_note(line: IndicatorLine, note: ScoreNote) -> IndicatorLine:
    band = next((one for one in ScoreBand if one.label == squeeze(note.band)), None)
    return replace(line, band=band, score_text=note.score, score_reason=note.reason)


def squeeze(text: str) -> str:
    """A name that was printed one sign per line, on one line."""
    return "".join(text.split())
