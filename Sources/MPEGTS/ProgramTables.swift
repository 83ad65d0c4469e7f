// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The two tables a reader needs before anything else: which program there is, and what it is made of.
package struct ProgramTables: Hashable, Sendable {
    /// How an elementary stream is coded, by stream_type (ISO/IEC 13818-1, table 2-34).
    package enum StreamKind: UInt8, Hashable, Sendable {
        /// AAC in ADTS.
        case advancedAudio = 0x0F
        /// H.264 as a byte stream.
        case advancedVideo = 0x1B
    }

    /// One elementary stream of the program.
    package struct Stream: Hashable, Sendable {
        package var kind: StreamKind
        package var identifier: PacketIdentifier

        package init(kind: StreamKind, identifier: PacketIdentifier) {
            self.kind = kind
            self.identifier = identifier
        }
    }

    package var streams: [Stream] = []
    /// The PID whose packets carry the program clock.
    package var clockIdentifier = PacketIdentifier.video
    /// The low five bits are written; it goes up whenever the program changes.
    package var version: UInt8 = 0
    private var continuityCounter: UInt8 = 0

    package init() {}

    /// Writes the program association table and the program map table, a packet each (2.4.4.3, 2.4.4.8).
    package mutating func write(into bytes: inout ByteBuffer) {
        let program: UInt16 = 1
        let association = section(table: 0x00, extension: 1, version: 0) { section in
            section.writeMultipleIntegers(program, 0xE000 | PacketIdentifier.programMap.rawValue)
        }
        let map = section(table: 0x02, extension: program, version: version) { section in
            section.writeMultipleIntegers(0xE000 | clockIdentifier.rawValue, UInt16(0xF000))
            for stream in streams {
                section.writeMultipleIntegers(
                    stream.kind.rawValue, 0xE000 | stream.identifier.rawValue, UInt16(0xF000))
            }
        }
        // Both tables are always written together, so one counter serves their two PIDs.
        write(association, identifier: .programAssociation, into: &bytes)
        write(map, identifier: .programMap, into: &bytes)
        continuityCounter &+= 1
    }

    /// A section in the long form of 2.4.4.11, its checksum included.
    private func section(
        table: UInt8, extension number: UInt16, version: UInt8, body: (inout ByteBuffer) -> Void
    ) -> ByteBuffer {
        var contents = ByteBuffer()
        // current_next_indicator set; section 0 of 0.
        contents.writeMultipleIntegers(number, 0xC1 | (version & 0x1F) << 1, UInt8(0), UInt8(0))
        body(&contents)
        var section = ByteBuffer()
        section.writeMultipleIntegers(table, 0xB000 | UInt16(contents.readableBytes + 4))
        section.writeBuffer(&contents)
        section.writeInteger(CRC32.checksum(of: section.readableBytesView))
        return section
    }

    private func write(_ section: ByteBuffer, identifier: PacketIdentifier, into bytes: inout ByteBuffer) {
        PacketHeader(identifier: identifier, startsUnit: true, continuityCounter: continuityCounter)
            .write(into: &bytes)
        bytes.writeInteger(UInt8(0))  // pointer_field
        bytes.writeImmutableBuffer(section)
        bytes.writeRepeatingByte(0xFF, count: PacketHeader.contentLength - 1 - section.readableBytes)
    }
}
