"""A received PDF, page by page, within limits of pages and time. Nothing in the file is run.

A scan has no words; that is said, because nothing can be read from it.
"""

from __future__ import annotations

import io
import logging
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.services.sheets.archive import Source

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

_SECONDS = 60
_FEWEST_LETTERS = 20


@contextmanager
def opened_pdf(
    source: Source, *, most: int, too_many: str, instead: str
) -> Iterator[Iterator[tuple[int, Page]]]:
    """The pages with their numbers, while the `with` lasts; a page is closed when the next is asked for.

    What goes wrong while a page is being looked at is told as a sentence, too.

    Args:
        most: more pages than these are refused, with what to do then in `too_many`.
        instead: what to do where the file cannot be read, such as asking for another version.

    Raises:
        InputError: protected, damaged, a scan, too many pages, or it takes too long.
    """
    import pdfplumber

    # It complains about every odd object; what matters is said in our own sentences.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    with _told(source, instead), pdfplumber.open(io.BytesIO(source.content)) as pdf:
        if len(pdf.pages) > most:
            raise source.refuse(f"有 {len(pdf.pages)} 页，超过 {most} 页的上限。", too_many)
        yield _pages(source, pdf, instead)


def _pages(source: Source, pdf: PDF, instead: str) -> Iterator[tuple[int, Page]]:
    deadline = time.monotonic() + _SECONDS
    letters = 0
    for number, page in enumerate(pdf.pages, 1):
        if time.monotonic() > deadline:
            raise source.refuse("太复杂，读取超时。", instead)
        letters += len(page.chars)
        yield number, page
        page.close()
    if letters < _FEWEST_LETTERS:
        raise source.refuse("是扫描件或图片，里面没有文字，不能读取。", instead)


@contextmanager
def _told(source: Source, instead: str) -> Iterator[None]:
    """Turn what the reader says about a broken file into a sentence."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        yield
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise source.refuse("设了打开密码。", "请取得没有密码的文件后重试。") from error
        raise _damaged(source, instead, error) from error
    except (
        PDFException,
        MalformedPDFException,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    ) as error:
        # What pdfminer raises on broken files is whatever happens to go wrong inside it.
        raise _damaged(source, instead, error) from error


def _damaged(source: Source, instead: str, error: Exception) -> Exception:
    return source.refuse("已损坏，不能读取。", f"请重新取得这个文件。{instead}", repr(error))
