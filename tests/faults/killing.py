"""Work that is killed at its n-th step, in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

FILE_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.link"}
"""What Python tells its auditors of work on files."""


class Fuse:
    """Kills this process at its n-th step."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def __call__(self, *_: object) -> None:
        self.steps -= 1
        if self.steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def kill_at(step: int, work: Callable[[Fuse], Any]) -> bool:
    """Let a child do `work`, killed at its n-th step; whether it was killed before it was done.

    Steps are what `work` reports to the fuse, and whatever it does to files through Python.
    """
    child = os.fork()
    if child == 0:
        try:
            fuse = Fuse(step)
            sys.addaudithook(lambda event, _: fuse() if event in FILE_STEPS else None)
            work(fuse)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the child failed"
    return False
