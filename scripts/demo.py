#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole way of a recording, once: `make demo`.

Starts a server on free ports in a temporary folder, pushes a generated live stream to it, orders a recording
through the official SDK, waits for the signed callback and judges the files. Exits 0 only if all of it happened.
"""

import hashlib
import http.server
import json
import math
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# Everything here talks to this machine only: a proxy set for the outside must not get in between.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"

from tencentcloud.common.credential import Credential  # noqa: E402
from tencentcloud.common.profile.client_profile import ClientProfile  # noqa: E402
from tencentcloud.common.profile.http_profile import HttpProfile  # noqa: E402
from tencentcloud.live.v20180801 import live_client, models as live  # noqa: E402
from tencentcloud.vod.v20180717 import models as vod, vod_client  # noqa: E402

HOST, APPLICATION, STREAM = "127.0.0.1", "live", "room42"
CALLBACK_KEY = "demoKey2026"
ORDERED_SECONDS = 20
KEYFRAME_SECONDS = 2
BEGUN = time.monotonic()


class Failure(Exception):
    """Something did not happen as it should."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - BEGUN:5.1f} s] {text}", flush=True)


def expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Failure(otherwise)


class CallbackReceiver:
    """A small HTTP server that hands on every event posted to it."""

    def __init__(self) -> None:
        events: queue.Queue[dict] = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                events.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.events = events
        self.server = http.server.ThreadingHTTPServer((HOST, 0), Handler)
        self.url = f"http://{HOST}:{self.server.server_port}/events"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, kind: int, seconds: float) -> dict:
        """The next event of one kind, its signature checked; others that come before it are passed over."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = self.events.get(timeout=left)
            except queue.Empty:
                break
            digest = hashlib.md5(f"{CALLBACK_KEY}{event['t']}".encode()).hexdigest()
            expect(event["sign"] == digest, f"event {event['event_type']} has a wrong sign")
            expect(event["t"] > time.time(), f"event {event['event_type']} has expired")
            if event["event_type"] == kind:
                return event
        raise Failure(f"no event {kind} within {seconds:.0f} s")


def start_server(binary: Path, data: Path, log: Path) -> subprocess.Popen:
    command = [binary, "serve", "--data-dir", data, "--http-address", f"{HOST}:0", "--rtmp-address", f"{HOST}:0"]
    with log.open("wb") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)


def wait_until_ready(server: subprocess.Popen, data: Path) -> dict:
    """What the server's ready.json says."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        expect(server.poll() is None, f"the server ended with status {server.returncode}")
        try:
            ready = json.loads((data / "ready.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.05)
            continue
        expect(ready["pid"] == server.pid, "ready.json names another process")
        return ready
    raise Failure("the server was not ready within 30 s")


def start_publisher(url: str, log: Path) -> subprocess.Popen:
    """Debian's ffmpeg, pushing a test picture with a clock and a tone in real time."""
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning"]
    command += ["-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25"]
    command += ["-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-b:v", "800k"]
    command += ["-g", str(25 * KEYFRAME_SECONDS), "-c:a", "aac", "-b:a", "96k"]
    # Longer than the order, so that the recording ends because its time is up.
    command += ["-t", str(ORDERED_SECONDS + 30), "-f", "flv", url]
    with log.open("wb") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)


def make_clients(address: str, credentials: Path) -> tuple[live_client.LiveClient, vod_client.VodClient]:
    """The official SDK, pointed at the server with the credentials of its first start."""
    made = json.loads(credentials.read_text())["credentials"][0]
    credential = Credential(made["secretId"], made["secretKey"])
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=address))
    return (
        live_client.LiveClient(credential, "ap-guangzhou", profile),
        vod_client.VodClient(credential, "ap-guangzhou", profile),
    )


def ask_for_callbacks(client: live_client.LiveClient, url: str) -> None:
    template = live.CreateLiveCallbackTemplateRequest()
    template.TemplateName = "demo"
    template.StreamBeginNotifyUrl = template.StreamEndNotifyUrl = template.RecordNotifyUrl = url
    template.CallbackKey = CALLBACK_KEY
    rule = live.CreateLiveCallbackRuleRequest()
    rule.DomainName, rule.AppName = HOST, APPLICATION
    rule.TemplateId = client.CreateLiveCallbackTemplate(template).TemplateId
    client.CreateLiveCallbackRule(rule)


def order_recording(client: live_client.LiveClient) -> tuple[str, float]:
    """The order's id, and how long its window is from now."""
    order = live.CreateRecordTaskRequest()
    order.DomainName, order.AppName, order.StreamName = HOST, APPLICATION, STREAM
    now = time.time()
    order.EndTime = math.ceil(now) + ORDERED_SECONDS
    return client.CreateRecordTask(order).TaskId, order.EndTime - now


