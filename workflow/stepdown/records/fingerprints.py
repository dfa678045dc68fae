"""Are the source files there, and are they the ones that the study was planned on?"""

from __future__ import annotations

from pathlib import Path

from stepdown.errors import Problem, SourceError
from stepdown.files import sha256

SUMS = "SHA256SUMS"


def check_fingerprints(folder: str | Path, required: tuple[str, ...]) -> dict[str, str]:
    """Compare every required file with the sums beside it.

    Parameters
    ----------
    folder : the source folder, holding the files and a `SHA256SUMS`.
    required : names of the files that the adapter reads.

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
    sums_path = folder / SUMS
    if not folder.is_dir():
        raise SourceError(
            [Problem(str(folder), "The folder does not exist.", "Correct source.path in the plan.")]
        )
    if not sums_path.is_file():
        raise SourceError(
            [
                Problem(
                    str(sums_path),
                    "The list of sha256 sums is missing.",
                    f"Restore it, or make it with: cd {folder} && sha256sum *.csv > {SUMS}",
                )
            ]
        )
    expected = _read_sums(sums_path)
    found: dict[str, str] = {}
    problems = []
    for name in required:
        path = folder / name
        if not path.is_file():
            problems.append(
                Problem(str(path), "The file is missing.", "Restore it from the repository (git checkout).")
            )
            continue
        if path.stat().st_size == 0:
            problems.append(
                Problem(str(path), "The file is empty.", "Restore it from the repository (git checkout).")
            )
            continue
        found[name] = sha256(path)
        if name not in expected:
            problems.append(
                Problem(str(path), f"The file has no line in {SUMS}.", "Add its sha256 sum there.")
            )
        elif found[name] != expected[name]:
            problems.append(
                Problem(
                    str(path),
                    f"The file was altered: its sha256 sum is {found[name][:12]}…, {SUMS} says {expected[name][:12]}….",
                    f"Restore the file (git checkout), or, if the change is meant, update {SUMS}.",
                )
            )
    if problems:
        raise SourceError(problems)
    return found


def _read_sums(path: Path) -> dict[str, str]:
    sums = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.strip().partition(" ")
        if name:
            sums[name.strip().lstrip("*")] = digest.lower()
    return sums
