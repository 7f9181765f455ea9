"""The one way to compile a kernel: ahead of no data, cached on disk, typed as written."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function in machine code, with the same results on every machine (no fast-math).

    The cache on disk watches the function's own file alone: after a change to a kernel that another file
    calls, delete that file's __pycache__.
    """
    return cast(Function, numba.njit(cache=True, nogil=True)(function))
