// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// A frame as its message has it.
struct CodedVideo {
    var fourCC: FourCC
    var frameType: VideoTagHeader.FrameType
    var time: MediaTime
    /// Milliseconds.
    var compositionTime: Int32 = 0
    var payload: ByteBuffer
}

/// Makes tracks and packets of what the messages of the video track hold.
struct VideoTrackDecoder: Sendable {
    /// Frames that came before their configuration.
    private(set) var dropped = 0
    private var configuration: CodecConfiguration?
    /// Whether the configuration was handed out; it waits for a frame that tells what is missing in it.
    private var isAnnounced = false
    /// NAL units that belong before the next frame.
    private var heldUnits = ByteBuffer()
    private static let maximumHeldBytes = 65_536
    /// Bytes of a vpcC box's version and flags, which ffmpeg sends before the record.
    private static let fullBoxLength = 4

    /// Reads the record of a sequence start.
    mutating func configure(_ fourCC: FourCC, record: ByteBuffer, into events: inout [MediaEvent]) throws(FLVError) {
        do throws(CodecError) {
            switch fourCC {
            case .avc: set(.avc(try AVCDecoderConfiguration(record: record)), into: &events)
            case .hevc: set(.hevc(try HEVCDecoderConfiguration(record: record)), into: &events)
            case .av1: set(.av1(try AV1CodecConfiguration(record: record)), into: &events)
            case .vp9:
                var record = record
                if record.readableBytes == 8 + Self.fullBoxLength {
                    record.moveReaderIndex(forwardBy: Self.fullBoxLength)
                }
                set(.vp9(try VP9CodecConfiguration(record: record)), into: &events)
            case _: break
            }
        } catch {
            throw .malformedConfiguration(error)
        }
    }

    /// Reads the descriptor of MPEG-2 TS that AV1 may have in place of a record.
    mutating func configure(
        descriptor: ByteBuffer, of fourCC: FourCC, into events: inout [MediaEvent]
    ) throws(FLVError) {
        guard fourCC == .av1 else { throw .invalid(field: "VideoPacketType") }
        do throws(CodecError) {
            set(.av1(try AV1CodecConfiguration(videoDescriptor: descriptor)), into: &events)
        } catch {
            throw .malformedConfiguration(error)
        }
    }

    /// Reads a frame, with the configuration before it that it completes or changes.
    mutating func decode(_ frame: CodedVideo, into events: inout [MediaEvent]) throws(FLVError) {
        guard frame.payload.readableBytes > 0 else { return }
        do throws(CodecError) {
            switch configuration {
            case .avc(let configuration) where frame.fourCC == .avc:
                let size = configuration.nalUnitLengthSize
                take(try AccessUnit(payload: frame.payload, lengthSize: size, isHEVC: false), of: frame, into: &events)
            case .hevc(let configuration) where frame.fourCC == .hevc:
                let size = configuration.nalUnitLengthSize
                take(try AccessUnit(payload: frame.payload, lengthSize: size, isHEVC: true), of: frame, into: &events)
            case .av1(let configuration) where frame.fourCC == .av1:
                let unit = try TemporalUnit(payload: frame.payload, known: configuration.sequenceHeader)
                if let (header, contents) = unit.sequenceHeader,
                    contents.pictureSize != configuration.sequenceHeader?.pictureSize
                {
                    set(.av1(try configuration.with(sequenceHeader: header)), into: &events)
                }
                emit(unit.payload, of: frame, isKeyframe: unit.hasKeyframe, into: &events)
            case .vp9(var configuration) where frame.fourCC == .vp9:
                let size = try VP9FrameHeader(frame.payload).keyframeSize
                if let size, size != configuration.pictureSize {
                    configuration.pictureSize = size
                    set(.vp9(configuration), into: &events)
                }
                emit(frame.payload, of: frame, isKeyframe: size != nil, into: &events)
            case .avc, .hevc, .av1, .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711, nil:
                dropped += 1
            }
        } catch {
            throw .malformedPayload(error)
        }
    }

    /// Takes a configuration, and hands it out unless it lacks the size of the picture.
    private mutating func set(_ next: CodecConfiguration, into events: inout [MediaEvent]) {
        switch (next, configuration) {
        case (.av1(let new), .av1(let old)) where new.sequenceHeader == nil && old.begins(with: new): break
        case (.vp9(let new), .vp9(let old)) where new.pictureSize == nil && old.record == new.record: break
        case (.avc(let new), .avc(let old)) where new.nalUnitLengthSize == old.nalUnitLengthSize:
            configuration = next
        case (.hevc(let new), .hevc(let old)) where new.nalUnitLengthSize == old.nalUnitLengthSize:
            configuration = next
        case _:
            configuration = next
            // Units of another codec, or with lengths of another size, can't join the frames to come.
            heldUnits.clear()
        }
        guard let configuration else { return }
        switch configuration {
        case .av1(let configuration): isAnnounced = configuration.sequenceHeader != nil
        case .vp9(let configuration): isAnnounced = configuration.pictureSize != nil
        case .avc, .hevc, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711: isAnnounced = true
        }
        if isAnnounced { events.append(.track(Track(configuration: configuration))) }
    }

    private mutating func take(_ unit: AccessUnit, of frame: CodedVideo, into events: inout [MediaEvent]) {
        var unit = unit
        guard unit.hasSlice else {
            // Parameter sets, SEI or a delimiter in a message of their own: part of the next access unit.
            if heldUnits.readableBytes + unit.payload.readableBytes <= Self.maximumHeldBytes {
                heldUnits.writeBuffer(&unit.payload)
            }
            return
        }
        if heldUnits.readableBytes > 0 {
            heldUnits.writeBuffer(&unit.payload)
            unit.payload = heldUnits
            heldUnits = ByteBuffer()
        }
        emit(unit.payload, of: frame, isKeyframe: unit.hasRandomAccess, into: &events)
    }

    /// Hands out a packet.
    ///
    /// The flag alone misses keyframes of some encoders, and the frames themselves miss the recovery points of open
    /// GOPs and of intra refresh: either makes a keyframe, so the publisher's flag is never taken away.
    private mutating func emit(
        _ payload: ByteBuffer, of frame: CodedVideo, isKeyframe: Bool, into events: inout [MediaEvent]
    ) {
        guard isAnnounced else {
            dropped += 1
            return
        }
        guard payload.readableBytes > 0 else { return }
        let isFlagged = frame.frameType == .key || frame.frameType == .generatedKey
        events.append(
            .packet(
                MediaPacket(
                    kind: .video, decodeTime: frame.time,
                    compositionOffset: .milliseconds(Int64(frame.compositionTime)),
                    isKeyframe: isFlagged || isKeyframe, payload: payload)))
    }
}

extension AV1CodecConfiguration {
    /// Whether this is the other record, completed.
    fileprivate func begins(with other: AV1CodecConfiguration) -> Bool {
        record.readableBytesView.starts(with: other.record.readableBytesView)
    }
}
