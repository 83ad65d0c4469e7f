// SPDX-License-Identifier: Apache-2.0

import FLV
import NIOCore

/// What a tag is to a publisher that sends the same tags again and again.
enum TagRole: Hashable {
    /// A decoder configuration: needed once, and again where another came in between.
    case configuration
    case frame
    /// It says that no frame follows, which is not so where the file begins again.
    case endOfSequence
    /// onMetaData, told once.
    case metadata
    /// Whatever else a file holds.
    case other

    /// Looks at the first bytes of a tag's body, and at nothing that depends on the codec's own format.
    init(_ kind: TagHeader.Kind, body: ByteBuffer) {
        let first = body.getInteger(at: body.readerIndex, as: UInt8.self) ?? 0
        let second = body.getInteger(at: body.readerIndex + 1, as: UInt8.self)
        switch kind {
        case .video: self = first & 0x80 == 0 ? Self.video(first, second) : Self.enhancedVideo(first)
        case .audio: self = Self.audio(first, second)
        case .scriptData: self = body.readableBytesView.starts(with: Self.metadataStart) ? .metadata : .other
        }
    }

    /// `onMetaData` as a string of AMF0.
    private static let metadataStart = [2, 0, 10] + Array("onMetaData".utf8)

    private static func video(_ first: UInt8, _ second: UInt8?) -> TagRole {
        if first >> 4 == VideoTagHeader.FrameType.command.rawValue { return .other }
        guard VideoTagHeader.Codec(rawValue: first & 0x0F) != nil else { return .frame }
        switch second.flatMap(VideoTagHeader.PacketType.init) {
        case .sequenceHeader: return .configuration
        case .nalUnits: return .frame
        case .endOfSequence: return .endOfSequence
        case nil: return .other
        }
    }

    private static func enhancedVideo(_ first: UInt8) -> TagRole {
        if first >> 4 & 0x07 == VideoTagHeader.FrameType.command.rawValue { return .other }
        switch EnhancedVideoPacketType(rawValue: first & 0x0F) {
        case .sequenceStart, .mpeg2TSSequenceStart: return .configuration
        case .codedFrames, .codedFramesX: return .frame
        case .sequenceEnd: return .endOfSequence
        case .metadata, nil: return .other
        }
    }

    private static func audio(_ first: UInt8, _ second: UInt8?) -> TagRole {
        switch AudioTagHeader.SoundFormat(rawValue: first >> 4) {
        case .aac: return second == AudioTagHeader.AACPacketType.sequenceHeader.rawValue ? .configuration : .frame
        case .enhanced:
            switch EnhancedAudioPacketType(rawValue: first & 0x0F) {
            case .sequenceStart, .multichannelConfig: return .configuration
            case .codedFrames: return .frame
            case .sequenceEnd: return .endOfSequence
            case nil: return .other
            }
        case .mp3, .mp3Of8kHz, .aLaw, .muLaw, nil: return .frame
        }
    }
}
