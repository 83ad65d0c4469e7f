# SPDX-License-Identifier: Apache-2.0
"""System calls of processes, counted for some seconds."""

import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# A tracer that stops each call: too slow for long, so it gets less time.
STRACE_SECONDS = 2


@dataclass(frozen=True)
class Calls:
    per_second: float
    counted_by: str


def by_perf(pids: list[int], seconds: float) -> Calls | None:
    """The kernel's own tracepoint."""
    if not shutil.which("perf"):
        return None
    command = ["perf", "stat", "-x", ",", "-e", "raw_syscalls:sys_enter", "-p", ",".join(map(str, pids))]
    begun = time.monotonic()
    done = subprocess.run(
        command + ["--", "sleep", str(seconds)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    counted = re.search(r"^(\d+),[^,]*,raw_syscalls:sys_enter", done.stderr, re.MULTILINE)
    if done.returncode != 0 or not counted:
        return None
    return Calls(int(counted[1]) / (time.monotonic() - begun), "perf stat -e raw_syscalls:sys_enter")


def by_strace(pids: list[int]) -> Calls | None:
    if not shutil.which("strace"):
        return None
    with tempfile.TemporaryDirectory() as name:
        table = Path(name) / "table"
        command = ["strace", "-f", "-c", "-o", str(table)] + [word for pid in pids for word in ("-p", str(pid))]
        tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(STRACE_SECONDS)
        tracer.send_signal(signal.SIGINT)
        tracer.wait(30)
        total = re.search(r"^\s*100\.00\s+\S+\s+(?:\S+\s+)?(\d+)\s+(?:\d+\s+)?total", table.read_text(), re.MULTILINE)
    return Calls(int(total[1]) / STRACE_SECONDS, "strace -c -f") if total else None


def count(pids: list[int], seconds: float) -> Calls | None:
    """None where neither tool may look at other processes."""
    return by_perf(pids, seconds) or by_strace(pids)
