// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import NIOCore
import Testing

@Suite("PES header")
struct PESTests {
    @Test(
        "is written bit by bit",
        arguments: [
            (
                PESHeader(streamIdentifier: .audio, presentationTime: 900_000), 10,
                [0, 0, 1, 0xC0, 0, 18, 0x84, 0x80, 5, 0x21, 0x00, 0x37, 0x77, 0x41]
            ),
            (
                PESHeader(streamIdentifier: .video, presentationTime: 0x1_FFFF_FFFF, decodeTime: 0), 1,
                [
                    0, 0, 1, 0xE0, 0, 14, 0x84, 0xC0, 10, 0x3F, 0xFF, 0xFF, 0xFF, 0xFF, 0x11, 0, 1, 0, 1,
                ]
            ),
            // 2^33 wraps to zero, and a negative time is what it is below the wrap.
            (
                PESHeader(streamIdentifier: .video, presentationTime: 0x2_0000_0000, decodeTime: -1), 1,
                [
                    0, 0, 1, 0xE0, 0, 14, 0x84, 0xC0, 10, 0x31, 0, 1, 0, 1, 0x1F, 0xFF, 0xFF, 0xFF, 0xFF,
                ]
            ),
        ] as [(PESHeader, Int, [UInt8])])
    func vectors(header: PESHeader, payloadLength: Int, expected: [UInt8]) {
        var bytes = ByteBuffer()
        header.write(payloadLength: payloadLength, into: &bytes)
        #expect(bytes == ByteBuffer(bytes: expected))
        #expect(header.length == expected.count)
    }

    @Test("leaves a length open that 16 bits can't hold", arguments: [(65_527, 65_535), (65_528, 0)])
    func openLength(payloadLength: Int, expected: Int) {
        var bytes = ByteBuffer()
        PESHeader(streamIdentifier: .video, presentationTime: 0).write(payloadLength: payloadLength, into: &bytes)
        #expect(bytes.getInteger(at: 4, as: UInt16.self).map(Int.init) == expected)
    }
}
