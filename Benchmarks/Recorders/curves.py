# SPDX-License-Identifier: Apache-2.0
"""The picture: CPU per stream-minute over the number of streams."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402

from ratios import CPU, Results  # noqa: E402

DASHES = {"aircheck": "-", "nginx": "--", "lazy": ":", "ffmpeg": "-."}


def draw(results: Results, megabits: float, folder: Path) -> None:
    """curves.svg and curves.png: medians, with bars from the least to the most."""
    lines: dict[tuple[str, str], list[tuple[int, float, float, float]]] = {}
    for group in results.groups:
        recorder, kind, streams, rate, stamped = group
        values = results.values(group, CPU)
        if values and rate == megabits and not stamped:
            median = results.median(group, CPU)
            lines.setdefault((recorder, kind), []).append((streams, median, median - min(values), max(values) - median))
    figure, axes = pyplot.subplots(figsize=(9, 6))
    for (recorder, kind), points in lines.items():
        streams, medians, below, above = zip(*sorted(points))
        axes.errorbar(
            streams, medians, yerr=(below, above), marker="o", capsize=3, linestyle=DASHES.get(recorder, "-"),
            label=f"{recorder} {kind}",
        )
    axes.set(xscale="log", yscale="log", xlabel="streams at once", ylabel="CPU, ms per stream-minute")
    axes.set_title(f"Recording streams of {megabits:g} Mb/s at real-time pace")
    axes.grid(True, which="both", alpha=0.3)
    if lines:
        axes.legend()
    for suffix in ("svg", "png"):
        figure.savefig(folder / f"curves.{suffix}", bbox_inches="tight", dpi=120)
    pyplot.close(figure)
