// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Tracks and packets for tests; a coded frame holds its milliseconds and nothing that could be decoded.
enum Samples {
    /// 320x180 at 25 frames a second as x264 describes it, at a level.
    static func video(level: UInt8 = 0x1F) throws -> Track {
        var record = ByteBuffer(bytes: [1, 0x64, 0, level, 0xFF, 0xE1, 0, 0x1A, 0x67, 0x64, 0, level])
        record.writeBytes(
            try ByteBuffer(
                plainHexEncodedBytes: "acd941419f9f011000000300100000030320f142996001000668ebe3cb22c0fdf8f800"
            ).readableBytesView)
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: record)))
    }

    /// The same as x265 describes it.
    static func hevc() throws -> Track {
        let hex =
            "0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff0160000003009000000300000300"
            + "3c959809210001002b42010101600000030090000003000003003ca00a080b9f796566924caf01680800000300080000"
            + "0300c84022000100074401c172b46240"
        return Track(configuration: .hevc(try HEVCDecoderConfiguration(record: ByteBuffer(plainHexEncodedBytes: hex))))
    }

    static func opus() throws -> Track {
        let head = try ByteBuffer(plainHexEncodedBytes: "4f7075734865616401023801" + "80bb0000" + "000000")
        return Track(configuration: .opus(try OpusConfiguration(head: head)))
    }

    /// AAC LC of 44.1 kHz, or 48 kHz with `[0x11, 0x90]`.
    static func audio(_ bytes: [UInt8] = [0x12, 0x10]) throws -> Track {
        Track(configuration: .aac(try AudioSpecificConfig(bytes: ByteBuffer(bytes: bytes))))
    }

    static func keyframe(_ milliseconds: Int64, byte: UInt8 = 0x65) -> MediaPacket {
        MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: payload(byte, milliseconds))
    }

    static func frame(_ milliseconds: Int64, byte: UInt8 = 0x41) -> MediaPacket {
        MediaPacket(
            kind: .video, decodeTime: .milliseconds(milliseconds), isKeyframe: false,
            payload: payload(byte, milliseconds))
    }

    /// A NAL unit that begins with a byte; the rest is text, in which no start code is found.
    private static func payload(_ byte: UInt8, _ milliseconds: Int64) -> ByteBuffer {
        let text = String(milliseconds)
        var payload = ByteBuffer(integer: UInt32(2 + text.utf8.count))
        payload.writeMultipleIntegers(byte, 1 as UInt8)
        payload.writeString(text)
        return payload
    }

    static func sound(_ milliseconds: Int64) -> MediaPacket {
        MediaPacket(
            kind: .audio, decodeTime: .milliseconds(milliseconds), isKeyframe: true,
            payload: ByteBuffer(integer: milliseconds))
    }
}
