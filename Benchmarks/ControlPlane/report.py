# SPDX-License-Identifier: Apache-2.0
"""What was measured, beside what is wanted."""

import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Row:
    """One figure; `target` is nothing for those that are only told."""

    name: str
    value: float
    unit: str
    target: float | None = None
    is_lower_better: bool = True

    @property
    def is_met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.is_lower_better else self.value >= self.target

    def cells(self) -> list[str]:
        bound = "" if self.target is None else f"{'at most' if self.is_lower_better else 'at least'} {self.target:,g}"
        verdict = {None: "", True: "yes", False: "**no**"}[self.is_met]
        return [self.name, f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:,.2f}", self.unit, bound, verdict]


def median(results: list[dict], key: str) -> float:
    return statistics.median(result[key] for result in results)


def rows(results: dict) -> list[Row]:
    """The figures of what was run."""
    table: list[Row] = []
    if calls := results.get("calls"):
        for name, key, target in (("DescribeRecordTask", "describe", 4_000), ("CreateRecordTask", "create", 1_500)):
            runs = calls[key]
            table.append(Row(f"{name}, signed, per second", median(runs, "per_second"), "calls", target, False))
            table.append(Row(f"{name}, p50", median(runs, "p50_ms"), "ms"))
            table.append(Row(f"{name}, p99", median(runs, "p99_ms"), "ms"))
            table.append(Row(f"{name}, server's processor time", median(runs, "server_us_per_call"), "µs a call"))
        table.append(Row("orders answered before `kill -9`", calls["answered_before_kill"], "orders", 1, False))
        table.append(Row("of them lost", calls["lost"], "orders", 0))
    if restart := results.get("restart"):
        starts = restart["starts"]
        name = f"{restart['orders'] - 1:,} waiting orders"
        table.append(Row(f"{name}: restart to ready", median(starts, "seconds_to_ready"), "s", 5))
        table.append(Row(f"{name}: slowest restart", max(s["seconds_to_ready"] for s in starts), "s", 5))
        table.append(Row(f"{name}: memory at ready", median(starts, "rss_at_ready_mib"), "MiB", 500))
        table.append(Row(f"{name}: memory two seconds later", median(starts, "rss_later_mib"), "MiB", 500))
        table.append(Row(f"{name}: peak memory", max(s["peak_mib"] for s in starts), "MiB", 500))
    if starts := results.get("starts"):
        name = f"{starts['orders']:,} orders of one second"
        for key in ("p50", "p99", "max"):
            target = 50 if key == "p99" else None
            table.append(Row(f"{name}: StartTime to recording, {key}", starts["in_place_ms"][key], "ms", target))
        for key in ("p50", "p99", "max"):
            table.append(Row(f"{name}: StartTime to journal on disk, {key}", starts["journal_ms"][key], "ms"))
        table.append(Row(f"{name}: recordings with their first packet", starts["complete"], "", starts["orders"], False))
    return table


def markdown(table: list[Row], results: dict) -> str:
    header = ["", "measured", "", "wanted", "reached"]
    lines = ["# Control plane", ""]
    lines += [f"- {key}: {value}" for key, value in results["machine"].items()]
    lines += ["", "| " + " | ".join(header) + " |", "|---|---:|---|---|---|"]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in table]
    return "\n".join(lines) + "\n"


def machine(binary: Path) -> dict:
    """What the figures were taken on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    git = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent, capture_output=True, text=True
    )
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "binary": str(binary),
        "revision": git.stdout.strip(),
        "load before": Path("/proc/loadavg").read_text().strip(),
    }


def write(folder: Path, results: dict) -> list[Row]:
    table = rows(results)
    (folder / "report.md").write_text(markdown(table, results))
    details = {"rows": [{**asdict(row), "is_met": row.is_met} for row in table], **results}
    (folder / "report.json").write_text(json.dumps(details, indent=1) + "\n")
    return table
