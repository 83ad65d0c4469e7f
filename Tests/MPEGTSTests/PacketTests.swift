// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import NIOCore
import Testing

@Suite("Transport packet header")
struct PacketTests {
    @Test(
        "is written bit by bit",
        arguments: [
            (PacketHeader(identifier: .programAssociation, startsUnit: true, continuityCounter: 0), 0x4740_0010),
            (PacketHeader(identifier: .programMap, startsUnit: true, continuityCounter: 15), 0x4750_001F),
            (PacketHeader(identifier: .video, hasAdaptationField: true, continuityCounter: 3), 0x4701_0033),
            (
                PacketHeader(
                    identifier: .video, hasAdaptationField: true, hasPayload: false, continuityCounter: 255),
                0x4701_002F
            ),
            (PacketHeader(identifier: .audio, continuityCounter: 16), 0x4701_0110),
        ] as [(PacketHeader, UInt32)])
    func vectors(header: PacketHeader, word: UInt32) {
        var bytes = ByteBuffer()
        header.write(into: &bytes)
        #expect(bytes == ByteBuffer(integer: word))
    }
}
