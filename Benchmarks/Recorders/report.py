# SPDX-License-Identifier: Apache-2.0
"""report.md: the targets, medians of every cell, what went wrong, and under what conditions."""

from ratios import Results, Row

MEBIBYTE = 1 << 20


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines] + [""]


def targets(rows: list[Row]) -> list[str]:
    def figure(row: Row) -> str:
        return "–" if row.figure is None else f"{row.figure:.3g}{row.unit}"

    head = ["target", "at most", "this run", ""]
    return table(head, [[row.name, f"{row.most:g}{row.unit}", figure(row), row.verdict] for row in rows])


def spread(results: Results, group: tuple, field: str, scale: float = 1, digits: int = 1) -> str:
    """Median (least–most)."""
    values = [value * scale for value in results.values(group, field)]
    if not values:
        return "–"
    median = results.median(group, field) * scale
    if len(values) == 1:
        return f"{median:.{digits}f}"
    return f"{median:.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def load(group: tuple) -> list[str]:
    recorder, kind, streams, megabits, _ = group
    return [f"{recorder} {kind}", str(streams), f"{megabits:g}"]


def costs(results: Results) -> list[str]:
    head = ["recorder", "N", "Mb/s", "CPU ms per stream-minute", "of it user", "with start and end", "system calls",
            "context switches", "memory at peak, MiB", "per stream, MiB", "kernel threads", "runs"]
    rows = []
    for group in results.groups:
        if group[-1]:
            continue
        valid = sum(1 for run in results.groups[group] if not run["faults"])
        rows.append(load(group) + [
            spread(results, group, "cpu_ms_per_stream_minute"),
            spread(results, group, "user_share", 100, 0) + " %",
            spread(results, group, "whole_cpu_ms_per_stream_minute"),
            spread(results, group, "calls_per_stream_second"),
            spread(results, group, "switches_per_stream_second", 1, 2),
            spread(results, group, "peak_memory_bytes", 1 / MEBIBYTE),
            spread(results, group, "memory_per_stream_bytes", 1 / MEBIBYTE, 2),
            spread(results, group, "kernel_threads_ms_per_stream_minute"),
            f"{valid} of {len(results.groups[group])}",
        ])
    return table(head, rows) if rows else []


def delays(results: Results) -> list[str]:
    head = ["recorder", "N", "Mb/s", "p50 ms", "p99 ms", "most ms", "frames seen"]
    rows = [
        load(group) + [spread(results, group, field, 1, 0) for field in ("p50_ms", "p99_ms", "max_ms", "frames")]
        for group in results.groups if group[-1]
    ]
    return ["## From the socket to the file", "", *table(head, rows)] if rows else []


def faults(runs: list[dict]) -> list[str]:
    found = [
        f"- {run['recorder']} {run['kind']}, N = {run['streams']}, {run['megabits']:g} Mb/s: {fault}"
        for run in runs for fault in run["faults"]
    ]
    return ["## Runs that do not count", "", *found, ""] if found else []


NOTES = """
CPU is that of the recorder's processes, user and system, from the kernel's clock of each process, over a window in
which all streams flow; "with start and end" is all that it used from the first connection until everything was sealed
and it was idle, over all that was pushed. System calls and context switches are per stream and second. Memory per
stream is what the recorder holds in the window beyond what it held before the first push. Kernel threads (writing back
pages, the journal) work for all processes, in ms per stream-minute, and are in nobody's CPU. A run counts if every
stream has its recording and the bytes that were pushed are in them. Medians, with the least and the most.
""".strip()


def markdown(runs: list[dict], rows: list[Row], machine: dict[str, str], conditions: list[str]) -> str:
    results = Results(runs)
    others = [run["other_cores"] for run in runs if "other_cores" in run]
    lines = ["# What recording costs", "", *targets(rows), NOTES, "", "## Costs", "", *costs(results), *delays(results)]
    lines += faults(runs)
    lines += ["## Conditions", "", *[f"- {condition}" for condition in conditions]]
    if others:
        lines.append(f"- other processes of the machine used {min(others):.2f} to {max(others):.2f} cores in the windows")
    lines += [f"- {name}: {value}" for name, value in machine.items()]
    return "\n".join(lines) + "\n"
