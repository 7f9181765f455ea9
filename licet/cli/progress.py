"""Progress of a run at a terminal: the stage and its number, its step, what it came to, the time left."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.progress import Progress as Live
from rich.progress import ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from licet.cli.terminal import ERR
from licet.run import STAGE_NAMES, Progress

WIDTH = max(map(len, STAGE_NAMES))


@contextmanager
def watching(last: Mapping[str, float]) -> Iterator[Progress]:
    """Progress on stderr where that is a terminal; elsewhere none.

    last: how many seconds each stage of the last run took, from which the time left is told.
    """
    if not ERR.is_terminal:
        yield Progress(begin=_quiet, say=_quiet, end=_quiet)
        return
    with Live(
        SpinnerColumn(), TextColumn("{task.description}"), _Clock(), console=ERR, transient=True
    ) as live:
        screen = _Screen(live, last)
        yield Progress(screen.begin, screen.say, screen.end)


class _Screen:
    """One line that moves while a stage is at work, and one that stays when it is done."""

    def __init__(self, live: Live, last: Mapping[str, float]) -> None:
        self._live, self._last = live, last
        self._stage = ""

    def begin(self, stage: str) -> None:
        self._stage = f"[{STAGE_NAMES.index(stage) + 1}/{len(STAGE_NAMES)}] {stage.ljust(WIDTH)}"
        self._task = self._live.add_task(_plain(self._stage), total=None, last=self._last.get(stage))

    def say(self, step: str) -> None:
        self._live.update(self._task, description=_plain(f"{self._stage}  {step}"))

    def end(self, told: str) -> None:
        seconds = self._live.tasks[-1].elapsed or 0.0
        self._live.remove_task(self._task)
        self._live.console.print(
            f"{self._stage} {seconds:6.1f} s  {told}".rstrip(), markup=False, style="dim"
        )


class _Clock(ProgressColumn):
    """How long a stage has taken, and how long it has left if it takes as long as last time."""

    def render(self, task: Task) -> Text:
        taken, last = task.elapsed or 0.0, task.fields["last"]
        left = f", about {last - taken:.0f} s left" if last is not None and last - taken >= 1 else ""
        return Text(f"{taken:.0f} s{left}", style="dim")


def _plain(text: str) -> str:
    """Text that rich does not read as its own markup."""
    return text.replace("[", r"\[")


def _quiet(step: str) -> None:
    del step
