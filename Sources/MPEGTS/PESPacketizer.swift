// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Cuts one PES packet into transport packets (ISO/IEC 13818-1, 2.4.3.3).
///
/// The pieces go straight into the output, each byte copied once; since the whole length is known at the
/// start, stuffing of the last packet needs no look back.
package struct PESPacketizer {
    private let identifier: PacketIdentifier
    /// What the first packet's adaptation field says.
    private let adaptation: AdaptationField
    /// Bytes of the PES packet that no transport packet holds yet.
    private var remaining: Int
    /// Bytes of the current transport packet still to fill.
    private var room = 0
    private var isFirst = true
    /// The counter of the next transport packet.
    package private(set) var continuityCounter: UInt8

    /// Begins a PES packet of `length` bytes, header included.
    package init(
        identifier: PacketIdentifier, continuityCounter: UInt8, adaptation: AdaptationField, length: Int
    ) {
        self.identifier = identifier
        self.continuityCounter = continuityCounter
        self.adaptation = adaptation
        remaining = length
    }

    /// Writes the next bytes of the PES packet; the pieces together must have the announced length.
    package mutating func write(_ piece: ByteBuffer, into bytes: inout ByteBuffer) {
        let span = piece.readableBytesSpan
        var offset = 0
        while offset < span.byteCount {
            if room == 0 { startPacket(into: &bytes) }
            let count = min(room, span.byteCount - offset)
            bytes.writeBytes(span.extracting(offset..<offset + count))
            offset += count
            room -= count
            remaining -= count
        }
    }

    private mutating func startPacket(into bytes: inout ByteBuffer) {
        let minimum = isFirst ? adaptation.length : 0
        let adaptationLength = max(minimum, PacketHeader.contentLength - remaining)
        PacketHeader(
            identifier: identifier, startsUnit: isFirst, hasAdaptationField: adaptationLength > 0,
            continuityCounter: continuityCounter
        ).write(into: &bytes)
        if adaptationLength > 0 {
            (isFirst ? adaptation : AdaptationField()).write(total: adaptationLength, into: &bytes)
        }
        continuityCounter &+= 1
        room = PacketHeader.contentLength - adaptationLength
        isFirst = false
    }
}
