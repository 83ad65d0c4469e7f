// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks a file of ADTS frames, each of which leads to the next (ISO/IEC 14496-3, 1.A.2.2).
///
/// A file whose frames change is one that a publisher's change was written to: a remark, no fault.
struct ADTSInspection {
    private var cursor: ByteCursor
    private let size: Int64
    private var clock = FrameCount()

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
        log.note(header.format, of: 1, at: offset)
        frame.moveReaderIndex(forwardBy: header.length)
        let time = clock.advance(by: ADTSFrameHeader.samples, rate: header.sampleRate)
        log.count(
            InspectedPacket(
                track: 1, kind: .audio, decodeTime: time, presentationTime: time, isKeyframe: true, framing: .whole,
                payload: frame, offset: offset))
    }
}
