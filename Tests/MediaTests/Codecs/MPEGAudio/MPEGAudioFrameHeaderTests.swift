// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@Suite("MP3 frame header")
struct MPEGAudioFrameHeaderTests {
    @Test(
        "tells rate, channels and length",
        arguments: [
            ("fffb50c4", 44_100, 1, 64_000, 208), ("fffb52c4", 44_100, 1, 64_000, 209),
            ("fffbe400", 48_000, 2, 320_000, 960), ("fffb1800", 32_000, 2, 32_000, 144),
            ("fff384c4", 24_000, 1, 64_000, 192), ("ffe318c4", 8_000, 1, 8_000, 72),
            ("fffb0044", 44_100, 2, nil, nil),
        ] as [(String, Int, Int, Int?, Int?)])
    func reads(hex: String, rate: Int, channels: Int, bitrate: Int?, length: Int?) throws {
        let header = try MPEGAudioFrameHeader(ByteBuffer(plainHexEncodedBytes: hex))
        #expect((header.sampleRate, header.channelCount) == (rate, channels))
        #expect((header.bitrate, header.frameLength) == (bitrate, length))
    }

    @Test("of a configuration is read as that configuration", arguments: [1, 2])
    func configurations(channels: Int) throws {
        for (version, rates) in [
            (3, [44_100, 48_000, 32_000]), (2, [22_050, 24_000, 16_000]), (0, [11_025, 12_000, 8_000]),
        ] {
            for (index, rate) in rates.enumerated() {
                let mode: UInt32 = channels == 1 ? 3 : 1
                let fields = 0xFFE2_9000 | UInt32(version) << 19 | UInt32(index) << 10 | mode << 6
                let configuration = try MPEGAudioConfiguration(frame: ByteBuffer(integer: fields))
                #expect((configuration.sampleRate, configuration.channelCount) == (rate, channels))
                #expect(try MPEGAudioConfiguration(frame: configuration.frameHeader) == configuration)
            }
        }
    }
}
