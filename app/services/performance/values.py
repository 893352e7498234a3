"""What an indicator's target or actual value says (value grammar of the domain notes).

`parse_value` never raises: what fits no rule is qualitative, and the printed text is always kept in `raw`.
Numbers stay decimal strings as printed, only the thousands separators go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from app.models.enums import LabelEnum
from app.services.performance import dates
from app.services.performance.texts import fold, is_blank, items, placeholder, strip_wrapping

# Longer texts are prose; the grammar is not tried on them.
LONGEST = 120


class ValueKind(LabelEnum):
    """Kinds of value."""

    NUMERIC = ("numeric", "数值")
    RANGE = ("range", "范围")
    COMPOSITE = ("composite", "多项数值")
    DEADLINE = ("deadline", "期限")
    PERIOD = ("period", "起止时间")
    RECURRING = ("recurring_deadline", "定期期限")
    RELATIVE = ("relative_deadline", "相对期限")
    REFERENCE = ("reference", "与某数比较")
    COVERAGE = ("coverage", "全覆盖")
    QUALITATIVE = ("qualitative", "文字")
    EMPTY = ("empty", "未填")


class Operator(StrEnum):
    """Comparators; NONE where none is printed."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    ABOVE = ">"
    BELOW = "<"
    NONE = "none"


@dataclass(frozen=True)
class Figure:
    """A number with a unit found inside words."""

    number: str
    unit: str


