"""Everything a release is made of and made into, by sha256."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import stepdown
from stepdown.errors import plain_exit
from stepdown.files import sha256, write_json

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

PACKAGES = (
    "snakemake",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "lifelines",
    "matplotlib",
    "pyarrow",
    "pydantic",
)

with plain_exit(log=snakemake.log[0]):
    release = Path(snakemake.output.manifest).parent
    made = [*snakemake.input.release, snakemake.input.gates, snakemake.input.alt_texts]
    write_json(
        snakemake.output.manifest,
        {
            "study": release.parent.name,
            "stepdown": stepdown.__version__,
            # Releases of one plan, code, lock and source have one id: it says which run made this folder.
            "code": snakemake.params.code,
            "seed": snakemake.params.seed,
            "python": ".".join(platform.python_version_tuple()[:2]),
            "packages": {name: version(name) for name in PACKAGES},
            "plan": {
                os.path.relpath(path): sha256(path)
                for path in (snakemake.input.plan, *snakemake.input.library)
            },
            "lock": {snakemake.input.lock: sha256(snakemake.input.lock)},
            "inputs": {str(path): sha256(path) for path in sorted(snakemake.input.source)},
            "outputs": {
                path.relative_to(release).as_posix(): sha256(path) for path in sorted(map(Path, made))
            },
        },
    )
