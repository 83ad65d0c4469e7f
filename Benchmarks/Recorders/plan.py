# SPDX-License-Identifier: Apache-2.0
"""What is run: cells of recorder, format, number of streams and rate, several times, one after the other in turn."""

from dataclasses import dataclass

CONTENDERS = (
    "aircheck:flv", "aircheck:hls", "aircheck:mp4", "aircheck:all",
    "nginx:flv", "nginx:hls", "lazy:raw", "ffmpeg:flv",
)
# An ffmpeg process for each stream; what it costs grows with their number and with nothing else.
MOST_STREAMS = {"ffmpeg": 20}
DEFAULT_STREAMS, DEFAULT_MEGABITS = (1, 50, 200, 1000), 2.5
HEAVY_STREAMS, HEAVY_MEGABITS = 50, 6.0


@dataclass(frozen=True)
class Cell:
    recorder: str
    kind: str
    streams: int
    megabits: float

    @property
    def contender(self) -> str:
        return f"{self.recorder}:{self.kind}"

    def __str__(self) -> str:
        return f"{self.contender} N={self.streams} {self.megabits:g} Mb/s"


def chosen(words: list[str], contenders: tuple[str, ...]) -> list[str]:
    """The contenders that one of the words names: a recorder, a format, or both with a colon between."""
    for word in words:
        if not any(word in (it, *it.split(":")) for it in contenders):
            raise ValueError(f"{word}: not one of {', '.join(contenders)}, a recorder or a format")
    return [it for it in contenders if not words or any(word in (it, *it.split(":")) for word in words)]


def cells(contenders: list[str], streams: list[int] | None, megabits: list[float] | None) -> list[Cell]:
    """Those of the issue's matrix, or of the numbers and rates that were asked for."""
    if streams or megabits:
        loads = [(count, rate) for rate in megabits or [DEFAULT_MEGABITS] for count in streams or DEFAULT_STREAMS]
    else:
        loads = [(count, DEFAULT_MEGABITS) for count in DEFAULT_STREAMS] + [(HEAVY_STREAMS, HEAVY_MEGABITS)]
    made = []
    for count, rate in loads:
        for contender in contenders:
            recorder, kind = contender.split(":")
            cell = Cell(recorder, kind, min(count, MOST_STREAMS.get(recorder, count)), rate)
            if cell not in made:
                made.append(cell)
    return made


def turns(cells: list[Cell], runs: int) -> list[Cell]:
    """A B A B: all contenders of one load, then all of them again."""
    loads: dict[tuple[int, float], list[Cell]] = {}
    for cell in cells:
        loads.setdefault((cell.streams, cell.megabits), []).append(cell)
    return [cell for group in loads.values() for _ in range(runs) for cell in group]
