// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A PES packet that is complete (ISO/IEC 13818-1, 2.4.3.6).
package struct PESPacket {
    package let isVideo: Bool
    /// The low 33 bits, in ticks of 90 kHz.
    package let presentationTime: Int64
    /// The same as the presentation time where the header has none.
    package let decodeTime: Int64
    /// Whether the header tells a decode time that is the presentation time.
    package let hasNeedlessDecodeTime: Bool
    package let payload: ByteBuffer

    /// Bytes up to the length field, which say how many follow.
    static let prefixLength = 6

    /// Reads a whole packet.
    package init(_ bytes: ByteBuffer) throws(Violation) {
        var rest = bytes
        guard let (start, length) = rest.readMultipleIntegers(as: (UInt32, UInt16).self) else {
            throw Violation(.length, "A PES packet ends within its header.")
        }
        guard start >> 8 == 1 else { throw Violation(.tsPES, "A PES packet doesn't begin with 00 00 01.") }
        isVideo = (0xE0...0xEF).contains(start & 0xFF)
        // 0xBD, private_stream_1, is where AC-3 may be.
        guard isVideo || (0xC0...0xDF).contains(start & 0xFF) || start & 0xFF == 0xBD else {
            throw Violation(.tsPES, "A PES packet's stream_id is neither video nor audio.")
        }
        if length == 0 {
            guard isVideo else { throw Violation(.tsPESLength, "A PES packet of audio leaves its length open.") }
        } else if Int(length) > rest.readableBytes {
            throw Violation(.length, "A PES packet ends after \(rest.readableBytes) of \(length) bytes.")
        } else if Int(length) < rest.readableBytes {
            throw Violation(.tsPESLength, "A PES packet has \(rest.readableBytes) bytes, not \(length).")
        }
        guard let (flags, parts, headerLength) = rest.readMultipleIntegers(as: (UInt8, UInt8, UInt8).self),
            var header = rest.readSlice(length: Int(headerLength))
        else { throw Violation(.length, "A PES packet ends within its header.") }
        guard flags & 0xF0 == 0x80 else { throw Violation(.tsPES, "A PES header is malformed or scrambled.") }
        switch parts >> 6 {
        case 0b10:
            presentationTime = try header.readTime(prefix: 0b0010)
            decodeTime = presentationTime
            hasNeedlessDecodeTime = false
        case 0b11:
            presentationTime = try header.readTime(prefix: 0b0011)
            decodeTime = try header.readTime(prefix: 0b0001)
            hasNeedlessDecodeTime = decodeTime == presentationTime
        case _:
            throw Violation(.tsPES, "A PES packet has no presentation time.")
        }
        if parts & 0x3F == 0, !header.readableBytesView.allSatisfy({ $0 == 0xFF }) {
            throw Violation(.tsPES, "The stuffing of a PES header isn't 0xFF.")
        }
        payload = rest
    }
}

extension ByteBuffer {
    /// Reads a time of 33 bits in three parts, a marker bit behind each.
    fileprivate mutating func readTime(prefix: UInt8) throws(Violation) -> Int64 {
        guard let (high, middle, low) = self.readMultipleIntegers(as: (UInt8, UInt16, UInt16).self) else {
            throw Violation(.tsPES, "A PES header ends within a time.")
        }
        guard high >> 4 == prefix, high & 1 == 1, middle & 1 == 1, low & 1 == 1 else {
            throw Violation(.tsPES, "A time has a wrong prefix or marker bit.")
        }
        return Int64(high >> 1 & 7) << 30 | Int64(middle >> 1) << 15 | Int64(low >> 1)
    }
}
