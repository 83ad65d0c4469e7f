// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// An AV1CodecConfigurationRecord (AV1 Codec ISO Media File Format Binding, 2.3.3).
package struct AV1CodecConfiguration: Hashable, Sendable {
    /// Four bytes and the configOBUs: as the publisher sent them, or completed by `with(sequenceHeader:)`.
    package let record: ByteBuffer
    /// What the configOBUs say; nil where the publisher left them out.
    package let sequenceHeader: AV1SequenceHeader?

    /// Bytes before the configOBUs.
    private static let fixedLength = 4

    /// Reads a record, which is the whole of the buffer.
    package init(record: ByteBuffer) throws(CodecError) {
        var bytes = record
        guard let fixed = bytes.readInteger(as: UInt32.self) else { throw .truncated }
        guard fixed >> 24 == 0x81 else { throw .invalid(field: "version") }  // marker and version 1
        guard fixed >> 21 & 7 <= 2 else { throw .invalid(field: "seq_profile") }
        var sequenceHeader: AV1SequenceHeader?
        var units = OpenBitstreamUnitReader(bytes)
        while let unit = try units.next() {
            guard unit.kind == .sequenceHeader else { continue }
            guard sequenceHeader == nil else { throw .invalid(field: "configOBUs") }
            sequenceHeader = try AV1SequenceHeader(payload: unit.payload)
        }
        self.record = record
        self.sequenceHeader = sequenceHeader
    }

    /// Reads an AV1 video descriptor of MPEG-2 TS (Carriage of AV1 in MPEG-2 TS, 2.1), which has no configOBUs.
    package init(videoDescriptor: ByteBuffer) throws(CodecError) {
        var bytes = videoDescriptor
        guard let (tag, length, fixed) = bytes.readMultipleIntegers(as: (UInt8, UInt8, UInt32).self) else {
            throw .truncated
        }
        guard tag == 0x80, length == 4 else { throw .invalid(field: "descriptor_tag") }
        // In place of reserved zeros there are hdr_wcg_idc and a reserved bit.
        try self.init(record: ByteBuffer(integer: fixed & 0xFFFF_FF1F))
    }

    /// The record with a sequence header OBU, whole with its header and size, in place of its configOBUs.
    package func with(sequenceHeader unit: OpenBitstreamUnit) throws(CodecError) -> AV1CodecConfiguration {
        var record = record
        var completed = record.readSlice(length: Self.fixedLength) ?? ByteBuffer()
        completed.writeImmutableBuffer(unit.bytes)
        return try AV1CodecConfiguration(record: completed)
    }
}
