// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore

/// Walks an FLV file tag by tag (FLV 10.1, annex E).
struct FLVInspection {
    private var cursor: ByteCursor
    private let size: Int64
    private var decoder = TagDecoder()
    private var metadata: FLVMetadata?
    /// Kinds of the tags that were found.
    private var kinds: Set<TagHeader.Kind> = []
    /// Of the pictures.
    private var framing = InspectedPacket.Framing.whole
    private var isFirstTag = true

    init(_ source: any ByteSource) {
        cursor = ByteCursor(source)
        size = source.byteCount
    }

    /// Reads the whole file, as far as its tags can be followed.
    mutating func run(into log: inout InspectionLog) throws(SourceError) {
        log.describe(format: .flv, size: size)
        var header: FileHeader?
        do {
            header = try readHeader()
            try readTags(into: &log)
        } catch {
            switch error {
            case .unreadable(let error): throw error
            case .broken(let violation): log.fault(violation, at: cursor.position)
            }
        }
        if let header { checkFlags(header, into: &log) }
        metadata?.check(against: log.report, into: &log)
    }

    private mutating func readHeader() throws(Interruption) -> FileHeader? {
        guard var bytes = try cursor.read(FileHeader.length) else { throw .cutOff("the file header") }
        do { return try bytes.readFLVFileHeader() } catch {
            throw .broken(Violation(.flvHeader, "The file header has \(error.sentence)."))
        }
    }

    private mutating func readTags(into log: inout InspectionLog) throws(Interruption) {
        var previous: UInt32 = 0
        while true {
            let place = cursor.position
            guard var field = try cursor.read(4) else { throw .cutOff("PreviousTagSize") }
            let told = field.readInteger(as: UInt32.self) ?? 0
            if told != previous {
                log.fault(.flvPreviousTagSize, at: place, "PreviousTagSize is \(told), the tag has \(previous) bytes.")
            }
            guard cursor.remaining > 0 else { return }
            let offset = cursor.position
            let header = try readTagHeader()
            let length = TagHeader.length + header.dataSize
            guard var tag = try cursor.read(length) else { throw .cutOff("a tag of \(length) bytes") }
            tag.moveReaderIndex(forwardBy: TagHeader.length)
            read(header, body: tag, at: offset, into: &log)
            previous = UInt32(length)
        }
    }

    private mutating func readTagHeader() throws(Interruption) -> TagHeader {
        guard var bytes = try cursor.peek(TagHeader.length) else { throw .cutOff("a tag's header") }
        do {
            if let header = try bytes.readFLVTagHeader() { return header }
        } catch {
            throw .broken(Violation(.flvTag, "A tag has \(error.sentence); what follows can't be read."))
        }
        throw .cutOff("a tag's header")
    }

    private mutating func read(
        _ header: TagHeader, body: ByteBuffer, at offset: Int64, into log: inout InspectionLog
    ) {
        if header.timestamp < 0 {
            log.fault(.flvTimestamp, at: offset, "The timestamp is negative, \(header.timestamp) ms.")
        } else if isFirstTag, header.timestamp != 0 {
            log.fault(.flvTimestamp, at: offset, "The first timestamp is \(header.timestamp) ms, not 0.")
        }
        if header.kind != .scriptData, body.readableBytes == 0 {
            log.remark(.payload, at: offset, "A tag without a body.")
        }
        switch header.kind {
        case .scriptData: readScript(body, at: offset, into: &log)
        case .audio, .video: readMedia(header, body: body, at: offset, into: &log)
        }
        if isFirstTag, metadata == nil {
            log.remark(.flvMetadata, at: offset, "The file doesn't begin with onMetaData.")
        }
        kinds.insert(header.kind)
        isFirstTag = false
    }

    private mutating func readScript(_ body: ByteBuffer, at offset: Int64, into log: inout InspectionLog) {
        do {
            let script = try FLVMetadata(body, at: offset, into: &log)
            // Files of several recordings put together have several; the first is about the whole.
            if metadata == nil { metadata = script }
        } catch {
            log.fault(error, at: offset)
        }
    }

