"""Recognise the blocks of a performance form in the rows of a file, whatever its layout.

Rows are taken one after another through all tables of a file, so a table that was cut at a page edge goes on.
Columns are known by their headings, names by their words; what fits nowhere is left over with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from app.services.performance.appendix_reading import (
    PROOF_TITLE,
    SCORE_TITLE,
    proof_rows,
    score_notes,
)
from app.services.performance.declared_money import DeclaredMoney
from app.services.performance.draft import Draft
from app.services.performance.grid import Grid
from app.services.performance.header_rows import beside_one_another, header_kind, with_whole_headers
from app.services.performance.indicator_rows import IndicatorRows
from app.services.performance.profiles import FormKind
from app.services.performance.rows import Area, Columns, Row, rows_of
from app.services.performance.vocabulary import (
    Vocabulary,
    label_key,
    money_unit,
    month_of,
    points,
    role_key,
    unit_line,
    vocabulary,
)

_YEAR = re.compile(r"[（(\[]?\s*(20\d\d)\s*年?\s*度?\s*[）)\]]?")
_NO_YEAR = re.compile(r"[（(\[]?\s*(?:20)?[\s_]*年度?\s*[）)\]]?")
_YEAR_INSIDE = re.compile(r"(20\d\d)\s*年度?")
_LABELLED = re.compile(r"([^：:]{2,15})[：:]\s*(.*)", re.DOTALL)
_LONGEST_LABEL = 15
# Words of the title by form.
_TITLES = {
    FormKind.SELF_EVALUATION: re.compile(r"自评"),
    FormKind.DECLARATION: re.compile(r"申报表|目标表|绩效目标"),
    FormKind.MONITORING: re.compile(r"监控"),
}
_SEVERAL = re.compile(r"[ 　\t]+(?=[^：:\s]{2,12}[：:])")


class _Block(Enum):
    """Where in the form the rows are."""

    HEAD = auto()
    FUNDING = auto()
    GOALS = auto()
    INDICATORS = auto()
    AFTER = auto()


@dataclass
class _Form:
    """One form while it is read."""

    kind: FormKind = FormKind.SELF_EVALUATION
    draft: Draft = field(init=False)
    block: _Block = _Block.HEAD
    money: Columns = field(default_factory=Columns)
    goals: Columns = field(default_factory=Columns)
    rows: IndicatorRows = field(init=False)
    declared: DeclaredMoney = field(init=False)

    @property
    def is_one(self) -> bool:
        """Whether it is a form; a declaration shows it only by its rows."""
        is_planned = self.kind is not FormKind.DECLARATION or bool(
            self.draft.indicators or self.draft.headings
        )
        return self.rows.seen_header and is_planned

    def __post_init__(self) -> None:
        self.draft = Draft(self.kind)
        self.declared = DeclaredMoney(self.draft)
        self.rows = IndicatorRows(self.draft)


def read_forms(grids: Iterable[Grid]) -> list[Draft]:
    """Every self-evaluation table and declaration in `grids`, in order.

    Of a workbook only the sheets with a form are read; the tables of a document are read through. Text of
    other tables is left over, so that nothing is dropped.
    """
    reader = _Reader()
    tables = [
        (grid, rows) for grid in grids for rows in beside_one_another(with_whole_headers(rows_of(grid)))
    ]
    kinds = [[kind for row in rows if (kind := header_kind(row))] for _, rows in tables]
    for number, (grid, rows) in enumerate(tables):
        if reader.behind(grid, rows):
            continue
        found = [kind.form for kind in kinds[number] if kind.form]
        if not found and (grid.is_sheet or kinds[number]):
            reader.foreign(grid)
            continue
        if not found:
            # Head and money of a document may stand in a table of their own, before that of the indicators.
            found = [kind.form for later in kinds[number:] for kind in later if kind.form]
        reader.expect(found)
        for text in grid.above:
            reader.paragraph(grid.name, text)
        for row in rows:
            reader.row(row)
    return reader.finish()


class _Reader:
    """Takes rows and gives each to the block it belongs to."""

    def __init__(self) -> None:
        self._kinds: list[FormKind] = []
        self._forms: list[_Form] = []
        self._foreign: list[tuple[str, str]] = []

    def expect(self, kinds: list[FormKind]) -> None:
        """The forms whose headings come next, in their order."""
        self._kinds = list(kinds)
        if not self._forms or (self._kinds and self._form.kind is not self._kinds[0]):
            self._begin()

    def _begin(self) -> None:
        before = self._forms[-1].kind if self._forms else FormKind.SELF_EVALUATION
        self._forms.append(_Form(self._kinds[0] if self._kinds else before))

    @property
    def _words(self) -> Vocabulary:
        return vocabulary(self._form.kind)

    @property
    def _form(self) -> _Form:
        return self._forms[-1]

    def behind(self, grid: Grid, rows: Sequence[Row]) -> bool:
        """Whether this is a table that our own files carry behind the form; it is taken in then."""
        notes, proofs = score_notes(rows), proof_rows(rows)
        if not self._forms or (notes is None and proofs is None):
            return False
        draft = self._form.draft
        draft.score_notes.update(notes or {})
        if proofs is not None:
            draft.doubt(grid.name, f"附有{PROOF_TITLE}（{len(proofs)} 项），材料本身请另行添加。")
            draft.leave(grid.name, "\n".join((PROOF_TITLE, *proofs)))
        for text in grid.above:
            if text.strip() not in (SCORE_TITLE, PROOF_TITLE):
                self.paragraph(grid.name, text)
        return True

    def foreign(self, grid: Grid) -> None:
        """A table of another kind: kept as one piece of text."""
        lines = [*grid.above, *(" | ".join(_without_repeats(row)) for row in grid.rows)]
        self._foreign.append((grid.name, "\n".join(line.strip(" |") for line in lines if line.strip(" |"))))

    def paragraph(self, place: str, text: str) -> None:
        """A line of text between tables."""
        form = self._form
        is_over = form.block is _Block.AFTER or (form.draft.indicators and len(text) < 60)
        if is_over and (form.block is _Block.AFTER or "表" in text) and self._is_title(text):
            self._begin()
        if not self._title(place, text) and not self._labelled(place, text):
            self._form.draft.leave(place, text)

    def row(self, row: Row) -> None:
        """One row of a table."""
        if self._begins_form(row):
            self._begin()
        form = self._form
        kind = header_kind(row)
        if kind is not None and kind.form is form.kind:
            if not form.rows.seen_header and self._kinds:
                self._kinds.pop(0)
            form.block = _Block.INDICATORS
            form.rows.header(row, self._words.columns)
            self._note_month(row)
        elif form.block is _Block.AFTER:
            if not self._head(row):
                self._leave(row, row.own)
        elif self._declared(row) or self._money_header(row):
            form.block = _Block.FUNDING
        elif form.block is _Block.INDICATORS:
            if form.rows.take(row, self._words):
                form.block = _Block.AFTER
        elif form.block is _Block.FUNDING and self._funding(row):
            pass
        elif self._goal(row):
            form.block = _Block.GOALS
        elif not self._head(row):
            self._leave(row, row.own)

    def _leave(self, row: Row, areas: Iterable[Area]) -> None:
        for area in areas:
            self._form.draft.leave(row.place(area), area.text)

    def finish(self) -> list[Draft]:
        """The forms that have indicators; what stands in other tables is left over in the first."""
        drafts = [form.draft for form in self._forms if form.is_one]
        if not drafts:
            return []
        for form in self._forms:
            if not form.is_one:
                form.rows.leave_heading()
                form.draft.leave_all()
                drafts[0].leftovers += form.draft.leftovers
        for place, text in self._foreign:
            drafts[0].leave(place, text)
        for draft in drafts:
            if draft.year is None and (found := _YEAR_INSIDE.search(draft.title)):
                draft.year = int(found[1])
        return drafts

    def _begins_form(self, row: Row) -> bool:
        """Whether a further form starts here: a title or 项目名称 after the total of the one before."""
        form = self._form
        if form.block is not _Block.AFTER and not form.draft.indicators:
            return False
        texts = [area.text for area in row.own]
        is_title = len(texts) == 1 and "表" in texts[0] and self._is_title(texts[0]) and len(texts[0]) < 60
        is_name = bool(texts) and self._words.head.get(label_key(texts[0])) == "项目名称"
        is_over = form.block is _Block.AFTER or form.kind is FormKind.DECLARATION
        return (is_title and is_over) or (is_name and "项目名称" in form.draft.headings)

    def _is_title(self, text: str) -> bool:
        return any(words.search(text) for words in _TITLES.values())

    def _declared(self, row: Row) -> bool:
        """A row of the money of a declaration, which has no heading of its own."""
        form = self._form
        if form.kind is not FormKind.DECLARATION or form.rows.seen_header:
            return False
        return form.declared.take(row, self._words)

    def _money_header(self, row: Row) -> bool:
        words = self._words.money
        named = {words.get(label_key(area.text)): area for area in row.areas}
        if len({"initial", "full_year", "executed"} & named.keys()) < 2:
            return False
        form = self._form
        self._note_month(row)
        form.money = Columns.of(row, words, skip=("block",))
        for area in row.areas:
            form.draft.money_unit = form.draft.money_unit or money_unit(area.text)
        if "weight" not in form.money.ranges:
            form.draft.execution_points = next((p for area in row.areas if (p := points(area.text))), "")
        known, roles = form.money.areas, self._words.roles
        self._leave(
            row,
            (
                area
                for area in row.own
                if area not in known
                and words.get(label_key(area.text)) != "block"
                and not (role_key(area.text) in roles and area.bottom > row.number)
            ),
        )
        return True

    def _note_month(self, row: Row) -> None:
        """Up to which month a monitoring counts, as its headings say."""
        months = [month for area in row.areas if (month := month_of(area.text))]
        self._form.draft.month = self._form.draft.month or next(iter(months), None)

    def _funding(self, row: Row) -> bool:
        """A row of the money block; False where the row belongs to a later block."""
        form, roles = self._form, self._words.roles
        # The label may reach down from beside the heading, where there is one row of money only.
        label = next(
            (
                area
                for area in (*row.own, *row.areas)
                if (role := roles.get(role_key(area.text)))
                and (area.top == row.number or role not in form.draft.funding)
            ),
            None,
        )
        if label is None or not row.own:
            return self._unknown_funding(row)
        role = roles[role_key(label.text)]
        rest = [area for area in row.own if area is not label]
        values, lost = form.money.values(row, rest)
        self._leave(row, (area for area in lost if self._words.money.get(label_key(area.text)) != "block"))
        if role in form.draft.funding:
            form.draft.leave(row.place(label), " | ".join(area.text for area in row.own))
            return True
        form.draft.add_funding(role, row.place(label), values)
        return True

    def _unknown_funding(self, row: Row) -> bool:
        """A source of money the form does not know, such as 中央资金: kept with a doubt."""
        form, goal = self._form, self._words.goal
        if any(label_key(area.text) in goal for area in row.areas) or not row.own:
            return False
        values, _ = form.money.values(row, row.own)
        if not any(re.search(r"\d", text) for text in values.values()):
            return False
        text = " | ".join(area.text for area in row.own)
        form.draft.leave(row.place(row.own[0]), text)
        form.draft.doubt(
            row.place(row.own[0]), f"资金行“{row.own[0].text}”在自评表中没有对应的行，没有读入。"
        )
        return True

    def _goal(self, row: Row) -> bool:
        form, words = self._form, self._words.goal
        fields = {words[key]: area for area in row.own if (key := label_key(area.text)) in words}
        parts = {name: area for name, area in fields.items() if name != "block"}
        if len(parts) == 2:
            form.goals = Columns({name: (area.left, area.right) for name, area in parts.items()})
            self._leave(row, (area for area in row.own if label_key(area.text) not in words))
            return True
        if len(parts) == 1:
            name, label = next(iter(parts.items()))
            if not any(area.left > label.right for area in row.own):
                form.goals = Columns({name: (label.left, label.right)})
                return True
            return self._add_goals(row, {name: [a for a in row.own if a.left > label.right]}, label)
        if not parts and "block" in fields and self._is_only_goal(row, fields["block"]):
            block = fields["block"]
            return self._add_goals(row, {"expected": [a for a in row.own if a is not block]}, block)
        if form.block is _Block.GOALS and form.goals:
            texts = [area for area in row.own if words.get(label_key(area.text)) != "block"]
            by_field = form.goals.assign(texts)
            # A third goal, such as one changed in the middle of the year, is left over.
            by_field.pop(None, None)
            if by_field:
                return self._add_goals(row, {name or "": areas for name, areas in by_field.items()}, None)
        return False

    def _is_only_goal(self, row: Row, block: Area) -> bool:
        """Whether a goal stands beside its label, without names for what is planned and what was done."""
        others = [area for area in row.own if area is not block]
        return (
            bool(others)
            and block.bottom == row.number
            and not self._form.draft.goal_expected
            and all(area.left > block.right for area in others)
            and not any(label_key(area.text) in self._words.columns for area in others)
        )

    def _add_goals(self, row: Row, found: Mapping[str, list[Area]], label: Area | None) -> bool:
        draft = self._form.draft
        for name, areas in found.items():
            text = "\n".join(area.text for area in areas)
            field_name = f"goal_{name}"
            before = getattr(draft, field_name)
            setattr(draft, field_name, f"{before}\n{text}".strip())
        for area in row.own:
            is_known = area is label or any(area in areas for areas in found.values())
            if not is_known and self._words.goal.get(label_key(area.text)) != "block":
                draft.leave(row.place(area), area.text)
        return True

    def _head(self, row: Row) -> bool:
        """Title, year and the labelled fields of the head; only known fields after the form."""
        form, own = self._form, list(row.own)
        if len(own) == 1 and (
            self._title(row.place(own[0]), own[0].text) or self._labelled_area(row, own[0])
        ):
            return True
        if len(own) > 1 and all(_LABELLED.fullmatch(area.text) for area in own):
            for area in own:
                if not self._labelled_area(row, area):
                    form.draft.leave(row.place(area), area.text)
            return True
        known = [self._words.head.get(label_key(area.text)) for area in own]
        if not any(known) and (form.block is not _Block.HEAD or len(own) < 2 or not form.draft.headings):
            return False
        while own:
            area, name = own.pop(0), known.pop(0)
            following = own[0] if own and not known[0] else None
            if name or (following and form.block is _Block.HEAD and len(area.text) <= _LONGEST_LABEL):
                if following:
                    own.pop(0)
                    known.pop(0)
                self._heading(row.place(area), area.text, name, following.text if following else "")
            elif not self._labelled_area(row, area):
                form.draft.leave(row.place(area), area.text)
        return True

    def _heading(self, place: str, printed: str, name: str | None, value: str) -> None:
        plain = "".join(printed.split())
        if name and name in self._form.draft.headings and label_key(plain) != label_key(name):
            name = None  # both 项目类别 and 项目类型 are printed: two fields
        if name and name != plain and label_key(plain) != name:
            self._form.draft.doubt(place, f"表头“{plain}”按“{name}”读入。")
        self._form.draft.head(place, name or plain, value)

    def _labelled_area(self, row: Row, area: Area) -> bool:
        return self._labelled(row.place(area), area.text)

    def _labelled(self, place: str, text: str) -> bool:
        """A label and its value in one piece of text: 填报单位：示例局; 单位：万元."""
        draft = self._form.draft
        pieces = _SEVERAL.split(text)
        if len(pieces) > 1 and all(_LABELLED.fullmatch(piece.strip()) for piece in pieces):
            taken = [piece for piece in pieces if not self._labelled(place, piece.strip())]
            for piece in taken:
                draft.leave(place, piece)
            return True
        if unit := unit_line(text):
            draft.money_unit = draft.money_unit or unit
            return True
        found = _LABELLED.fullmatch(text)
        name = self._words.head.get(label_key(found[1])) if found else None
        if found is None or name is None or len(found[2]) > 100 or name in draft.headings:
            return False
        draft.head(place, name, found[2].strip())
        return True

    def _title(self, place: str, text: str) -> bool:
        form = self._form
        if form.block is not _Block.HEAD or form.draft.headings:
            return False
        if year := _YEAR.fullmatch(text):
            form.draft.year = form.draft.year or int(year[1])
            return True
        if _NO_YEAR.fullmatch(text):
            return True
        if form.draft.title or not _TITLES[form.kind].search(text) or len(text) > 80:
            return False
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for line in lines[1:]:
            if year := _YEAR.fullmatch(line):
                form.draft.year = int(year[1])
            elif not _NO_YEAR.fullmatch(line):
                form.draft.leave(place, line)
        form.draft.title = lines[0]
        return True


def _without_repeats(row: Iterable[str]) -> Iterable[str]:
    """The texts of a row, those of merged cells once."""
    before = ""
    for text in row:
        if text != before:
            yield text
        before = text
