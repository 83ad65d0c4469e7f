// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import Testing

@Suite("MP4 sample entries")
struct SampleEntryTests {
    private func description(_ configuration: CodecConfiguration) throws -> MP4File.Description {
        let packet = MediaPacket(
            kind: configuration.kind, decodeTime: .zero, isKeyframe: true, payload: ByteBuffer(bytes: [1, 2, 3]))
        let file = MP4File(try Recording(tracks: [Track(configuration: configuration)], [packet]).finished)
        #expect(file.faults.isEmpty, "\(file.faults)")
        return try #require(file.tracks.first?.descriptions.first)
    }

    @Test(
        "carry AAC's configuration whole",
        arguments: [
            ("1210", 44_100, 2), ("11b8", 48_000, 8), ("2b920800", 44_100, 2), ("eb8a0800", 44_100, 2),
            ("1190", 48_000, 2),
        ])
    func aac(hex: String, rate: Int, channels: Int) throws {
        let configuration = try Samples.aac(hex).configuration
        let description = try description(configuration)
        #expect(description.configuration == configuration)
        #expect(description.sampleRate == rate)
        #expect(description.channelCount == channels)
    }

    @Test("carry the size of the picture after cropping")
    func picture() throws {
        let configuration = try Samples.avc().configuration
        let description = try description(configuration)
        #expect(description.configuration == configuration)
        #expect(description.size == PictureSize(width: 320, height: 180))
    }

    @Test("carry Opus with its pre-skip")
    func opus() throws {
        let configuration = try Samples.opus()
        #expect(try description(configuration).configuration == configuration)
    }

    @Test("leave a rate to the codec that 16 bits don't tell")
    func highRate() throws {
        let configuration = try Samples.aac("1010").configuration
        let description = try description(configuration)
        #expect(description.configuration == configuration)
        #expect(description.sampleRate == 0)
    }
}
