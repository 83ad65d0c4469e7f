// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks a file of MP3 frames, each of which leads to the next (ISO/IEC 11172-3, 2.4.1.3).
///
/// An ID3 tag may stand at either end. A Xing or Info frame at the beginning is held against what follows it. A
/// file whose frames change is one that a publisher's change was written to: a remark, no fault.
struct MP3Inspection {
    private var cursor: ByteCursor
    private let size: Int64
    private var frames: Int64 = 0
    private var clock = FrameCount()
    private var isFirst = true
    private var tag: XingTag?

    /// Bytes of a tag at the end, which begins with `TAG`.
    private static let trailerLength = 128

    init(_ source: any ByteSource) {
        cursor = ByteCursor(source)
        size = source.byteCount
    }

    /// Reads the whole file, as far as its frames can be followed.
    mutating func run(into log: inout InspectionLog) throws(SourceError) {
        log.describe(format: .mp3, size: size)
        do {
            try skipLeader()
            let start = cursor.position
            while cursor.remaining > 0, try !isTrailer() { try readFrame(into: &log) }
            check(from: start, to: cursor.position, into: &log)
            if frames == 0 { log.fault(.length, at: start, "There is no frame.") }
        } catch {
            switch error {
            case .unreadable(let error): throw error
            case .broken(let violation): log.fault(violation, at: cursor.position)
            }
        }
    }

    /// Passes over an ID3v2 tag, whose length has four bytes of seven bits.
    private mutating func skipLeader() throws(Interruption) {
        guard let head = try cursor.peek(10), head.readableBytesView.starts(with: Array("ID3".utf8)) else { return }
        var length = head.readableBytesView.suffix(4).reduce(0) { $0 << 7 | Int($1 & 0x7F) }
        length += 10
        while length > 0 {
            guard let part = try cursor.read(min(length, 65_536)) else { throw .cutOff("an ID3 tag") }
            length -= part.readableBytes
        }
    }

    private mutating func isTrailer() throws(Interruption) -> Bool {
        guard cursor.remaining == Self.trailerLength else { return false }
        return try cursor.peek(3) == ByteBuffer(string: "TAG")
    }

    private mutating func readFrame(into log: inout InspectionLog) throws(Interruption) {
        let offset = cursor.position
        guard let head = try cursor.peek(MPEGAudioFrameHeader.length) else { throw .cutOff("a frame's header") }
        let (configuration, length) = try readHeader(head)
        guard let frame = try cursor.read(length) else { throw .cutOff("a frame of \(length) bytes") }
        log.note(TrackFormat(.mp3(configuration)), of: 1, at: offset)
        if isFirst {
            isFirst = false
            tag = XingTag(frame, at: offset)
            // The frame with the tag is silent, and players don't play it.
            if tag != nil { return }
        }
        let time = clock.advance(by: Int64(configuration.samplesPerFrame), rate: configuration.sampleRate)
        log.count(
            InspectedPacket(
                track: 1, kind: .audio, decodeTime: time, presentationTime: time, isKeyframe: true, framing: .whole,
                payload: frame, offset: offset))
        frames += 1
    }

    private func readHeader(_ head: ByteBuffer) throws(Interruption) -> (MPEGAudioConfiguration, length: Int) {
        do {
            let configuration = try MPEGAudioConfiguration(frame: head)
            if let length = try MPEGAudioFrameHeader(head).frameLength { return (configuration, length) }
        } catch {
            throw .broken(Violation(.mp3Header, "A frame's header has \(error.sentence)."))
        }
        throw .broken(Violation(.mp3Header, "A frame is of the free format, whose length no field tells."))
    }

    private func check(from start: Int64, to end: Int64, into log: inout InspectionLog) {
        guard let tag else { return }
        if let told = tag.frames, told != frames {
            log.fault(.mp3Tag, at: tag.offset, "The tag counts \(told) frames, there are \(frames).")
        }
        if let told = tag.bytes, told != end - start {
            log.fault(.mp3Tag, at: tag.offset, "The tag counts \(told) bytes, there are \(end - start).")
        }
        if tag.isDamaged { log.fault(.mp3Tag, at: tag.offset, "The tag's checksum is wrong.") }
    }
}

/// What a Xing or Info frame tells of its file, with what LAME adds.
private struct XingTag {
    let offset: Int64
    /// Frames behind this one.
    private(set) var frames: Int64?
    /// Bytes from this frame to the end.
    private(set) var bytes: Int64?
    /// Whether it has a checksum that doesn't fit.
    private(set) var isDamaged = false

    /// nil when the frame is one of sound.
    init?(_ frame: ByteBuffer, at offset: Int64) {
        let header = frame.getInteger(at: frame.readerIndex, as: UInt32.self) ?? 0
        // It stands behind the side information, whose length MPEG version and channels tell.
        let isMono = header >> 6 & 3 == 3
        let isFirst = header >> 19 & 3 == 3
        let place = 4 + (isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17))
        guard var rest = frame.getSlice(at: frame.readerIndex + place, length: frame.readableBytes - place),
            let name = rest.readString(length: 4), name == "Xing" || name == "Info",
            let flags = rest.readInteger(as: UInt32.self)
        else { return nil }
        self.offset = offset
        if flags & 1 != 0 { frames = rest.readInteger(as: UInt32.self).map { Int64($0) } }
        if flags & 2 != 0 { bytes = rest.readInteger(as: UInt32.self).map { Int64($0) } }
        if flags & 4 != 0 { rest.moveReaderIndex(forwardBy: min(100, rest.readableBytes)) }
        if flags & 8 != 0 { rest.moveReaderIndex(forwardBy: min(4, rest.readableBytes)) }
        // LAME's part of 36 bytes ends with a checksum of all that stands before it in the frame.
        let end = rest.readerIndex + 34
        guard rest.readableBytes >= 36, rest.readableBytesView.starts(with: Array("LAME".utf8)),
            let told = rest.getInteger(at: end, as: UInt16.self)
        else { return }
        let length = frame.readableBytes - rest.readableBytes + 34
        isDamaged = frame.readableBytesView.prefix(length).crc16 != told
    }
}

extension Sequence<UInt8> {
    /// CRC-16 with the polynomial 0x8005, least significant bit first, from 0, as LAME reckons it.
    fileprivate var crc16: UInt16 {
        reduce(0) { remainder, byte in
            (0..<8).reduce(remainder ^ UInt16(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
        }
    }
}
