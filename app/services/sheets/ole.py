"""The container of old Office files and of password-protected new ones (MS-CFB): its streams.

Only what is needed to tell files apart and to look at an old workbook before a reader trusts it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import ClassVar

_LAST_SECTOR = 0xFFFFFFFA
_HEADER_SIZE = 512
_ENTRY = 128
_ROOT = 5


class Compound:
    """A compound file in memory. Chains that loop or leave the file simply end; the reader complains."""

    MAGIC: ClassVar[bytes] = bytes.fromhex("D0CF11E0A1B11AE1")

    def __init__(self, content: bytes) -> None:
        self._bytes = content
        self._table: list[int] = []
        self._entries: dict[str, tuple[int, int]] = {}
        self._root = _LAST_SECTOR
        if len(content) < _HEADER_SIZE:
            return
        (shift,) = struct.unpack_from("<H", content, 30)
        self._shift = 12 if shift == 12 else 9
        (directory,) = struct.unpack_from("<I", content, 48)
        self._cutoff, self._small_table = struct.unpack_from("<2I", content, 56)
        self._read_table()
        self._read_entries(directory)

    def names(self) -> set[str]:
        """Names of all streams and storages."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; b"" where there is none."""
        if name not in self._entries:
            return b""
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._joined(start)[:size]
        # Small streams share the stream of the root entry, cut into pieces of 64 bytes with their own table.
        whole = self._joined(self._root)
        content = self._joined(self._small_table)
        table = struct.unpack_from(f"<{len(content) // 4}I", content)
        pieces = (whole[number << 6 : (number + 1) << 6] for number in _chain(start, table))
        return b"".join(pieces)[:size]

    def _joined(self, sector: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(sector, self._table))

    def _sector(self, number: int) -> bytes:
        offset = (number + 1) << self._shift
        return self._bytes[offset : offset + (1 << self._shift)]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        content = self._sector(sector)
        return struct.unpack_from(f"<{len(content) // 4}I", content)

    def _read_table(self) -> None:
        """The sector table: its first 109 sectors stand in the header, further ones in a chain."""
        sectors = list(struct.unpack_from("<109I", self._bytes, 76))
        (further,) = struct.unpack_from("<I", self._bytes, 68)
        most = len(self._bytes) >> self._shift
        seen: set[int] = set()
        while further < most and further not in seen:
            seen.add(further)
            numbers = self._numbers(further)
            sectors += numbers[:-1]
            further = numbers[-1] if numbers else _LAST_SECTOR
        for sector in sectors[: most + 1]:
            if sector < _LAST_SECTOR:
                self._table += self._numbers(sector)

    def _read_entries(self, directory: int) -> None:
        content = self._joined(directory)
        for offset in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, offset + 64)
            if kind == _ROOT:
                (self._root,) = struct.unpack_from("<I", content, offset + 116)
            if 2 < length <= 64 and kind:
                name = content[offset : offset + length - 2].decode("utf-16-le", "replace")
                self._entries.setdefault(name, struct.unpack_from("<II", content, offset + 116))


def _chain(sector: int, table: Sequence[int]) -> list[int]:
    """The sectors that follow one another from `sector`."""
    chain: dict[int, None] = {}
    while sector < len(table) and sector not in chain:
        chain[sector] = None
        sector = table[sector]
    return list(chain)
