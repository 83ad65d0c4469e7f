// SPDX-License-Identifier: Apache-2.0

import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore
import Testing

/// A stream that was recorded as HLS into a folder in memory, with the muxers that the server has.
struct RecordedStream {
    private(set) var folder = RecordingFolder()
    let file: FinishedFile
    /// What was pushed, on the recording's own time.
    private(set) var packets: [MediaPacket] = []
    let origin: MediaTime

    static let wall = WallTime.seconds(1_000_000)

    /// Each packet arrives as long after `wall` as it is placed after the first.
    init(_ events: [MediaEvent], isFragmented: Bool) throws {
        let muxer = FallbackMuxer(TSMuxer(), or: FragmentedMuxer(), beginsWithFallback: isFragmented)
        var packager = HLSPackager(muxer: muxer) { _, _ in "title" }
        var timeline = Timeline()
        var batch = FileBatch()
        origin = try #require(events.firstPacket).decodeTime
        try packager.start(tracks: [], origin: origin, wall: Self.wall, into: &batch)
        for event in events {
            switch event {
            case .track(let track):
                timeline.note(track)
                try packager.change(track, into: &batch)
            case .packet(var packet):
                let isJump = timeline.place(&packet) != nil
                let arrived = Self.wall.advanced(by: packet.decodeTime - origin)
                _ = try packager.write(packet, arrived: arrived, isDiscontinuous: isJump, into: &batch)
                packets.append(packet)
            case .leftOut:
                break
            }
            try folder.run(&batch)
        }
        file = try #require(try packager.finish(end: timeline.end, into: &batch))
        try folder.run(&batch)
    }

    var playlist: PlaylistReader { get throws { try #require(folder.playlists.last) } }

    /// What is in a segment, read with its initialization segment.
    func movie(_ segment: PlaylistReader.Segment) throws -> MP4File {
        let map = try #require(segment.map)
        var bytes = try #require(folder.files[map])
        bytes.writeImmutableBuffer(try #require(folder.files[segment.uri]))
        return MP4File(bytes)
    }

    /// Reads all back, and compares each frame and its time with what was pushed.
    func expectWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
        var found: [InspectedPacket] = []
        let report = try withoutActuallyEscaping({ found.append($0) }) {
            try FileInspector(folder: folder, visit: $0).inspect("index.m3u8")
        }
        #expect(report.isFaultless, "\(report.lines)", sourceLocation: sourceLocation)
        #expect(file.size == folder.byteCount, sourceLocation: sourceLocation)
        #expect(report.size == folder.byteCount, sourceLocation: sourceLocation)
        // A transport stream begins later than at 0.
        let isStream = try playlist.segments.first?.uri.hasSuffix(".ts") == true
        for kind in MediaKind.allCases {
            let (pushed, read) = (packets.filter { $0.kind == kind }, found.filter { $0.kind == kind })
            #expect(read.count == pushed.count, sourceLocation: sourceLocation)
            #expect(zip(read, pushed).allSatisfy { $0.content == $1.payload }, sourceLocation: sourceLocation)
            guard !isStream else { continue }
            let late = zip(read, pushed).first { read, pushed in
                abs((read.presentationTime - (pushed.presentationTime - origin)).nanoseconds) > 23_000
            }
            #expect(late == nil, "\(kind)", sourceLocation: sourceLocation)
        }
    }
}

extension RecordingFolder {
    /// Bytes of all files.
    var byteCount: Int64 { files.values.reduce(0) { $0 + Int64($1.readableBytes) } }
}

extension [MediaEvent] {
    fileprivate var firstPacket: MediaPacket? {
        lazy.compactMap { if case .packet(let packet) = $0 { packet } else { nil } }.first
    }
}
