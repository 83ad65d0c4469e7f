# SPDX-License-Identifier: Apache-2.0
"""This project's server as a recorder, ordered through the official SDK to record what is pushed."""

import json
import os
from pathlib import Path

import processes
from network import HOST
from recorder import APPLICATION, Recorder, media_files, wait_for

# Everything here talks to this machine only: a proxy set for the outside must not get in between.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"

from tencentcloud.common.credential import Credential  # noqa: E402
from tencentcloud.common.profile.client_profile import ClientProfile  # noqa: E402
from tencentcloud.common.profile.http_profile import HttpProfile  # noqa: E402
from tencentcloud.live.v20180801 import live_client, models  # noqa: E402

# One file for a whole run.
LONGEST_INTERVAL = 43200


def record_everything(data: Path, address: str, formats: tuple[str, ...]) -> None:
    """A template of these formats, and a rule that applies it to every stream."""
    made = json.loads((data / "credentials.json").read_text())["credentials"][0]
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=address))
    client = live_client.LiveClient(Credential(made["secretId"], made["secretKey"]), "ap-guangzhou", profile)
    template = models.CreateLiveRecordTemplateRequest()
    template.TemplateName = "bench"
    for name in formats:
        parameters = models.RecordParam()
        parameters.Enable, parameters.RecordInterval = 1, LONGEST_INTERVAL
        setattr(template, f"{name.capitalize()}Param", parameters)
    rule = models.CreateLiveRecordRuleRequest()
    rule.DomainName, rule.AppName, rule.StreamName = HOST, APPLICATION, ""
    rule.TemplateId = client.CreateLiveRecordTemplate(template).TemplateId
    client.CreateLiveRecordRule(rule)


class Aircheck(Recorder):
    """A server of this project with a rule that records every stream of an application."""

    def __init__(self, folder: Path, streams: int, binary: Path, formats: tuple[str, ...]) -> None:
        super().__init__(folder, streams)
        self.formats = formats
        self.data = folder / "data"
        command = [binary, "serve", "--data-dir", self.data]
        command += ["--http-address", f"{HOST}:0", "--rtmp-address", f"{HOST}:0"]
        self.started.append(processes.start(command, folder / "server.log"))
        wait_for("the server is ready", 30, self._is_ready)
        record_everything(self.data, self.ready["http"], formats)

    def _is_ready(self) -> bool:
        self.check_alive()
        try:
            self.ready = json.loads((self.data / "ready.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        return True

    def urls(self) -> dict[str, int]:
        return {f"rtmp://{self.ready['rtmp']}/{APPLICATION}/s{{n}}": self.streams}

    def connections_ports(self) -> set[int]:
        return {int(self.ready["rtmp"].rpartition(":")[2])}

    def growing(self, stream: int) -> list[Path]:
        return media_files(self.data / "media" / HOST / APPLICATION / f"s{stream}")

    def is_sealed(self) -> bool:
        return not any((self.data / "media").rglob("*.part"))
