// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One NAL unit of H.264 (ITU-T H.264, 7.3.1), without length or start code.
package struct NALUnit: Hashable, Sendable {
    /// What a unit holds, by nal_unit_type (table 7-1).
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A slice of a picture that other pictures may be needed for.
        package static let slice = Kind(rawValue: 1)
        /// A slice of a picture at which decoding can start.
        package static let instantaneousDecoderRefresh = Kind(rawValue: 5)
        package static let supplementalEnhancementInformation = Kind(rawValue: 6)
        package static let sequenceParameterSet = Kind(rawValue: 7)
        package static let pictureParameterSet = Kind(rawValue: 8)
        package static let accessUnitDelimiter = Kind(rawValue: 9)
    }

    /// The unit from its header byte on.
    package let bytes: ByteBuffer
    package let kind: Kind

    /// Takes bytes for a unit; nil when there is none.
    package init?(bytes: ByteBuffer) {
        guard let header = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return nil }
        self.bytes = bytes
        kind = Kind(rawValue: header & 0x1F)
    }
}

/// Walks the length-prefixed NAL units of a video payload; the units are slices of it.
package struct NALUnitReader: Sendable {
    private var payload: ByteBuffer
    private let lengthSize: Int

    /// Reads a payload whose length fields have `lengthSize` bytes: 1, 2 or 4.
    package init(payload: ByteBuffer, lengthSize: Int) {
        self.payload = payload
        self.lengthSize = lengthSize
    }

    /// The next unit, empty ones passed over; nil at the end, `truncated` when a unit runs over it.
    package mutating func next() throws(CodecError) -> NALUnit? {
        while payload.readableBytes > 0 {
            guard let length = readLength(), let bytes = payload.readSlice(length: length) else {
                throw .truncated
            }
            if let unit = NALUnit(bytes: bytes) { return unit }
        }
        return nil
    }

    private mutating func readLength() -> Int? {
        switch lengthSize {
        case 1: payload.readInteger(as: UInt8.self).map(Int.init)
        case 2: payload.readInteger(as: UInt16.self).map(Int.init)
        default: payload.readInteger(as: UInt32.self).map(Int.init)
        }
    }
}

extension AVCDecoderConfiguration {
    /// The NAL units of a payload that this configuration describes.
    package func nalUnits(of payload: ByteBuffer) -> NALUnitReader {
        NALUnitReader(payload: payload, lengthSize: nalUnitLengthSize)
    }
}