@dataclass(frozen=True)
class Value:
    """What a cell says. Which fields are set depends on `kind` (grammar §1)."""

    raw: str
    kind: ValueKind
    operator: Operator = Operator.NONE
    number: str | None = None
    unit: str = ""
    text: str = ""
    # "=" where a number stands without a comparator.
    implied: Operator | None = None
    approx: bool = False
    prefix: str = ""
    low: str | None = None
    high: str | None = None
    parts: tuple[Value, ...] = ()
    figures: tuple[Figure, ...] = ()
    when: dates.When | None = None

    @property
    def decimal(self) -> Decimal | None:
        """The number as Decimal."""
        return None if self.number is None else Decimal(self.number)

    @property
    def warning(self) -> dates.DateWarning | None:
        """What to confirm about a date, or None."""
        return self.when.warning if self.when else None

    @property
    def comparator(self) -> Operator:
        """The printed comparator, or the implied one."""
        return self.implied or self.operator

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day that a deadline can mean; None for other kinds and for dates without a year."""
        if self.when is None or self.kind is not ValueKind.DEADLINE:
            return None
        return dates.span(self.when.date, self.when.precision, self.when.until)


_NOT = r"(?:不得|不能|不应|不可|不会|不允许|不|未|没有)"
_COMPARATORS = (
    (Operator.AT_LEAST, rf"≥|>=|=>|{_NOT}(?:少于|低于|小于|短于)|至少|大于(?:或)?等于|大于或等于"),
    (
        Operator.AT_MOST,
        rf"≤|<=|=<|{_NOT}(?:超过|超出|高于|多于|大于|超)|小于(?:或)?等于|最多|至多|上限(?:为)?",
    ),
    (Operator.ABOVE, r">|大于|高于|多于|超过"),
    (Operator.BELOW, r"<|小于|低于|少于|不足|不满"),
    (Operator.EQUAL, r"=|等于"),
)
_COMPARE = "(?P<cmp>" + "|".join(rf"(?P<{op.name}>{words})" for op, words in _COMPARATORS) + ")"
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_SIGNED = rf"(?P<num>[+-]?{_NUMBER})"
_ABOUT = r"(?P<approx>大约|大概|约|近)?"
_VERBS = (
    r"(?P<prefix>(?:已|共|累计|全年|拟|计划)*(?:控制在|控制|完成|达到|达|实现|开展|组织|举办|召开|审核|培训|编制|出具|提交"
    r"|形成|共计|合计|累计|为))?"
)
_DIRECT = re.compile(
    rf"{_ABOUT}{_VERBS}(?:{_ABOUT.replace('approx', 'approx2')}){_COMPARE}?{_SIGNED}(?P<after>.*)"
)
_PREFIXED = re.compile(rf"(?P<prefix>[^0-9,，。；;：:…*]{{1,30}}?){_COMPARE}{_SIGNED}(?P<after>.*)")

_WORDS = (
    "家次|人次|户次|台次|场次|批次|车次|人天|人日|人月|课时|学时|小时|分钟|个月|工作日|自然日|个百分点|百分点|百分比|平方公里"
    "|平方米|立方米|平方千米|公里|千米|公顷|公斤|千克|千瓦时|千瓦|吨标准煤|吨|米|亩|元|美元|个工作日|分贝|人·次|家|次|份|项|个|人|户|场|套|篇|台"
    "|辆|件|条|批|座|处|所|种|类|名|位|页|册|本|幅|张|把|组|队|班|届|期|轮|起|例|宗|只|株|棵|块|盏|间|栋|层|集|讲|节|门"
    "|天|日|周|年|分|秒|度|倍|吨二氧化碳"
)
_WORD = "(?:" + "|".join(sorted(_WORDS.split("|"), key=len, reverse=True)) + ")"
_LATIN = r"(?:[A-Za-zμΩ°℃㎡㎥㎏㎜㎝㎞][A-Za-z0-9₂²³·°]*)"
_UNIT = rf"(?:(?:百万|千万|万亿|万|亿|千(?!米|克|瓦))?{_WORD}|百万|千万|万亿|万|亿|%|‰|{_LATIN})"
_AFTER = re.compile(
    rf"(?P<more>[余多](?=[^0-9]))?(?:\((?!含\))(?P<bracket>[^()]{{1,12}})\)|(?P<unit>{_UNIT}(?:/{_UNIT}){{0,2}}))?"
    r"(?P<suffix>(?:\(含\)|及其?|含)?以上|(?:\(含\)|及其?|含)?以下|以内|之内|内(?=$|完成|提交|报送|办结|出具|的)|左右|上下)?"
    r"(?P<noun>.*)"
)
_BARE_WORD = re.compile(r"[\u4e00-\u9fff]{1,2}")
_NOUN = re.compile(r"[\u4e00-\u9fff（）()、A-Za-z]{1,20}")
_LATIN_END = re.compile(r"[A-Za-z]$")
_DENIAL = re.compile(r"未|没|不|无")
# A limit behind words that were not understood: 60某某以下 must not become an amount without comparator.
_LIMIT = re.compile(r"以上|以下|以内|之内")
_FIGURE = re.compile(rf"(?<![A-Za-z0-9])(?<![0-9][.,])(?P<num>{_NUMBER})(?P<unit>{_UNIT}(?:/{_UNIT}){{0,2}})")
_NO_FIGURE_UNITS = frozenset("年日天周期届类度层节门分秒组班号")
_RANGE = re.compile(
    rf"(?:控制在|达到|为)?(?P<low>-?{_NUMBER})(?P<u1>%|{_UNIT})?(?:-|~|—|–|至|到)(?P<high>{_NUMBER})(?P<after>.*)"
)
_PLUS_MINUS = re.compile(rf"(?:控制在|误差|偏差)?(?:{_COMPARE})?±(?P<num>{_NUMBER})(?P<after>.*)")
_REFERENCE = re.compile(
    rf"(?:控制在|确保)?{_COMPARE}(?P<what>[^0-9，。；;]{{0,26}}"
    r"(?:金额|预算|数|额|水平|值|量|标准|率|成本|价格?|同期|上年|去年|计划|要求)(?:的)?)(?:以内|以上)?"
)
_COVERAGE = re.compile(
    r"(?:实现|达到|做到|完成)?[\u4e00-\u9fff]{0,10}(?:全覆盖|全面覆盖|应[\u4e00-\u9fff]尽[\u4e00-\u9fff])"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# Only words that count things: 二期, 一类, 三级 are names, not numbers.
_COUNTED = re.compile(
    rf"(?:{_COMPARE})?(?P<tens>[一二三四五六七八九])?(?P<ten>十)?(?P<ones>[一二两三四五六七八九])?"
    r"(?P<unit>家次|人次|次|份|家|个|项|场|篇|套|人|名|台|件|轮|起)(?P<more>以上|以内)?"
)
_SUFFIX_OPERATOR = {"上": Operator.AT_LEAST, "下": Operator.AT_MOST, "内": Operator.AT_MOST}


@lru_cache(maxsize=4096)  # a form is scored anew at every key, and all cells but one are as before
def parse_value(text: str | None, *, year: int | None = None, unit_hint: str = "") -> Value:
    """What `text` says; never raises, and `raw` is `text` unchanged.

    `year`: of the form, for dates without one; `unit_hint`: "date" where the title says that it is one.
    """
    raw = text or ""
    plain = strip_wrapping(raw)
    if is_blank(plain) or _only_placeholder(plain):
        return Value(raw, ValueKind.EMPTY)
    folded = fold(plain).rstrip("。；;，,、")
    value = None
    if 0 < len(folded) <= LONGEST:
        value = _simple(folded, year, unit_hint) or _composite(plain)
    if value is None:
        value = Value("", ValueKind.QUALITATIVE, text=plain, figures=figures(plain))
    return replace(value, raw=raw)


def figures(text: str) -> tuple[Figure, ...]:
    """Numbers with units inside words; never a date, a year or anything within book-title marks."""
    folded = "。".join(fold(item.text) for item in items(text[:5000]))
    folded = re.sub(r"《[^》]*(?:》|$)|〔[^〕]*〕|第[0-9]+[号条款项章届期批]", "。", folded)
    folded = dates.without_dates(folded)
    found = []
    for match in _FIGURE.finditer(folded):
        unit = _tidy_unit(match["unit"])
        if unit not in _NO_FIGURE_UNITS:
            found.append(Figure(match["num"].replace(",", ""), unit))
    return tuple(found)


def value_at_end(text: str, *, needs_comparator: bool) -> Value | None:
    """The longest tail of `text` that is a number (grammar §3.4): “…满意度≥95%” states ≥95%.

    Only for a single item of at most one line; None where there is no such tail or where words deny it.
    """
    found = items(text)
    if len(found) != 1 or len(found[0].text) > LONGEST:
        return None
    folded = fold(found[0].text).rstrip("。；;，,、")
    for start in range(len(folded)):
        if start and folded[start - 1] in "0123456789.,-+":
            continue
        value = _numeric(folded[start:])
        if value is None:
            continue
        printed = value.operator is not Operator.NONE
        if needs_comparator and not printed:
            return None
        if not needs_comparator and _DENIAL.search(folded[:start]):
            return None
        return replace(value, raw=folded[start:])
    return None


def _simple(folded: str, year: int | None, unit_hint: str) -> Value | None:
    """Every kind that stands alone."""
    if unit_hint == "date":
        serial = dates.serial_date(folded.replace(",", ""))
        if serial is not None:
            return _from_when(serial)
    when = dates.read_when(folded, year)
    if when is not None:
        return _from_when(when)
    if _COVERAGE.fullmatch(folded):
        return Value("", ValueKind.COVERAGE, text=folded)
    return _range(folded) or _numeric(folded) or _counted(folded) or _reference(folded)


_WHEN_KINDS = {kind.value: kind for kind in ValueKind}


def _from_when(when: dates.When) -> Value:
    return Value(
        "",
        _WHEN_KINDS[when.kind],
        Operator(when.operator),
        text=when.text,
        when=when,
    )


def _numeric(folded: str) -> Value | None:
    """A comparator, a number, a unit and at most a short noun."""
    match = _DIRECT.fullmatch(folded) or _PREFIXED.fullmatch(folded)
    if match is None:
        return None
    after = _AFTER.fullmatch(match["after"])
    if after is None:  # pragma: no cover - the pattern takes any text
        return None
    number, unit, noun = match["num"].replace(",", ""), after["bracket"] or after["unit"] or "", after["noun"]
    operator = _operator(match)
    if _is_year(number, match["after"]) or re.match(r"月|号|季度|时|点|/|:", match["after"]):
        return None
    if noun and not unit and not after["suffix"] and _BARE_WORD.fullmatch(noun):
        unit, noun = noun, ""
    if noun and not _noun_fits(noun, unit, operator):
        return None
    suffix = after["suffix"] or ""
    approx = bool(match["approx"] if "approx" in match.re.groupindex else None) or suffix in ("左右", "上下")
    approx = approx or bool(after["more"]) or bool("approx2" in match.re.groupindex and match["approx2"])
    if operator is Operator.NONE and suffix:
        operator = _SUFFIX_OPERATOR.get(suffix[-1], operator) if suffix not in ("左右", "上下") else operator
    return Value(
        "",
        ValueKind.NUMERIC,
        operator,
        number,
        _tidy_unit(unit),
        noun,
        Operator.EQUAL if operator is Operator.NONE else None,
        approx,
        match["prefix"] or "",
    )


def _noun_fits(noun: str, unit: str, operator: Operator) -> bool:
    if not _NOUN.fullmatch(noun) or _DENIAL.search(noun) or _LIMIT.search(noun) or _LATIN_END.search(unit):
        return False
    return bool(unit) or operator is not Operator.NONE


def _range(folded: str) -> Value | None:
    both = _PLUS_MINUS.fullmatch(folded)
    if both:
        unit = _unit_only(both["after"])
        number = both["num"].replace(",", "")
        if unit is None:
            return None
        return Value("", ValueKind.RANGE, unit=unit, low=f"-{number}", high=number)
    match = _RANGE.fullmatch(folded)
    if match is None:
        return None
    low, high = match["low"].replace(",", ""), match["high"].replace(",", "")
    unit = _unit_only(match["after"])
    padded = any(re.match(r"-?0[0-9]", text) for text in (low, high))
    if unit is None or padded or Decimal(low) >= Decimal(high) or re.match(r"月|号|季度", match["after"]):
        return None
    return Value("", ValueKind.RANGE, unit=unit or _tidy_unit(match["u1"] or ""), low=low, high=high)


def _unit_only(after: str) -> str | None:
    """The unit where `after` is nothing else (a closing 之间 or 左右 may follow), else None."""
    match = _AFTER.fullmatch(re.sub(r"(?:之间|左右|以内|范围内)$", "", after))
    if match is None or match["suffix"]:
        return None
    unit, noun = match["bracket"] or match["unit"] or "", match["noun"]
    if noun and (unit or not _BARE_WORD.fullmatch(noun)):
        return None
    return _tidy_unit(unit or noun)


def _counted(folded: str) -> Value | None:
    """A Chinese numeral up to 99 with a counting word (两次, 十二份)."""
    match = _COUNTED.fullmatch(folded)
    if match is None or not (match["ten"] or match["ones"] or match["tens"]):
        return None
    tens, ten, ones = match["tens"], match["ten"], match["ones"]
    if tens and not ten:
        if ones:
            return None
        number = _DIGITS[tens]
    else:
        number = (_DIGITS[tens] if tens else 1) * 10 if ten else 0
        number += _DIGITS[ones] if ones else 0
    operator = _operator(match)
    if operator is Operator.NONE and match["more"]:
        operator = _SUFFIX_OPERATOR[match["more"][-1]]
    implied = Operator.EQUAL if operator is Operator.NONE else None
    return Value("", ValueKind.NUMERIC, operator, str(number), match["unit"], implied=implied)


def _reference(folded: str) -> Value | None:
    match = _REFERENCE.fullmatch(folded)
    if match is None:
        return None
    return Value("", ValueKind.REFERENCE, _operator(match), text=folded)


def _composite(plain: str) -> Value | None:
    """Several numbers joined by ； or one to a line; every part must be a number."""
    texts = [item.text for item in items(plain)]
    if len(texts) == 1:
        texts = re.split(r"[；;\n]", plain)
    texts = [fold(text).strip("；;。,，") for text in texts]
    texts = [text for text in texts if text]
    if len(texts) < 2:
        return None
    parts = [_numeric(text) for text in texts]
    if any(part is None for part in parts):
        return None
    kept = tuple(replace(part, raw=text) for part, text in zip(parts, texts, strict=True) if part)
    return Value("", ValueKind.COMPOSITE, text=plain, parts=kept)


def _operator(match: re.Match[str]) -> Operator:
    return next((op for op, _ in _COMPARATORS if match[op.name]), Operator.NONE)


def _is_year(number: str, after: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)[0-9]{2}", number)) and after.startswith("年")


def _tidy_unit(unit: str) -> str:
    return "%" if unit in ("百分比", "%") else unit


def _only_placeholder(plain: str) -> bool:
    """Whether nothing was filled in yet: `≥**人次`, XX 家, …… ."""
    return bool(placeholder(plain)) and len(plain) <= 12 and not re.search(r"[0-9０-９]", plain)
