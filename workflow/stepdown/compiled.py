"""Compiled loops that start at once: machine code is kept on disk and loaded without the compiler.

numba compiles a loop when it first runs on a machine (a second or so each). Importing numba costs half a second in every
process afterwards, more than fitting a million rows. So the machine code is written beside the source, or into the
user's cache where that is read-only, and later processes load it through llvmlite, numba's own layer below, in
milliseconds. The file's name holds a digest of the source, the versions and the processor, so that nothing stale is run.

A loop is a function of arrays that works through the tasks `first` to `last`; `run` deals tasks out to the cores. Tasks
follow from the data alone and write to places of their own, so that results do not depend on the cores.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

# Below so many steps one core is done before another is awake.
WORTH_WAKING = 200_000
_TYPES = {
    "i1": "int8",
    "u1": "uint8",
    "u2": "uint16",
    "u4": "uint32",
    "u8": "uint64",
    "i4": "int32",
    "i8": "int64",
    "f8": "float64",
}
_NEVER_CALLED = (
    "NRT_Free",
    "NRT_MemInfo_call_dtor",
    "numba_do_raise",
    "numba_gil_ensure",
    "numba_gil_release",
    "numba_runtime_build_excinfo_struct",
    "numba_unpickle",
)
_cores: int | None = None


def cores() -> int:
    """How many cores loops may use: NUMBA_NUM_THREADS, else those that this process may run on."""
    if _cores is not None:
        return _cores
    asked = os.environ.get("NUMBA_NUM_THREADS", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def use_cores(n: int) -> Iterator[None]:
    """Let loops use n cores for a while."""
    global _cores
    before, _cores = _cores, n
    try:
        yield
    finally:
        _cores = before


class Loop:
    """A function of C-contiguous arrays, and of the tasks `first` to `last`, that becomes machine code when called.

    Parameters
    ----------
    function : what to compile; its last two arguments are `first` and `last`
    types : the other arguments' types, such as "u1" for a number and "u1[:,:]" for a matrix of bytes
    """

    def __init__(self, function: Callable[..., None], types: tuple[str, ...]):
        """Nothing is compiled yet."""
        self.function = function
        self.types = [(kind[:2], kind.count(":")) for kind in types]

    def run(self, steps: int, n_tasks: int, *arguments: Any) -> None:
        """Do all tasks, on one core if the steps are few."""
        native, packed = self.native, self._packed(arguments)
        workers = min(cores(), n_tasks) if steps >= WORTH_WAKING else 1
        if workers == 1:
            native(*packed, 0, n_tasks)
            return
        # Whoever is free takes the next task: `next` is atomic.
        left = itertools.count()

        def work() -> None:
            for task in left:
                if task >= n_tasks:
                    return
                native(*packed, task, task + 1)

        others = [_pool().submit(work) for _ in range(workers - 1)]
        work()
        for other in others:
            other.result()

    def _packed(self, arguments: tuple[Any, ...]) -> list[Any]:
        """Addresses, shapes and numbers, as the machine code takes them."""
        if len(arguments) != len(self.types):
            raise TypeError(f"{self.function.__name__} takes {len(self.types)} arguments.")
        packed: list[Any] = []
        for (kind, n_axes), argument in zip(self.types, arguments, strict=True):
            if n_axes == 0:
                packed.append(int(argument) if kind[0] != "f" else float(argument))
                continue
            fits = isinstance(argument, np.ndarray) and argument.dtype.str[1:] == kind
            if not (fits and argument.ndim == n_axes and argument.flags.c_contiguous):
                raise TypeError(
                    f"{self.function.__name__} needs a contiguous array of {kind} and {n_axes} axes."
                )
            packed += [argument.ctypes.data, *argument.shape]
        return packed

    @functools.cached_property
    def native(self) -> Callable[..., None]:
        """The machine code: loaded, or compiled and kept."""
        given = []
        for kind, n_axes in self.types:
            number = {"f8": ctypes.c_double, "u8": ctypes.c_uint64}.get(kind, ctypes.c_int64)
            given += [ctypes.c_void_p] + n_axes * [ctypes.c_int64] if n_axes else [number]
        prototype = ctypes.CFUNCTYPE(None, *given, ctypes.c_int64, ctypes.c_int64)
        for folder in _folders(self.function):
            kept = folder / f"{self.function.__name__}.{self._digest}.native"
            if kept.is_file():
                seal, _, code = kept.read_bytes().partition(b"\n")
                if seal == _seal(code):
                    return prototype(_load(*code.split(b"\n", 1)))
        return prototype(self._compile())

    @functools.cached_property
    def _digest(self) -> str:
        import llvmlite.binding as llvm

        features = llvm.get_host_cpu_features().flatten() if sys.platform != "darwin" else ""
        source = _source(self.function).read_bytes()
        said = [version("numba"), version("llvmlite"), llvm.get_host_cpu_name(), features, repr(self.types)]
        return hashlib.sha256(
            b"\n".join(
                [source, Path(__file__).with_name("compiling.py").read_bytes(), *map(str.encode, said)]
            )
        ).hexdigest()[:16]

    def _compile(self) -> int:
        """Compile, keep the machine code if there is a place for it, and return its address."""
        from stepdown.compiling import compile_loop

        address, code = compile_loop(self.function, [(_TYPES[kind], n_axes) for kind, n_axes in self.types])
        for folder in _folders(self.function):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=folder)
                with os.fdopen(handle, "wb") as file:
                    file.write(_seal(code) + b"\n" + code)
                os.chmod(name, 0o644)
                os.replace(name, folder / f"{self.function.__name__}.{self._digest}.native")
                break
            except OSError:
                continue
        return address


def loop(*types: str) -> Callable[[Callable[..., None]], Loop]:
    """Make a function a `Loop` over arguments of these types."""
    return lambda function: Loop(function, types)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that loops of its module call: it is compiled into them."""
    function.inlined = True  # type: ignore[attr-defined]
    return function


def _source(function: Callable[..., None]) -> Path:
    return Path(function.__code__.co_filename)


def _folders(function: Callable[..., None]) -> list[Path]:
    """Where machine code is kept: beside the source, or with the user."""
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return [_source(function).parent / "__pycache__", Path(user) / "stepdown"]


def _seal(code: bytes) -> bytes:
    """What shows that a file is whole: half of one would bring the process down."""
    return hashlib.sha256(code).hexdigest().encode()


@functools.cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, os.cpu_count() or 1))


@ctypes.CFUNCTYPE(None)
def _unreachable() -> None:
    """Stop rather than go on with memory in an unknown state."""
    os.abort()


@functools.cache
def _engine() -> Any:
    """Where machine code is put into memory; it lives as long as the process."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    # What numba calls where a function raises or owns memory; loops do neither.
    for name in _NEVER_CALLED:
        if llvm.address_of_symbol(name) is None:
            llvm.add_symbol(name, ctypes.cast(_unreachable, ctypes.c_void_p).value)
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def _load(name: bytes, code: bytes) -> int:
    """Put kept machine code into memory and return its address."""
    import llvmlite.binding as llvm

    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return int(engine.get_function_address(name.decode()))
