// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Decodes the payloads of RTMP audio and video messages, which are the bodies of FLV tags, of legacy and of
/// Enhanced RTMP.
///
/// What a peer does, and what becomes of it. *Tolerated*: empty messages, command and metadata frames and ends of
/// sequence are passed over; frames before their configuration are counted and dropped, for no decoder could read
/// them; start codes in place of lengths are replaced; messages without a slice (64 KiB of them at most) join the
/// frame that follows. *Left out*, counted and told once: other codecs, and every track but track 0. *The peer's
/// fault*: a header or payload that can't be understood throws and leaves the decoder as it was.
package struct TagDecoder: Sendable {
    /// Messages, or parts of them, that held what is not recorded.
    package private(set) var leftOutCount = 0
    private var told: Set<LeftOut> = []
    private var video = VideoTrackDecoder()
    private var audio = AudioTrackDecoder()
    private var events: [MediaEvent] = []

    /// How many kinds of things left out are told; more is a peer that makes them up.
    private static let maximumTold = 16

    package init() {}

    /// Frames that came before the configuration of their track.
    package var droppedBeforeConfiguration: Int { video.dropped + audio.dropped }

    /// Decodes a message and returns its first event; ``next()`` has the others, which are few.
    ///
    /// nil: nothing to record (an empty message, end of sequence, command frame, ...).
    package mutating func decodeVideo(_ body: ByteBuffer, at time: MediaTime) throws(FLVError) -> MediaEvent? {
        if let first = body.getInteger(at: body.readerIndex, as: UInt8.self) {
            if first & 0x80 == 0 {
                try receiveVideo(body, first: first, at: time)
            } else {
                try receiveEnhancedVideo(body, first: first, at: time)
            }
        }
        return next()
    }

    /// Decodes a message and returns its first event; ``next()`` has the others, which are few.
    ///
    /// nil: nothing to record (an empty message, which marks silence, or a frame without configuration).
    package mutating func decodeAudio(_ body: ByteBuffer, at time: MediaTime) throws(FLVError) -> MediaEvent? {
        if let first = body.getInteger(at: body.readerIndex, as: UInt8.self) {
            switch AudioTagHeader.SoundFormat(rawValue: first >> 4) {
            case nil: leaveOut(.codec(.audio, identifier: UInt32(first >> 4)))
            case .enhanced: try receiveEnhancedAudio(body, first: first, at: time)
            case .mp3, .aLaw, .muLaw, .aac, .mp3Of8kHz: try receiveAudio(body, at: time)
            }
        }
        return next()
    }

    /// The next event of what was decoded; nil when there is none.
    package mutating func next() -> MediaEvent? {
        // Most messages make one, and the last is taken without moving others.
        events.count > 1 ? events.removeFirst() : events.popLast()
    }

    private mutating func leaveOut(_ what: LeftOut) {
        leftOutCount += 1
        guard told.count < Self.maximumTold, told.insert(what).inserted else { return }
        events.append(.leftOut(what))
    }
}

extension TagDecoder {
    private mutating func receiveVideo(_ body: ByteBuffer, first: UInt8, at time: MediaTime) throws(FLVError) {
        guard first >> 4 != VideoTagHeader.FrameType.command.rawValue else { return }
        guard let codec = VideoTagHeader.Codec(rawValue: first & 0xF) else {
            return leaveOut(.codec(.video, identifier: UInt32(first & 0xF)))
        }
        var payload = body
        guard let header = try payload.readVideoTagHeader() else { throw .truncated }
        let fourCC: FourCC =
            switch codec {
            case .avc: .avc
            case .hevc: .hevc
            }
        switch header.packetType {
        case .sequenceHeader: try video.configure(fourCC, record: payload, into: &events)
        case .endOfSequence: break
        case .nalUnits:
            let frame = CodedVideo(
                fourCC: fourCC, frameType: header.frameType, time: time, compositionTime: header.compositionTime,
                payload: payload)
            try video.decode(frame, into: &events)
        }
    }

