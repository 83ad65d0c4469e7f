// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore

/// A media playlist of ours: what breaks a rule of RFC 8216, or isn't as this server writes it, is thrown.
struct PlaylistReader {
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    struct Segment: Equatable {
        var uri: String
        var microseconds: Int64
        var isDiscontinuous: Bool
        var programDateTime: String?
        var map: String?
    }

    private(set) var segments: [Segment] = []
    let targetDuration: Int64
    let isIndependent: Bool
    let isSealed: Bool
    /// The lines from the first that belongs to a segment on, without ENDLIST.
    let body: [Substring]

    init(_ contents: ByteBuffer) throws {
        let playlist = Playlist(contents)
        // An empty list is never published, and is refused as well.
        try Self.require(playlist.faults.isEmpty, "\(playlist.faults)")
        try Self.require(
            playlist.version == (playlist.segments.last?.map == nil ? 3 : 6) && playlist.mediaSequence == 0,
            "version, media sequence")
        try Self.require(playlist.kind == (playlist.isEnded ? .onDemand : .event), "type")
        targetDuration = playlist.targetDuration ?? 0
        (isIndependent, isSealed) = (playlist.isIndependent, playlist.isEnded)
        let text = String(buffer: contents)
        try Self.require(!text.contains("\r") && !text.contains("\n\n"), "line ends")
        let tags = ["#EXT-X-DISCONTINUITY", "#EXT-X-MAP:", "#EXT-X-PROGRAM-DATE-TIME:", "#EXTINF:"]
        body = text.split(separator: "\n").drop { line in !tags.contains { line.hasPrefix($0) } }
            .filter { $0 != "#EXT-X-ENDLIST" }
        segments = playlist.segments.map { segment in
            Segment(
                uri: segment.uri, microseconds: segment.duration.ticks(timescale: 1_000_000),
                isDiscontinuous: segment.isDiscontinuous,
                programDateTime: segment.programDateTime.map { CivilTime($0).iso8601Milliseconds }, map: segment.map)
        }
        try Self.require(playlist.segments.allSatisfy { $0.precision == MediaTime(nanoseconds: 1_000) }, "decimals")
        try Self.require(Set(segments.map(\.uri)).count == segments.count, "a URI again")
        try checkMaps()
        try checkTimes()
    }

    private func checkMaps() throws {
        var last: String?
        for segment in segments where segment.map != last {
            try Self.require(segment.map != nil, "\(segment.uri) has no EXT-X-MAP")
            try Self.require(
                segment.isDiscontinuous || segment == segments.first, "another EXT-X-MAP at \(segment.uri)")
            last = segment.map
        }
    }

    private func checkTimes() throws {
        var last = ""
        for (index, segment) in segments.enumerated() {
            guard let time = segment.programDateTime else {
                try Self.require(!segment.isDiscontinuous, "\(segment.uri) has no time of day")
                continue
            }
            try Self.require(index > 0 || !segment.isDiscontinuous, "discontinuity before the first segment")
            try Self.require(index == 0 || segment.isDiscontinuous, "a time of day without need")
            try Self.require(time > last, "the time of day goes back at \(segment.uri)")
            last = time
        }
    }

    private static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: what()) }
    }
}
