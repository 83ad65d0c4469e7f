// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Holds a media playlist and the segments it names against RFC 8216 and against each other.
struct HLSInspection {
    private let folder: any FileSource
    private var walker = TransportStreamWalker()
    /// The segment before, as the list has it and as it was found.
    private var last: (listed: Playlist.Segment, found: SegmentFacts)?
    /// The last EXT-X-PROGRAM-DATE-TIME, and the durations since then.
    private var date: (wall: WallTime, elapsed: MediaTime)?
    private var size: Int64 = 0
    /// The files of EXT-X-MAP that were counted.
    private var maps: Set<String> = []

    /// The longest list that is read: a hundred days of ours.
    private static let longestList = 64 << 20
    /// Two ticks of 90 kHz, one at each end of a duration.
    private static let tick = MediaTime(nanoseconds: 22_223)
    /// A duration that is wrong by more is a jump of the time.
    private static let longestMiscount = MediaTime.milliseconds(500)
    /// EXT-X-PROGRAM-DATE-TIME is written to the millisecond.
    private static let dateTolerance: Int64 = 2_000
    /// What the clock of the wall may drift against the media's in one run without EXT-X-DISCONTINUITY.
    private static let longestDrift: Int64 = 1_000_000

    init(folder: any FileSource) {
        self.folder = folder
    }

    /// Reads the list and all its segments.
    mutating func run(_ source: any ByteSource, into log: inout InspectionLog) throws(SourceError) {
        guard source.byteCount <= Self.longestList else {
            log.describe(format: .hls, size: source.byteCount)
            log.fault(.length, at: nil, "The playlist is longer than \(Self.longestList) bytes.")
            return
        }
        guard let contents = source.read(at: 0, count: Int(source.byteCount)) else { throw .unreadable }
        let playlist = Playlist(contents)
        size = source.byteCount
        for fault in playlist.faults { log.fault(fault.rule, at: Int64(fault.line), fault.sentence) }
        if playlist.kind == .event, !playlist.isEnded {
            log.remark(.hlsEnd, at: nil, "The list may still grow: it has no EXT-X-ENDLIST.")
        }
        var names: Set<String> = []
        for segment in playlist.segments {
            checkDate(of: segment, into: &log)
            if !names.insert(segment.uri).inserted {
                log.fault(.hlsURI, at: Int64(segment.line), "\(segment.uri) is listed a second time.")
            }
            guard let file = try open(segment, into: &log) else {
                last = nil
                walker.breakOff()
                continue
            }
            try inspect(file, segment, isIndependent: playlist.isIndependent, into: &log)
        }
        if let last { checkEnd(of: last.listed, last.found, into: &log) }
        log.describe(format: .hls, size: size, segments: playlist.segments.count)
    }

    /// Whether a URI is the name of a file beside the playlist, and needs no escape.
    private static func isPlain(_ uri: String) -> Bool {
        !uri.hasPrefix(".")
            && uri.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true  // letters, digits, - . _
                case _: false
                }
            }
    }

    private func open(
        _ segment: Playlist.Segment, into log: inout InspectionLog
    ) throws(SourceError) -> (any ByteSource)? {
        let line = Int64(segment.line)
        guard Self.isPlain(segment.uri) else {
            log.fault(.hlsURI, at: line, "The URI isn't a plain name.")
            return nil
        }
        guard let file = try folder.open(segment.uri) else {
            log.fault(.hlsURI, at: line, "There is no file \(segment.uri).")
            return nil
        }
        guard file.byteCount > 0 else {
            log.fault(.length, at: line, "\(segment.uri) is empty.")
            return nil
        }
        return file
    }

    private mutating func inspect(
        _ file: any ByteSource, _ segment: Playlist.Segment, isIndependent: Bool, into log: inout InspectionLog
    ) throws(SourceError) {
        size += file.byteCount
        if segment.isDiscontinuous { walker.breakOff() }
        log.file = segment.uri
        guard let found = try walk(file, segment, into: &log) else {
            log.file = nil
            last = nil
            return
        }
        if !found.beginsWithTables {
            log.fault(.hlsIndependence, at: 0, "The segment's tables don't stand before its first frame.")
        }
        if found.beginsWithKeyframe == false {
            let sentence = "The segment's first picture isn't a keyframe."
            if isIndependent {
                log.fault(.hlsIndependence, at: 0, sentence)
            } else {
                log.remark(.hlsIndependence, at: 0, sentence)
            }
        }
        log.file = nil
        if let last { checkSeam(last.listed, last.found, segment, found, into: &log) }
        last = (segment, found)
    }
}

