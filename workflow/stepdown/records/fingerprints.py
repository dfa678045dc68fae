"""Are the source files there, and are they the ones that the study was planned on?"""

from __future__ import annotations

from pathlib import Path

from stepdown.errors import Problem, SourceError
from stepdown.files import sha256

SUMS = "SHA256SUMS"


def check_fingerprints(folder: str | Path, files: tuple[str, ...], *, required: bool) -> dict[str, str]:
    """Compare every file with the sums beside it.

    Parameters
    ----------
    folder : the source folder.
    files : names of the files that the adapter reads.
    required : whether there must be a `SHA256SUMS` in the folder. Where there is one, it is always compared.

    Returns
    -------
    dict
        File name -> sha256, for the manifest.

    Raises
    ------
    SourceError
        Listing every file that is missing, empty, altered or not in the sums.
    """
    folder = Path(folder)
    if not folder.is_dir():
        mend = "Correct source.path in the plan."
        if folder.name == "harbor":
            mend = f"Harbor is simulated, and its export is made by: stepdown simulate --out {folder}"
        raise SourceError([Problem(str(folder), "The folder does not exist.", mend)])
    sums_path = folder / SUMS
    if required and not sums_path.is_file():
        mend = f"Restore it, or make it with: cd {folder} && sha256sum *.csv > {SUMS}"
        raise SourceError([Problem(str(sums_path), "The list of sha256 sums is missing.", mend)])
    expected = _read_sums(sums_path) if sums_path.is_file() else None
    found: dict[str, str] = {}
    problems = []
    for name in files:
        path = folder / name
        if not path.is_file():
            problems.append(Problem(str(path), "The file is missing.", "Put it back, or correct the plan."))
        elif path.stat().st_size == 0:
            problems.append(Problem(str(path), "The file is empty.", "Put it back, or export it again."))
        else:
            found[name] = sha256(path)
            problems += _compare(path, found[name], expected)
    if problems:
        raise SourceError(problems)
    return found


def _compare(path: Path, digest: str, expected: dict[str, str] | None) -> list[Problem]:
    if expected is None or expected.get(path.name) == digest:
        return []
    if path.name not in expected:
        return [Problem(str(path), f"The file has no line in {SUMS}.", "Add its sha256 sum there.")]
    return [
        Problem(
            str(path),
            f"The file was altered: its sha256 sum is {digest[:12]}…, {SUMS} says {expected[path.name][:12]}….",
            f"Restore the file (git checkout), or, if the change is meant, update {SUMS}.",
        )
    ]


def _read_sums(path: Path) -> dict[str, str]:
    sums = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.strip().partition(" ")
        if name:
            sums[name.strip().lstrip("*")] = digest.lower()
    return sums
