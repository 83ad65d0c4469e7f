// SPDX-License-Identifier: Apache-2.0

import AMF
import NIOCore
import RTMP

/// Media messages as an encoder sends them.
enum Samples {
    /// FLV video tag body: AVC sequence header of a small High profile picture.
    static let videoHeader = ByteBuffer(
        hex: """
            17 00 000000 01 64001F FF E1 001A 6764001FACD9405005BB0110000003001000000303C0F1831960 01 0006 68EBE3CB22C0
            """)
    /// FLV audio tag body: AAC LC, 44.1 kHz, stereo.
    static let audioHeader = ByteBuffer(hex: "AF 00 1210")

    /// A keyframe whose slice has `size` bytes.
    static func keyframe(size: Int = 8) -> ByteBuffer { frame(hex: "17 01 000000", first: 0x65, size: size) }

    /// Another frame, shown 40 ms after it is decoded.
    static func frame(size: Int = 8) -> ByteBuffer { frame(hex: "27 01 000028", first: 0x41, size: size) }

    /// An AAC frame.
    static func audio(size: Int = 6) -> ByteBuffer {
        var body = ByteBuffer(hex: "AF 01")
        body.writeRepeatingByte(0x21, count: size)
        return body
    }

    private static func frame(hex: String, first: UInt8, size: Int) -> ByteBuffer {
        var body = ByteBuffer(hex: hex)
        body.writeInteger(UInt32(size))
        body.writeInteger(first)
        body.writeBytes((1..<size).map { UInt8(truncatingIfNeeded: 0x80 | $0) })
        return body
    }

    static let target = ClientSession.Target(
        tcURL: "rtmp://push.example.com:1935/live", application: "live", publishName: "room?txSecret=1")
}
