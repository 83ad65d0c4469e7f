# SPDX-License-Identifier: Apache-2.0
"""The server under measurement, and what the system says of it."""

import http.client
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from signing import Signer

HOST = "127.0.0.1"
# Seconds; a start with many orders may take long.
READY_PATIENCE = 300


class Failure(Exception):
    """Something that was to be measured did not happen as it should."""


class Server:
    """One `aircheck serve` on free ports; `core` confines it to one processor core."""

    def __init__(self, binary: Path, data: Path, core: int | None = None, settings: tuple[str, ...] = ()) -> None:
        command = [] if core is None else ["taskset", "-c", str(core)]
        command += [binary, "serve", "--data-dir", data, "--http-address", f"{HOST}:0", "--rtmp-address", f"{HOST}:0"]
        command += ["--api-rate-limits", "off", *settings]
        self.data = data
        self.begun = time.monotonic()
        with (data.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=data.parent
            )
        self.seconds_to_ready = self.wait_until_ready()
        made = json.loads((data / "credentials.json").read_text())["credentials"][0]
        self.signer = Signer(made["secretId"], made["secretKey"], self.ready["http"])
        self.connection = http.client.HTTPConnection(self.ready["http"], timeout=60)

    def wait_until_ready(self) -> float:
        """Seconds from the start of the process until `ready.json` is there and `/readyz` says so."""
        while time.monotonic() - self.begun < READY_PATIENCE:
            if self.process.poll() is not None:
                raise Failure(f"the server ended with status {self.process.returncode}: {self.data.parent}/server.log")
            try:
                self.ready = json.loads((self.data / "ready.json").read_text())
                if self.ready["pid"] == self.process.pid and self.is_ready():
                    return time.monotonic() - self.begun
            except (OSError, json.JSONDecodeError):
                pass
            time.sleep(0.002)
        raise Failure(f"the server was not ready within {READY_PATIENCE} s")

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection(self.ready["http"], timeout=10)
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
        connection.close()
        return status == 200

    def call(self, action: str, **parameters: object) -> dict:
        """The `Response` of one signed call; an error is a failure."""
        body = json.dumps(parameters, separators=(",", ":")).encode()
        self.connection.request("POST", "/", body, self.signer.headers(action, body))
        response = json.loads(self.connection.getresponse().read())["Response"]
        if "Error" in response:
            raise Failure(f"{action}: {response['Error']}")
        return response

    def metric(self, name: str) -> float:
        """A gauge or counter without dimensions; 0 when it is not there."""
        self.connection.request("GET", "/metrics")
        lines = self.connection.getresponse().read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.split()[0] == name), 0)

    def memory(self) -> dict[str, float]:
        """MiB that are resident now (`VmRSS`), and at the most until now (`VmHWM`)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines() if line.startswith("Vm"))
        return {name: int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")}

    def cpu_seconds(self) -> float:
        """Processor time of user and system until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """What `kill -9` does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Asks it to end, and makes it end if it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
