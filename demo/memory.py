"""Measure what a command and all its children take of the memory, together."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

EVERY_SECONDS = 0.2


class Peak:
    """The largest sum of the proportional set sizes of this process and its descendants, in bytes.

    Shared pages count once (PSS); where the system does not know PSS, the unique set size is taken.
    """

    def __init__(self) -> None:
        self.bytes = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        myself = psutil.Process()
        while not self._stop.wait(EVERY_SECONDS):
            family = [myself, *myself.children(recursive=True)]
            self.bytes = max(self.bytes, sum(_size(process) for process in family))


def _size(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
    except psutil.Error:
        return 0  # it has ended meanwhile
    return int(getattr(info, "pss", info.uss))
