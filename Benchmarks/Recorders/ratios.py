# SPDX-License-Identifier: Apache-2.0
"""The targets of the issue, each as a figure of this run against what it may be at most."""

import statistics
from dataclasses import dataclass

CPU = "cpu_ms_per_stream_minute"
MEBIBYTE = 1 << 20


def key(run: dict) -> tuple:
    return run["recorder"], run["kind"], run["streams"], run["megabits"], run["stamped"]


class Results:
    """All runs, by what was run. Runs with a fault are kept, and count for nothing."""

    def __init__(self, runs: list[dict]) -> None:
        self.groups: dict[tuple, list[dict]] = {}
        for run in runs:
            self.groups.setdefault(key(run), []).append(run)

    def values(self, group: tuple, field: str) -> list[float]:
        runs = self.groups.get(group, [])
        return [run[field] for run in runs if not run["faults"] and run.get(field) is not None]

    def median(self, group: tuple, field: str) -> float | None:
        values = self.values(group, field)
        return statistics.median(values) if values else None


@dataclass(frozen=True)
class Row:
    name: str
    most: float
    unit: str
    figure: float | None

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return "not measured"
        return "reached" if self.figure <= self.most else f"missed by {self.figure / self.most - 1:.0%}"


def ratio(results: Results, mine: tuple, theirs: tuple) -> float | None:
    over, under = results.median(mine, CPU), results.median(theirs, CPU)
    return None if over is None or not under else over / under


def largest(results: Results, field: str, kinds: tuple[str, ...], streams: int, rate: float, stamped: bool) -> float | None:
    medians = [results.median(("aircheck", kind, streams, rate, stamped), field) for kind in kinds]
    return max((value for value in medians if value is not None), default=None)


def table(results: Results, streams: int = 200, few: int = 50, many: int = 1000, rate: float = 2.5) -> list[Row]:
    def cell(recorder: str, kind: str, count: int = streams) -> tuple:
        return recorder, kind, count, rate, False

    flv = cell("aircheck", "flv")
    memory = largest(results, "memory_per_stream_bytes", ("flv", "hls", "mp4", "all"), many, rate, False)
    delay = largest(results, "p99_ms", ("flv", "hls", "mp4", "all"), streams, rate, True)
    at = f"N = {streams}"
    return [
        Row(f"FLV, CPU vs nginx-rtmp FLV, {at}", 0.40, "", ratio(results, flv, cell("nginx", "flv"))),
        Row(f"FLV, CPU vs the lazy C loop, {at}", 2.5, "", ratio(results, flv, cell("lazy", "raw"))),
        Row(f"HLS, CPU vs nginx-rtmp HLS, {at}", 0.28, "", ratio(results, cell("aircheck", "hls"), cell("nginx", "hls"))),
        Row(f"MP4, CPU vs FLV, {at}", 1.25, "", ratio(results, cell("aircheck", "mp4"), flv)),
        Row(f"FLV + HLS + MP4 at once, CPU vs FLV, {at}", 2.2, "", ratio(results, cell("aircheck", "all"), flv)),
        Row(
            f"FLV, CPU at N = {many} vs N = {few}", 1.1, "",
            ratio(results, cell("aircheck", "flv", many), cell("aircheck", "flv", few)),
        ),
        Row(f"memory per stream, N = {many}, the largest of formats", 1, " MiB", memory and memory / MEBIBYTE),
        Row(f"p99 socket to file, {at}, the largest of formats", 600, " ms", delay),
    ]
