"""Files inside gzip and zip files, unpacked only as far as is safe."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from stepdown.records.reading import limits
from stepdown.records.reading.unreadable import Unreadable

BLOCK = 1 << 20
CUT = "The packed file is cut short or damaged."
AGAIN = "Copy it again, or export it again."


@contextmanager
def unpacked(path: Path, suffixes: frozenset[str]) -> Iterator[tuple[Path, Path]]:
    """The file itself, or the one table that is packed in it, and a private folder that is removed afterwards.

    Parameters
    ----------
    suffixes : endings that tables have; other members of a zip file are left aside.

    Raises
    ------
    Unreadable
        If the file is damaged, swells beyond the limits or does not hold exactly one table.
    """
    with TemporaryDirectory(prefix="stepdown-") as folder:
        ending = path.suffix.lower()
        if ending == ".gz":
            inner = Path(folder, "unpacked" + (Path(path.stem).suffix.lower() or ".csv"))
            _unpack_gzip(path, inner)
        elif ending == ".zip":
            inner = _unpack_zip(path, Path(folder), suffixes)
        else:
            inner = path
        yield inner, Path(folder)


def _unpack_gzip(path: Path, inner: Path) -> None:
    try:
        with gzip.open(path) as stream:
            _copy_within_limits(stream, inner, path.stat().st_size)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable(CUT, AGAIN) from None


def _unpack_zip(path: Path, folder: Path, suffixes: frozenset[str]) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            member = _only_table(archive, suffixes)
            inner = folder / ("unpacked" + Path(member.filename).suffix.lower())
            _check_size(member.file_size, max(member.compress_size, 1))
            with archive.open(member) as stream:
                _copy_within_limits(stream, inner, max(member.compress_size, 1))
            return inner
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError):
        raise Unreadable(CUT, AGAIN) from None
    except RuntimeError:
        raise Unreadable("The zip file is locked with a password.", "Unpack it by hand.") from None


def _only_table(archive: zipfile.ZipFile, suffixes: frozenset[str]) -> zipfile.ZipInfo:
    tables = [
        member
        for member in archive.infolist()
        if Path(member.filename).suffix.lower() in suffixes
        and not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
    ]
    if len(tables) != 1:
        what = f"The zip file holds {len(tables) or 'no'} tables; it must hold exactly one."
        raise Unreadable(what, "Unpack it, and name the table that is meant.")
    return tables[0]


def check_zip_members(path: Path) -> None:
    """Check the declared sizes of a workbook, which is a zip file too, before a library unpacks it.

    Raises
    ------
    Unreadable
        If the workbook is damaged, or swells beyond the limits.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_size(sum(m.file_size for m in members), max(sum(m.compress_size for m in members), 1))
            for member in members:
                with archive.open(member) as stream:
                    _copy_within_limits(stream, None, max(member.compress_size, 1))
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError):
        raise Unreadable("The workbook is cut short, damaged or locked.", "Save it again.") from None


def _copy_within_limits(stream: IO[bytes], target: Path | None, packed: int) -> None:
    """A file's own word on its size is not trusted: what comes out is counted."""
    size = 0
    with nullcontext() if target is None else target.open("wb") as out:
        while block := stream.read(BLOCK):
            size += len(block)
            _check_size(size, packed)
            if out is not None:
                out.write(block)


def _check_size(size: int, packed: int) -> None:
    if size > limits.MAX_EXPANDED or (size > limits.FREE_EXPANDED and size > limits.MAX_RATIO * packed):
        what = "The packed file swells to far more than a table of its size would; it was not unpacked."
        raise Unreadable(what, "If it is to be trusted, unpack it by hand and name the table inside.")
