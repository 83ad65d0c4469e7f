// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingTesting
import Testing

/// Sound that ffmpeg encoded: what a publisher sends.
struct EncodedAudio {
    var configuration: CodecConfiguration
    var payloads: [ByteBuffer]

    static let isPossible = ForeignProgram.areInstalled("ffmpeg")
    static let missing: Comment = "ffmpeg is not installed"

    /// A tone of three seconds on the left, another on the right and so on, as AAC.
    static func aac(rate: Int, channels: Int) throws -> EncodedAudio {
        let file = try make(rate: rate, channels: channels, codec: ["-c:a", "aac", "-f", "adts"])
        var rest = file
        var payloads: [ByteBuffer] = []
        var configuration: UInt16 = 0
        while let header = rest.readBytes(length: 7) {
            let bits = header.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            // AAC LC, samplingFrequencyIndex and channelConfiguration.
            configuration = 2 << 11 | UInt16(bits >> 34 & 0xF) << 7 | UInt16(bits >> 30 & 7) << 3
            let payload = rest.readSlice(length: Int(bits >> 13 & 0x1FFF) - 7)
            payloads.append(try #require(payload))
        }
        let bytes = ByteBuffer(integer: configuration)
        return EncodedAudio(configuration: .aac(try AudioSpecificConfig(bytes: bytes)), payloads: payloads)
    }

    /// The same as Opus, whose Ogg pages are taken apart.
    static func opus(channels: Int) throws -> EncodedAudio {
        let surround = channels > 2 ? ["-mapping_family", "1"] : []
        var rest = try make(
            rate: 48_000, channels: channels, codec: ["-c:a", "libopus"] + surround + ["-f", "ogg"])
        var packets: [ByteBuffer] = []
        var packet = ByteBuffer()
        while let header = rest.readSlice(length: 27) {
            #expect(header.getString(at: header.readerIndex, length: 4) == "OggS")
            let count = try #require(header.getInteger(at: header.readerIndex + 26, as: UInt8.self))
            let lengths = rest.readBytes(length: Int(count))
            for length in try #require(lengths) {
                let segment = rest.readSlice(length: Int(length))
                packet.writeImmutableBuffer(try #require(segment))
                guard length < 255 else { continue }
                packets.append(packet)
                packet = ByteBuffer()
            }
        }
        // OpusHead and OpusTags come first.
        return EncodedAudio(
            configuration: .opus(try OpusConfiguration(head: packets[0])), payloads: Array(packets.dropFirst(2)))
    }

    /// The payloads as packets, each `samples` long, from a time on.
    func packets(samples: Int, rate: Int, from start: MediaTime = .seconds(100)) -> [MediaPacket] {
        payloads.enumerated().map { index, payload in
            // Stamps in whole milliseconds, as RTMP has them.
            let time = MediaTime.milliseconds(Int64(index * samples * 1_000 / rate))
            return MediaPacket(kind: .audio, decodeTime: start + time, isKeyframe: true, payload: payload)
        }
    }

    private static func make(rate: Int, channels: Int, codec: [String]) throws -> ByteBuffer {
        try ForeignProgram.withFolder { folder in
            let file = folder.appendingPathComponent("audio")
            let tones = (0..<channels).map { "0.3*sin(2*PI*\(300 + 200 * $0)*t)" }.joined(separator: "|")
            let source = "aevalsrc=\(tones):s=\(rate):d=3:c=\(layouts[channels] ?? "stereo")"
            let arguments = ["-v", "error", "-f", "lavfi", "-i", source] + codec + [file.path]
            #expect(try ForeignProgram.run("ffmpeg", arguments) == "")
            return ByteBuffer(bytes: try Data(contentsOf: file))
        }
    }

    private static let layouts = [1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"]
}
