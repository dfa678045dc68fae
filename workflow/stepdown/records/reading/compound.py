"""Is an old Excel file (.xls) whole? The library that reads it stops badly in one that is cut short.

Layout: the compound file of Microsoft's open specification [MS-CFB], 2.2 and 2.3.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stepdown.records.reading.unreadable import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
FREE = 0xFFFFFFFF
CUT = ("The workbook is cut short or damaged.", "Copy it again, or save it as .xlsx or CSV.")


def check_compound(path: Path) -> None:
    """Refuse a file that ends before the last sector that its own table lists.

    Raises
    ------
    Unreadable
        If the file is no compound file, or is cut short.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        header = stream.read(HEADER)
        if len(header) < HEADER or not header.startswith(MAGIC):
            raise Unreadable("The file is not an old Excel workbook.", "Save it as .xlsx or CSV.")
        sector = 1 << int.from_bytes(header[30:32], "little")
        # The header lists the first 109 sectors of the table: enough for the first seven megabytes.
        for number, place in enumerate(np.frombuffer(header[76:512], dtype="<u4")):
            if place == FREE:
                break
            stream.seek((int(place) + 1) * sector)
            table = np.frombuffer(stream.read(sector), dtype="<u4")
            used = np.flatnonzero(table != FREE)
            last = number * (sector // 4) + int(used[-1]) if len(used) else 0
            if len(table) < sector // 4 or (last + 2) * sector > size:
                raise Unreadable(*CUT)
