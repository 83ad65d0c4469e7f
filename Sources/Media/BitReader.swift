// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Reads the bits of a header from the most significant on; made for headers, not for frames.
package struct BitReader: Sendable {
    private let bytes: ByteBuffer
    /// Bits read so far.
    package private(set) var position = 0

    /// Reads from the first readable byte of the buffer on.
    package init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// Bits that have not been read.
    package var remaining: Int { bytes.readableBytes * 8 - position }

    /// Reads one bit.
    package mutating func readFlag() throws(CodecError) -> Bool {
        guard let byte = bytes.getInteger(at: bytes.readerIndex + position / 8, as: UInt8.self), remaining > 0
        else { throw .truncated }
        defer { position += 1 }
        return byte >> UInt8(7 - position % 8) & 1 == 1
    }

    /// Reads an unsigned number of 0 to 32 bits, `u(n)` of the specifications.
    package mutating func readBits(_ count: Int) throws(CodecError) -> UInt32 {
        guard remaining >= count else { throw .truncated }
        var value: UInt32 = 0
        for _ in 0..<count {
            value = value << 1 | (try readFlag() ? 1 : 0)
        }
        return value
    }

    /// Passes over bits.
    package mutating func skip(_ count: Int) throws(CodecError) {
        guard remaining >= count else { throw .truncated }
        position += count
    }

    /// Passes over the rest of a byte that has been read in part.
    package mutating func alignToByte() {
        position = (position + 7) / 8 * 8
    }

    /// Reads an unsigned Exp-Golomb number, `ue(v)`, 0 to 2^32 - 2 (ITU-T H.264, 9.1).
    package mutating func readExpGolomb() throws(CodecError) -> UInt32 {
        var zeros = 0
        while try !readFlag() {
            zeros += 1
            // 32 zeros would begin a number that no field of the specification holds.
            guard zeros < 32 else { throw .invalid(field: "Exp-Golomb code") }
        }
        return try (1 << UInt32(zeros)) - 1 + readBits(zeros)
    }

    /// Reads a signed Exp-Golomb number, `se(v)` (ITU-T H.264, 9.1.1).
    package mutating func readSignedExpGolomb() throws(CodecError) -> Int64 {
        let code = Int64(try readExpGolomb())
        return code % 2 == 0 ? -(code / 2) : (code + 1) / 2
    }
}
