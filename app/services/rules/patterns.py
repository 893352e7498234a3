"""What twelve monthly values look like: missing, copied, round, out of season, out of line (guide §5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from app.services.facts import Fact
from app.services.rules.rule import Case, Hit, Series, Yield, hit, plain, rule

ABOUT = ("c7", "c8", "monthly")
_WINTER = (10, 11, 0, 1, 2)
_SUMMER = (4, 5, 6, 7, 8)
# The factor that makes a median absolute deviation comparable with a standard deviation.
_SCALE = Decimal("1.4826")


def _month(place: int) -> str:
    return str(place + 1)


@rule("X-11", about=ABOUT)
def twelve_months(case: Case) -> Yield:
    """Months that are missing, unreadable, or nought where nothing explains it."""
    for series in case.series.values():
        year = series.total[1]
        gone = [place for place, fact in enumerate(series.months) if fact is None]
        if gone and (len(gone) < 12 or year):
            at = series.year or next((fact for fact in series.months if fact), None)
            yield hit(at, "missing", "12", months=", ".join(map(_month, gone)), series=series.name)
        if not gone and not case.boundary_changed:
            yield from _noughts(case, series)


def _noughts(case: Case, series: Series) -> Iterable[Hit]:
    """A nought between two months with use, or a heating fuel that is nought in the heating season."""
    numbers = series.numbers
    if not any(numbers):
        return
    line = series.name.partition(".")[2]
    heats = case.fact(f"c6.{line}.amount") is not None and series.name.startswith(("c7", "c8"))
    for place, number in enumerate(numbers):
        alone = number == 0 and all(0 <= n < 12 and numbers[n] for n in (place - 1, place + 1))
        if alone or (number == 0 and heats and place in _WINTER):
            yield hit(series.months[place], "nought", "> 0", month=_month(place))


@rule("X-12", about=ABOUT)
def copied_months(case: Case) -> Yield:
    """The same value month after month, or the same last digits: a sign of copied or invented numbers."""
    run = int(case.limit("X-12", "run"))
    for series in case.series.values():
        digits = [_digits(fact) for fact in series.months]
        start, length = _longest_run(digits)
        # Few digits repeat by chance: twice as many months are needed then.
        if length >= (run if len(digits[start]) >= 3 else 2 * run):
            yield _repeated(series, start, length, "same", digits[start])
            continue
        tails = [text[-2:] if len(text) >= 4 else "" for text in digits]
        start, length = _longest_run([tail if tail != "00" else "" for tail in tails])
        if length >= case.limit("X-12", "tail_run") and len(set(digits[start : start + length])) == length:
            yield _repeated(series, start, length, "tail", tails[start])
            continue
        # Different values with one tail: equal values are no sign, unless they follow one another.
        long_tails = [text[-4:] for text in set(digits) if len(text) >= 5 and text[-4:] != "0000"]
        common = Counter(long_tails).most_common(1) if len(set(long_tails)) < len(long_tails) else []
        if common and common[0][1] >= case.limit("X-12", "long_tail"):
            tail = common[0][0]
            first = next(n for n, text in enumerate(digits) if text.endswith(tail) and len(text) >= 5)
            yield _repeated(series, first, common[0][1], "tail", tail)


def _digits(fact: Fact | None) -> str:
    """The digits of a value as it stood, without the point; empty for nought and for no number."""
    number = fact.number if fact is not None else None
    return f"{number:f}".replace(".", "").lstrip("0-") if number else ""


def _longest_run(texts: Sequence[str]) -> tuple[int, int]:
    """Start and length of the longest run of one text that is not empty."""
    best, start = (0, 0), 0
    for place, text in enumerate(texts):
        if place and text != texts[place - 1]:
            start = place
        if text and place - start + 1 > best[1]:
            best = (start, place - start + 1)
    return best


def _repeated(series: Series, start: int, length: int, variant: str, digits: str) -> Hit:
    return hit(series.months[start], variant, "", count=str(length), month=_month(start), digits=digits)


@rule("X-13", about=ABOUT)
def round_numbers(case: Case) -> Yield:
    """Too many of the monthly values are round."""
    pairs = [
        (fact, number)
        for series in case.series.values()
        for fact, number in zip(series.months, series.numbers, strict=True)
        if number
    ]
    if len(pairs) < case.limit("X-13", "least_values"):
        return
    rounds = [fact for fact, number in pairs if number % 100 == 0]
    share = Decimal(len(rounds)) / len(pairs) * 100
    if share > case.limit("X-13", "percent"):
        yield hit(rounds[0], "round", "", share=f"{share:.0f}", count=str(len(rounds)), all=str(len(pairs)))


@rule("X-19", about=("c6",))
def out_of_season(case: Case) -> Yield:
    """A fuel of the heating plant is burnt in summer as if it heated."""
    limit = case.limit("X-19", "percent") / 100
    for fuel, fields in case.lines("c6").items():
        part, whole = fields.get("amount"), case.number(f"c3.{fuel}.amount")
        series = case.series.get(f"c7.{fuel}")
        if series is None or part is None or not part.number or not whole:
            continue
        # Only where the heating plant burns nearly all of it: the rest may be kitchens or industry.
        if part.number < whole * case.limit("X-19", "share") / 100 or series.sum is None:
            continue
        winter = [n for n in (series.numbers[place] for place in _WINTER) if n is not None]
        summer = [n for n in (series.numbers[place] for place in _SUMMER) if n is not None]
        if sum(winter) and sum(summer) > sum(winter) * limit:
            ratio = Decimal(sum(summer)) / Decimal(sum(winter)) * 100
            yield hit(series.months[6], "summer", "", ratio=f"{ratio:.0f}")


@rule("X-20", about=ABOUT)
def out_of_line(case: Case) -> Yield:
    """A month far from the year's median and unlike both its neighbours, unless last year's was alike."""
    deviations, neighbours = case.limit("X-20", "deviations"), case.limit("X-20", "neighbours")
    for series in case.series.values():
        numbers = [number for number in series.numbers if number is not None]
        if len(numbers) < 12:
            continue
        middle = median(numbers)
        distances = [abs(number - middle) for number in numbers]
        most = deviations * _SCALE * median(distances)
        for place, distance in enumerate(distances):
            if distance <= most:
                continue
            if _stands_alone(numbers, place, neighbours) and not _was_so(case, series, place):
                yield hit(series.months[place], "outlier", plain(middle, 2), month=_month(place))


def _stands_alone(numbers: Sequence[Decimal], place: int, factor: Decimal) -> bool:
    """Whether a month is a multiple, or a fraction, of both its neighbours (December beside January)."""
    around = (numbers[place - 1], numbers[(place + 1) % 12])
    number = numbers[place]
    return number > max(around) * factor or (number > 0 and number * factor < min(around))


def _was_so(case: Case, series: Series, place: int) -> bool:
    """Whether the same month of an earlier year was within a third of it."""
    number = series.numbers[place]
    for earlier in (case.context.prior, case.context.before):
        then = earlier.number(f"{series.name}.m{place + 1:02d}") if earlier else None
        if then and number is not None and abs(number - then) * 3 <= abs(then):
            return True
    return False
