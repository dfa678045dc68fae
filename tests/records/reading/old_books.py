"""An Excel 97 workbook (.xls) written by hand: records of BIFF8 inside a compound file.

Layouts: Microsoft's open specifications [MS-XLS] and [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR, LEAST_STREAM = 512, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
BOOK, SHEET = 0x0005, 0x0010


def xls(rows: Sequence[Sequence[object]], sheet: str = "people") -> bytes:
    """One sheet of texts and numbers; None is no cell."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    start = len(_globals(0, sheet, texts))
    stream = _globals(start, sheet, texts) + _cells(rows, texts)
    return _compound(stream.ljust(LEAST_STREAM, b"\0"))


def _record(code: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _globals(sheet_at: int, sheet: str, texts: Sequence[str]) -> bytes:
    strings = b"".join(struct.pack("<HB", len(text), 0) + text.encode("latin-1") for text in texts)
    named = struct.pack("<IBBBB", sheet_at, 0, 0, len(sheet), 0) + sheet.encode("latin-1")
    table = struct.pack("<II", len(texts), len(texts)) + strings
    return _begin(BOOK) + _record(0x0085, named) + _record(0x00FC, table) + _record(0x000A)


def _cells(rows: Sequence[Sequence[object]], texts: Sequence[str]) -> bytes:
    out = _begin(SHEET)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if isinstance(cell, str):
                out += _record(0x00FD, struct.pack("<HHHI", i, j, 0, texts.index(cell)))
            elif cell is not None:
                out += _record(0x0203, struct.pack("<HHHd", i, j, 0, float(cell)))
    return out + _record(0x000A)


def _compound(stream: bytes) -> bytes:
    """Sector 0 is the table of sectors, sector 1 the directory, and the stream follows."""
    sectors = -(-len(stream) // SECTOR)
    table = [TABLE, END, *range(3, 2 + sectors), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    header += struct.pack("<10I", 0, 1, 1, 0, LEAST_STREAM, END, 0, END, 0, 0) + struct.pack("<I", FREE) * 108
    return (
        header
        + struct.pack(f"<{len(table)}I", *table)
        + directory.ljust(SECTOR, b"\0")
        + stream.ljust(sectors * SECTOR, b"\0")
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
