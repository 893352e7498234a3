"""The closed file 交换包 (.crdx): compressed, with a check sum, or encrypted with a password.

    8 bytes   mark
    4 bytes   length of the header, then the header as JSON
    chunks    4 bytes length (upper bit: the last one), then the bytes
    32 bytes  SHA-256 of everything before, only without a password

With a password the key comes from scrypt and every chunk is sealed by AES-GCM under its own number, with the
header as associated data, so that no chunk can be altered, left out, doubled or moved.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from app.models.errors import AppError, Damaged, DiskFull, InputError, NewerFile
from app.models.problems import disk_problem
from app.services.files import MEGABYTE, replacing
from app.services.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUFFIX = ".crdx"
MARK = b"CRDX\x01\r\n\x1a"
SIZE_LIMIT = 4096 * MEGABYTE
_FORMAT = 1
_HEADER_LIMIT = 4096
_CHUNK = MEGABYTE
_LAST = 1 << 31
_TAG = 16
# A file that swells more than this, beyond the first megabytes, was made to fill the disk.
_SWELL, _SWELL_FREE = 200, 64 * MEGABYTE
# About a tenth of a second and 64 MB on an office laptop; fixed, so that a file cannot ask for more.
_SCRYPT: Final = {"n": 1 << 16, "r": 8, "p": 1}


class PasswordNeeded(InputError):
    """The package is encrypted and no password, or a wrong one, was given."""


def pack(source: Path, target: Path, password: str | None = None, progress: Progress = NO_PROGRESS) -> None:
    """Write the file at `source` as a package to `target`, whole or not at all.

    Raises:
        AppError: `target` cannot be written or the disk is full. Cancelled: the user stopped.
    """
    size = source.stat().st_size
    progress.total(size // _CHUNK + 1)
    header: dict[str, Any] = {"format": _FORMAT, "size": size, "cipher": "none"}
    cipher = None
    if password is not None:
        salt, prefix = os.urandom(16), os.urandom(7)
        cipher = _cipher(password, salt)
        header |= {"cipher": "aes-gcm", "salt": salt.hex(), "nonce": prefix.hex()}
        header["check"] = cipher.encrypt(_nonce(prefix, 0, False), b"", _json(header)).hex()
    text = _json(header)
    check = hashlib.sha256()
    with replacing(target) as beside, beside.open("wb") as out:

        def put(data: bytes) -> None:
            check.update(data)
            out.write(data)

        put(MARK + len(text).to_bytes(4, "big") + text)
        for number, (chunk, is_last) in enumerate(_with_last(_compressed(source, progress)), 1):
            if cipher is not None:
                nonce = _nonce(bytes.fromhex(header["nonce"]), number, is_last)
                chunk = cipher.encrypt(nonce, chunk, text)
            put((len(chunk) | (_LAST if is_last else 0)).to_bytes(4, "big") + chunk)
        if cipher is None:
            out.write(check.digest())


def is_package(path: Path) -> bool:
    """Whether the file begins like a package."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def is_encrypted(path: Path) -> bool:
    """Whether a package asks for a password. Raises AppError for a damaged header."""
    with path.open("rb") as file:
        file.read(len(MARK))
        header, _ = _read_header(file, path.name)
    return bool(header["cipher"] != "none")


