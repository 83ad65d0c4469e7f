// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// The header of a PES packet that carries one access unit (ISO/IEC 13818-1, 2.4.3.6).
package struct PESHeader: Hashable, Sendable {
    /// What follows, by stream_id (table 2-22).
    package enum StreamIdentifier: UInt8, Hashable, Sendable {
        /// private_stream_1, where AC-3 and E-AC-3 belong (ATSC A/52, A4.2).
        case privateAudio = 0xBD
        case audio = 0xC0
        case video = 0xE0
    }

    package var streamIdentifier: StreamIdentifier
    /// Ticks of 90 kHz; the low 33 bits are written, so that they wrap.
    package var presentationTime: Int64
    /// Ticks of 90 kHz; nil when the same as the presentation time.
    package var decodeTime: Int64?

    package init(streamIdentifier: StreamIdentifier, presentationTime: Int64, decodeTime: Int64? = nil) {
        self.streamIdentifier = streamIdentifier
        self.presentationTime = presentationTime
        self.decodeTime = decodeTime
    }

    /// Bytes that may follow a header without decode time, an ADTS header among them, whose length has to be told.
    static let maximumAudioLength = 65_535 - 8 - 7

    /// Bytes of the header.
    package var length: Int { decodeTime == nil ? 14 : 19 }

    /// Writes the header of a packet with `payloadLength` bytes behind it.
    ///
    /// Above 65,535 bytes the length is left open, which video alone may do (2.4.3.7).
    package func write(payloadLength: Int, into bytes: inout ByteBuffer) {
        bytes.writeWithOutputRawSpan(minimumWritableBytes: length) { output in
            output.append(bigEndian: UInt32(0x100) | UInt32(streamIdentifier.rawValue))
            output.append(bigEndian: UInt16(exactly: length - 6 + payloadLength) ?? 0)
            output.append(0x84)  // '10', data_alignment_indicator
            output.append(decodeTime == nil ? 0x80 : 0xC0)  // PTS_DTS_flags
            output.append(UInt8(length - 9))
            Self.write(presentationTime, prefix: decodeTime == nil ? 0b0010 : 0b0011, into: &output)
            if let decodeTime { Self.write(decodeTime, prefix: 0b0001, into: &output) }
        }
    }

    /// Writes a time of 33 bits in three parts, a marker bit behind each.
    private static func write(_ ticks: Int64, prefix: UInt8, into output: inout OutputRawSpan) {
        let time = UInt64(bitPattern: ticks)
        let high = UInt8(truncatingIfNeeded: time >> 30) & 0b111
        let middle = UInt16(truncatingIfNeeded: time >> 15) & 0x7FFF
        let low = UInt16(truncatingIfNeeded: time) & 0x7FFF
        output.append(prefix << 4 | high << 1 | 1)
        output.append(bigEndian: middle << 1 | 1)
        output.append(bigEndian: low << 1 | 1)
    }
}
