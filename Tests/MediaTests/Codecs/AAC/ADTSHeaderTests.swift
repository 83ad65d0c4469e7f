// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("ADTS header")
struct ADTSHeaderTests {
    @Test(
        "describes the core coder and the frame's length",
        arguments: [
            ("1210", 100, "fff150800d7ffc"), ("1188", 0, "fff14c4000fffc"), ("11b8", 8_184, "fff14dc3fffffc"),
            ("2b920800", 1, "fff15c80011ffc"), ("eb8a0800", 1, "fff15c40011ffc"),
        ])
    func writes(config: String, length: Int, header: String) throws {
        let config = try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: config))
        var bytes = ByteBuffer()
        try ADTSHeader.write(config: config, payloadLength: length, into: &bytes)
        #expect(bytes == (try ByteBuffer(plainHexEncodedBytes: header)))
    }

    @Test(
        "refuses what it can't say, and writes nothing then",
        arguments: [
            ("1210", 8_185, "aac_frame_length"), ("1210", -1, "aac_frame_length"), ("f94640", 1, "audioObjectType"),
            ("1780562290", 1, "samplingFrequencyIndex"), ("118004c8050001190003616263", 1, "channelConfiguration"),
            ("12d8", 1, "channelConfiguration"),
        ])
    func refuses(config: String, length: Int, field: String) throws {
        let config = try AudioSpecificConfig(bytes: ByteBuffer(plainHexEncodedBytes: config))
        var bytes = ByteBuffer()
        #expect(throws: CodecError.invalid(field: field)) {
            try ADTSHeader.write(config: config, payloadLength: length, into: &bytes)
        }
        #expect(bytes.readableBytes == 0)
    }
}