def unpack(
    source: Path,
    target: Path,
    password: str | None = None,
    progress: Progress = NO_PROGRESS,
    *,
    name: str = "",
) -> None:
    """Write what the package at `source` holds to `target`; `name` is how sentences call it.

    Raises:
        PasswordNeeded: no password or a wrong one. Damaged, NewerFile, DiskFull: with the sentence.
    """
    name, packed = name or source.name, source.stat().st_size
    try:
        with source.open("rb") as file:
            check = hashlib.sha256(file.read(len(MARK)))
            header, text = _read_header(file, name)
            check.update(len(text).to_bytes(4, "big") + text)
            size = header["size"]
            _refuse_size(size, packed, target, name)
            progress.total(size // _CHUNK + 1)
            chunks = _chunks(file, check, name)
            cipher = _opened(header, password, name)
            if cipher is not None:
                chunks = _decrypted(chunks, cipher, header, text, name)
            _inflate(chunks, target, size, name, progress)
            if cipher is None and file.read(32) != check.digest():
                raise _damaged(name, "check sum")
            if file.read(1):
                raise _damaged(name, "bytes behind the end")
    except OSError as error:
        raise disk_problem(error, source) from error


def _read_header(file: IO[bytes], name: str) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(file.read(4), "big")
    if not 0 < length <= _HEADER_LIMIT:
        raise _damaged(name, f"header of {length} bytes")
    text = file.read(length)
    try:
        header = json.loads(text)
        number = header["format"]
        if isinstance(number, int) and number > _FORMAT:
            raise NewerFile(
                f"“{name}”由更新版本的程序导出（格式 {number}，本程序支持到 {_FORMAT}）。", "请先升级本程序。"
            )
        size, cipher = header["size"], header["cipher"]
        if number != _FORMAT or type(size) is not int or size < 0 or cipher not in ("none", "aes-gcm"):
            raise _damaged(name, f"header {header}")
        if cipher == "aes-gcm":
            lengths = [len(bytes.fromhex(header[key])) for key in ("salt", "nonce", "check")]
            if lengths != [16, 7, _TAG]:
                raise _damaged(name, f"header {header}")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(name, f"header: {error}") from error
    return header, text


def _refuse_size(size: int, packed: int, target: Path, name: str) -> None:
    if size > SIZE_LIMIT or size > _SWELL_FREE + packed * _SWELL:
        raise InputError(
            f"“{name}”声称内有 {size // MEGABYTE} MB 内容，超出合理范围，没有打开。", "请对方重新导出。"
        )
    if shutil.disk_usage(target.parent).free < size + 16 * MEGABYTE:
        raise DiskFull(f"磁盘空间不够打开“{name}”（需要 {size // MEGABYTE} MB）。", "请腾出空间后重试。")


def _opened(header: dict[str, Any], password: str | None, name: str) -> AESGCM | None:
    if header["cipher"] == "none":
        return None
    from cryptography.exceptions import InvalidTag

    if not password:
        raise PasswordNeeded(f"“{name}”设有密码。", "请输入对方告诉您的密码。", field="password")
    cipher = _cipher(password, bytes.fromhex(header["salt"]))
    bare = {key: value for key, value in header.items() if key != "check"}
    try:
        cipher.decrypt(
            _nonce(bytes.fromhex(header["nonce"]), 0, False), bytes.fromhex(header["check"]), _json(bare)
        )
    except InvalidTag:
        raise PasswordNeeded(
            f"“{name}”的密码不对。", "请核对大小写和空格后再试；多次不对请让对方重新导出。", field="password"
        ) from None
    return cipher


def _cipher(password: str, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return AESGCM(Scrypt(salt=salt, length=32, **_SCRYPT).derive(password.encode()))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _json(header: dict[str, Any]) -> bytes:
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()


def _compressed(source: Path, progress: Progress) -> Iterator[bytes]:
    squeeze = zlib.compressobj(3)
    waiting = b""
    with source.open("rb") as file:
        while part := file.read(_CHUNK):
            progress.step("正在压缩")
            waiting += squeeze.compress(part)
            while len(waiting) >= _CHUNK:
                yield waiting[:_CHUNK]
                waiting = waiting[_CHUNK:]
    yield waiting + squeeze.flush()


def _with_last(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    before = next(chunks)
    for chunk in chunks:
        yield before, False
        before = chunk
    yield before, True


def _chunks(file: IO[bytes], check: hashlib._Hash, name: str) -> Iterator[tuple[bytes, bool]]:
    while True:
        head = file.read(4)
        length = int.from_bytes(head, "big")
        is_last, length = bool(length & _LAST), length & ~_LAST
        # The last chunk carries what the compressor still held, which may be a little more than one chunk.
        if len(head) < 4 or length > 2 * _CHUNK:
            raise _damaged(name, "chunk length")
        data = file.read(length)
        if len(data) < length:
            raise _damaged(name, "cut off")
        check.update(head + data)
        yield data, is_last
        if is_last:
            return


def _decrypted(
    chunks: Iterator[tuple[bytes, bool]], cipher: AESGCM, header: dict[str, Any], text: bytes, name: str
) -> Iterator[tuple[bytes, bool]]:
    from cryptography.exceptions import InvalidTag

    prefix = bytes.fromhex(header["nonce"])
    for number, (data, is_last) in enumerate(chunks, 1):
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last), data, text), is_last
        except InvalidTag:
            raise _damaged(name, f"chunk {number} was altered") from None


def _inflate(
    chunks: Iterator[tuple[bytes, bool]], target: Path, size: int, name: str, progress: Progress
) -> None:
    swell = zlib.decompressobj()
    written = 0
    with target.open("wb") as out:
        for data, _ in chunks:
            part = b"-"
            # What was squeezed well comes out in portions, also once all of `data` is in.
            while data or len(part) == _CHUNK:
                try:
                    part = swell.decompress(data, _CHUNK)
                except zlib.error as error:
                    raise _damaged(name, str(error)) from error
                progress.step("正在解开")
                written += len(part)
                if written > size:
                    raise _damaged(name, "more content than stated")
                out.write(part)
                data = swell.unconsumed_tail
    if written != size or not swell.eof:
        raise _damaged(name, f"{written} of {size} bytes")


def _damaged(name: str, detail: str) -> AppError:
    return Damaged(f"“{name}”在传送中损坏或被改动过，没有打开。", "请对方重新发送。", detail)
