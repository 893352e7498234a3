from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.errors import InputError
from app.services.performance.grid import NO_RESULT, Merge
from app.services.performance.old_excel import read_xls
from tests.services.performance.builders import compound

BEGIN = struct.pack("<HHHH", 0x0809, 4, 0x0600, 0x0010)
END = struct.pack("<HH", 0x000A, 0)


def record(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def text(words: str, wide: bool = True) -> bytes:
    raw = words.encode("utf-16-le" if wide else "latin-1")
    return struct.pack("<HB", len(words), wide) + raw


def at(row: int, column: int, style: int = 0) -> bytes:
    return struct.pack("<3H", row, column, style)


def book(cells: bytes, *before: bytes, hidden: int = 0) -> bytes:
    start = BEGIN + b"".join(before)
    name = struct.pack("<BB", 1, 1) + "表".encode("utf-16-le")
    place = len(start) + 4 + 6 + len(name) + len(END)
    sheet = record(0x0085, struct.pack("<IBB", place, hidden, 0), name)
    return start + sheet + END + BEGIN + cells + END


def rows(cells: bytes, *before: bytes) -> list[list[str]]:
    (grid,) = read_xls(Path("示例.xls"), compound(book(cells, *before)))
    return [list(row) for row in grid.rows]


def test_numbers_in_every_form() -> None:
    number = record(0x0203, at(0, 0), struct.pack("<d", 48.65))
    small = record(0x027E, at(0, 1), struct.pack("<I", 4865 << 2 | 3))
    negative = record(0x027E, at(0, 2), struct.pack("<i", -5 << 2 | 2))
    double = struct.unpack("<Q", struct.pack("<d", 0.5))[0] >> 32
    several = record(0x00BD, struct.pack("<HHHIHIH", 0, 3, 0, double, 0, 7 << 2 | 2, 4))
    assert rows(number + small + negative + several) == [["48.65", "48.65", "-5", "0.5", "7"]]


def test_formats() -> None:
    styles = [record(0x00E0, struct.pack("<HH", 0, code)) for code in (0, 9, 14, 164, 165)]
    custom = [
        record(0x041E, struct.pack("<H", 164), text('yyyy"年"m"月"')),
        record(0x041E, struct.pack("<H", 165), text("0.00%", wide=False)),
    ]
    values = [(0.98, 1), (45291.0, 2), (45261.0, 3), (0.5, 4), (45291.0, 0)]
    cells = b"".join(
        record(0x0203, at(0, n, style), struct.pack("<d", v)) for n, (v, style) in enumerate(values)
    )
    assert rows(cells, *custom, *styles) == [["98%", "2023年12月31日", "2023年12月", "50%", "45291"]]
    dates = record(0x0022, b"\1\0")
    assert rows(record(0x0203, at(0, 0, 2), struct.pack("<d", 43829.0)), dates, *custom, *styles) == [
        ["2023年12月31日"]
    ]


def test_formulas_flags_and_errors() -> None:
    def formula(column: int, result: bytes) -> bytes:
        return record(0x0006, at(0, column), result, bytes(8))

    cells = (
        formula(0, struct.pack("<d", 12.0))
        + formula(1, b"\0\0\0\0\0\0\xff\xff")
        + record(0x0207, text("合计"))
        + formula(2, b"\0\0\0\0\0\0\xff\xff")
        + formula(3, b"\2\0\7\0\0\0\xff\xff")
        + formula(4, b"\1\0\1\0\0\0\xff\xff")
        + record(0x0205, at(0, 5), b"\x2a\1")
        + record(0x0205, at(0, 6), b"\0\0")
    )
    assert rows(cells) == [["12", "合计", NO_RESULT, "#DIV/0!", "是", "#N/A", "否"]]


def test_shared_strings_cut_between_records() -> None:
    long = "甲乙丙丁" * 20
    raw = long.encode("utf-16-le")
    first = record(
        0x00FC, struct.pack("<II", 3, 3), text("ab", wide=False), struct.pack("<HB", len(long), 1), raw[:50]
    )
    more = record(0x003C, b"\1" + raw[50:], struct.pack("<HBH", 1, 9, 1), "戊".encode("utf-16-le"), bytes(4))
    cells = b"".join(record(0x00FD, at(0, n), struct.pack("<I", n)) for n in (0, 1, 2, 9))
    cells += record(0x0204, at(1, 0), text("末"))
    assert rows(cells, first, more) == [["ab", long, "戊"], ["末", "", ""]]


def test_merged_hidden_and_small_files() -> None:
    cells = record(0x0204, at(0, 0), text("甲")) + record(0x0204, at(1, 1), text("乙"))
    cells += record(0x00E5, struct.pack("<5H", 1, 0, 1, 0, 0))
    (grid,) = read_xls(Path("示例.xls"), compound(book(cells, hidden=1), small=True))
    assert (grid.rows, grid.merged, grid.hidden) == ([["甲", ""], ["甲", "乙"]], (Merge(0, 0, 1, 0),), True)
    assert grid.place(1, 1) == "表!B2"


def test_a_chart_inside_a_sheet_is_passed_over() -> None:
    chart = BEGIN + record(0x0204, at(5, 5), text("图")) + END
    assert rows(chart + record(0x0204, at(0, 0), text("甲"))) == [["甲"]]


@pytest.mark.parametrize("stream", [b"", BEGIN + END, b"\x09\x08\x04\x00\x00\x05\x05\x00", bytes(100)])
def test_not_a_workbook(stream: bytes) -> None:
    with pytest.raises(InputError, match="已损坏"):
        read_xls(Path("示例.xls"), compound(stream))


STREAM = book(
    record(0x0203, at(0, 0), struct.pack("<d", 1.0)) + record(0x00FD, at(0, 1), struct.pack("<I", 0)),
    record(0x00FC, struct.pack("<II", 1, 1), text("甲乙")),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_streams_are_refused_or_read(data: st.DataObject) -> None:
    stream = bytearray(STREAM)
    for _ in range(data.draw(st.integers(1, 5))):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    try:
        grids = read_xls(Path("示例.xls"), compound(bytes(stream)))
    except InputError as error:
        assert "示例.xls" in error.message
    else:
        assert isinstance(grids, list)
