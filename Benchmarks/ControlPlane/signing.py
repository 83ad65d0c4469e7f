# SPDX-License-Identifier: Apache-2.0
"""Requests of the API, signed in advance (TC3-HMAC-SHA256)."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass

VERSION, SERVICE = "2018-08-01", "live"


def digest(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


@dataclass
class Signer:
    """What signs calls to one address; the server takes a signature for five minutes."""

    secret_id: str
    secret_key: str
    address: str

    def headers(self, action: str, body: bytes) -> dict[str, str]:
        timestamp = int(time.time())
        date = time.strftime("%Y-%m-%d", time.gmtime(timestamp))
        content_type = "application/json; charset=utf-8"
        canonical = (
            f"POST\n/\n\ncontent-type:{content_type}\nhost:{self.address}\n\ncontent-type;host\n"
            f"{hashlib.sha256(body).hexdigest()}"
        )
        scope = f"{date}/{SERVICE}/tc3_request"
        text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"TC3{self.secret_key}".encode()
        for part in (date, SERVICE, "tc3_request"):
            key = digest(key, part)
        signature = digest(key, text).hex()
        return {
            "Host": self.address,
            "Content-Type": content_type,
            "Authorization": f"TC3-HMAC-SHA256 Credential={self.secret_id}/{scope}, "
            f"SignedHeaders=content-type;host, Signature={signature}",
            "X-TC-Action": action,
            "X-TC-Version": VERSION,
            "X-TC-Timestamp": str(timestamp),
            "X-TC-Region": "ap-guangzhou",
        }

    def request(self, action: str, parameters: dict) -> bytes:
        """A whole HTTP/1.1 request, as it goes over the wire."""
        body = json.dumps(parameters, separators=(",", ":")).encode()
        lines = [f"{name}: {value}" for name, value in self.headers(action, body).items()]
        head = "\r\n".join(["POST / HTTP/1.1", *lines, f"Content-Length: {len(body)}"])
        return head.encode() + b"\r\n\r\n" + body
