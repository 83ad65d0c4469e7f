// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// An AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1).
package struct AVCDecoderConfiguration: Hashable, Sendable {
    /// The record as the publisher sent it.
    package let record: ByteBuffer
    /// Bytes of the length field before each NAL unit: 1, 2 or 4.
    package let nalUnitLengthSize: Int
    package let sequenceParameterSets: [ByteBuffer]
    package let pictureParameterSets: [ByteBuffer]

    /// Reads a record, which is the whole of the buffer.
    package init(record: ByteBuffer) throws(CodecError) {
        var bytes = record
        guard
            let (version, _, _, _, lengthSize, spsCount) = bytes.readMultipleIntegers(
                as: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8).self)
        else { throw .truncated }
        guard version == 1 else { throw .invalid(field: "configurationVersion") }
        guard lengthSize & 3 != 2 else { throw .invalid(field: "lengthSizeMinusOne") }
        self.record = record
        nalUnitLengthSize = Int(lengthSize & 3) + 1
        sequenceParameterSets = try Self.readParameterSets(count: spsCount & 0x1F, from: &bytes)
        guard let ppsCount = bytes.readInteger(as: UInt8.self) else { throw .truncated }
        pictureParameterSets = try Self.readParameterSets(count: ppsCount, from: &bytes)
        guard !sequenceParameterSets.isEmpty else { throw .invalid(field: "numOfSequenceParameterSets") }
    }

    /// What the first sequence parameter set says; nil when it can't be read.
    package var sequenceParameterSet: SequenceParameterSet? {
        sequenceParameterSets.first.flatMap { try? SequenceParameterSet(nalUnit: $0) }
    }

    private static func readParameterSets(
        count: UInt8, from bytes: inout ByteBuffer
    ) throws(CodecError) -> [ByteBuffer] {
        var sets: [ByteBuffer] = []
        for _ in 0..<count {
            guard let set = bytes.readLengthPrefixedSlice(as: UInt16.self) else { throw .truncated }
            sets.append(set)
        }
        return sets
    }
}
