// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// The first byte of an audio tag (FLV 10.1, E.4.2.1).
package struct AudioTagHeader: Hashable, Sendable {
    /// SoundFormat, as far as it is recorded.
    package enum SoundFormat: UInt8, Hashable, Sendable {
        case mp3 = 2
        case aLaw = 7
        case muLaw = 8
        /// A header of Enhanced RTMP, whose other bits mean something else.
        case enhanced = 9
        case aac = 10
        /// MP3 of 8 kHz, which SoundRate can't tell.
        case mp3Of8kHz = 14
    }

    /// AACPacketType, the second byte of an AAC tag.
    package enum AACPacketType: UInt8, Hashable, Sendable {
        case sequenceHeader = 0
        case raw = 1
    }

    package var soundFormat: SoundFormat
    /// SoundRate, SoundSize and SoundType.
    package var soundBits: UInt8

    package init(soundFormat: SoundFormat, soundBits: UInt8) {
        self.soundFormat = soundFormat
        self.soundBits = soundBits
    }

    /// 44 kHz, 16 bits, stereo: what the specification prescribes for AAC, whatever it holds.
    package static let aac = AudioTagHeader(soundFormat: .aac, soundBits: 0x0F)

    /// Whether SoundType says stereo.
    package var isStereo: Bool { soundBits & 1 == 1 }
}

extension AudioTagHeader {
    /// What stands before MP3 frames; nil where SoundRate has no value for theirs.
    init?(_ configuration: MPEGAudioConfiguration) {
        let rates = [11_025: 1, 22_050: 2, 44_100: 3] as [Int: UInt8]
        let type: UInt8 = configuration.channelCount == 2 ? 1 : 0
        if configuration.sampleRate == 8_000 {
            self.init(soundFormat: .mp3Of8kHz, soundBits: 2 | type)
        } else if let rate = rates[configuration.sampleRate] {
            self.init(soundFormat: .mp3, soundBits: rate << 2 | 2 | type)
        } else {
            return nil
        }
    }

    /// What stands before G.711, whose rate of 8 kHz SoundRate can't tell.
    init(_ configuration: G711Configuration) {
        let type: UInt8 = configuration.channelCount == 2 ? 1 : 0
        self.init(soundFormat: configuration.law == .aLaw ? .aLaw : .muLaw, soundBits: 2 | type)
    }
}

extension ByteBuffer {
    /// Reads the header of an audio tag; nil when there are too few bytes.
    package mutating func readAudioTagHeader() throws(FLVError) -> AudioTagHeader? {
        guard let first = self.getInteger(at: self.readerIndex, as: UInt8.self) else { return nil }
        guard let format = AudioTagHeader.SoundFormat(rawValue: first >> 4) else {
            throw .invalid(field: "SoundFormat")
        }
        self.moveReaderIndex(forwardBy: 1)
        return AudioTagHeader(soundFormat: format, soundBits: first & 0x0F)
    }

    /// Writes the header of an audio tag and returns the count of bytes written.
    @discardableResult
    package mutating func writeAudioTagHeader(_ header: AudioTagHeader) -> Int {
        self.writeInteger(header.soundFormat.rawValue << 4 | header.soundBits)
    }
}
