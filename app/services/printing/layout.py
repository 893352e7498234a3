"""A performance form becomes the ruled paper that its profile describes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from app.models.amounts import round_half_up
from app.models.enums import FundingRole
from app.services.documents.form_paper import Paper, PaperBlock
from app.services.documents.form_table import Cell, Level, Setting
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.monitoring import rate_to_date
from app.services.performance.profiles import Profile
from app.services.performance.scoring import PLACES, Scored, ScoredLine, score

# What is done to a text before it is printed; the second argument says where it stands.
Prove = Callable[[str, str], str]
# ≥, 12.5 and (家) of a target that stands in three columns; what does not fit stays in the middle one.
_IN_THREE = re.compile(r"(≥|≤|>=|<=|=|＝|>|＞|<|＜)?([0-9][0-9,]*(?:\.[0-9]+)?)([^0-9\s；;，,]{0,12})")
_SETTINGS = {
    "level3": Setting.PROSE,
    "project_level3": Setting.PROSE,
    "reason": Setting.PROSE,
    "weight": Setting.NUMBER,
    "score": Setting.NUMBER,
}


def short(number: Decimal | None) -> str:
    """A score without needless zeros: 10, 8.5, 98.14; empty for none."""
    return "" if number is None else f"{round_half_up(number, PLACES).normalize():f}"


def percent(number: Decimal | None) -> str:
    """A rate in per cent without needless zeros; "—" for none."""
    return "—" if number is None else f"{short(number)}%"


def as_typed(text: str, where: str) -> str:
    """For files that can hold every character."""
    return text


def lay_out(form: SelfEvaluation, by: Profile, prove: Prove = as_typed, *, mark: str = "") -> Paper:
    """Every cell of the form as it is printed: typed text as typed, scores as they count.

    `mark` is put behind the title.
    """
    return _Layout(form, by, prove).paper(mark)


class _Layout:
    def __init__(self, form: SelfEvaluation, by: Profile, prove: Prove) -> None:
        self._form, self._by, self._prove = form, by, prove
        self._grid = by.grid
        self._labels = by.labels.up_to(form.as_of.month if form.as_of else None)
        self._scored: Scored = score(form, by)

    def paper(self, mark: str) -> Paper:
        form, grid = self._form, self._grid
        blocks = [self._headings(), self._money(), self._goals(), self._indicators(), self._foot()]
        author = form.heading("实施单位")
        return Paper(
            self._prove((form.title or self._labels.title) + mark, "标题"),
            self._prove(self._labels.year.format(year=form.year) if form.year else "", "年度"),
            tuple(map(float, grid.upright)),
            tuple(map(float, grid.broad)),
            tuple(block for block in blocks if block.rows),
            self._closing(),
            self._prove(author, "作者"),
        )

    # Head and foot

    def _headings(self) -> PaperBlock:
        by = self._by
        known = set(by.all_labels)
        values = dict(self._form.headings)
        printed = [tuple(label for label in row if label in values) for row in by.heading_rows]
        more = [label for label, _ in self._form.headings if label not in known]
        printed += [tuple(more[at : at + 2]) for at in range(0, len(more), 2)]
        return PaperBlock(
            tuple(self._pairs([(label, values[label]) for label in row]) for row in printed if row)
        )

    def _foot(self) -> PaperBlock:
        rows = [[(label, self._form.heading(label))] for label in self._by.foot]
        return PaperBlock(tuple(map(self._pairs, rows)))

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> tuple[Cell, ...]:
        cells = []
        for (label, value), (at, middle, end) in zip(
            pairs, _thirds(_edges(self._grid.heads[len(pairs)])), strict=True
        ):
            shown = self._prove(label, "表头项目名")
            cells += [
                Cell(shown, at, middle - 1, Setting.LABEL),
                Cell(self._prove(value, shown), middle, end - 1, Setting.VALUE),
            ]
        return tuple(cells)

    def _closing(self) -> tuple[str, ...]:
        """The line of signatures; a name that is typed stands in it, else there is room to write."""
        names = [
            f"{label}：{self._prove(self._form.heading(label), label) or '　' * 6}"
            for label in self._by.signatures
        ]
        return ("　　　　".join(names),) if names else ()

    # Money and goals

    def _money(self) -> PaperBlock:
        label = self._prove(self._labels.funding.format(unit=self._form.money_unit), "项目资金")
        edges = _edges(self._grid.money)
        rows = [self._money_cells(role) for role in FundingRole]
        settings = [Setting.LABEL, *[Setting.NUMBER] * (len(edges) - 3)]
        head: tuple[Cell, ...] = ()
        if self._by.is_declaration:
            settings = [Setting.LABEL, Setting.NUMBER] * 2
        else:
            labels = self._labels
            amounts = (labels.initial, labels.full_year, labels.executed)
            names: tuple[str, ...] = ("", *amounts, labels.weight, labels.rate, labels.score)
            if self._by.is_monitoring:
                names = ("", labels.initial, labels.executed, labels.rate, labels.full_year)
            head = self._cells(names, edges[1:], [Setting.LABEL] * len(names), "项目资金表头")
        made = tuple(
            self._cells(row, edges[1:], settings, f"项目资金第{number}行")
            for number, row in enumerate(rows, 1)
        )
        side = Level(Cell(label, 0, edges[1] - 1, Setting.DOWN), 0, len(made), beside_head=True, mark=0)
        return PaperBlock(made, head, (side,))

    def _money_cells(self, role: FundingRole) -> tuple[str, ...]:
        line = self._form.funding_line(role) or FundingLine(role)
        labels = self._labels
        if self._by.is_declaration:
            project = labels.project_roles.get(role, "")
            return (project, line.project_text, labels.roles[role], line.initial_text)
        if self._by.is_monitoring:
            spent = (labels.roles[role], line.initial_text, line.executed_text)
            return (*spent, percent(rate_to_date(line)), line.full_year_text)
        amounts = (labels.roles[role], line.initial_text, line.full_year_text, line.executed_text)
        execution = self._scored.execution
        if role is FundingRole.TOTAL:
            return (*amounts, short(execution.weight), percent(execution.rate), short(execution.score))
        return (*amounts, line.weight_text, _part_rate(line), line.printed_score or "—")

    def _goals(self) -> PaperBlock:
        form, labels = self._form, self._labels
        edges = _edges(self._grid.goals)
        names = (labels.goal_expected, labels.goal_actual)
        texts = (form.goal_expected, form.goal_actual)
        if self._by.is_declaration:
            names, texts = (
                (labels.goal_project, labels.goal_expected),
                (form.goal_project, form.goal_expected),
            )
        head = self._cells(names, edges[1:], [Setting.LABEL] * 2, labels.goal)
        places = list(pairwise(edges[1:]))
        row = tuple(
            Cell(self._prove(text, name), at, end - 1)
            for text, name, (at, end) in zip(texts, names, places, strict=True)
        )
        side = Level(
            Cell(self._prove(labels.goal, "目标"), 0, edges[1] - 1, Setting.DOWN), 0, 1, True, mark=0
        )
        return PaperBlock((row,), head, (side,))

    def _cells(
        self, texts: Iterable[str], edges: Sequence[int], settings: Sequence[Setting], where: str
    ) -> tuple[Cell, ...]:
        places = list(pairwise(edges))
        return tuple(
            Cell(self._prove(text, where), at, end - 1, setting)
            for text, (at, end), setting in zip(texts, places, settings, strict=True)
        )

    # Indicators

    def _indicators(self) -> PaperBlock:
        lines = self._scored.lines or (_EMPTY,)
        places = self._places()
        names = {name: self._prove(text, "绩效指标表头") for name, text in self._column_names().items()}
        head = tuple(
            Cell(names[name], *place, Setting.LABEL) for name, place in places.items() if name in names
        )
        rows = [
            tuple(
                Cell(
                    self._prove(text, f"第{number}行指标的{names[name]}"),
                    *places[name],
                    _SETTINGS.get(name, Setting.VALUE),
                )
                for name, text in self._texts(line).items()
                if name in places and not name.endswith(("level1", "level2"))
            )
            for number, line in enumerate(lines, 1)
        ]
        side = Cell(self._prove(self._labels.indicators, "绩效指标"), 0, 0, Setting.DOWN)
        levels = [Level(side, 0, len(rows), beside_head=True, mark=0), *self._levels(lines, places)]
        if self._by.is_evaluation:
            rows.append(self._total(places))
        return PaperBlock(tuple(rows), head, tuple(levels), is_weighty=True)

    def _places(self) -> dict[str, tuple[int, int]]:
        """First and last column of every field."""
        edges = _edges([1, *(width for _, width in self._grid.columns)])
        return {
            name: (at, end - 1)
            for (name, _), (at, end) in zip(self._grid.columns, pairwise(edges[1:]), strict=True)
        }

    def _column_names(self) -> dict[str, str]:
        labels = self._labels
        return {
            "level1": labels.level1,
            "level2": labels.level2,
            "level3": labels.level3,
            "target": labels.target,
            "actual": labels.actual,
            "weight": labels.weight,
            "score": labels.score,
            "reason": labels.reason,
            "forecast": labels.forecast,
            "outlook": labels.outlook,
            "comparator": "指标性质",
            "unit": "度量单位",
            "project_level2": labels.level2,
            "project_level3": labels.level3,
            "project_target": labels.target,
        }

    def _texts(self, scored: ScoredLine) -> dict[str, str]:
        line = scored.line
        texts = {
            "level3": line.title,
            "target": line.target,
            "actual": line.actual,
            "weight": line.weight_text,
            "score": short(scored.counts),
            "reason": line.reason,
            "forecast": line.forecast,
            "outlook": line.outlook.label if line.outlook else "",
            "project_level3": line.project_title,
            "project_target": line.project_target,
        }
        if self._grid.has("comparator"):
            texts |= in_three(line.target)
        return {name: texts[name] for name, _ in self._grid.columns if name in texts}

    def _levels(self, lines: Sequence[ScoredLine], places: dict[str, tuple[int, int]]) -> list[Level]:
        found: list[Level] = []
        for level1, group in groupby(enumerate(lines), lambda numbered: numbered[1].line.level1):
            rows = list(group)
            word = self._prove(level1, f"第{rows[0][0] + 1}行指标的{self._labels.level1}")
            cell = Cell(word, *places["level1"], Setting.DOWN)
            found.append(Level(cell, rows[0][0], rows[-1][0] + 1, mark=1))
            for level2, part in groupby(rows, lambda numbered: numbered[1].line.level2):
                numbers = [number for number, _ in part]
                word = self._prove(level2, f"第{numbers[0] + 1}行指标的{self._labels.level2}")
                found += [
                    Level(Cell(word, *places[name], Setting.LABEL), numbers[0], numbers[-1] + 1)
                    for name in ("level2", "project_level2")
                    if name in places
                ]
        return found

    def _total(self, places: dict[str, tuple[int, int]]) -> tuple[Cell, ...]:
        weight, total = places["weight"], places["score"]
        ends = [cell for cell in (weight, total) if cell[0] > 0]
        cells = [Cell(self._prove(self._labels.total, "总分"), 0, min(ends)[0] - 1, Setting.LABEL)]
        texts = {weight: short(self._scored.weight), total: short(self._scored.total)}
        at = min(ends)[0]
        for place in sorted(ends):
            if place[0] > at:
                cells.append(Cell("", at, place[0] - 1))
            cells.append(Cell(texts[place], *place, Setting.NUMBER))
            at = place[1] + 1
        if at < self._grid.width:
            cells.append(Cell("", at, self._grid.width - 1))
        return tuple(cells)


_EMPTY = ScoredLine(0, IndicatorLine("", ""), None, None, None, "", False, "", None, None)


def in_three(target: str) -> dict[str, str]:
    """A target as comparator, number and unit; joined again they are the text as typed."""
    found = _IN_THREE.fullmatch(target)
    if found is None:
        return {"comparator": "", "target": target, "unit": ""}
    return {"comparator": found[1] or "", "target": found[2], "unit": found[3]}


def _part_rate(line: FundingLine) -> str:
    """A part of the money has a rate of its own where it has both figures; it never scores (rule S5)."""
    if line.full_year and line.executed is not None:
        return percent(line.executed / line.full_year * 100)
    return line.printed_rate or "—"


def _edges(widths: Iterable[int]) -> list[int]:
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _thirds(edges: Sequence[int]) -> list[tuple[int, int, int]]:
    """The edges of label and value, pair by pair."""
    return [(edges[at], edges[at + 1], edges[at + 2]) for at in range(0, len(edges) - 1, 2)]
