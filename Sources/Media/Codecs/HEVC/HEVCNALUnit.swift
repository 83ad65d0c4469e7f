// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One NAL unit of H.265 (ITU-T H.265, 7.3.1), without length or start code.
package struct HEVCNALUnit: Hashable, Sendable {
    /// What a unit holds, by nal_unit_type (table 7-1).
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let videoParameterSet = Kind(rawValue: 32)
        package static let sequenceParameterSet = Kind(rawValue: 33)
        package static let pictureParameterSet = Kind(rawValue: 34)
        package static let accessUnitDelimiter = Kind(rawValue: 35)

        /// Whether the unit is a slice of a picture.
        package var isSlice: Bool { rawValue < 32 }
        /// Whether decoding can start at the picture: BLA, IDR and CRA (IRAP).
        package var isRandomAccessPoint: Bool { (16...23).contains(rawValue) }
        /// Whether the picture can't be decoded when decoding started at the CRA or BLA before it (RASL).
        package var isSkippedLeading: Bool { rawValue == 8 || rawValue == 9 }
    }

    /// The unit from its header of two bytes on.
    package let bytes: ByteBuffer
    package let kind: Kind

    /// Takes bytes for a unit; nil when there is none.
    package init?(bytes: ByteBuffer) {
        guard let header = bytes.getInteger(at: bytes.readerIndex, as: UInt16.self) else { return nil }
        self.bytes = bytes
        kind = Kind(rawValue: UInt8(header >> 9 & 0x3F))
    }
}
