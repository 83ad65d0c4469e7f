# SPDX-License-Identifier: Apache-2.0
"""One run: a recorder is started, pushed to, looked at, let go, and its files are held against what was pushed."""

import os
import shutil
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import calls
import processes
from generator import Generator
from media import FORMATS, KEYFRAME_SECONDS, Media
from network import connected
from plan import Cell
from processes import Snapshot
from recorder import Failure, Recorder, wait_for
from watcher import Watcher

CONNECTING, SPARE, IDLE_SECONDS, SEALING = 60, 1.5, 1, 120
IDLE_SHARE = 0.02
SAMPLED_STREAMS, FEWEST_FRAMES = 20, 20
STARTED_PER_SECOND = 25
# Beyond this many milliseconds the pace was not that of real time.
LATEST = 1000
# What is written against what ffmpeg's muxer would make of what was pushed; HLS may be more, since how well sound fills
# its packets is the muxer's choice.
LEAST, MOST = 0.98, {"flv": 1.02, "mp4": 1.02, "raw": 1.02, "hls": 1.10}


@dataclass(frozen=True)
class Times:
    """Seconds of a run: from all being connected to the window, the window, and what is pushed in all."""

    settle: float
    window: float

    @property
    def calls(self) -> float:
        return min(4, self.window / 2)

    def pushed(self, ramp: float) -> float:
        return ramp + self.settle + self.window + self.calls + SPARE


def wait_until_idle(recorder: Recorder, pids: list[int], deadline: float) -> None:
    """All files are finished, and the recorder does nothing any more."""
    before, since = None, time.monotonic()
    while time.monotonic() < deadline:
        time.sleep(IDLE_SECONDS)
        alive = [pid for pid in pids if not processes.has_ended(pid)]
        now, used = time.monotonic(), sum(map(processes.cpu_seconds, pids))
        if before is not None and recorder.is_sealed() and (used - before) < IDLE_SHARE * (now - since):
            return
        if not alive:
            return
        before, since = used, now
    raise Failure("the recorder was not through with its files in time")


def judge(recorder: Recorder, streams: int, media: Media, pushed: dict) -> list[str]:
    """What is wrong with what was recorded."""
    faults = []
    if pushed["lateness_p99_ms"] > LATEST:
        faults.append(f"a hundredth of the packets left {pushed['lateness_p99_ms']:.0f} ms late or later")
    for kind in recorder.formats:
        files = recorder.recorded(kind)
        if len(files) != streams:
            faults.append(f"{len(files)} {kind} recordings of {streams} streams")
        size = sum(files.values())
        expected = pushed["bytes"] * (media.sizes[kind] / media.sizes["flv"] if kind in FORMATS else 1)
        if not LEAST <= size / expected <= MOST[kind]:
            faults.append(f"{kind}: {size / expected:.1%} of the bytes that were pushed")
    return faults


class Run:
    """What one run needs: the recorder, and how it is loaded."""

    def __init__(self, cell: Cell, recorder: Recorder, media: Media, times: Times, pusher: Path, stamp: bool) -> None:
        self.cell, self.recorder, self.media, self.times = cell, recorder, media, times
        self.pids = recorder.pids()
        self.idle_memory = processes.resident_bytes(self.pids)
        self.begun = Snapshot.take(self.pids, [])
        # The beginnings, and so the keyframes, are spread over a group of pictures.
        ramp = min(KEYFRAME_SECONDS, cell.streams / STARTED_PER_SECOND)
        self.pushing = times.pushed(ramp)
        self.generator = Generator(pusher, media.path, recorder.urls(), self.pushing, ramp, recorder.folder, stamp)

    def settle(self) -> None:
        """Until every stream is connected, and past what that costs."""
        ports = self.recorder.connections_ports()

        def all_are_connected() -> bool:
            self.generator.check_alive()
            return connected(ports) >= self.cell.streams

        wait_for("all streams are connected", CONNECTING, all_are_connected)
        time.sleep(self.times.settle)

    def look(self) -> dict:
        """The steady part: CPU and memory over the window, then system calls, since counting them costs something."""
        before = Snapshot.take(self.pids, self.generator.pids)
        time.sleep(self.times.window)
        self.generator.check_alive()
        used = Snapshot.take(self.pids, self.generator.pids).since(before)
        memory, peak = processes.resident_bytes(self.pids), processes.peak_resident_bytes(self.pids)
        called = calls.count(self.pids, self.times.calls)
        self.recorder.check_alive()
        streams, minutes = self.cell.streams, self.cell.streams * used.at / 60
        return {
            "seconds": used.at,
            "cpu_ms_per_stream_minute": used.recorder * 1000 / minutes,
            "user_share": used.recorder_user / max(used.recorder_user + used.recorder_system, 1e-9),
            "cores": used.recorder / used.at,
            "calls_per_stream_second": called and called.per_second / streams,
            "calls_counted_by": called and called.counted_by,
            "switches_per_stream_second": used.switches / streams / used.at,
            "memory_bytes": memory,
            "peak_memory_bytes": peak,
            "memory_per_stream_bytes": (memory - self.idle_memory) / streams,
            "generator_cpu_ms_per_stream_minute": used.generator * 1000 / minutes,
            "kernel_threads_ms_per_stream_minute": used.kernel_threads * 1000 / minutes,
            "other_cores": used.others / used.at,
        }

    def watch(self) -> dict:
        """The steady part of a run with stamps: delays from the socket to the file, of some of the streams."""
        step = max(1, self.cell.streams // SAMPLED_STREAMS)
        watcher = Watcher(self.recorder, list(range(0, self.cell.streams, step))[:SAMPLED_STREAMS])
        watcher.watch(self.times.window)
        delays = sorted(watcher.delays)
        if len(delays) < FEWEST_FRAMES:
            raise Failure(f"only {len(delays)} stamped frames were found in the files")
        cut = statistics.quantiles(delays, n=100)
        return {"frames": len(delays), "p50_ms": cut[49], "p99_ms": cut[98], "max_ms": delays[-1]}

    def finish(self) -> dict:
        """The end of the push, and what the files say."""
        pushed = self.generator.report(self.pushing + CONNECTING)
        over = time.monotonic()
        wait_until_idle(self.recorder, self.pids, over + SEALING)
        used = Snapshot.take(self.pids, []).since(self.begun)
        minutes = pushed["bytes"] / self.media.bytes_per_second / 60
        return {
            "whole_cpu_ms_per_stream_minute": used.recorder * 1000 / minutes,
            "sealed_within_seconds": time.monotonic() - over,
            # Of those that did not end with their publisher.
            "peak_memory_after_bytes": processes.peak_resident_bytes(self.pids),
            "pushed": pushed,
            "faults": judge(self.recorder, self.cell.streams, self.media, pushed),
        }


def measure(cell: Cell, make, folder: Path, media: Media, times: Times, pusher: Path, stamp: bool, keep: bool) -> dict:
    """One run of one cell; what went wrong is its result, too."""
    # What the run before left to be written is not this one's load.
    os.sync()
    result = {**cell.__dict__, "stamped": stamp, "load_before": os.getloadavg()[0]}
    recorder = run = None
    try:
        recorder = make(cell, folder)
        run = Run(cell, recorder, media, times, pusher, stamp)
        run.settle()
        result |= run.watch() if stamp else run.look()
        result |= run.finish()
    except Failure as failure:
        result["faults"] = result.get("faults", []) + [str(failure)]
    finally:
        if run:
            run.generator.stop()
        if recorder:
            recorder.stop()
        if not keep and not result.get("faults"):
            shutil.rmtree(folder)
    return result
