// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// An HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1).
package struct HEVCDecoderConfiguration: Hashable, Sendable {
    /// The record as the publisher sent it.
    package let record: ByteBuffer
    /// Bytes of the length field before each NAL unit: 1, 2 or 4.
    package let nalUnitLengthSize: Int
    package let videoParameterSets: [ByteBuffer]
    package let sequenceParameterSets: [ByteBuffer]
    package let pictureParameterSets: [ByteBuffer]

    /// Bytes before the count of arrays.
    private static let fixedLength = 22

    /// Reads a record, which is the whole of the buffer.
    package init(record: ByteBuffer) throws(CodecError) {
        var bytes = record
        guard let fixed = bytes.readSlice(length: Self.fixedLength), let arrays = bytes.readInteger(as: UInt8.self),
            let version = fixed.getInteger(at: fixed.readerIndex, as: UInt8.self),
            let layers = fixed.getInteger(at: fixed.readerIndex + Self.fixedLength - 1, as: UInt8.self)
        else { throw .truncated }
        // Some encoders of the time before the standard was final write 0.
        guard version <= 1 else { throw .invalid(field: "configurationVersion") }
        guard layers & 3 != 2 else { throw .invalid(field: "lengthSizeMinusOne") }
        var sets: [HEVCNALUnit.Kind: [ByteBuffer]] = [:]
        for _ in 0..<arrays {
            guard let (type, count) = bytes.readMultipleIntegers(as: (UInt8, UInt16).self) else { throw .truncated }
            for _ in 0..<count {
                guard let set = bytes.readLengthPrefixedSlice(as: UInt16.self) else { throw .truncated }
                sets[HEVCNALUnit.Kind(rawValue: type & 0x3F), default: []].append(set)
            }
        }
        self.record = record
        nalUnitLengthSize = Int(layers & 3) + 1
        videoParameterSets = sets[.videoParameterSet] ?? []
        sequenceParameterSets = sets[.sequenceParameterSet] ?? []
        pictureParameterSets = sets[.pictureParameterSet] ?? []
        guard !sequenceParameterSets.isEmpty else { throw .invalid(field: "numOfArrays") }
    }

    /// What the first sequence parameter set says; nil when it can't be read.
    package var sequenceParameterSet: HEVCSequenceParameterSet? {
        sequenceParameterSets.first.flatMap { try? HEVCSequenceParameterSet(nalUnit: $0) }
    }

    /// The NAL units of a payload that this configuration describes.
    package func nalUnits(of payload: ByteBuffer) -> NALUnitReader {
        NALUnitReader(payload: payload, lengthSize: nalUnitLengthSize)
    }
}
