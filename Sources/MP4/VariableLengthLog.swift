// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A list of numbers that only grows, in as few bytes as each needs (LEB128).
///
/// The tables of a day are some 65 MiB in the form that the file has and half of that in this one.
struct VariableLengthLog: Sendable {
    private var bytes = ByteBuffer()

    var byteCount: Int { bytes.readableBytes }

    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.writeInteger(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a number that may be negative, small ones of either sign in few bytes.
    mutating func append(signed value: Int64) {
        append(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// The next number from a copy that is read to its end; nil there.
    mutating func next() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = bytes.readInteger(as: UInt8.self) {
            value |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return value }
            shift += 7
        }
        return nil
    }

    /// The next number of those that were appended with their sign.
    mutating func nextSigned() -> Int64? {
        next().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }
}
