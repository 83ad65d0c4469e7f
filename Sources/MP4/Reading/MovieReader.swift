// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Reads a movie box (ISO/IEC 14496-12, 8.2 to 8.7) into tracks and samples.
struct MovieReader {
    let timescale: Int64
    let duration: Int64
    let isFragmented: Bool
    private(set) var tracks: [MP4File.Track] = []
    /// Where the samples of each chunk are.
    private(set) var chunks: [Range<Int64>] = []
    /// What the tables contradict each other in; what can't be read at all is thrown.
    private(set) var faults: [MP4Fault] = []

    init(_ movie: Box) throws(MP4Fault) {
        let boxes = try movie.children()
        var header = try movie.required("mvhd", of: boxes)
        let version = try header.readVersion(upTo: 1).version
        try header.skip(version == 1 ? 16 : 8)
        timescale = Int64(try header.read(UInt32.self))
        guard timescale > 0 else { throw header.invalid("timescale") }
        duration = try header.readTime(version: version)
        isFragmented = try movie.only("mvex", of: boxes) != nil
        for box in boxes where box.type == "trak" { try readTrack(box) }
        if tracks.isEmpty { faults.append(MP4Fault(box: "trak", offset: movie.offset, reason: .missing)) }
        if !isFragmented, duration != tracks.map(\.duration).max() ?? 0 { faults.append(header.invalid("duration")) }
        if isFragmented {
            let extends = try movie.required("mvex", of: boxes)
            try checkExtends(extends)
        }
    }

    private mutating func checkExtends(_ box: Box) throws(MP4Fault) {
        var known: Set<UInt32> = []
        for var child in try box.children() where child.type == "trex" {
            _ = try child.readVersion()
            known.insert(try child.read())
        }
        if known != Set(tracks.map(\.id)) { faults.append(MP4Fault(box: "trex", offset: box.offset, reason: .missing)) }
    }

    private mutating func readTrack(_ box: Box) throws(MP4Fault) {
        let boxes = try box.children()
        var header = try box.required("tkhd", of: boxes)
        let version = try header.readVersion(upTo: 1).version
        try header.skip(version == 1 ? 16 : 8)
        let id: UInt32 = try header.read()
        guard id != 0, !tracks.contains(where: { $0.id == id }) else { throw header.invalid("track_ID") }
        try header.skip(4)
        let duration = try header.readTime(version: version)
        let media = try box.required("mdia", of: boxes)
        let mediaBoxes = try media.children()
        var mediaHeader = try media.required("mdhd", of: mediaBoxes)
        let mediaVersion = try mediaHeader.readVersion(upTo: 1).version
        try mediaHeader.skip(mediaVersion == 1 ? 16 : 8)
        let timescale = Int64(try mediaHeader.read(UInt32.self))
        guard timescale > 0 else { throw mediaHeader.invalid("timescale") }
        let mediaDuration = try mediaHeader.readTime(version: mediaVersion)
        var handler = try media.required("hdlr", of: mediaBoxes)
        _ = try handler.readVersion()
        try handler.skip(4)
        let information = try media.required("minf", of: mediaBoxes)
        let table = try information.required("stbl", of: try information.children())
        var track = MP4File.Track(
            id: id, handler: FourCC(rawValue: try handler.read()), timescale: timescale,
            mediaDuration: mediaDuration, duration: duration, edits: try readEdits(of: box, boxes),
            descriptions: try readDescriptions(of: table))
        let tables = try SampleTableReader(table, descriptions: track.descriptions.count)
        track.samples = tables.samples
        chunks += tables.chunks
        faults += tables.faults
        check(track, end: tables.duration, header: header, mediaHeader: mediaHeader)
        tracks.append(track)
    }

    private static let maximumEdits = 256

    private func readEdits(of track: Box, _ boxes: [Box]) throws(MP4Fault) -> [MP4File.Edit] {
        guard let container = try track.only("edts", of: boxes) else { return [] }
        var box = try container.required("elst", of: try container.children())
        let version = try box.readVersion(upTo: 1).version
        var edits: [MP4File.Edit] = []
        let count = try box.readCount(entrySize: version == 1 ? 20 : 12)
        guard count <= Self.maximumEdits else { throw box.fault(.tooLarge) }
        for _ in 0..<count {
            let duration = try box.readTime(version: version)
            let time = version == 1 ? try box.read(Int64.self) : Int64(try box.read(Int32.self))
            guard (-1..<Box.endOfTime).contains(time) else { throw box.invalid("media_time") }
            guard try box.read(UInt32.self) == 0x1_0000 else { throw box.invalid("media_rate") }
            edits.append(MP4File.Edit(duration: duration, mediaTime: time))
        }
        return edits
    }

    private func readDescriptions(of table: Box) throws(MP4Fault) -> [MP4File.Description] {
        var box = try table.required("stsd", of: try table.children())
        _ = try box.readVersion(upTo: 1)
        let count = Int(try box.read(UInt32.self))
        let entries = try box.children()
        guard count == entries.count, (1...Int(UInt16.max)).contains(count) else { throw box.invalid("entry_count") }
        var descriptions: [MP4File.Description] = []
        for entry in entries { descriptions.append(try MP4File.Description(entry)) }
        return descriptions
    }

    private mutating func check(_ track: MP4File.Track, end: Int64, header: Box, mediaHeader: Box) {
        guard !isFragmented else { return }
        if track.mediaDuration != end { faults.append(mediaHeader.invalid("duration")) }
        let edited = track.edits.reduce(0) { $0 + $1.duration }
        // A tick of the movie and one of the track are where rounding may go.
        let tolerance = 1 + (timescale + track.timescale - 1) / track.timescale
        let whole = MP4File.scale(end, from: track.timescale, to: timescale)
        let expected = track.edits.isEmpty ? whole : edited
        if abs(track.duration - expected) > (track.edits.isEmpty ? tolerance : 1) {
            faults.append(header.invalid("duration"))
        }
        for edit in track.edits where edit.mediaTime >= 0 {
            let part = MP4File.scale(edit.mediaTime, from: track.timescale, to: timescale) + edit.duration
            let composed = track.samples.lazy.map { $0.decodeTime + Int64($0.compositionOffset) + Int64($0.duration) }
            let last = MP4File.scale(composed.max() ?? 0, from: track.timescale, to: timescale)
            if part > last + tolerance {
                faults.append(MP4Fault(box: "elst", offset: header.offset, reason: .invalid(field: "segment_duration")))
            }
        }
    }
}

extension MP4File {
    /// A count of ticks of one clock in those of another, rounded towards zero; not beyond 2^60, 36 years in
    /// nanoseconds, so that a sum of several is still a number.
    static func scale(_ ticks: Int64, from timescale: Int64, to other: Int64) -> Int64 {
        let limit: Int64 = 1 << 60
        guard abs(Double(ticks)) * Double(other) / Double(timescale) < Double(limit) else {
            return ticks < 0 ? -limit : limit
        }
        return timescale.dividingFullWidth(ticks.multipliedFullWidth(by: other)).quotient
    }
}
