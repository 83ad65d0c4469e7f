// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension ByteBuffer {
    /// Writes a box around what `body` writes (ISO/IEC 14496-12, 4.2); its size is filled in after that.
    mutating func writeBox<Failure: Error>(
        _ type: FourCC, _ body: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        let start = self.writerIndex
        self.writeMultipleIntegers(0 as UInt32, type.rawValue)
        try body(&self)
        self.setInteger(UInt32(truncatingIfNeeded: self.writerIndex - start), at: start)
    }

    /// Writes a box with version and flags before what `body` writes.
    mutating func writeFullBox<Failure: Error>(
        _ type: FourCC, version: UInt8 = 0, flags: UInt32 = 0, _ body: (inout ByteBuffer) throws(Failure) -> Void
    ) throws(Failure) {
        try self.writeBox(type) { (bytes) throws(Failure) in
            bytes.writeInteger(UInt32(version) << 24 | flags)
            try body(&bytes)
        }
    }

    /// Writes what `ftyp` and `styp` hold (4.3); the major brand stands among the compatible ones.
    mutating func writeBrands(_ type: FourCC, major: FourCC, compatible: [FourCC]) {
        self.writeBox(type) { bytes in
            bytes.writeMultipleIntegers(major.rawValue, 0 as UInt32)
            for brand in compatible { bytes.writeInteger(brand.rawValue) }
        }
    }

    /// Writes a `free` box (8.1.2) of `size` bytes, header included: 8 at least.
    mutating func writeFreeSpace(size: Int) {
        self.writeBox("free") { $0.writeRepeatingByte(0, count: size - 8) }
    }

    /// Writes the unity matrix of movie and track headers (6.2.2).
    mutating func writeUnityMatrix() {
        for value in [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000] as [UInt32] { self.writeInteger(value) }
    }
}
