// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One packet of a transport stream (ISO/IEC 13818-1, 2.4.3.2), and what its adaptation field says (2.4.3.4).
package struct TransportPacket {
    package let identifier: UInt16
    /// Whether a PES packet or a section begins in this packet.
    package let startsUnit: Bool
    package let continuityCounter: UInt8
    /// nil when the packet has none.
    package let payload: ByteBuffer?
    package let isDiscontinuous: Bool
    package let isRandomAccess: Bool
    /// Ticks of 27 MHz, 33 bits of 90 kHz times 300.
    package let clockReference: Int64?

    package static let length = 188
    /// Fills streams of constant rate; means nothing.
    static let nullIdentifier: UInt16 = 0x1FFF

    /// Reads 188 bytes.
    package init(_ bytes: ByteBuffer) throws(Violation) {
        var bytes = bytes
        guard let header = bytes.readInteger(as: UInt32.self), bytes.readableBytes == Self.length - 4 else {
            throw Violation(.length, "A packet has fewer than 188 bytes.")
        }
        guard header >> 24 == 0x47 else { throw Violation(.tsSync, "A packet doesn't begin with 0x47.") }
        guard header & 0x80_0000 == 0 else { throw Violation(.tsHeader, "A packet says that it is damaged.") }
        guard header & 0xC0 == 0 else { throw Violation(.tsHeader, "A packet is scrambled.") }
        guard header & 0x30 != 0 else { throw Violation(.tsHeader, "A packet has neither field nor payload.") }
        startsUnit = header & 0x40_0000 != 0
        identifier = UInt16(truncatingIfNeeded: header >> 8) & 0x1FFF
        continuityCounter = UInt8(header & 0xF)
        let hasPayload = header & 0x10 != 0
        guard header & 0x20 != 0 else {
            (isDiscontinuous, isRandomAccess, clockReference, payload) = (false, false, nil, bytes)
            return
        }
        guard let length = bytes.readInteger(as: UInt8.self),
            hasPayload ? length <= 182 : length == 183, var field = bytes.readSlice(length: Int(length))
        else { throw Violation(.tsAdaptation, "An adaptation field doesn't fill its packet.") }
        payload = hasPayload ? bytes : nil
        guard let flags = field.readInteger(as: UInt8.self) else {
            (isDiscontinuous, isRandomAccess, clockReference) = (false, false, nil)
            return
        }
        isDiscontinuous = flags & 0x80 != 0
        isRandomAccess = flags & 0x40 != 0
        clockReference = flags & 0x10 != 0 ? try field.readClockReference() : nil
        try field.readRestOfAdaptationField(flags: flags)
    }
}

extension ByteBuffer {
    fileprivate mutating func readClockReference() throws(Violation) -> Int64 {
        guard let (base, rest) = self.readMultipleIntegers(as: (UInt32, UInt16).self) else {
            throw Violation(.tsAdaptation, "An adaptation field ends within its clock reference.")
        }
        guard rest & 0x7E00 == 0x7E00 else {
            throw Violation(.tsAdaptation, "The reserved bits of a clock reference aren't set.")
        }
        return (Int64(base) << 1 | Int64(rest >> 15)) * 300 + Int64(rest & 0x1FF)
    }

    /// Passes over what nobody here asks for, and looks at the stuffing behind it.
    fileprivate mutating func readRestOfAdaptationField(flags: UInt8) throws(Violation) {
        var isWhole = true
        if flags & 0x08 != 0 { isWhole = self.readSlice(length: 6) != nil }  // original clock reference
        if flags & 0x04 != 0 { isWhole = isWhole && self.readInteger(as: UInt8.self) != nil }  // splice countdown
        for flag in [0x02, 0x01] as [UInt8] where flags & flag != 0 {  // private data, extension
            isWhole = isWhole && self.readLengthPrefixedSlice(as: UInt8.self) != nil
        }
        guard isWhole else { throw Violation(.tsAdaptation, "An adaptation field ends within its parts.") }
        guard self.readableBytesView.allSatisfy({ $0 == 0xFF }) else {
            throw Violation(.tsAdaptation, "The stuffing of an adaptation field isn't 0xFF.")
        }
    }
}
