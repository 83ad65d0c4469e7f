# SPDX-License-Identifier: Apache-2.0
"""The media that is pushed: made once by ffmpeg, kept, and looped by the generator."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SECONDS, FRAMES_PER_SECOND, KEYFRAME_SECONDS = 20, 30, 2
AUDIO_KILOBITS = 128
FORMATS = ("flv", "mp4", "hls")


@dataclass(frozen=True)
class Media:
    """One file. `kilobits` is the video's rate; `sizes` is what a player's worth of it takes in each format."""

    kilobits: int
    path: Path
    sizes: dict[str, int]

    @property
    def bytes_per_second(self) -> float:
        """Of sound and pictures with FLV's tags, about what goes over the wire."""
        return self.sizes["flv"] / SECONDS


def run(command: list) -> None:
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL)


FFMPEG = ["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]


def make(path: Path, kilobits: int) -> None:
    """Noise keeps the encoder at its rate; a moving picture alone would fall short of it."""
    picture = f"testsrc2=size=1280x720:rate={FRAMES_PER_SECOND},noise=alls=24:allf=t,format=yuv420p"
    command = FFMPEG + ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    command += ["-t", SECONDS, "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-sc_threshold", 0]
    command += ["-g", FRAMES_PER_SECOND * KEYFRAME_SECONDS, "-b:v", f"{kilobits}k", "-maxrate", f"{kilobits}k"]
    command += ["-bufsize", f"{kilobits}k", "-c:a", "aac", "-ac", 2, "-b:a", f"{AUDIO_KILOBITS}k"]
    made = path.with_suffix(".making.flv")
    run(command + ["-f", "flv", made])
    made.rename(path)


def sizes(path: Path) -> dict[str, int]:
    """What ffmpeg's muxers make of it: what a whole recording should about have."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = FFMPEG + ["-i", path, "-c", "copy"]
        run(copy + [folder / "a.flv"])
        run(copy + [folder / "a.mp4"])
        run(copy + [folder / "a.ts"])
        found = {kind: (folder / f"a.{suffix}").stat().st_size for kind, suffix in zip(FORMATS, ("flv", "mp4", "ts"))}
    return found


def prepare(folder: Path, megabits: float) -> Media:
    kilobits = round(megabits * 1000)
    path = folder / f"{kilobits}k-{SECONDS}s.flv"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        make(path, kilobits)
    return Media(kilobits, path, sizes(path))