def fetch(url: str, media_type: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        expect(answer.status == 200, f"{url}: status {answer.status}")
        expect(answer.headers["Content-Type"] == media_type, f"{url}: {answer.headers['Content-Type']}")
        return answer.read()


def fetch_recording(url: str, folder: Path) -> tuple[Path, float, int]:
    """The playlist on disk, the sum of its segments' durations, and their number; HTTP gave the same bytes as disk."""
    playlist = fetch(url, "application/vnd.apple.mpegurl")
    text = playlist.decode()
    expect(text.startswith("#EXTM3U\n") and text.rstrip().endswith("#EXT-X-ENDLIST"), "the playlist is not complete")
    name = Path(unquote(urlsplit(url).path)).name
    paths = [path for path in folder.rglob(name) if path.read_bytes() == playlist]
    expect(len(paths) == 1, f"{name} is {len(paths)} times below {folder}")
    segments = [line for line in text.splitlines() if line and not line.startswith("#")]
    for segment in segments:
        served = fetch(urljoin(url, segment), "video/mp2t")
        expect(served == (paths[0].parent / unquote(segment)).read_bytes(), f"{segment} differs from the file on disk")
    seconds = math.fsum(float(value) for value in re.findall(r"^#EXTINF:([0-9.]+)", text, re.MULTILINE))
    return paths[0], seconds, len(segments)


def play(path: Path) -> list[str]:
    """The codecs that ffprobe finds; every frame is decoded as well, and neither program may have a complaint."""
    probe = subprocess.run(
        ["ffprobe", "-v", "warning", "-of", "json", "-show_entries", "stream=codec_name", path],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )
    expect(probe.returncode == 0 and not probe.stderr, f"ffprobe: {probe.stderr}")
    decode = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "warning", "-xerror", "-i", path, "-f", "null", "-"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )
    expect(decode.returncode == 0 and not decode.stderr, f"ffmpeg: {decode.stderr}")
    return sorted(stream["codec_name"] for stream in json.loads(probe.stdout)["streams"])


def look_up(client: vod_client.VodClient, file_id: str) -> vod.MediaInfo:
    request = vod.DescribeMediaInfosRequest()
    request.FileIds = [file_id]
    found = client.DescribeMediaInfos(request).MediaInfoSet
    expect(len(found) == 1 and found[0].FileId == file_id, "DescribeMediaInfos does not know the file")
    return found[0]


def stop(process: subprocess.Popen, seconds: float) -> int:
    """Asks a process of ours to end, and makes it end if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def record(data: Path, ready: dict, publisher_log: Path) -> tuple[Path, float, str]:
    """From the push to the judged files."""
    live_api, vod_api = make_clients(ready["http"], data / "credentials.json")
    receiver = CallbackReceiver()
    ask_for_callbacks(live_api, receiver.url)
    say("callback template and rule made through the SDK")

    push = f"rtmp://{ready['rtmp']}/{APPLICATION}/{STREAM}"
    publisher = start_publisher(push, publisher_log)
    try:
        receiver.wait(1, seconds=20)
        say(f"live: {push} (event 1 received)")
        # An order in mid-push: the recording has to begin with a keyframe that was pushed before it.
        time.sleep(KEYFRAME_SECONDS + 1)

        task_id, window = order_recording(live_api)
        say(f"recording ordered through the SDK for {window:.1f} s: task {task_id}")
        event = receiver.wait(100, seconds=window + 20)
        say(f"event 100 received, sign verified: {event['file_format']}, {event['file_size']} bytes")
        expect(publisher.poll() is None, "the push ended before the order did")
    finally:
        stop(publisher, seconds=5)

    expect(event["task_id"] == task_id, "event 100 names another task")
    expect((event["app"], event["appname"], event["stream_id"]) == (HOST, APPLICATION, STREAM), "wrong stream")
    path, seconds, segments = fetch_recording(event["video_url"], data)
    say(f"playlist and {segments} segments fetched over HTTP, equal to the files on disk")

    # Up to one keyframe interval more than was ordered, and a second for the unsteady pace of a busy machine.
    shortest, longest = window - 1, window + KEYFRAME_SECONDS + 1
    expect(shortest < seconds < longest, f"{seconds:.1f} s recorded, {shortest:.1f} to {longest:.1f} expected")
    codecs = play(path)
    expect(codecs == ["aac", "h264"], f"codecs {codecs}")
    say(f"ffprobe and ffmpeg read it without a warning: {', '.join(codecs)}, {seconds:.1f} s")

    media = look_up(vod_api, event["file_id"])
    expect(media.BasicInfo.MediaUrl == event["video_url"], "the media library has another URL")
    expect(abs(media.MetaData.Duration - seconds) < 1, f"the media library says {media.MetaData.Duration} s")
    say(f"media library knows file {media.FileId}: {media.MetaData.Width}x{media.MetaData.Height}")
    return path, seconds, event["video_url"]


def main() -> int:
    binary = Path(sys.argv[1] if len(sys.argv) > 1 else ".build/release/aircheck").absolute()
    folder = Path(tempfile.mkdtemp(prefix="aircheck-demo-"))
    data, log = folder / "data", folder / "server.log"
    server = start_server(binary, data, log)
    try:
        ready = wait_until_ready(server, data)
        say(f"server ready: rtmp={ready['rtmp']} http={ready['http']}")
        path, seconds, url = record(data, ready, folder / "ffmpeg.log")
        status = stop(server, seconds=20)
        expect(status == 0, f"the server ended with status {status}")
        expect(not (data / "ready.json").exists(), "ready.json is still there")
        expect(not list(data.rglob("*.part")), "an unfinished file is left")
        say("server stopped cleanly")
    except Exception as error:  # Whatever went wrong, the user is told where to look.
        print(f"demo failed: {type(error).__name__}: {error}", file=sys.stderr)
        print(*(f"  {line}" for line in log.read_text().splitlines()[-15:]), sep="\n", file=sys.stderr)
        print(f"files and logs are in {folder}", file=sys.stderr)
        return 1
    finally:
        stop(server, seconds=5)
    # The port was free a moment ago: with it the URL works again.
    print(f"\nTo serve it again: {binary} serve --data-dir {data} --http-address {ready['http']}\n")
    print(f"file      {path}")
    print(f"duration  {seconds:.3f} s")
    print(f"url       {url}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
