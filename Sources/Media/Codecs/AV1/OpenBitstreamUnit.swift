// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One OBU of AV1 in the low-overhead format (AV1 Bitstream & Decoding Process Specification, 5.3).
package struct OpenBitstreamUnit: Hashable, Sendable {
    /// What a unit holds, by obu_type (6.2.2).
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let sequenceHeader = Kind(rawValue: 1)
        package static let temporalDelimiter = Kind(rawValue: 2)
        package static let frameHeader = Kind(rawValue: 3)
        /// A frame header and its tiles in one.
        package static let frame = Kind(rawValue: 6)
    }

    package let kind: Kind
    /// The unit with its header and size.
    package let bytes: ByteBuffer
    /// What follows header and size.
    package let payload: ByteBuffer

    /// Whether the unit begins a key frame that is shown, at which decoding can start (5.9.2).
    package func isKeyFrame(reducedHeader: Bool) -> Bool {
        guard kind == .frame || kind == .frameHeader,
            let first = payload.getInteger(at: payload.readerIndex, as: UInt8.self)
        else { return false }
        // show_existing_frame 0, frame_type 00, show_frame 1; still pictures leave all of them out.
        return reducedHeader || first >> 4 == 0b0001
    }
}

/// Walks the OBUs of a temporal unit; the units are slices of it.
package struct OpenBitstreamUnitReader: Sendable {
    private var bytes: ByteBuffer

    package init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// The next unit; nil at the end.
    ///
    /// Only the last may leave its size out.
    package mutating func next() throws(CodecError) -> OpenBitstreamUnit? {
        let start = bytes
        guard let header = bytes.readInteger(as: UInt8.self) else { return nil }
        guard header & 0x80 == 0 else { throw .invalid(field: "obu_forbidden_bit") }
        if header & 4 != 0, bytes.readInteger(as: UInt8.self) == nil { throw .truncated }
        let size = header & 2 != 0 ? try bytes.readLEB128() : bytes.readableBytes
        guard let payload = bytes.readSlice(length: size),
            let unit = start.getSlice(at: start.readerIndex, length: bytes.readerIndex - start.readerIndex)
        else { throw .truncated }
        return OpenBitstreamUnit(kind: .init(rawValue: header >> 3 & 0xF), bytes: unit, payload: payload)
    }
}

extension ByteBuffer {
    /// Reads leb128() (4.10.5), whose value has 32 bits at most.
    fileprivate mutating func readLEB128() throws(CodecError) -> Int {
        var value: UInt64 = 0
        for index in 0..<8 {
            guard let byte = self.readInteger(as: UInt8.self) else { throw .truncated }
            value |= UInt64(byte & 0x7F) << UInt64(index * 7)
            if byte & 0x80 == 0 {
                guard value <= UInt32.max else { throw .invalid(field: "leb128") }
                return Int(value)
            }
        }
        throw .invalid(field: "leb128")
    }
}
