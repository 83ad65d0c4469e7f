# SPDX-License-Identifier: Apache-2.0
"""What Linux tells of processes: their CPU time, memory, context switches; and the machine's."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
KERNEL_THREADS_PARENT = 2


def start(command: list, log: Path, **options) -> subprocess.Popen:
    """A process of ours, its output in a file."""
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options
        )


def stop(process: subprocess.Popen, seconds: float = 20, by: int = signal.SIGTERM) -> int:
    """Asks a process of ours to end, and makes it end if it does not; its exit status."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time of a process with all its threads, ended ones too, to the nanosecond; of a zombie what it had."""
    # CPUCLOCK_SCHED of another process: what clock_getcpuclockid(3) makes of a pid.
    return time.clock_gettime((~pid << 3) | 2)


def stat_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on: the state, the parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def user_and_system_seconds(pid: int) -> tuple[float, float]:
    """How the kernel divides the CPU time, in ticks."""
    fields = stat_fields(pid)
    return int(fields[11]) * TICK, int(fields[12]) * TICK


def has_ended(pid: int) -> bool:
    """Whether it is gone or a zombie. Does not reap it, so that its CPU time can still be read."""
    try:
        return stat_fields(pid)[0] in "ZX"
    except FileNotFoundError:
        return True


def with_descendants(pids: list[int]) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                children.setdefault(int(stat_fields(int(entry))[1]), []).append(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                continue
    found, waiting = [], list(pids)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def status_number(path: Path, key: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


def resident_bytes(pids: list[int]) -> int:
    return sum(status_number(Path(f"/proc/{pid}/status"), "VmRSS") for pid in pids) * 1024


def peak_resident_bytes(pids: list[int]) -> int:
    return sum(status_number(Path(f"/proc/{pid}/status"), "VmHWM") for pid in pids) * 1024


def context_switches(pid: int) -> int:
    """Of all threads that are alive."""
    count = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        try:
            count += status_number(status, "voluntary_ctxt_switches")
            count += status_number(status, "nonvoluntary_ctxt_switches")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return count


def machine_busy_seconds() -> float:
    """CPU time that was spent on anything, by all cores; counted in ticks, without what the hypervisor took."""
    user, nice, system, _idle, _wait, hard, soft = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]
    return sum(map(int, (user, nice, system, hard, soft))) * TICK


def kernel_thread_seconds() -> float:
    """CPU time of the kernel's own threads: writing back pages, the file system's journal, ..."""
    total = 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = stat_fields(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == KERNEL_THREADS_PARENT:
                total += int(fields[11]) + int(fields[12])
    return total * TICK


@dataclass(frozen=True)
class Snapshot:
    """Counters at one moment; the difference of two is what happened between them."""

    at: float
    recorder: float
    recorder_user: float
    recorder_system: float
    switches: int
    generator: float
    harness: float
    kernel_threads: float
    machine: float

    @classmethod
    def take(cls, recorder: list[int], generator: list[int]) -> "Snapshot":
        divided = [user_and_system_seconds(pid) for pid in recorder]
        return cls(
            at=time.monotonic(),
            recorder=sum(map(cpu_seconds, recorder)),
            recorder_user=sum(user for user, _ in divided),
            recorder_system=sum(system for _, system in divided),
            switches=sum(map(context_switches, recorder)),
            generator=sum(map(cpu_seconds, generator)),
            harness=time.process_time(),
            kernel_threads=kernel_thread_seconds(),
            machine=machine_busy_seconds(),
        )

    def since(self, earlier: "Snapshot") -> "Snapshot":
        return Snapshot(*(mine - theirs for mine, theirs in zip(self.values(), earlier.values())))

    def values(self) -> list:
        return list(self.__dict__.values())

    @property
    def others(self) -> float:
        """CPU time of all that has nothing to do with the run, about."""
        return max(0, self.machine - self.recorder - self.generator - self.harness - self.kernel_threads)
