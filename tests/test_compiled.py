"""Loops are compiled once, loaded without the compiler afterwards, and give the same bytes on any number of cores."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stepdown.compiled import use_cores
from stepdown.estimators.discrete.philox import poisson

SOURCE = """
from stepdown.compiled import inlined, loop


@inlined
def _twice(x):
    return {factor} * x


@loop("f8[:]", "u1", "f8[:]")
def scale(values, add, out, first, last):
    for i in range(first, last):
        out[i] = _twice(values[i]) + add
"""
PROGRAM = """
import sys
import numpy as np
from written import scale

out = np.empty(5)
scale.run(5, 5, np.arange(5.0), 1, out)
print(out.tolist(), "numba" in sys.modules)
"""


def run(folder: Path, factor: int = 2) -> str:
    """Write the loop, with this factor, and run it in a process of its own."""
    (folder / "written.py").write_text(SOURCE.format(factor=factor))
    path = os.pathsep.join([str(folder), *sys.path])
    given = os.environ | {"PYTHONPATH": path, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=given)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("**/*.native"))


def test_a_loop_is_compiled_once_and_again_when_its_source_changes(tmp_path):
    assert run(tmp_path) == "[1.0, 3.0, 5.0, 7.0, 9.0] True"
    assert run(tmp_path) == "[1.0, 3.0, 5.0, 7.0, 9.0] False"
    assert run(tmp_path, factor=3) == "[1.0, 4.0, 7.0, 10.0, 13.0] True"
    assert run(tmp_path, factor=3) == "[1.0, 4.0, 7.0, 10.0, 13.0] False"
    assert [file.parent.name for file in kept(tmp_path)] == ["__pycache__"] * 2


def test_a_folder_that_cannot_be_written_leaves_it_to_the_users_cache(tmp_path):
    # A file where the folder should be: nothing can be put there, whoever runs the test.
    (tmp_path / "__pycache__").write_text("")
    assert run(tmp_path) == "[1.0, 3.0, 5.0, 7.0, 9.0] True"
    assert run(tmp_path) == "[1.0, 3.0, 5.0, 7.0, 9.0] False"
    assert [file.parent for file in kept(tmp_path)] == [tmp_path / "cache" / "stepdown"]


def test_damaged_machine_code_is_compiled_again(tmp_path):
    run(tmp_path)
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert run(tmp_path) == "[1.0, 3.0, 5.0, 7.0, 9.0] True"
    assert file.read_bytes() == whole


def test_other_arrays_than_declared_are_refused():
    from stepdown.estimators.discrete.curve_kernels import segment_totals

    starts, totals = np.array([0, 4]), np.empty(1)
    chunks = np.array([0, 1])
    segment_totals.run(1, 1, np.ones(4, np.uint8), starts, chunks, totals)
    assert totals.tolist() == [4.0]
    for wrong in (np.ones(4), np.ones((2, 2), np.uint8), np.ones(8, np.uint8)[::2], [1, 1, 1, 1]):
        with pytest.raises(TypeError, match="segment_totals needs a contiguous array of u1"):
            segment_totals.run(1, 1, wrong, starts, chunks, totals)
    with pytest.raises(TypeError, match="takes 4 arguments"):
        segment_totals.run(1, 1, starts, chunks, totals)


def test_cores_do_not_change_a_byte():
    drawn = []
    for cores in (1, 2, 5):
        out = np.empty(1_000_003, dtype=np.uint8)
        with use_cores(cores):
            poisson(7, 1, out)
        drawn.append(out.tobytes())
    assert drawn[0] == drawn[1] == drawn[2]
