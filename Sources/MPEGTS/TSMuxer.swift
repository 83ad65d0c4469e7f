// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Packets → an MPEG-2 transport stream of one program (ISO/IEC 13818-1): H.264, and AAC, MP3,
/// AC-3 or E-AC-3.
///
/// One value writes all segments of a recording: `start` may be called again after `finish`, and counters,
/// table version and clock go on from there, so the segments put together are one valid stream.
///
/// One access unit makes one PES packet, also of audio: several frames under one time would leave the others to
/// 1024 / rate, which the publisher's milliseconds don't follow. Exactness costs 33 to 69 kbit/s, measured with
/// AAC of 64 and 128 kbit/s. Times are written as they are given, but for a presentation before its decode
/// time: a transport stream can't say that, so the decode time stands for both.
package struct TSMuxer: SegmentMuxer {
    /// Ticks of 90 kHz at the origin: 10 s, so that what is a little before it isn't negative.
    package static let originTicks: Int64 = 900_000

    private var tables = ProgramTables()
    private var clock = ProgramClock()
    private var videoConfiguration: AVCDecoderConfiguration?
    private var audioConfiguration: CodecConfiguration?
    private var videoCounter: UInt8 = 0
    private var audioCounter: UInt8 = 0
    private var origin = MediaTime.zero
    /// Whether the next packet must come with a clock reference: the first of a segment.
    private var isClockRequired = true
    /// The bytes before a payload, kept so that its storage serves every packet.
    private var head = ByteBuffer()

    package init() {}

    /// H.264, AAC that ADTS can express, and audio whose frames tell of themselves.
    package static func holds(_ configuration: CodecConfiguration) -> Bool {
        switch configuration {
        case .avc, .mp3, .ac3, .eac3: return true
        case .aac(let configuration):
            var header = ByteBuffer()
            return (try? writeHeader(of: configuration, payloadLength: 0, into: &header)) != nil
        case .hevc, .av1, .vp9, .opus, .flac, .g711: return false
        }
    }

    package var pathExtension: String { "ts" }

    package var initialization: ByteBuffer { ByteBuffer() }

    /// New program tables tell of it.
    package func canChange(to track: Track) -> Bool { true }

    /// Begins a segment with its program tables; their version goes up when the tracks are others than before.
    package mutating func start(
        tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer
    ) throws(MPEGTSError) {
        let before = (videoConfiguration, audioConfiguration)
        var next = self
        (next.videoConfiguration, next.audioConfiguration) = (nil, nil)
        for track in tracks { try next.note(track) }
        if !tables.streams.isEmpty, before != (next.videoConfiguration, next.audioConfiguration) {
            next.tables.version &+= 1
        }
        next.origin = origin
        next.isClockRequired = true
        self = next
        writeTables(into: &bytes)
    }

    package mutating func change(
        _ track: Track, at time: MediaTime, into bytes: inout ByteBuffer
    ) throws(MPEGTSError) {
        let before = (videoConfiguration, audioConfiguration)
        try note(track)
        guard before != (videoConfiguration, audioConfiguration) else { return }
        tables.version &+= 1
        // The clock may move to another PID, whose packets must tell it from the first on.
        isClockRequired = true
        writeTables(into: &bytes)
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(MPEGTSError) {
        switch packet.kind {
        case .video: try writeVideo(packet, into: &bytes)
        case .audio: try writeAudio(packet, into: &bytes)
        }
    }

    /// Writes nothing: each PES packet is complete when `write` returns.
    package mutating func finish(into bytes: inout ByteBuffer) throws(MPEGTSError) -> [Patch] { [] }
}

extension TSMuxer {
    private mutating func note(_ track: Track) throws(MPEGTSError) {
        switch track.configuration {
        case .avc(let configuration):
            videoConfiguration = configuration
        case .aac(let configuration):
            // What ADTS can't express is refused with the track, not with each of its frames.
            var header = ByteBuffer()
            try Self.writeHeader(of: configuration, payloadLength: 0, into: &header)
            audioConfiguration = track.configuration
        case .mp3, .ac3, .eac3:
            audioConfiguration = track.configuration
        case .hevc, .av1, .vp9, .opus, .flac, .g711:
            throw .unsupportedCodec(name: track.configuration.name)
        }
    }

    private mutating func writeTables(into bytes: inout ByteBuffer) {
        tables.streams = []
        if videoConfiguration != nil { tables.streams.append(.init(kind: .advancedVideo, identifier: .video)) }
        if let kind = audioConfiguration.flatMap(ProgramTables.StreamKind.init(audio:)) {
            tables.streams.append(.init(kind: kind, identifier: .audio))
        }
        tables.clockIdentifier = videoConfiguration != nil ? .video : .audio
        tables.write(into: &bytes)
    }

    private mutating func writeVideo(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(MPEGTSError) {
        guard let videoConfiguration else { throw .unannouncedTrack(.video) }
        let unit = try AccessUnit(packet, configuration: videoConfiguration)
        let (decode, presentation) = (ticks(packet.decodeTime), ticks(packet.presentationTime))
        let header = PESHeader(
            streamIdentifier: .video, presentationTime: max(presentation, decode),
            decodeTime: presentation > decode ? decode : nil)
        head.clear()
        header.write(payloadLength: unit.length, into: &head)
        head.writeImmutableBuffer(AccessUnit.startCode)
        head.writeImmutableBuffer(unit.delimiter)
        for set in unit.missing {
            head.writeImmutableBuffer(AccessUnit.startCode)
            head.writeImmutableBuffer(set)
        }
        var adaptation = writeClock(at: decode, on: .video, into: &bytes)
        adaptation.isRandomAccess = packet.isKeyframe
        var packetizer = PESPacketizer(
            identifier: .video, continuityCounter: videoCounter, adaptation: adaptation,
            length: header.length + unit.length)
        var units = unit.units
        bytes.writeWithOutputRawSpan(minimumWritableBytes: packetizer.byteCount) { output in
            packetizer.write(head, into: &output)
            // The lengths were checked when the unit was measured.
            while let unit = try? units.next() {
                guard unit.kind != .accessUnitDelimiter else { continue }
                packetizer.write(AccessUnit.startCode, into: &output)
                packetizer.write(unit.bytes, into: &output)
            }
        }
        videoCounter = packetizer.continuityCounter
    }

    private mutating func writeAudio(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(MPEGTSError) {
        guard let audioConfiguration else { throw .unannouncedTrack(.audio) }
        let payloadLength = packet.payload.readableBytes
        guard payloadLength > 0 else { throw .emptyAccessUnit }
        // Audio must tell its length (ISO/IEC 13818-1, 2.4.3.7), which no true frame comes near to.
        guard payloadLength <= PESHeader.maximumAudioLength else { throw .codec(.invalid(field: "frame length")) }
        let decode = ticks(packet.decodeTime)
        head.clear()
        switch audioConfiguration {
        case .aac(let configuration):
            PESHeader(streamIdentifier: .audio, presentationTime: decode)
                .write(payloadLength: ADTSHeader.length + payloadLength, into: &head)
            try Self.writeHeader(of: configuration, payloadLength: payloadLength, into: &head)
        case .ac3, .eac3:
            PESHeader(streamIdentifier: .privateAudio, presentationTime: decode)
                .write(payloadLength: payloadLength, into: &head)
        case .avc, .hevc, .av1, .vp9, .mp3, .opus, .flac, .g711:
            PESHeader(streamIdentifier: .audio, presentationTime: decode)
                .write(payloadLength: payloadLength, into: &head)
        }
        var adaptation = writeClock(at: decode, on: .audio, into: &bytes)
        // Each audio frame is an entry; without video say so where there is room, beside the clock.
        adaptation.isRandomAccess = adaptation.programClockReference != nil
        var packetizer = PESPacketizer(
            identifier: .audio, continuityCounter: audioCounter, adaptation: adaptation,
            length: head.readableBytes + payloadLength)
        bytes.writeWithOutputRawSpan(minimumWritableBytes: packetizer.byteCount) { output in
            packetizer.write(head, into: &output)
            packetizer.write(packet.payload, into: &output)
        }
        audioCounter = packetizer.continuityCounter
    }

    private static func writeHeader(
        of configuration: AudioSpecificConfig, payloadLength: Int, into bytes: inout ByteBuffer
    ) throws(MPEGTSError) {
        do {
            try ADTSHeader.write(config: configuration, payloadLength: payloadLength, into: &bytes)
        } catch {
            throw .codec(error)
        }
    }

    /// Brings the clock up to a packet's decode time: packets of its own for what is overdue, and the field for
    /// the packet itself when it is on the clock's PID.
    private mutating func writeClock(
        at decodeTime: Int64, on identifier: PacketIdentifier, into bytes: inout ByteBuffer
    ) -> AdaptationField {
        while let reference = clock.filler(before: decodeTime) {
            writeClockPacket(AdaptationField(programClockReference: reference), into: &bytes)
        }
        let isCarrier = identifier == tables.clockIdentifier
        guard isCarrier || isClockRequired else { return AdaptationField() }
        var adaptation = AdaptationField()
        switch clock.reference(at: decodeTime, isRequired: isClockRequired) {
        case .none:
            break
        case .due(let time):
            adaptation.programClockReference = time
        case .discontinuous(let time):
            adaptation.programClockReference = time
            adaptation.isDiscontinuous = true
        }
        isClockRequired = false
        guard !isCarrier else { return adaptation }
        writeClockPacket(adaptation, into: &bytes)
        return AdaptationField()
    }

    /// Writes a packet without payload on the clock's PID; it repeats the counter of the one before (2.4.3.3).
    private mutating func writeClockPacket(_ adaptation: AdaptationField, into bytes: inout ByteBuffer) {
        let counter = tables.clockIdentifier == .video ? videoCounter : audioCounter
        PacketHeader(
            identifier: tables.clockIdentifier, hasAdaptationField: true, hasPayload: false,
            continuityCounter: counter &- 1
        ).write(into: &bytes)
        adaptation.write(total: PacketHeader.contentLength, into: &bytes)
    }

    private func ticks(_ time: MediaTime) -> Int64 {
        Self.originTicks + (time - origin).ticks(timescale: 90_000)
    }
}
