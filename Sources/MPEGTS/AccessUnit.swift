// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// One H.264 access unit measured and checked, ready to be written as a byte stream (ITU-T H.264, annex B).
struct AccessUnit {
    /// The delimiter that comes first: the payload's own, wherever it has it, or one that says nothing.
    private(set) var delimiter = Self.anySlice
    /// Parameter sets that a keyframe needs and its payload hasn't; they follow the delimiter.
    private(set) var missing: [ByteBuffer] = []
    /// The payload's NAL units in their order; a delimiter among them isn't to be written again.
    let units: NALUnitReader
    /// Bytes of all of it with start codes.
    private(set) var length = 0

    /// access_unit_delimiter_rbsp that allows every slice type (7.4.2.4).
    private static let anySlice = ByteBuffer(bytes: [0x09, 0xF0])
    /// The long form, which the first NAL unit and parameter sets need (B.1.2); the others may have it.
    static let startCode = ByteBuffer(bytes: [0, 0, 0, 1])

    /// Reads the payload of a packet; throws before anything is written when its lengths don't add up.
    init(_ packet: MediaPacket, configuration: AVCDecoderConfiguration) throws(MPEGTSError) {
        units = configuration.nalUnits(of: packet.payload)
        if packet.isKeyframe {
            missing = configuration.sequenceParameterSets + configuration.pictureParameterSets
        }
        var rest = units
        var count = 0
        do {
            while let unit = try rest.next() {
                count += 1
                // ffmpeg's first packet has x264's SEI before the delimiter, which there would begin another unit.
                if unit.kind == .accessUnitDelimiter {
                    delimiter = unit.bytes
                } else {
                    length += Self.startCode.readableBytes + unit.bytes.readableBytes
                }
                // Byte for byte: an encoder that repeats only a part of its sets still gets the others.
                if unit.isParameterSet { missing.removeAll { $0 == unit.bytes } }
            }
        } catch {
            throw .codec(error)
        }
        guard count > 0 else { throw .emptyAccessUnit }
        length += missing.reduce(Self.startCode.readableBytes + delimiter.readableBytes) {
            $0 + Self.startCode.readableBytes + $1.readableBytes
        }
    }
}

extension NALUnit {
    fileprivate var isParameterSet: Bool { kind == .sequenceParameterSet || kind == .pictureParameterSet }
}
