"""The container of old Office files (MS-CFB): its streams, whatever the file claims about itself."""

from __future__ import annotations

import struct

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_HEADER = 512
_ENTRY = 128
_ROOT = 5
_LAST = 0xFFFFFFFA


class Compound:
    """A compound file in memory. Chains that loop or leave the file end; claimed sizes are not trusted."""

    def __init__(self, content: bytes) -> None:
        self._content = content.ljust(_HEADER, b"\0")
        shift, directory, self._cutoff, small = struct.unpack_from("<30xH16xI4x2I", self._content)
        self._shift = 12 if shift == 12 else 9
        self._table = self._read_table()
        self._entries: dict[str, tuple[int, int]] = {}
        self._small_stream = b""
        self._small_table = _numbers(self._joined(small))
        self._read_entries(self._joined(directory))

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None where there is none."""
        if name not in self._entries:
            return None
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._joined(start)[:size]
        pieces = [self._small_stream[n << 6 : (n + 1) << 6] for n in _chain(start, self._small_table)]
        return b"".join(pieces)[:size]

    def _read_table(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        (further,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while further < len(self._content) >> self._shift and further not in seen:
            seen.add(further)
            *more, further = _numbers(self._sector(further)) or (_LAST,)
            sectors += more
        most = len(self._content) >> self._shift
        return tuple(
            n for sector in dict.fromkeys(sectors) if sector < most for n in _numbers(self._sector(sector))
        )

    def _read_entries(self, directory: bytes) -> None:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind, start, size = struct.unpack_from("<64xHB49x2I", directory, at)
            if kind == _ROOT:
                self._small_stream = self._joined(start)[:size]
            elif 2 < length <= 64 and kind:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                self._entries.setdefault(name, (start, size))

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(start, self._table))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) << self._shift
        return self._content[at : at + (1 << self._shift)]


def _chain(start: int, table: tuple[int, ...]) -> list[int]:
    chain: dict[int, None] = {}
    while start < len(table) and start not in chain:
        chain[start] = None
        start = table[start]
    return list(chain)


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(sector) // 4}I", sector)
