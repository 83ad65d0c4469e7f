# SPDX-License-Identifier: Apache-2.0
"""Signed calls per second from `wrk`: the server on one core, wrk on the other."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from server import HOST, Failure, Server

SERVER_CORE, CLIENT_CORE = 0, 1
ORDERS_PER_STREAM = 5


class Calls:
    """Both measurements on one server, and the proof that what was answered is kept."""

    def __init__(self, binary: Path, folder: Path, seconds: int, connections: int) -> None:
        self.binary, self.folder, self.seconds, self.connections = binary, folder, seconds, connections
        self.data = folder / "calls"
        self.start = int(time.time()) + 3600

    def order(self, stream: int) -> dict:
        return {
            "StreamName": f"room{stream:06}",
            "DomainName": HOST,
            "AppName": "live",
            "StartTime": self.start,
            "EndTime": self.start + 3600,
            "TemplateId": 0,
        }

    def run(self, rounds: int, streams: int) -> dict:
        server = Server(self.binary, self.data, core=SERVER_CORE)
        try:
            return self.measure(server, rounds, streams)
        finally:
            server.kill()

    def measure(self, server: Server, rounds: int, streams: int) -> dict:
        # What is described: orders of many streams, a few of each.
        for number in range(streams * ORDERS_PER_STREAM):
            server.call("CreateRecordTask", **self.order(number % streams))
        describes, creates = [], []
        for _ in range(rounds):
            describes.append(self.describe(server, streams))
            creates.append(self.create(server, streams))
        kept = self.prove(server, streams)
        return {"describe": describes, "create": creates, **kept}

    def describe(self, server: Server, streams: int) -> dict:
        query = {"StartTime": self.start - 3600, "EndTime": self.start + 7200, "DomainName": HOST, "AppName": "live"}
        requests = [
            server.signer.request("DescribeRecordTask", {**query, "StreamName": f"room{number % streams:06}"})
            for number in range(max(streams, 100))
        ]
        return self.wrk(server, requests, self.seconds)

    def create(self, server: Server, streams: int) -> dict:
        # Streams of their own, so that the descriptions stay as long as they are.
        orders = [self.order(streams + number) for number in range(20_000)]
        requests = [server.signer.request("CreateRecordTask", order) for order in orders]
        return self.wrk(server, requests, self.seconds)

    def wrk(self, server: Server, requests: list[bytes], seconds: int, answers: Path | None = None) -> dict:
        file = self.folder / "requests"
        file.write_bytes(b"".join(b"%d\n%s" % (len(request), request) for request in requests))
        process = self.start_wrk(server, file, seconds, answers)
        begun = server.cpu_seconds()
        output, errors = process.communicate(timeout=seconds + 60)
        busy = server.cpu_seconds() - begun
        if process.returncode != 0 or errors:
            raise Failure(f"wrk: {errors.strip() or process.returncode}")
        result = json.loads(output.splitlines()[-1])
        if result["errors"] or result["broken"]:
            raise Failure(f"wrk: {result}")
        return {
            "per_second": result["requests"] * 1e6 / result["microseconds"],
            "p50_ms": result["p50"] / 1000,
            "p99_ms": result["p99"] / 1000,
            "max_ms": result["max"] / 1000,
            "server_us_per_call": busy * 1e6 / result["requests"],
            "calls": result["requests"],
        }

    def start_wrk(self, server: Server, requests: Path, seconds: int, answers: Path | None) -> subprocess.Popen:
        environment = {**os.environ, "CALLS": str(requests)}
        if answers:
            environment["ANSWERS"] = str(answers)
        command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t", "1", "-c", str(self.connections)]
        command += ["-d", f"{seconds}s", "--timeout", "30s", "-s", str(Path(__file__).with_name("calls.lua"))]
        return subprocess.Popen(
            [*command, f"http://{server.ready['http']}/"],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )

    def prove(self, server: Server, streams: int) -> dict:
        """Kills the server in the middle of creating, and asks the next one for every order that was answered."""
        requests = self.folder / "requests"
        orders = [server.signer.request("CreateRecordTask", self.order(streams + n)) for n in range(20_000)]
        requests.write_bytes(b"".join(b"%d\n%s" % (len(order), order) for order in orders))
        answers = self.folder / "answers"
        wrk = self.start_wrk(server, requests, self.seconds, answers)
        time.sleep(self.seconds / 2)
        server.kill()
        # It cannot come to its end without a server, and what it counted does not matter here.
        wrk.kill()
        wrk.communicate()
        # The last line may be cut off: it was being written when wrk was killed.
        answered = {line for line in answers.read_text().split("\n")[:-1] if line}
        following = Server(self.binary, self.data)
        try:
            known, token = set(), ""
            while True:
                page = following.call(
                    "DescribeRecordTask", StartTime=self.start, EndTime=self.start + 3600, ScrollToken=token
                )
                known |= {task["TaskId"] for task in page["TaskList"]}
                token = page["ScrollToken"]
                if not token:
                    break
        finally:
            following.stop()
        shutil.rmtree(self.data)
        return {"answered_before_kill": len(answered), "lost": len(answered - known), "kept": len(known)}
