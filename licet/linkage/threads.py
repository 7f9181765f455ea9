"""Work in several threads at once; what comes of it does not depend on how many there are."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
Other = TypeVar("Other")


def spread(work: Callable[[Task], Done], tasks: Iterable[Task]) -> list[Done]:
    """What the work makes of each task, in the order of the tasks.

    As many threads as cores, or as NUMBA_NUM_THREADS says. Compiled kernels run beside one another, as they
    hold no lock; threads of the compiler's own are left alone, because a process that forks cannot have them.
    """
    tasks, threads = list(tasks), int(os.environ.get("NUMBA_NUM_THREADS") or os.cpu_count() or 1)
    if min(len(tasks), threads) < 2:
        return [work(task) for task in tasks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, tasks))


def beside(one: Callable[[], Done], other: Callable[[], Other]) -> tuple[Done, Other]:
    """What two pieces of work give that do not need one another, done at the same time."""
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(other)
        return one(), under_way.result()


def slices(count: int, size: int) -> list[slice]:
    """Places 0 to `count` in parts of up to `size`."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
