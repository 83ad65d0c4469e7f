#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The control plane at scale: `make bench-control` (README.md beside this file)."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

# Everything here talks to this machine only: a proxy set for the outside must not get in between.
import os

os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"

import calls  # noqa: E402
import report  # noqa: E402
import restart  # noqa: E402
import starts  # noqa: E402
from server import Failure  # noqa: E402

PARTS = ("calls", "restart", "starts")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path, help="the release binary of aircheck")
    parser.add_argument("--only", choices=PARTS, action="append", help="some parts of it instead of all")
    parser.add_argument("--quick", action="store_true", help="small numbers, which show that it works and no more")
    parser.add_argument("--seconds", type=int, default=10, help="of each run of wrk (10)")
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement, whose median counts (5)")
    parser.add_argument("--connections", type=int, default=64, help="of wrk (64)")
    parser.add_argument("--orders", type=int, default=1_000_000, help="that wait at a restart (1000000)")
    parser.add_argument("--streams", type=int, default=1_000, help="that are live when their orders begin (1000)")
    parser.add_argument("--output", type=Path, default=Path(".build/bench"), help="where the report goes (.build/bench)")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds, options.connections = 1, 1, 8
        options.orders, options.streams = 1_000, 5
    return options


def main() -> int:
    options = arguments()
    binary = options.binary.absolute()
    parts = options.only or PARTS
    output = options.output / time.strftime("control-%Y%m%d-%H%M%S")
    output.mkdir(parents=True)
    # Not in memory: durable is measured on a disk.
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=output.absolute()))
    results: dict = {"machine": report.machine(binary)}
    try:
        if "calls" in parts:
            measurement = calls.Calls(binary, folder, options.seconds, options.connections)
            results["calls"] = measurement.run(options.rounds, streams=50 if options.quick else 1_000)
        if "restart" in parts:
            results["restart"] = restart.run(binary, folder, options.orders, options.rounds)
        if "starts" in parts:
            results["starts"] = starts.run(binary, folder, options.streams, options.rounds)
    except Failure as failure:
        print(f"bench-control: {failure}", file=sys.stderr)
        return 1
    finally:
        if (folder / "server.log").exists():
            shutil.move(folder / "server.log", output / "server.log")
        shutil.rmtree(folder, ignore_errors=True)
    table = report.write(output, results)
    print((output / "report.md").read_text())
    print(f"{output}/report.md, {output}/report.json")
    # Small numbers have no targets to miss.
    return 0 if options.quick or all(row.is_met is not False for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
