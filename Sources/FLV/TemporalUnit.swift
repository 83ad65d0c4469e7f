// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The OBUs of one AV1 video message: checked, and what they hold.
struct TemporalUnit {
    /// The units without temporal delimiters, which containers leave out.
    private(set) var payload: ByteBuffer
    /// Whether a key frame is shown that decoding can start at.
    private(set) var hasKeyframe = false
    /// The first sequence header, and the unit it came in.
    private(set) var sequenceHeader: (unit: OpenBitstreamUnit, header: AV1SequenceHeader)?

    /// Walks the units of a message; `known` is the sequence header of the track so far.
    init(payload: ByteBuffer, known: AV1SequenceHeader?) throws(CodecError) {
        self.payload = payload
        var units = OpenBitstreamUnitReader(payload)
        var isFirst = true
        var hasDelimiters = false
        while let unit = try units.next() {
            switch unit.kind {
            case .temporalDelimiter:
                // Almost always the first unit: then what remains is a slice and nothing is copied.
                if isFirst {
                    self.payload.moveReaderIndex(forwardBy: unit.bytes.readableBytes)
                } else {
                    hasDelimiters = true
                }
            case .sequenceHeader where sequenceHeader == nil:
                sequenceHeader = (unit, try AV1SequenceHeader(payload: unit.payload))
            case _:
                let header = sequenceHeader?.header ?? known
                hasKeyframe = hasKeyframe || unit.isKeyFrame(reducedHeader: header?.isReducedStillPicture ?? false)
            }
            isFirst = false
        }
        if hasDelimiters { try removeDelimiters() }
    }

    private mutating func removeDelimiters() throws(CodecError) {
        var units = OpenBitstreamUnitReader(payload)
        var kept = ByteBuffer()
        while let unit = try units.next() {
            if unit.kind == .temporalDelimiter { continue }
            kept.writeImmutableBuffer(unit.bytes)
        }
        payload = kept
    }
}
