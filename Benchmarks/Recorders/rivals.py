# SPDX-License-Identifier: Apache-2.0
"""The recorders that this project is measured against, each set up as its own documents advise."""

import os
import shutil
import string
from pathlib import Path

import processes
from network import HOST, free_ports, listening_ports
from recorder import APPLICATION, Recorder, media_files, wait_for

HERE = Path(__file__).parent


class Nginx(Recorder):
    """Debian's nginx with its RTMP module."""

    RECORDING = {
        "flv": "record all; record_path {folder};",
        # As many seconds a segment as this project's; nothing is deleted, since it is a recording.
        "hls": "hls on; hls_path {folder}; hls_nested on; hls_fragment 10s; hls_playlist_length 12h; hls_cleanup off;",
    }

    def __init__(self, folder: Path, streams: int, kind: str) -> None:
        super().__init__(folder, streams)
        self.formats = (kind,)
        self.port = free_ports(1)[0]
        self.files = folder / "recorded"
        self.files.mkdir()
        text = string.Template((HERE / "nginx.conf.template").read_text()).substitute(
            # A worker of root's would be nobody, who may not write here.
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder, port=self.port, recording=self.RECORDING[kind].format(folder=self.files),
        )
        (folder / "nginx.conf").write_text(text)
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
        self.started.append(processes.start(command, folder / "nginx.log"))
        wait_for("nginx listens", 10, lambda: self.check_alive() or self.port in listening_ports())

    def urls(self) -> dict[str, int]:
        return {f"rtmp://{HOST}:{self.port}/{APPLICATION}/s{{n}}": self.streams}

    def connections_ports(self) -> set[int]:
        return {self.port}

    def growing(self, stream: int) -> list[Path]:
        if self.formats == ("hls",):
            return media_files(self.files / f"s{stream}")
        # Named NAME-TIME.flv.
        return list(self.files.glob(f"s{stream}-*.flv"))


class Lazy(Recorder):
    """The floor: lazy.c."""

    formats = ("raw",)

    def __init__(self, folder: Path, streams: int, program: Path) -> None:
        super().__init__(folder, streams)
        self.port = free_ports(1)[0]
        self.files = folder / "recorded"
        self.files.mkdir()
        self.started.append(processes.start([program, self.port, self.files], folder / "lazy.log"))
        wait_for("lazy listens", 10, lambda: self.check_alive() or self.port in listening_ports())

    def urls(self) -> dict[str, int]:
        return {f"rtmp://{HOST}:{self.port}/{APPLICATION}/s{{n}}": self.streams}

    def connections_ports(self) -> set[int]:
        return {self.port}

    def growing(self, stream: int) -> list[Path]:
        # Numbered as they came, which is as good a sample as any.
        return [self.files / f"{stream}.rtmp"]


class FFmpeg(Recorder):
    """An ffmpeg for each stream, which listens for its publisher and copies what comes into a file."""

    formats = ("flv",)

    def __init__(self, folder: Path, streams: int) -> None:
        super().__init__(folder, streams)
        # All taken at once, so that none is given twice.
        self.ports = free_ports(streams)
        for number, port in enumerate(self.ports):
            command = ["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-listen", "1", "-i", self._url(port)]
            command += ["-c", "copy", "-f", "flv", folder / f"s{number}.flv"]
            self.started.append(processes.start(command, folder / f"s{number}.log"))
        wait_for("ffmpeg listens", 30, lambda: set(self.ports) <= listening_ports())

    def urls(self) -> dict[str, int]:
        return {self._url(port): 1 for port in self.ports}

    def _url(self, port: int) -> str:
        return f"rtmp://{HOST}:{port}/{APPLICATION}/s{self.ports.index(port)}"

    def connections_ports(self) -> set[int]:
        return set(self.ports)

    def growing(self, stream: int) -> list[Path]:
        return [self.folder / f"s{stream}.flv"]

    def check_alive(self) -> None:
        """They end with their publisher."""
