// SPDX-License-Identifier: Apache-2.0

import Media
package import NIOCore

/// What stands before the payload of an AAC audio tag (FLV 10.1, E.4.2.1).
package struct AudioTagHeader: Hashable, Sendable {
    /// AACPacketType.
    package enum PacketType: UInt8, Hashable, Sendable {
        case sequenceHeader = 0
        case raw = 1
    }

    package var packetType: PacketType

    package init(packetType: PacketType) {
        self.packetType = packetType
    }

    /// Bytes of a header.
    package static let length = 2
    /// SoundFormat of AAC.
    package static let aac: UInt8 = 10
    /// SoundFormat of an Enhanced RTMP header, whose FourCC names the codec.
    private static let enhanced: UInt8 = 9

    /// Reads the codec off the first bytes of a tag; nil when there are too few, throws when it isn't AAC.
    fileprivate static func checkCodec(of bytes: ByteBuffer) throws(FLVError) -> UInt8? {
        guard let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return nil }
        switch first >> 4 {
        case aac:
            return first
        case enhanced:
            guard let fourCC = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt32.self) else { return nil }
            throw .unsupportedCodec(.audio, identifier: fourCC)
        case let format:
            throw .unsupportedCodec(.audio, identifier: UInt32(format))
        }
    }
}

extension ByteBuffer {
    /// Reads the header of an audio tag; nil when there are too few bytes.
    ///
    /// SoundRate, SoundSize and SoundType are passed over: of AAC they are constants that tell nothing.
    package mutating func readAudioTagHeader() throws(FLVError) -> AudioTagHeader? {
        guard try AudioTagHeader.checkCodec(of: self) != nil,
            let (_, type) = self.readMultipleIntegers(as: (UInt8, UInt8).self)
        else { return nil }
        guard let packetType = AudioTagHeader.PacketType(rawValue: type) else {
            throw .invalid(field: "AACPacketType")
        }
        return AudioTagHeader(packetType: packetType)
    }

    /// Writes the header of an audio tag and returns the count of bytes written.
    @discardableResult
    package mutating func writeAudioTagHeader(_ header: AudioTagHeader) -> Int {
        // 44 kHz, 16 bits, stereo: what the specification prescribes for AAC, whatever it holds.
        self.writeMultipleIntegers(AudioTagHeader.aac << 4 | 0x0F, header.packetType.rawValue)
    }
}
