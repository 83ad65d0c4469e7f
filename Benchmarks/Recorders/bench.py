#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What recording costs, here and elsewhere, in one run: `make bench`."""

import argparse
import json
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import machine
import media
import plan
import report
from aircheck import Aircheck
from curves import draw
from measure import Times, measure
from plan import Cell
from ratios import Results, table
from recorder import Recorder
from rivals import FFmpeg, Lazy, Nginx

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
ALL_FORMATS = ("flv", "hls", "mp4")
FILES = 20000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures this server and other recorders, in turn, with the same load.")
    parser.add_argument("server", type=Path, help="the aircheck binary that records")
    parser.add_argument("--pusher", type=Path, help="the aircheck binary that pushes; the same one if not given")
    parser.add_argument("--baseline", type=Path, help="a second aircheck binary, measured beside the first as `baseline`")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], metavar="LIST",
                        help="recorders, formats, or both as nginx:hls; commas between")
    parser.add_argument("--streams", type=lambda text: [int(word) for word in text.split(",")], metavar="LIST")
    parser.add_argument("--megabits", type=lambda text: [float(word) for word in text.split(",")], metavar="LIST",
                        help="the video's bit rates; 2.5 if --streams is given alone")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run in turn (5)")
    parser.add_argument("--window", type=float, default=20, help="seconds that are measured of each run (20)")
    parser.add_argument("--settle", type=float, default=5, help="seconds that each run has to become steady (5)")
    parser.add_argument("--delays", choices=("also", "only", "no"), default="also",
                        help="runs with stamps, which tell the delay from socket to file")
    parser.add_argument("--quick", action="store_true", help="one short run of a few streams each, to see that all works")
    parser.add_argument("--output", type=Path, default=ROOT / ".build/bench", help="where reports, media and recordings go")
    parser.add_argument("--keep", action="store_true", help="keep what was recorded")
    options = parser.parse_args()
    if options.quick:
        options.runs, options.window, options.settle = 1, 3, 1
        options.streams = options.streams or [2]
    return options


def maker(servers: dict[str, Path], lazy: Path):
    def make(cell: Cell, folder: Path) -> Recorder:
        if cell.recorder in servers:
            formats = ALL_FORMATS if cell.kind == "all" else (cell.kind,)
            return Aircheck(folder, cell.streams, servers[cell.recorder], formats)
        if cell.recorder == "nginx":
            return Nginx(folder, cell.streams, cell.kind)
        return Lazy(folder, cell.streams, lazy) if cell.recorder == "lazy" else FFmpeg(folder, cell.streams)

    return make


def compile_lazy(folder: Path) -> Path:
    program = folder / "lazy"
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-D_GNU_SOURCE", "-o", program, HERE / "lazy.c"], check=True)
    return program


def say(result: dict) -> None:
    if result["faults"]:
        text = "; ".join(result["faults"])
    elif result["stamped"]:
        text = f"p99 {result['p99_ms']:.0f} ms"
    else:
        text = f"{result['cpu_ms_per_stream_minute']:.1f} ms, {result['memory_per_stream_bytes'] / (1 << 20):.2f} MiB a stream"
    print(f"  {text}", flush=True)


def main() -> int:
    options = arguments()
    # As an interrupt does: what was started is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    servers = {"aircheck": options.server.absolute()}
    contenders = plan.CONTENDERS
    if options.baseline:
        servers["baseline"] = options.baseline.absolute()
        contenders += tuple(it.replace("aircheck", "baseline") for it in contenders if it.startswith("aircheck"))
    pusher = (options.pusher or options.server).absolute()
    cells = plan.cells(plan.chosen(options.only, contenders), options.streams, options.megabits)

    folder = options.output.absolute() / time.strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True)
    prepared = {rate: media.prepare(options.output.absolute() / "media", rate) for rate in {it.megabits for it in cells}}
    make = maker(servers, compile_lazy(folder))
    times = Times(options.settle, options.window)
    conditions = [
        f"{' '.join(sys.argv[1:])}",
        f"window {times.window:g} s after {times.settle:g} s, {options.runs} runs in turn",
        *[f"{rate:g} Mb/s: H.264 720p30 with keyframes each 2 s and AAC, {it.bytes_per_second / 125:.0f} kb/s in all, looped"
          for rate, it in prepared.items()],
    ]
    described = machine.describe(servers, pusher, folder)

    runs: list[dict] = []
    turns: list[tuple[Cell, bool]] = []
    if options.delays != "only":
        turns += [(cell, False) for cell in plan.turns(cells, options.runs)]
    if options.delays != "no":
        turns += [(cell, True) for cell in cells if cell.recorder in servers]
    for number, (cell, stamped) in enumerate(turns):
        print(f"{number + 1} of {len(turns)}: {cell}{', delay' if stamped else ''}", flush=True)
        result = measure(
            cell, make, folder / f"run-{number + 1}", prepared[cell.megabits], times, pusher, stamped, options.keep
        )
        runs.append(result)
        say(result)
        write(folder, runs, described, conditions)
    print((folder / "report.md").read_text())
    print(f"in {folder}")
    return 1 if any(run["faults"] for run in runs) else 0


def write(folder: Path, runs: list[dict], described: dict, conditions: list[str]) -> None:
    """After every run, so that what was measured is there even if the rest is not awaited."""
    results = Results(runs)
    rows = table(results)
    (folder / "report.md").write_text(report.markdown(runs, rows, described, conditions))
    whole = {"machine": described, "conditions": conditions, "runs": runs,
             "targets": [{**row.__dict__, "verdict": row.verdict} for row in rows]}
    (folder / "report.json").write_text(json.dumps(whole, indent=1) + "\n")
    draw(results, plan.DEFAULT_MEGABITS, folder)


if __name__ == "__main__":
    sys.exit(main())
