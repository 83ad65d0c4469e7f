# SPDX-License-Identifier: Apache-2.0
"""Follows files while they grow, and tells how long after its sending each stamped frame was there to be read."""

import os
import time
from dataclasses import dataclass, field

from recorder import Recorder
from stamps import Bytes, TransportStream, searcher

POLL = 0.004
LOOK_FOR_FILES = 0.02
PIECE = 1 << 20


@dataclass
class Followed:
    descriptor: int
    offset: int = 0
    search: Bytes | TransportStream | None = None


@dataclass
class Watcher:
    """`delays` is in milliseconds: from the stamp to the moment its bytes were read from the file."""

    recorder: Recorder
    streams: list[int]
    delays: list[float] = field(default_factory=list)

    def watch(self, seconds: float) -> None:
        """Delays of what is sent from now on."""
        begun = time.time_ns() // 1000
        until = time.monotonic() + seconds
        followed: dict[int, Followed] = {}
        looked = float("-inf")
        while (now := time.monotonic()) < until:
            if now - looked > LOOK_FOR_FILES:
                self._find(followed)
                looked = now
            for it in followed.values():
                self._read(it, begun)
            time.sleep(POLL)
        for it in followed.values():
            os.close(it.descriptor)

    def _find(self, followed: dict[int, Followed]) -> None:
        """A file may be renamed when it is finished; it stays the same inode."""
        for stream in self.streams:
            for path in self.recorder.growing(stream):
                try:
                    descriptor = os.open(path, os.O_RDONLY)
                except FileNotFoundError:
                    continue
                inode = os.fstat(descriptor).st_ino
                if inode in followed:
                    os.close(descriptor)
                else:
                    followed[inode] = Followed(descriptor)

    def _read(self, it: Followed, begun: int) -> None:
        while data := os.pread(it.descriptor, PIECE, it.offset):
            now = time.time_ns() // 1000
            it.offset += len(data)
            if it.search is None:
                it.search = searcher(data)
            self.delays += [(now - stamp) / 1000 for stamp in it.search.take(data) if stamp >= begun]
