// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// Cuts one PES packet into transport packets (ISO/IEC 13818-1, 2.4.3.3).
///
/// The pieces go straight into the output, each byte copied once; since the whole length is known at the
/// start, the output is given room once, and stuffing of the last packet needs no look back.
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

    /// Bytes of all its transport packets.
    package var byteCount: Int {
        let contents = adaptation.length + remaining + PacketHeader.contentLength - 1
        return contents / PacketHeader.contentLength * PacketHeader.packetLength
    }

    /// Writes the next bytes of the PES packet; the pieces together must have the announced length.
    package mutating func write(_ piece: ByteBuffer, into output: inout OutputRawSpan) {
        let span = piece.readableBytesSpan
        var offset = 0
        while offset < span.byteCount {
            if room == 0 {
                offset += writeWholePackets(span.extracting(offset..<span.byteCount), into: &output)
                guard offset < span.byteCount else { return }
                startPacket(into: &output)
            }
            let count = min(room, span.byteCount - offset)
            output.append(span.extracting(offset..<offset + count))
            offset += count
            room -= count
            remaining -= count
        }
    }

    /// Writes the packets that have nothing but a header and bytes of this piece, as most of a picture's have.
    /// - Returns: how many bytes of the piece are in them.
    private mutating func writeWholePackets(_ piece: RawSpan, into output: inout OutputRawSpan) -> Int {
        let length = PacketHeader.contentLength
        let count = isFirst ? 0 : min(piece.byteCount, remaining) / length
        guard count > 0 else { return 0 }
        precondition(output.freeCapacity >= count * PacketHeader.packetLength)
        let word = PacketHeader(identifier: identifier, continuityCounter: 0).word
        var counter = continuityCounter
        unsafe output.withUnsafeMutableBytes { space, initializedCount in
            unsafe piece.withUnsafeBytes { bytes in
                guard var target = unsafe space.baseAddress?.advanced(by: initializedCount),
                    var source = bytes.baseAddress
                else { return }
                for _ in 0..<count {
                    unsafe target.storeBytes(of: (word | UInt32(counter & 0xF)).bigEndian, as: UInt32.self)
                    unsafe target.advanced(by: 4).copyMemory(from: source, byteCount: length)
                    unsafe target += PacketHeader.packetLength
                    unsafe source += length
                    counter &+= 1
                }
            }
            initializedCount += count * PacketHeader.packetLength
        }
        continuityCounter = counter
        remaining -= count * length
        return count * length
    }

    private mutating func startPacket(into output: inout OutputRawSpan) {
        let minimum = isFirst ? adaptation.length : 0
        let adaptationLength = max(minimum, PacketHeader.contentLength - remaining)
        PacketHeader(
            identifier: identifier, startsUnit: isFirst, hasAdaptationField: adaptationLength > 0,
            continuityCounter: continuityCounter
        ).write(into: &output)
        if adaptationLength > 0 {
            (isFirst ? adaptation : AdaptationField()).write(total: adaptationLength, into: &output)
        }
        continuityCounter &+= 1
        room = PacketHeader.contentLength - adaptationLength
        isFirst = false
    }
}
