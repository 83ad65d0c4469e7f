# SPDX-License-Identifier: Apache-2.0
"""A catalogue of very many waiting orders: how long a restart takes, and how much memory they need."""

import os
import random
import shutil
import sqlite3
import string
import time
from pathlib import Path

from server import HOST, Failure, Server

HOUR = 3600
ORDERS_PER_STREAM = 10


def fill(catalogue: Path, count: int) -> None:
    """Copies the one order that the API made, `count` times, with ids, streams and windows of their own.

    The windows begin an hour from now and later, all within the week that the API allows.
    """
    generator = random.Random(1)
    letters = string.ascii_letters + string.digits
    begun = int(time.time()) + HOUR
    database = sqlite3.connect(catalogue, isolation_level=None)
    # The indexes are filled in no order: in a small cache each row would cost a few reads and writes.
    database.execute("PRAGMA cache_size = -1000000")
    cursor = database.execute("SELECT * FROM task")
    columns = [column[0] for column in cursor.description]
    (row,) = cursor.fetchall()
    pattern = dict(zip(columns, row, strict=True))

    def copies():
        for _ in range(count):
            start = (begun + generator.randrange(6 * 24 * HOUR)) * 1_000_000
            copy = {
                **pattern,
                "id": "U" + "".join(generator.choices(letters, k=len(pattern["id"]) - 1)),
                "stream": f"channel-{generator.randrange(max(count // ORDERS_PER_STREAM, 1)):06}",
                "startTime": start,
                "endTime": start + HOUR * 1_000_000,
            }
            yield tuple(copy[column] for column in columns)

    database.execute("BEGIN")
    database.executemany(f"INSERT INTO task VALUES ({','.join('?' * len(columns))})", copies())
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def forget_pages(folder: Path) -> None:
    """Lets the system drop what it has read of the files, as after a start of the machine."""
    for path in folder.glob("catalogue.sqlite*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def run(binary: Path, folder: Path, count: int, rounds: int) -> dict:
    data = folder / "restart"
    server = Server(binary, data)
    soon = int(time.time()) + HOUR
    server.call(
        "CreateRecordTask", StreamName="channel", DomainName=HOST, AppName="live", StartTime=soon,
        EndTime=soon + HOUR, TemplateId=0,
    )
    server.stop()
    begun = time.monotonic()
    fill(data / "catalogue.sqlite", count)
    result = {"orders": count + 1, "fill_seconds": time.monotonic() - begun, "starts": []}
    for number in range(rounds):
        # All but the first follow a `kill -9`; the first and the last read from the disk.
        is_cold = number in (0, rounds - 1)
        if is_cold:
            forget_pages(data)
        server = Server(binary, data)
        at_ready = server.memory()
        # What the start has freed may go back to the system, and what it put off may come.
        time.sleep(2)
        later = server.memory()
        check(server, count)
        result["starts"].append(
            {
                "is_cold": is_cold,
                "seconds_to_ready": server.seconds_to_ready,
                "cpu_seconds": server.cpu_seconds(),
                "rss_at_ready_mib": at_ready["VmRSS"],
                "rss_later_mib": later["VmRSS"],
                "peak_mib": later["VmHWM"],
            }
        )
        server.kill()
    result["catalogue_mib"] = (data / "catalogue.sqlite").stat().st_size / (1 << 20)
    shutil.rmtree(data)
    return result


def check(server: Server, count: int) -> None:
    """The server says in its log how many orders it took up."""
    log = (server.data.parent / "server.log").read_text()
    restored = [line for line in log.splitlines() if "orders restored" in line][-1]
    if f"orders={count + 1}" not in restored:
        raise Failure(f"{count + 1} orders wait, but the server says: {restored}")
