// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Tracks and packets for tests; the coded bytes mean nothing.
enum Samples {
    static func video(level: UInt8 = 0x1F) throws -> Track {
        let record: [UInt8] = [1, 0x64, 0, level, 0xFF, 0xE1, 0, 4, 0x67, 0x64, 0, level, 1, 0, 2, 0x68, 0xEB]
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: ByteBuffer(bytes: record))))
    }

    /// AAC LC of 44.1 kHz, or 48 kHz with `[0x11, 0x90]`.
    static func audio(_ bytes: [UInt8] = [0x12, 0x10]) throws -> Track {
        Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(bytes: bytes))))
    }

    static func keyframe(_ milliseconds: Int64, byte: UInt8 = 0x65) -> MediaPacket {
        MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: ByteBuffer(bytes: [byte]))
    }

    static func frame(_ milliseconds: Int64, byte: UInt8 = 0x41) -> MediaPacket {
        MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), isKeyframe: false,
            payload: ByteBuffer(bytes: [byte]))
    }

    static func sound(_ milliseconds: Int64) -> MediaPacket {
        MediaPacket(
            kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: ByteBuffer(bytes: [0x21]))
    }
}
