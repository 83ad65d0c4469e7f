# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on and with."""

import hashlib
import os
import platform
import re
import subprocess
from pathlib import Path


def first_line(command: list) -> str:
    done = subprocess.run(
        [str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return ((done.stdout or done.stderr).splitlines() or ["?"])[0].strip()


def describe(servers: dict[str, Path], pusher: Path, folder: Path) -> dict[str, str]:
    model = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)
    commit = first_line(["git", "-C", Path(__file__).parent, "describe", "--always", "--dirty"])
    return {
        "processor": f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{int(memory[1]) >> 20 if memory else 0} GiB",
        "kernel": platform.release(),
        "file system": first_line(["findmnt", "-n", "-o", "FSTYPE,OPTIONS", "-T", folder]),
        "harness": commit,
        **{name: identify(path) for name, path in servers.items()},
        "generator": identify(pusher),
        "nginx": f"{first_line(['/usr/sbin/nginx', '-v'])}, libnginx-mod-rtmp {debian('libnginx-mod-rtmp')}",
        "ffmpeg": first_line(["ffmpeg", "-version"]),
        "lazy": first_line(["gcc", "--version"]) + ", -O2",
    }


def identify(binary: Path) -> str:
    return f"{binary}, sha256 {hashlib.sha256(binary.read_bytes()).hexdigest()[:12]}"


def debian(package: str) -> str:
    return first_line(["dpkg-query", "--show", "--showformat=${Version}", package])
