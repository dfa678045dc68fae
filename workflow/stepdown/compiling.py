"""The compiler of `compiled`'s loops; imported only where machine code is not yet there."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from types import FunctionType

from numba import carray, cfunc, njit, types

# Machine code is freed with the object that made it.
_KEPT: list = []


def compile_loop(function: Callable[..., None], kinds: list[tuple[str, int]]) -> tuple[int, bytes]:
    """Compile a loop; returns its address and what to keep of it: its symbol's name, a line feed, its object code.

    Parameters
    ----------
    function : the loop; its last two arguments are the first task and the one after the last
    kinds : type and number of axes of each other argument
    """
    scope = function.__globals__
    for name, helper in list(scope.items()):
        if isinstance(helper, FunctionType) and getattr(helper, "inlined", False):
            scope[name] = njit(inline="always")(helper)
    names = [f"a{position}" for position in range(len(kinds))]
    taken, passed, given = [], [], []
    for name, (kind, n_axes) in zip(names, kinds, strict=True):
        axes = [f"{name}_{axis}" for axis in range(n_axes)]
        taken += [name, *axes]
        passed.append(f"carray({name}, ({', '.join(axes)},))" if n_axes else name)
        number = getattr(types, kind)
        wide = number if kind in ("float64", "uint64") else types.int64
        given += [types.CPointer(number), *n_axes * [types.int64]] if n_axes else [wide]
    body = njit(error_model="numpy")(function)
    # C passes addresses and lengths: a function of these that makes arrays of them.
    text = f"def {function.__name__}({', '.join(taken)}, first, last):\n    body({', '.join(passed)}, first, last)\n"
    place = f"<{function.__name__} from addresses>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    made: dict = {"carray": carray, "body": body}
    exec(compile(text, place, "exec"), made)
    built = cfunc(types.void(*given, types.int64, types.int64), error_model="numpy")(made[function.__name__])
    _KEPT.append(built)
    _, _, (code, _) = built._library.serialize_using_object_code()
    return int(built.address), built._wrapper_name.encode() + b"\n" + code
