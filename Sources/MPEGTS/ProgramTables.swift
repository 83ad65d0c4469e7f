// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// The two tables a reader needs before anything else: which program there is, and what it is made of.
package struct ProgramTables: Hashable, Sendable {
    /// How an elementary stream is coded, by stream_type (ISO/IEC 13818-1, table 2-34).
    package enum StreamKind: UInt8, Hashable, Sendable {
        /// MPEG-1 audio: MP3 from 32 kHz on.
        case audio = 0x03
        /// MPEG-2 audio: MP3 of lower sample rates.
        case audioOfLowRate = 0x04
        /// AAC in ADTS.
        case advancedAudio = 0x0F
        /// H.264 as a byte stream.
        case advancedVideo = 0x1B
        /// AC-3 (ATSC A/52, A3).
        case ac3 = 0x81
        /// E-AC-3 (ATSC A/52, G3.1).
        case eac3 = 0x87

        /// How audio of a configuration is carried; nil when there is no way.
        init?(audio configuration: CodecConfiguration) {
            switch configuration {
            case .aac: self = .advancedAudio
            case .mp3(let configuration): self = configuration.sampleRate >= 32_000 ? .audio : .audioOfLowRate
            case .ac3: self = .ac3
            case .eac3: self = .eac3
            case .avc, .hevc, .av1, .vp9, .opus, .flac, .g711: return nil
            }
        }

        /// The registration (2.6.8) that tells whose a type above 0x7F is.
        fileprivate var registration: String? {
            switch self {
            case .ac3: "AC-3"
            case .eac3: "EAC3"
            case .audio, .audioOfLowRate, .advancedAudio, .advancedVideo: nil
            }
        }
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
                let registration = stream.kind.registration
                section.writeMultipleIntegers(
                    stream.kind.rawValue, 0xE000 | stream.identifier.rawValue,
                    UInt16(registration == nil ? 0xF000 : 0xF006))
                guard let registration else { continue }
                section.writeMultipleIntegers(UInt8(0x05), UInt8(4))
                section.writeString(registration)
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
