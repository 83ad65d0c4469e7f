// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// How the frames of a PES packet are coded, by stream_type (ISO/IEC 13818-1, table 2-34).
struct ElementaryStream {
    private enum Coding {
        case advancedVideo
        case advancedAudio
        case mpegAudio
        case ac3
        case eac3
        /// Told apart from others, and not looked into.
        case other(MediaKind?, codec: String)
    }

    private let coding: Coding

    init(type: UInt8) {
        coding =
            switch type {
            case 0x1B: .advancedVideo
            case 0x0F: .advancedAudio
            case 0x03, 0x04: .mpegAudio
            case 0x24: .other(.video, codec: "hevc")
            case 0x81: .ac3
            case 0x87: .eac3
            case _: .other(nil, codec: "type-\(type)")
            }
    }

    /// nil when the type tells nothing.
    var kind: MediaKind? {
        switch coding {
        case .advancedVideo: .video
        case .advancedAudio, .mpegAudio, .ac3, .eac3: .audio
        case .other(let kind, _): kind
        }
    }

    /// The frames of a PES packet, which `packet` holds whole; `known` is how its stream was coded so far.
    func frames(
        of packet: InspectedPacket, known: TrackFormat?, into log: inout InspectionLog
    ) throws(Violation) -> [(packet: InspectedPacket, format: TrackFormat)] {
        switch coding {
        case .advancedVideo: [try Self.picture(packet, known: known, into: &log)]
        case .advancedAudio: try Self.sounds(packet)
        case .mpegAudio: try Self.layers(packet)
        case .ac3:
            [
                (
                    packet,
                    try Self.format { () throws(CodecError) in
                        .ac3(try AC3Configuration(frame: packet.payload))
                    }
                )
            ]
        case .eac3:
            [
                (
                    packet,
                    try Self.format { () throws(CodecError) in
                        .eac3(try EAC3Configuration(accessUnit: packet.payload))
                    }
                )
            ]
        case .other(_, let codec): [(packet, TrackFormat(kind: packet.kind, codec: codec))]
        }
    }

    /// One access unit of H.264 as a byte stream (ITU-T H.264, annex B; ISO/IEC 13818-1, 2.14).
    private static func picture(
        _ packet: InspectedPacket, known: TrackFormat?, into log: inout InspectionLog
    ) throws(Violation) -> (packet: InspectedPacket, format: TrackFormat) {
        // B.1.2: the first unit has the long start code.
        guard packet.payload.readableBytesView.starts(with: [0, 0, 0, 1]) else {
            throw Violation(.payload, "A picture doesn't begin with 00 00 00 01.")
        }
        var packet = packet
        packet.framing = .startCodes
        let units = ((try? packet.nalUnits()) ?? []).compactMap { NALUnit(bytes: $0) }
        guard units.first?.kind == .accessUnitDelimiter else {
            throw Violation(.payload, "A picture doesn't begin with an access unit delimiter.")
        }
        guard units.allSatisfy({ ($0.bytes.readableBytesView.first ?? 0) & 0x80 == 0 }) else {
            throw Violation(.payload, "A NAL unit has the forbidden bit.")
        }
        guard units.contains(where: { (1...5).contains($0.kind.rawValue) }) else {
            throw Violation(.payload, "A picture has no slice.")
        }
        if units.dropFirst().contains(where: { $0.kind == .accessUnitDelimiter }) {
            log.remark(.payload, at: packet.offset, "Several pictures stand under one time.")
        }
        if !packet.isKeyframe, units.contains(where: { $0.kind == .instantaneousDecoderRefresh }) {
            log.remark(.payload, at: packet.offset, "An IDR picture isn't marked for random access.")
            packet.isKeyframe = true
        }
        let set = units.first { $0.kind == .sequenceParameterSet }
        if packet.isKeyframe, set == nil || !units.contains(where: { $0.kind == .pictureParameterSet }) {
            log.fault(.payload, at: packet.offset, "A keyframe comes without its parameter sets.")
        }
        guard let set, let parameters = try? SequenceParameterSet(nalUnit: set.bytes) else {
            return (packet, known ?? TrackFormat(kind: .video, codec: "h264"))
        }
        var format = TrackFormat(kind: .video, codec: "h264")
        (format.width, format.height) = (parameters.pictureSize.width, parameters.pictureSize.height)
        return (packet, format)
    }

    /// Frames of AAC, each behind its ADTS header; the first has the PES packet's time, the others follow it.
    private static func sounds(
        _ packet: InspectedPacket
    ) throws(Violation) -> [(packet: InspectedPacket, format: TrackFormat)] {
        var rest = packet.payload
        var frames: [(packet: InspectedPacket, format: TrackFormat)] = []
        while rest.readableBytes > 0 {
            let header = try ADTSFrameHeader(rest)
            guard let frame = rest.readSlice(length: header.frameLength) else {
                throw Violation(.payload, "An ADTS frame runs over the end of its PES packet.")
            }
            var sound = packet
            let shift = MediaTime.samples(Int64(frames.count) * ADTSFrameHeader.samples, rate: header.sampleRate)
            sound.decodeTime = sound.decodeTime + shift
            sound.presentationTime = sound.presentationTime + shift
            sound.payload =
                frame.getSlice(
                    at: frame.readerIndex + header.length, length: header.frameLength - header.length) ?? frame
            frames.append((sound, header.format))
        }
        guard !frames.isEmpty else { throw Violation(.payload, "A PES packet of audio is empty.") }
        return frames
    }

    /// Frames of MPEG audio, one after the other.
    private static func layers(
        _ packet: InspectedPacket
    ) throws(Violation) -> [(packet: InspectedPacket, format: TrackFormat)] {
        var rest = packet.payload
        var frames: [(packet: InspectedPacket, format: TrackFormat)] = []
        var time = MediaTime.zero
        while rest.readableBytes > 0 {
            let bytes = rest
            let format = try format { () throws(CodecError) in .mp3(try MPEGAudioConfiguration(frame: bytes)) }
            guard let length = try? MPEGAudioFrameHeader(rest).frameLength, let frame = rest.readSlice(length: length)
            else { throw Violation(.payload, "A frame of MPEG audio runs over the end of its PES packet.") }
            var sound = packet
            sound.decodeTime = sound.decodeTime + time
            sound.presentationTime = sound.presentationTime + time
            sound.payload = frame
            frames.append((sound, format))
            time = time + (format.frameDuration ?? .zero)
        }
        guard !frames.isEmpty else { throw Violation(.payload, "A PES packet of audio is empty.") }
        return frames
    }

    private static func format(
        _ read: () throws(CodecError) -> CodecConfiguration
    ) throws(Violation) -> TrackFormat {
        do { return TrackFormat(try read()) } catch {
            throw Violation(.payload, "An audio frame has \(error.sentence) in its header.")
        }
    }
}
