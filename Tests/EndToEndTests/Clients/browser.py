# SPDX-License-Identifier: Apache-2.0
"""Plays a URL in headless Chromium and reads the number that each picture shows: browser.py CHROMIUM URL

The picture is 16 blocks side by side, the binary digits of its number, the least one left. One JSON line comes out,
with each picture that was shown and the number that stands there at the end:
{"duration": 4.0, "ended": true, "error": null, "samples": [[time in seconds, number], …], "last": 99}

Chromium is driven by its DevTools protocol over a pipe (--remote-debugging-pipe), so that no package is needed.
"""
import json
import os
import subprocess
import sys
import tempfile

PAGE = """
new Promise(resolve => {
  const video = document.createElement('video');
  video.muted = true;
  video.crossOrigin = 'anonymous';
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const samples = [];
  const number = () => {
    const [width, height] = [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    if (!width) return null;
    context.drawImage(video, 0, 0);
    const row = context.getImageData(0, height / 2, width, 1).data;
    let number = 0;
    for (let digit = 0; digit < 16; digit++)
      if (row[4 * Math.floor((digit + 0.5) * width / 16)] > 127) number += 1 << digit;
    return number;
  };
  const read = (_, frame) => {
    samples.push([frame.mediaTime, number()]);
    video.requestVideoFrameCallback(read);
  };
  const answer = error => resolve({
    duration: video.duration, ended: video.ended, error, samples, last: error ? null : number()});
  video.requestVideoFrameCallback(read);
  video.onended = () => answer(null);
  video.onerror = () => answer(video.error.message || 'error ' + video.error.code);
  setTimeout(() => answer('timeout'), 30000);
  document.body.append(video);
  video.src = SOURCE;
  video.play().catch(error => answer(String(error)));
})
"""


class Browser:
    """One Chromium, spoken to by messages that end with a zero byte."""

    def __init__(self, program, profile):
        # The browser reads from its descriptor 3 and writes to 4.
        to_browser, self.commands = os.pipe()
        self.answers, from_browser = os.pipe()

        def place():
            ours, theirs = os.dup(to_browser), os.dup(from_browser)
            os.dup2(ours, 3)
            os.dup2(theirs, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--autoplay-policy=no-user-gesture-required", "--remote-debugging-pipe", "--no-first-run",
             f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=place, pass_fds=(3, 4), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.unread = b""
        self.id = 0

    def call(self, method, session=None, **parameters):
        self.id += 1
        message = {"id": self.id, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            message = json.loads(self.receive())
            if message.get("id") == self.id:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]

    def receive(self):
        while b"\0" not in self.unread:
            piece = os.read(self.answers, 1 << 16)
            if not piece:
                raise RuntimeError("the browser ended")
            self.unread += piece
        message, _, self.unread = self.unread.partition(b"\0")
        return message


def play(program, url):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            target = browser.call("Target.createTarget", url="about:blank")["targetId"]
            session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            result = browser.call(
                "Runtime.evaluate", session, expression=PAGE.replace("SOURCE", json.dumps(url)), awaitPromise=True,
                returnByValue=True)
            if "exceptionDetails" in result:
                raise RuntimeError(result["exceptionDetails"]["text"])
            return result["result"]["value"]
        finally:
            browser.process.terminate()
            browser.process.wait(10)


print(json.dumps(play(*sys.argv[1:3])))
