// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// The PIDs this server writes; readers learn all but the first from the tables.
package enum PacketIdentifier: UInt16, Hashable, Sendable {
    case programAssociation = 0
    case video = 0x100
    case audio = 0x101
    case programMap = 0x1000
}

/// The four bytes before each transport packet's contents (ISO/IEC 13818-1, 2.4.3.2).
package struct PacketHeader: Hashable, Sendable {
    /// Bytes of a whole packet.
    package static let packetLength = 188
    /// Bytes of a packet behind its header: adaptation field and payload.
    package static let contentLength = 184

    package var identifier: PacketIdentifier
    /// Whether a PES packet or a section begins in this packet.
    package var startsUnit = false
    package var hasAdaptationField = false
    package var hasPayload = true
    /// The low four bits count the packets of this PID that have a payload.
    package var continuityCounter: UInt8

    package init(
        identifier: PacketIdentifier, startsUnit: Bool = false, hasAdaptationField: Bool = false,
        hasPayload: Bool = true, continuityCounter: UInt8
    ) {
        self.identifier = identifier
        self.startsUnit = startsUnit
        self.hasAdaptationField = hasAdaptationField
        self.hasPayload = hasPayload
        self.continuityCounter = continuityCounter
    }

    /// Writes the header; never scrambled, no priority, no error.
    package func write(into bytes: inout ByteBuffer) { bytes.writeInteger(word) }

    func write(into output: inout OutputRawSpan) { output.append(bigEndian: word) }

    var word: UInt32 {
        var word: UInt32 = 0x47 << 24
        word |= startsUnit ? 1 << 22 : 0
        word |= UInt32(identifier.rawValue) << 8
        word |= hasAdaptationField ? 1 << 5 : 0
        word |= hasPayload ? 1 << 4 : 0
        word |= UInt32(continuityCounter & 0xF)
        return word
    }
}
