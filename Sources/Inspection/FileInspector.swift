// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// Reads a file from its beginning to its end and holds it against the rules of its format.
///
/// Memory is bounded but for the tables of MP4, some fifty bytes a frame: frames are read one at a time, and findings
/// kept up to a limit. What breaks a rule is a fault of the file and goes into the report. A `SourceError` is thrown
/// when the file can't be read.
package struct FileInspector {
    private let folder: (any FileSource)?
    private let visit: (InspectedPacket) -> Void

    /// An inspector of the files in a folder, or without one of files that name no others; `visit` gets each coded
    /// frame in the order of the file.
    package init(folder: (any FileSource)? = nil, visit: @escaping (InspectedPacket) -> Void = { _ in }) {
        self.folder = folder
        self.visit = visit
    }

    /// Inspects a file of the folder; what it is, its first bytes tell.
    package func inspect(_ name: String) throws(SourceError) -> InspectionReport {
        guard let source = try folder?.open(name) else { throw SourceError(reason: "There is no such file.") }
        return try inspect(source)
    }

    /// Inspects a file that is open.
    package func inspect(_ source: any ByteSource) throws(SourceError) -> InspectionReport {
        var log = InspectionLog(visit: visit)
        guard let head = source.read(at: 0, count: Int(min(source.byteCount, 376))) else { throw .unreadable }
        switch InspectionReport.Format(head: head) {
        case .flv:
            var inspection = FLVInspection(source)
            try inspection.run(into: &log)
        case .hls:
            var inspection = HLSInspection(folder: folder ?? EmptyFolder())
            try inspection.run(source, into: &log)
        case .mpegTS:
            var walker = TransportStreamWalker()
            log.describe(format: .mpegTS, size: source.byteCount)
            _ = try walker.walk(source, into: &log)
        case .mp4:
            log.describe(format: .mp4, size: source.byteCount)
            var inspection = MP4Inspection(source)
            _ = try inspection.run(into: &log)
        case .adts:
            var inspection = ADTSInspection(source)
            try inspection.run(into: &log)
        case .mp3:
            var inspection = MP3Inspection(source)
            try inspection.run(into: &log)
        case nil:
            log.describe(format: nil, size: source.byteCount)
            log.fault(.format, at: 0, "The first bytes are of no format that is known here.")
        }
        return log.report
    }
}

/// Where there is nothing beside a playlist.
private struct EmptyFolder: FileSource {
    func open(_ name: String) -> (any ByteSource)? { nil }
}

extension InspectionReport.Format {
    /// Tells a format by the first bytes of a file; nil when it is none of those that are known here.
    init?(head: ByteBuffer) {
        let bytes = Array(head.readableBytesView)
        if bytes.starts(with: Array("FLV".utf8)) {
            self = .flv
        } else if bytes.starts(with: Array("#EXT".utf8)) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .hls
        } else if bytes.first == 0x47, bytes.count < 189 || bytes[188] == 0x47 {
            self = .mpegTS
        } else if bytes.count >= 8, Self.firstBoxes.contains(String(decoding: bytes[4..<8], as: UTF8.self)) {
            self = .mp4
        } else if bytes.starts(with: Array("ID3".utf8)) {
            self = .mp3
        } else if bytes.count >= 2, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 {
            // ADTS has no layer; that value is reserved in the headers of MPEG audio.
            self = bytes[1] & 0xF6 == 0xF0 ? .adts : .mp3
        } else {
            return nil
        }
    }

    /// What MP4 files and segments begin with.
    private static let firstBoxes: Set<String> = ["ftyp", "styp", "moov", "moof", "sidx", "mdat", "free"]
}