extension HLSInspection {
    /// Reads a segment of either kind; nil when it is neither.
    private mutating func walk(
        _ file: any ByteSource, _ segment: Playlist.Segment, into log: inout InspectionLog
    ) throws(SourceError) -> SegmentFacts? {
        guard let head = file.read(at: 0, count: Int(min(file.byteCount, 376))) else { throw .unreadable }
        switch InspectionReport.Format(head: head) {
        case .mpegTS:
            return try walker.walk(file, into: &log)
        case .mp4:
            guard let name = segment.map, Self.isPlain(name), let map = try folder.open(name) else {
                log.fault(.hlsMap, at: nil, "No EXT-X-MAP before the segment names a file with its tables.")
                return nil
            }
            if maps.insert(name).inserted { size += map.byteCount }
            var inspection = MP4Inspection(JoinedSource(map, file), isMarked: segment.isDiscontinuous)
            return try inspection.run(into: &log)
        case .flv, .hls, .adts, .mp3, nil:
            log.fault(.format, at: 0, "The segment is neither a transport stream nor a fragmented MP4 file.")
            return nil
        }
    }

    /// Looks whether a segment goes on where the one before it ends, and with the same tracks.
    private func checkSeam(
        _ before: Playlist.Segment, _ left: SegmentFacts, _ after: Playlist.Segment, _ right: SegmentFacts,
        into log: inout InspectionLog
    ) {
        let line = Int64(after.line)
        let tolerance = Self.tick + before.precision
        // What a list calls a segment's beginning: its first frame, or its first picture.
        let distances = [
            left.start.flatMap { start in right.start.map { $0 - start } },
            left.videoStart.flatMap { start in right.videoStart.map { $0 - start } },
        ].compactMap { $0 }
        let isContinuous = distances.contains { distance in
            let difference = distance - before.duration
            return difference <= tolerance && difference >= .zero - tolerance
        }
        guard !after.isDiscontinuous else {
            if !isContinuous { checkEnd(of: before, left, into: &log) }
            return
        }
        if left.streams != right.firstStreams {
            log.fault(.hlsDiscontinuity, at: line, "The tracks change without EXT-X-DISCONTINUITY.")
        } else if changesCoding(from: left.formats, to: right.firstFormats) {
            log.fault(.hlsDiscontinuity, at: line, "A track is coded otherwise without EXT-X-DISCONTINUITY.")
        }
        guard !isContinuous, let distance = distances.first else { return }
        let difference = distance - before.duration
        guard difference <= Self.longestMiscount, difference >= .zero - Self.longestMiscount else {
            log.fault(
                .hlsDiscontinuity, at: line, "The time jumps by \(difference.clock) s without EXT-X-DISCONTINUITY.")
            return
        }
        log.fault(
            .hlsDuration, at: Int64(before.line),
            "EXTINF is \(before.duration.clock) s, the next segment begins after \(distance.clock) s.")
    }

    /// Whether a stream of both is coded otherwise.
    private func changesCoding(from left: [Int: TrackFormat], to right: [Int: TrackFormat]) -> Bool {
        right.contains { identifier, format in left[identifier] != nil && left[identifier] != format }
    }

    /// Compares the duration of a segment that nothing continues with its frames.
    ///
    /// The last of them ends some time after its decode time, which the list tells and the segment doesn't. Some
    /// packagers go by the pictures alone.
    private func checkEnd(
        of segment: Playlist.Segment, _ found: SegmentFacts, into log: inout InspectionLog
    ) {
        guard let start = found.start, let latest = found.latest else { return }
        let frames = found.formats.keys.map { identifier in
            let track = log.track(identifier)
            return max(track?.latestFormat.frameDuration ?? .zero, track?.longestStep ?? .zero, .milliseconds(40))
        }
        // Sound of before may come with the pictures that begin a segment.
        let latestStart = max(start, found.videoStart ?? start)
        let range =
            ((found.videoLatest ?? latest) - latestStart)...(latest - start + (frames.max() ?? .zero) + Self.tick)
        guard segment.duration + Self.tick < range.lowerBound || segment.duration > range.upperBound else { return }
        log.fault(
            .hlsDuration, at: Int64(segment.line),
            "EXTINF is \(segment.duration.clock) s, the frames make \(range.lowerBound.clock) to "
                + "\(range.upperBound.clock) s.")
    }

    /// Compares the time of day with the one before it and the durations since then.
    private mutating func checkDate(of segment: Playlist.Segment, into log: inout InspectionLog) {
        if let wall = segment.programDateTime {
            if let date {
                let difference = wall.microseconds - date.wall.advanced(by: date.elapsed).microseconds
                if difference < -Self.dateTolerance, segment.isDiscontinuous || difference < -Self.longestDrift {
                    log.fault(
                        .hlsDate, at: Int64(segment.line), "The time of day goes back by \(-difference / 1_000) ms.")
                } else if !segment.isDiscontinuous, difference > Self.longestDrift {
                    log.fault(
                        .hlsDate, at: Int64(segment.line),
                        "The time of day is \(difference / 1_000) ms ahead of the durations.")
                }
            }
            date = (wall, .zero)
        }
        if let (wall, elapsed) = date { date = (wall, elapsed + segment.duration) }
    }
}