    private mutating func receiveEnhancedVideo(_ body: ByteBuffer, first: UInt8, at time: MediaTime) throws(FLVError) {
        var rest = body
        rest.moveReaderIndex(forwardBy: 1)
        guard let frameType = VideoTagHeader.FrameType(rawValue: first >> 4 & 7) else {
            throw .invalid(field: "VideoFrameType")
        }
        var message = try EnhancedMessage(packetType: first & 0xF, rest)
        // Only metadata may come with a frame that is none.
        guard frameType != .command || message.packetType == EnhancedVideoPacketType.metadata.rawValue else { return }
        try message.readLayout(multitrack: EnhancedVideoPacketType.multitrack)
        guard let type = EnhancedVideoPacketType(rawValue: message.packetType) else {
            throw .invalid(field: "VideoPacketType")
        }
        while let track = try message.next() {
            guard track.identifier == 0 else {
                leaveOut(.furtherTracks(.video))
                continue
            }
            guard FourCC.video.contains(track.fourCC) else {
                leaveOut(.codec(.video, identifier: track.fourCC.rawValue))
                continue
            }
            var frame = CodedVideo(
                fourCC: track.fourCC, frameType: frameType, time: time + message.timeOffset, payload: track.body)
            switch type {
            // HDR metadata stands in H.265 and AV1 streams as well, where players look for it.
            case .metadata, .sequenceEnd: break
            // ffmpeg sends one without a body when it doesn't know the configuration yet.
            case .sequenceStart where track.body.readableBytes == 0: break
            case .sequenceStart: try video.configure(track.fourCC, record: track.body, into: &events)
            case .mpeg2TSSequenceStart: try video.configure(descriptor: track.body, of: track.fourCC, into: &events)
            case .codedFramesX: try video.decode(frame, into: &events)
            case .codedFrames:
                if track.fourCC == .avc || track.fourCC == .hevc {
                    guard let compositionTime = frame.payload.readInt24() else { throw .truncated }
                    frame.compositionTime = compositionTime
                }
                try video.decode(frame, into: &events)
            }
        }
    }

    private mutating func receiveAudio(_ body: ByteBuffer, at time: MediaTime) throws(FLVError) {
        var payload = body
        guard let header = try payload.readAudioTagHeader() else { throw .truncated }
        switch header.soundFormat {
        case .mp3, .mp3Of8kHz: try audio.decode(payload, of: .mp3, at: time, into: &events)
        case .aLaw: try audio.decode(payload, law: .aLaw, isStereo: header.isStereo, at: time, into: &events)
        case .muLaw: try audio.decode(payload, law: .muLaw, isStereo: header.isStereo, at: time, into: &events)
        case .aac:
            guard let type = payload.readInteger(as: UInt8.self) else { throw .truncated }
            switch AudioTagHeader.AACPacketType(rawValue: type) {
            case .sequenceHeader: try audio.configure(.aac, payload, into: &events)
            case .raw: try audio.decode(payload, of: .aac, at: time, into: &events)
            case nil: throw .invalid(field: "AACPacketType")
            }
        case .enhanced: break
        }
    }

    private mutating func receiveEnhancedAudio(_ body: ByteBuffer, first: UInt8, at time: MediaTime) throws(FLVError) {
        var rest = body
        rest.moveReaderIndex(forwardBy: 1)
        var message = try EnhancedMessage(packetType: first & 0xF, rest)
        try message.readLayout(multitrack: EnhancedAudioPacketType.multitrack)
        guard let type = EnhancedAudioPacketType(rawValue: message.packetType) else {
            throw .invalid(field: "AudioPacketType")
        }
        while let track = try message.next() {
            guard track.identifier == 0 else {
                leaveOut(.furtherTracks(.audio))
                continue
            }
            guard FourCC.audio.contains(track.fourCC) else {
                leaveOut(.codec(.audio, identifier: track.fourCC.rawValue))
                continue
            }
            switch type {
            // The codecs that are recorded tell their channels themselves.
            case .sequenceEnd, .multichannelConfig: break
            case .sequenceStart where track.body.readableBytes == 0: break
            case .sequenceStart: try audio.configure(track.fourCC, track.body, into: &events)
            case .codedFrames:
                try audio.decode(track.body, of: track.fourCC, at: time + message.timeOffset, into: &events)
            }
        }
    }
}
