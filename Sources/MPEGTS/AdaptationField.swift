// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// What may stand between a transport packet's header and its payload (ISO/IEC 13818-1, 2.4.3.4).
package struct AdaptationField: Hashable, Sendable {
    /// The clock jumps here (discontinuity_indicator).
    package var isDiscontinuous = false
    /// Decoding can start with the PES packet that begins here (random_access_indicator).
    package var isRandomAccess = false
    /// Ticks of 90 kHz; the field's nine bits of 27 MHz are always zero.
    package var programClockReference: Int64?

    package init(
        isDiscontinuous: Bool = false, isRandomAccess: Bool = false, programClockReference: Int64? = nil
    ) {
        self.isDiscontinuous = isDiscontinuous
        self.isRandomAccess = isRandomAccess
        self.programClockReference = programClockReference
    }

    /// Bytes without stuffing, length byte included; 0 when there is nothing to say.
    package var length: Int {
        if programClockReference != nil { return 8 }
        return isDiscontinuous || isRandomAccess ? 2 : 0
    }

    /// Writes the field, stuffed to `total` bytes: at least `length` and at least 1.
    package func write(total: Int, into bytes: inout ByteBuffer) {
        bytes.writeWithOutputRawSpan(minimumWritableBytes: total) { write(total: total, into: &$0) }
    }

    func write(total: Int, into output: inout OutputRawSpan) {
        output.append(UInt8(total - 1))
        // A field of nothing but its length is how one byte is stuffed (2.4.3.5).
        guard total > 1 else { return }
        var flags: UInt8 = 0
        flags |= isDiscontinuous ? 0x80 : 0
        flags |= isRandomAccess ? 0x40 : 0
        flags |= programClockReference != nil ? 0x10 : 0
        output.append(flags)
        var written = 2
        if let reference = programClockReference {
            let base = UInt64(bitPattern: reference) & 0x1_FFFF_FFFF
            output.append(bigEndian: UInt32(truncatingIfNeeded: base >> 1))
            output.append(bigEndian: UInt16(base & 1) << 15 | 0x7E00)
            written += 6
        }
        output.append(repeating: 0xFF, count: total - written)
    }
}
