# SPDX-License-Identifier: Apache-2.0
import unittest

from stamps import MARK, PACKET, Bytes, TransportStream, searcher

TIMES = [1_800_000_000_000_000 + 33_333 * number for number in range(5)]


def frame(stamp: int, size: int = 700) -> bytes:
    return bytes(size) + MARK + stamp.to_bytes(8, "big")


def packets(pid: int, payload: bytes, adapted: int = 0) -> list[bytes]:
    """The payload in transport packets, the first with so many bytes of adaptation field, the last filled up by one."""
    made = []
    while payload:
        adapted = max(adapted, PACKET - 4 - len(payload))
        adaptation = bytes([adapted - 1, *[0xFF] * (adapted - 1)]) if adapted else b""
        piece = payload[: PACKET - 4 - adapted]
        payload = payload[len(piece) :]
        made.append(bytes([0x47, pid >> 8, pid & 0xFF, 0x30 if adapted else 0x10]) + adaptation + piece)
        adapted = 0
    return made


class BytesTests(unittest.TestCase):
    def test_finds_each_stamp_however_the_file_is_cut(self) -> None:
        data = b"".join(map(frame, TIMES))
        for size in (1, 7, 16, 333, len(data)):
            search = Bytes()
            found = [stamp for at in range(0, len(data), size) for stamp in search.take(data[at : at + size])]
            self.assertEqual(found, TIMES, f"pieces of {size} bytes")

    def test_keeps_no_more_than_a_part_of_a_stamp(self) -> None:
        search = Bytes()
        search.take(bytes(100_000))
        self.assertLess(len(search.rest), len(MARK))


class TransportStreamTests(unittest.TestCase):
    def test_puts_together_what_packets_part_by_pid(self) -> None:
        # 160 bytes before the stamp: the first packet ends within it, and another stream's packet comes between.
        for size in range(160, 190):
            video = [packet for stamp in TIMES for packet in packets(0x100, frame(stamp, size), adapted=6)]
            audio = packets(0x101, bytes(len(video) * 100))
            mixed = b"".join(a + b for a, b in zip(video, (audio * 20)[: len(video)]))
            for piece in (100, 188, 1000):
                search = TransportStream()
                found = [it for at in range(0, len(mixed), piece) for it in search.take(mixed[at : at + piece])]
                self.assertEqual(found, TIMES, f"{size} bytes before, pieces of {piece} bytes")

    def test_says_that_it_lost_the_packets(self) -> None:
        with self.assertRaises(ValueError):
            TransportStream().take(bytes(PACKET))

    def test_a_file_tells_by_its_first_byte_what_it_is(self) -> None:
        self.assertIsInstance(searcher(b"\x47\x40"), TransportStream)
        self.assertIsInstance(searcher(b"FLV\x01"), Bytes)


if __name__ == "__main__":
    unittest.main()
