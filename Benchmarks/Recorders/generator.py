# SPDX-License-Identifier: Apache-2.0
"""The load: `aircheck push`, and what it says of itself."""

import json
import subprocess
import time
from pathlib import Path

import processes
from recorder import Failure


class Generator:
    """Pushes one file over many connections at real-time pace, for a number of seconds; a process for each URL."""

    def __init__(
        self, binary: Path, media: Path, urls: dict[str, int], seconds: float, ramp: float, folder: Path, stamp: bool
    ) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        for number, (url, connections) in enumerate(urls.items()):
            command = [binary, "push", media, url, "--connections", connections, "--json"]
            command += ["--seconds", seconds, "--ramp", ramp]
            with (folder / f"push-{number}.json").open("wb") as output, (folder / f"push-{number}.log").open("wb") as log:
                self.processes.append(subprocess.Popen(
                    list(map(str, command + (["--stamp"] if stamp else []))),
                    stdin=subprocess.DEVNULL, stdout=output, stderr=log,
                ))

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self.processes]

    def check_alive(self) -> None:
        if any(map(processes.has_ended, self.pids)):
            raise Failure(f"the generator ended too early; its logs are in {self.folder}")

    def report(self, seconds: float) -> dict:
        """What it says when it is through: the sums, and the worst lateness."""
        deadline = time.monotonic() + seconds
        reports = []
        for number, process in enumerate(self.processes):
            try:
                status = process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                raise Failure(f"the generator did not end within {seconds:.0f} s") from None
            text = (self.folder / f"push-{number}.json").read_text()
            if status != 0 or not text:
                raise Failure(f"the generator ended with status {status}; its logs are in {self.folder}")
            reports.append(json.loads(text))
        return {
            **{key: sum(report[key] for report in reports) for key in ("published", "late", "bytes", "cpuSeconds")},
            "lateness_p99_ms": max(report["latenessMilliseconds"]["percentile99"] for report in reports),
            "lateness_max_ms": max(report["latenessMilliseconds"]["maximum"] for report in reports),
        }

    def stop(self) -> None:
        for process in self.processes:
            processes.stop(process)
