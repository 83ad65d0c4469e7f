# SPDX-License-Identifier: Apache-2.0
"""The times of sending that `aircheck push --stamp` puts at the end of each video frame, found again in files."""

MARK = b"AIRCHECK"
STAMP = len(MARK) + 8
PACKET, SYNC = 188, 0x47


class Bytes:
    """Stamps of a file that has each frame in one piece: FLV, MP4."""

    def __init__(self) -> None:
        self.rest = b""

    def take(self, data: bytes) -> list[int]:
        """The stamps that this piece completes, in microseconds since 1970."""
        data = self.rest + data
        found, at = [], data.find(MARK)
        while 0 <= at <= len(data) - STAMP:
            found.append(int.from_bytes(data[at + len(MARK) : at + STAMP], "big"))
            at = data.find(MARK, at + STAMP)
        # A mark whose time has not come yet, or what may be the beginning of a mark.
        self.rest = data[at:] if at >= 0 else data[-(len(MARK) - 1) :]
        return found


class TransportStream:
    """Stamps of an MPEG transport stream, where packets' headers come between (ISO/IEC 13818-1, 2.4.3)."""

    def __init__(self) -> None:
        self.rest = b""
        self.streams: dict[int, Bytes] = {}

    def take(self, data: bytes) -> list[int]:
        data = self.rest + data
        whole = len(data) // PACKET * PACKET
        self.rest = data[whole:]
        payloads: dict[int, list[bytes]] = {}
        for at in range(0, whole, PACKET):
            if data[at] != SYNC:
                raise ValueError("lost the sync byte")
            control = data[at + 3]
            begin = at + 4 + (1 + data[at + 4] if control & 0x20 else 0)
            if control & 0x10:
                pid = (data[at + 1] & 0x1F) << 8 | data[at + 2]
                payloads.setdefault(pid, []).append(data[begin : at + PACKET])
        found = []
        for pid, pieces in payloads.items():
            found += self.streams.setdefault(pid, Bytes()).take(b"".join(pieces))
        return found


def searcher(beginning: bytes) -> Bytes | TransportStream:
    """What finds the stamps of a file that begins like this."""
    return TransportStream() if beginning[:1] == bytes([SYNC]) else Bytes()
