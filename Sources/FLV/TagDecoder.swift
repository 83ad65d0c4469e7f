// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Decodes the payloads of RTMP audio and video messages, which are the bodies of FLV tags.
///
/// What a peer does, and what becomes of it. *Tolerated*: empty messages, command frames and ends of sequence
/// are passed over; frames before their sequence header are counted and dropped, for no decoder could read
/// them; start codes in place of lengths are replaced; messages without a slice (64 KiB of them at most) join
/// the frame that follows. *The peer's fault*: another codec, and a header or payload that can't be understood,
/// throw and leave the decoder as it was.
package struct TagDecoder: Sendable {
    /// Frames that came before the sequence header of their track.
    package private(set) var droppedBeforeConfiguration = 0
    private var video: AVCDecoderConfiguration?
    private var hasAudio = false
    /// NAL units that belong before the next frame.
    private var heldUnits = ByteBuffer()
    private static let maximumHeldBytes = 65_536

    package init() {}

    /// nil: nothing to record (an empty message, end of sequence, command frame, ...).
    package mutating func decodeVideo(_ body: ByteBuffer, at time: MediaTime) throws(FLVError) -> MediaEvent? {
        var payload = body
        guard let first = body.getInteger(at: body.readerIndex, as: UInt8.self), !Self.isCommand(first) else {
            return nil
        }
        guard let header = try payload.readVideoTagHeader() else { throw .truncated }
        switch header.packetType {
        case .sequenceHeader: return .track(try configureVideo(payload))
        case .endOfSequence: return nil
        case .nalUnits: return try decodeFrame(header, payload: payload, at: time).map(MediaEvent.packet)
        }
    }

    /// nil: nothing to record (an empty message, which marks silence, or a frame without configuration).
    package mutating func decodeAudio(_ body: ByteBuffer, at time: MediaTime) throws(FLVError) -> MediaEvent? {
        var payload = body
        guard payload.readableBytes > 0 else { return nil }
        guard let header = try payload.readAudioTagHeader() else { throw .truncated }
        switch header.packetType {
        case .sequenceHeader:
            let configuration: AudioSpecificConfig
            do { configuration = try AudioSpecificConfig(bytes: payload) } catch {
                throw .malformedConfiguration(error)
            }
            hasAudio = true
            return .track(Track(configuration: .aac(configuration)))
        case .raw:
            guard payload.readableBytes > 0 else { return nil }
            guard hasAudio else {
                droppedBeforeConfiguration += 1
                return nil
            }
            return .packet(MediaPacket(kind: .audio, decodeTime: time, isKeyframe: true, payload: payload))
        }
    }

    /// Command frames have a header of their own, in legacy and in Enhanced RTMP.
    private static func isCommand(_ first: UInt8) -> Bool {
        first >> 4 & 7 == VideoTagHeader.FrameType.command.rawValue
    }

    private mutating func configureVideo(_ record: ByteBuffer) throws(FLVError) -> Track {
        let configuration: AVCDecoderConfiguration
        do { configuration = try AVCDecoderConfiguration(record: record) } catch {
            throw .malformedConfiguration(error)
        }
        // Units with lengths of another size can't join the frames to come.
        if configuration.nalUnitLengthSize != video?.nalUnitLengthSize { heldUnits.clear() }
        video = configuration
        return Track(configuration: .avc(configuration))
    }

    private mutating func decodeFrame(
        _ header: VideoTagHeader, payload: ByteBuffer, at time: MediaTime
    ) throws(FLVError) -> MediaPacket? {
        guard payload.readableBytes > 0 else { return nil }
        guard let video else {
            droppedBeforeConfiguration += 1
            return nil
        }
        var unit: AccessUnit
        do { unit = try AccessUnit(payload: payload, lengthSize: video.nalUnitLengthSize) } catch {
            throw .malformedPayload(error)
        }
        guard unit.hasSlice else {
            // Parameter sets, SEI or a delimiter in a message of their own: part of the next access unit.
            if heldUnits.readableBytes + unit.payload.readableBytes <= Self.maximumHeldBytes {
                heldUnits.writeBuffer(&unit.payload)
            }
            return nil
        }
        if heldUnits.readableBytes > 0 {
            heldUnits.writeBuffer(&unit.payload)
            unit.payload = heldUnits
            heldUnits = ByteBuffer()
        }
        // The flag alone misses keyframes of some encoders, and IDR units alone miss the recovery points of
        // open GOPs and of intra refresh: either makes a keyframe, so the publisher's flag is never taken away.
        let isFlagged = header.frameType == .key || header.frameType == .generatedKey
        return MediaPacket(
            kind: .video, decodeTime: time, compositionOffset: .milliseconds(Int64(header.compositionTime)),
            isKeyframe: isFlagged || unit.hasRefresh, payload: unit.payload)
    }
}
