// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

extension CodecConfiguration {
    /// The FourCC of Enhanced RTMP; nil of what legacy tags tell.
    fileprivate var fourCC: FourCC? {
        switch self {
        case .hevc: .hevc
        case .av1: .av1
        case .vp9: .vp9
        case .mp3(let configuration): AudioTagHeader(configuration) == nil ? .mp3 : nil
        case .opus: .opus
        case .flac: .flac
        case .ac3: .ac3
        case .eac3: .eac3
        case .avc, .aac, .g711: nil
        }
    }

    /// The first byte of a legacy audio tag; nil of video and of what Enhanced RTMP tells.
    fileprivate var audioTagHeader: AudioTagHeader? {
        switch self {
        case .aac: .aac
        case .mp3(let configuration): AudioTagHeader(configuration)
        case .g711(let configuration): AudioTagHeader(configuration)
        case .avc, .hevc, .av1, .vp9, .opus, .flac, .ac3, .eac3: nil
        }
    }

    /// What onMetaData calls the codec: CodecID, SoundFormat, or the number that a FourCC makes.
    var tagCodec: UInt32 {
        if let fourCC { return fourCC.rawValue }
        return UInt32(audioTagHeader?.soundFormat.rawValue ?? VideoTagHeader.Codec.avc.rawValue)
    }

}

extension ByteBuffer {
    /// Writes what stands before the decoder configuration in a tag's body, and returns the configuration.
    ///
    /// nil: the codec has no such tag, for its frames tell all.
    package mutating func writeSequenceHeader(of configuration: CodecConfiguration) -> ByteBuffer? {
        let payload: ByteBuffer
        switch configuration {
        case .avc(let configuration):
            self.writeVideoTagHeader(VideoTagHeader(frameType: .key, packetType: .sequenceHeader))
            return configuration.record
        case .aac(let configuration):
            self.writeAudioTagHeader(.aac)
            self.writeInteger(AudioTagHeader.AACPacketType.sequenceHeader.rawValue)
            return configuration.bytes
        case .hevc(let configuration): payload = configuration.record
        case .av1(let configuration): payload = configuration.record
        case .vp9(let configuration): payload = configuration.record
        case .opus(let configuration): payload = configuration.head
        case .flac(let configuration): payload = configuration.streamHead
        case .mp3, .ac3, .eac3, .g711: return nil
        }
        guard let fourCC = configuration.fourCC else { return nil }
        switch configuration.kind {
        case .video: self.writeEnhancedVideoHeader(.sequenceStart, frameType: .key, fourCC: fourCC)
        case .audio: self.writeEnhancedAudioHeader(.sequenceStart, fourCC: fourCC)
        }
        return payload
    }

    /// Writes what stands before a frame of video in a tag's body.
    ///
    /// `invalid` is thrown for a composition time that the tag has no room for.
    package mutating func writeFrameHeader(of configuration: CodecConfiguration, _ packet: MediaPacket) throws(FLVError)
    {
        let composition = packet.compositionOffset.milliseconds
        guard (-0x80_0000...0x7F_FFFF).contains(composition) else { throw .invalid(field: "CompositionTime") }
        let frameType: VideoTagHeader.FrameType = packet.isKeyframe ? .key : .inter
        guard let fourCC = configuration.fourCC else {
            self.writeVideoTagHeader(
                VideoTagHeader(frameType: frameType, packetType: .nalUnits, compositionTime: Int32(composition)))
            return
        }
        self.writeEnhancedVideoHeader(.codedFrames, frameType: frameType, fourCC: fourCC)
        if fourCC == .hevc {
            self.writeUInt24(UInt32(truncatingIfNeeded: composition))
        } else {
            // AV1 and VP9 show frames in the order in which they are decoded.
            guard composition == 0 else { throw .invalid(field: "CompositionTime") }
        }
    }

    /// Writes what stands before a frame of audio in a tag's body.
    package mutating func writeFrameHeader(of configuration: CodecConfiguration) {
        if let fourCC = configuration.fourCC {
            self.writeEnhancedAudioHeader(.codedFrames, fourCC: fourCC)
        } else if let header = configuration.audioTagHeader {
            self.writeAudioTagHeader(header)
            if case .aac = configuration { self.writeInteger(AudioTagHeader.AACPacketType.raw.rawValue) }
        }
    }

    /// Writes the mark that a sequence of video ends.
    mutating func writeEndHeader(of configuration: CodecConfiguration) {
        if let fourCC = configuration.fourCC {
            self.writeEnhancedVideoHeader(.sequenceEnd, frameType: .key, fourCC: fourCC)
        } else {
            self.writeVideoTagHeader(VideoTagHeader(frameType: .key, packetType: .endOfSequence))
        }
    }
}
