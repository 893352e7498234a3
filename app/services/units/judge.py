"""What one row of a list means beside the known units: new, changed, unchanged, in doubt, or no unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from app.models.enums import Category, LabelEnum
from app.services.units.entries import RowReader, UnitValues
from app.services.units.known import KnownUnit, KnownUnits, is_extension, key_of
from app.services.units.uscc import CodeCheck, check_code, is_valid_code
from app.services.units.words import Field

# The fields that a row and a known unit hold alike, and all of them of one object in one step.
COMPARED: tuple[Field, ...] = tuple(
    field for field in Field if field not in (Field.LISTED, Field.FORMER_NAME)
)
_texts = attrgetter(*COMPARED)
_CATEGORIES = {category.value: category for category in Category}
_NO_DIGIT = re.compile(r"\D+")


class Group(LabelEnum):
    """The groups of the import preview, in the order they are shown."""

    NEW = ("new", "新增")
    CHANGED = ("changed", "有变化")
    UNCHANGED = ("unchanged", "无变化")
    SUSPECT = ("suspect", "存疑")
    REJECTED = ("rejected", "拒绝")


_READY = (Group.NEW, Group.CHANGED)


class Doubt(LabelEnum):
    """Kinds of doubt about a row."""

    NO_NAME = ("no_name", "没有单位名称")
    NO_CODE = ("no_code", "没有可用的信用代码")
    CODE_FORM = ("code_form", "信用代码格式不对")
    CODE_CHECK = ("code_check", "信用代码校验位不符")
    SAME_CODE = ("same_code", "信用代码相同、名称不同")
    SAME_NAME = ("same_name", "名称相同、信用代码不同")
    FORMER_NAME = ("former_name", "与曾用名相同")
    NEAR_NAME = ("near_name", "名称只差一个字")
    REPEATED = ("repeated", "名单内重复")
    CATEGORY = ("category", "类别互相矛盾")


class WayOut(LabelEnum):
    """What a person can decide about a row in doubt."""

    OVERRIDE = ("override", "填写理由放行")
    USE_SUGGESTION = ("use_suggestion", "改用建议的代码")
    LINK = ("link", "关联到现有单位")
    AS_NEW = ("as_new", "作为新单位导入")
    CHOOSE_ROW = ("choose_row", "选用这一行")


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt about a row: the sentence shown, the ways out, and what they need.

    `units`: ids the row could be linked to; `rows`: keys of other rows of the plan; `code`: a repaired code.
    """

    doubt: Doubt
    sentence: str
    ways: tuple[WayOut, ...] = ()
    units: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change. `old` and `new` are as stored (the code of a category)."""

    field: Field
    old: str
    new: str
    ticked: bool = True

    @property
    def shown(self) -> tuple[str, str]:
        """Old and new as people read them."""
        return _show(self.field, self.old), _show(self.field, self.new)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the list in the plan. `unit_id`: the known unit it is about; None for a new one.

    `key` is its place in the plan; `cluster` the keys of all rows for one unit, of which one may be ticked.
    """

    key: int
    group: Group
    reader: RowReader
    row: int
    name: str
    name_key: str
    code: str
    category: Category | None
    ticked: bool = False
    unit_id: str | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    cluster: tuple[int, ...] = ()
    decisions: frozenset[WayOut] = frozenset()
    reason: str = ""

    @property
    def place(self) -> str:
        """Where the row stands: 第 12 行."""
        return self.reader.table.grid.row_place(self.row)

    @property
    def full_place(self) -> str:
        """The same with the name of the sheet or table."""
        return f"{self.reader.table.grid.name} {self.place}"

    @property
    def values(self) -> UnitValues:
        """Everything the row says."""
        return self.reader.values(self.row, self.code)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is odd and yet no reason to hold the row back."""
        return self.reader.remarks(self.row)

    @property
    def rivals(self) -> tuple[int, ...]:
        """The keys of the other rows for the same unit."""
        return tuple(key for key in self.cluster if key != self.key)

    @property
    def open_problems(self) -> tuple[Problem, ...]:
        """What still has to be decided before the row can be imported."""
        return tuple(problem for problem in self.problems if self.decisions.isdisjoint(problem.ways))

    @property
    def ways(self) -> tuple[WayOut, ...]:
        """The ways out of all its problems, each once; a decision may be changed."""
        return tuple(dict.fromkeys(way for problem in self.problems for way in problem.ways))

    @property
    def sentence(self) -> str:
        """Why the row is in doubt or rejected."""
        return "；".join(problem.sentence for problem in self.problems)

    @property
    def will_write(self) -> bool:
        """Whether importing the plan now would write something for this row."""
        return self.ticked and (self.unit_id is None or any(change.ticked for change in self.changes))


def judge(
    key: int, reader: RowReader, row: int, known: KnownUnits, year: int, code: str | None = None
) -> PlanRow:
    """Put one row into its group. `code`: used instead of what stands in the cell (a suggestion taken)."""
    name = reader.name(row)
    # The name is tidy, so that most keys need no more than this.
    name_key = name.casefold() if name.isalnum() else key_of(name)
    code = reader.code(row) if code is None else code
    category = reader.category(row)
    same_name = known.by_name.get(name_key, ())
    unit: KnownUnit | None = None
    problems: list[Problem] = []
    changes: tuple[Change, ...] = ()
    group = Group.NEW
    if not name:
        problems = [Problem(Doubt.NO_NAME, reader.mark(row, Field.NAME) or "没有单位名称")]
    elif code in known.by_code:
        unit, problems = _match_by_code(reader, row, name_key, known.by_code[code], same_name)
    elif not is_valid_code(code):
        unit, problems = _match_without_code(reader, row, name_key, code, known)
    elif known.by_id:
        unit, problems = _match_by_name(reader, row, name_key, known, with_code=True)
    if unit or problems:
        group, changes = _group(reader, row, code, unit, problems, year)
    return PlanRow(
        key,
        group,
        reader,
        row,
        name,
        name_key,
        code,
        category,
        group in _READY,
        unit.id if unit else None,
        changes,
        tuple(problems),
    )


def _group(
    reader: RowReader, row: int, code: str, unit: KnownUnit | None, problems: Sequence[Problem], year: int
) -> tuple[Group, tuple[Change, ...]]:
    """The group that follows from the unit found and from the doubts, and what would change in the unit."""
    changes: tuple[Change, ...] = ()
    if unit and not reader.repeats(row, unit):
        changes = compare(unit, reader.values(row, code), year, with_code=is_valid_code(code))
    if not problems:
        return (Group.CHANGED if changes else Group.UNCHANGED), changes
    hopeless = any(not problem.ways for problem in problems)
    return (Group.REJECTED, ()) if hopeless else (Group.SUSPECT, changes)


def _match_by_code(
    reader: RowReader, row: int, key: str, same_code: Sequence[KnownUnit], same_name: Sequence[KnownUnit]
) -> tuple[KnownUnit | None, list[Problem]]:
    """Find the unit of a row whose code is known.

    The name must be one that the unit has or had, or go with it: extend it, or follow it by what the row
    itself says about earlier names.
    """
    for unit in same_code:
        if unit in same_name:
            return unit, []
    unit = same_code[0]
    known_key = key_of(unit.name)
    if key in map(key_of, unit.former_names):
        return unit, []
    if not same_name and (is_extension(key, known_key) or known_key in map(key_of, reader.former_names(row))):
        return unit, []
    sentence = f"信用代码与名录中的“{unit.name}”相同，名称不同"
    return None, [Problem(Doubt.SAME_CODE, sentence, (WayOut.LINK,), _ids([unit, *same_name]))]


def _match_by_name(
    reader: RowReader, row: int, key: str, known: KnownUnits, *, with_code: bool
) -> tuple[KnownUnit | None, list[Problem]]:
    """Find the unit of a row by its name. `with_code`: the row has a sound code, which is not known."""
    same_name = known.by_name.get(key, ())
    if len(same_name) == 1 and not (with_code and same_name[0].uscc):
        return same_name[0], []
    if same_name:
        name = same_name[0].name
        sentence = f"名录中有 {len(same_name)} 家单位叫“{name}”"
        if len(same_name) == 1:
            sentence = f"名录中“{name}”的信用代码是 {same_name[0].uscc}，与名单不同"
        return None, [_identity(Doubt.SAME_NAME, sentence, same_name)]
    if former := known.by_former_name.get(key):
        return None, [_identity(Doubt.FORMER_NAME, f"与名录中“{former[0].name}”的曾用名相同", former)]
    for name in map(key_of, reader.former_names(row)):
        if units := known.by_name.get(name):
            sentence = f"名单所写的曾用名与名录中的“{units[0].name}”相同"
            return None, [_identity(Doubt.FORMER_NAME, sentence, units)]
    if near := known.one_letter_apart(key, with_code=with_code):
        return None, [_identity(Doubt.NEAR_NAME, f"名称与名录中的“{near[0].name}”只差一个字", near)]
    return None, []


def _identity(doubt: Doubt, sentence: str, units: Iterable[KnownUnit]) -> Problem:
    """A doubt whether the row is one of `units` or a new one."""
    return Problem(doubt, sentence, (WayOut.LINK, WayOut.AS_NEW), _ids(units))


def _match_without_code(
    reader: RowReader, row: int, key: str, code: str, known: KnownUnits
) -> tuple[KnownUnit | None, list[Problem]]:
    """Find the unit of a row whose code is missing or not sound, and say what is wrong with the code."""
    unit, problems = _match_by_name(reader, row, key, known, with_code=False)
    check = check_code(reader.typed_code(row))
    if check.suggestion and unit and unit.uscc == check.suggestion:
        return unit, problems
    lost = reader.mark(row, Field.USCC)
    if not code and not lost:
        if unit or problems or not reader.has_codes:
            return unit, problems
        return None, [Problem(Doubt.NO_CODE, "没有填写信用代码，名录中也没有这个名称")]
    return unit, [_code_problem(check, lost, unit, problems), *problems]


def _code_problem(check: CodeCheck, lost: str, unit: KnownUnit | None, others: Sequence[Problem]) -> Problem:
    """What is wrong with a code. Where the name points to a known unit, it may be taken without the code.

    `lost`: the sentence about a cell that is not what its author meant.
    """
    ways: list[WayOut] = []
    doubt, sentence, suggestion = Doubt.CODE_FORM, lost or check.sentence, ""
    if not lost and check.suggestion:
        ways.append(WayOut.USE_SUGGESTION)
        suggestion = check.suggestion
        sentence += f"；建议改为 {suggestion}"
    if not lost and check.can_override:
        ways.append(WayOut.OVERRIDE)
        doubt = Doubt.CODE_CHECK
    units = dict.fromkeys(
        [*([unit.id] if unit else []), *(each for problem in others for each in problem.units)]
    )
    if units:
        ways.append(WayOut.LINK)
    elif not ways:
        sentence += "；名录中也没有这个名称"
    if unit:
        sentence += f"；名称与名录中的“{unit.name}”相同"
    return Problem(doubt, sentence, tuple(ways), tuple(units), code=suggestion)


def compare(unit: KnownUnit, values: UnitValues, year: int, *, with_code: bool = True) -> tuple[Change, ...]:
    """What the row would change in a known unit. An empty cell changes nothing.

    Name and code identify the unit: a change of them is offered and not ticked where there is one already.
    """
    changes = [] if unit.listed else [Change(Field.LISTED, "", str(year))]
    for field, old, new in zip(COMPARED, _texts(unit), _texts(values), strict=True):
        if not new or old == new or (field is Field.USCC and not with_code):
            continue
        if not _means_same(field, old or "", new, unit):
            identity = field in (Field.NAME, Field.USCC)
            changes.append(Change(field, old or "", new, ticked=not (identity and old)))
    if values.former_names:
        changes += _former_names(unit, values)
    return tuple(changes)


def _former_names(unit: KnownUnit, values: UnitValues) -> list[Change]:
    known = {key_of(name) for name in (unit.name, values.name, *unit.former_names)}
    return [Change(Field.FORMER_NAME, "", name) for name in values.former_names if key_of(name) not in known]


def _means_same(field: Field, old: str, new: str, unit: KnownUnit) -> bool:
    if field is Field.NAME:
        return key_of(new) in map(key_of, (old, *unit.former_names))
    if field is Field.PHONE:
        return _NO_DIGIT.sub("", old) == _NO_DIGIT.sub("", new) != ""
    return False


def _ids(units: Iterable[KnownUnit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.id for unit in units))


def _show(field: Field, value: str) -> str:
    if field is Field.CATEGORY and value:
        return _CATEGORIES[value].short
    if field is Field.LISTED:
        return f"{value} 年度在册" if value else "不在册"
    return value