    private mutating func readMedia(
        _ header: TagHeader, body: ByteBuffer, at offset: Int64, into log: inout InspectionLog
    ) {
        let time = MediaTime.milliseconds(Int64(header.timestamp))
        let dropped = decoder.droppedBeforeConfiguration
        metadata?.note(header, body: body, at: offset)
        do {
            var event =
                header.kind == .video
                ? try decoder.decodeVideo(body, at: time) : try decoder.decodeAudio(body, at: time)
            while let next = event {
                read(next, header, body: body, at: offset, into: &log)
                event = decoder.next()
            }
        } catch {
            log.fault(error.violation, at: offset)
        }
        if decoder.droppedBeforeConfiguration > dropped {
            log.fault(.flvSequenceHeader, at: offset, "A frame stands before the sequence header of its track.")
        }
    }

    private mutating func read(
        _ event: MediaEvent, _ header: TagHeader, body: ByteBuffer, at offset: Int64, into log: inout InspectionLog
    ) {
        switch event {
        case .leftOut(.codec(_, let identifier)):
            log.fault(.configuration, at: offset, "The codec \(identifier.fourCC) isn't known here.")
        case .leftOut(.furtherTracks):
            log.remark(.configuration, at: offset, "Tracks beyond track 0 aren't looked into.")
        case .track(let track):
            if header.kind == .video { framing = InspectedPacket.Framing(track.configuration) }
            log.note(TrackFormat(track.configuration), of: Int(header.kind.rawValue), at: offset)
        case .packet(let packet):
            count(packet, header, body: body, at: offset, into: &log)
        }
    }

    private mutating func count(
        _ packet: MediaPacket, _ header: TagHeader, body: ByteBuffer, at offset: Int64, into log: inout InspectionLog
    ) {
        if packet.kind == .video {
            // The decoder puts lengths where it finds start codes; a file must not need that.
            // A payload that is longer has units in it that came before.
            let length = packet.payload.readableBytes
            let stored = body.getSlice(at: body.writerIndex - min(length, body.readableBytes), length: length)
            if framing != .whole, let stored, stored != packet.payload {
                log.fault(.payload, at: offset, "NAL units have start codes where lengths belong.")
            }
            if packet.isKeyframe, !body.isFlaggedKeyframe {
                log.remark(.payload, at: offset, "A picture that decoding can start at isn't marked as a keyframe.")
            }
        }
        log.count(
            InspectedPacket(
                track: Int(header.kind.rawValue), kind: packet.kind, decodeTime: packet.decodeTime,
                presentationTime: packet.presentationTime, isKeyframe: packet.isKeyframe,
                framing: packet.kind == .video ? framing : .whole, payload: packet.payload, offset: offset))
    }

    private func checkFlags(_ header: FileHeader, into log: inout InspectionLog) {
        let found = FileHeader(hasAudio: kinds.contains(.audio), hasVideo: kinds.contains(.video))
        guard header != found else { return }
        log.fault(
            .flvFlags, at: FileHeader.flagsOffset,
            "The header's flags are \(header.flags), the tags that are there make \(found.flags).")
    }
}

extension ByteBuffer {
    /// FrameType 1 in a legacy header and in an Enhanced one.
    fileprivate var isFlaggedKeyframe: Bool {
        (self.getInteger(at: self.readerIndex, as: UInt8.self) ?? 0) >> 4 & 7 == 1
    }
}

extension FLVError {
    fileprivate var sentence: String {
        switch self {
        case .truncated: "too few bytes"
        case .invalid(let field): "an invalid \(field)"
        case .malformedConfiguration(let error): "a malformed configuration (\(error.sentence))"
        case .malformedPayload(let error): "a malformed payload (\(error.sentence))"
        case .unannouncedTrack: "a track that was never announced"
        case .timestampTooLarge: "a time that is too large"
        case .payloadTooLarge: "a payload that is too large"
        }
    }

    fileprivate var violation: Violation {
        switch self {
        case .malformedConfiguration: Violation(.configuration, "The tag has \(sentence).")
        case .truncated, .invalid, .malformedPayload, .unannouncedTrack, .timestampTooLarge, .payloadTooLarge:
            Violation(.payload, "The tag has \(sentence).")
        }
    }
}

extension CodecError {
    var sentence: String {
        switch self {
        case .truncated: "too few bytes"
        case .invalid(let field): "invalid \(field)"
        }
    }
}

extension UInt32 {
    /// Four letters, or the number if they are none.
    var fourCC: String {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(24 - 8 * $0)) }
        return bytes.allSatisfy { (0x20..<0x7F).contains($0) } ? String(decoding: bytes, as: UTF8.self) : "\(self)"
    }
}
