# SPDX-License-Identifier: Apache-2.0
"""What this machine listens to and is connected with: /proc/net/tcp."""

import socket
from pathlib import Path

HOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens to, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for it in sockets:
            it.bind((HOST, 0))
        return [it.getsockname()[1] for it in sockets]
    finally:
        for it in sockets:
            it.close()


def listening_ports() -> set[int]:
    """Found without connecting, which an ffmpeg that listens would take for its publisher."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A"}


def connected(ports: set[int]) -> int:
    """How many connections to these ports are established."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(1 for row in rows if row[3] == "01" and int(row[1].rpartition(":")[2], 16) in ports)
