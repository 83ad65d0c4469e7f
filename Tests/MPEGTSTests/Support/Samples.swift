// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingTesting

/// Tracks and packets for tests; the coded bytes mean nothing.
enum Samples {
    static let sequenceSet: [UInt8] = [0x67, 0x64, 0x00, 0x1F, 0xAC]
    static let pictureSet: [UInt8] = [0x68, 0xEB, 0xE3]
    static let delimiter: [UInt8] = [0x09, 0xF0]

    static func video(sequenceSet: [UInt8] = sequenceSet, lengthSize: UInt8 = 4) throws -> Track {
        var record = ByteBuffer(bytes: [1, 0x64, 0, 0x1F, 0xFC | (lengthSize - 1), 0xE1])
        record.writeInteger(UInt16(sequenceSet.count))
        record.writeBytes(sequenceSet)
        record.writeInteger(UInt8(1))
        record.writeInteger(UInt16(pictureSet.count))
        record.writeBytes(pictureSet)
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: record)))
    }

    /// AAC LC of 44.1 kHz, or 48 kHz with `[0x11, 0x90]`.
    static func audio(_ bytes: [UInt8] = [0x12, 0x10]) throws -> Track {
        Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(bytes: bytes))))
    }

    /// A silent frame of 44.1 kHz and 128 kbit/s, and its track.
    @Sendable static func layerIII() throws -> (Track, [UInt8]) {
        let frame = [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 413)
        return (Track(configuration: .mp3(try MPEGAudioConfiguration(frame: ByteBuffer(bytes: frame)))), frame)
    }

    /// The same of 22.05 kHz and 64 kbit/s.
    @Sendable static func layerIIIOfLowRate() throws -> (Track, [UInt8]) {
        let frame = [0xFF, 0xF3, 0x80, 0x00] + [UInt8](repeating: 0, count: 204)
        return (Track(configuration: .mp3(try MPEGAudioConfiguration(frame: ByteBuffer(bytes: frame)))), frame)
    }

    /// The beginning of a frame that ffmpeg made, of 48 kHz, and its track.
    @Sendable static func ac3() throws -> (Track, [UInt8]) {
        let frame = [0x0B, 0x77, 0x17, 0x70, 0x14, 0x40, 0x43, 0xE1] + [UInt8](repeating: 0, count: 760)
        return (Track(configuration: .ac3(try AC3Configuration(frame: ByteBuffer(bytes: frame)))), frame)
    }

    @Sendable static func eac3() throws -> (Track, [UInt8]) {
        let frame =
            [0x0B, 0x77, 0x02, 0xFF, 0x3F, 0x87, 0xC0, 0x00, 0x20, 0, 0, 0] + [UInt8](repeating: 0, count: 1_524)
        return (Track(configuration: .eac3(try EAC3Configuration(accessUnit: ByteBuffer(bytes: frame)))), frame)
    }

    static func frame(
        _ units: [[UInt8]], at time: MediaTime, offset: MediaTime = .zero, isKeyframe: Bool = false,
        lengthSize: Int = 4
    ) -> MediaPacket {
        var payload = ByteBuffer()
        for unit in units {
            switch lengthSize {
            case 1: payload.writeInteger(UInt8(unit.count))
            case 2: payload.writeInteger(UInt16(unit.count))
            default: payload.writeInteger(UInt32(unit.count))
            }
            payload.writeBytes(unit)
        }
        return MediaPacket(
            kind: .video, decodeTime: time, compositionOffset: offset, isKeyframe: isKeyframe, payload: payload)
    }

    static func sound(_ bytes: [UInt8], at time: MediaTime) -> MediaPacket {
        MediaPacket(kind: .audio, decodeTime: time, isKeyframe: true, payload: ByteBuffer(bytes: bytes))
    }

    /// Bytes that hold no start code, after a header byte.
    static func nalUnit(_ header: UInt8, length: Int, using numbers: inout SeededGenerator) -> [UInt8] {
        [header] + (1..<max(length, 2)).map { _ in UInt8.random(in: 2...255, using: &numbers) }
    }
}
