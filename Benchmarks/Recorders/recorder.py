# SPDX-License-Identifier: Apache-2.0
"""What the bench asks of a program that records."""

import subprocess
import time
from pathlib import Path

import processes

APPLICATION = "live"
MEDIA_SUFFIXES = {".flv", ".mp4", ".ts", ".m4s", ".part"}


class Failure(Exception):
    """Something did not happen as it should."""


def wait_for(what: str, seconds: float, condition) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


class Recorder:
    """One recorder at work in a folder of its own. `formats` are the names of what it writes of each stream."""

    formats: tuple[str, ...] = ()

    def __init__(self, folder: Path, streams: int) -> None:
        self.folder, self.streams = folder, streams
        self.started: list[subprocess.Popen] = []
        folder.mkdir(parents=True)

    def urls(self) -> dict[str, int]:
        """Where to push to, and how many streams; {n} stands for a stream's number, from 0."""
        raise NotImplementedError

    def connections_ports(self) -> set[int]:
        """The ports that publishers are connected to."""
        raise NotImplementedError

    def pids(self) -> list[int]:
        return processes.with_descendants([process.pid for process in self.started])

    def recorded(self, kind: str) -> dict[str, int]:
        """The finished recordings of one format, by their path, with their size: of HLS the segments' sum."""
        if kind == "hls":
            return {
                str(playlist): sum(segment.stat().st_size for segment in playlist.parent.glob("*.ts"))
                for playlist in self.folder.rglob("*.m3u8")
            }
        suffix = {"raw": ".rtmp"}.get(kind, f".{kind}")
        return {str(path): path.stat().st_size for path in self.folder.rglob(f"*{suffix}")}

    def growing(self, stream: int) -> list[Path]:
        """The files that may be written for one stream now."""
        raise NotImplementedError

    def is_sealed(self) -> bool:
        """Whether everything it began is finished, as far as the disk tells."""
        return True

    def stop(self) -> None:
        for process in self.started:
            process.poll() is None and process.terminate()
        for process in self.started:
            processes.stop(process)

    def check_alive(self) -> None:
        for process in self.started:
            if processes.has_ended(process.pid):
                raise Failure(f"{process.args[0]} ended; its log is in {self.folder}")


def media_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in MEDIA_SUFFIXES] if folder.exists() else []
