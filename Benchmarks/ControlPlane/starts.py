# SPDX-License-Identifier: Apache-2.0
"""Orders that all begin in one second, each on a live stream of its own: how late their recordings are.

A recording is in force when its stream's loop has taken it on: what was kept of the stream from the last keyframe on
belongs to it, and no packet passes it by from then on. The server's log tells for each recording how long after its
order's StartTime that was (`recording.late`). From outside, the time at which the recording's journal was made on the
disk is looked at as well: the journal is the first that a sink writes, in a thread for files, and so comes later.
"""

import re
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from server import HOST, Failure, Server

# Seconds from the last order made to StartTime, and from there to EndTime.
AHEAD, WINDOW = 3, 8


def make_source(path: Path, seconds: int) -> None:
    """A small stream, since it is their number that counts: 64 kbit/s of H.264 and AAC, a keyframe each second."""
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    command += ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10", "-f", "lavfi", "-i", "sine=sample_rate=22050"]
    command += ["-t", str(seconds), "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "10"]
    command += ["-b:v", "40k", "-maxrate", "40k", "-bufsize", "40k", "-c:a", "aac", "-b:a", "24k", "-ac", "1"]
    subprocess.run([*command, "-f", "flv", path], check=True, stdin=subprocess.DEVNULL)


def run(binary: Path, folder: Path, streams: int, rounds: int) -> dict:
    source = folder / "source.flv"
    make_source(source, seconds=20)
    results = [measure(binary, folder, source, streams) for _ in range(rounds)]
    # Every recording of every round: a percentile of medians would hide what is rare.
    merged = {key: [value for result in results for value in result[key]] for key in ("in_place_ms", "journal_ms")}
    return {
        "orders": streams,
        "rounds": [
            {key: percentiles(result[key]) for key in merged} | {"complete": result["complete"]} for result in results
        ],
        "complete": min(result["complete"] for result in results),
        **{key: percentiles(values) for key, values in merged.items()},
    }


def percentiles(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {"p50": max(values, default=0), "p99": max(values, default=0), "max": max(values, default=0)}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": cuts[49], "p99": cuts[98], "max": max(values)}


def measure(binary: Path, folder: Path, source: Path, streams: int) -> dict:
    data = folder / "starts"
    # One round's recordings are not to be found by the next.
    log = folder / "server.log"
    log_begin = log.stat().st_size if log.exists() else 0
    server = Server(binary, data)
    # Longer than all that follows; it is ended when that is over.
    seconds = 120
    pusher = subprocess.Popen(
        [binary, "push", source, f"rtmp://{server.ready['rtmp']}/live/room{{n}}", "--connections", str(streams),
         "--seconds", str(seconds)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(folder / "push.log").open("wb"),
    )
    try:
        wait_until_live(server, pusher, streams)
        template = server.call("CreateLiveRecordTemplate", TemplateName="flv", FlvParam={"Enable": 1, "RecordInterval": 1800})
        # The orders are made first, and their common start is then still ahead: a call takes a few milliseconds.
        start = int(time.time()) + AHEAD + streams // 40
        for number in range(streams):
            server.call(
                "CreateRecordTask", StreamName=f"room{number}", DomainName=HOST, AppName="live", StartTime=start,
                EndTime=start + WINDOW, TemplateId=template["TemplateId"],
            )
        if time.time() > start - 1:
            raise Failure("the orders were not made in time")
        time.sleep(start + WINDOW / 2 - time.time())
        journal_ms = [(birth - start) * 1000 for birth in births(data / "journal")]
        time.sleep(start + WINDOW + 10 - time.time())
        complete = sum(1 for path in (data / "media").rglob("*.flv") if path.stat().st_size > 10_000)
        if pusher.poll() is not None:
            raise Failure(f"the push ended: {(folder / 'push.log').read_text()[-500:]}")
    finally:
        pusher.terminate()
        pusher.wait()
        server.stop()
    with log.open(errors="replace") as lines:
        lines.seek(log_begin)
        late = [float(late) for late in re.findall(r"recording\.late=([0-9.e-]+) seconds", lines.read())]
    if len(late) != streams or len(journal_ms) != streams:
        raise Failure(f"{streams} orders, but {len(late)} recordings began and {len(journal_ms)} journals were there")
    shutil.rmtree(data)
    return {"in_place_ms": [value * 1000 for value in late], "journal_ms": journal_ms, "complete": complete}


def wait_until_live(server: Server, pusher: subprocess.Popen, streams: int) -> None:
    for _ in range(600):
        if pusher.poll() is not None:
            raise Failure(f"aircheck push ended with status {pusher.returncode}: {server.data.parent}/push.log")
        if server.metric("aircheck_pushes_live") >= streams:
            return
        time.sleep(0.1)
    raise Failure(f"{streams} streams were not live within a minute")


def births(journals: Path) -> list[float]:
    """When the files were made, as the file system knows it (to a tick of the kernel, 1 to 4 ms)."""
    files = [path for path in journals.rglob("*") if path.is_file()]
    output = subprocess.run(["stat", "--format=%.9W", *files], check=True, capture_output=True, text=True).stdout
    return [float(line) for line in output.split()]
