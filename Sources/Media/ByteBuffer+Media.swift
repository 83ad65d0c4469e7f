// SPDX-License-Identifier: Apache-2.0

package import NIOCore

extension ByteBuffer {
    /// Reads a big-endian unsigned integer of 24 bits; nil when fewer than three bytes are left.
    package mutating func readUInt24() -> UInt32? {
        guard let (high, low) = self.readMultipleIntegers(as: (UInt8, UInt16).self) else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    /// Reads a big-endian two's complement integer of 24 bits, as FLV's CompositionTime (FLV 10.1, E.4.3.1).
    package mutating func readInt24() -> Int32? {
        guard let unsigned = self.readUInt24() else { return nil }
        return Int32(bitPattern: unsigned << 8) >> 8
    }

    /// Writes the low 24 bits of a value in big-endian order and returns the count of bytes written.
    @discardableResult
    package mutating func writeUInt24(_ value: UInt32) -> Int {
        self.writeMultipleIntegers(UInt8(truncatingIfNeeded: value >> 16), UInt16(truncatingIfNeeded: value))
    }

    /// The bytes of a NAL unit without emulation prevention (ITU-T H.264 and H.265, 7.3.1.1).
    package var withoutEmulationPrevention: ByteBuffer {
        var raw = ByteBuffer()
        var zeros = 0
        for byte in readableBytesView {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            raw.writeInteger(byte)
        }
        return raw
    }
}
