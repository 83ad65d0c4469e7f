// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// One coded frame as a file holds it.
package struct InspectedPacket: Sendable {
    /// How the frame's bytes are parted.
    package enum Framing: Hashable, Sendable {
        /// Not at all.
        case whole
        /// NAL units of H.264, each behind its length of so many bytes.
        case lengths(Int)
        /// The same of H.265.
        case highEfficiencyLengths(Int)
        /// NAL units of H.264 behind start codes.
        case startCodes
    }

    /// `TrackReport.identifier`.
    package var track: Int
    package var kind: MediaKind
    /// On the file's own clock, unwrapped.
    package var decodeTime: MediaTime
    package var presentationTime: MediaTime
    package var isKeyframe: Bool
    package var framing: Framing
    /// Without headers that the container adds to each frame (PES, ADTS).
    package var payload: ByteBuffer
    /// Where the frame, or the header before it, begins in the file.
    package var offset: Int64

    /// The frame's NAL units; empty when it has none, `truncated` when a length runs over its end.
    package func nalUnits() throws(CodecError) -> [ByteBuffer] {
        var units: [ByteBuffer] = []
        switch framing {
        case .whole:
            break
        case .lengths(let size), .highEfficiencyLengths(let size):
            var reader = NALUnitReader(payload: payload, lengthSize: size)
            while let unit = try reader.next() { units.append(unit.bytes) }
        case .startCodes:
            var reader = AnnexBReader(stream: payload)
            while let unit = reader.next() { units.append(unit.bytes) }
        }
        return units
    }

    /// What the frame holds, in a form that doesn't depend on the container: without delimiters and parameter sets,
    /// which some keep elsewhere, and with lengths of four bytes.
    package var content: ByteBuffer {
        guard framing != .whole, let units = try? nalUnits() else { return payload }
        var content = ByteBuffer()
        for unit in units where !isKeptElsewhere(unit) {
            content.writeInteger(UInt32(unit.readableBytes))
            content.writeImmutableBuffer(unit)
        }
        return content
    }

    /// Whether a NAL unit is one that containers add, leave away or keep in their headers.
    private func isKeptElsewhere(_ unit: ByteBuffer) -> Bool {
        switch framing {
        case .whole: false
        case .lengths, .startCodes: NALUnit(bytes: unit).map { NALUnit.Kind.keptElsewhere.contains($0.kind) } ?? true
        case .highEfficiencyLengths:
            HEVCNALUnit(bytes: unit).map { HEVCNALUnit.Kind.keptElsewhere.contains($0.kind) } ?? true
        }
    }
}

extension NALUnit.Kind {
    fileprivate static let keptElsewhere: Set<NALUnit.Kind> = [
        .sequenceParameterSet, .pictureParameterSet, .accessUnitDelimiter,
    ]
}

extension HEVCNALUnit.Kind {
    fileprivate static let keptElsewhere: Set<HEVCNALUnit.Kind> = [
        .videoParameterSet, .sequenceParameterSet, .pictureParameterSet, .accessUnitDelimiter,
    ]
}

extension InspectedPacket.Framing {
    /// How a container with lengths parts the frames of a codec.
    init(_ configuration: CodecConfiguration) {
        switch configuration {
        case .avc(let avc): self = .lengths(avc.nalUnitLengthSize)
        case .hevc(let hevc): self = .highEfficiencyLengths(hevc.nalUnitLengthSize)
        case .av1, .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: self = .whole
        }
    }
}

extension ByteBuffer {
    /// FNV-1a of 64 bits: tells frames apart, and proves nothing to someone who means ill.
    package var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in self.readableBytesView { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
