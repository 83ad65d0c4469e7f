// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Makes tracks and packets of what the messages of the audio track hold.
struct AudioTrackDecoder: Sendable {
    /// Frames that came before their configuration.
    private(set) var dropped = 0
    private var configuration: CodecConfiguration?
    private static let opusTags = Array("OpusTags".utf8)
    private static let flacSignature = Array("fLaC".utf8)

    /// Reads the body of a sequence start.
    mutating func configure(_ fourCC: FourCC, _ body: ByteBuffer, into events: inout [MediaEvent]) throws(FLVError) {
        do throws(CodecError) {
            switch fourCC {
            case .aac: set(.aac(try AudioSpecificConfig(bytes: body)), into: &events)
            // The comment header may follow the identification header.
            case .opus where body.readableBytesView.starts(with: Self.opusTags): break
            case .opus: set(.opus(try OpusConfiguration(head: body)), into: &events)
            case .flac where body.readableBytesView.starts(with: Self.flacSignature):
                set(try FLACConfiguration(streamHead: body), into: &events)
            case .flac: set(try FLACConfiguration(streamInfo: body), into: &events)
            // The frames of the others tell it themselves.
            case _: break
            }
        } catch {
            throw .malformedConfiguration(error)
        }
    }

    /// Reads a frame, with the configuration before it that it tells.
    mutating func decode(
        _ payload: ByteBuffer, of fourCC: FourCC, at time: MediaTime, into events: inout [MediaEvent]
    ) throws(FLVError) {
        guard payload.readableBytes > 0 else { return }
        do throws(CodecError) {
            try note(fourCC, payload, into: &events)
        } catch {
            throw .malformedPayload(error)
        }
        switch configuration {
        case .aac where fourCC == .aac, .mp3 where fourCC == .mp3, .opus where fourCC == .opus,
            .flac where fourCC == .flac, .ac3 where fourCC == .ac3, .eac3 where fourCC == .eac3:
            emit(payload, at: time, into: &events)
        case .avc, .hevc, .av1, .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3, .g711, nil:
            dropped += 1
        }
    }

    /// Reads samples of G.711, which the tag's header describes.
    mutating func decode(
        _ payload: ByteBuffer, law: G711Configuration.Law, isStereo: Bool, at time: MediaTime,
        into events: inout [MediaEvent]
    ) throws(FLVError) {
        guard payload.readableBytes > 0 else { return }
        do throws(CodecError) {
            let told = CodecConfiguration.g711(try G711Configuration(law: law, channelCount: isStereo ? 2 : 1))
            if told != configuration { set(told, into: &events) }
        } catch {
            throw .malformedPayload(error)
        }
        emit(payload, at: time, into: &events)
    }

    /// Notes what a frame tells of its track, where it is news.
    private mutating func note(
        _ fourCC: FourCC, _ frame: ByteBuffer, into events: inout [MediaEvent]
    ) throws(CodecError) {
        switch fourCC {
        case .mp3:
            let told = CodecConfiguration.mp3(try MPEGAudioConfiguration(frame: frame))
            if told != configuration { set(told, into: &events) }
        case .ac3:
            let told = try AC3Configuration(frame: frame)
            if case .ac3(let known) = configuration, known.continues(told) { return }
            set(.ac3(told), into: &events)
        case .eac3:
            let told = try EAC3Configuration(accessUnit: frame)
            if case .eac3(let known) = configuration, known.continues(told) { return }
            set(.eac3(told), into: &events)
        case _:
            break
        }
    }

    private mutating func set(_ told: FLACConfiguration, into events: inout [MediaEvent]) {
        if case .flac(let known) = configuration, known.continues(told) { return }
        set(.flac(told), into: &events)
    }

    private mutating func set(_ next: CodecConfiguration, into events: inout [MediaEvent]) {
        configuration = next
        events.append(.track(Track(configuration: next)))
    }

    private mutating func emit(_ payload: ByteBuffer, at time: MediaTime, into events: inout [MediaEvent]) {
        events.append(.packet(MediaPacket(kind: .audio, decodeTime: time, isKeyframe: true, payload: payload)))
    }
}
