// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks a file of ADTS frames, each of which leads to the next (ISO/IEC 14496-3, 1.A.2.2).
struct ADTSInspection {
    private var cursor: ByteCursor
    private let size: Int64
    private var frames: Int64 = 0
    private var first: ADTSFrameHeader?

    init(_ source: any ByteSource) {
        cursor = ByteCursor(source)
        size = source.byteCount
    }

    /// Reads the whole file, as far as its frames can be followed.
    mutating func run(into log: inout InspectionLog) throws(SourceError) {
        log.describe(format: .adts, size: size)
        do {
            while cursor.remaining > 0 { try readFrame(into: &log) }
        } catch {
            switch error {
            case .unreadable(let error): throw error
            case .broken(let violation): log.fault(violation, at: cursor.position)
            }
        }
    }

    private mutating func readFrame(into log: inout InspectionLog) throws(Interruption) {
        let offset = cursor.position
        guard let head = try cursor.peek(ADTSHeader.length) else { throw .cutOff("an ADTS header") }
        let header: ADTSFrameHeader
        do { header = try ADTSFrameHeader(head) } catch { throw .broken(error) }
        guard var frame = try cursor.read(header.frameLength) else {
            throw .cutOff("a frame of \(header.frameLength) bytes")
        }
        if let first, first.fixed != header.fixed {
            log.fault(.adtsHeader, at: offset, "A frame's header is of another configuration than the first.")
        }
        let rate = first?.sampleRate ?? header.sampleRate
        if first == nil {
            first = header
            log.note(header.format, of: 1, at: offset)
        }
        frame.moveReaderIndex(forwardBy: header.length)
        let time = MediaTime.samples(frames * ADTSFrameHeader.samples, rate: rate)
        log.count(
            InspectedPacket(
                track: 1, kind: .audio, decodeTime: time, presentationTime: time, isKeyframe: true, framing: .whole,
                payload: frame, offset: offset))
        frames += 1
    }
}
