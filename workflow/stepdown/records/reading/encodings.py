"""Which encoding a text file has, decided only where there is no doubt."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from stepdown.records.reading import limits
from stepdown.records.reading.unreadable import Unreadable

BLOCK = 1 << 20
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SIGNATURES = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip or Excel",
    b"PAR1": "Parquet",
    b"$FL": "SPSS",
    b"\xd0\xcf\x11\xe0": "old Excel",
    b"7z\xbc\xaf": "7-zip",
    b"%PDF": "PDF",
}
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
NOT_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
DECLARE = "Say which encoding it has (`encoding:`), or save it as UTF-8."


def as_utf8(path: Path, declared: str | None, folder: Path) -> tuple[Path, int]:
    """The file if it is UTF-8 text, else a copy that is.

    Without a declaration a file is UTF-16 if it says so, UTF-8 if all of it is, and Windows-1252 (which contains
    Latin-1's letters) if it is certainly not UTF-8. Nothing else is tried, because any bytes are "valid" in most
    one-byte encodings.

    Parameters
    ----------
    declared : the encoding a person named.
    folder : private place for the copy.

    Returns
    -------
    tuple[pathlib.Path, int]
        The UTF-8 file, and the offset at which its text starts (after a byte order mark).

    Raises
    ------
    Unreadable
        If the bytes fit no encoding, or more than one.
    """
    with path.open("rb") as stream:
        head = stream.read(limits.SAMPLE)
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            raise Unreadable(
                f"This is not text: it looks like a {kind} file.", "Give it the ending of its format."
            )
    encoding = _known(declared) if declared else _by_mark(head)
    if encoding in (None, "utf-8", "utf-8-sig", "ascii"):
        fault = _first_fault(path, "ascii" if encoding == "ascii" else "utf-8")
        if fault is None:
            return path, len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        if encoding is not None:
            raise Unreadable(f"The file is not {encoding.upper()} text (line {fault}).", DECLARE)
        _must_be_cp1252(path, fault)
        encoding = "cp1252"
    copy = folder / "utf8.txt"
    _recode(path, encoding, copy)
    return copy, 0


def _known(declared: str) -> str:
    try:
        info = codecs.lookup(declared)
    except (LookupError, ValueError, TypeError):
        info = None
    # Codecs such as base64 or punycode are no encodings of files.
    if info is None or not info._is_text_encoding or info.name in ("idna", "punycode", "undefined"):
        raise Unreadable(
            "The encoding that the plan names is not known.", "Use utf-8, utf-16, cp1252 or latin-1."
        )
    return info.name


def _by_mark(head: bytes) -> str | None:
    """What the first bytes say; UTF-16 without a mark shows in the NULs beside every ASCII character."""
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even == 0:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and odd == 0:
        return "utf-16-be"
    return None


def _first_fault(path: Path, encoding: str) -> int | None:
    """The first line with bytes that are not of the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    before = 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            waiting = decoder.getstate()[0]
            # Most blocks of most files are plain ASCII, which is seen much faster than it is decoded.
            if waiting or not block or not block.isascii():
                try:
                    decoder.decode(block, final=not block)
                except UnicodeDecodeError as error:
                    return _line_at(path, before - len(waiting) + error.start)
            if not block:
                return None
            before += len(block)


def _line_at(path: Path, offset: int) -> int:
    line = 1
    with path.open("rb") as stream:
        while offset > 0 and (block := stream.read(min(BLOCK, offset))):
            line += block.count(b"\n")
            offset -= len(block)
    return line


def _must_be_cp1252(path: Path, fault: int) -> None:
    """Refuse files that are partly UTF-8, or hold bytes that Windows-1252 does not have."""
    end = b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if MULTIBYTE.search(end + block):
                what = f"The file is UTF-8 in some places and something else in others (line {fault})."
                raise Unreadable(what, DECLARE)
            if not NOT_IN_CP1252.isdisjoint(block):
                raise Unreadable(f"The file's encoding cannot be recognised (line {fault}).", DECLARE)
            end = block[-3:]


def _recode(path: Path, encoding: str, copy: Path) -> None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as stream, copy.open("wb") as out:
            while block := stream.read(BLOCK):
                out.write(decoder.decode(block).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except (UnicodeError, ValueError):
        raise Unreadable(f"The file is not {encoding} text, or it is cut short.", DECLARE) from None
